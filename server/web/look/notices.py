"""A notice as a sentence, the same at the desk and on the phone."""

from __future__ import annotations

from server.core.words import say as say_in
from server.services.notices.models import Notice
from server.web.public.kinds import trouble


def notice_said(notice: Notice, language: str) -> str:
    """Return what a notice says, in one language."""
    facts = dict(notice.facts)
    if "category" in facts:
        facts["what"] = trouble(facts.pop("category"), facts.pop("title"), language)
    return say_in(f"notice.{notice.kind}", language, **facts)
