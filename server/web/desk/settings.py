"""参数: what the county may set, each with its explanation, bounds, default and who changed it last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, redirect, request
from flask.typing import ResponseReturnValue

from server.core.problems import FormRefused, NotFound, Problem
from server.identity.access.actions import may, require, requires
from server.identity.access.models import Permission
from server.identity.accounts.queries import names
from server.services.settings.actions import change
from server.services.settings.models import SettingChange
from server.services.settings.queries import chosen, history
from server.services.settings.rules import (
    GROUPS,
    SECURITY,
    SETTINGS,
    SEVERITIES,
    Declared,
    SettingChanged,
    SettingRefused,
)
from server.web.desk import forms
from server.web.desk.blueprint import pages
from server.web.desk.frame import show
from server.web.desk.proof import proven
from server.web.look.figures import yuan
from server.web.look.language import here, say

FEN_PER_YUAN = 100


@dataclass(frozen=True)
class Shown:
    """One setting as the page shows it.

    value    what holds now; wanted: what was typed before a refusal, shown beside it
    changes  newest first
    """

    declared: Declared
    value: Any
    version: int
    changes: list[SettingChange]
    refused: Problem | None

    @property
    def now(self) -> str:
        return said(self.declared, self.value)

    @property
    def default(self) -> str:
        return said(self.declared, self.declared.default)

    @property
    def may_change(self) -> bool:
        return may(_permission(self.declared))


@pages.get("/settings")
@requires(Permission.READ_SETTINGS)
def settings() -> str:
    """Show every setting of the county by its group."""
    return _page()


@pages.post("/settings")
@requires(Permission.READ_SETTINGS)
@proven
def change_setting() -> ResponseReturnValue:
    """Change one setting; a refused one is shown again with the reason."""
    declared = SETTINGS.get(request.form.get("name", ""))
    if declared is None:
        raise NotFound
    require(_permission(declared))
    try:
        change(g.user.county_code, declared.name, _typed(declared), forms.version())
    except (SettingRefused, FormRefused) as refusal:
        return _page(declared.name, refusal), refusal.status
    except SettingChanged as refusal:
        told = {side: said(declared, refusal.facts[side]) for side in ("now", "wanted")}
        return _page(declared.name, SettingChanged(**told)), refusal.status
    return redirect(here("desk.settings", done="setting", _anchor=declared.name), 303)


def _permission(declared: Declared) -> Permission:
    return Permission.CHANGE_SECURITY if declared.group == SECURITY else Permission.CHANGE_SETTINGS


def _page(name: str = "", refusal: Problem | None = None) -> str:
    county = g.user.county_code
    rows, changes = chosen(county), history(county)
    shown = [
        Shown(
            one, rows[one.name].value if one.name in rows else one.default,
            rows[one.name].version if one.name in rows else 0,
            changes.get(one.name, []), refusal if one.name == name else None,
        )
        for one in SETTINGS.values()
    ]  # fmt: skip
    people = names(change.changed_by for kept in changes.values() for change in kept)
    grouped = {group: [one for one in shown if one.declared.group == group] for group in GROUPS}
    return show(
        "settings.html", "settings", groups={group: own for group, own in grouped.items() if own},
        links=may(Permission.CHANGE_SETTINGS),
        said=said, bounds=bounds, who=lambda id_: _who(people, id_), severities=SEVERITIES,
        yuan=lambda fen: f"{fen / FEN_PER_YUAN:.2f}".removesuffix(".00"),
    )  # fmt: skip


def _who(people: dict[UUID, str], id_: UUID | None) -> str:
    return people.get(id_, "") if id_ else say("desk.setting.system")


def said(declared: Declared, value: Any) -> str:
    """Return a value in words, with its unit."""
    if declared.kind == "flag":
        return say("desk.setting.on" if value else "desk.setting.off")
    if declared.kind == "money":
        return yuan(value)
    if declared.kind == "graded":
        graded = [f"{say(f'severity.{one}')} {_counted(declared, value[one])}" for one in SEVERITIES]
        return "，".join(graded)
    if declared.kind == "choices":
        listed = [say(f"setting.choice.{declared.name}.{one}") for one in value]
        return "、".join(listed) or say("desk.setting.none")
    return _counted(declared, value) if declared.kind == "whole" else str(value) or say("desk.setting.empty")


def bounds(declared: Declared) -> str:
    """Return what may be typed, in words; nothing where the page offers the choices itself."""
    if declared.kind in {"flag", "choices", "tiles"}:
        return ""
    if declared.kind == "money":
        return say("desk.setting.between", least=yuan(int(declared.least)), most=yuan(int(declared.most)))
    if declared.kind == "text":
        return say("desk.setting.characters", least=f"{declared.least:g}", most=f"{declared.most:g}")
    most = _counted(declared, declared.most)
    return say("desk.setting.between", least=f"{declared.least:g}", most=most)


def _counted(declared: Declared, number: float) -> str:
    return say(f"setting.unit.{declared.unit}", number=f"{number:g}")


def _typed(declared: Declared) -> Any:
    """Return the value that the form holds; raises FormRefused for what is no such value."""
    if request.form.get("reset") == "1":
        return declared.default
    return _READ[declared.kind](declared)


def _read_graded(_declared: Declared) -> dict[str, float]:
    return {severity: _number(f"value_{severity}") for severity in SEVERITIES}


def _number(field: str) -> float:
    typed = request.form.get(field, "").strip()
    try:
        number = float(typed)
    except ValueError as unreadable:
        raise forms.refused("value", "a_number") from unreadable
    return int(number) if number.is_integer() else number


def _read_text(_declared: Declared) -> str:
    return request.form.get("value", "").strip()


_READ: dict[str, Callable[[Declared], Any]] = {
    "text": _read_text,
    "tiles": _read_text,
    "whole": lambda _declared: _number("value"),
    "money": lambda _declared: forms.fen("value"),
    "flag": lambda _declared: forms.chosen("value", ("0", "1")) == "1",
    "graded": _read_graded,
    "choices": lambda _declared: request.form.getlist("value"),
}
