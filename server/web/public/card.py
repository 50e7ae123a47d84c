"""The whitelist: everything that a public page may say of an asset (domain/6, 6.3), and nothing more.

No person's name but a cadre's, no inspector, no words of reporters, no place of what must be guarded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from server.assets.register.models import Asset
from server.assets.register.queries import units_of
from server.assets.register.rules import display_status
from server.assets.tags.models import Tag
from server.core.words import book
from server.field.damage import queries as damage
from server.field.damage.models import DamageReport
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import of_reports
from server.identity.regions.queries import county_of
from server.services.settings.queries import setting
from server.web.look.dates import day_of, day_words
from server.web.look.language import say
from server.web.look.plates import named
from server.web.public.facts import Contact, Fact, contact_of, facts_of
from server.web.public.kinds import trouble

TONES = {
    "submitted": "amber",
    "triaging": "amber",
    "need_info": "amber",
    "confirmed": "amber",
    "dispatched": "blue",
    "resolved": "green",
    "reopened": "red",
    "closed": "green",
    "fixed_on_spot": "green",
    "archived": "green",
}
WAITING_ON = ("awaiting_funds", "closed_not_fixed", "cancelled")
TOLD_BY_ORDER = (*WAITING_ON, "assigned", "in_repair", "paused", "finished", "rework")
FIXED = ("resolved", "closed", "archived", "fixed_on_spot")
SHOWN_PAST = 5


@dataclass(frozen=True)
class Trouble:
    """One thing that is broken, or was just mended, as the public hears of it."""

    report_id: UUID
    title: str
    state: str
    tone: str
    said_on: date
    mended_on: date | None
    voices: int
    why: str | None = None
    danger: str | None = None

    @property
    def resolved(self) -> bool:
        return self.tone == "green"


@dataclass(frozen=True)
class Card:
    """What the page of a plate shows."""

    token: str
    short_code: str
    county_code: str
    county: str
    app_name: str
    name: str
    chip: str
    tone: str
    sentence: str
    contact: Contact
    facts: list[Fact]
    last_inspected_on: date | None
    troubles: list[Trouble]
    past: list[Trouble]

    @property
    def asked(self) -> Trouble | None:
        """What was mended and waits for somebody who looks at it."""
        return next((trouble for trouble in self.troubles if trouble.resolved), None)

    @property
    def worst(self) -> Trouble | None:
        """What is broken, the gravest alone: one screen offers one 我家也是."""
        return next((trouble for trouble in self.troubles if not trouble.resolved), None)

    @property
    def warnings(self) -> list[str]:
        """What whoever comes there must know first, each said once."""
        return list(dict.fromkeys(one.danger for one in self.troubles if one.danger))

    @property
    def others(self) -> list[Trouble]:
        """What else is broken, folded away."""
        return [one for one in self.troubles if not one.resolved and one is not self.worst]


def card_of(tag: Tag, asset: Asset) -> Card:
    """Return the card of a plate's asset."""
    troubles = troubles_of(asset)
    chip, tone, sentence = _state(asset, troubles)
    county = county_of(asset.county_code)
    return Card(
        token=tag.token,
        short_code=tag.short_code,
        county_code=asset.county_code,
        county=county.name if county else "",
        app_name=setting(asset.county_code, "app_name"),
        name=str(named(asset, units_of([asset.id]).get(asset.id, []), tag.unit_id)),
        chip=chip,
        tone=tone,
        sentence=sentence,
        contact=contact_of(asset),
        facts=facts_of(asset),
        last_inspected_on=asset.last_inspected_on,
        troubles=troubles,
        past=_past(asset),
    )


def troubles_of(asset: Asset) -> list[Trouble]:
    """Return what is open or waits for 修好了; what goes upward is nobody's business here."""
    return _told([report for report in damage.open_of_asset(asset.id) if not report.upward])


def _past(asset: Asset) -> list[Trouble]:
    done = [report for report in damage.of_asset(asset.id) if not report.upward and report.status in FIXED]
    return _told([report for report in done if report.status != "resolved"][:SHOWN_PAST])


def _told(reports: list[DamageReport]) -> list[Trouble]:
    ids = [report.id for report in reports]
    voices, orders = damage.voices_count(ids), of_reports(ids)
    return [_trouble(report, orders.get(report.id), voices.get(report.id, 1)) for report in reports]


def _trouble(report: DamageReport, order: WorkOrder | None, voices: int) -> Trouble:
    state, tone = progress(report, order)
    mended = report.resolved_at or report.closed_at
    return Trouble(
        report_id=report.id,
        title=title_of(report),
        state=state,
        tone=tone,
        said_on=day_of(report.reported_at),
        mended_on=day_of(mended) if mended else None,
        voices=voices,
        why=why_of(order) if report.status in {"confirmed", "dispatched"} else None,
        danger=danger_said(report),
    )


def danger_said(report: DamageReport) -> str | None:
    """Return what whoever comes there must know: keep away, or what was put up; None where nothing hurts.

    What is only 严重 warns nobody before somebody has looked: a pump that stands still is no danger.
    """
    danger = damage.danger_of(report)
    if danger is None or danger == "harmless" or (danger == "open" and report.severity != "critical"):
        return None
    return say(f"public.danger.{danger}")


def title_of(report: DamageReport) -> str:
    """Return what is wrong in the public's words; a reporter's own words are never public."""
    return trouble(report.category, report.title)


def progress(report: DamageReport, order: WorkOrder | None) -> tuple[str, str]:
    """Return the public words of where a report stands, and their colour."""
    tone = TONES.get(report.status, "amber")
    if order is not None and report.status in {"confirmed", "dispatched"} and order.status in TOLD_BY_ORDER:
        return say(f"order.public.{order.status}"), "amber" if order.status in WAITING_ON else "blue"
    return say(f"damage.public.{report.status}"), tone


def why_of(order: WorkOrder | None) -> str | None:
    """Return why nobody mends it now, as whoever decided wrote it for people; None while somebody does."""
    if order is None or order.reason is None or order.status not in WAITING_ON:
        return None
    if order.status == "awaiting_funds" and order.funds_review_on:
        return say("public.waits_for_funds", reason=order.reason, day=day_words(order.funds_review_on))
    return say("public.reason", reason=order.reason)


def _state(asset: Asset, troubles: list[Trouble]) -> tuple[str, str, str]:
    if troubles:
        return _state_of_trouble(troubles[0])
    label = display_status(asset.lifecycle_status, asset.use_status, asset.condition_grade)
    use = _words_of(label)
    if asset.last_inspected_on is None:
        return use, _tone_of(label), say("public.state.never", use=use)
    day = day_words(asset.last_inspected_on)
    if asset.last_result == "problem" or label not in {"in_use", "partly_idle", "seasonal"}:
        return use, _tone_of(label), say("public.state.seen", day=day)
    return say("public.chip.fine"), "green", say("public.state.fine", use=use, day=day)


def _state_of_trouble(worst: Trouble) -> tuple[str, str, str]:
    if worst.resolved and worst.mended_on:
        sentence = say("public.state.mended", title=worst.title, day=day_words(worst.mended_on))
    else:
        sentence = say("public.state.broken", title=worst.title, day=day_words(worst.said_on))
    return worst.state, worst.tone, sentence


def _words_of(label: str) -> str:
    for family in ("use", "condition", "lifecycle"):
        if f"{family}.public.{label}" in book("zh"):
            return say(f"{family}.public.{label}")
    return say(f"status.{label}")


def _tone_of(label: str) -> str:
    return {"in_use": "green", "damaged": "red", "destroyed": "red", "suspended": "red"}.get(label, "amber")
