"""What people are shown holds pixels and nothing else; what a camera told is kept apart."""

from __future__ import annotations

import io
import random

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from server.services.files.copies import renditions
from server.services.files.likeness import is_near
from server.services.files.rules import look_at, opened

SECRET = b"a secret of the camera"
XMP = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def noisy(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A photo of nothing in particular: coarse light and fine grain."""
    chance = random.Random(seed)  # noqa: S311 - grain, not keys
    coarse = Image.frombytes("RGB", (8, 6), chance.randbytes(144)).resize(size, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (160, 120), chance.randbytes(160 * 120)).resize(size).convert("RGB")
    return Image.blend(coarse, grain, 0.15)


def camera_facts() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:24 10:42:10"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (39.0, 30.0, 36.0), 3: "E", 4: (112.0, 24.0, 0.0), 7: (2, 42, 10), 29: "2026:11:24"}
    )
    return exif


def encoded(kind: str) -> bytes:
    out, image, exif = io.BytesIO(), noisy(1, (1000, 500)), camera_facts()
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SECRET.decode())
        image.save(out, "PNG", exif=exif, pnginfo=words, icc_profile=PROFILE)
    elif kind == "JPEG":
        image.save(out, "JPEG", exif=exif, icc_profile=PROFILE, comment=SECRET, xmp=XMP)
    else:
        image.save(out, "WEBP", exif=exif, xmp=XMP, icc_profile=PROFILE)
    return out.getvalue() + SECRET


def copies(raw: bytes) -> dict[int, bytes]:
    with opened(raw) as image:
        return renditions(image)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_copies_hold_nothing_that_the_camera_told(kind: str) -> None:
    raw = encoded(kind)
    assert SECRET in raw
    for copy in copies(raw).values():
        assert not [mark for mark in (b"Exif", b"xmp", b"ICC_PROFILE", SECRET, b"\xff\xfe") if mark in copy]
        assert copy.endswith(b"\xff\xd9")
        assert Image.open(io.BytesIO(copy)).info.keys() <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
        }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_copies_stand_upright_and_are_never_enlarged(kind: str) -> None:
    sizes = {side: Image.open(io.BytesIO(copy)).size for side, copy in copies(encoded(kind)).items()}
    assert sizes == {1600: (500, 1000), 320: (160, 320)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_the_camera_told_is_kept_as_facts(kind: str) -> None:
    facts = look_at(encoded(kind)).exif
    assert (facts["lat"], facts["lng"], facts["orientation"]) == (39.51, 112.4, 6)
    assert (facts["taken_at"], facts["gps_at"]) == ("2026-11-24T10:42:10", "2026-11-24T02:42:10+00:00")


def test_sixteen_bits_of_grey_are_not_clipped_to_white() -> None:
    out = io.BytesIO()
    Image.new("I;16", (64, 64), 20000).save(out, "PNG")
    shade = Image.open(io.BytesIO(copies(out.getvalue())[320])).convert("L").getpixel((9, 9))
    assert 70 < shade < 90


def test_hidden_colour_behind_transparency_is_not_shown() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (200, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(copies(out.getvalue())[320])).getpixel((9, 9)) == (255, 255, 255)


def hash_of(image: Image.Image, quality: int = 90) -> int:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    found = look_at(out.getvalue()).likeness
    assert found is not None
    return found


def test_copies_made_smaller_or_coarser_are_found() -> None:
    for seed in range(60):
        own, image = hash_of(noisy(seed)), noisy(seed)
        assert is_near(own, hash_of(image, 40))
        assert is_near(own, hash_of(image.resize((320, 240)), 60))
        assert is_near(own, hash_of(image.resize((500, 375)), 75))


def test_of_500_different_photos_no_two_are_taken_for_one() -> None:
    found = [hash_of(noisy(seed, (160, 120))) for seed in range(500)]
    assert not [pair for at, one in enumerate(found) for other in found[:at] if (pair := is_near(one, other))]


def test_sky_or_a_dark_lens_is_like_nothing() -> None:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (20, 20, 24)).save(out, "JPEG")
    assert look_at(out.getvalue()).likeness is None


def small_photo() -> bytes:
    out = io.BytesIO()
    noisy(1, (48, 32)).save(out, "JPEG", exif=camera_facts())
    return out.getvalue()


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's words about tags that lie
def test_no_picture_is_refused_for_ever_because_of_odd_camera_facts() -> None:
    raw, chance = small_photo(), random.Random(1)  # noqa: S311 - odd bytes, not keys
    facts = range(raw.index(b"MM\0*"), raw.index(b"MM\0*") + 250)
    for _ in range(600):
        odd = bytearray(raw)
        for place in chance.sample(facts, 3):
            odd[place] = chance.randrange(256)
        assert look_at(bytes(odd)).width == 48
        assert set(copies(bytes(odd))) == {320, 1600}
