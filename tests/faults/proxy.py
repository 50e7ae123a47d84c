"""A bad road: a proxy that breaks connections in the middle of what they carry, in either direction."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
from collections import Counter

CHUNK = 4096
LONGEST = 2500
"""A connection that breaks does so after at most so many bytes; requests and answers have about as many."""


class BadRoad:
    """Listens on a free port and carries bytes to the server's.

    cut   how likely it is that a connection breaks; each on its way there or back
    cuts  how many broke, by what they were carrying
    """

    def __init__(self, by_seed: str) -> None:
        self.chance, self.cut, self.target = random.Random(by_seed), 0.0, 0  # noqa: S311  no secret
        self.cuts: Counter[str] = Counter()
        self.ear = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.ear.getsockname()[1])
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.ear.shutdown(socket.SHUT_RDWR)
        self.listener.join()
        self.ear.close()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self.ear.accept()
            except OSError:
                return
            way, limit = "", 0
            if self.chance.random() < self.cut:
                way, limit = self.chance.choice(("request", "answer")), self.chance.randint(0, LONGEST)
            threading.Thread(target=self._drive, args=(near, way, limit), daemon=True).start()

    def _drive(self, near: socket.socket, way: str, limit: int) -> None:
        """Carry one connection, to its end or to where it breaks."""
        with near, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as far:
            back = threading.Thread(
                target=self._carry, args=(far, near, "answer", limit if way == "answer" else None)
            )
            back.start()
            self._carry(near, far, "request", limit if way == "request" else None)
            back.join()

    def _carry(self, here: socket.socket, there: socket.socket, what: str, limit: int | None) -> None:
        """Carry bytes one way; at the limit both ways break off at once, as they do when an end is gone."""
        carried = 0
        try:
            while chunk := here.recv(CHUNK):
                if limit is not None and carried + len(chunk) > limit:
                    there.sendall(chunk[: limit - carried])
                    self.cuts[what] += 1
                    break
                there.sendall(chunk)
                carried += len(chunk)
            else:
                return there.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return _break(here, there)


def _break(*ends: socket.socket) -> None:
    """Shut them down: whoever waits at an end hears of that, and not of a mere close."""
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
