"""A real PostgreSQL server for one test run: fresh, on a free port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Nothing of a test run outlives it, so nothing has to survive a crash.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]
ROOM = ["max_connections=60", "shared_buffers=64MB", "unix_socket_directories=", "listen_addresses=127.0.0.1"]
PASSWORDLESS = ("--auth=trust", "--username=guanhu", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")


class PostgresMissing(RuntimeError):
    """Debian's package postgresql is not on this machine; `scripts/apt-needs test` brings it."""


@dataclass(frozen=True)
class Server:
    """A running server; `url` lacks only the name of a database."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://guanhu@127.0.0.1:{self.port}"

    def stop(self) -> None:
        _as_other_user("pg_ctl", "stop", "-m", "immediate", "-D", str(self.folder / "data"))
        shutil.rmtree(self.folder)


def start(durable: bool = False) -> Server:
    """Start a server, which syncs its commits to disk only when `durable`.

    Raises PostgresMissing without Debian's postgresql.
    """
    folder = Path(tempfile.mkdtemp(prefix="guanhu-pg-"))
    if os.geteuid() == 0:
        user = _other_user()
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, port = folder / "data", free_port()
    _as_other_user("initdb", *PASSWORDLESS, "-D", str(data))
    options = " ".join(f"-c {setting}" for setting in [*([] if durable else FAST), *ROOM, f"port={port}"])
    _as_other_user("pg_ctl", "start", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", options)
    return Server(folder, port)


def _bindir() -> Path:
    asked = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
    told = [Path(asked.stdout.strip())] if asked.returncode == 0 else []
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    for folder in [*told, *installed]:
        if (folder / "initdb").exists():
            return folder
    raise PostgresMissing(PostgresMissing.__doc__)


def _other_user() -> pwd.struct_passwd:
    """PostgreSQL refuses root: its own user, else nobody."""
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _as_other_user(program: str, *arguments: str) -> None:
    who = {}
    if os.geteuid() == 0:
        user = _other_user()
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    command = [str(_bindir() / program), *arguments]
    # Neither pipe may be kept: the server inherits them and the caller would wait for its end.
    with tempfile.TemporaryFile() as said:
        ended = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, **who
        )
        if ended.returncode:
            said.seek(0)
            raise RuntimeError(f"{program} failed: {said.read().decode()}")


def free_port() -> int:
    """Return a port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
