"""Reading organisations."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import case, false, literal, or_, select, tuple_

from server.core.db import db
from server.identity.organizations.models import Organization
from server.identity.regions.models import Region


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


def organizations_of(
    county_code: str, paths: Iterable[str], words: str, limit: int, after: UUID | None
) -> list[Organization]:
    """Return the units inside one of the paths by place and name, closed ones last.

    words  part of a name
    after  the unit that the previous page ended with
    """
    inside = [or_(Region.path == path, Region.path.startswith(f"{path}/", autoescape=True)) for path in paths]
    query = (
        select(Organization)
        .join(Region, Region.code == Organization.region_code)
        .where(Organization.county_code == county_code, or_(false(), *inside))
    )
    for word in words.split():
        query = query.where(Organization.name.contains(word, autoescape=True))
    closed = case((Organization.closed_on.is_(None), 0), else_=1)
    order = (closed, Organization.region_code, Organization.name, Organization.id)
    last = organization(after) if after else None
    if last is not None:
        ended = (int(last.closed_on is not None), last.region_code, last.name, last.id)
        query = query.where(tuple_(*order) > tuple_(*map(literal, ended)))
    return list(db.session.scalars(query.order_by(*order).limit(limit)))
