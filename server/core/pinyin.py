"""Pinyin initials, as typed on nine keys by people who write no characters."""

from __future__ import annotations


def initials(name: str) -> str:
    """Return the pinyin initials of a name; what is no Chinese character has none."""
    from pypinyin import Style, lazy_pinyin  # its tables cost 30 MB, and only who registers needs them

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))
