"""GET /photos/<id>/<side>: public pictures to anyone, others to those who may see what they belong to."""

from __future__ import annotations

import hashlib
from uuid import UUID

from flask import Blueprint, Response, request

from server.core.problems import NotFound
from server.identity.access.actions import public
from server.services.files.models import FileRow
from server.services.files.queries import file, shown
from server.web.photos.owners import is_public, may_see

pages = Blueprint("photos", __name__)
A_DAY = "private, max-age=86400"
ASK_AGAIN = "private, no-cache"  # what a reviewer hides or blurs is gone at the next look


@pages.get("/photos/<uuid:file_id>/<int:side>")
@public
def photo(file_id: UUID, side: int) -> Response:
    """Show a copy; what the asker may not see does not exist for him.

    Those in charge see it whole, and with ?as=public as villagers see it; villagers see it blurred.
    """
    row = file(file_id)
    if row is None:
        raise NotFound
    whole = may_see(row) and request.args.get("as") != "public"
    if not (whole or is_public(row) or may_see(row)):
        raise NotFound
    copy = shown(row, side, () if whole else row.regions)
    if copy is None:
        raise NotFound
    return _answer(row, side, copy, A_DAY if whole else ASK_AGAIN)


def _answer(row: FileRow, side: int, copy: bytes, keep: str) -> Response:
    response = Response(copy, mimetype="image/jpeg")
    response.set_etag(hashlib.sha256(copy).hexdigest()[:32])
    response.headers["Cache-Control"] = keep
    response.headers["Content-Disposition"] = f'inline; filename="{row.id.hex}-{side}.jpg"'
    response.vary.add("Cookie")
    response.make_conditional(request)
    return response
