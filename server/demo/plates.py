"""The plates: one on each thing, one taken out of use, and blank ones in each village."""

from __future__ import annotations

from sqlalchemy.orm import Session

from server.assets.tags.models import Tag
from server.core.clock import now
from server.demo.chance import COUNTY, short_code_of, token_of
from server.demo.people import user_id
from server.demo.places import Village, villages
from server.demo.things import IN_BOOKS_FOR, Thing, things
from server.services.feed.actions import share

BLANKS_A_VILLAGE = 4
TAKEN_DOWN = 4
"""Which thing, counted from 0, also had an earlier plate that is out of use: the first village's canal."""


def hang_plates(session: Session) -> None:
    """Hang a plate on everything but households' things, and leave each village its blank ones."""
    tagged = [thing for thing in things() if thing.kind.tagged]
    session.add_all(_hung(thing, "bound", thing.key) for thing in tagged)
    session.add(_hung(tagged[TAKEN_DOWN], "revoked", "taken down", tagged[TAKEN_DOWN].key))
    for village in villages():
        for number in range(BLANKS_A_VILLAGE):
            blank = _plate(village, "printed", "blank", village.code, number)
            session.add(blank)
            share(COUNTY, "blank_tag", blank.token, f"all:{village.path}")
    session.flush()


def plate_of(thing: Thing) -> str:
    """Return the token of the plate that hangs on a thing."""
    return token_of(thing.key)


def _plate(village: Village, status: str, *seed: object) -> Tag:
    return Tag(
        token=token_of(*seed),
        short_code=short_code_of(*seed),
        county_code=COUNTY,
        region_path=village.path,
        status=status,
    )


def _hung(thing: Thing, status: str, *seed: object) -> Tag:
    tag = _plate(thing.village, status, *seed)
    tag.asset_id, tag.bound_by = thing.id, user_id(f"worker{thing.village.number}")
    tag.bound_at = now() - IN_BOOKS_FOR
    return tag
