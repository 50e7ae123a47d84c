"""Reports as phones get them, also those that the caller joined by name: his own words, nobody else's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from server.field.damage.joined import reason_told, said_by
from server.field.damage.queries import reports_by_id
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission
from server.web.sync.report_rows import report_rows


def told_rows(ids: Iterable[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """Return reports; one that the caller joined is his too, without others' words and pictures."""
    rows = report_rows(ids, actor)
    others = [UUID(report_id) for report_id, row in rows.items() if not row["mine"]]
    said = said_by(actor.id, others) if actor.id and others else {}
    for report in reports_by_id(said) if said else ():
        row = rows[str(report.id)]
        row["mine"] = True
        if not may(Permission.READ_REPORT, report, actor):
            row["words"], row["photos"], row["reason"] = said[report.id], [], reason_told(report)
    return rows
