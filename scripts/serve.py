"""Serves one installation: gunicorn and the one sweep process live and die together (`make run`)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from certificate import make_certificate, show_start  # noqa: E402  the path comes first

from config import Config, InsecureConfig  # noqa: E402  the path comes first

GRACE_SECONDS = 20  # a phone on a slow line may be in the middle of a photo


def gunicorn_command(config: Config) -> list[str]:
    """What one host runs; how many workers, and how they speak, stands in gunicorn_conf.py."""
    own_https = config.https and not config.proxies
    host = config.bind or ("0.0.0.0" if own_https else "127.0.0.1")  # noqa: S104  phones of the same network
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{config.port}"]
    command += ["--config", str(Path(__file__).with_name("gunicorn_conf.py"))]
    if own_https:
        pair = make_certificate(config.data)
        command += ["--certfile", str(pair.certificate), "--keyfile", str(pair.key)]
    return command


def empty_counts(config: Config) -> dict[str, str]:
    """Forget what earlier processes counted; returns the environment in which these count together."""
    shutil.rmtree(config.counts_root, ignore_errors=True)
    config.counts_root.mkdir(parents=True)
    return {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(config.counts_root)}


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """End every child, kindly first; none outlives this process."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def main() -> int:
    """Run until a signal or until either child ends; returns 0 only for a signal.

    With --check it only says whether the settings are fit.
    """
    try:
        config = Config.from_env()
    except InsecureConfig as refused:
        print(f"Guanhu does not start in production: {refused}", file=sys.stderr)
        return 1
    if "--check" in sys.argv:
        return 0
    return serve(config)


def serve(config: Config) -> int:
    """Start gunicorn and the sweeps, and end both when one ends or a signal asks for it."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda signum, _frame: asked.append(signum))
    # Sweeps take only what requests leave of the processors: copies of photos keep one busy for an evening.
    sweeps = ["nice", "-n", "10", sys.executable, "-m", "flask", "--app", "wsgi", "sweeps"]
    commands = [gunicorn_command(config), sweeps]
    # Own process groups: Ctrl-C reaches only this process, which then ends both in order.  No sessions of
    # their own, for Linux weighs niceness only within one.
    counting = empty_counts(config)
    children = [
        subprocess.Popen(each, cwd=ROOT, env=counting, process_group=0)  # noqa: S603  our own
        for each in commands
    ]
    if not config.production:
        show_start(config)
    while not asked and all(child.poll() is None for child in children):
        time.sleep(0.2)
    ended = [child.returncode for child in children if child.poll() is not None]
    stop(children)
    if not asked:
        print(f"A server process ended by itself (exit code {ended[0]})", file=sys.stderr)
    return 0 if asked else 1


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
