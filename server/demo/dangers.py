"""What is dangerous in the demo county is fenced off in time; only what was found just now lies open."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.services.settings.rules import SETTINGS

FENCED = "fenced"
LAYS_OPEN = ("found", "not_fixed")
"""The steps after which people are in danger."""


def is_to_be_safe(severity: str | None, at: datetime, until: datetime) -> bool:
    """True of a danger that lies open from one moment on, if its time to be made safe is over by another."""
    hours = SETTINGS["safety_hours"].default.get(severity, 0)
    return bool(hours) and until >= at + timedelta(hours=hours)
