"""Reading a county's settings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from server.core.db import db
from server.services.settings.models import Setting, SettingChange
from server.services.settings.rules import SETTINGS

_KEPT = "settings by county"


def setting(county_code: str, name: str) -> Any:
    """Return the county's value, else the default; raises KeyError for a name nobody declared."""
    default = SETTINGS[name].default
    row = _kept(county_code).get(name)
    return default if row is None else row.value


def _kept(county_code: str) -> dict[str, Setting]:
    """Return the county's rows, read once for each transaction: a list asks for them at each of its lines."""
    kept: dict[str, dict[str, Setting]] = db.session().info.setdefault(_KEPT, {})
    if county_code not in kept:
        kept[county_code] = chosen(county_code)
    return kept[county_code]


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, _transaction: object) -> None:
    """Ask anew after each commit, rollback and savepoint; within one, the rows themselves show a change."""
    session.info.pop(_KEPT, None)


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
