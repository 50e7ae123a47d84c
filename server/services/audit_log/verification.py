"""Walking a county's chain: everything that is wrong with it, from the oldest archive to its head."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from server.services.audit_log.archives import lines_of, path_of
from server.services.audit_log.models import AuditArchive, AuditRow
from server.services.audit_log.queries import archives_of, chained, first_of, of_county
from server.services.audit_log.rules import START, Finding, Link, broken_links

UNREADABLE = (ValueError, KeyError, TypeError, EOFError, OSError)


def findings(
    county_code: str, head: Link | None, with_files: bool = False, ledger: str | None = None
) -> Iterator[Finding]:
    """Yield what is wrong with a county's log, in constant memory; nothing when it is sound.

    head        where the county's head says that the chain stands, read in the same moment
    with_files  also open the archives and walk what they hold
    ledger      a row as a printed ledger names it: its number, a colon, the beginning of its digest
    """
    archived = START
    for archive in archives_of(county_code):
        if archive.from_seq != archived.seq + 1:
            yield Finding(archived.seq + 1, "archive_gap")
        if with_files:
            yield from _wrong_in_file(archive, archived)
        archived = Link(archive.to_seq, archive.last_hash)
    yield from _wrong_in_leaving(county_code, archived)
    online = of_county(county_code).where((AuditRow.seq > archived.seq) | (AuditRow.seq <= START.seq))
    yield from broken_links(chained(online), archived, head)
    if head is None:
        yield Finding(archived.seq, "no_head")
    if ledger is not None:
        yield from _wrong_in_ledger(county_code, ledger)


def _wrong_in_leaving(county_code: str, archived: Link) -> Iterator[Finding]:
    """Walk rows that are archived but have not gone yet: the last of what the archives hold."""
    leaving = of_county(county_code).where(AuditRow.seq > START.seq, AuditRow.seq <= archived.seq)
    first = first_of(leaving)
    if first is not None:
        yield from broken_links(chained(leaving), Link(first.seq - 1, first.previous_hash), archived)


def _wrong_in_file(archive: AuditArchive, before: Link) -> Iterator[Finding]:
    path = path_of(archive)
    if not path.exists():
        yield Finding(archive.from_seq, "file_missing")
        return
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != archive.sha256:
            yield Finding(archive.from_seq, "file_changed")
            return
    try:
        yield from broken_links(lines_of(path), before, Link(archive.to_seq, archive.last_hash))
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
