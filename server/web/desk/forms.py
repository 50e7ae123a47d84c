"""Reading the desk's forms: what a person typed or chose, or a refusal that names the field."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask import current_app, request

from server.core.clock import today
from server.core.problems import FormRefused, MalformedRequest, TooLarge
from server.services.files.actions import Shelved, put_aside
from server.web.look.language import say

FEN_PER_YUAN = 100
MOST_YUAN = 100_000_000  # no single repair of a county costs a hundred million yuan: it is a slip of the keys
WORDS_LONGEST = 300
MOST_DIGITS = 9
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def refused(field: str, why: str) -> FormRefused:
    """Return the refusal of a field, both named by their words."""
    return FormRefused(field=say(f"desk.field.{field}"), why=say(f"desk.wrong.{why}"))


def version() -> int:
    """Return the version that the person looked at when deciding."""
    told = request.form.get("version", "")
    if not _is_number(told):
        raise MalformedRequest
    return int(told)


def version_shown() -> int | None:
    """Return the version that the person looked at; None where his page showed none."""
    return version() if "version" in request.form else None


def _is_number(typed: str) -> bool:
    """True for at most nine digits: longer numbers fit no column, and Python refuses the longest."""
    return typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS


def chosen(field: str, among: Collection[str]) -> str:
    """Return a choice among those offered."""
    value = request.form.get(field, "")
    if value not in among:
        raise refused(field, "choose")
    return value


def words(field: str, needed: bool = False) -> str | None:
    """Return what was written, without surrounding blanks; None for nothing."""
    value = request.form.get(field, "").strip()
    if needed and not value:
        raise refused(field, "write")
    return plain(field, value) or None


def plain(field: str, value: str) -> str:
    """Return what was written, if it is short and plain enough to be kept."""
    if len(value) > WORDS_LONGEST or _CONTROL.search(value):
        raise refused(field, "long")
    return value


def phone(field: str) -> str | None:
    """Return a telephone number; None for nothing."""
    value = request.form.get(field, "").strip()
    if value and not _PHONE.fullmatch(value):
        raise refused(field, "phone")
    return value or None


def ticked(field: str) -> bool:
    """True when the box was ticked."""
    return request.form.get(field) == "1"


def fen(field: str) -> int:
    """Return an amount in 分 from yuan as people type them: 1,860 or 1860.50."""
    return fen_typed(field, request.form.get(field, ""))


def fen_typed(field: str, typed: str) -> int:
    """Return an amount in 分 from what was typed into a field."""
    try:
        yuan = Decimal(typed.strip().replace(",", "").replace("，", ""))
    except InvalidOperation as unreadable:
        raise refused(field, "money") from unreadable
    if not yuan.is_finite() or not 0 <= yuan <= MOST_YUAN:
        raise refused(field, "money")
    return int(yuan * FEN_PER_YUAN)


def whole(field: str, most: int) -> int:
    """Return a whole number from 1 to the most that is allowed."""
    typed = request.form.get(field, "").strip()
    if not (_is_number(typed) and 1 <= int(typed) <= most):
        raise refused(field, "number")
    return int(typed)


def coming_day(field: str) -> date:
    """Return a Shanghai date that is not over yet."""
    try:
        day = date.fromisoformat(request.form.get(field, ""))
    except ValueError as unreadable:
        raise refused(field, "day") from unreadable
    if day < today():
        raise refused(field, "day")
    return day


def some_id(field: str) -> UUID:
    """Return an id from a list."""
    try:
        return UUID(request.form.get(field, ""))
    except ValueError as unreadable:
        raise refused(field, "choose") from unreadable


def published() -> frozenset[UUID]:
    """Return the pictures that the page showed when its box was ticked; none when it was not."""
    if not ticked("publish"):
        return frozenset()
    try:
        return frozenset(UUID(id_) for id_ in request.form.get("seen", "").split())
    except ValueError as unreadable:
        raise refused("publish", "choose") from unreadable


def photo(field: str) -> Shelved | None:
    """Return a picture that came with the form, laid on the shelf; None for none.

    Raises TooLarge, NoRoom, NotAPicture, ShelfDown.
    """
    file, limit = request.files.get(field), int(current_app.config["MAX_PHOTO_BYTES"])
    raw = file.read(limit + 1) if file else b""
    if len(raw) > limit:
        raise TooLarge(limit=f"{limit // 1_000_000} MB")
    return put_aside(raw) if raw else None
