"""Campaigns of the season: called for a place until a day, ended before it where the danger is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from server.core.clock import today
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.moves import move
from server.core.problems import NotFound
from server.core.words import say
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.field.patrols.queries import campaigns_in
from server.field.patrols.rules import MOVES, NOT_BEGUN, CampaignOver, CampaignRunning
from server.identity.regions.actions import follow
from server.identity.regions.events import RegionMoved
from server.services.audit_log.actions import audited, record
from server.services.feed.actions import touch


@dataclass(frozen=True)
class Campaign:
    """What is called for: a kind of CAMPAIGN_DAYS, its last day, which kinds of things; none means all."""

    kind: str
    ends_on: date
    asset_types: tuple[str, ...] = ()


@audited("patrol.call")
def call(county_code: str, path: str, wanted: Campaign) -> PatrolPlan:
    """Call a campaign at a place from today on; the sweep gives its rounds out to whoever cares there.

    Raises CampaignRunning.
    """
    running = [one for one in campaigns_in(county_code, path) if one.is_running]
    if any(one.kind == wanted.kind and one.region_path == path for one in running):
        raise CampaignRunning
    plan = PatrolPlan(
        id=new_id(), county_code=county_code, name=say(f"patrol.campaign.{wanted.kind}", "zh"),
        kind=wanted.kind, photo_every=0, status="active", region_path=path,
        asset_types=sorted(wanted.asset_types) or None, starts_on=today(), ends_on=wanted.ends_on,
    )  # fmt: skip
    db.session.add(plan)
    return plan


@audited("patrol.end")
def end(plan_id: UUID, words: str) -> PatrolPlan:
    """End a campaign before its day; the sweep calls off what nobody has begun, and nobody missed anything.

    words  why, as people read it at each round

    Raises NotFound, CampaignOver.
    """
    plan = db.session.get(PatrolPlan, plan_id, with_for_update=True, populate_existing=True)
    if plan is None or plan.ends_on is None:
        raise NotFound
    if not plan.is_running:
        raise CampaignOver
    plan.status, plan.end_words = "ended", words
    return plan


def call_off(limit: int) -> int:
    """Call off the rounds of ended campaigns that nobody has begun, at most `limit`; returns how many."""
    done = 0
    campaigns = select(PatrolPlan).where(PatrolPlan.status == "ended", PatrolPlan.ends_on.is_not(None))
    for plan in db.session.scalars(campaigns).all():
        if done < limit:
            done += _call_off(plan, limit - done)
    return done


def _call_off(plan: PatrolPlan, limit: int) -> int:
    query = select(PatrolTask).filter_by(county_code=plan.county_code, plan_id=plan.id)
    query = query.where(PatrolTask.status.in_(NOT_BEGUN)).limit(limit).with_for_update(of=PatrolTask)
    with unit_of_work() as session:
        tasks = list(session.scalars(query))
        for task in tasks:
            task.status, task.version = move(MOVES, task.status, "cancel"), task.version + 1
            task.cancel_reason, task.cancel_words = "other", plan.end_words
            touch(plan.county_code, "task", task.id)
        if tasks:
            record(plan.county_code, "patrol.call_off", "PatrolPlan", plan.id, tasks=len(tasks))
    return len(tasks)


def follow_move(moved: RegionMoved) -> None:
    """Let campaigns follow the place that they were called for."""
    follow(PatrolPlan.region_path, moved)
