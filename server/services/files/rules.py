"""What counts as a picture.  Source of the limits: security.md, What comes in."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass

from pi_heif import register_heif_opener
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from server.core.problems import Problem
from server.core.text import cleaned

register_heif_opener()
Image.MAX_IMAGE_PIXELS = 50_000_000
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heif"}
RENDITIONS = {320: 60, 1600: 75}  # longest side in pixels: JPEG quality


class NotAPicture(Problem):
    """The bytes are no whole picture of an accepted format."""

    code, status = "files/not-a-picture", 422


class HashWrong(Problem):
    """The bytes are not those that their address names."""

    code, status = "files/hash-wrong", 422


@dataclass(frozen=True)
class Picture:
    """What is known of a picture after looking at all of it."""

    mime: str
    width: int
    height: int
    exif: dict[str, str]


def look_at(raw: bytes) -> Picture:
    """Decode the whole picture; raises NotAPicture for anything else, truncated and giant ones included."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=list(FORMATS)) as image:
                image.load()
                return Picture(FORMATS[image.format or ""], *image.size, _exif(image))
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as unreadable:
        raise NotAPicture from unreadable
    except (OSError, ValueError, SyntaxError, KeyError, EOFError, RuntimeError) as broken:
        raise NotAPicture from broken


def _exif(image: Image.Image) -> dict[str, str]:
    tags = image.getexif()
    facts = {name: tags.get(tag) for name, tag in (("taken_at", ExifTags.Base.DateTime),)}
    told = {name: cleaned(str(value))[:64] for name, value in facts.items() if value}
    return {name: value for name, value in told.items() if value}


def rendition(raw: bytes, side: int) -> bytes:
    """Return the picture as a fresh JPEG without any metadata, upright, no side longer than `side` pixels."""
    with Image.open(io.BytesIO(raw), formats=list(FORMATS)) as image:
        upright = _upright(image).convert("RGB")
        upright.thumbnail((side, side))
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=RENDITIONS[side], optimize=True)
        return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except (struct.error, ValueError, TypeError, KeyError, OverflowError):  # EXIF that only its writer reads
        return image
