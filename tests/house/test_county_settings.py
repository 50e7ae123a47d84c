"""Every setting of a county says what it is, keeps its bounds, and is read by somebody."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest

from server.core.words import book
from server.services.settings.rules import GROUPS, SETTINGS, Declared, SettingRefused, checked
from tests.house.sources import Source, server_sources

RULES = "server/services/settings/rules.py"
# Functions that are handed the name of a setting; whoever calls them writes it out.
HANDED_ON = {
    "server/field/damage/clocks.py": "_sweep is told which days count",
    "server/field/patrols/actions.py": "_move_late is told which days count",
    "server/web/desk/hands.py": "_above is told which limit counts",
}
BELOW, ABOVE = -1, 1


def outside(one: Declared) -> list[Any]:
    """Values of this kind that lie just outside, and values of no such kind."""
    if one.kind == "text":
        short = ["字" * (int(one.least) - 1)] if one.least else []
        return [*short, "字" * (int(one.most) + 1), "a\x00b", 7, None]
    if one.kind == "tiles":
        whole = "https://t{s}.map.cn/{z}/{x}/{y}"
        unfit = ["ftp://map.cn/{z}/{x}/{y}", "https://map.cn/{z}/{x}", "https://a;b/{z}/{x}/{y}", "map"]
        return [*unfit, " ".join([whole] * 4), whole + "x" * int(one.most), 7, None]
    if one.kind == "flag":
        return [2, "yes", None]
    if one.kind == "choices":
        return [["nobody offered this"], [one.choices[0]] * 2, "text", None]
    beyond = [one.least + BELOW, one.most + ABOVE, "7", None, True]
    if one.kind == "graded":
        whole = dict.fromkeys(("critical", "major", "minor"), one.least)
        return [{**whole, "major": number} for number in beyond] + [{"critical": one.least}, one.least]
    return [*beyond, one.least + 0.5]


@pytest.mark.parametrize("one", SETTINGS.values(), ids=list(SETTINGS))
def test_a_value_outside_the_bounds_is_refused(one: Declared) -> None:
    for value in outside(one):
        with pytest.raises(SettingRefused):
            checked(one.name, value)


@pytest.mark.parametrize("one", SETTINGS.values(), ids=list(SETTINGS))
def test_a_setting_says_what_it_is(one: Declared) -> None:
    wanted = [f"setting.{one.name}", f"setting.{one.name}.what", f"setting.group.{one.group}"]
    wanted += [f"setting.unit.{one.unit}"] if one.kind in {"whole", "graded"} else []
    wanted += [f"setting.choice.{one.name}.{choice}" for choice in one.choices]
    assert [key for key in wanted if key not in book("zh")] == [], "add its words in both languages"
    assert one.group in GROUPS
    assert one.source
    assert checked(one.name, one.default) == one.default


def names_read(source: Source) -> Iterator[tuple[str, int]]:
    """The names that a file asks setting() for; "" for one that is not written out."""
    for node in ast.walk(source.tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id == "setting":
            assert isinstance(node, ast.Call)
            name = node.args[1] if len(node.args) > 1 else None
            yield (str(name.value) if isinstance(name, ast.Constant) else "", node.lineno)


def undeclared(sources: list[Source]) -> list[str]:
    return [
        f"{source.name}:{line} reads {name or 'a name that is not written out'}"
        for source in sources
        for name, line in names_read(source)
        if name not in SETTINGS and not (name == "" and source.name in HANDED_ON)
    ]


def test_nobody_reads_a_setting_that_is_not_declared() -> None:
    assert undeclared(server_sources()) == [], f"declare it in {RULES}"


def test_reading_an_undeclared_setting_is_found(tmp_path) -> None:
    class Planted(Source):
        name = "server/field/planted.py"

    file = tmp_path / "planted.py"
    file.write_text('setting(county, "hotline")\nsetting(county, "hot_line")\nsetting(county, days)\n')
    assert [found.rpartition(":")[2] for found in undeclared([Planted(file)])] == [
        "2 reads hot_line",
        "3 reads a name that is not written out",
    ]


def test_every_setting_is_read_by_somebody() -> None:
    """A setting that changes nothing would be a promise to whoever sets it."""
    written = {
        node.value
        for source in server_sources()
        if source.name != RULES
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    idle = SETTINGS.keys() - written
    assert not idle, f"take it out of {RULES}: {idle}"
