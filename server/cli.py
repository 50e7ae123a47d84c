"""Flask commands: the demo county, and the one sweep process."""

from __future__ import annotations

import json
import os
import signal
import socket
from threading import Event
from time import monotonic

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from server.core.db import db
from server.core.words import say
from server.demo import info, load, size
from server.services.sweeps.actions import sweep_all

demo = AppGroup("demo", help="The demo county.")


def register(app: Flask) -> None:
    """Hang the commands on the app."""
    app.cli.add_command(demo)
    app.cli.add_command(sweeps)


@demo.command("load")
@click.option(
    "--assets",
    default=size.USUAL,
    show_default=True,
    type=click.IntRange(size.FEWEST, size.MOST),
    help="How many things the county has.",
)
def load_demo(assets: int) -> None:
    """Load the demo county once; goes on where a load was cut off, and changes nothing of a whole one."""
    if not current_app.config["DEMO"]:
        raise click.ClickException(say("demo.off", "en"))
    started = monotonic()
    loaded = load.load(assets)
    if loaded is None:
        print(say("demo.present", "en"))
        return
    seconds = monotonic() - started
    each = {"assets": loaded.assets, "rows": loaded.rows, "rate": round(loaded.rows / seconds)}
    print(say("demo.loaded", "en", seconds=f"{seconds:.1f}", **each))


@demo.command("info")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output, nothing else.")
def show_demo(as_json: bool) -> None:
    """Show the demo accounts and tags as they are now."""
    facts = {"accounts": info.accounts(), "tags": info.tags()}
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for row in (*facts["accounts"], *facts["tags"]):
        print("  ".join(str(value) for value in row.values() if value))


@click.command("sweeps")
@with_appcontext
def sweeps() -> None:
    """Do what is due, again and again, until SIGTERM or SIGINT."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    holder = f"{socket.gethostname()}:{os.getpid()}"
    while not stop.is_set():
        sweep_all(current_app.extensions["sweeps"], holder)
        db.session.remove()
        stop.wait(current_app.config["SWEEP_SECONDS"])
