"""Holes put in on purpose: the matrix must report each of them, else it proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import current_app

from server.assets.register import queries as register
from server.assets.register.models import Asset
from server.identity.access.actions import actor, require
from server.identity.access.models import Actor, Permission, audiences_of
from server.services.feed.queries import Audiences
from server.web.desk import orders
from server.web.photos import pages as photos
from server.web.sync import feed
from tests.conftest import lasting_app
from tests.templates import Template
from tests.web.crowd import CROWD
from tests.web.expected import deviations
from tests.web.samples import make_samples
from tests.web.walk import walked

pytestmark = pytest.mark.any_database  # it is the matrix that is proved here
Patch = pytest.MonkeyPatch
Reported = Callable[[str], str]
ASKERS = [
    one for one in CROWD if one.role in {"village_admin", "township_staff", "county_staff", "sys_admin"}
]


@pytest.fixture(scope="module")
def reported(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reported]:
    """Return what the matrix says of one endpoint."""
    with lasting_app(template, tmp_path_factory.mktemp("holes")) as app:
        samples = make_samples(app)

        def ask(endpoint: str) -> str:
            found = walked(app, samples, lambda one: (one.endpoint, one.method) == (endpoint, "GET"), ASKERS)
            assert found.lines
            return "\n".join(told for line in found.lines for told in deviations(line))

        yield ask


@pytest.mark.parametrize("endpoint", ["desk.order", "photos.photo", "desk.assets", "sync.get_feed"])
def test_nothing_is_reported_where_there_is_no_hole(reported: Reported, endpoint: str) -> None:
    assert reported(endpoint) == ""


def test_route_that_forgets_the_place_is_reported(
    reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unscoped(id_: UUID) -> str:
        require(Permission.LIST_ORDERS)
        return orders.page(id_, None)

    unscoped.permission = Permission.READ_ORDER  # type: ignore[attr-defined]
    monkeypatch.setitem(current_app.view_functions, "desk.order", unscoped)
    assert "finished: county_staff@far is answered o, the rules say h" in reported("desk.order")


def test_picture_served_to_another_county_is_reported(
    reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "may_see", lambda _file: actor().user is not None)
    found = reported("photos.photo")
    assert "asset small: county_staff@far is answered o, the rules say h" in found
    assert "item small: village_admin@own is answered o, the rules say h" in found


def test_search_that_leaks_is_reported(reported: Reported, monkeypatch: Patch) -> None:
    monkeypatch.setattr(register, "within", lambda _actor: Asset.id.is_not(None))
    found = reported("desk.assets")
    for question in ("by name", "by place", "after another's"):
        assert f"/desk/assets {question}: village_admin@beside is answered o, the rules say e" in found


def test_news_told_to_the_wrong_phones_is_reported(
    reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_wide(someone: Actor) -> Audiences:
        told = audiences_of(someone)
        return Audiences("140699", told.exact, (*told.below, "all:", "staff:"))

    monkeypatch.setattr(feed, "audiences_of", too_wide)
    found = reported("sync.get_feed")
    for news in ("assets", "reports", "orders"):
        assert f"feed {news}: sys_admin@own is answered o, the rules say e" in found
        assert f"feed {news}: county_staff@far is answered o, the rules say e" in found
