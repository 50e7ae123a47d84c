"""Reading a county's settings."""

from __future__ import annotations

from typing import Any

from server.core.db import db
from server.services.settings.models import Setting
from server.services.settings.rules import DEFAULTS


def setting(county_code: str, name: str) -> Any:
    """Return the county's value, else the default; raises KeyError for a name nobody defined."""
    default = DEFAULTS[name]
    chosen = db.session.get(Setting, (county_code, name))
    return default if chosen is None else chosen.value
