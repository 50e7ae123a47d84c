"""Money and lengths as people say them: 6,400 元, 12.5万元, 1.2 公里."""

from __future__ import annotations

from server.web.look.language import language, say

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
METRES_PER_KM = 1000


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


def length(metres: float) -> str:
    """Return a length: tens of metres below a kilometre, tenths of kilometres above."""
    if metres < METRES_PER_KM:
        return say("look.metres", metres=round(metres / 10) * 10)
    return say("look.km", km=_trimmed(f"{metres / METRES_PER_KM:.1f}"))


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".")
