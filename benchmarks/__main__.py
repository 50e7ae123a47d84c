"""Prints how fast the first views are, and how long counties wait for their head row: `make bench`."""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import locks

ROOT = Path(__file__).resolve().parent.parent
CALLERS, CALLS = 4, 200
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Run what `make run` runs, on a fresh demo county; yields the port and the demo's accounts and tags."""
    port = free_port()
    env = {**os.environ, "GUANHU_DATA": data, "GUANHU_PORT": str(port), "GUANHU_HTTPS": "0"}
    subprocess.run(["scripts/prepare"], cwd=ROOT, env=env, check=True)
    asked = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "info", "--json"]
    told = json.loads(subprocess.run(asked, cwd=ROOT, env=env, check=True, capture_output=True).stdout)
    server = subprocess.Popen(
        [sys.executable, "scripts/serve.py"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
    )
    try:
        wait_until_ready(port)
        yield port, told
    finally:
        server.terminate()
        server.wait()


def wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing serves on port {port}")


def call(port: int, path: str, headers: dict[str, str]) -> float:
    """Return the milliseconds until the whole answer was here."""
    started = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    assert answer.status == 200, f"{path}: {answer.status}"
    return (time.perf_counter() - started) * 1000


def sign_in(port: int, account: dict[str, str]) -> dict[str, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({"username": account["username"], "password": account["password"], "device_id": None})
    origin = f"http://127.0.0.1:{port}"
    line.request("POST", "/api/v1/sign-in", body, {"Content-Type": "application/json", "Origin": origin})
    answer = line.getresponse()
    assert answer.status == 200, answer.read()
    return {"Cookie": (answer.getheader("Set-Cookie") or "").split(";")[0], "Accept-Encoding": "gzip"}


def p95_of(port: int, path: str, headers: dict[str, str]) -> tuple[float, float]:
    """Return the median and the slowest twentieth of many calls, in milliseconds."""
    with ThreadPoolExecutor(CALLERS) as callers:
        took = sorted(callers.map(lambda _: call(port, path, headers), range(CALLS)))
    return statistics.median(took), took[int(len(took) * 0.95)]


def measure(name: str, port: int, path: str, headers: dict[str, str]) -> None:
    """Print how long a page takes, and how many times that of the same server's barest answer."""
    (bare, bare_p95), (median, p95) = p95_of(port, "/healthz", {}), p95_of(port, path, headers)
    kept = (
        f"median {median:6.1f} ms ({median / bare:.1f} x bare)   p95 {p95:6.1f} ms ({p95 / bare_p95:.1f} x)"
    )
    print(f"{name:32} {kept}   {CALLS} calls by {CALLERS} callers", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="guanhu-bench-") as data, serving(data) as (port, told):
        token = next(tag["token"] for tag in told["tags"] if tag["kind"] == "public")
        worker, township = (
            sign_in(port, next(one for one in told["accounts"] if one["role"] == role))
            for role in ("worker", "township")
        )
        measure("villager's first view /t/<token>", port, f"/t/{token}", {"Accept-Encoding": "gzip"})
        measure("worker's whole feed", port, "/api/v1/feed", worker)
        measure("township's desk home /desk/", port, "/desk/", township)
    locks.main()


if __name__ == "__main__":
    main()
