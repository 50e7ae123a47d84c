"""Whether a server kept all that it acknowledged, each once, with every photo's own bytes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, select

from benchmarks.evening.crowd import Visit
from server.field.inspections.models import Inspection
from server.services.feed.models import Item, ItemBytes
from server.services.files.models import CountyBlob, FileRow
from server.services.files.shelf import name_of

IDS_AT_ONCE = 500


@dataclass(frozen=True)
class Count:
    """How many items and visits a county has."""

    items: int
    visits: int


@dataclass(frozen=True)
class Verdict:
    """What is wrong, each a sentence; nothing when all is well."""

    lost: list[str]
    duplicated: list[str]

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.duplicated)


def count(line: Connection) -> Count:
    items, visits = (
        line.scalar(select(func.count()).select_from(table)) or 0 for table in (Item, Inspection)
    )
    return Count(items, visits)


def judge(line: Connection, files: Path, visits: Iterable[Visit], before: Count) -> Verdict:
    """Compare what phones were told with what is there now.

    before  the county before the first of these visits was sent: whatever came since is theirs
    """
    told = [visit for visit in visits if visit.acknowledged]
    lost = [*_items_lost(line, told), *_photos_lost(line, files, told)]
    return Verdict(lost, [*_duplicates(line, told, before), *_photos_twice(line, told)])


def _items_lost(line: Connection, told: list[Visit]) -> list[str]:
    ids = [UUID(visit.item.id) for visit in told]
    items = dict(_rows(line, select(Item.id, Item.sha256), Item.id, ids))
    filed = {key for (key,) in _rows(line, select(Inspection.id), Inspection.id, ids)}
    kept = dict(_rows(line, select(ItemBytes.item_id, ItemBytes.bytes), ItemBytes.item_id, ids))
    wrong = []
    for visit in told:
        key, sha256 = UUID(visit.item.id), hashlib.sha256(visit.item.raw).hexdigest()
        if items.get(key) != sha256 or kept.get(key) != visit.item.raw or key not in filed:
            wrong.append(f"visit {key}")
        if not visit.settled:
            wrong.append(f"visit {key} never got its last receipt")
    return wrong


def _photos_lost(line: Connection, files: Path, told: list[Visit]) -> list[str]:
    ids = [UUID(visit.item.id) for visit in told]
    query = select(FileRow.item_id, FileRow.sha256).where(FileRow.arrived_at.is_not(None))
    here = {(key, sha256) for key, sha256 in _rows(line, query, FileRow.item_id, ids)}
    held = set(line.scalars(select(CountyBlob.sha256)))
    wrong = []
    for visit in told:
        for photo in visit.photos:
            named = (UUID(visit.item.id), photo.sha256) in here and photo.sha256 in held
            if not named or not _is_whole(files / name_of(photo.sha256), photo.sha256):
                wrong.append(f"photo {photo.sha256}")
    return wrong


def _is_whole(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _duplicates(line: Connection, told: list[Visit], before: Count) -> list[str]:
    """Whoever pushed once too often left a row that no visit explains."""
    now = count(line)
    more = {"items": now.items - before.items - len(told), "visits": now.visits - before.visits - len(told)}
    return [f"{number} {name} too many" for name, number in more.items() if number > 0]


def _photos_twice(line: Connection, told: list[Visit]) -> list[str]:
    ids = [UUID(visit.item.id) for visit in told]
    seen = Counter(_rows(line, select(FileRow.item_id, FileRow.sha256), FileRow.item_id, ids))
    return [f"photo {sha256} twice" for (_, sha256), times in seen.items() if times > 1]


def _rows(line: Connection, query: Select[Any], key: Any, ids: list[UUID]) -> Iterable[Any]:
    """Yield the rows of these ids, some at a time: a statement takes only so many."""
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield from map(tuple, line.execute(query.where(key.in_(ids[start : start + IDS_AT_ONCE]))))
