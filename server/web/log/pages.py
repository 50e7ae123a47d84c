"""The log's pages: the newest rows with their filters, and the story of one object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import g, request

from server.core.problems import NotFound
from server.core.words import book
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.identity.accounts.queries import ids_named, names
from server.services.audit_log.actions import note_reading
from server.services.audit_log.archives import line_of
from server.services.audit_log.models import AuditRow
from server.services.audit_log.queries import Sought, newest
from server.services.feed.queries import end_of_log
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.log.things import Thing, ids_about, thing
from server.web.look.language import say

PAGE = 50
ACTORS = ("user", "public", "system")
GROUP = "log.group."
LONGEST_NUMBER = 18  # digits; more is no number of ours


@dataclass(frozen=True)
class Told:
    """One row as people read it; `line` is what its digest covers."""

    seq: int
    at: datetime
    who: str
    what: str
    thing: Thing
    line: str


@pages.get("/log")
@requires(Permission.READ_LOG)
def log() -> str:
    """Show what was done in the county, newest first, a page at a time."""
    county_code: str = g.user.county_code
    note_reading(county_code)
    chosen = {name: request.args.get(name, "").strip() for name in ("who", "by", "about", "id", "from", "to")}
    found = newest(_sought(county_code, chosen), _before(), PAGE + 1)
    return show(
        "log.html", "log", rows=_told(found[:PAGE]), chosen=chosen, groups=_groups(), actors=ACTORS,
        kept={name: value for name, value in chosen.items() if value}, end=end_of_log(county_code),
        more=found[PAGE - 1].seq if len(found) > PAGE else None,
    )  # fmt: skip


def _sought(county_code: str, chosen: dict[str, str]) -> Sought:
    return Sought(
        county_code,
        actor_ids=ids_named(county_code, chosen["who"]) if chosen["who"] else None,
        actor_kind=chosen["by"] if chosen["by"] in ACTORS else "",
        group=chosen["about"] if chosen["about"] in _groups() else "",
        object_ids=[chosen["id"]] if chosen["id"] else None,
        first_on=_day(chosen["from"]),
        last_on=_day(chosen["to"]),
    )


def _groups() -> list[str]:
    return [key.removeprefix(GROUP) for key in book("zh") if key.startswith(GROUP)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def object_here(kind: str, object_id: str) -> Thing:
    """Return the object of an address; raises NotFound when the county's log does not know it."""
    one = thing(g.user.county_code, kind, object_id)
    if not newest(Sought(one.county_code, object_ids=ids_about(one)), None, 1):
        raise NotFound
    return one


@pages.get("/log/<kind>/<object_id>")
@requires(Permission.READ_OBJECT_LOG, on=object_here)
def log_of(kind: str, object_id: str) -> str:
    """Show what was done to one object, newest first; of an asset also what hangs on it."""
    one = object_here(kind, object_id)
    note_reading(one.county_code)
    found = newest(Sought(one.county_code, object_ids=ids_about(one)), _before(), PAGE + 1)
    return show(
        "log_of.html", "log", one=one, rows=_told(found[:PAGE]),
        more=found[PAGE - 1].seq if len(found) > PAGE else None,
    )  # fmt: skip


def _told(rows: list[AuditRow]) -> list[Told]:
    people = names(row.actor_id for row in rows)
    return [
        Told(
            row.seq, row.at, people.get(row.actor_id, "") if row.actor_id else _unnamed(row), _what(row),
            thing(row.county_code, row.object_kind, row.object_id), line_of(row).strip(),
        )
        for row in rows
    ]  # fmt: skip


def _unnamed(row: AuditRow) -> str:
    return say(f"log.actor.{row.actor_kind}" if row.actor_kind in ACTORS else "log.actor.user")


def _what(row: AuditRow) -> str:
    key = f"log.{row.action}"
    return say(key) if key in book("zh") else say("log.unknown", action=row.action)
