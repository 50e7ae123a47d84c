"""What permissions.py may ask about a report."""

from __future__ import annotations

from typing import Any

from server.identity.access.models import Actor


def not_reporter(actor: Actor, subject: Any) -> bool:
    """Is not the one who reported it (nor made the visit that did)."""
    return actor.id is not None and subject.reporter_id != actor.id


def not_upward(_actor: Actor, subject: Any) -> bool:
    """Is a plain repair, which the village may deal with; what goes upward it may not."""
    return subject.upward is False


def up_to_major(_actor: Actor, subject: Any) -> bool:
    """Is not graded 紧急; a grade not yet given does not stand in the way, the verdict is checked again."""
    return str(subject.severity) != "critical"


def is_reporter(actor: Actor, subject: Any) -> bool:
    """Reported it himself, signed in."""
    return actor.id is not None and subject.reporter_id == actor.id
