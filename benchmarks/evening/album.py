"""As many photos as an evening brings, each a whole JPEG of 1536 × 1152 like no other, at the cost of a join.

A JPEG may restart its coder between bands, so bands drawn once fit together in any choice; the likeness of
two such photos is as far apart as that of two sights.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from functools import cache

from PIL import Image

WIDTH, BAND, BANDS = 1536, 144, 8
EACH = 64
BLOCK = 16  # pixels of one coded unit, colour halved both ways
SHADES_ACROSS = 9
QUALITY, GRAIN, GRAINY = 70, 30, 0.25  # about 240 KB a photo
START_OF_SIZE, START_OF_SCAN, END = b"\xff\xc0", b"\xff\xda", b"\xff\xd9"


@dataclass(frozen=True)
class Album:
    """What all photos begin with, and for each band the scans to choose from."""

    head: bytes
    bands: list[list[bytes]]

    def photo(self, number: int) -> bytes:
        """Return the photo of this number, always the same one."""
        chance = random.Random(number)  # noqa: S311  the same photo each time
        parts = [self.head]
        for place, scans in enumerate(self.bands):
            parts += [bytes([0xFF, 0xD0 + place - 1])] if place else []
            parts.append(chance.choice(scans))
        return b"".join([*parts, END, number.to_bytes(8, "big")])


@cache
def album(each: int = EACH) -> Album:
    """Draw so many kinds of each band, once: some seconds."""
    chance = random.Random(0)  # noqa: S311  every run draws the same
    grain = Image.effect_noise((2 * WIDTH, 2 * WIDTH), GRAIN)
    drawn = [[_band(chance, grain) for _ in range(each)] for _ in range(BANDS)]
    return Album(_head(drawn[0][0]), [[_scan(one) for one in band] for band in drawn])


def _band(chance: random.Random, grain: Image.Image) -> bytes:
    shades = bytes(chance.randrange(256) for _ in range(3 * SHADES_ACROSS))
    sight = Image.frombytes("RGB", (SHADES_ACROSS, 1), shades).resize(
        (WIDTH, BAND), Image.Resampling.BILINEAR
    )
    left, top = chance.randrange(WIDTH), chance.randrange(2 * WIDTH - BAND)
    grains = grain.crop((left, top, left + WIDTH, top + BAND)).convert("RGB")
    out = io.BytesIO()
    Image.blend(sight, grains, GRAINY).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _head(band: bytes) -> bytes:
    """Return a band's tables with the height of a whole photo, and how many units lie between restarts."""
    size, scan = band.index(START_OF_SIZE), band.index(START_OF_SCAN)
    height = (BANDS * BAND).to_bytes(2, "big")
    restarts = b"\xff\xdd\x00\x04" + (WIDTH // BLOCK * (BAND // BLOCK)).to_bytes(2, "big")
    return band[: size + 5] + height + band[size + 7 : scan] + restarts + band[scan : _begin(band)]


def _scan(band: bytes) -> bytes:
    return band[_begin(band) : -len(END)]


def _begin(band: bytes) -> int:
    scan = band.index(START_OF_SCAN) + 2
    return scan + int.from_bytes(band[scan : scan + 2], "big")
