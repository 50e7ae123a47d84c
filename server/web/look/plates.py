"""What stands on a plate, and above the page that it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from server.assets.register.models import Asset, AssetUnit


@dataclass(frozen=True)
class Named:
    """The name of a thing, and of the part that a plate of its own hangs on; "" for the whole."""

    thing: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.thing} {self.part}".rstrip()


def named(asset: Asset, units: Iterable[AssetUnit], unit_id: UUID | None) -> Named:
    """Return what a plate hangs on; units are the parts of the thing."""
    return Named(asset.name, next((unit.name for unit in units if unit.id == unit_id), ""))
