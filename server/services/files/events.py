"""What the files room announces."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class FileArrived(Event):
    """A record has the bytes of a file that it named; they may have come with an earlier record."""

    county_code: str
    owner_kind: str
    owner_id: str
    sha256: str
