"""The weathers that hypothesis may choose: fine every second time, else the line or the server fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.faults.deaths import MISFORTUNES
from tests.faults.wire import CALM, Weather

OF_FILES = ("dies mid file", "dies after file before row", "disk full")


@st.composite
def weathers(draw: Callable[..., Any]) -> tuple[Weather, bool]:
    """Give a weather, and whether it makes the server fail in a way that nobody thought of."""
    kind = draw(st.sampled_from(["fine", "fine", "line", "server"]))
    if kind == "line":
        lost = draw(st.sampled_from(["request", "answer", "twice", ""]))
        return Weather(lost=lost, lines=None if lost else draw(st.integers(0, 2))), False
    if kind == "server":
        name, which = draw(st.sampled_from(sorted(MISFORTUNES))), draw(st.integers(1, 12))
        return _misfortune(name, which), name == "something fails"
    return Weather(), False


def _misfortune(name: str, which: int = 1) -> Weather:
    return Weather(misfortune=lambda: MISFORTUNES[name](which))


OF_DESKS = ("dies mid transaction", "dies before commit", "dies after commit", "something fails")
outages = st.one_of(
    st.just(CALM),
    st.builds(_misfortune, st.sampled_from(OF_DESKS), st.integers(1, 12)),
)
"""Weathers that befall the server while the county rearranges its villages, every second time."""
at_files = st.sampled_from(OF_FILES).map(lambda name: (_misfortune(name), False))
"""Weathers that befall a server while it puts a file on its shelf."""
