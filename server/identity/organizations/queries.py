"""Reading organisations."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from server.core.db import db
from server.identity.organizations.models import Organization


def organization(id_: UUID) -> Organization | None:
    """Return an organisation by id."""
    return db.session.get(Organization, id_)


def departments(county_code: str) -> list[Organization]:
    """Return the departments of a county that exist, by name."""
    query = select(Organization).filter_by(county_code=county_code, kind="department", closed_on=None)
    return list(db.session.scalars(query.order_by(Organization.name)))


def organizations_by_id(ids: Iterable[UUID | None]) -> dict[UUID, Organization]:
    """Return organisations by id."""
    wanted = {one for one in ids if one}
    return {
        row.id: row for row in db.session.scalars(select(Organization).where(Organization.id.in_(wanted)))
    }


def organizations_of(county_code: str, words: str = "") -> list[Organization]:
    """Return the units of a county by place and name, closed ones last; `words` is part of a name."""
    query = select(Organization).filter_by(county_code=county_code)
    for word in words.split():
        query = query.where(Organization.name.contains(word, autoescape=True))
    closed = Organization.closed_on.is_not(None)
    return list(db.session.scalars(query.order_by(closed, Organization.region_code, Organization.name)))
