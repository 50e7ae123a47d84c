"""Map tiles, where a county has set any: their addresses, and the leave to load them (domain/5, 5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from server.services.settings.queries import setting
from server.web.headers import allow

HOSTS = range(8)  # what {s} in an address stands for, as 天地图 numbers its own


@dataclass(frozen=True)
class Tiles:
    """Addresses with {z}, {x}, {y} and perhaps {s}, the lowest sheet first; and whose map it is."""

    addresses: list[str]
    credit: str


def tiles_of(county_code: str) -> Tiles | None:
    """Return the county's tiles and let this answer load pictures from their hosts, and from no other."""
    addresses = str(setting(county_code, "map_tiles")).split()
    if not addresses:
        return None
    for address in addresses:
        parts = urlsplit(address)
        allow("img-src", *(f"{parts.scheme}://{parts.netloc.replace('{s}', str(host))}" for host in HOSTS))
    return Tiles(addresses, str(setting(county_code, "map_credit")))
