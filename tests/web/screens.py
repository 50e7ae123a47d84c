"""Every page of desk, portal and plates as a browser shows it, taken from the URL map and the samples.

The browser's requests are answered by the app inside this process: no server, no port, no waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask, template_rendered
from playwright.sync_api import Page, Route
from sqlalchemy import insert
from werkzeug.test import TestResponse

from server.core.clock import now, today
from server.core.db import unit_of_work
from server.identity.access.actions import PUBLIC
from server.identity.accounts.models import SignIn
from server.identity.accounts.rules import csrf_of, secret_hash
from tests.conftest import SECRET
from tests.web.samples import DEVICE, Samples
from tests.web.walk import Line, lines_of

ORIGIN = "http://localhost"
# Whoever is let in first shows the page; those with the fullest desks come first.
LOOKERS = (
    "township", "county", "village", "sys_admin@above", "sec_admin@above", "audit_admin@above",
    "county_approver", "department", "supervisor", "worker", "village_admin@far",
    "foreign_township",
)  # fmt: skip
NOT_SCREENS = ("/api/", "/healthz", "/readyz", "/metrics", "/sw.js", "/static", "/app", "/photos/")


@dataclass
class Screens:
    """The county of the samples behind a browser's page; `kept` are answers laid out at addresses."""

    app: Flask
    samples: Samples
    who: str = "nobody"
    rendered: set[str] = field(default_factory=set)
    kept: dict[str, TestResponse] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client(use_cookies=False)
        template_rendered.connect(self._note, self.app)
        with unit_of_work() as session:
            session.execute(insert(SignIn), [self._row(name) for name in LOOKERS])

    def _row(self, name: str) -> dict[str, object]:
        return {
            "secret_hash": secret_hash(f"{name}.screens"), "county_code": "140699", "user_agent": "",
            "user_id": self.samples.county.people[name], "upload_only": False, "signed_in_at": now(),
            "last_seen_on": today(), "expires_at": now().replace(year=2099),
        }  # fmt: skip

    def _note(self, _app: Flask, template: object, **_more: object) -> None:
        self.rendered.add(str(getattr(template, "name", "")))

    def ask(self, address: str, method: str = "GET", form: dict[str, str] | None = None) -> TestResponse:
        """Ask for an address as whoever looks."""
        secret = "" if self.who == "nobody" else f"{self.who}.screens"
        headers = {"Origin": ORIGIN, "Cookie": f"guanhu={secret}; device={DEVICE}"}
        if secret:
            headers["X-CSRF-Token"] = csrf_of(SECRET, secret)
        return self.client.open(address, method=method, headers=headers, data=form)

    def serve(self, page: Page) -> None:
        """Answer everything that a page asks for."""
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        asked = urlsplit(route.request.url)
        address = f"{asked.path}?{asked.query}" if asked.query else asked.path
        answer = self.kept.get(asked.path) or self.ask(address)
        headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.data)

    def addresses(self) -> Iterator[Line]:
        """Return the lines of all addresses that may be looked at."""
        for line in lines_of(self.app, self.samples):
            if line.method != "GET" or line.rule.startswith(NOT_SCREENS) or line.rule.endswith(".svg"):
                continue
            yield line

    def kind_for(self, line: Line) -> str | None:
        """Let whoever may look come forward; return what he is shown, None when nobody may look."""
        for name in ("nobody",) if line.permission == PUBLIC else LOOKERS:
            self.who = name
            answer = self.ask(line.address)
            if answer.status_code == 200:
                return answer.mimetype
        return None

    def lay(self, address: str, answer: TestResponse) -> str:
        """Keep the answer to a form, so that the browser finds it at an address of its own."""
        self.kept[address] = answer
        return address
