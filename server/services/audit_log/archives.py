"""Old rows on the shelf: written into a file, named in the database, then gone from it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, func, select

from server.core.clock import now, start_of, today
from server.core.db import db, unit_of_work
from server.core.disk import put
from server.services.audit_log.actions import record
from server.services.audit_log.models import AuditArchive, AuditRow
from server.services.audit_log.queries import chained, counties, first_of, of_county
from server.services.audit_log.rules import Sealed, text_of
from server.services.settings.queries import setting

SHORTEST_DAYS = 180  # 网络安全法 art. 21: logs for at least six months
ROWS_IN_A_FILE = 5_000
ARCHIVED = "log.archive"  # the action of the row that tells of a new file


@dataclass(frozen=True)
class Line:
    """One row as a file keeps it."""

    county_code: str
    seq: int
    hash: str
    previous_hash: str
    algorithm: str
    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    object_kind: str
    object_id: str
    detail: dict[str, Any]


def line_of(row: Sealed) -> str:
    """Return a row as a line of JSON: its digest, then the very text that the digest covers."""
    return f'{{"hash":"{row.hash}","row":{text_of(row)}}}\n'


def read(line: str) -> Line:
    """Return the row of a line; raises ValueError, KeyError or TypeError for one that is none."""
    told = json.loads(line)
    row = dict(told["row"])
    row["id"], row["at"] = UUID(row["id"]), datetime.fromisoformat(row["at"])
    row["actor_id"] = UUID(row["actor_id"]) if row["actor_id"] else None
    return Line(hash=told["hash"], **row)


def path_of(archive: AuditArchive) -> Path:
    """Return where an archive's file lies."""
    return _folder() / archive.file


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the rows of a file, one at a time."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        yield from map(read, lines)


def archive(limit: int) -> int:
    """Move rows that are older than their county keeps online into files; a sweep.

    A file is whole on the disk before the database names it, and named there before its rows go, at most
    `limit` of them at a time.  Returns how many files were written or rows removed.
    """
    for county_code in counties():
        if done := _move(county_code, limit):
            return done
    return 0


def _move(county_code: str, limit: int) -> int:
    oldest = first_of(of_county(county_code))
    ended = select(func.max(AuditArchive.to_seq)).where(AuditArchive.county_code == county_code)
    archived = db.session.scalar(ended) or 0
    if oldest is None or oldest.seq > archived:
        due = oldest is not None and oldest.at < _kept_from(county_code)
        return _write(county_code, archived) if due else 0
    return _remove(county_code, archived, limit)


def _kept_from(county_code: str) -> datetime:
    days = max(SHORTEST_DAYS, int(setting(county_code, "audit_online_days")))
    return start_of(today() - timedelta(days=days))


def _remove(county_code: str, archived: int, limit: int) -> int:
    oldest = (
        select(AuditRow.id)
        .where(AuditRow.county_code == county_code, AuditRow.seq <= archived)
        .order_by(AuditRow.seq)
        .limit(limit)
    )
    with unit_of_work() as session:
        gone = list(session.scalars(oldest))
        session.execute(delete(AuditRow).where(AuditRow.id.in_(gone)))
    return len(gone)


def _write(county_code: str, archived: int) -> int:
    """Put the rows that are due into one file; they must follow the last one that is archived."""
    until = _kept_from(county_code)
    oldest = list(chained(of_county(county_code).where(AuditRow.seq > archived).limit(ROWS_IN_A_FILE)))
    rows = list(takewhile(lambda row: row.at < until, oldest))
    first, last = rows[0], rows[-1]
    packed = _packed(rows)
    sha256 = hashlib.sha256(packed).hexdigest()
    name = f"{county_code}/{first.seq}-{last.seq}-{sha256}.jsonl.gz"
    put(_folder() / name, packed)
    with unit_of_work() as session:
        session.add(
            AuditArchive(
                county_code=county_code, from_seq=first.seq, to_seq=last.seq, last_hash=last.hash,
                rows=len(rows), file=name, sha256=sha256, archived_at=now(),
            )
        )  # fmt: skip
        record(
            county_code, ARCHIVED, "AuditArchive", f"{first.seq}-{last.seq}", rows=len(rows),
            last_hash=last.hash, sha256=sha256,
        )  # fmt: skip
    return 1


def _packed(rows: Iterable[Sealed]) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed:  # the same rows give the same bytes
        packed.writelines(line_of(row).encode() for row in rows)
    return out.getvalue()


def _folder() -> Path:
    return Path(current_app.config["ARCHIVE_ROOT"]) / "audit"
