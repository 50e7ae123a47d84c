"""代报: writing down what somebody reports who rings up or comes; he gets a 查询码 as by scanning."""

from __future__ import annotations

from uuid import UUID

from server.field.damage.actions import OtherReport, report_for_other
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.web.desk import forms
from server.web.desk.asset import asset_here
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.facts import facts_of
from server.web.desk.frame import show
from server.web.public.kinds import repair_kinds

CHANNELS = ("hotline", "desk")
NAME_LONGEST = 40


@pages.get("/assets/<uuid:id_>/report")
@requires(Permission.REPORT_DAMAGE, on=asset_here)
def record_report(id_: UUID) -> str:
    """Show the form."""
    return _form(id_, None)


@shows("assets")
def _form(id_: UUID, refusal: Refusal | None) -> str:
    asset = asset_here(id_)
    return show(
        "recording.html", "assets", asset=asset, facts=facts_of(asset), kinds=repair_kinds(asset),
        channels=CHANNELS, refusal=refusal,
    )  # fmt: skip


@pages.post("/assets/<uuid:id_>/reports")
@requires(Permission.REPORT_DAMAGE, on=asset_here)
def keep_report(id_: UUID) -> str:
    """Keep it and show the 查询码, this once, to be read out or written down for him."""
    asset = asset_here(id_)
    kinds = {kind.code: kind for kind in repair_kinds(asset)}
    kind = kinds[forms.chosen("kind", kinds)]
    name = forms.words("name")
    if name and len(name) > NAME_LONGEST:
        raise forms.refused("caller", "long")
    told = OtherReport(
        kind.code, kind.official, kind.severity, forms.words("words"), name,
        forms.phone("phone"), forms.chosen("channel", CHANNELS),
    )  # fmt: skip
    kept = report_for_other(asset.id, told)
    return show(
        "recorded.html", "assets", asset=asset, report=kept.report, code=kept.query_code, joined=kept.joined
    )
