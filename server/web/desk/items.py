"""Kept items (等人决定): what somebody recorded that a rule held back; a person admits or refuses it."""

from __future__ import annotations

from uuid import UUID

from werkzeug.wrappers import Response

from server.identity.access.actions import actor, requires
from server.identity.access.models import Permission
from server.services.files.queries import files_of
from server.web.desk import evidence, forms, kept_items
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.facts import facts_of
from server.web.desk.frame import after_this, go_on, show
from server.web.desk.sides import sides_of
from server.web.quarantine.actions import decide, is_outdated, may_be_assigned
from server.web.quarantine.hands import could_take, hand_on, holders_of
from server.web.quarantine.queries import assets_of


@pages.get("/quarantine")
@requires(Permission.LIST_QUARANTINE)
def quarantine() -> str:
    """List what was kept and waits for a person."""
    rows = kept_items.waiting_for(actor())
    return show(
        "quarantine.html", "quarantine", rows=rows, people=kept_items.people_of(rows),
        assets=assets_of(rows), kind_said=kept_items.kind_said,
        reason_said=kept_items.reason_said, holders=holders_of(rows),
    )  # fmt: skip


@pages.get("/quarantine/<uuid:id_>")
@requires(Permission.DECIDE_QUARANTINE, on=kept_items.item_here)
def item(id_: UUID) -> str:
    """Show one kept item: who recorded what, and why it was held back."""
    return page(id_, None)


@shows("quarantine")
def page(id_: UUID, refusal: Refusal | None) -> str:
    """Return the page of a kept item."""
    found = kept_items.item_here(id_)
    asset, payload = assets_of([found]).get(found.id), kept_items.payload_of(found)
    return show(
        "item.html", "quarantine", case=("item", found.id), item=found, refusal=refusal,
        kind=kept_items.kind_said(found), reason=kept_items.reason_said(found),
        answers=kept_items.answers_to(found), said=kept_items.said_in(payload),
        who=kept_items.people_of([found]),
        facts=facts_of(asset) if asset else None, assignable=may_be_assigned(found),
        handed=kept_items.handed(found), takers=[] if found.decision else could_take(found, actor()),
        sides=sides_of(found), is_outdated=is_outdated(found),
        photos=evidence.photos(files_of(found.county_code, "item", [found.id])), payload=payload,
    )  # fmt: skip


@pages.post("/quarantine/<uuid:id_>/admission")
@requires(Permission.DECIDE_QUARANTINE, on=kept_items.item_here)
def admit_item(id_: UUID) -> Response:
    """Carry it out in its author's name after all; with a code, for the asset that bears it."""
    upcoming = after_this("item", id_)
    code = forms.words("code")
    meant = kept_items.asset_meant(code).id if code else None
    decide(
        id_,
        actor(),
        admit=True,
        reason=forms.words("words"),
        asset_id=meant,
        seen_version=forms.version_shown(),
    )
    return go_on("admitted", upcoming)


@pages.post("/quarantine/<uuid:id_>/refusal")
@requires(Permission.DECIDE_QUARANTINE, on=kept_items.item_here)
def refuse_item(id_: UUID) -> Response:
    """Let it rest with a reason that whoever brought it reads."""
    upcoming = after_this("item", id_)
    decide(id_, actor(), admit=False, reason=forms.words("words", needed=True))
    return go_on("item_refused", upcoming)


@pages.post("/quarantine/<uuid:id_>/handing-on")
@requires(Permission.DECIDE_QUARANTINE, on=kept_items.item_here)
def hand_on_item(id_: UUID) -> Response:
    """Leave it to another who may decide on it; he reads why."""
    upcoming = after_this("item", id_)
    hand_on(id_, actor(), forms.some_id("to_whom"), forms.words("words", needed=True) or "")
    return go_on("item_handed", upcoming)
