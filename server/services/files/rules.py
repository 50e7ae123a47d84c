"""What counts as a picture.  Source of the limits: security.md, What comes in."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pi_heif import register_heif_opener
from PIL import Image, UnidentifiedImageError

from server.core.problems import Problem
from server.services.files.copies import Region, at_most
from server.services.files.exif import facts_of
from server.services.files.likeness import SIDE, likeness

register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS = 50_000_000
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heif"}
MIMES = {**FORMATS, "MPO": "image/jpeg"}  # a JPEG that carries more pictures behind the first, as phones make
# PNG and WebP unfold whole in memory, four bytes a pixel; phones write them for screens, never for photos.
MOST_DRAWN_PIXELS = 16_000_000
DRAWN = {"PNG", "WEBP"}
STILL = {"JPEG", "MPO", "HEIF"}  # what comes after the first picture is never decoded
MOST_REGIONS = 100
UPLOAD_OFFSET = "Upload-Offset"
FULL = 1.0001  # fractions of thirds and sixths add up to a little more than one
BROKEN = (OSError, ValueError, SyntaxError, KeyError, EOFError, RuntimeError, OverflowError)


PAPERS = ("receipt/",)


def is_paper(slot: str) -> bool:
    """True of a bill: it is there for those who check the money, and never for villagers."""
    return slot.startswith(PAPERS)


class NotAPicture(Problem):
    """The bytes are no whole still picture of an accepted format."""

    code, status = "files/not-a-picture", 422


class HashWrong(Problem):
    """The bytes are not those that their address names."""

    code, status = "files/hash-wrong", 422


class RegionsRefused(Problem):
    """Regions to blur lie outside the picture, are empty, or are more than anybody draws."""

    code, status = "files/regions-refused", 422


class OffsetWrong(Problem):
    """A piece does not begin where the bytes that are here end; facts: offset, in bytes."""

    code, status = "files/offset-wrong", 409

    def headers(self) -> dict[str, str]:
        return {**super().headers(), UPLOAD_OFFSET: str(self.facts["offset"])}


class NoRoom(Problem):
    """The disk is filling up: photos wait, what they belong to does not."""

    code, status, retry_after_s = "files/no-room", 507, 600


class ShelfDown(Problem):
    """The folder or the bucket of files cannot be reached or written; nothing was stored."""

    code, status = "files/shelf-down", 503


@dataclass(frozen=True)
class BucketSettings:
    """Where an S3 bucket of files is; the keys are never shown."""

    endpoint: str
    bucket: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    region: str


@dataclass(frozen=True)
class Picture:
    """What is known of a picture after looking at all of it.

    exif      facts as in exif.py, never served
    likeness  as in likeness.py; None when the picture is too plain to tell from others
    """

    mime: str
    width: int
    height: int
    exif: dict[str, Any]
    likeness: int | None


def check_regions(blur: tuple[Region, ...]) -> None:
    """Raise RegionsRefused unless every region lies on the picture."""
    if len(blur) > MOST_REGIONS or not all(_is_on_picture(*region) for region in blur):
        raise RegionsRefused


def _is_on_picture(left: float, top: float, wide: float, high: float) -> bool:
    return left >= 0 and top >= 0 and wide > 0 and high > 0 and left + wide <= FULL and top + high <= FULL


def look_at(raw: bytes) -> Picture:
    """Decode the whole picture; raises NotAPicture for anything else, truncated and giant ones included."""
    with opened(raw) as image:
        size, mime = image.size, MIMES[image.format or ""]
        if image.format not in STILL and getattr(image, "is_animated", False):
            raise NotAPicture
        at_most(image, 2 * SIDE)
        image.load()  # before its facts are read, for that would decode it too and hide what fails
        return Picture(mime, *size, facts_of(image), likeness(image))


@contextmanager
def opened(raw: bytes) -> Iterator[Image.Image]:
    """Open a picture, its pixels still undecoded; what goes wrong inside is raised as NotAPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # any number of odd EXIF entries would each write a line
            with Image.open(io.BytesIO(raw), formats=list(FORMATS)) as image:
                most = MOST_DRAWN_PIXELS if image.format in DRAWN else MOST_PIXELS
                if image.width * image.height > most:  # Pillow alone only warns up to twice its own limit
                    raise NotAPicture
                yield image
    except (UnidentifiedImageError, Image.DecompressionBombError) as refused:
        raise NotAPicture from refused
    except BROKEN as broken:
        raise NotAPicture from broken
