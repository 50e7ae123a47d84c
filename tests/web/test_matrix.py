"""Every address × method × person: generated from the URL map, written down in matrix.txt, read by people.

A new address shows up here by itself.  After a wanted change run it with
GUANHU_WRITE_MATRIX=1 and read each changed cell.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from config import Config
from server import create_app
from server.core.clock import now, today
from server.core.db import db, unit_of_work
from server.identity.access.actions import PUBLIC
from server.identity.access.models import BRINGING, Permission
from server.identity.accounts.models import SignIn
from server.identity.accounts.rules import csrf_of, secret_hash
from tests.conftest import SECRET, SeparateClient, one_at_a_time
from tests.makers import County
from tests.templates import Template
from tests.web.samples import DEVICE, Samples, make_samples

WRITTEN = Path(__file__).with_name("matrix.txt")
REWRITE = "GUANHU_WRITE_MATRIX"
OWN = (
    "worker", "village", "supervisor", "township", "approver", "county", "county_approver", "auditor",
    "department", "mender",
)  # fmt: skip
SIBLINGS = ("neighbour", "next_village", "foreign_township")
FAR = ("far_county", "far_worker")
OUTSIDE = (*SIBLINGS, "idle_mender", "administrator", *FAR)
NOBODIES = ("suspended", "nobody")
ACTORS = (*OWN, *OUTSIDE, *NOBODIES)
SAME_FOR_ALL = {"static"}
ASKED_INSIDE = {"photos.photo"}  # public pictures are for all, so the view itself asks about the others
# docs/sync.md: whoever carries a phone brings the county's files; a channel is the county's too.
COUNTY_WIDE = {"sync.put_file", "desk.change_channel", "desk.switch_channel", "desk.try_channel"}
ADMINISTERED = re.compile(
    r"/desk/(people|organizations|regions|channels)\b"
)  # theirs is the system of the whole county
THE_LOG = {"desk.log", "desk.log_of"}  # its administrator reads who did what in the whole county, by ids
OWN_IDS = {"sync.put_item"}  # the id in the address is the sender's own item
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


@dataclass
class Line:
    """One address, method and sample, with what each actor was answered."""

    method: str
    rule: str
    endpoint: str
    sample: str
    permission: str
    address: str
    cells: dict[str, str] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule} {self.sample}".strip()

    @property
    def guarded(self) -> bool:
        if self.endpoint in ASKED_INSIDE:
            return "published" not in self.sample
        return self.permission != PUBLIC

    def is_outside(self, actor: str) -> bool:
        """True for those who may not know of village 11; of its people and units an administrator may."""
        return actor in OUTSIDE and not (actor == "administrator" and ADMINISTERED.match(self.rule))

    @property
    def about_village11(self) -> bool:
        return self.guarded and "<" in self.rule and self.endpoint not in OWN_IDS


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
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            names = sorted(rule.arguments)
            for variants in product(*(variants_of(samples, method, rule, name).items() for name in names)):
                values = {name: value for name, (_, value) in zip(names, variants, strict=True)}
                yield Line(
                    method, rule.rule, rule.endpoint,
                    " ".join(word for word, _ in variants),
                    str(getattr(app.view_functions[rule.endpoint], "permission", None)),
                    app.url_map.bind("localhost").build(rule.endpoint, values, method),
                )  # fmt: skip


def variants_of(samples: Samples, method: str, rule: Rule, argument: str) -> dict[str, object]:
    """Return an argument's samples by the path's word before it, such as orders/id_; else by its name."""
    found = re.search(rf"(\w*)/<[^>]*\b{argument}>", rule.rule)
    key = f"{found[1]}/{argument}" if found and found[1] else argument
    for one in (f"{method} {key}", key, f"t/{argument}", argument):
        if one in samples.by_argument:
            return samples.by_argument[one]
    raise LookupError(f"{rule.rule} is new here: give '{key}' a sample of village 11 in tests/web/samples.py")


def outcome(answer: TestResponse) -> str:
    """Return an answer as a word."""
    status = answer.status_code
    if status == 401 or (300 <= status < 400 and "/sign-in" in (answer.location or "")):
        return "sign-in"
    known = {403: "forbidden", 404: "hidden"}
    return known.get(status) or ("ok" if status < 400 or status in {400, 409, 413, 422} else str(status))


class Prober:
    """Sends each line as each actor, each time with a session of its own."""

    def __init__(self, app: Flask, samples: Samples, lines: list[Line]) -> None:
        self.samples = samples
        self.client = app.test_client(use_cookies=False)
        self.sessions = {
            (line.name, actor): f"{actor} {number}"
            for number, line in enumerate(lines)
            for actor in ACTORS
            if actor != "nobody"
        }
        with unit_of_work() as session:
            session.execute(insert(SignIn), [self._row(key[1], told) for key, told in self.sessions.items()])

    def _row(self, actor: str, secret: str) -> dict[str, object]:
        return {
            "secret_hash": secret_hash(secret.replace(" ", ".")), "county_code": "140699", "user_agent": "",
            "user_id": self.samples.county.people[actor], "upload_only": actor == "suspended",
            "signed_in_at": now(), "last_seen_on": today(), "expires_at": now().replace(year=2099),
        }  # fmt: skip

    def ask(self, line: Line, actor: str) -> None:
        secret = self.sessions.get((line.name, actor), "").replace(" ", ".")
        headers = {"Origin": "http://localhost", "Cookie": f"guanhu={secret}; device={DEVICE}"}
        if secret:
            headers["X-CSRF-Token"] = csrf_of(SECRET, secret)
        form = FORM | {"code": self.samples.county.short_code} if line.method != "GET" else None
        answer = self.client.open(line.address, method=line.method, headers=headers, data=form)
        line.cells[actor] = outcome(answer)
        if line.guarded and (line.is_outside(actor) or actor in NOBODIES) and not reads_the_log(line, actor):
            secrets = {one for one in self.samples.secrets if one not in line.address}
            told = [one for one in secrets if one.encode() in answer.data]
            line.leaks += [f"{line.name} tells {actor} of {one}" for one in told]


def reads_the_log(line: Line, actor: str) -> bool:
    return line.endpoint in THE_LOG and actor == "administrator"


def county_now() -> dict[str, str]:
    """Return all rows that no probe may change, by table."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in UNTOUCHED]
    found = {
        table.name: sorted(map(str, db.session.execute(select(*[c for c in table.c if c.name not in CHAIN]))))
        for table in tables
    }
    db.session.rollback()
    return {name: "\n".join(rows) for name, rows in found.items()}


def walked(app: Flask) -> Walk:
    """Walk every address as every actor."""
    began = time.monotonic()
    samples = make_samples(app)
    lines = list(lines_of(app, samples))
    prober = Prober(app, samples, lines)
    app.test_client(use_cookies=False).get(f"/t/{samples.county.token}")  # the day's one note of a scan
    before = county_now()
    for line in lines:
        for actor in ACTORS:
            prober.ask(line, actor)
    after = county_now()
    changed = [name for name in before if before[name] != after[name]]
    return Walk(lines, changed, time.monotonic() - began)


@pytest.fixture(scope="session")
def walk(template: Template, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Walk:
    """The walk, made by the first of xdist's workers that asks."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "matrix"
    shared.mkdir(exist_ok=True)
    with one_at_a_time(shared):
        kept = shared / "walk.json"
        if not kept.exists():
            url = template.copy(shared)
            app = create_app(Config(data=shared / "data", secret_key=SECRET, database_url=url))
            app.test_client_class = SeparateClient
            with app.app_context():
                kept.write_text(json.dumps(asdict(walked(app))))
                db.session.remove()
                db.engine.dispose()
            template.drop(url)
        told = json.loads(kept.read_text())
    return Walk([Line(**line) for line in told["lines"]], told["changed"], told["seconds"])


def table(lines: list[Line]) -> str:
    """Return the lines as people read them: who asks across, what is asked down."""
    wide = max(len(line.name) for line in lines) + 2
    asked = max(len(line.permission) for line in lines) + 2
    rows = [("asked as →", "permission", *ACTORS)]
    rows += [(line.name, line.permission, *(line.cells[actor] for actor in ACTORS)) for line in lines]
    widths = [wide, asked, *(max(len(actor), len("forbidden")) + 2 for actor in ACTORS)]
    return "".join(
        "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in rows
    )


def test_everyone_is_answered_as_written_down(walk: Walk) -> None:
    found = table(walk.lines)
    if os.environ.get(REWRITE) or not WRITTEN.exists():
        WRITTEN.write_text(found, "utf-8")
        pytest.fail(f"{WRITTEN.name} was written anew: read every changed cell, commit it, then run again")
    written, seen = WRITTEN.read_text("utf-8").splitlines(), found.splitlines()
    gone = [f"- {row}" for row in written if row not in seen]
    new = [f"+ {row}" for row in seen if row not in written]
    assert not gone + new, f"wanted? then run with {REWRITE}=1\n" + "\n".join([seen[0], *gone, *new])


def test_every_address_names_its_permission(app: Flask) -> None:
    assert unmarked(app) == [], "put @requires(Permission.…) or @public under the route"


def test_address_without_a_permission_is_found(app: Flask) -> None:
    app.add_url_rule("/desk/orders/<uuid:id_>/deletion", "desk.delete", lambda id_: "gone", methods=["POST"])
    assert unmarked(app) == ["/desk/orders/<uuid:id_>/deletion"]


def test_argument_without_a_sample_says_where_to_add_one(app: Flask) -> None:
    app.add_url_rule("/desk/meetings/<uuid:id_>", "desk.meeting", lambda id_: "")
    (rule,) = app.url_map.iter_rules("desk.meeting")
    with pytest.raises(LookupError, match="'meetings/id_' a sample of village 11"):
        variants_of(Samples(County()), "GET", rule, "id_")


def test_nobody_and_the_suspended_see_nothing_that_is_not_public(walk: Walk) -> None:
    seen = [
        f"{line.name}: {actor}"
        for line in walk.lines
        for actor in NOBODIES
        if line.guarded and line.cells[actor] == "ok"
        and not (actor == "suspended" and line.permission in BRINGING)
    ]  # fmt: skip
    assert seen == []


def test_what_lies_outside_somebodys_place_does_not_exist_for_him(walk: Walk) -> None:
    told = [
        f"{line.name}: {actor} {line.cells[actor]}"
        for line in walk.lines
        for actor in OUTSIDE
        if line.about_village11 and line.is_outside(actor) and line.cells[actor] != "hidden"
        and not (line.endpoint in COUNTY_WIDE and actor not in FAR)
        and not reads_the_log(line, actor)
    ]  # fmt: skip
    assert told == []


def test_no_answer_tells_an_outsider_of_village11(walk: Walk) -> None:
    assert [leak for line in walk.lines for leak in line.leaks] == []


def test_no_stale_or_refused_request_changed_anything(walk: Walk) -> None:
    assert walk.changed == []


def test_no_answer_is_a_server_error(walk: Walk) -> None:
    broken = [f"{line.name}: {actor} {word}" for line in walk.lines for actor, word in line.cells.items()
              if word.isdigit()]  # fmt: skip
    assert broken == []
