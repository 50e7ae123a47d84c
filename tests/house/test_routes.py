"""No address without a declared permission, and no answer without the headers that protect its reader."""

from __future__ import annotations

from uuid import uuid4

import pytest
from werkzeug.routing import BaseConverter, Rule

from server.identity.access.actions import PUBLIC
from server.identity.access.models import Permission

STATIC = "static"  # Flask's own view for icons, fonts and the phone app's files: the same for everybody
FILLERS = {"UUIDConverter": str(uuid4()), "IntegerConverter": 1, "FloatConverter": 1.0}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # no-referrer makes browsers send Origin: null with every form
}
POLICY = ("default-src", "frame-ancestors 'none'", "base-uri", "form-action")


def rules(app) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def test_every_route_declares_who_may_ask(app):
    undeclared = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in rules(app)
        if rule.endpoint != STATIC and not declared(app.view_functions[rule.endpoint])
    ]
    assert not undeclared, f"put @requires(Permission.…) or @public on the view: {undeclared}"


def declared(view) -> bool:
    """A plain view carries the mark itself; of a MethodView each method carries its own."""
    view_class = getattr(view, "view_class", None)
    methods = [name.lower() for name in view_class.methods or ()] if view_class else []
    asked = [getattr(view_class, name) for name in methods] or [view]
    marks = [getattr(one, "permission", None) for one in asked]
    return all(mark == PUBLIC or isinstance(mark, Permission) for mark in marks)


def test_every_permission_is_on_the_map(app):
    unmapped = [
        permission.name for permission in Permission if permission not in app.extensions["permissions"]
    ]
    assert not unmapped, f"say in server/permissions.py who holds it: {unmapped}"


def address_of(app, rule: Rule) -> str:
    filled = {name: filler(converter) for name, converter in rule._converters.items()}
    return app.url_map.bind("localhost").build(rule.endpoint, filled)


def filler(converter: BaseConverter) -> object:
    """Return a value that fits: of words to choose from, the first."""
    words = sorted(getattr(converter, "items", ()))
    return words[0] if words else FILLERS.get(type(converter).__name__, "x")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_every_answer_carries_the_protecting_headers(app, client, method):
    bare = {}
    for rule in rules(app):
        if method not in (rule.methods or ()):
            continue
        answer = client.open(address_of(app, rule), method=method, headers={"Origin": "http://localhost"})
        if lacking := lacking_headers(answer):
            bare[f"{method} {rule.rule} {answer.status_code}"] = lacking
    assert not bare, f"set them for all answers in one after_request: {bare}"


def test_an_unknown_address_is_answered_with_them_too(client):
    assert not lacking_headers(client.get("/no/such/place"))


def lacking_headers(answer) -> list[str]:
    wrong = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    wrong += [f"CSP {part}" for part in POLICY if part not in policy]
    if "'unsafe-inline'" in policy or "'unsafe-eval'" in policy:
        wrong.append("CSP allows unsafe code")
    return wrong


def test_nobody_is_told_by_a_server_error(app, client):
    broken = [
        rule.rule
        for rule in rules(app)
        if "GET" in (rule.methods or ()) and client.get(address_of(app, rule)).status_code >= 500
        and not rule.rule.startswith("/readyz")
    ]  # fmt: skip
    assert not broken, f"answer with a Problem instead: {broken}"
