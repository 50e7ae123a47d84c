"""Inviting somebody: a name, what he is to do, where and for how long."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import g, request
from flask.typing import ResponseReturnValue

from server.core.clock import today
from server.core.problems import Problem
from server.identity.access.actions import may, requires
from server.identity.access.models import Permission
from server.identity.appointments import actions
from server.identity.appointments.queries import offers
from server.identity.appointments.rules import Appointment, PostNotYours
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal
from server.web.desk.frame import go_to, show
from server.web.desk.proof import proven
from server.web.people.places import Choices, choices

NAME_LONGEST = 40
NOT_HERE = frozenset({401, 403, 404})


@pages.get("/people/new")
@requires(Permission.LIST_PEOPLE)
def new_person() -> str:
    """Show the empty form."""
    return _page(None)


@pages.post("/people/new")
@requires(Permission.LIST_PEOPLE)
@proven
def invite_person() -> ResponseReturnValue:
    """Make the account and go to its page; a refused form is shown again as it was typed."""
    try:
        name = name_typed()
        appointment = appointment_typed(choices(), None)
        user = actions.invite(
            g.user.county_code, name, forms.words("username"), None, appointment
        )  # fmt: skip
    except Problem as problem:
        if problem.status in NOT_HERE:
            raise
        return _page(Refusal(problem, False, "")), problem.status
    return go_to("person", user.id, "invited")


def _page(refusal: Refusal | None) -> str:
    return show("person_new.html", "people", refusal=refusal, choices=choices(), today=today())


def name_typed() -> str:
    """Return a person's name as typed; one line, at most 40 characters."""
    name = " ".join((forms.words("name", needed=True) or "").split())
    if len(name) > NAME_LONGEST:
        raise forms.refused("name", "long")
    return name


def appointment_typed(offered: Choices, user_id: UUID | None) -> Appointment:
    """Return the appointment of the form, each post of which the actor may give.

    user_id  None for somebody who has no account yet

    Raises FormRefused, PostNotYours, and what rules.check raises.
    """
    appointment = Appointment(
        preset=forms.chosen("preset", offered.presets),
        ticks=frozenset(request.form.getlist("tick")),
        region_code=forms.chosen("place", offered.codes),
        dept_id=_department(offered),
        from_on=forms.coming_day("from_on"),
        to_on=_last_day(),
    )
    for offer in offers(g.user.county_code, appointment, user_id):
        if not may(Permission.GIVE_POST, offer):
            raise PostNotYours
    return appointment


def _department(offered: Choices) -> UUID | None:
    if not request.form.get("department"):
        return None
    return UUID(forms.chosen("department", [str(one.id) for one in offered.departments]))


def _last_day() -> date | None:
    return forms.coming_day("to_on") if request.form.get("to_on") else None
