"""What the files room announces."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class FileArrived(Event):
    """The bytes of a file that a record named are here."""

    county_code: str
    owner_kind: str
    owner_id: str
