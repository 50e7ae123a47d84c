"""Which characters may be kept: what people type, never NUL, half a surrogate pair or control characters."""

from __future__ import annotations

from typing import Any
from unicodedata import category

KEPT_CONTROLS = "\n\t"
DEEPEST = 50  # levels of nesting; no form of ours has ten


def is_plain(text: str) -> bool:
    """True when every character is one that people type; full-width spaces and joined emoji are."""
    return not any(category(one) in {"Cc", "Cs"} and one not in KEPT_CONTROLS for one in text)


def cleaned(text: str) -> str:
    """Return the text without what may not be kept."""
    return "".join(one for one in text if is_plain(one))


def decoded(raw: bytes) -> str:
    """Return the text of a file as office programs save it: UTF-8 with or without BOM, or GB18030.

    Raises UnicodeDecodeError.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def is_plain_throughout(document: Any) -> bool:
    """True when every string of a JSON document, keys included, is plain; deeper nesting is not."""
    waiting, levels = [document], 0
    while waiting and levels < DEEPEST:
        deeper: list[Any] = []
        for one in waiting:
            if isinstance(one, str) and not is_plain(one):
                return False
            if isinstance(one, dict):
                deeper += [*one.keys(), *one.values()]
            elif isinstance(one, list):
                deeper += one
        waiting, levels = deeper, levels + 1
    return not waiting
