"""Whatever anybody sends, the sync API answers as its own document says (schemathesis, a fixed seed)."""

from __future__ import annotations

import contextvars
import json
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import MakeApp
from tests.makers import Signed, let_in, make_county

EXAMPLES = 30
SEED = 20261124
METHODS = {"get", "put", "post", "delete"}
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
)  # fmt: skip


@schemathesis.serializer("application/x-ndjson", "image/jpeg")
def as_bytes(_context: object, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def served(make_app: MakeApp) -> Flask:
    """The app with the small county; nothing of the test's context reaches its requests."""
    app = make_app()
    with app.app_context():
        make_county()
    return app


def document_of(app: Flask) -> dict[str, Any]:
    return json.loads(json.dumps(app.extensions["openapi"].spec.to_dict()))


def broken_promises(app: Flask, document: dict[str, Any], method: str, path: str) -> list[str]:
    """Return what the answers of one operation do that the document does not say."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    found: set[str] = set()

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=schema[path][method].as_strategy())
    def ask(case: schemathesis.Case) -> None:
        person = contextvars.Context().run(let_in, app.test_client(), "worker")
        response = contextvars.Context().run(case.call, headers=person.headers, cookies=cookies_of(person))
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as failures:
            found.update(f"{type(one).__name__}: {one}" for one in failures.exceptions)

    ask()
    return sorted(found)


def cookies_of(person: Signed) -> dict[str, str]:
    cookie = person.client.get_cookie("guanhu")
    assert cookie is not None
    return {"guanhu": cookie.value}


def operations(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (method, path) for path, item in document["paths"].items() for method in item if method in METHODS
    ]


def test_answers_are_what_the_document_says(served: Flask) -> None:
    document = document_of(served)
    broken = {
        f"{method} {path}": found
        for method, path in operations(document)
        if (found := broken_promises(served, document, method, path))
    }
    assert not broken, f"mend the API, or say so in its document: {broken}"


def test_a_promise_that_is_not_kept_is_found(served: Flask) -> None:
    document = document_of(served)
    document["components"]["schemas"]["Me"]["properties"]["username"] = {"type": "integer"}
    (found,) = broken_promises(served, document, "get", "/api/v1/me")
    assert "JsonSchemaError" in found
