"""Logs tell what failed and where, never what a person wrote."""

from __future__ import annotations

import pytest
from flask import Flask

from server.core.events import Event
from server.field.inspections.events import InspectionFiled
from tests.makers import County, visit_of
from tests.web.conftest import Phone


def test_failure_is_logged_without_a_persons_words(
    app: Flask, county: County, phone: Phone, capfd: pytest.CaptureFixture[str]
) -> None:
    def breaks(_event: Event) -> None:
        raise ValueError("张三家13912345678")

    app.extensions["flow"] = {**app.extensions["flow"], InspectionFiled: (breaks,)}
    worker = phone("worker")
    worker.put(visit_of(worker, county.asset_id, "WE01"))
    said = "".join(capfd.readouterr())
    assert "ValueError" in said
    assert "13912345678" not in said
