"""How each kind of thing is drawn, on a sheet of 960 by 720."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import ImageDraw

WALL, ROOF, STONE, METAL, DARK = "#efe6d6", "#a5563f", "#b9b6ae", "#7d8790", "#3d464e"
WATER, GLASS, PANEL, GREEN, RED = "#5f9fc0", "#bcd6e2", "#2c4a73", "#5d8f4e", "#b7483a"


@dataclass(frozen=True)
class Pen:
    """Draws in the sheet's own units, whatever the real size in pixels."""

    draw: ImageDraw.ImageDraw
    scale: int

    def shape(self, colour: str, *corners: tuple[int, int]) -> None:
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in corners], fill=colour)

    def box(self, left: int, top: int, right: int, bottom: int, colour: str) -> None:
        self.draw.rectangle([side * self.scale for side in (left, top, right, bottom)], fill=colour)

    def oval(self, left: int, top: int, right: int, bottom: int, colour: str) -> None:
        self.draw.ellipse([side * self.scale for side in (left, top, right, bottom)], fill=colour)

    def disc(self, x: int, y: int, radius: int, colour: str) -> None:
        self.oval(x - radius, y - radius, x + radius, y + radius, colour)

    def stroke(self, colour: str, width: int, *points: tuple[int, int]) -> None:
        path = [(x * self.scale, y * self.scale) for x, y in points]
        self.draw.line(path, fill=colour, width=width * self.scale, joint="curve")


def _road(pen: Pen) -> None:
    pen.shape("#9a9a96", (300, 720), (455, 430), (505, 430), (760, 720))
    for top, bottom in ((460, 485), (515, 550), (590, 640), (680, 720)):
        pen.stroke("#f1efe6", 8, (484 + (top - 460) // 6, top), (484 + (bottom - 460) // 6, bottom))
    for x, top in ((240, 600), (330, 520), (395, 465)):
        pen.box(x, top, x + 12, top + 60, "#e9e4d8")
        pen.box(x, top + 14, x + 12, top + 26, RED)


def _canal(pen: Pen) -> None:
    pen.shape(STONE, (250, 720), (450, 440), (530, 440), (800, 720))
    pen.shape(WATER, (330, 720), (468, 450), (512, 450), (720, 720))
    pen.box(600, 400, 700, 500, METAL)
    pen.box(640, 340, 660, 410, DARK)
    pen.disc(650, 345, 28, RED)
    pen.disc(650, 345, 16, "#cfe3f1")


def _well(pen: Pen) -> None:
    pen.shape(ROOF, (270, 330), (480, 250), (690, 330))
    pen.box(300, 330, 660, 600, WALL)
    pen.box(430, 420, 530, 600, "#7a5a43")
    pen.box(340, 400, 400, 460, GLASS)
    pen.box(660, 500, 790, 530, METAL)
    pen.box(760, 530, 790, 580, METAL)
    pen.oval(720, 590, 840, 640, WATER)


def _lights(pen: Pen) -> None:
    for x, top, bottom in ((300, 330, 560), (640, 160, 660)):
        size = (bottom - top) // 10
        pen.box(x, top, x + size // 3, bottom, METAL)
        pen.stroke(METAL, size // 4, (x, top + size), (x + size * 3, top + size // 2))
        pen.box(x + size * 2, top + size // 2, x + size * 4, top + size, "#f6d98b")
        pen.shape(
            PANEL, (x - size * 2, top), (x - size, top - size), (x + size * 2, top - size), (x + size, top)
        )
        pen.box(x - size // 3, bottom - size, x + size // 3 * 2, bottom, STONE)


def _pump(pen: Pen) -> None:
    pen.box(240, 330, 560, 620, WALL)
    pen.box(220, 305, 580, 335, ROOF)
    pen.box(290, 390, 370, 450, GLASS)
    pen.box(430, 430, 520, 620, "#58707f")
    pen.stroke(METAL, 34, (560, 560), (720, 560), (720, 640), (860, 640))
    pen.disc(650, 560, 34, "#4a7fa0")
    pen.oval(760, 650, 960, 712, WATER)


def _water(pen: Pen) -> None:
    pen.box(350, 400, 370, 620, METAL)
    pen.box(590, 400, 610, 620, METAL)
    pen.oval(310, 300, 650, 440, "#8fb7c9")
    pen.box(310, 260, 650, 370, "#a9cbd9")
    pen.oval(310, 215, 650, 305, "#bfdbe6")
    pen.box(470, 420, 490, 620, "#6d93a6")
    pen.stroke("#6b7680", 6, (180, 560), (800, 560))
    for x in range(180, 801, 62):
        pen.box(x, 540, x + 8, 630, "#6b7680")


def _panels(pen: Pen) -> None:
    for row, top in enumerate((360, 450, 560)):
        height, left, width = 70 + row * 15, 180 - row * 50, 120 + row * 18
        for count in range(5):
            x = left + count * (width + 14)
            pen.shape(
                PANEL, (x + 26, top), (x + width + 26, top), (x + width, top + height), (x, top + height)
            )
            pen.stroke("#7f9dc4", 3, (x + 13, top + height // 2), (x + width + 13, top + height // 2))
        pen.box(left + 40, top + height, left + 52, top + height + 26, METAL)
        pen.box(left + 4 * width, top + height, left + 4 * width + 12, top + height + 26, METAL)


def _greenhouse(pen: Pen) -> None:
    pen.oval(180, 300, 780, 860, "#e4eef0")
    pen.box(180, 580, 780, 720, "#c9b48a")
    for x in range(240, 760, 80):
        pen.stroke("#aebfc4", 6, (x, 575), (480 + (x - 480) * 3 // 5, 330))
    pen.box(430, 460, 530, 580, "#9fb4a2")
    for x in range(150, 840, 48):
        pen.disc(x, 640, 20, GREEN)


def _clinic(pen: Pen) -> None:
    pen.box(220, 330, 740, 620, WALL)
    pen.box(200, 300, 760, 335, "#6f8795")
    pen.box(430, 450, 530, 620, "#7a5a43")
    for x in (270, 610):
        pen.box(x, 420, x + 90, 500, GLASS)
    pen.box(450, 350, 510, 410, "#ffffff")
    pen.box(472, 356, 488, 404, RED)
    pen.box(456, 372, 504, 388, RED)
    pen.shape(STONE, (400, 650), (430, 620), (530, 620), (560, 650))


def _square(pen: Pen) -> None:
    pen.shape("#cdbfa8", (80, 720), (230, 500), (730, 490), (900, 720))
    pen.box(690, 230, 704, 600, METAL)
    pen.box(620, 200, 720, 270, "#f4f1ea")
    pen.stroke(RED, 8, (640, 280), (680, 280))
    for x in (250, 360):
        pen.stroke("#4a7fa0", 14, (x, 600), (x, 440), (x + 70, 440), (x + 70, 600))
        pen.disc(x + 35, 470, 16, "#e0a23a")
    pen.box(440, 560, 580, 574, "#8a6a4d")
    pen.box(455, 574, 467, 610, DARK)
    pen.box(553, 574, 565, 610, DARK)


SKETCHES: dict[str, Callable[[Pen], None]] = {
    "rural_road": _road,
    "canal": _canal,
    "well": _well,
    "street_light": _lights,
    "pump_station": _pump,
    "drinking_water": _water,
    "pv_station": _panels,
    "greenhouse": _greenhouse,
    "clinic": _clinic,
    "culture_sport": _square,
}
