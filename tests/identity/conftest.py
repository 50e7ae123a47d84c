"""The small county for those who keep its books."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.makers import County, Signed, let_in

Phone = Callable[[str], Signed]


@pytest.fixture
def phone(app: Flask, county: County) -> Phone:
    """Return the signed-in phone of a person of the small county."""
    return lambda name: let_in(app.test_client(), name)
