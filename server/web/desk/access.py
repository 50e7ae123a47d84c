"""开通: the cadre lets somebody in by a QR code, sees on which phones he is signed in, and ends that."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, redirect
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from server.core.problems import NotFound
from server.identity.access.actions import may, requires
from server.identity.access.models import Permission
from server.identity.accounts import actions as accounts
from server.identity.accounts.models import User
from server.identity.accounts.queries import names, open_sign_ins, posts_now, sign_in_row, user
from server.identity.activation.actions import Shown, show_ticket
from server.identity.activation.queries import state_of
from server.identity.activation.rules import PHONE, SHOWN_FOR, PersonSuspended
from server.identity.regions.queries import names_by_code
from server.identity.second_factors import actions as factors
from server.identity.second_factors.queries import factor_of
from server.web.desk.blueprint import pages
from server.web.desk.devices import device_said
from server.web.desk.frame import show
from server.web.desk.proof import proven
from server.web.look.codes import drawn, plate_origin
from server.web.look.language import here
from server.web.people.blocks import Facts, block


def person_here(person_id: UUID, **_: UUID) -> User:
    """Return a person; raises NotFound."""
    found = user(person_id)
    if found is None:
        raise NotFound
    return found


@pages.get("/people/<uuid:person_id>/access")
@requires(Permission.REVOKE_SESSION, on=person_here)
def access(person_id: UUID) -> str:
    """Show on which phones a person is signed in."""
    return _page(person_here(person_id))


@pages.post("/people/<uuid:person_id>/access/activation")
@requires(Permission.ACTIVATE_PHONE, on=person_here)
@proven
def activate_person(person_id: UUID) -> ResponseReturnValue:
    """Show a QR code that lets the person in, once, within ten minutes."""
    person = person_here(person_id)
    try:
        shown = show_ticket(person_id)
    except PersonSuspended as refused:
        return _page(person, refused=refused), refused.status
    return _page(person, shown=shown, address=_address(shown), code=drawn(_address(shown)))


@pages.get("/people/<uuid:person_id>/access/activation/<uuid:ticket_id>")
@requires(Permission.ACTIVATE_PHONE, on=person_here)
def activation_state(person_id: UUID, ticket_id: UUID) -> Response:
    """Tell the page that shows a QR code whether it was used."""
    state = state_of(ticket_id, person_id)
    if state is None:
        raise NotFound
    return jsonify(state=state)


@pages.post("/people/<uuid:person_id>/access/sign-ins/<uuid:sign_in_id>/revocation")
@requires(Permission.REVOKE_SESSION, on=person_here)
@proven
def revoke_sign_in(person_id: UUID, sign_in_id: UUID) -> Response:
    """End one of the person's sessions."""
    row = sign_in_row(sign_in_id)
    if row is None or row.user_id != person_id:
        raise NotFound
    accounts.revoke(sign_in_id)
    return _back(person_id, "session_revoked")


@pages.post("/people/<uuid:person_id>/access/second-factor/removal")
@requires(Permission.TAKE_OFF_FACTOR, on=person_here)
@proven
def take_off_factor(person_id: UUID) -> Response:
    """Take the second factor of a lost phone off."""
    factors.take_off(person_id)
    return _back(person_id, "factor_taken_off")


def _back(person_id: UUID, done: str) -> Response:
    return redirect(here("desk.access", person_id=person_id, done=done), 303)


def _page(person: User, **facts: object) -> str:
    rows = open_sign_ins(person.id)
    posts = posts_now(person)
    places = names_by_code(post.region_path.split("/")[-1] for post in posts)
    return show(
        "access.html", "people", person=person, device_said=device_said, posts=posts, places=places,
        rows=rows, cadres=names(row.opened_by for row in rows),
        may_activate=may(Permission.ACTIVATE_PHONE, person),
        has_factor=factor_of(person.id) is not None, may_take_off=may(Permission.TAKE_OFF_FACTOR, person),
        minutes=int(SHOWN_FOR.total_seconds()) // 60, **facts,
    )  # fmt: skip


def _address(shown: Shown) -> str:
    """The ticket stands behind the #, which no browser sends: so it is in no server's log."""
    path = "/app/activate" if shown.purpose == PHONE else here("desk.activate")
    return f"{plate_origin()}{path}#{shown.ticket}"


@block("desk/person_access.html", 30)
def access_block(found: User) -> Facts | None:
    """Tell whether he is signed in anywhere, and lead to letting him in."""
    if not may(Permission.REVOKE_SESSION, found):
        return None
    return {"count": len(open_sign_ins(found.id))}
