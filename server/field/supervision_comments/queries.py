"""Reading comments; whoever asks is checked by the map, comment by comment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from server.assets.register.models import Asset
from server.core.clock import now
from server.core.db import db
from server.field.damage.queries import code_hash, followed, voice_of_query_code, voice_of_receipt
from server.field.supervision_comments.models import CommentStep, SupervisionComment
from server.field.supervision_comments.rules import ABSENT, OPEN, climbed, level_above
from server.identity.access.models import Actor
from server.identity.accounts.queries import holder_ids

STAFF_OF = {"township": "township_staff", "county": "county_staff", "city": "city_viewer"}
"""Who deals with comments, level by level."""


def comment(comment_id: UUID) -> SupervisionComment | None:
    """Return a comment by id."""
    return db.session.get(SupervisionComment, comment_id)


def comments_by_id(ids: Iterable[UUID]) -> list[SupervisionComment]:
    """Return comments by id; unknown ids are missing."""
    wanted = set(ids)
    query = select(SupervisionComment).where(SupervisionComment.id.in_(wanted))
    return list(db.session.scalars(query).unique()) if wanted else []


def steps_of(comment_id: UUID) -> list[CommentStep]:
    """Return a comment's steps, oldest first."""
    query = select(CommentStep).filter_by(comment_id=comment_id).order_by(CommentStep.at, CommentStep.id)
    return list(db.session.scalars(query))


def moved_at(comment_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when the last step of each comment was taken, by comment."""
    query = select(CommentStep.comment_id, func.max(CommentStep.at))
    found = query.where(CommentStep.comment_id.in_(set(comment_ids))).group_by(CommentStep.comment_id)
    return dict(db.session.execute(found).all())


def of_receipt(token: str) -> SupervisionComment | None:
    """Return the comment behind a receipt's address; also that of a report which became one."""
    found = db.session.scalar(select(SupervisionComment).filter_by(receipt_token=token))
    if found is not None:
        return found
    voice = voice_of_receipt(token)
    return of_report(followed(voice.report_id).id) if voice else None


def receipt_of_code(county_code: str, code: str) -> str | None:
    """Return the receipt's token that a 查询码 leads to: a comment's, or a report's; None for neither."""
    query = select(SupervisionComment.receipt_token).filter_by(
        county_code=county_code, query_code_hash=code_hash(county_code, code)
    )
    found = db.session.scalar(query.order_by(SupervisionComment.received_at.desc()).limit(1))
    voice = None if found else voice_of_query_code(county_code, code)
    return found or (voice.receipt_token if voice else None)


def of_report(report_id: UUID) -> SupervisionComment | None:
    """Return what a report became when it was handed on."""
    return db.session.scalar(select(SupervisionComment).filter_by(report_id=report_id))


def of_visit(county_code: str, inspection_id: UUID) -> SupervisionComment | None:
    """Return what a visit said to those above."""
    query = select(SupervisionComment).filter_by(county_code=county_code, inspection_id=inspection_id)
    return db.session.scalar(query.limit(1))


def same_open(
    asset: Asset, category: str, device_hash: str | None, reporter_id: UUID | None
) -> SupervisionComment | None:
    """Return what the same phone or person said of the same thing and is not settled yet."""
    if device_hash is None and reporter_id is None:
        return None
    query = select(SupervisionComment).where(
        SupervisionComment.county_code == asset.county_code,
        SupervisionComment.asset_id == asset.id,
        SupervisionComment.category == category,
        SupervisionComment.device_hash == device_hash if device_hash else
        SupervisionComment.reporter_id == reporter_id,
        SupervisionComment.status.in_(OPEN),
    )  # fmt: skip
    return db.session.scalar(query.order_by(SupervisionComment.received_at).limit(1))


def beside(one: SupervisionComment) -> list[SupervisionComment]:
    """Return what else is open of the same thing."""
    query = select(SupervisionComment).where(
        SupervisionComment.county_code == one.county_code, SupervisionComment.asset_id == one.asset_id,
        SupervisionComment.status.in_(OPEN), SupervisionComment.id != one.id,
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(SupervisionComment.received_at)).unique())


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    """Return the clause for what lies at the actor's places or is with his department; the map asks on."""
    clauses: list[ColumnElement[bool]] = []
    for scope in actor.scopes:
        if scope.dept_id is not None:
            clauses.append(SupervisionComment.dept_id == scope.dept_id)
        elif scope.role in STAFF_OF.values():
            clauses.append(Asset.region_path == scope.path)
            clauses.append(Asset.region_path.startswith(f"{scope.path}/", autoescape=True))
    county = actor.county_code
    nothing = SupervisionComment.id.is_(None)
    return and_(SupervisionComment.county_code == county, or_(*clauses) if clauses else nothing)


def in_reach_of(actor: Actor, states: Iterable[str], limit: int = 300) -> list[SupervisionComment]:
    """Return comments in some states in the actor's reach, oldest first, what came past a limit last."""
    query = (
        select(SupervisionComment)
        .join(SupervisionComment.asset)
        .where(_in_reach(actor), SupervisionComment.status.in_(list(states)))
        .order_by(SupervisionComment.under_review, SupervisionComment.received_at)
    )
    return list(db.session.scalars(query.limit(limit)).unique())


def people_at(level: str, path: str, without: Iterable[UUID | None] = ()) -> set[UUID]:
    """Return who deals with comments about a place at a level."""
    return holder_ids(path, STAFF_OF[level]) - set(without)


def staffed(level: str | None, one: SupervisionComment) -> str | None:
    """Return this level or the next above where somebody can act who is not complained of."""
    path, barred = one.asset.region_path, {one.about_user_id}
    return climbed(level, lambda at: at != one.about and bool(people_at(at, path, barred)))


def next_level(one: SupervisionComment) -> str | None:
    """Return who may deal with it after this level; None where nobody is left above."""
    return staffed(level_above(one.level), one)


def absent_since(asset: Asset, days: int) -> list[SupervisionComment]:
    """Return what people said in some days of nobody caring for the things of a village, oldest first."""
    query = (
        select(SupervisionComment)
        .join(SupervisionComment.asset)
        .where(
            SupervisionComment.county_code == asset.county_code, Asset.region_path == asset.region_path,
            SupervisionComment.category == ABSENT, SupervisionComment.status != "withdrawn",
            SupervisionComment.received_at >= _days_ago(days),
        )
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(SupervisionComment.received_at)).unique())


def _days_ago(days: int) -> datetime:
    return now() - timedelta(days=days)


def is_code_taken(county_code: str, hashed: str) -> bool:
    """True when a comment of the county has this 查询码."""
    query = select(func.count()).select_from(SupervisionComment)
    return bool(db.session.scalar(query.filter_by(county_code=county_code, query_code_hash=hashed)))
