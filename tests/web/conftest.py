"""The small county, and a phone for whoever a test names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.makers import County, Signed, let_in
from tests.web.clerk import Clerk

Phone = Callable[[str], Signed]
Desk = Callable[[str], Clerk]


@pytest.fixture
def phone(app: Flask, county: County) -> Phone:
    """Return the signed-in phone of a person of the small county."""
    return lambda name: let_in(app.test_client(), name)


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    """Return the desk of a person of the small county."""

    def sit_down(name: str) -> Clerk:
        signed = let_in(app.test_client(), name)
        return Clerk(signed.client, signed.csrf)

    return sit_down
