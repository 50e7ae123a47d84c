"""What permissions.py may ask about a visit."""

from __future__ import annotations

from typing import Any

from server.identity.access.models import Actor


def not_inspector(actor: Actor, subject: Any) -> bool:
    """Did not make the visit (domain/3: reviewer is not inspector)."""
    return actor.id is not None and subject.inspector_id != actor.id


def found_little(_actor: Actor, subject: Any) -> bool:
    """Found nothing graver than 一般; the rest is for the township to look at (domain/3, inspection)."""
    return subject.max_severity in {None, "minor"}
