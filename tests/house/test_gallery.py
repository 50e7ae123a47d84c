"""The pictures of README: there, small, and shown in both languages."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT, tracked_files
from tests.pictures.gallery import MOST_BYTES, SHOWN

FOLDER = "docs/screens/"


def test_the_gallery_is_whole_and_small() -> None:
    kept = {name.removeprefix(FOLDER) for name in tracked_files() if name.startswith(FOLDER)}
    assert kept == {f"{name}.webp" for name in SHOWN}, "run make gallery"
    heavy = [name for name in kept if (ROOT / FOLDER / name).stat().st_size > MOST_BYTES]
    assert not heavy, f"a slow line waits for these: {heavy}"


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_readme_shows_every_picture_and_says_what_it_is(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    shown = dict(re.findall(rf'<img src="{FOLDER}([\w-]+)\.webp"[^>]* alt="([^"]+)"', text))
    assert set(shown) == set(SHOWN)
    assert all(shown.values())
