"""The phone's routes.  The document of these shapes is docs/openapi.json."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from flask import Response, current_app, g, make_response, request, stream_with_context
from flask_smorest import Blueprint

from server.core.clock import iso, now
from server.core.problems import MalformedRequest, NotFound, Problem, TooLarge
from server.identity.access.actions import actor, public, requires
from server.identity.access.models import Permission, actor_of
from server.identity.accounts import actions as accounts
from server.identity.accounts.models import SignIn, User
from server.identity.accounts.queries import brings_only, posts_now, presets_of, session_of
from server.identity.accounts.rules import SignInNeeded, csrf_of
from server.identity.regions.queries import county_of, region
from server.identity.second_factors import actions as factors
from server.services.feed.queries import restore_epoch
from server.services.notices.actions import read as mark_read
from server.services.notices.queries import notice
from server.services.settings.queries import setting
from server.web.look.codes import plate_origin
from server.web.sessions import browser, give_cookie, take_cookie
from server.web.shedding import RecordsBusy, record_slot
from server.web.sync.envelope import read
from server.web.sync.feed import pull
from server.web.sync.intake import take_in
from server.web.sync.receipts import not_taken
from server.web.sync.refusals import NotJson, TryLater
from server.web.sync.schemas import ItemSchema, MeSchema, ProblemSchema, ReceiptSchema, SignInSchema

api = Blueprint("sync", __name__, url_prefix="/api/v1", description="What phones bring and learn")
NDJSON = "application/x-ndjson"
PROBLEM = "application/problem+json"
MAX_BATCH_BYTES = 4_000_000
V = TypeVar("V", bound=Callable[..., Any])


def refuses(*statuses: int) -> Callable[[V], V]:
    """Say in the document with which statuses a route refuses; each comes as a Problem."""

    def decorate(view: V) -> V:
        for status in statuses:
            view = api.alt_response(status, schema=ProblemSchema, content_type=PROBLEM)(view)
        return view

    return decorate


@api.post("/sign-in")
@public
@api.arguments(SignInSchema)
@api.response(200, MeSchema)
@refuses(400, 401, 403, 429)
def sign_in(told: dict[str, Any]) -> Response:
    """Open a session for a device."""
    secret = factors.sign_in(
        told["username"],
        told["password"],
        told.get("code") or "",
        browser(told.get("device_id")),
        demo=bool(current_app.config["DEMO"]),
    )
    return welcome(secret)


def welcome(secret: str) -> Response:
    """Return the answer to whoever has just been let in, with the cookie of the session."""
    found = session_of(secret)
    if found is None:
        raise SignInNeeded
    response = make_response(_me(*found, secret))
    give_cookie(response, secret)
    return response


@api.get("/me")
@requires(Permission.USE_APP)
@api.response(200, MeSchema)
@refuses(401)
def me() -> Response:
    """Tell the phone who is signed in, and the county's settings that it needs."""
    return make_response(_me(g.user, g.sign_in, g.secret))


@api.post("/sign-out")
@requires(Permission.USE_APP)
@api.response(204)
@refuses(401, 403)
def sign_out() -> Response:
    """End the device's session."""
    accounts.sign_out(g.secret)
    response = make_response("", 204)
    take_cookie(response)
    return response


def _me(user: User, row: SignIn, secret: str) -> dict[str, Any]:
    home = next((post.region_path.split("/")[-1] for post in posts_now(user)), f"{user.county_code}000000")
    place, county = region(home), county_of(user.county_code)
    return {
        "user_id": str(user.id),
        "display_name": user.display_name,
        "username": user.username,
        "county_code": user.county_code,
        "county_name": county.name if county else "",
        "region_code": home,
        "region_name": place.name if place else "",
        "roles": sorted(actor_of(user).roles),
        "presets": presets_of(user),
        "upload_only": brings_only(user, row),
        "csrf": csrf_of(current_app.config["SECRET_KEY"], secret),
        "server_time": iso(now()),
        "restore_epoch": restore_epoch(user.county_code),
        "settings": {
            "app_name": setting(user.county_code, "app_name"),
            "hotline": setting(user.county_code, "hotline"),
            "tag_origins": _origins(),
            "large_text": user.large_text,
            "undo_s": setting(user.county_code, "undo_s"),
            "receipt_limit_fen": setting(user.county_code, "receipt_limit"),
        },
    }


def _origins() -> list[str]:
    own = request.host_url.rstrip("/")
    return list(dict.fromkeys([plate_origin(), own, *current_app.config["PAST_ORIGINS"]]))


@api.put("/items/<uuid:item_id>")
@requires(Permission.PUSH)
@api.response(200, ReceiptSchema)
@api.doc(requestBody={"content": {"application/json": {"schema": ItemSchema}}, "required": True})
@refuses(400, 401, 403, 413, 503, 507)
def put_item(item_id: UUID) -> Response:
    """Take in one item; the same bytes again give the same receipt."""
    sent = read(body_within(MAX_BATCH_BYTES))
    if sent.id != item_id:
        raise MalformedRequest
    with record_slot():
        return make_response(take_in(sent, actor()))


@api.post("/items")
@requires(Permission.PUSH)
@api.response(200, content_type=NDJSON, description="One receipt a line, in the order of the items")
@api.doc(requestBody={"content": {NDJSON: {"schema": {"type": "string"}}}, "required": True})
@refuses(400, 401, 403, 413, 507)
def post_items() -> Response:
    """Take in many items, each in its own transaction; one bad line never blocks the others."""
    lines = [line for line in body_within(MAX_BATCH_BYTES).split(b"\n") if line.strip()]
    carrier = actor()

    return Response(stream_with_context(_receipts(lines, carrier)), mimetype=NDJSON)


def _receipts(lines: list[bytes], carrier: Any) -> Iterator[bytes]:
    """Yield receipts for as long as items can be taken in; one without a receipt was not stored."""
    for line in lines:
        try:
            yield current_app.json.dumps(_line(line, carrier)).encode() + b"\n"
        except (TryLater, RecordsBusy):
            return


def _line(line: bytes, carrier: Any) -> dict[str, Any]:
    try:
        with record_slot():
            return take_in(read(line), carrier)
    except MalformedRequest:
        return not_taken(line, NotJson())
    except (TryLater, RecordsBusy):
        raise
    except Problem as refusal:
        return not_taken(line, refusal)


def body_within(limit: int) -> bytes:
    """Return what was sent, read no further than one byte past the limit in bytes; raises TooLarge.

    A length told beforehand is believed when it is too long: then nothing is read.
    """
    request.max_content_length = limit + 1
    sent = request.get_data()
    if len(sent) > limit:
        raise TooLarge
    return sent


def own_notice(notice_id: UUID) -> None:
    """Raise NotFound unless the notice is the caller's own."""
    found = notice(notice_id)
    if found is None or found.user_id != g.user.id:
        raise NotFound


@api.post("/notices/<uuid:notice_id>/reading")
@requires(Permission.PULL, on=own_notice)
@api.response(204)
@refuses(401, 403, 404)
def post_reading(notice_id: UUID) -> Response:
    """Note that the caller has read a notice; the feed then takes it back."""
    mark_read(notice_id, g.user.id)
    return make_response("", 204)


@api.get("/feed")
@requires(Permission.PULL)
@api.response(200, content_type=NDJSON, description="Lines as docs/sync.md has them, the cursor last")
@api.doc(parameters=[{"in": "query", "name": "cursor", "schema": {"type": "string"}}])
@refuses(400, 401, 503)
def get_feed() -> Response:
    """Tell what changed in the caller's scope since the cursor."""
    with record_slot():
        body = b"".join(pull(actor(), request.args.get("cursor", "")))
    response = Response(body, mimetype=NDJSON)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.set_data(gzip.compress(body, 6))
        response.headers["Content-Encoding"] = "gzip"
    response.headers.update({"Cache-Control": "private, no-store", "Vary": "Accept-Encoding, Cookie"})
    return response
