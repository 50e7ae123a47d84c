"""Unpacks, installs and serves a release as a stranger would, and tells on standard output what it saw.

Standard library only: it runs with the system's Python, inside a network of its own when that is permitted.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

UP, RUNNING, SIOCSIFFLAGS = 0x1, 0x40, 0x8914
SECONDS = 60


def bring_loopback_up() -> None:
    """A new network has a loopback that is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", UP | RUNNING))


def hears_nobody() -> bool:
    """True when not even a name can be asked for outside this machine."""
    try:
        socket.create_connection(("192.0.2.1", 443), timeout=2).close()
    except OSError as refused:
        return "unreachable" in str(refused)
    return False


def ask(origin: str, path: str, document: dict[str, Any] | None = None) -> tuple[int, str]:
    body = json.dumps(document).encode() if document else None
    told = {"Content-Type": "application/json", "Origin": origin, "Accept-Language": "zh-CN"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(origin + path, body, told), timeout=20) as answer:  # noqa: S310  our own
        return answer.status, answer.read().decode()


def wait_for(origin: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            ask(origin, "/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"no server came up; exit code {server.poll()}")


def look_around(folder: Path, origin: str) -> dict[str, Any]:
    """Use the demo as a person would: look, sign in, scan a plate, read a page of it."""
    printed = subprocess.run(
        [".venv/bin/python", "-m", "flask", "--app", "wsgi", "demo", "info", "--json"],
        cwd=folder, check=True, capture_output=True, env={**os.environ, "GUANHU_DATA": str(folder / "demo")},
    ).stdout  # fmt: skip
    info = json.loads(printed)
    account = {key: info["accounts"][0][key] for key in ("username", "password")}
    token = next(tag["token"] for tag in info["tags"] if tag["kind"] == "public")
    app = ask(origin, "/app/")[1]
    script = re.search(r'src="(/static/app/[^"]+\.js)"', app)
    return {
        "healthz": json.loads(ask(origin, "/healthz")[1]),
        "readyz": json.loads(ask(origin, "/readyz")[1])["ready"],
        "portal": ask(origin, "/")[0],
        "app": app,
        "script": len(ask(origin, script[1])[1]) if script else 0,
        "signed_in": json.loads(ask(origin, "/api/v1/sign-in", {**account, "device_id": "probe"})[1]),
        "plate": ask(origin, f"/t/{token}")[1],
        "metrics": ask(origin, "/metrics")[1],
    }


def main() -> None:
    folder, alone = Path(sys.argv[1]), sys.argv[2] == "alone"
    if alone:
        bring_loopback_up()
    seen: dict[str, Any] = {"hears_nobody": hears_nobody() if alone else None}
    seen["install"] = subprocess.run([folder / "install"], check=True, capture_output=True, text=True).stdout
    refused = subprocess.run([folder / "serve"], check=False, capture_output=True, text=True, env={
        **os.environ, "GUANHU_DATA": str(folder / "nowhere"), "GUANHU_SECRET_KEY": "short",
    })  # fmt: skip
    seen["refused"] = (refused.returncode, refused.stderr)
    origin = f"http://localhost:{os.environ['GUANHU_PORT']}"
    with subprocess.Popen(
        [folder / "serve", "--demo"], stdout=subprocess.DEVNULL, stderr=sys.stderr
    ) as server:
        try:
            wait_for(origin, server)
            seen |= look_around(folder, origin)
        finally:
            server.send_signal(signal.SIGTERM)
    seen["ended"] = server.returncode
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
