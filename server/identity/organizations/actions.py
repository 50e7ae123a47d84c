"""Writing units down, changing what is written, closing them.  Who may: server/permissions.py."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from server.core.clock import today
from server.core.db import db
from server.core.ids import new_id
from server.core.problems import NotFound, VersionStale
from server.identity.organizations.models import Organization
from server.identity.organizations.rules import Unit, UnitClosed, credit_code, phone
from server.identity.regions.events import RegionMoved
from server.identity.regions.queries import region
from server.services.audit_log.actions import audited


@audited("organization.found")
def found(county_code: str, unit: Unit) -> Organization:
    """Write a new unit down; raises NotFound, CreditCodeWrong, PhoneUnfit."""
    row = Organization(id=new_id(), county_code=county_code, version=1)
    _fill(row, unit)
    db.session.add(row)
    db.session.flush()
    return row


@audited("organization.edit")
def edit(organization_id: UUID, unit: Unit, base_version: int) -> Organization:
    """Change what is written of a unit; raises NotFound, VersionStale, UnitClosed and what `found` raises."""
    row = _locked(organization_id, base_version)
    _fill(row, unit)
    return row


@audited("organization.close")
def close(organization_id: UUID, base_version: int) -> Organization:
    """Let a unit exist no longer from tomorrow on; what names it goes on naming it.

    Raises NotFound, VersionStale, UnitClosed.
    """
    row = _locked(organization_id, base_version)
    row.closed_on = today()
    return row


def _fill(row: Organization, unit: Unit) -> None:
    place = region(unit.region_code)
    if place is None or place.county_code != row.county_code:
        raise NotFound
    row.kind, row.name, row.region_code = unit.kind, unit.name, place.code
    row.duty_phone = phone(unit.duty_phone) if unit.duty_phone else None
    row.uscc = credit_code(unit.uscc) if unit.uscc else None


def _locked(organization_id: UUID, base_version: int) -> Organization:
    row = db.session.get(Organization, organization_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    if row.version != base_version:
        raise VersionStale(now=row.version)
    if row.closed_on is not None:
        raise UnitClosed
    row.version += 1
    return row


def follow_move(moved: RegionMoved) -> None:
    """Let units of a merged place belong to the one that took it in, as many as this unit may still write."""
    if moved.old_code == moved.new_code:
        return
    there = (
        Organization.county_code == moved.county_code,
        Organization.region_code == moved.old_code,
    )
    found_ = db.session.scalars(select(Organization.id).where(*there).limit(moved.allowance.rows)).all()
    if found_:
        followed = update(Organization).where(Organization.id.in_(found_), *there)
        db.session.execute(
            followed.values(region_code=moved.new_code).execution_options(synchronize_session=False)
        )
        moved.allowance.take(len(found_))
