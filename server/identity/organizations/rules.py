"""Kinds of units, and the check digit of the unified social credit code.  Source: domain/2, GB 32100-2015."""

from __future__ import annotations

import re
from dataclasses import dataclass

from server.core.problems import Problem

KINDS = (
    "government", "department", "township_gov", "village_committee", "village_collective", "enterprise",
    "cooperative", "repair_company", "evaluator", "school", "clinic",
)  # fmt: skip
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
_LENGTH = 18
_PHONE = re.compile(r"[0-9*+ ()-]{3,20}")


@dataclass(frozen=True)
class Unit:
    """What is written down of a unit.

    duty_phone  of the office, never of a person; villagers may ring it
    uscc        统一社会信用代码, or None
    """

    kind: str
    name: str
    region_code: str
    duty_phone: str | None
    uscc: str | None


class CreditCodeWrong(Problem):
    """The unified social credit code does not fit its own check digit."""

    code, status = "organizations/credit-code-wrong", 422


class PhoneUnfit(Problem):
    """What was typed is no telephone number."""

    code, status = "organizations/phone-unfit", 422


class UnitClosed(Problem):
    """The unit is closed."""

    code, status = "organizations/closed", 409


def credit_code(typed: str) -> str:
    """Return a unified social credit code as it is kept; raises CreditCodeWrong."""
    code = typed.strip().upper()
    if len(code) != _LENGTH or any(one not in _ALPHABET for one in code):
        raise CreditCodeWrong
    if code[-1] != check_character(code[:-1]):
        raise CreditCodeWrong
    return code


def check_character(body: str) -> str:
    """Return the check character of the first 17: weights are the powers of 3 modulo 31."""
    total = sum(_ALPHABET.index(one) * pow(3, place, 31) for place, one in enumerate(body))
    return _ALPHABET[-total % 31]


def phone(typed: str) -> str:
    """Return a telephone number as it is kept; raises PhoneUnfit."""
    number = " ".join(typed.split())
    if not _PHONE.fullmatch(number):
        raise PhoneUnfit
    return number
