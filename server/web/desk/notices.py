"""提醒: a person's own inbox; opening an entry marks it read, and nobody else sees that."""

from __future__ import annotations

from uuid import UUID

from flask import g, redirect
from werkzeug.wrappers import Response

from server.core.problems import NotFound
from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.services.notices import actions, queries
from server.services.notices.models import Notice
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.look.language import here, language
from server.web.look.notices import at_desk, notice_said


def own_notice(id_: UUID) -> None:
    """Raise NotFound unless the notice is the asker's own."""
    found = queries.notice(id_)
    if found is None or found.user_id != g.user.id:
        raise NotFound


@pages.get("/notices")
@requires(Permission.USE_DESK)
def notices() -> str:
    """List what the asker was told, unread first."""
    rows = queries.inbox_of(g.user.county_code, g.user.id)
    return show("notices.html", "notices", rows=rows, notice_said=_said)


def _said(notice: Notice) -> str:
    return notice_said(notice, language())


@pages.post("/notices/<uuid:id_>/reading")
@requires(Permission.USE_DESK, on=own_notice)
def read_notice(id_: UUID) -> Response:
    """Mark one as read and lead to what it is about."""
    return redirect(at_desk(actions.read(id_, g.user.id).link), 303)


@pages.post("/notices/reading")
@requires(Permission.USE_DESK)
def read_all_notices() -> Response:
    """Mark everything as read."""
    actions.read_all(g.user.county_code, g.user.id)
    return redirect(here("desk.notices"), 303)
