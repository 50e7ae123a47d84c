"""Draws plates as a cheap phone sees them on a bad day, always the same ones for the same seed.

Every picture says what a reader may find in it: our own address, or nothing of ours.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from server.core.ids import ALPHABET, check_character

ORIGIN = "https://tags.example.cn"
WIDTH, HEIGHT = 640, 480
SEED = 20261127
EACH = 34
FOREIGN_EACH = 12
Picture = Image.Image
Chance = random.Random


@dataclass(frozen=True)
class Shot:
    """One picture: what spoils it, and the token a reader may find in it (None: nothing of ours)."""

    kind: str
    token: str | None
    picture: Picture


def token_of(chance: Chance) -> str:
    """Return a well-formed token."""
    body = "".join(chance.choice(ALPHABET) for _ in range(11))
    return body + check_character(body)


def plate(text: str, module_px: int = 8, level: int = qrcode.constants.ERROR_CORRECT_H) -> Picture:
    """Return the QR code as it is printed: level H, quiet zone 4."""
    code = qrcode.QRCode(error_correction=level, box_size=module_px, border=4)
    code.add_data(text)
    return code.make_image().get_image().convert("L")


def noise(chance: Chance, size: tuple[int, int], spread: float) -> Picture:
    """Return grain around a middle grey with such a standard deviation, the same for the same chance."""
    width, height = size
    grain_of = Image.frombytes("L", size, chance.randbytes(width * height))
    return grain_of.point(lambda v: max(0, min(255, round(128 + (v - 127.5) * spread / 73.9))))


def scene(chance: Chance, code: Picture, side: int) -> Picture:
    """Stand a plate of `side` pixels before a rough wall, a little turned."""
    ground = chance.randint(70, 190)
    wall = noise(chance, (WIDTH, HEIGHT), chance.uniform(10, 40)).point(lambda v: (v + ground) // 2)
    small = code.resize((side, side), Image.Resampling.LANCZOS)
    angle = chance.uniform(-25, 25)
    mask = Image.new("L", small.size, 255).rotate(angle, expand=True)
    small = small.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    room = (max(1, WIDTH - small.width), max(1, HEIGHT - small.height))
    wall.paste(small, (chance.randrange(room[0]), chance.randrange(room[1])), mask)
    return wall


def small(chance: Chance, code: Picture) -> Picture:
    return scene(chance, code, chance.randint(58, 104))


def blurred(chance: Chance, code: Picture) -> Picture:
    side = chance.randint(150, 300)
    return scene(chance, code, side).filter(ImageFilter.GaussianBlur(side / 45 * chance.uniform(0.35, 0.8)))


def shaken(chance: Chance, code: Picture) -> Picture:
    """Moved while the shutter was open."""
    picture, angle = scene(chance, code, chance.randint(170, 320)), chance.uniform(0, math.pi)
    reach, steps = chance.uniform(3, 10), 12
    moved = [
        ImageChops.offset(
            picture,
            round(reach * (step / steps - 0.5) * math.cos(angle)),
            round(reach * (step / steps - 0.5) * math.sin(angle)),
        )
        for step in range(steps)
    ]
    mixed = moved[0]
    for number, one in enumerate(moved[1:], 2):
        mixed = Image.blend(mixed, one, 1 / number)
    return mixed


def dirty(chance: Chance, code: Picture) -> Picture:
    """Mud and bird lime on it."""
    code = code.copy()
    pen = ImageDraw.Draw(code)
    for _ in range(chance.randint(6, 26)):
        x, y, r = chance.randrange(code.width), chance.randrange(code.height), chance.randint(3, 26)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=chance.choice((20, 70, 120, 235)))
    return scene(chance, code, chance.randint(150, 320))


def torn(chance: Chance, code: Picture) -> Picture:
    """A strip or a corner is gone."""
    code = code.copy()
    pen, side = ImageDraw.Draw(code), code.width
    depth = side * chance.uniform(0.1, 0.3)
    if chance.random() < 0.5:
        pen.polygon([(side, side), (side - 2 * depth, side), (side, side - 2 * depth)], fill=140)
    else:
        start = chance.uniform(0.3, 0.7) * side
        pen.polygon([(start, 0), (start + depth, 0), (start, side), (start - depth, side)], fill=150)
    return scene(chance, code, chance.randint(170, 330))


def glare(chance: Chance, code: Picture) -> Picture:
    """The sun stands in the varnish."""
    side = code.width
    light = Image.new("L", code.size, 0)
    x, y, r = chance.randrange(side), chance.randrange(side), round(side * chance.uniform(0.12, 0.42))
    ImageDraw.Draw(light).ellipse((x - r, y - r // 2, x + r, y + r // 2), fill=chance.randint(170, 255))
    shining = ImageChops.add(code, light.filter(ImageFilter.GaussianBlur(r / 3)))
    return scene(chance, shining, chance.randint(180, 330))


def aslant(chance: Chance, code: Picture) -> Picture:
    """Seen from far aside or below."""
    side, squeeze = chance.randint(200, 340), chance.uniform(0.18, 0.42)
    picture = scene(chance, code, side)
    dx, dy = WIDTH * squeeze, HEIGHT * squeeze * chance.uniform(0.3, 1)
    quad = (0, 0, 0, HEIGHT, WIDTH + dx, HEIGHT + dy, WIDTH + dx, -dy)
    return picture.transform(picture.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)


def bent(chance: Chance, code: Picture) -> Picture:
    """Wrapped round a post."""
    side, steps, mesh = code.width, 24, []
    bow = round(chance.uniform(0.03, 0.12) * side)
    room = Image.new("L", (side, side + bow), 255)
    room.paste(code, (0, 0))
    for step in range(steps):
        left, right = side * step // steps, side * (step + 1) // steps
        up, down = (bow * (1 - (2 * at / side - 1) ** 2) for at in (left, right))
        box = (left, 0, right, side + bow)
        mesh.append((box, (left, -up, left, side + bow - up, right, side + bow - down, right, -down)))
    curved = room.transform(room.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC, fillcolor=255)
    return scene(chance, curved, chance.randint(190, 330))


def grain(chance: Chance, picture: Picture, strength: float) -> Picture:
    return ImageChops.add(picture, noise(chance, picture.size, strength), scale=1, offset=-128)


def dark(chance: Chance, code: Picture) -> Picture:
    """Dusk in a pump house: little light, much grain."""
    picture = scene(chance, code, chance.randint(170, 320))
    picture = ImageEnhance.Brightness(picture).enhance(chance.uniform(0.06, 0.2))
    return grain(chance, picture, chance.uniform(6, 16))


def pale(chance: Chance, code: Picture) -> Picture:
    """Bleached by three summers."""
    span, lift = chance.uniform(0.05, 0.16), chance.randint(90, 180)
    picture = scene(chance, code, chance.randint(150, 320)).point(lambda v: int(lift + v * span))
    return grain(chance, picture, chance.uniform(2, 5))


def squashed(chance: Chance, code: Picture) -> Picture:
    """Saved by a cheap camera at a very low quality."""
    out = io.BytesIO()
    scene(chance, code, chance.randint(110, 240)).save(out, "JPEG", quality=chance.randint(3, 10))
    return Image.open(io.BytesIO(out.getvalue())).convert("L")


def shaded(chance: Chance, code: Picture) -> Picture:
    """Half in the sun, half in the shade of a leaf."""
    picture = scene(chance, code, chance.randint(180, 330))
    shade = Image.new("L", picture.size, 255)
    pen = ImageDraw.Draw(shade)
    for _ in range(chance.randint(1, 4)):
        x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
        corners = [(x + chance.randint(-260, 260), y + chance.randint(-220, 220)) for _ in range(4)]
        pen.polygon(corners, fill=chance.randint(45, 90))
    return ImageChops.multiply(picture, shade.filter(ImageFilter.GaussianBlur(3)))


def mixed(chance: Chance, code: Picture) -> Picture:
    """Two misfortunes at once."""
    picture = chance.choice((dirty, torn, aslant, shaded))(chance, code)
    if chance.random() < 0.5:
        return picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.8, 2.2)))
    return grain(chance, picture, chance.uniform(12, 34))


SPOILT: tuple[Callable[[Chance, Picture], Picture], ...] = (
    small, blurred, shaken, dirty, torn, glare, aslant, bent, dark, pale, squashed, shaded, mixed,
)  # fmt: skip


def foreign_texts(chance: Chance) -> dict[str, str]:
    """Return what other codes say, those that only nearly are ours among them."""
    token = token_of(chance)
    wrong = token[:-1] + ALPHABET[(ALPHABET.index(token[-1]) + chance.randint(1, 31)) % 32]
    swapped = token[:4] + token[5] + token[4] + token[6:]
    near = swapped if swapped != token and check_character(swapped[:-1]) != swapped[-1] else wrong
    return {
        "payment": f"wxp://f2f0{token}{token}",
        "other site": f"https://u.example.com/r/{token}",
        "our name in another's": f"{ORIGIN}.evil.example/t/{token}",
        "without lock": f"http://tags.example.cn/t/{token}",
        "wrong check": f"{ORIGIN}/t/{wrong}",
        "swapped": f"{ORIGIN}/t/{near}",
        "too short": f"{ORIGIN}/t/{token[:-1]}",
        "bare token": token,
    }


def shots(each: int = EACH, foreign_each: int = FOREIGN_EACH, seed: int = SEED) -> Iterator[Shot]:
    """Yield the hard set: `each` plates of every kind, then foreign codes and walls without any."""
    chance = random.Random(seed)  # noqa: S311  pictures, not secrets
    for spoil in SPOILT:
        for _ in range(each):
            token = token_of(chance)
            yield Shot(spoil.__name__, token, spoil(chance, plate(f"{ORIGIN}/t/{token}")))
    for _ in range(foreign_each):
        for kind, text in foreign_texts(chance).items():
            picture = chance.choice((blurred, dirty, aslant, squashed, mixed))(chance, plate(text))
            yield Shot(kind, None, picture)
        yield Shot("no code", None, scene(chance, noise(chance, (280, 280), 90), 260))
