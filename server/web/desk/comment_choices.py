"""What the actor may do with a comment now, the likeliest first; the map is asked for each."""

from __future__ import annotations

from server.core.moves import may_move
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.queries import next_level
from server.field.supervision_comments.rules import BEING_HANDLED, MOVES
from server.identity.access.actions import may
from server.identity.access.models import Permission

_STEPS: tuple[tuple[str, str, Permission], ...] = (
    ("accept", "accept", Permission.ACCEPT_COMMENT),
    ("accept", "accept_up", Permission.TAKE_UP_COMMENT),
    ("start", "start", Permission.HANDLE_COMMENT),
    ("answer", "answer", Permission.HANDLE_COMMENT),
    ("rate", "rate_ok", Permission.CALL_BACK_COMMENT),
    ("refer", "refer", Permission.REFER_COMMENT),
    ("reroute", "reroute", Permission.STEER_COMMENT),
    ("refer_out", "refer_out", Permission.STEER_COMMENT),
    ("supervise", "supervise", Permission.SUPERVISE_COMMENT),
)
PRESSING = frozenset({"accept", "start", "answer", "rate", "refer", "agree"})
"""What somebody waits for; handing on and hurrying are never due."""


def on_comment(one: SupervisionComment) -> list[str]:
    """Return the steps that are legal now."""
    found = [
        name for name, event, permission in _STEPS
        if may_move(MOVES, one.status, event) and may(permission, one) and _makes_sense(name, one)
    ]  # fmt: skip
    return [*found, *_about_clues(one)]


def _makes_sense(name: str, one: SupervisionComment) -> bool:
    if name == "refer":
        return next_level(one) is None
    return name != "rate" or bool(one.phone or one.on_behalf_of)


def _about_clues(one: SupervisionComment) -> list[str]:
    if one.status not in BEING_HANDLED:
        return []
    found = ["ask"] if may(Permission.HANDLE_COMMENT, one) else []
    if one.question and one.no_clue_agreed_by is None and may(Permission.AGREE_COMMENT, one):
        found.append("agree")
    if one.no_clue_agreed_by is not None and may(Permission.GIVE_UP_COMMENT, one):
        found.append("give_up")
    return found


def is_mine(one: SupervisionComment) -> bool:
    """True when the actor is the one whom it waits for."""
    return not PRESSING.isdisjoint(on_comment(one))
