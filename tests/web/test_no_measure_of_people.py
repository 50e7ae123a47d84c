"""No page and no answer lists people with a number beside the name: places are compared, people never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from server.core.db import db, unit_of_work
from server.identity.accounts.models import User
from tests.web.samples import make_samples
from tests.web.screens import LOOKERS, Screens

pytestmark = pytest.mark.any_database  # what pages say is the templates' work

# What is no measure of anybody: days, moments, telephone numbers and codes, how long ago, a version.
HARMLESS = re.compile(
    r"\d+月\d+日|\d{4}年|\d{4}-\d{2}-\d{2}|\d\d?:\d{2}|\d+ ?(天|小时|分钟)前|\d+号|\d{5,}|\d+(村|乡)"
)
THING = re.compile(r"/desk/(orders|reports|visits|assets|quarantine|photos|log|concerns|supervision)[/?]")
ANSWERS = ("/api/v1/me", "/api/v1/feed", "/api/v1/sign-ins")
NO_MEASURE = {"version", "base_version", "device_seq", "seq", "lat", "lng", "accuracy_m"}


@dataclass
class Row:
    """One row of a list: its words, and where it leads."""

    listed: int
    words: str = ""
    leads: list[str] = field(default_factory=list)


class Lists(HTMLParser):
    """Reads the rows of tables and lists; what stands inside a row of a row belongs to both."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.open: list[Row] = []
        self.lists: list[int] = [0]
        self.made = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol", "table", "dl"}:
            self.made += 1
            self.lists.append(self.made)
        if tag in {"li", "tr"}:
            self.open.append(Row(self.lists[-1]))
        if tag == "a":
            for row in self.open:
                row.leads.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol", "table", "dl"}:
            self.lists.pop()
        if tag in {"li", "tr"} and self.open:
            self.rows.append(self.open.pop())

    def handle_data(self, data: str) -> None:
        for row in self.open:
            row.words += f" {data}"


def measured_on_page(page: str, names: set[str]) -> list[str]:
    """Return the rows of a page's lists that measure people, where a list has more than one."""
    reader = Lists()
    reader.feed(page)
    by_list: dict[int, list[str]] = {}
    for row in reader.rows:
        about_a_thing = any(THING.search(address) for address in row.leads)
        if not about_a_thing and is_measured(row.words, names):
            by_list.setdefault(row.listed, []).append(" ".join(row.words.split()))
    return [words for rows in by_list.values() if len(rows) > 1 for words in rows]


def is_measured(words: str, names: set[str]) -> bool:
    return any(name in words for name in names) and bool(re.search(r"\d", HARMLESS.sub("", words)))


def measured_in_answer(told: Any, names: set[str]) -> list[str]:
    """Return the entries of an answer's lists that give people a number, where a list has more than one."""
    found: list[str] = []
    if isinstance(told, list):
        entries = [str(one)[:200] for one in told if isinstance(one, dict) and has_number(one, names)]
        found += entries if len(entries) > 1 else []
    for one in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        found += measured_in_answer(one, names)
    return found


def has_number(entry: dict[str, Any], names: set[str]) -> bool:
    named = any(value in names for value in entry.values() if isinstance(value, str))
    numbers = [
        key for key, value in entry.items() if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    return named and bool(set(numbers) - NO_MEASURE)


def baptised() -> set[str]:
    """Give everybody a name that nothing else is called by."""
    with unit_of_work() as session:
        people = session.query(User).order_by(User.username).all()
        for number, person in enumerate(people):
            person.display_name = f"龘{chr(0x4E00 + number)}"
        return {person.display_name for person in people}


def test_no_page_measures_people(app: Flask) -> None:
    screens, found, people = Screens(app, make_samples(app)), [], set()
    names = baptised()
    db.session.commit()
    for line in screens.addresses():
        if screens.kind_for(line) == "text/html":
            page = screens.ask(line.address).text
            people |= {name for name in names if name in page}
            found += [f"{line.rule}: {row}" for row in measured_on_page(page, names)]
    assert not found, "\n".join(found)
    assert len(people) > 2, "nobody was named anywhere: the walk saw nothing"


def test_no_answer_measures_people(app: Flask) -> None:
    screens, found = Screens(app, make_samples(app)), []
    names = baptised()
    db.session.commit()
    for address, who in told_to(("worker", *LOOKERS)):
        screens.who = who
        answer = screens.ask(address)
        if answer.status_code == 200:
            found += [f"{address} {who}: {row}" for row in measured_in_answer(answer.json, names)]
    assert not found, "\n".join(found)


def told_to(people: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((address, who) for address in ANSWERS for who in people)


def test_a_ranking_is_found_on_a_page_and_in_an_answer() -> None:
    names = {"王建国", "李梅"}
    rows = "<tr><td>王建国</td><td>巡了11处</td></tr><tr><td>李梅</td><td>9</td></tr>"
    assert measured_on_page(f"<table>{rows}</table>", names) == ["王建国 巡了11处", "李梅 9"]
    harmless = "<li>王建国 11月20日</li><li>李梅 13900001111 3天前</li>"
    assert not measured_on_page(f"<ul>{harmless}</ul>", names)
    told = {"people": [{"name": "王建国", "visits": 11}, {"name": "李梅", "visits": 9, "version": 2}]}
    assert len(measured_in_answer(told, names)) == 2
    assert not measured_in_answer({"people": [{"name": "王建国", "version": 1}] * 2}, names)
