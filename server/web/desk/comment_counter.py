"""反映 taken down at the counter or on the phone: staff write for whoever came, who takes the 查询码 home."""

from __future__ import annotations

from uuid import UUID

from flask import request

from server.assets.register.models import Asset
from server.assets.register.queries import asset
from server.core.problems import FormRefused, NotFound, Problem
from server.field.supervision_comments.actions import Concern, Raised, raise_comment
from server.field.supervision_comments.rules import CATEGORIES, FIRST_LEVEL, CommentBare
from server.identity.access.actions import actor, requires
from server.identity.access.models import Permission
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.desk.hands import levels_of
from server.web.look.language import say
from server.web.public.forms import PHONE
from server.web.public.kinds import trouble


def asset_told_of(id_: UUID) -> Asset:
    """Return the asset of an address; raises NotFound."""
    found = asset(id_)
    if found is None:
        raise NotFound
    return found


def abouts() -> list[str]:
    """Return whom it may be about: nobody takes down what is said of his own office."""
    return [about for about in FIRST_LEVEL if about not in levels_of(actor())]


@pages.get("/assets/<uuid:id_>/comments")
@requires(Permission.RECORD_COMMENT, on=asset_told_of)
def new_comment(id_: UUID) -> str:
    """Offer the form for what somebody says at the counter or on the phone."""
    return _page(id_)


def _page(id_: UUID, problem: Problem | None = None, raised: Raised | None = None) -> str:
    kinds = [(code, trouble(code, code)) for code in CATEGORIES]
    return show(
        "comment_new.html", "comments", asset=asset_told_of(id_), kinds=kinds, abouts=abouts(),
        problem=problem, raised=raised,
    )  # fmt: skip


@pages.post("/assets/<uuid:id_>/comments")
@requires(Permission.RECORD_COMMENT, on=asset_told_of)
def record_comment(id_: UUID) -> str | tuple[str, int]:
    """Take it down and show the 查询码 once, to be told to whoever came."""
    try:
        return _page(id_, raised=raise_comment(id_, _said()))
    except (CommentBare, FormRefused) as problem:
        return _page(id_, problem), problem.status


def _said() -> Concern:
    category, phone = forms.chosen("kind", CATEGORIES), request.form.get("phone", "").strip()
    if phone and not PHONE.fullmatch(phone):
        raise FormRefused(field=say("public.field.phone"), why=say("public.why.phone"))
    who = (forms.words("who") or say("desk.comment.unnamed"))[:40]
    return Concern(
        category, trouble(category, category, "zh"), forms.chosen("about", abouts()),
        forms.words("words", needed=True), phone or None, channel="hotline", on_behalf_of=who,
    )  # fmt: skip
