"""Positions in WGS-84: distance, bearing, geofence verdict.  Source of the verdict: domain/5, 5.3."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import cos, hypot, radians

from geopy.distance import geodesic

SURVEY_ACCURACY_M = 5.0
UNRELIABLE_ABOVE_M = 200.0
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Point:
    """WGS-84 degrees."""

    lat: float
    lng: float

    def rounded(self) -> Point:
        """The 约位置 that may be public: 3 decimals, about 100 m."""
        return Point(round(self.lat, 3), round(self.lng, 3))

    def vague(self) -> Point:
        """Which village it is in, not at which wellhead: 2 decimals, about 1 km."""
        return Point(round(self.lat, 2), round(self.lng, 2))


class FenceVerdict(StrEnum):
    """Whether a fix lies within an asset's radius, as far as its accuracy lets anybody say."""

    INSIDE = "inside"
    UNCERTAIN = "uncertain"
    OUTSIDE = "outside"
    UNRELIABLE = "unreliable"
    NONE = "none"


def metres_between(a: Point, b: Point) -> float:
    """Return the geodesic distance in metres."""
    return float(geodesic((a.lat, a.lng), (b.lat, b.lng)).meters)


def metres_to_line(point: Point, line: list[Point]) -> float:
    """Return the metres from a point to the nearest place on a line of at least one point."""
    if len(line) == 1:
        return metres_between(point, line[0])
    return min(metres_between(point, _nearest(point, a, b)) for a, b in pairwise(line))


def _nearest(point: Point, a: Point, b: Point) -> Point:
    shrink = cos(radians(point.lat))
    dx, dy = (b.lng - a.lng) * shrink, b.lat - a.lat
    length = dx * dx + dy * dy
    if length == 0:
        return a
    along = ((point.lng - a.lng) * shrink * dx + (point.lat - a.lat) * dy) / length
    share = max(0.0, min(1.0, along))
    return Point(a.lat + share * (b.lat - a.lat), a.lng + share * (b.lng - a.lng))


def metres_along(point: Point, line: list[Point]) -> float:
    """Return the metres from the start of a line, of two points or more, to its place nearest to a point."""
    walked, best, off = 0.0, 0.0, float("inf")
    for a, b in pairwise(line):
        foot = _nearest(point, a, b)
        if (away := metres_between(point, foot)) < off:
            off, best = away, walked + metres_between(a, foot)
        walked += metres_between(a, b)
    return best


def length_m(line: list[Point]) -> float:
    """Return the length of a line in metres."""
    return sum(metres_between(a, b) for a, b in pairwise(line))


def fence_verdict(distance_m: float | None, accuracy_m: float | None, fence_m: float) -> FenceVerdict:
    """Judge a position against a fence: the accuracy counts for the person, never against him.

    distance_m  metres to the asset, or None without a fix
    accuracy_m  metres, 95 % radius of the phone's fix
    """
    if distance_m is None:
        return FenceVerdict.NONE
    if accuracy_m is None or accuracy_m > UNRELIABLE_ABOVE_M:
        return FenceVerdict.UNRELIABLE
    if distance_m <= fence_m and accuracy_m <= fence_m:
        return FenceVerdict.INSIDE
    if distance_m - hypot(accuracy_m, SURVEY_ACCURACY_M) <= fence_m:
        return FenceVerdict.UNCERTAIN
    return FenceVerdict.OUTSIDE
