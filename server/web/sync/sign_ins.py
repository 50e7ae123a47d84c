"""The phone's routes about being signed in: opened by the cadre's QR code, listed, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, current_app, g, make_response

from server.core.clock import local
from server.core.problems import NotFound
from server.identity.access.actions import public, requires
from server.identity.access.models import Permission
from server.identity.accounts import actions as accounts
from server.identity.accounts.models import SignIn
from server.identity.accounts.queries import names, open_sign_ins, posts_now, sign_in_row
from server.identity.accounts.rules import browser_of, maker_of
from server.identity.activation import actions as activation
from server.identity.activation.queries import look_up as look_up_ticket
from server.identity.activation.rules import PHONE
from server.identity.regions.queries import region
from server.web.guessing import counted_guesses
from server.web.sessions import browser
from server.web.sync.api import api, refuses, welcome
from server.web.sync.schemas import (
    ActivationSchema,
    MeSchema,
    PersonSchema,
    SignedInSchema,
    SignInRowSchema,
    TicketSchema,
)


@api.get("/signed-in")
@public
@api.response(200, SignedInSchema)
def signed_in() -> Response:
    """Tell whether this browser holds a session, so that a phone that knows nobody is refused nothing."""
    return make_response({"signed_in": g.sign_in is not None})


@api.post("/activations/look-up")
@public
@api.arguments(TicketSchema)
@api.response(200, PersonSchema)
@refuses(400, 403, 404, 410, 429)
def look_up(told: dict[str, Any]) -> Response:
    """Tell whom a ticket is for, without using it up."""
    with counted_guesses():
        user = look_up_ticket(told["ticket"], PHONE, demo=bool(current_app.config["DEMO"]))
    place = next((region(post.region_path.split("/")[-1]) for post in posts_now(user)), None)
    return make_response({"display_name": user.display_name, "region_name": place.name if place else ""})


@api.post("/activations")
@public
@api.arguments(ActivationSchema)
@api.response(200, MeSchema)
@refuses(400, 403, 404, 410, 429)
def activate(told: dict[str, Any]) -> Response:
    """Use a ticket up and open a session for the device."""
    with counted_guesses():
        secret = activation.open_phone(
            told["ticket"], browser(told.get("device_id")), demo=bool(current_app.config["DEMO"])
        )
    return welcome(secret)


@api.get("/sign-ins")
@requires(Permission.OWN_SIGN_IN)
@api.response(200, SignInRowSchema(many=True))
@refuses(401)
def sign_ins() -> Response:
    """List the phones and computers on which the person is signed in, the latest first."""
    rows = open_sign_ins(g.user.id)
    cadres = names(row.opened_by for row in rows)
    return make_response([_row(row, cadres) for row in rows])


def _row(row: SignIn, cadres: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "maker": maker_of(row.user_agent),
        "browser": browser_of(row.user_agent),
        "opened_by": cadres.get(row.opened_by) if row.opened_by else None,
        "signed_in_on": local(row.signed_in_at).date().isoformat(),
        "last_seen_on": row.last_seen_on.isoformat(),
        "this_one": row.secret_hash == g.sign_in.secret_hash,
    }


@api.delete("/sign-ins/<uuid:sign_in_id>")
@requires(Permission.OWN_SIGN_IN)
@api.response(204)
@refuses(401, 403, 404)
def end_sign_in(sign_in_id: UUID) -> Response:
    """End one of the person's own sessions, on a phone that is lost or lent."""
    row = sign_in_row(sign_in_id)
    if row is None or row.user_id != g.user.id:
        raise NotFound
    accounts.revoke(sign_in_id)
    return make_response("", 204)
