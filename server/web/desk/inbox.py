"""待办: the list, and its first case beside it where the screen is wide enough."""

from __future__ import annotations

from server.identity.access.actions import requires
from server.identity.access.models import Permission
from server.web.desk.blueprint import pages
from server.web.desk.cases import CASES
from server.web.desk.frame import frame, show

SEGMENTS = {
    "report": "reports",
    "order": "orders",
    "visit": "visits",
    "comment": "comments",
    "item": "quarantine",
}


@pages.get("/")
@requires(Permission.USE_DESK)
def inbox() -> str:
    """Show what waits; a phone shows the list alone."""
    rows = frame().listed
    if not rows:
        return show("empty.html", "inbox")
    return CASES[SEGMENTS[rows[0].kind]](rows[0].id, None)
