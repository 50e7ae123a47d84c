"""The geofence counts a phone's accuracy for the person, never against him (domain/5, 5.3)."""

from __future__ import annotations

import pytest

from server.core.geo import FenceVerdict, Point, fence_verdict, metres_between, metres_to_line


@pytest.mark.parametrize(
    ("distance_m", "accuracy_m", "verdict"),
    [
        (10, 8, FenceVerdict.INSIDE),
        (10, 60, FenceVerdict.UNCERTAIN),
        (90, 60, FenceVerdict.UNCERTAIN),
        (150, 10, FenceVerdict.OUTSIDE),
        (600, 10, FenceVerdict.OUTSIDE),
        (10, 2000, FenceVerdict.UNRELIABLE),
        (None, None, FenceVerdict.NONE),
    ],
)
def test_verdict_of_a_fix(distance_m: float | None, accuracy_m: float | None, verdict: FenceVerdict) -> None:
    assert fence_verdict(distance_m, accuracy_m, 50) == verdict


def test_distance_to_a_road_is_to_its_nearest_place_not_to_its_ends() -> None:
    road = [Point(39.5, 112.40), Point(39.5, 112.44)]
    beside = Point(39.5005, 112.42)
    assert metres_to_line(beside, road) == pytest.approx(55.5, abs=1)
    assert metres_between(beside, road[0]) > 1700
