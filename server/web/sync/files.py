"""The phone's routes for photos: whole in one request, or a large one piece by piece."""

from __future__ import annotations

from flask import Response, current_app, g, make_response, request
from werkzeug.http import parse_content_range_header

from server.core.problems import MalformedRequest, TooLarge
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.services.files.actions import receive
from server.services.files.parts import Piece, offset_of, receive_piece
from server.services.files.rules import UPLOAD_OFFSET
from server.web.shedding import upload_slot
from server.web.sync.api import api, body_within, refuses

RANGE = {
    "in": "header",
    "name": "Content-Range",
    "schema": {"type": "string"},
    "description": "of a piece: bytes first-last/total, as in bytes 0-262143/700000",
}
OFFSET = {
    UPLOAD_OFFSET: {"schema": {"type": "integer"}, "description": "bytes of the caller's that are here"}
}


@api.route("/files/<string:sha256>", methods=["HEAD"])
@requires(Permission.PUSH)
@api.response(204, description="A record waits for it", headers=OFFSET)
@api.alt_response(200, description="All of it is here", success=True)
@refuses(401, 404)
def head_file(sha256: str) -> Response:
    """Tell how much of an earlier try of the caller's is here, so that he goes on from there."""
    offset = offset_of(str(g.user.id), g.user.county_code, sha256)
    return make_response("", 200) if offset is None else _more_from(offset)


@api.put("/files/<string:sha256>")
@requires(Permission.PUSH)
@api.response(201)
@api.alt_response(200, description="They were here already", success=True)
@api.alt_response(204, description="The piece is here; more is to come", success=True, headers=OFFSET)
@api.doc(
    parameters=[RANGE],
    requestBody={"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}},
)
@refuses(400, 401, 403, 404, 409, 413, 422, 503, 507)
def put_file(sha256: str) -> Response:
    """Take in the bytes that an item named, or a piece of them; 200 when they were here already."""
    with upload_slot():
        if "Content-Range" in request.headers:
            return _put_piece(sha256)
        new = receive(g.user.county_code, sha256, body_within(_limit()))
    return make_response("", 201 if new else 200)


def _put_piece(sha256: str) -> Response:
    piece = _piece()
    new = receive_piece(str(g.user.id), g.user.county_code, sha256, piece)
    return _more_from(piece.end) if new is None else make_response("", 201 if new else 200)


def _piece() -> Piece:
    """Return what was sent as it says of itself; raises MalformedRequest, TooLarge."""
    told = parse_content_range_header(request.headers["Content-Range"])
    if told is None or told.units != "bytes" or told.start is None or told.stop is None or not told.length:
        raise MalformedRequest
    if told.length > _limit():
        raise TooLarge
    piece = Piece(told.start, body_within(told.stop - told.start), told.length)
    if piece.end != told.stop or piece.end > piece.total:
        raise MalformedRequest
    return piece


def _limit() -> int:
    return int(current_app.config["MAX_PHOTO_BYTES"])


def _more_from(offset: int) -> Response:
    response = make_response("", 204)
    response.headers[UPLOAD_OFFSET] = str(offset)
    return response
