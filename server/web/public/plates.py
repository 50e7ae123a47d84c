"""From a scanned token to the asset behind it, or to the page that helps where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, redirect, render_template
from werkzeug.wrappers import Response

from server.assets.register.models import Asset
from server.assets.register.queries import asset as asset_of
from server.assets.register.rules import is_household
from server.assets.tags import queries as tags
from server.assets.tags.models import Tag
from server.identity.regions.queries import county_of
from server.services.settings.queries import setting
from server.web.look.language import here
from server.web.public.following import counties

IN_THE_BOOKS = ("registered", "disposing", "disposed", "scrapped", "lost")


@dataclass(frozen=True)
class Plate:
    """A plate that hangs on an asset which the public may read about."""

    tag: Tag
    asset: Asset


def plate(token: str) -> Plate | Response:
    """Return the plate of a token, or the answer that stands in its place.

    A plate on a household's asset and one that hangs nowhere get the identical page, so that no plate can
    point out a poor household (INV-11).
    """
    tag = tags.tag(token)
    if tag is None:
        return _help("unknown", 404)
    if tag.replaced_by is not None:
        return _newer(tag)
    asset = asset_of(tag.asset_id) if tag.asset_id else None
    if asset is not None and is_household(asset):
        return _help("unbound", 200, tag)
    if tag.status == "revoked":
        return _help("revoked", 410, tag)
    if asset is None or asset.lifecycle_status not in IN_THE_BOOKS:
        return _help("unbound", 200, tag)
    return Plate(tag, asset)


def _newer(tag: Tag) -> Response:
    newest = tags.current(tag.token)
    if newest is None or newest.token == tag.token:
        return _help("revoked", 410, tag)
    return redirect(here("public.tag", token=newest.token), 302)


def _help(kind: str, status: int, tag: Tag | None = None) -> Response:
    code = tag.county_code if tag else ""
    county = county_of(code) if code else None
    page = render_template(
        f"public/{kind}.html", token=tag.token if tag else "", county=county.name if county else "",
        hotline=setting(code, "hotline"), counties=counties(), chosen=code, typed="",
    )  # fmt: skip
    return make_response(page, status)
