"""Reading organisations."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from server.core.db import db
from server.identity.organizations.models import Organization


def organizations_by_id(ids: Iterable[UUID | None]) -> dict[UUID, Organization]:
    """Return organisations by id."""
    wanted = {one for one in ids if one}
    return {
        row.id: row for row in db.session.scalars(select(Organization).where(Organization.id.in_(wanted)))
    }
