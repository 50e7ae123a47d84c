"""Reading a county's settings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.core.db import db
from server.services.settings.models import Setting, SettingChange
from server.services.settings.rules import SETTINGS


def setting(county_code: str, name: str) -> Any:
    """Return the county's value, else the default; raises KeyError for a name nobody declared."""
    default = SETTINGS[name].default
    chosen = db.session.get(Setting, (county_code, name))
    return default if chosen is None else chosen.value


def chosen(county_code: str) -> dict[str, Setting]:
    """Return the settings that a county has changed, by name."""
    return {row.name: row for row in db.session.scalars(select(Setting).filter_by(county_code=county_code))}


def history(county_code: str) -> dict[str, list[SettingChange]]:
    """Return every change of a county's settings, by name, newest first."""
    query = select(SettingChange).filter_by(county_code=county_code)
    found: dict[str, list[SettingChange]] = {}
    for change in db.session.scalars(query.order_by(SettingChange.version.desc())):
        found.setdefault(change.name, []).append(change)
    return found
