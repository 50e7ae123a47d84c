"""The copies that people are shown: upright, encoded anew, nothing but pixels, blurred where told."""

from __future__ import annotations

import hashlib
import io
import json
import math

from PIL import Image, ImageOps

from server.services.files.exif import UNREADABLE

RENDITIONS = {320: 60, 1600: 75}  # longest side in pixels: JPEG quality
LONGEST = max(RENDITIONS)
BLOCKS = 12  # across the longest side of a blurred picture: a face or a number plate is one or two of them
SHADES = 4  # bits a colour keeps in a block
Region = tuple[float, float, float, float]
"""Left, top, width and height as fractions of the upright picture."""


def at_most(image: Image.Image, side: int) -> None:
    """Let a JPEG be decoded no larger than twice the side, which spares memory; other formats stay whole."""
    image.draft(None, (2 * side, 2 * side))


def renditions(image: Image.Image, blur: tuple[Region, ...] = ()) -> dict[int, bytes]:
    """Return a fresh JPEG for each side; never larger than the picture, and nothing of a region is left."""
    at_most(image, LONGEST)
    shown = _plain(upright(image))
    made = {}
    for side in sorted(RENDITIONS, reverse=True):
        shown.thumbnail((side, side))
        if side == LONGEST:
            _pixelate(shown, blur)
        out = io.BytesIO()
        shown.save(out, "JPEG", quality=RENDITIONS[side], optimize=True)
        made[side] = out.getvalue()
    return made


def copy_name(side: int, blur: tuple[Region, ...]) -> str:
    """Return what a copy is called: another name for other regions, so that no old copy is taken for it."""
    if not blur:
        return str(side)
    return f"{side}.{hashlib.sha256(json.dumps(blur).encode()).hexdigest()[:16]}"


def upright(image: Image.Image) -> Image.Image:
    """Return the picture as it was seen; as it lies where its EXIF can be read by nobody."""
    try:
        return ImageOps.exif_transpose(image)
    except UNREADABLE:
        return image


def _plain(image: Image.Image) -> Image.Image:
    """Return red, green and blue on a new sheet: no comment, profile or hidden colour comes along."""
    if image.mode.startswith("I"):  # 16 bits of grey, which a plain conversion would clip to white
        image = image.point(lambda level: level / 256).convert("L")
    sheet = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        sheet.paste(seen, mask=seen.getchannel("A"))
    else:
        sheet.paste(image.convert("RGB"))
    return sheet


def _pixelate(image: Image.Image, blur: tuple[Region, ...]) -> None:
    """Put coarse blocks of one grid over the regions: overlapping ones tell nothing more than one does."""
    width, height = image.size
    block = max(width, height) / BLOCKS
    coarse = (max(1, round(width / block)), max(1, round(height / block)))
    blocks = ImageOps.posterize(image.resize(coarse, Image.Resampling.BOX), SHADES)
    mosaic = blocks.resize(image.size, Image.Resampling.NEAREST)
    for left, top, wide, high in blur:
        box = (
            int(left * width),
            int(top * height),
            min(width, math.ceil((left + wide) * width)),
            min(height, math.ceil((top + high) * height)),
        )
        image.paste(mosaic.crop(box), box)
