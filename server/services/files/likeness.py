"""Is it the same picture again?  A difference hash of 64 bits, blind to size, quality and brightness.

Measured on pairs: tests/services/test_likeness.py.
"""

from __future__ import annotations

from itertools import pairwise

from PIL import Image

from server.services.files.copies import upright

GRID, SIDE = (9, 8), 64
STEP = 1  # grey levels; a smaller difference between neighbours is noise of the encoder
TELLING = 24  # of the 64 neighbours; where fewer differ (sky, snow, a dark lens) nothing can be told
NEAR_BITS = 3  # copies made by resizing and encoding anew differ by no more
PARTS = NEAR_BITS + 1  # so that at least one part of two near ones is equal, which an index finds
PART_BITS = 64 // PARTS


def likeness(image: Image.Image) -> int | None:
    """Return the hash of a picture that is decoded, and may be shrunk; None when it is too plain."""
    image.thumbnail((SIDE, SIDE))
    grey = upright(image).convert("L").resize(GRID, Image.Resampling.BOX)
    levels, width = grey.tobytes(), GRID[0]
    rows = [levels[start : start + width] for start in range(0, len(levels), width)]
    steps = [left - right for row in rows for left, right in pairwise(row)]
    if sum(abs(step) > STEP for step in steps) < TELLING:
        return None
    return sum((step > STEP) << place for place, step in enumerate(steps))


def is_near(one: int, other: int) -> bool:
    """True when two pictures can be told apart by no more than a copy from its original."""
    return (one ^ other).bit_count() <= NEAR_BITS


def parts(value: int) -> list[int]:
    """Return the hash in parts, each with its place in front, so that parts of different places differ."""
    mask = (1 << PART_BITS) - 1
    return [place << PART_BITS | value >> place * PART_BITS & mask for place in range(PARTS)]
