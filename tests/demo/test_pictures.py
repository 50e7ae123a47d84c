"""The loader draws its own photos, and each is a picture that the product accepts."""

from __future__ import annotations

import pytest

from server.demo.pictures import DRAWN, picture
from server.services.files.rules import look_at


@pytest.mark.parametrize("asset_type", DRAWN)
def test_sound_broken_and_mended_look_different(asset_type):
    drawn = [picture(asset_type, state) for state in ("sound", "broken", "mended")]
    assert len(set(drawn)) == 3
    assert {look_at(raw).mime for raw in drawn} == {"image/jpeg"}
