"""/ and, in demo mode only, the QR codes of the demo plates."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, render_template

from server.assets.tags.rules import address_of
from server.core.ids import is_well_formed
from server.core.problems import NotFound
from server.demo import info
from server.demo.people import PASSWORD
from server.identity.access.actions import public
from server.services.settings.queries import setting
from server.web.look.codes import drawn, plate_origin
from server.web.public.following import counties

pages = Blueprint("portal", __name__)
SHEET = {"public": 12, "revoked": 1, "unbound": 1, "unknown": 1}
FACES = {
    "app": ("worker", "maintainer"),
    "desk": ("village", "village_supervisor", "township", "county", "administrator"),
}
FIRST = 1  # accounts of each role that stand on its face; the others in a list below


@pages.get("/")
@public
def portal() -> str:
    """Show the way to the three faces."""
    known = counties()
    name = setting(known[0].county_code or "", "app_name") if known else ""
    facts: dict[str, Any] = {"counties": known, "app_name": name, "demo": current_app.config["DEMO"]}
    if facts["demo"]:
        facts.update(accounts=_accounts(), tags=_sheet(), password=PASSWORD)
    return render_template("portal/demo.html" if facts["demo"] else "portal/plain.html", **facts)


@pages.get("/portal/tag/<token>.svg")
@public
def plate_code(token: str) -> Response:
    """Draw the QR code of a plate; in demo mode only, for plates are printed at the desk."""
    if not current_app.config["DEMO"] or not is_well_formed(token):
        raise NotFound
    return Response(drawn(address_of(plate_origin(), token)), mimetype="image/svg+xml")


def _accounts() -> dict[str, list[dict[str, Any]]]:
    """Return by face the first account of each of its roles, and the others under "more"."""
    found: dict[str, list[dict[str, Any]]] = {}
    known = [*info.accounts(), *info.administrators()]
    for face, roles in FACES.items():
        for role in roles:
            own = [each for each in known if each["role"] == role]
            found.setdefault(face, []).extend(own[:FIRST])
            found.setdefault("more", []).extend(own[FIRST:])
    return found


def _sheet() -> list[dict[str, Any]]:
    """Return the plates to try: things of the first village first, then one of each special kind."""
    shown: list[dict[str, Any]] = []
    for each in info.tags():
        if sum(other["kind"] == each["kind"] for other in shown) < SHEET[each["kind"]]:
            shown.append(each)
    return shown
