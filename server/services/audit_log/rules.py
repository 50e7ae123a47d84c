"""How a county's log is chained: what a row's digest covers, and what is wrong with a chain.  Pure.

Each row carries the SM3 digest of its own text; the text names the digest of the row before it.  The text is
one JSON object in UTF-8: every column but the digest itself, keys in order of their names at every depth, no
spaces, nothing escaped but ", \\ and control characters; `at` is UTC with six decimals of the second and Z.
The first row of a county follows 64 zeros.  So an auditor recomputes any row with an SM3 tool alone
(docs/operations.md, The log).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol
from uuid import UUID

from server.core.crypto import DIGEST_CHARACTERS, sm3
from server.core.text import cleaned


class Sealed(Protocol):
    """A row as it stands in the log, or in a line of an archive."""

    @property
    def county_code(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def hash(self) -> str: ...
    @property
    def previous_hash(self) -> str: ...
    @property
    def algorithm(self) -> str: ...
    @property
    def id(self) -> UUID: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_id(self) -> UUID | None: ...
    @property
    def action(self) -> str: ...
    @property
    def object_kind(self) -> str: ...
    @property
    def object_id(self) -> str: ...
    @property
    def detail(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Link:
    """Where a chain stands: the number and the digest of its last row."""

    seq: int
    hash: str


START = Link(0, "0" * DIGEST_CHARACTERS)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a chain; `wrong` names its sentence audit.wrong.<wrong>."""

    seq: int
    wrong: str


def text_of(row: Sealed) -> str:
    """Return the text that a row's digest covers."""
    columns = {
        "id": str(row.id),
        "county_code": row.county_code,
        "seq": row.seq,
        "at": row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor_id": str(row.actor_id) if row.actor_id else None,
        "actor_kind": row.actor_kind,
        "action": row.action,
        "object_kind": row.object_kind,
        "object_id": row.object_id,
        "detail": row.detail,
        "algorithm": row.algorithm,
        "previous_hash": row.previous_hash,
    }
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest_of(row: Sealed) -> str:
    """Return the digest that the row should carry."""
    return sm3(text_of(row).encode())


def settled(value: Any) -> Any:
    """Return a fact of a row in a form that both databases give back unchanged, so that its digest lasts.

    Ids, days and moments become text, and so do fractions, which databases write each in their own way.
    """
    if isinstance(value, dict):
        return {cleaned(str(key)): settled(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [settled(one) for one in value]
    if value is None or isinstance(value, bool | int):
        return value
    return cleaned(value.isoformat() if isinstance(value, date) else str(value))


def broken_links(rows: Iterable[Sealed], start: Link, end: Link | None) -> Iterator[Finding]:
    """Yield what is wrong with a chain that should follow `start` and stop at `end`, in order of its rows.

    rows  in order of their numbers
    end   None means: wherever the rows end
    """
    at = start
    for row in rows:
        if wrong := _misplaced(row, at):
            yield Finding(row.seq, wrong)
        if digest_of(row) != row.hash:
            yield Finding(row.seq, "changed")
        if row.seq > at.seq:
            at = Link(row.seq, row.hash)
    if end is not None and at != end:
        yield Finding(*_ending(at, end))


def _misplaced(row: Sealed, at: Link) -> str | None:
    if row.seq <= at.seq:
        return "twice"
    if row.seq > at.seq + 1:
        return "gap"
    return None if row.previous_hash == at.hash else "unlinked"


def _ending(at: Link, end: Link) -> tuple[int, str]:
    if at.seq < end.seq:
        return at.seq + 1, "cut"
    return (end.seq + 1, "beyond") if at.seq > end.seq else (at.seq, "head")
