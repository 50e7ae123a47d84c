"""Reading templates."""

from __future__ import annotations

from sqlalchemy import select

from server.core.db import db
from server.field.checklists.models import ChecklistTemplate


def template(county_code: str, asset_type: str, version: str | None = None) -> ChecklistTemplate | None:
    """Return one version of a type's questions; the newest when no version is named."""
    query = select(ChecklistTemplate).filter_by(county_code=county_code, asset_type=asset_type)
    if version is not None:
        query = query.filter_by(version=version)
    return db.session.scalar(query.order_by(ChecklistTemplate.published_at.desc()).limit(1))


def newest(county_code: str) -> dict[str, ChecklistTemplate]:
    """Return the newest template of every type of a county."""
    rows = db.session.scalars(
        select(ChecklistTemplate).filter_by(county_code=county_code).order_by(ChecklistTemplate.published_at)
    )
    return {row.asset_type: row for row in rows}
