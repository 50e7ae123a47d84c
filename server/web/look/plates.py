"""What stands on a plate, and above the page that it opens."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from server.assets.register.models import Asset, AssetUnit


def name_on(asset: Asset, units: Iterable[AssetUnit], unit_id: UUID | None) -> str:
    """Return the name of a thing, and of the part that a plate of its own hangs on.

    units  the parts of the thing
    """
    part = next((unit.name for unit in units if unit.id == unit_id), "")
    return f"{asset.name} {part}".rstrip()
