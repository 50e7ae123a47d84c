"""The page around every case: the rail, the list of what waits, and the line about what was just done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request
from werkzeug.wrappers import Response

from server.core.clock import now
from server.core.words import book
from server.identity.access.actions import actor
from server.identity.regions.queries import names_by_code
from server.services.notices.queries import unread_count
from server.services.settings.queries import setting
from server.web.desk.filters import Choice, Filter
from server.web.desk.night import Mishap, mishaps
from server.web.desk.queue import Narrowed, kinds_of, narrowed, villages_of
from server.web.desk.rail import Door, open_doors
from server.web.desk.sentences import wrong
from server.web.desk.waiting import Key, Waiting, waiting_for
from server.web.look.language import here, say


@dataclass(frozen=True)
class Frame:
    """What stands around a page.

    rows   what waits for the actor, his own first; narrowed: what of them is listed
    night  what went wrong since yesterday evening; told on the first page alone
    unread how many notices he has not read
    """

    app_name: str
    county: str
    person: str
    role: str
    rows: list[Waiting]
    narrowed: Narrowed
    night: list[Mishap]
    unread: int
    doors: list[Door]

    @property
    def mine(self) -> list[Waiting]:
        return [row for row in self.rows if row.mine]

    @property
    def below(self) -> list[Waiting]:
        return [row for row in self.rows if not row.mine]

    @property
    def listed(self) -> list[Waiting]:
        """What the list shows: the rows that fit what was chosen, his own first."""
        return [row for row in self.rows if self.narrowed.fits(row)]

    @property
    def kinds(self) -> list[Choice]:
        return kinds_of(self.rows, self.narrowed)

    @property
    def villages(self) -> list[Filter]:
        return villages_of(self.rows, self.narrowed)

    @property
    def counts(self) -> dict[str, int]:
        """How much waits behind a door, by its room."""
        held = sum(row.kind == "item" for row in self.rows)
        return {"inbox": len(self.mine), "notices": self.unread, "quarantine": held}

    @property
    def late(self) -> int:
        return sum(row.chip.tone == "red" for row in self.mine)


def frame() -> Frame:
    """Return the frame of the present request, made once."""
    if "desk_frame" not in g:
        user, rows = g.user, waiting_for(actor())
        roles = sorted(actor().roles)
        g.desk_frame = Frame(
            app_name=setting(user.county_code, "app_name"), county=_county(user.county_code),
            person=user.display_name,
            role=say(f"app.role.{roles[0]}") if roles else "", rows=rows, narrowed=narrowed(),
            night=mishaps(actor(), rows) if request.endpoint == "desk.inbox" else [],
            unread=unread_count(user.county_code, user.id), doors=open_doors(),
        )  # fmt: skip
    found: Frame = g.desk_frame
    return found


def _county(code: str) -> str:
    return names_by_code([f"{code}000000"]).get(f"{code}000000", "")


def show(template: str, room: str, **facts: Any) -> str:
    """Return a page of the desk.

    room  which entry of the rail it belongs to
    """
    return render_template(
        f"desk/{template}",
        frame=frame(),
        room=room,
        wrong=wrong,
        form=_form(),
        printed_at=now(),
        done=_done(),
        **facts,
    )


def _form() -> Mapping[str, str]:
    """Return what was typed before a refusal, so that nobody types it twice."""
    return request.form if request.method == "POST" else {}


def _done() -> str | None:
    """Return the line about what was just decided; only lines of the book are ever shown."""
    key = f"desk.done.{request.args.get('done', '')}"
    return say(key) if key in book("zh") else None


def after_this(kind: str, id_: UUID) -> list[Key]:
    """Return what waits in the order in which it should follow this case; asked before the decision.

    What is listed comes first, from this case on; after what those below should decide, more of the same.
    """
    this, now, rows = (kind, id_), narrowed(), waiting_for(actor())
    own = next((row.mine for row in rows if row.key == this), True)
    alike = sorted((row for row in rows if row.mine or not own), key=lambda row: row.mine != own)
    keys = [row.key for row in alike if now.fits(row)]
    at = keys.index(this) if this in keys else 0
    ordered = keys[at:] + keys[:at] + [row.key for row in alike if not now.fits(row)]
    return [key for key in ordered if key != this]


def go_on(done: str, upcoming: list[Key]) -> Response:
    """Lead to the next case that still waits, with a line about what was done; else to the empty list."""
    rows = {row.key: row for row in waiting_for(actor())}
    own = (row for row in rows.values() if row.mine)
    following = next((rows[key] for key in upcoming if key in rows), next(own, None))
    if following is None:
        return redirect(here("desk.inbox", done=done), 303)
    now = narrowed()
    asked = now.asked if now.fits(following) else {}
    return redirect(here(following.endpoint, id_=following.id, done=done, **asked), 303)


def go_to(kind: str, id_: UUID, done: str) -> Response:
    """Lead to one case, with a line about what was done."""
    return redirect(here(f"desk.{kind}", id_=id_, done=done, **narrowed().asked), 303)
