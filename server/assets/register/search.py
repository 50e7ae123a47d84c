"""What an asset is found by: its names, their pinyin initials and its codes, in one lowercase text."""

from __future__ import annotations

from collections.abc import Iterable

from server.core.pinyin import initials


def search_text(names: Iterable[str], codes: Iterable[str]) -> str:
    """Return the text that the register's search looks into.

    names  of the asset and of the places it lies in
    codes  asset code, short codes of its plates
    """
    spoken = list(names)
    return " ".join([*spoken, *(initials(name) for name in spoken), *codes]).lower()
