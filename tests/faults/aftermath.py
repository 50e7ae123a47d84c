"""What has to hold after a walk: of the phone, of what its person saw, and of the server's disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from tests.faults.story import Finding
from tests.faults.town import Town


class Walked(Protocol):
    """What a walk has noted; see walk.py."""

    town: Town
    made: dict[str, str]
    shown: int
    maybe: int


def broken_promises(walk: Walked) -> Iterator[Finding]:
    """Yield everything that is wrong once nothing waits any more."""
    most = walk.shown + walk.maybe
    if not walk.shown <= len(walk.made) <= most:
        what = "lost" if len(walk.made) < walk.shown else "duplicated"
        yield Finding(
            what, f"the person saved {walk.shown} to {most} visits, the phone has had {len(walk.made)}"
        )
    there = walk.town.items()
    for _ in there.keys() - walk.made.keys():
        yield Finding("duplicated", "an item that nobody made")
    for item_id, frozen in walk.made.items():
        if item_id in there:
            yield from _item(walk.town, item_id, frozen, *there[item_id])
        else:
            yield Finding("lost", "an item is nowhere")


def _item(town: Town, item_id: str, frozen: str, taken: str, status: str) -> Iterator[Finding]:
    """I1, I3, I5, I6: its bytes, the one visit it became, and every picture whole."""
    key = UUID(item_id).hex
    [(raw,)] = town.rows("SELECT bytes FROM item_bytes WHERE item_id = ? AND sha256 = ?", key, taken)
    if taken != frozen or sha256(raw).hexdigest() != frozen:
        yield Finding("corrupt", "the bytes of an item are others")
    visits = town.rows("SELECT count(*) FROM inspections WHERE id = ?", key)[0][0]
    if (status, visits) != ("accepted", 1):
        yield Finding("lost", f"an item is {status} and became {visits} visits")
    named = sorted(note["sha256"] for note in json.loads(raw)["files"])
    arrived = town.rows("SELECT sha256 FROM files WHERE item_id = ? AND arrived_at IS NOT NULL", key)
    if sorted(one for (one,) in arrived) != named:
        yield Finding("lost", f"{len(arrived)} of {len(named)} pictures of an item have arrived")
    for one in named:
        if sha256(town.blob(one) or b"").hexdigest() != one:
            yield Finding("corrupt", "a picture of an item is not whole on the disk")
