"""A clerk at a desk: signs in by the form, reads the page, fills in and sends forms; never runs a script."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.makers import PASSWORD

SAME_SITE = {"Origin": "http://localhost", "Accept-Language": "zh-CN"}


@dataclass
class Form:
    """One form as a browser would send it untouched: hidden fields, preset values, checked choices."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        if tag == "form":
            self.forms.append(Form(had.get("action") or ""))
        elif tag == "select":
            self._select = had.get("name") or ""
            self.forms[-1].names.add(self._select)
        elif tag == "option" and "selected" in had:
            self.forms[-1].fields[self._select] = had.get("value") or ""
        elif tag in {"input", "textarea"} and had.get("name"):
            self._note(had)
        elif tag == "button" and had.get("name"):
            self.forms[-1].names.add(str(had["name"]))

    def _note(self, had: dict[str, str | None]) -> None:
        form, name = self.forms[-1], str(had["name"])
        form.names.add(name)
        if had.get("type") not in {"radio", "checkbox", "file"} or "checked" in had:
            form.fields[name] = had.get("value") or ""


@dataclass
class Clerk:
    """One browser at a desk; `sees` is the page before it, `csrf` what forms of its session carry."""

    client: FlaskClient
    csrf: str = ""
    sees: str = ""
    at: str = ""

    def sign_in(self, name: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        told = {"username": name, "password": password, **more}
        answer = self.client.post("/desk/sign-in", data=told, headers=SAME_SITE)
        return self._look(answer)

    def open(self, address: str, **more: Any) -> TestResponse:
        answer = self.client.get(address, headers={"Accept-Language": "zh-CN"}, **more)
        return self._look(answer)

    def send(self, verb: str, **chosen: Any) -> TestResponse:
        """Send the form whose address ends in a verb, with what was chosen, and follow where it leads."""
        form = self.form(verb)
        assert chosen.keys() <= form.names, f"the form has only {form.names}"
        answer = self.client.post(form.action, data={**form.fields, **chosen}, headers=SAME_SITE)
        return self._look(answer)

    def form(self, verb: str) -> Form:
        return next(form for form in self.forms() if form.action.endswith(f"/{verb}"))

    def may(self, verb: str) -> bool:
        return any(form.action.endswith(f"/{verb}") for form in self.forms())

    def forms(self) -> list[Form]:
        reader = FormReader()
        reader.feed(self.sees)
        return reader.forms

    def _look(self, answer: TestResponse) -> TestResponse:
        while answer.status_code == 303 and answer.location.startswith("/desk"):
            answer = self.client.get(answer.location, headers={"Accept-Language": "zh-CN"})
        self.sees, self.at = answer.text, answer.request.path
        return answer
