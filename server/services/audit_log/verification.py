"""Walking a county's chain: everything that is wrong with it, from the oldest archive to its head."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from server.services.audit_log.archives import ARCHIVED, lines_of, path_of
from server.services.audit_log.models import AuditArchive, AuditRow
from server.services.audit_log.queries import archives_of, chained, first_of, of_county
from server.services.audit_log.rules import START, Finding, Link, Sealed, broken_links

UNREADABLE = (ValueError, KeyError, TypeError, EOFError, OSError)


def findings(
    county_code: str, head: Link | None, with_files: bool = False, ledger: str | None = None
) -> Iterator[Finding]:
    """Yield what is wrong with a county's log, in constant memory; nothing when it is sound.

    head        where the county's head says that the chain stands, read in the same moment
    with_files  also walk the rows in the archives; that their files are whole is always checked
    ledger      a row as a printed ledger names it: its number, a colon, the beginning of its digest
    """
    archived, held, announced = START, archives_of(county_code), _announced_online(county_code)
    for archive in held:
        if archive.from_seq != archived.seq + 1:
            yield Finding(archived.seq + 1, "archive_gap")
        yield from _wrong_in_file(archive, archived, announced if with_files else None)
        archived = Link(archive.to_seq, archive.last_hash)
    for archive in held if with_files else held[-1:]:  # rows in files tell of the earlier ones
        if _announcement(archive) not in announced:
            yield Finding(archive.from_seq, "unannounced")
    yield from _wrong_in_leaving(county_code, archived)
    online = of_county(county_code).where((AuditRow.seq > archived.seq) | (AuditRow.seq <= START.seq))
    yield from broken_links(chained(online), archived, head)
    if head is None:
        yield Finding(archived.seq, "no_head")
    if ledger is not None:
        yield from _wrong_in_ledger(county_code, ledger)


Announcement = tuple[str, object, object]
"""What a row of the log says of an archive: its rows, the file's SHA-256, the digest of its last row."""


def _announcement(archive: AuditArchive) -> Announcement:
    return f"{archive.from_seq}-{archive.to_seq}", archive.sha256, archive.last_hash


def _announced_by(row: Sealed) -> Announcement:
    return row.object_id, row.detail.get("sha256"), row.detail.get("last_hash")


def _announced_online(county_code: str) -> set[Announcement]:
    rows = chained(of_county(county_code).where(AuditRow.action == ARCHIVED))
    return {_announced_by(row) for row in rows}


def _noting(lines: Iterable[Sealed], announced: set[Announcement]) -> Iterator[Sealed]:
    for line in lines:
        if line.action == ARCHIVED:
            announced.add(_announced_by(line))
        yield line


def _wrong_in_leaving(county_code: str, archived: Link) -> Iterator[Finding]:
    """Walk rows that are archived but have not gone yet: the last of what the archives hold."""
    leaving = of_county(county_code).where(AuditRow.seq > START.seq, AuditRow.seq <= archived.seq)
    first = first_of(leaving)
    if first is not None:
        yield from broken_links(chained(leaving), Link(first.seq - 1, first.previous_hash), archived)


def _wrong_in_file(
    archive: AuditArchive, before: Link, announced: set[Announcement] | None
) -> Iterator[Finding]:
    """Check a file, and its rows too when there is a set for the archives that they tell of."""
    path = path_of(archive)
    if not path.exists():
        yield Finding(archive.from_seq, "file_missing")
        return
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != archive.sha256:
            yield Finding(archive.from_seq, "file_changed")
            return
    if announced is None:
        return
    try:
        yield from broken_links(
            _noting(lines_of(path), announced), before, Link(archive.to_seq, archive.last_hash)
        )
    except UNREADABLE:
        yield Finding(archive.from_seq, "file_unreadable")


def _wrong_in_ledger(county_code: str, ledger: str) -> Iterator[Finding]:
    number, _, printed = ledger.partition(":")
    seq = int(number) if number.isdecimal() else 0
    if not printed or not (_digest_at(county_code, seq) or "").startswith(printed.lower()):
        yield Finding(seq, "ledger")


def _digest_at(county_code: str, seq: int) -> str | None:
    """Return the digest that a row carries, online or in a file; None when there is no such row."""
    row = first_of(of_county(county_code).where(AuditRow.seq == seq))
    if row is not None:
        return row.hash
    for archive in archives_of(county_code):
        if archive.from_seq <= seq <= archive.to_seq and path_of(archive).exists():
            return next((line.hash for line in lines_of(path_of(archive)) if line.seq == seq), None)
    return None
