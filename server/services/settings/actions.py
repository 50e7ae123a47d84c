"""Changing a setting."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

from server.core.clock import now
from server.core.db import attempt, db, unit_of_work
from server.core.ids import new_id
from server.core.problems import NotFound
from server.services.audit_log.actions import doer, record
from server.services.settings.models import Setting, SettingChange
from server.services.settings.rules import SETTINGS, SettingChanged, checked


def change(county_code: str, name: str, value: Any, base_version: int) -> Setting:
    """Let a county choose a value from now on; the same value again changes nothing.

    base_version  the version that the person saw; 0 for the default

    Raises NotFound for an undeclared name, SettingRefused, SettingChanged.
    """
    if name not in SETTINGS:
        raise NotFound
    wanted = checked(name, value)
    with unit_of_work():
        row = _locked(county_code, name)
        old = row.value
        if row.version != base_version:
            raise SettingChanged(now=old, wanted=wanted)
        if wanted != old:
            row.value, row.version = wanted, row.version + 1
            _keep(row, old)
            record(county_code, "setting.change", "Setting", name, old=old, new=wanted)
        return row


def _locked(county_code: str, name: str) -> Setting:
    """Return the row, locked; the first to change a setting makes it, at version 0 with the default."""
    key = (county_code, name)
    if db.session.get(Setting, key) is None:
        default = SETTINGS[name].default
        try:
            with attempt():
                db.session.add(Setting(county_code=county_code, name=name, value=default, version=0))
                db.session.flush()
        except IntegrityError:  # somebody else made it at the same moment
            db.session.expire_all()
    return db.session.get_one(Setting, key, with_for_update=True, populate_existing=True)


def _keep(row: Setting, old: Any) -> None:
    db.session.add(
        SettingChange(
            id=new_id(),
            county_code=row.county_code,
            name=row.name,
            version=row.version,
            old=old,
            new=row.value,
            changed_by=doer().user_id,
            changed_at=now(),
        )
    )
