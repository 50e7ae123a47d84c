"""The ways in: every blueprint of the application."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

import server.web.sync.files
import server.web.sync.losses
import server.web.sync.sign_ins  # noqa: F401 - puts its routes on the sync API
from server.web import desk
from server.web.app_shell.pages import pages as app_shell
from server.web.health.pages import pages as health
from server.web.photos.pages import pages as photos
from server.web.portal.pages import pages as portal
from server.web.public.pages import pages as public
from server.web.sync.api import api as sync
from server.web.sync.schemas import ProblemSchema


class SyncApi(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """The document of the sync API; refusals are Problems, not flask-smorest's own shape."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None


def install(app: Flask) -> None:
    """Register every blueprint; the sync API also goes into the OpenAPI document."""
    api = SyncApi(app)
    app.extensions["openapi"] = api
    for pages in (portal, public, photos, app_shell, health, *desk.BLUEPRINTS):
        app.register_blueprint(pages)
    api.register_blueprint(sync)
