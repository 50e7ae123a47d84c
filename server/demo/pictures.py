"""Pictures of the demo county, drawn in flat colours: sky, hills, ground and the thing, sound or broken."""

from __future__ import annotations

import hashlib
import io
from functools import cache

from PIL import Image, ImageChops, ImageDraw

from server.demo.buildings import BUILDINGS
from server.demo.sketches import SKETCHES, Pen

DRAWN = {**SKETCHES, **BUILDINGS}
SHEET, SIZE = (960, 720), (800, 600)
FINER = 2  # drawn larger and shrunk, so that edges are smooth
QUALITY = 82
PATCHES, DARKEST = (9, 8), 28  # of shade, in grey levels; as many as tell one photo from a copy of another
_SKIES = {"sound": "#cfe3f1", "broken": "#d9dde0", "mended": "#f3e3c8", "bill": "#7b6a58"}
_FAR, _NEAR, _GROUND = "#a9bfa6", "#8aa883", "#c9b48a"


@cache
def picture(asset_type: str, state: str) -> bytes:
    """Return a JPEG of a kind of thing.

    state  sound, broken (with the damage in the middle), mended (the same place on a later day), or bill
    """
    return _jpeg(_drawn(asset_type, state))


def picture_in_light(asset_type: str, state: str, moment: str) -> bytes:
    """Return the picture as nobody else took it: two moments never pass for one photo used twice."""
    levels = hashlib.shake_256(moment.encode()).digest(PATCHES[0] * PATCHES[1])
    shade = Image.frombytes("L", PATCHES, bytes(one * DARKEST // 255 for one in levels))
    shade = shade.resize(SIZE, Image.Resampling.BICUBIC)
    return _jpeg(ImageChops.subtract(_drawn(asset_type, state), Image.merge("RGB", (shade, shade, shade))))


@cache
def _drawn(asset_type: str, state: str) -> Image.Image:
    width, height = SHEET
    image = Image.new("RGB", (width * FINER, height * FINER), _SKIES[state])
    pen = Pen(ImageDraw.Draw(image), FINER)
    if state == "bill":
        _bill(pen)
        return image.resize(SIZE, Image.Resampling.BOX)
    _landscape(pen, state)
    DRAWN[asset_type](pen)
    if state == "broken":
        _damage(pen)
    return image.resize(SIZE, Image.Resampling.BOX)


def _bill(pen: Pen) -> None:
    pen.shape("#fbfaf4", (250, 60), (700, 80), (690, 660), (240, 640))
    for row in range(7):
        pen.stroke("#8a8f94", 4, (290, 150 + row * 62), (650, 162 + row * 62))
    pen.disc(600, 560, 70, "#c9302c")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _landscape(pen: Pen, state: str) -> None:
    pen.disc(800 if state == "sound" else 180, 120, 46, "#f6d98b" if state != "broken" else "#e6e8e9")
    pen.shape(
        _FAR, (0, 400), (180, 270), (360, 360), (560, 240), (760, 350), (960, 280), (960, 720), (0, 720)
    )
    pen.shape(_NEAR, (0, 450), (240, 370), (520, 430), (760, 380), (960, 420), (960, 720), (0, 720))
    pen.shape(_GROUND, (0, 500), (960, 470), (960, 720), (0, 720))


def _damage(pen: Pen) -> None:
    pen.oval(330, 610, 640, 690, "#6d7f88")
    pen.oval(370, 625, 590, 670, "#8fa3ad")
    crack = [(420, 360), (455, 415), (430, 455), (480, 510), (455, 555), (500, 610)]
    pen.stroke("#3b2a22", 9, *crack)
    pen.stroke("#3b2a22", 6, (480, 510), (540, 530), (560, 570))
    pen.stroke("#3b2a22", 6, (455, 415), (500, 400))
