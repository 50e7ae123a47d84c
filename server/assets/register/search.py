"""What an asset is found by: its names, their pinyin initials and its codes, in one lowercase text."""

from __future__ import annotations

from collections.abc import Iterable


def search_text(names: Iterable[str], codes: Iterable[str]) -> str:
    """Return the text that the register's search looks into.

    names  of the asset and of the places it lies in
    codes  asset code, short codes of its plates
    """
    spoken = list(names)
    return " ".join([*spoken, *(initials(name) for name in spoken), *codes]).lower()


def initials(name: str) -> str:
    """Return the pinyin initials of a name, as typed on nine keys by people who write no characters."""
    from pypinyin import Style, lazy_pinyin  # its tables cost 30 MB, and only who registers needs them

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))
