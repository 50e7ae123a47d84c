"""The plates: one on each thing, some taken out of use or damaged, and blank ones in each village."""

from __future__ import annotations

from typing import Any

from server.assets.tags.models import Tag
from server.demo.book import Book
from server.demo.chance import COUNTY, short_code_of, token_of
from server.demo.people import user_id
from server.demo.places import Village
from server.demo.things import Thing, in_books_at

BLANKS_A_VILLAGE = 4
TAKEN_DOWN = "1/4/canal"
"""It also had an earlier plate that is out of use and leads nowhere."""
REPLACED = "9/3/culture_sport"
"""Its earlier plate leads to the present one."""
DAMAGED = "10/3/culture_sport"
ORDERED = "ordered"
"""A blank plate that is not printed yet, in the last village of the thread."""
ORDERED_IN = 12


def hang_plates(book: Book, home: Village, things: list[Thing]) -> None:
    """Hang a plate on everything but households' things, and leave the village its blank ones."""
    for thing in things:
        if thing.kind.tagged:
            book.add(Tag, **_hung(thing, "damaged" if thing.key == DAMAGED else "bound", thing.key))
        if thing.key == TAKEN_DOWN:
            book.add(Tag, **_hung(thing, "revoked", "taken down", thing.key))
        if thing.key == REPLACED:
            book.add(Tag, **{**_hung(thing, "revoked", "old", thing.key), "replaced_by": plate_of(thing)})
    for number in range(BLANKS_A_VILLAGE):
        blank = _plate(home, "printed", "blank", home.code, number)
        book.add(Tag, **blank)
        book.share("blank_tag", blank["token"], f"all:{home.path}")
    if home.number == ORDERED_IN:
        book.add(Tag, **_plate(home, "generated", ORDERED, home.code))


def plate_of(thing: Thing) -> str:
    """Return the token of the plate that hangs on a thing."""
    return token_of(thing.key)


def _plate(home: Village, status: str, *seed: object) -> dict[str, Any]:
    return {
        "token": token_of(*seed),
        "short_code": short_code_of(*seed),
        "county_code": COUNTY,
        "region_path": home.path,
        "status": status,
    }


def _hung(thing: Thing, status: str, *seed: object) -> dict[str, Any]:
    worker = user_id(f"worker{thing.village.number}")
    own = {"asset_id": thing.id, "bound_by": worker, "bound_at": in_books_at()}
    return {**_plate(thing.village, status, *seed), **own}
