"""What looks random but is the same on every machine: ids, numbers, choices and plate codes from a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from server.core.ids import ALPHABET, SHORT_BODY, TOKEN_BODY, check_character, derived_id

T = TypeVar("T")
COUNTY = "140699"
DEMO = UUID("01890000-0000-7000-8000-000000140699")
_LETTERS = ALPHABET[10:]


def demo_id(*seed: object) -> UUID:
    """Return the id of a demo thing."""
    return derived_id(DEMO, *seed)


def dated_id(at: datetime, *seed: object) -> UUID:
    """Return a UUIDv7 of a moment, as phones mint them: what happened together lies together in the index."""
    tail = _number("dated", *seed) & (1 << 62) - 1
    return UUID(int=int(at.timestamp() * 1000) << 80 | 0x7 << 76 | tail >> 50 << 64 | 0b10 << 62 | tail)


def _number(*seed: object) -> int:
    text = "/".join(str(part) for part in seed)
    return int.from_bytes(hashlib.sha256(f"guanhu demo {text}".encode()).digest())


def between(low: int, high: int, *seed: object) -> int:
    """Return a whole number from low to high, both included."""
    return low + _number(*seed) % (high - low + 1)


def pick(choices: Sequence[T], *seed: object) -> T:
    """Return one of the choices."""
    return choices[_number(*seed) % len(choices)]


def _letters(count: int, *seed: object) -> str:
    number = _number(*seed)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(count))


def token_of(*seed: object) -> str:
    """Return a plate's token with a check character that fits."""
    body = _letters(TOKEN_BODY, "token", *seed)
    return body + check_character(body)


def short_code_of(*seed: object) -> str:
    """Return a plate's short code: a letter first, a check character last."""
    body = pick(_LETTERS, "letter", *seed) + _letters(SHORT_BODY - 1, "short", *seed)
    return body + check_character(body)
