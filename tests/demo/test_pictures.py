"""The loader draws its own photos, and each is a picture that the product accepts."""

from __future__ import annotations

from itertools import combinations

import pytest

from server.demo.pictures import DRAWN, picture, picture_in_light
from server.services.files.likeness import is_near
from server.services.files.rules import look_at


@pytest.mark.parametrize("asset_type", DRAWN)
def test_sound_broken_and_mended_look_different(asset_type):
    drawn = [picture(asset_type, state) for state in ("sound", "broken", "mended")]
    assert len(set(drawn)) == 3
    assert {look_at(raw).mime for raw in drawn} == {"image/jpeg"}


@pytest.mark.parametrize("asset_type", DRAWN)
def test_photos_of_two_moments_never_pass_for_one_used_twice(asset_type):
    moments = [picture_in_light(asset_type, "sound", str(number)) for number in range(20)]
    hashes = [look_at(raw).likeness for raw in [picture(asset_type, "sound"), *moments]]
    assert not [pair for pair in combinations(hashes, 2) if None in pair or is_near(*pair)]
