"""What villagers may see: a reviewer looks at each picture, blurs a part of it, or keeps it shut."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.problems import NotFound, VersionStale
from server.services.audit_log.actions import doer, record
from server.services.files.copies import Region
from server.services.files.models import FileRow
from server.services.files.rules import check_regions, is_paper


def publish(
    county_code: str, owner_kind: str, owner_id: object, seen: Collection[UUID], about: str = ""
) -> None:
    """Let villagers see the pictures of a record that a reviewer has looked at; its others wait for one.

    What has not arrived was looked at by nobody.  What a reviewer has hidden stays hidden.

    seen   files that were on the page when the reviewer decided
    about  only slots that name this, such as /WE01/
    """
    with unit_of_work():
        for row in _undecided(county_code, owner_kind, owner_id, about):
            if row.id in seen and row.arrived_at is not None:
                _decide(row, "shown")
            else:
                row.review = "waiting"
        record(county_code, "file.publish", owner_kind, owner_id)


def offer(county_code: str, owner_kind: str, owner_id: object, about: str = "") -> None:
    """Let the pictures of a record that people will read of wait for a reviewer; none is shown yet."""
    with unit_of_work():
        for row in _undecided(county_code, owner_kind, owner_id, about):
            row.review = "waiting"
        record(county_code, "file.offer", owner_kind, owner_id)


def _undecided(county_code: str, owner_kind: str, owner_id: object, about: str) -> list[FileRow]:
    query = select(FileRow).filter_by(county_code=county_code, owner_kind=owner_kind, owner_id=str(owner_id))
    rows = db.session.scalars(query.where(FileRow.review.is_(None) | (FileRow.review == "waiting")))
    return [row for row in rows if about in row.slot and not is_paper(row.slot)]


def show(file_id: UUID, blur: tuple[Region, ...], base_version: int) -> FileRow:
    """Let villagers see one picture, without the regions; what they saw of it before is served no more.

    Raises NotFound, VersionStale, RegionsRefused.
    """
    check_regions(blur)
    with unit_of_work():
        row = _locked(file_id, base_version)
        _decide(row, "shown", blur=[list(region) for region in blur] or None)
        record(row.county_code, "file.show", "file", row.id, regions=len(blur))
    return row


def hide(file_id: UUID, reason: str, base_version: int) -> FileRow:
    """Keep one picture from villagers, also one that they saw so far.  Raises NotFound, VersionStale."""
    with unit_of_work():
        row = _locked(file_id, base_version)
        _decide(row, "hidden", reason=reason, blur=row.blur)
        record(row.county_code, "file.hide", "file", row.id)
    return row


def _locked(file_id: UUID, base_version: int) -> FileRow:
    row = db.session.get(FileRow, file_id, with_for_update=True, populate_existing=True)
    if row is None or row.arrived_at is None:
        raise NotFound
    if row.version != base_version:
        raise VersionStale(now=row.version)
    return row


def _decide(
    row: FileRow, review: str, reason: str | None = None, blur: list[list[float]] | None = None
) -> None:
    row.review, row.review_reason, row.blur = review, reason, blur
    row.reviewed_by, row.reviewed_at = doer().user_id, now()
    row.version += 1
