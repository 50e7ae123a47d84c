"""What permissions.py may ask about a task."""

from __future__ import annotations

from typing import Any

from server.identity.access.models import Actor


def is_assignee(actor: Actor, subject: Any) -> bool:
    """The task is this person's."""
    return actor.id is not None and subject.assignee_id == actor.id
