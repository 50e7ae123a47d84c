"""Walking every address × method × sample as everybody, and noting in a letter what each was answered.

o  answered; of a list: and told of what lies in village 11      e  answered, but of village 11 nothing
h  hidden (404)     f  forbidden (403)      s  asked to sign in    other letters never: a number is a fault
.  not asked: a role refused at the place itself is no better off elsewhere, and where one thing of the place
   is hidden, so are its like.  One role a line is asked all the same; GUANHU_WHOLE_MATRIX=1 asks all.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import product
from unittest.mock import patch
from uuid import UUID
from zlib import crc32

from flask import Flask
from sqlalchemy import delete, insert, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.core.ids import new_token
from server.identity.access.actions import PUBLIC
from server.identity.access.models import Actor as AccessActor
from server.identity.access.models import Permission
from server.identity.accounts.models import SignIn
from server.identity.accounts.rules import csrf_of, secret_hash
from server.web.desk import frame
from server.web.desk.waiting import Waiting
from tests.conftest import SECRET
from tests.web.crowd import ACTORS, NOBODIES, ROLES, Actor
from tests.web.samples import DEVICE, Samples

SAME_FOR_ALL = {"static"}
ASKED_INSIDE = {"photos.photo": "read_file"}  # public pictures are for all; the view asks about the others
# Passes the forms' own checks, but looked at a version that never was: what is allowed answers 409.
FORM = {
    "version": "999",
    "name": "hotline",
    "severity": "major",
    "reason": "untrue",
    "words": "试一试",
    "defects": "试一试",
}
# What a request may write without changing the county; his own second factor is begun by everyone.
UNTOUCHED = {"sign_ins", "audit_log", "feed_scopes", "sign_in_tries", "second_factors"}
CHAIN = {"audit_seq", "audit_hash"}  # the county's head follows its log
NOT_ASKED = "."
WHOLE = "GUANHU_WHOLE_MATRIX"
REFUSED_FORM = {400, 409, 413, 422}  # whoever comes that far was let in


@dataclass
class Line:
    """One address, method and sample, with what each actor was answered.

    first    the first sample of this address, asked from everywhere; the others from the place itself
    needles  what the answer must tell of to count as told; empty: anything of village 11
    told     actors whose answer told of what lies in village 11
    """

    method: str
    rule: str
    endpoint: str
    sample: str
    permission: str
    address: str
    first: bool = True
    needles: list[str] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule} {self.sample}".strip()

    @property
    def is_list(self) -> bool:
        """True of pages that are open to many and tell each of his own."""
        return self.method == "GET" and "<" not in self.rule and self.permission != PUBLIC


@dataclass
class Walk:
    """What was found on the way through all addresses."""

    lines: list[Line]
    changed: list[str]
    seconds: float


def unmarked(app: Flask) -> list[str]:
    """Return the addresses whose view declares neither a permission nor `public`."""
    marks = {
        rule.rule: getattr(app.view_functions[rule.endpoint], "permission", None)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in SAME_FOR_ALL
    }
    return [rule for rule, mark in marks.items() if mark != PUBLIC and not isinstance(mark, Permission)]


def lines_of(app: Flask, samples: Samples) -> Iterator[Line]:
    """Return every rule × method × sample of the URL map, by address."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in SAME_FOR_ALL]
    for rule in sorted(rules, key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        methods = rule.methods or set()
        for method in sorted(methods - {"OPTIONS"} - ({"HEAD"} if "GET" in methods else set())):
            yield from _lines_of_rule(app, samples, rule, method)


def _lines_of_rule(app: Flask, samples: Samples, rule: Rule, method: str) -> Iterator[Line]:
    names = sorted(rule.arguments)
    declared = str(getattr(app.view_functions[rule.endpoint], "permission", None))
    seen: set[str] = set()
    for variants in product(*(variants_of(samples, method, rule, name).items() for name in names)):
        values = {name: value for name, (_, value) in zip(names, variants, strict=True)}
        sample = " ".join(word for word, _ in variants)
        inside = rule.endpoint in ASKED_INSIDE and "published" not in sample
        permission = ASKED_INSIDE[rule.endpoint] if inside else declared
        address = app.url_map.bind("localhost").build(rule.endpoint, values, method)
        questions = samples.questions.get(rule.endpoint) if method == "GET" else None
        for word, (query, needles) in (questions or {"": ("", [])}).items():
            asked = f"{address}?{query}" if query else address
            said = f"{sample} {word}".strip()
            first = _is_first(rule, seen, said)
            yield Line(
                method, rule.rule, rule.endpoint, said, permission, asked, first, needles
            )  # fmt: skip


def _is_first(rule: Rule, seen: set[str], said: str) -> bool:
    """True for the first sample of an address; each kind of picture and each question of a list counts."""
    kind = said.split()[0] if rule.endpoint in ASKED_INSIDE else said if not rule.arguments else ""
    if kind in seen:
        return False
    seen.add(kind)
    return True


def variants_of(samples: Samples, method: str, rule: Rule, argument: str) -> dict[str, object]:
    """Return an argument's samples by the path's word before it, such as orders/id_; else by its name."""
    found = re.search(rf"(\w*)/<[^>]*\b{argument}>", rule.rule)
    key = f"{found[1]}/{argument}" if found and found[1] else argument
    for one in (f"{method} {key}", key, f"t/{argument}", argument):
        if one in samples.by_argument:
            return samples.by_argument[one]
    raise LookupError(f"{rule.rule} is new here: give '{key}' a sample of village 11 in tests/web/samples.py")


class Prober:
    """Sends each line as each actor, with a session for the line."""

    def __init__(self, app: Flask, samples: Samples, actors: Iterable[Actor]) -> None:
        self.samples = samples
        self.client = app.test_client(use_cookies=False)
        self.actors = tuple(actors)
        self.answers: dict[tuple[str, str, str], TestResponse] = {}
        self.blind: dict[tuple[str, str, str], set[str]] = {}
        self.secrets: dict[str, str] = {}

    def _sign_in(self) -> None:
        """Give everybody a new session in place of the one before, so that lists of them stay short."""
        ended = [secret_hash(secret) for secret in self.secrets.values()]
        self.secrets = {actor.name: new_token() for actor in self.actors if actor.name != "nobody"}
        with unit_of_work() as session:
            session.execute(delete(SignIn).where(SignIn.secret_hash.in_(ended)))
            session.execute(insert(SignIn), [self._row(*one) for one in self.secrets.items()])

    def _row(self, actor: str, secret: str) -> dict[str, object]:
        return {
            "secret_hash": secret_hash(secret), "county_code": "140699", "user_agent": "",
            "user_id": self.samples.county.people[actor], "upload_only": actor == "suspended",
            "signed_in_at": now(), "last_seen_on": today(), "expires_at": now().replace(year=2099),
        }  # fmt: skip

    def ask(self, line: Line) -> None:
        """Let everybody ask one line."""
        self._sign_in()
        needles = [one.encode() for one in line.needles or self.samples.secrets if one not in line.address]
        blind = self.blind.setdefault((line.method, line.rule, line.permission), set())
        for actor in self.actors:
            if not is_needed(line, blind, actor):
                line.cells[actor.name] = NOT_ASKED
                continue
            answer = self._answer(line, actor)
            told = any(needle in answer.data for needle in needles)
            if told:
                line.told.append(actor.name)
            line.cells[actor.name] = letter(answer, told or not line.is_list)
        if line.first:
            blind |= {role for role in ROLES if line.cells.get(f"{role}@own") == "h"}

    def _answer(self, line: Line, actor: Actor) -> TestResponse:
        """Return the answer; what was just asked with other needles is not asked again."""
        same = (line.method, line.address, actor.name)
        if line.method != "GET" or same not in self.answers:
            sent = self._sent(line, self.secrets.get(actor.name, ""))
            self.answers = {key: kept for key, kept in self.answers.items() if key[1] == line.address}
            self.answers[same] = sent
        return self.answers[same]

    def _sent(self, line: Line, secret: str) -> TestResponse:
        headers = {"Origin": "http://localhost", "Cookie": f"guanhu={secret}; device={DEVICE}"}
        if secret:
            headers["X-CSRF-Token"] = csrf_of(SECRET, secret)
        form = FORM | {"code": self.samples.county.short_code} if line.method != "GET" else None
        return self.client.open(line.address, method=line.method, headers=headers, data=form)


def is_needed(line: Line, blind: set[str], actor: Actor) -> bool:
    """True when the answer might be another than what is known of this role already.

    blind  roles to which, at the place itself, the first sample of this address was hidden
    """
    if WHOLE in os.environ or actor.name in NOBODIES:
        return True
    if actor.role is not None and ROLES.index(actor.role) == crc32(line.name.encode()) % len(ROLES):
        return True
    if line.permission == PUBLIC or actor.role is None:
        return line.permission != PUBLIC
    if actor.relation == "own":
        return line.first or actor.role not in blind
    return line.first and line.cells.get(f"{actor.role}@own", "o") == "o"


def letter(answer: TestResponse, told: bool) -> str:
    """Return an answer as a letter, or its number when it is none that anybody should get."""
    status = answer.status_code
    if status == 401 or (300 <= status < 400 and "/sign-in" in (answer.location or "")):
        return "s"
    if status < 400 or status in REFUSED_FORM:
        return "o" if told else "e"
    return {403: "f", 404: "h"}.get(status, str(status))


def county_now() -> dict[str, str]:
    """Return all rows that no probe may change, by table."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in UNTOUCHED]
    found = {
        table.name: sorted(map(str, db.session.execute(select(*[c for c in table.c if c.name not in CHAIN]))))
        for table in tables
    }
    db.session.rollback()
    return {name: "\n".join(rows) for name, rows in found.items()}


def _waiting_looked_up_once() -> AbstractContextManager[object]:
    """Let each page show what waits for somebody as his first page did: nothing changes meanwhile."""
    real, found = frame.waiting_for, dict[UUID | None, list[Waiting]]()

    def waiting_for(actor: AccessActor) -> list[Waiting]:
        if actor.id not in found:
            found[actor.id] = real(actor)
        return found[actor.id]

    return patch.object(frame, "waiting_for", waiting_for)


def walked(
    app: Flask, samples: Samples, among: Callable[[Line], bool], actors: Iterable[Actor] = ACTORS
) -> Walk:
    """Walk some addresses as everybody, or some."""
    began = time.monotonic()
    lines = [line for line in lines_of(app, samples) if among(line)]
    prober = Prober(app, samples, actors)
    app.test_client(use_cookies=False).get(f"/t/{samples.county.token}")  # the day's one note of a scan
    before = county_now()
    with _waiting_looked_up_once():
        for line in lines:
            prober.ask(line)
    after = county_now()
    changed = [name for name in before if before[name] != after[name]]
    return Walk(lines, changed, time.monotonic() - began)
