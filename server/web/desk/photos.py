"""Looking at pictures before villagers do: show one as it is, blur a part of it, or keep it shut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from flask import redirect, request
from werkzeug.wrappers import Response

from server.core.problems import NotFound
from server.identity.access.actions import actor, may, requires
from server.identity.access.models import Permission
from server.services.files import queries, review
from server.services.files.copies import Region
from server.services.files.models import FileRow
from server.services.files.rules import RegionsRefused
from server.web.desk import evidence, forms
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.frame import show
from server.web.look.language import here
from server.web.photos.owners import Told, told

MOST = 100  # looked at in one sitting; the rest moves up
LONG, SHORT = 8, 6  # cells of the grid laid over a picture, along its longer and its shorter side
NUMBERS = 4


def picture_here(id_: UUID) -> Told:
    """Return the picture of an address, here and of a record; raises NotFound."""
    file = queries.file(id_)
    found = told(file) if file is not None and file.arrived_at is not None else None
    if found is None:
        raise NotFound
    return found


@pages.get("/photos")
@requires(Permission.LIST_PHOTOS)
def photos() -> str:
    """List the pictures that people will be shown once somebody has looked at them."""
    return show("photos.html", "photos", waiting=[_row(one) for one in islice(waiting(), MOST)])


def waiting() -> Iterator[Told]:
    """Yield the pictures that wait for the actor, the oldest first."""
    user = actor().user
    for one in map(told, queries.waiting_for_review(user.county_code) if user else ()):
        if one is not None and may(Permission.MODERATE_PHOTO, one):
            yield one


def _row(one: Told) -> tuple[Told, evidence.Photo]:
    return one, evidence.photos([one.file])[0]


@pages.get("/photos/<uuid:id_>")
@requires(Permission.MODERATE_PHOTO, on=picture_here)
def photo(id_: UUID) -> str:
    """Show one picture whole, with a grid to tick what villagers should not see."""
    return page(id_, None)


@shows("photos")
def page(id_: UUID, refusal: Refusal | None) -> str:
    """Return the page of a picture."""
    one, caption = _row(picture_here(id_))
    cells, blurred = grid(one.file), {_area(region) for region in one.file.regions}
    return show(
        "photo.html", "photos", picture=one, photo=caption, refusal=refusal, cells=cells,
        is_tall=is_tall(one.file), blurred=blurred, drawn=sorted(blurred - set(cells)),
    )  # fmt: skip


def grid(file: FileRow) -> list[str]:
    """Return the cells over a picture, row by row, each as the area it covers."""
    columns, rows = (SHORT, LONG) if is_tall(file) else (LONG, SHORT)
    return [
        _area((column / columns, row / rows, 1 / columns, 1 / rows))
        for row in range(rows)
        for column in range(columns)
    ]


def is_tall(file: FileRow) -> bool:
    """True when the upright picture is higher than wide."""
    return queries.is_tall(file.sha256)


def _area(region: Region) -> str:
    return ",".join(f"{number:.{NUMBERS}f}" for number in region)


def areas() -> tuple[Region, ...]:
    """Return the areas that were ticked or drawn; raises RegionsRefused."""
    try:
        told_ = [[float(number) for number in one.split(",")] for one in request.form.getlist("area")]
        return tuple((left, top, wide, high) for left, top, wide, high in told_)
    except ValueError as unreadable:
        raise RegionsRefused from unreadable


@pages.post("/photos/<uuid:id_>/showing")
@requires(Permission.MODERATE_PHOTO, on=picture_here)
def show_photo(id_: UUID) -> Response:
    """Let villagers see it, without the areas."""
    review.show(id_, areas(), forms.version())
    return _next("photo_shown")


@pages.post("/photos/<uuid:id_>/hiding")
@requires(Permission.MODERATE_PHOTO, on=picture_here)
def hide_photo(id_: UUID) -> Response:
    """Keep it from villagers, with the reason for those who ask later."""
    review.hide(id_, forms.words("words", needed=True) or "", forms.version())
    return _next("photo_hidden")


def _next(done: str) -> Response:
    following = next(waiting(), None)
    if following is None:
        return redirect(here("desk.photos", done=done), 303)
    return redirect(here("desk.photo", id_=following.file.id, done=done), 303)
