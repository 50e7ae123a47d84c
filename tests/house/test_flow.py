"""Upward news reaches someone, or is openly told to nobody."""

from __future__ import annotations

from server.core.events import Event
from server.flow import FLOW
from tests.house.sources import every_subclass

# Announced although nobody listens yet, and why.
UNHEARD: dict[str, str] = {}


def test_every_event_is_heard_or_openly_unheard():
    lost = {event.__name__ for event in every_subclass(Event) if event not in FLOW} - UNHEARD.keys()
    assert not lost, f"give it a listener in server/flow.py, or tell in UNHEARD why not: {lost}"


def test_the_unheard_are_really_unheard():
    heard = {event.__name__ for event in FLOW} & UNHEARD.keys()
    gone = UNHEARD.keys() - {event.__name__ for event in every_subclass(Event)}
    assert not heard | gone, f"take off UNHEARD: {heard | gone}"


def test_every_event_in_flow_is_an_event_of_a_room():
    strange = [event.__name__ for event in FLOW if not event.__module__.endswith(".events")]
    assert not strange, f"let the room announce it in its events.py: {strange}"
