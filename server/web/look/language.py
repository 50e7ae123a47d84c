"""Which language the asker reads.  Chinese comes first."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request, url_for

from server.core.words import say as say_in

LANGUAGES = ("zh", "en")
HTML_NAMES = {"zh": "zh-CN", "en": "en"}
_FOUND = "guanhu.language"  # kept with the request: a page asks for it with each of its sentences


def language() -> str:
    """Return "zh" or "en": by the address, else the desk's cookie, else the browser; Chinese first."""
    if not has_request_context():
        return "zh"
    found: str | None = request.environ.get(_FOUND)
    if found is None:
        found = request.environ[_FOUND] = _asked_for()
    return found


def _asked_for() -> str:
    chosen = request.args.get("lang") or request.cookies.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES, default="zh") or "zh"


def say(key: str, **facts: object) -> str:
    """Return a sentence in the asker's language; raises KeyError for an unknown key."""
    return say_in(key, language(), **facts)


def here(endpoint: str, **values: Any) -> str:
    """Return an address that keeps the language which the asker chose by hand."""
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        values.setdefault("lang", chosen)
    return url_for(endpoint, **values)


def other_language() -> str:
    """Return the present address in the other language."""
    wanted = "en" if language() == "zh" else "zh"
    kept = {name: value for name, value in request.args.items() if name != "lang"}
    if request.endpoint is None or request.method != "GET":
        return f"/?lang={wanted}"
    return url_for(request.endpoint, **{**(request.view_args or {}), **kept, "lang": wanted})
