"""One plate at the desk: where it hangs, printing it once more, taking it out of use."""

from __future__ import annotations

from flask import redirect
from flask.typing import ResponseReturnValue

from server.assets.register.queries import asset as asset_of
from server.assets.register.rules import Place
from server.assets.tags import actions, queries
from server.assets.tags.models import Tag
from server.assets.tags.rules import MOVES
from server.core.moves import may_move
from server.core.problems import NotFound
from server.identity.access.actions import may, requires
from server.identity.access.models import Permission
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.facts import facts_of
from server.web.desk.frame import show
from server.web.look.language import here


def tag_here(id_: str) -> Tag:
    """Return the plate of an address; raises NotFound."""
    found = queries.tag(id_)
    if found is None:
        raise NotFound
    return found


def roll_here(id_: str) -> Place:
    """Return the place of a plate's roll as the subject of a permission; raises NotFound."""
    return Place(tag_here(id_).region_path)


@pages.get("/plates/<string:id_>")
@requires(Permission.SHOW_PLATES, on=roll_here)
def plate(id_: str) -> str:
    """Show one plate and what may be done about it."""
    return page(id_, None)


@shows("plates")
def page(id_: str, refusal: Refusal | None) -> str:
    """Return the page of a plate."""
    tag = tag_here(id_)
    asset = asset_of(tag.asset_id) if tag.asset_id else None
    part = next((one.name for one in asset.units if one.id == tag.unit_id), "") if asset else ""
    place = Place(tag.region_path)
    return show(
        "plate.html", "tags", tag=tag, refusal=refusal, facts=facts_of(asset) if asset else None, part=part,
        newer=queries.current(id_) if tag.replaced_by else None,
        reprints=may_move(MOVES, tag.status, "reprint") and may(Permission.REPRINT_TAG, place),
        revokes=may_move(MOVES, tag.status, "revoke") and may(Permission.REVOKE_TAG, place),
    )  # fmt: skip


@pages.post("/plates/<string:id_>/reprint")
@requires(Permission.REPRINT_TAG, on=roll_here)
def reprint_tag(id_: str) -> ResponseReturnValue:
    """Print a broken plate once more under its own token."""
    tag = tag_here(id_)
    actions.reprint(tag.token, tag.county_code)
    return redirect(here("desk.plate", id_=tag.token, done="reprinted"), 303)


@pages.post("/plates/<string:id_>/revocation")
@requires(Permission.REVOKE_TAG, on=roll_here)
def revoke_tag(id_: str) -> ResponseReturnValue:
    """Take a plate out of use for good."""
    tag = tag_here(id_)
    actions.revoke(tag.token, tag.county_code, forms.words("words"))
    return redirect(here("desk.plate", id_=tag.token, done="revoked"), 303)
