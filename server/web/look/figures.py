"""Money as people say it: 6,400 元, 12.5万元."""

from __future__ import annotations

from server.web.look.language import language, say

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000


def money(fen: int) -> str:
    """Return an amount of 分 in 元 below ten thousand 元, else in 万元 with at most two decimals.

    English has no word for 万, so it gets 元 throughout.
    """
    if abs(fen) < FEN_PER_WAN or language() == "en":
        return yuan(fen)
    return say("look.wan", amount=_trimmed(f"{fen / FEN_PER_WAN:,.2f}"))


def yuan(fen: int) -> str:
    """Return the exact amount in 元."""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    sign = "-" if fen < 0 else ""
    return say("look.yuan", amount=f"{sign}{whole:,}" + (f".{rest:02d}" if rest else ""))


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".")
