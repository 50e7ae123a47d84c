"""Facts that a camera wrote into a picture: kept for whoever judges a visit, never served."""

from __future__ import annotations

import math
import struct
from datetime import UTC, datetime
from typing import Any

from PIL import ExifTags, Image

from server.core.text import cleaned

LONGEST_WORD = 64
LYING = frozenset({5, 6, 7, 8})  # orientations that a quarter turn sets upright
UNREADABLE = (
    struct.error, ValueError, TypeError, KeyError, IndexError, SyntaxError, OverflowError,
    ZeroDivisionError, AttributeError, EOFError, OSError,
)  # fmt: skip
Tags = Any  # Pillow's Exif, or one of its directories: a mapping of whatever the file claims


def facts_of(image: Image.Image) -> dict[str, Any]:
    """Return what can be read of: taken_at, make, model, orientation, lat, lng, gps_at.

    taken_at  ISO 8601 as the camera's clock showed it, with its offset where the camera told one
    lat, lng  degrees WGS-84, as the camera claims; no proof of anything
    gps_at    UTC by the satellites
    """
    try:
        tags = image.getexif()
        inner, gps = tags.get_ifd(ExifTags.IFD.Exif), tags.get_ifd(ExifTags.IFD.GPSInfo)
    except UNREADABLE:
        return {}
    facts = {
        "taken_at": _taken_at(tags, inner),
        "make": _word(tags.get(ExifTags.Base.Make)),
        "model": _word(tags.get(ExifTags.Base.Model)),
        "orientation": _orientation(tags.get(ExifTags.Base.Orientation)),
        "lat": _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", 90),
        "lng": _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", 180),
        "gps_at": _gps_at(gps),
    }
    return {name: value for name, value in facts.items() if value is not None}


def _word(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return cleaned(value).strip()[:LONGEST_WORD] or None


def _orientation(value: Any) -> int | None:
    return value if isinstance(value, int) and 1 <= value <= 8 else None


def _taken_at(tags: Tags, inner: Tags) -> str | None:
    told = _word(inner.get(ExifTags.Base.DateTimeOriginal)) or _word(tags.get(ExifTags.Base.DateTime))
    offset = _word(inner.get(ExifTags.Base.OffsetTimeOriginal)) or ""
    try:
        moment = datetime.strptime(told or "", "%Y:%m:%d %H:%M:%S").isoformat()  # noqa: DTZ007 - no zone told
        datetime.fromisoformat(moment + offset)
    except ValueError:
        return None
    return moment + offset


def _degrees(gps: Tags, tag: int, side: int, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in gps[tag])
    except UNREADABLE:
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= most:
        return None
    return round(-value if str(gps.get(side, "")).upper().startswith(negative) else value, 6)


def _gps_at(gps: Tags) -> str | None:
    try:
        day = datetime.strptime(str(gps[ExifTags.GPS.GPSDateStamp])[:10], "%Y:%m:%d").replace(tzinfo=UTC)
        hour, minute, second = (int(float(part)) for part in gps[ExifTags.GPS.GPSTimeStamp])
        return day.replace(hour=hour, minute=minute, second=second).isoformat()
    except UNREADABLE:
        return None
