"""Two at once: what begins after another has written, and before that one has committed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from flask import Flask

from server.core.db import unit_of_work


def write_meanwhile(app: Flask, write: Callable[[], object], then: Callable[[], object]) -> None:
    """Let `then` begin after something was written and before that is committed."""
    written, commit = Event(), Event()

    def writer() -> None:
        with app.app_context(), unit_of_work():
            write()
            written.set()
            commit.wait(20)

    def follower() -> None:
        with app.app_context():
            then()

    threads = [Thread(target=writer), Thread(target=follower)]
    threads[0].start()
    assert written.wait(20)
    threads[1].start()
    threads[1].join(2)
    commit.set()
    for thread in threads:
        thread.join()
