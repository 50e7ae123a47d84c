"""A map drawn by ourselves: points and lines on squared paper, in Web Mercator so that tiles fit beneath.

Works with no tiles at all.  Sources: domain/5 (5.5), phone.md.  No boundaries are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import asinh, cos, floor, pi, radians, tan

from server.assets.register.models import Asset
from server.core.geo import Point
from server.web.public.facts import is_guarded

ZOOM = 16
WORLD = 256 * 2**ZOOM  # the whole earth's side, in pixels of that zoom
METRES_ROUND = 40_075_017
LEAST_SPAN_M = 600
MARGIN = 0.08
SQUARES_M = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
MOST_SQUARES = 9


@dataclass(frozen=True)
class Mark:
    """One asset on the sketch: a dot, and its line where it is a road or canal.

    vague  drawn as a wide ring: where exactly it stands is not for this reader
    """

    asset: Asset
    tone: str
    x: float
    y: float
    line: str
    vague: bool


@dataclass(frozen=True)
class Label:
    """The name of a village amid its assets."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Sketch:
    """A drawing in pixels of zoom 16, counted from `origin`; `others` is a path of faint dots."""

    marks: list[Mark]
    labels: list[Label]
    others: str
    origin: tuple[int, int]
    width: float
    height: float
    square: float
    square_m: int

    @property
    def vague(self) -> bool:
        return any(mark.vague for mark in self.marks)


def mercator(point: Point) -> tuple[float, float]:
    """Return a point in pixels of zoom 16 from the world's north-west corner."""
    return (
        (point.lng + 180) / 360 * WORLD,
        (1 - asinh(tan(radians(point.lat))) / pi) / 2 * WORLD,
    )


def place_of(asset: Asset, exact: bool) -> Point | None:
    """Return where an asset is drawn: water, power and telecom works only by the kilometre for most."""
    point = asset.point
    return point if point is None or exact or not is_guarded(asset) else point.vague()


def drawn(
    assets: Iterable[Asset],
    tone: Callable[[Asset], str],
    exact: Callable[[Asset], bool],
    villages: dict[str, str],
    others: Iterable[Point] = (),
) -> Sketch | None:
    """Return the sketch of some assets; None when nobody knows where any of them is.

    exact     whether this reader may know where a guarded asset stands
    villages  names by region path
    """
    rows = [(asset, exact(asset)) for asset in assets]
    placed = [(asset, sees, point) for asset, sees in rows if (point := place_of(asset, sees))]
    if not placed:
        return None
    around = list(others)
    lines = [Point(*pair) for asset, sees, _at in placed for pair in _line_of(asset, sees)]
    spots = [mercator(point) for point in (*(point for _asset, _sees, point in placed), *lines, *around)]
    shrink = cos(radians(placed[0][2].lat)) * METRES_ROUND / WORLD  # metres in a pixel
    origin, width, height = _frame(spots, LEAST_SPAN_M / shrink)
    marks = [_mark(asset, sees, point, tone(asset), origin) for asset, sees, point in placed]
    square_m = next((m for m in SQUARES_M if width / (m / shrink) <= MOST_SQUARES), SQUARES_M[-1])
    return Sketch(
        marks, _labels(marks, villages), _dots(around, origin), origin, width, height,
        round(square_m / shrink, 2), square_m,
    )  # fmt: skip


def _frame(spots: list[tuple[float, float]], least: float) -> tuple[tuple[int, int], float, float]:
    """Return the north-west corner and the size of a frame around all spots, a little wider than high."""
    xs, ys = [x for x, _y in spots], [y for _x, y in spots]
    width = max(max(xs) - min(xs), least) * (1 + 2 * MARGIN)
    height = max(max(ys) - min(ys), least * 0.8) * (1 + 2 * MARGIN)
    west, north = (max(xs) + min(xs) - width) / 2, (max(ys) + min(ys) - height) / 2
    return (floor(west), floor(north)), round(width, 1), round(height, 1)


def _mark(asset: Asset, sees: bool, point: Point, tone: str, origin: tuple[int, int]) -> Mark:
    x, y = _from(origin, point)
    line = _path([Point(*pair) for pair in _line_of(asset, sees)], origin)
    return Mark(asset, tone, x, y, line, not sees and is_guarded(asset))


def _line_of(asset: Asset, sees: bool) -> list[list[float]]:
    return asset.line or [] if sees or not is_guarded(asset) else []


def _from(origin: tuple[int, int], point: Point) -> tuple[float, float]:
    x, y = mercator(point)
    return round(x - origin[0], 1), round(y - origin[1], 1)


def _path(line: list[Point], origin: tuple[int, int]) -> str:
    steps = "L".join(f"{x:g} {y:g}" for x, y in (_from(origin, point) for point in line))
    return f"M{steps}" if steps else ""


def _dots(points: list[Point], origin: tuple[int, int]) -> str:
    return "".join(f"M{x:g} {y:g}h0" for x, y in dict.fromkeys(_from(origin, point) for point in points))


def _labels(marks: list[Mark], villages: dict[str, str]) -> list[Label]:
    """Return each village's name amid its marks; one village alone needs no name."""
    grouped: dict[str, list[Mark]] = {}
    for mark in marks:
        grouped.setdefault(mark.asset.region_path, []).append(mark)
    if len(grouped) < 2:
        return []
    return [
        Label(
            villages.get(path, ""),
            round(sum(mark.x for mark in own) / len(own), 1),
            min(mark.y for mark in own),
        )
        for path, own in grouped.items()
    ]
