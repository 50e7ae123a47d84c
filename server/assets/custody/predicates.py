"""What permissions.py may ask about custody."""

from __future__ import annotations

from typing import Any

from server.assets.custody.queries import is_custodian as cares_for
from server.identity.access.models import Actor


def is_custodian(actor: Actor, subject: Any) -> bool:
    """Cares for the asset today (domain/3: is_custodian)."""
    return actor.id is not None and cares_for(actor.id, subject.asset.id)
