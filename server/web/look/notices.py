"""A notice as a sentence, the same at the desk and on the phone, and where it leads at each."""

from __future__ import annotations

from datetime import date

from server.core.words import say as say_in
from server.services.notices.models import Notice
from server.web.look.dates import day_in
from server.web.public.kinds import trouble

_SCREENS = (
    ("/desk/assets/", "/app/asset/"),
    ("/desk/reports/", "/app/report/"),
    ("/desk/orders/", "/app/order/"),
)
_NOTICES = "/app/notices"


def on_phone(link: str) -> str:
    """Return the screen of the app for the same thing; for what has none there, the notices themselves."""
    if link.startswith("/app/"):
        return link
    found = (app + link.removeprefix(desk) for desk, app in _SCREENS if link.startswith(desk))
    return next(found, _NOTICES)


def at_desk(link: str) -> str:
    """Return the page of the desk for the same thing."""
    found = (desk + link.removeprefix(app) for desk, app in _SCREENS if link.startswith(app))
    return next(found, link)


def notice_said(notice: Notice, language: str) -> str:
    """Return what a notice says, in one language."""
    facts = dict(notice.facts)
    if "category" in facts:
        facts["what"] = trouble(facts.pop("category"), facts.pop("title"), language)
    if "day" in facts:
        facts["day"] = day_in(language, date.fromisoformat(facts["day"]))
    if facts.get("thing", "") is None:
        facts["thing"] = say_in("notice.some_record", language)
    return say_in(f"notice.{notice.kind}", language, **facts)
