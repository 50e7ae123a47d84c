"""Files that somebody sends to break, fool or drown the server, each made in code, by name."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

from PIL import ExifTags, Image, ImageCms, PngImagePlugin

Maker = Callable[[], bytes]
MARK = b"evil-mark"
HTML = b"<!doctype html><script>alert('" + MARK + b"')</script>"
JS = b"/*" + MARK + b"*/alert(1)//"
PHP = b"<?php system('" + MARK + b"'); ?>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n(%pipe%id) (w) file\nshowpage\n"
PIXELS = Image.linear_gradient("L").resize((96, 72)).convert("RGB")
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAACMAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5j"
    "bHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAACttZGF0AAAAHygBrxmA7iqm+tZp6xsG4eun1me0Pi6auunX7VOH"
    "GGA="
)
"""A whole picture of 64 x 48, encoded by x265: what reads HEIF here cannot write it."""


def saved(format_: str, image: Image.Image = PIXELS, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **more)
    return out.getvalue()


def moving(format_: str) -> bytes:
    frames = [PIXELS.rotate(turn) for turn in (90, 180)]
    return saved(format_, save_all=True, append_images=frames, duration=99)


def half(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(side: int, pixels: bytes, *more: bytes) -> bytes:
    """Return a square PNG of one bit a pixel, as its header claims; more chunks go before the pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"".join([b"\x89PNG\r\n\x1a\n", header, *more, chunk(b"IDAT", pixels), chunk(b"IEND", b"")])


def bomb(side: int) -> bytes:
    """Return an honest PNG, a whole one, whose white pixels pack into almost nothing."""
    packer, row = zlib.compressobj(6), b"\0" + b"\xff" * ((side + 7) // 8)
    packed = [packer.compress(row * 1000) for _ in range(side // 1000)]
    return png(side, b"".join([*packed, packer.flush()]))


def small(*more: bytes) -> bytes:
    return png(8, zlib.compress(b"\0\xff" * 8), *more)


@cache
def unpacks_to(size: int) -> bytes:
    return zlib.compress(b"A" * size, 1)


def jpeg_that_claims(width: int, height: int) -> bytes:
    raw = saved("JPEG")
    at = raw.index(b"\xff\xc0") + 5
    return raw[:at] + struct.pack(">HH", height, width) + raw[at + 4 :]


def webp_that_claims(side: int) -> bytes:
    bits = struct.pack("<I", (side - 1) | (side - 1) << 14)
    data = b"VP8L" + struct.pack("<I", 6) + b"\x2f" + bits + b"\0"
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WEBP" + data


def heic_that_claims(side: int) -> bytes:
    at = HEIC.index(b"ispe") + 8
    return HEIC[:at] + struct.pack(">II", side, side) + HEIC[at + 8 :]


def heic_box_that_never_ends() -> bytes:
    at = HEIC.index(b"meta") - 4
    return HEIC[:at] + b"\xff\xff\xff\xf0" + HEIC[at + 4 :]


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + name + data


def psd() -> bytes:
    return struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 9, 9, 8, 3) + bytes(14 + 9 * 9 * 3)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.js", JS)
    return out.getvalue()


def exif(*facts: tuple[int, Any]) -> Image.Exif:
    made = Image.Exif()
    for tag, value in facts:
        made[tag] = value
    return made


def jpeg_with_exif(tiff: bytes) -> bytes:
    return saved("JPEG", exif=b"Exif\0\0" + tiff)


def exif_loop() -> bytes:
    """Return EXIF whose directory names itself as its own sub-directory and as the next one."""
    entry = struct.pack("<HHII", ExifTags.IFD.Exif, 4, 1, 8)
    return jpeg_with_exif(b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry + struct.pack("<I", 8))


def exif_that_claims_much() -> bytes:
    """Return EXIF of 60 entries, each of which says that it is four thousand million numbers long."""
    entries = b"".join(struct.pack("<HHII", 0x9000 + at, 5, 0xFFFFFFFF, 8) for at in range(60))
    return jpeg_with_exif(b"II*\0\x08\0\0\0" + struct.pack("<H", 60) + entries + bytes(4))


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", HTML.decode())
    words.add_itxt("XML:com.adobe.xmp", HTML.decode(), zip=True)
    return saved("PNG", pnginfo=words)


def sixteen_bits() -> bytes:
    return saved("PNG", Image.new("I;16", (64, 64), 20_000))


def see_through() -> bytes:
    return saved("PNG", PIXELS.quantize(16), transparency=3)


PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
MANY_WORDS = [chunk(b"zTXt", b"k%d\0\0" % at + unpacks_to(1_000_000)) for at in range(70)]

REFUSED: dict[str, Maker] = {
    "png-bomb-of-900-megapixels": lambda: bomb(30_000),
    "png-of-11000-by-11000": lambda: bomb(11_000),
    "png-that-claims-two-thousand-million-a-side": lambda: png(2_000_000_000, b""),
    "png-of-no-size": lambda: png(0, zlib.compress(b"")),
    "png-of-too-few-pixels": lambda: png(500, zlib.compress(bytes(99))),
    "png-with-a-profile-bomb": lambda: small(chunk(b"iCCP", b"p\0\0" + unpacks_to(20_000_000))),
    "png-with-a-word-bomb": lambda: small(chunk(b"zTXt", b"k\0\0" + unpacks_to(20_000_000))),
    "png-with-a-text-bomb": lambda: small(chunk(b"iTXt", b"k\0\1\0\0\0" + unpacks_to(20_000_000))),
    "png-with-seventy-word-bombs": lambda: small(*MANY_WORDS),
    "png-with-a-wrong-sum": lambda: small()[:29] + b"sums" + small()[33:],
    "png-cut-off": lambda: half(saved("PNG")),
    "png-of-nothing-but-its-name": lambda: saved("PNG")[:8],
    "png-that-moves": lambda: moving("PNG"),
    "jpeg-that-claims-65500-a-side": lambda: jpeg_that_claims(65_500, 65_500),
    "jpeg-of-no-height": lambda: jpeg_that_claims(9, 0),
    "jpeg-cut-off": lambda: half(saved("JPEG")),
    "jpeg-of-nothing-but-its-name": lambda: saved("JPEG")[:4],
    "jpeg-that-begins-with-html": lambda: HTML + saved("JPEG"),
    "webp-that-claims-16384-a-side": lambda: webp_that_claims(16_384),
    "webp-cut-off": lambda: half(saved("WEBP")),
    "webp-that-moves": lambda: moving("WEBP"),
    "heic-that-claims-30000-a-side": lambda: heic_that_claims(30_000),
    "heic-cut-off": lambda: half(HEIC),
    "heic-of-nothing-but-its-name": lambda: box(b"ftyp", b"heic\0\0\0\0mif1heic"),
    "heic-box-longer-than-the-file": heic_box_that_never_ends,
    "avif": lambda: saved("AVIF"),
    "avif-cut-off": lambda: half(saved("AVIF")),
    "tiff": lambda: saved("TIFF"),
    "tiff-of-many-pages": lambda: moving("TIFF"),
    "tiff-cut-off": lambda: half(saved("TIFF")),
    "bmp": lambda: saved("BMP"),
    "bmp-cut-off": lambda: half(saved("BMP")),
    "gif": lambda: saved("GIF"),
    "gif-cut-off": lambda: half(saved("GIF")),
    "gif-that-moves": lambda: moving("GIF"),
    "gif-that-is-a-script": lambda: b"GIF89a/*" + bytes(9) + b"*/=1;" + JS,
    "ico": lambda: saved("ICO"),
    "jpeg-2000": lambda: saved("JPEG2000"),
    "psd": psd,
    "pdf": lambda: saved("PDF"),
    "eps": lambda: EPS,
    "eps-behind-a-dos-header": lambda: (
        b"\xc5\xd0\xd3\xc6" + struct.pack("<6IH", 30, 99, 0, 0, 0, 0, 0xFFFF) + EPS
    ),
    "svg": lambda: SVG,
    "svg-behind-an-xml-bomb": lambda: b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>' + SVG,
    "html": lambda: HTML,
    "php": lambda: PHP,
    "javascript": lambda: JS,
    "zip": zipped,
    "windows-program": lambda: b"MZ" + bytes(600),
    "linux-program": lambda: b"\x7fELF" + bytes(600),
    "film": lambda: box(b"ftyp", b"mp42\0\0\0\0isom") + box(b"mdat", bytes(600)),
    "one-byte": lambda: b"\xff",
    "a-hundred-thousand-zeros": lambda: bytes(100_000),
}
"""No whole still picture of JPEG, PNG, WebP or HEIF, or one larger than any camera's."""

NEUTRALISED: dict[str, Maker] = {
    "jpeg-then-html": lambda: saved("JPEG") + HTML,
    "jpeg-then-javascript": lambda: saved("JPEG") + JS,
    "jpeg-then-php": lambda: saved("JPEG") + PHP,
    "jpeg-then-zip": lambda: saved("JPEG") + zipped() + MARK,
    "jpeg-with-html-as-comment": lambda: saved("JPEG", comment=HTML),
    "jpeg-with-html-as-exif": lambda: saved("JPEG", exif=exif((ExifTags.Base.Make, HTML.decode()))),
    "jpeg-with-exif-that-names-itself": lambda: exif_loop() + MARK,
    "jpeg-with-exif-that-claims-much": lambda: exif_that_claims_much() + MARK,
    "jpeg-with-a-giant-profile": lambda: saved("JPEG", icc_profile=PROFILE + MARK * 30_000),
    "jpeg-of-two-pictures": lambda: saved("MPO", save_all=True, append_images=[PIXELS]) + MARK,
    "jpeg-for-print": lambda: saved("JPEG", PIXELS.convert("CMYK"), comment=MARK),
    "png-then-zip": lambda: saved("PNG") + zipped() + MARK,
    "png-with-html-as-words": lambda: png_with_words() + MARK,
    "png-with-a-profile": lambda: saved("PNG", icc_profile=PROFILE) + MARK,
    "png-of-sixteen-bits": lambda: sixteen_bits() + MARK,
    "png-of-few-colours-see-through": lambda: see_through() + MARK,
    "webp-then-html": lambda: saved("WEBP") + HTML,
    "webp-with-html-as-facts": lambda: saved("WEBP", xmp=HTML),
    "heic": lambda: HEIC + box(b"free", MARK),
}
"""Pictures that carry something else as well: taken in, and nothing but the picture is ever served."""


@cache
def hostile(name: str) -> bytes:
    """Return a file by name."""
    return {**REFUSED, **NEUTRALISED}[name]()
