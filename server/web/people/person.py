"""One person: his name and state, his posts, and what else other rooms tell of him in blocks."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from server.core.clock import today
from server.core.problems import NotFound
from server.identity.access.actions import may, requires
from server.identity.access.models import Permission
from server.identity.accounts.models import User
from server.identity.accounts.queries import user
from server.identity.appointments import actions
from server.identity.appointments.queries import states_of
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal, shows
from server.web.desk.frame import go_to, show
from server.web.desk.proof import proven
from server.web.look.language import say
from server.web.people.blocks import Facts, block, blocks_of
from server.web.people.entrance import appointment_typed, name_typed
from server.web.people.places import choices, post_lines, summary
from server.web.people.roll import TONES


def person_here(id_: UUID) -> User:
    """Return the person of an address; raises NotFound for one of whom the actor may see nothing."""
    found = user(id_)
    if found is None or not may(Permission.READ_PERSON, found):
        raise NotFound
    return found


@pages.get("/people/<uuid:id_>")
@requires(Permission.READ_PERSON, on=person_here)
def person(id_: UUID) -> str:
    """Show one person."""
    return page(id_, None)


@shows("people")
def page(id_: UUID, refusal: Refusal | None) -> str:
    """Return the page of a person."""
    found = person_here(id_)
    state = states_of([found])[found.id]
    roles, where = summary([found])[found.id]
    return show(
        "person.html", "people", person=found, state=state, tone=TONES[state], said=roles, where=where,
        refusal=refusal, now=_now(found, state, roles), manages=may(Permission.MANAGE_PERSON, found),
        blocks=blocks_of(found),
    )  # fmt: skip


def _now(found: User, state: str, roles: str) -> str:
    return "，".join([found.display_name, roles, say(f"people.state.{state}")])


@block("desk/person_posts.html", 10)
def posts(found: User) -> Facts:
    """Tell the posts he holds, held and will hold, and what more could be given him."""
    manages = may(Permission.MANAGE_PERSON, found)
    return {
        "lines": post_lines(found.posts, today()), "manages": manages, "today": today(),
        "choices": choices() if manages else None,
    }  # fmt: skip


@block("desk/person_name.html", 20)
def name(found: User) -> Facts | None:
    """Tell how he is called and signs in; only to those who look after him."""
    return {} if may(Permission.MANAGE_PERSON, found) else None


@block("desk/person_state.html", 90)
def state(found: User) -> Facts | None:
    """Offer to suspend him or to let him go on."""
    if not may(Permission.SUSPEND_PERSON, found):
        return None
    return {"suspended": found.status != "active", "why": found.suspended_why, "at": found.suspended_at}


@pages.post("/people/<uuid:id_>/name")
@requires(Permission.MANAGE_PERSON, on=person_here)
def rename_person(id_: UUID) -> Response:
    """Change his name."""
    actions.rename(id_, name_typed(), forms.version())
    return go_to("person", id_, "person_renamed")


@pages.post("/people/<uuid:id_>/posts")
@requires(Permission.MANAGE_PERSON, on=person_here)
@proven
def appoint_person(id_: UUID) -> Response:
    """Give him further posts."""
    actions.appoint(id_, appointment_typed(choices(), id_), forms.version())
    return go_to("person", id_, "appointed")


@pages.post("/people/<uuid:id_>/ending")
@requires(Permission.MANAGE_PERSON, on=person_here)
@proven
def end_post(id_: UUID) -> Response:
    """Let one of his posts end."""
    actions.end_post(id_, forms.some_id("post"), _last_day(), forms.version())
    return go_to("person", id_, "post_ended")


def _last_day() -> date:
    """Return the last day; yesterday ends a post at once."""
    try:
        day = date.fromisoformat(request.form.get("to_on", ""))
    except ValueError as unreadable:
        raise forms.refused("to_on", "day") from unreadable
    if day < today() - timedelta(days=1):
        raise forms.refused("to_on", "day")
    return day


@pages.post("/people/<uuid:id_>/suspension")
@requires(Permission.SUSPEND_PERSON, on=person_here)
@proven
def suspend_person(id_: UUID) -> Response:
    """Let him see nothing from now on."""
    actions.suspend(id_, forms.words("words", needed=True) or "", forms.version())
    return go_to("person", id_, "suspended")


@pages.post("/people/<uuid:id_>/return")
@requires(Permission.SUSPEND_PERSON, on=person_here)
@proven
def resume_person(id_: UUID) -> Response:
    """Let him go on."""
    actions.resume(id_, forms.version())
    return go_to("person", id_, "resumed")
