"""What permissions.py may ask about a visit."""

from __future__ import annotations

from typing import Any

from server.identity.access.models import Actor


def not_inspector(actor: Actor, subject: Any) -> bool:
    """Did not make the visit (domain/3: reviewer is not inspector)."""
    return actor.id is not None and subject.inspector_id != actor.id
