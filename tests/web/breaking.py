"""The application with three ways to fail, each quoting a person's words; test_real_log serves it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import NoReturn

from flask import Response, request
from sqlalchemy import insert

from server import create_app
from server.core.db import db
from server.identity.access.actions import public
from server.identity.regions.models import Region

app = create_app()


@app.post("/breaks/<words>")
@public
def breaks(words: str) -> NoReturn:
    """Fail inside a view, after a library has spoken."""
    logging.getLogger("some.library").warning("refused %s\nand went on", words)
    logging.getLogger("some.library").warning(f"refused {words}\nand went on")  # noqa: G004  as some do
    raise ValueError(f"{words} {request.form}")


@app.post("/breaks-in-database/<words>")
@public
def breaks_in_database(words: str) -> NoReturn:
    """Fail in the database, which quotes what it refuses."""
    db.session.execute(insert(Region), [{"code": words, "name": words}])
    raise AssertionError("the database took it")


@app.get("/breaks-late/<words>")
@public
def breaks_late(words: str) -> Response:
    """Fail while the answer is being sent: only gunicorn is there to notice."""

    def half() -> Iterator[str]:
        yield "half"
        raise ValueError(words)

    return Response(half())
