"""Upward news.  What is announced is heard by the listeners that flow.py lists, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

Listener = Callable[[Any], object]
Flow = Mapping[type, tuple[Listener, ...]]


@dataclass(frozen=True)
class Event:
    """Something that happened, told upward."""


def announce(event: Event) -> None:
    """Call the listeners of this event; what they raise is raised here, so that nothing half happens."""
    flow: Flow = current_app.extensions["flow"]
    for listener in flow.get(type(event), ()):
        listener(event)
