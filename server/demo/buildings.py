"""How buildings and smaller works are drawn, on the same sheet of 960 by 720 and for the same pen."""

from __future__ import annotations

from collections.abc import Callable

from server.demo.sketches import DARK, GLASS, GREEN, METAL, RED, ROOF, STONE, WALL, WATER, Pen

_DOOR, _SIGN, _TRUNK = "#7a5a43", "#f4f1ea", "#6d5140"


def _bridge(pen: Pen) -> None:
    pen.shape(WATER, (0, 720), (0, 640), (960, 600), (960, 720))
    pen.box(120, 480, 840, 530, STONE)
    for x in (200, 460, 720):
        pen.box(x, 530, x + 50, 660, "#8f8c84")
    for x in range(130, 840, 70):
        pen.box(x, 420, x + 14, 480, "#d9d5c8")
    pen.box(120, 415, 840, 428, "#d9d5c8")


def _tank(pen: Pen) -> None:
    pen.oval(230, 520, 730, 660, STONE)
    pen.box(230, 440, 730, 590, STONE)
    pen.oval(230, 380, 730, 500, "#cfcbc0")
    pen.oval(262, 396, 698, 486, WATER)
    pen.box(690, 340, 712, 600, METAL)
    pen.box(712, 340, 740, 352, METAL)


def _wires(pen: Pen) -> None:
    for x in (260, 700):
        pen.box(x, 150, x + 22, 640, _TRUNK)
        pen.box(x - 70, 190, x + 92, 206, DARK)
    for sag in (190, 206):
        pen.stroke(DARK, 3, (190, sag), (480, sag + 50), (792, sag))
    pen.box(400, 380, 560, 520, "#7f8f86")
    pen.box(380, 520, 580, 540, DARK)
    pen.box(420, 340, 440, 380, DARK)
    pen.box(520, 340, 540, 380, DARK)


def _toilet(pen: Pen) -> None:
    _house(pen, (300, 360, 660, 620), ROOF)
    pen.box(360, 440, 440, 620, _DOOR)
    pen.box(520, 440, 600, 620, _DOOR)
    pen.disc(400, 410, 18, "#3f7cac")
    pen.disc(560, 410, 18, RED)


def _slope(pen: Pen) -> None:
    pen.shape("#9f8d6a", (0, 720), (0, 560), (960, 330), (960, 720))
    for row in range(3):
        for x in range(80 + row * 40, 900, 120):
            top = 560 - x * 23 // 96 + row * 70 - 60
            pen.box(x - 5, top + 40, x + 5, top + 80, _TRUNK)
            pen.shape(GREEN, (x - 34, top + 50), (x, top - 40), (x + 34, top + 50))


def _school(pen: Pen) -> None:
    _house(pen, (180, 280, 780, 620), "#b7483a")
    for top in (330, 460):
        for x in range(220, 740, 110):
            pen.box(x, top, x + 64, top + 70, GLASS)
    pen.box(440, 540, 520, 620, _DOOR)
    pen.box(830, 220, 838, 640, METAL)
    pen.box(838, 226, 900, 268, RED)


def _houses(pen: Pen) -> None:
    for left in (130, 380, 630):
        _house(pen, (left, 340, left + 210, 610), ROOF)
        pen.box(left + 30, 400, left + 90, 460, GLASS)
        pen.box(left + 120, 470, left + 170, 610, _DOOR)


def _street(pen: Pen) -> None:
    pen.shape("#a3a19a", (260, 720), (440, 470), (520, 470), (760, 720))
    _houses_behind(pen)
    pen.box(760, 340, 770, 620, METAL)
    pen.box(720, 336, 770, 350, "#f6d98b")


def _houses_behind(pen: Pen) -> None:
    for left in (90, 600):
        _house(pen, (left, 400, left + 200, 520), ROOF)


def _fold(pen: Pen) -> None:
    _house(pen, (180, 360, 620, 600), "#6f8795")
    pen.box(220, 430, 580, 600, "#5b4a3c")
    for x in (660, 740, 820):
        pen.oval(x, 560, x + 70, 610, "#f4f1ea")
        pen.disc(x + 70, 566, 14, DARK)
    pen.stroke(_TRUNK, 8, (620, 540), (930, 540))
    for x in range(640, 930, 70):
        pen.box(x, 520, x + 8, 630, _TRUNK)


def _hall(pen: Pen) -> None:
    pen.box(160, 350, 800, 620, "#dfe3e4")
    pen.shape("#4f7390", (140, 350), (480, 260), (820, 350))
    pen.box(380, 450, 580, 620, "#8a959b")
    for x in (200, 640):
        pen.box(x, 400, x + 110, 460, GLASS)
    pen.box(330, 370, 630, 410, _SIGN)


def _shop(pen: Pen) -> None:
    _house(pen, (280, 340, 700, 620), "#b7483a")
    pen.box(310, 360, 670, 405, _SIGN)
    pen.box(320, 440, 480, 560, GLASS)
    pen.box(530, 430, 630, 620, _DOOR)
    for x in (720, 770):
        pen.box(x, 570, x + 44, 620, "#c49a62")


def _orchard(pen: Pen) -> None:
    pen.shape("#d7c7a0", (430, 720), (470, 470), (500, 470), (600, 720))
    for x, top in ((200, 420), (330, 460), (680, 430), (800, 480), (140, 540), (760, 600)):
        pen.box(x - 6, top + 50, x + 6, top + 110, _TRUNK)
        pen.disc(x, top + 30, 52, GREEN)
        for dx, dy in ((-20, 20), (16, 6), (4, 46)):
            pen.disc(x + dx, top + dy, 8, RED)


def _house(pen: Pen, walls: tuple[int, int, int, int], roof: str) -> None:
    left, top, right, bottom = walls
    pen.box(left, top, right, bottom, WALL)
    pen.shape(roof, (left - 20, top), ((left + right) // 2, top - 70), (right + 20, top))


BUILDINGS: dict[str, Callable[[Pen], None]] = {
    "bridge_culvert": _bridge,
    "water_tank": _tank,
    "power_network": _wires,
    "sanitation": _toilet,
    "ecology": _slope,
    "school": _school,
    "relocation_house": _houses,
    "relocation_facility": _street,
    "livestock": _fold,
    "workshop": _hall,
    "equity": _hall,
    "ecommerce": _shop,
    "tourism": _orchard,
}
