"""Sentences by key in two languages: server/words/zh-CN.json and en.json, shared with the phone."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent.parent / "words"
LANGUAGES = {"zh": "zh-CN.json", "en": "en.json"}


@cache
def book(language: str) -> dict[str, str]:
    """Return every sentence of one language ("zh" or "en")."""
    words: dict[str, str] = json.loads((WORDS / LANGUAGES[language]).read_text("utf-8"))
    return words


def say(key: str, language: str = "zh", **facts: object) -> str:
    """Return the sentence under key with its {facts} filled in; raises KeyError for an unknown key."""
    return book(language)[key].format(**facts)
