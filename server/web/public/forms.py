"""Reading what a villager sends: a kind, perhaps a photo, perhaps a few words and a phone number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from server.core.problems import FormRefused, TooLarge
from server.core.text import is_plain
from server.field.damage.actions import PublicReport
from server.services.files.actions import Shelved, put_aside
from server.services.files.rules import NoRoom, NotAPicture, ShelfDown
from server.web.look.language import say
from server.web.public import device
from server.web.public.kinds import Kind

MAX_WORDS, MAX_PHOTOS = 300, 3
PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}")
TRAP = "website"  # a field that people do not see; what fills it in goes to the slower queue
MB = 1_000_000
REFUSALS = (FormRefused, NoRoom, NotAPicture, ShelfDown, TooLarge)
PHRASES = ("same", "again", "half", "worse")


@dataclass(frozen=True)
class Said:
    """What stands in the fields, checked."""

    words: str | None
    phone: str | None
    photos: list[Shelved]
    odd: bool


def said() -> Said:
    """Return what the form says, its pictures laid on the shelf.

    Raises one of REFUSALS for words, a phone number or a picture that cannot be kept.
    """
    return Said(_words(), _phone(), _photos(), bool(request.form.get(TRAP)) or _is_too_fast())


def public_report(kind: Kind, told: Said, device_hash: str, under_review: bool) -> PublicReport:
    """Return the report of a chosen kind, worded for those who act on it."""
    return PublicReport(
        category=kind.code,
        title=kind.official,
        severity=kind.severity,
        words=told.words,
        phone=told.phone,
        upward=kind.upward,
        device_hash=device_hash,
        photos=told.photos,
        under_review=under_review,
    )


def not_mended() -> tuple[str | None, Shelved | None]:
    """Return why it is not mended: the ready phrase and own words in one sentence, and a photo.

    Raises one of REFUSALS.
    """
    photos = _photos()
    return sentence("public.phrase", PHRASES), photos[0] if photos else None


def sentence(family: str, phrases: tuple[str, ...]) -> str | None:
    """Return the ready phrase that was chosen and own words in one sentence; None for nothing.

    family  of the phrases' words

    Raises FormRefused.
    """
    phrase, own = request.form.get("phrase"), _words()
    chosen = [say(f"{family}.{phrase}")] if phrase in phrases else []
    return "。".join([*chosen, *([own] if own else [])]) or None


def words_and_photo() -> tuple[str | None, Shelved | None]:
    """Return a few words and a photo, either of which may be missing.

    Raises one of REFUSALS.
    """
    words, photos = _words(), _photos()
    return words, photos[0] if photos else None


def _words() -> str | None:
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    if len(words) > MAX_WORDS:
        raise FormRefused(field=say("public.field.words"), why=say("public.why.long", most=MAX_WORDS))
    if not is_plain(words):
        raise FormRefused(field=say("public.field.words"), why=say("public.why.characters"))
    return words or None


def _phone() -> str | None:
    phone = request.form.get("phone", "").strip()
    if phone and not PHONE.fullmatch(phone):
        raise FormRefused(field=say("public.field.phone"), why=say("public.why.phone"))
    return phone or None


def _photos() -> list[Shelved]:
    most = int(current_app.config["MAX_PHOTO_BYTES"])
    read = [_read(file, most + 1) for file in request.files.getlist("photo")[:MAX_PHOTOS]]
    if any(len(photo) > most for photo in read):
        raise TooLarge(limit=say("public.megabytes", count=most // MB))
    return [put_aside(photo) for photo in read if photo]


def _read(file: FileStorage, most: int) -> bytes:
    with file.stream as stream:  # the disk has a large one until it is closed
        return stream.read(most)


def _is_too_fast() -> bool:
    return device.is_too_fast(request.form.get("opened", ""))
