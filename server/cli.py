"""Flask commands: the demo county, the log, and the one sweep process."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from threading import Event
from time import monotonic
from typing import BinaryIO
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from server.backup_commands import backup, restore
from server.core.db import db, one_moment
from server.core.problems import Problem
from server.core.words import say
from server.demo import info, load, size
from server.identity.accounts import queries as accounts_known
from server.identity.accounts.actions import create_administrator
from server.identity.accounts.queries import user_named
from server.identity.activation.actions import show_ticket
from server.identity.activation.rules import SENT_FOR
from server.identity.regions import lists
from server.identity.regions.rules import MOST_FAULTS, ListRefused
from server.services.audit_log import queries as log
from server.services.audit_log.archives import line_of
from server.services.audit_log.models import AuditRow
from server.services.audit_log.verification import findings
from server.services.feed import queries as heads
from server.services.files import verification as photos
from server.services.sweeps.actions import sweep_all
from server.services.workdays.actions import take_in
from server.services.workdays.rules import text_of
from server.web.shedding import is_read_only

demo = AppGroup("demo", help="The demo county.")
regions = AppGroup("regions", help="The tree of provinces, counties and villages.")
audit = AppGroup("audit", help="The log of each county.")
holidays = AppGroup("holidays", help="The days that are not worked.")

files = AppGroup("files", help="Photos on their shelf.")


accounts = AppGroup("accounts", help="The first account of a county, and the way back for who is locked out.")


def register(app: Flask) -> None:
    """Hang the commands on the app."""
    app.cli.add_command(demo)
    app.cli.add_command(audit)
    app.cli.add_command(regions)
    app.cli.add_command(files)
    app.cli.add_command(holidays)
    app.cli.add_command(accounts)
    app.cli.add_command(sweeps)
    app.cli.add_command(backup)
    app.cli.add_command(restore)


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


@regions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", help="6-digit code: take only this county and what is above it.")
def import_regions(file: Path, county: str | None) -> None:
    """Take in a CSV list (code12,level,name,parent12); the same list again changes nothing."""
    try:
        told = lists.flip(lists.stage(file.read_bytes(), county).batch_id, county)
    except ListRefused as refused:
        for fault in refused.faults[:MOST_FAULTS]:
            print(f"{file}:{fault.line}: {say(f'regions.fault.{fault.why}', 'en', what=fault.what)}")
        raise click.ClickException(refused.sentence("en")) from refused
    counts = {"new": len(told.new), "renamed": len(told.renamed), "moved": len(told.moved)}
    print(say("regions.imported", "en", **counts, unchanged=told.unchanged, merged=len(told.merged)))


@audit.command("verify")
@click.option("--county", help="6-digit code; without it all counties.")
@click.option("--archives", is_flag=True, help="Also open the files that old rows were moved into.")
@click.option("--ledger", metavar="SEQ:DIGEST", help="A row as a printed ledger of that county names it.")
def verify_log(county: str | None, archives: bool, ledger: str | None) -> None:
    """Walk each county's chain; exit 1 when anything is wrong."""
    if ledger and not county:
        raise click.UsageError("--ledger needs --county")
    wrong = False
    with one_moment():
        for code in [county] if county else _counties():
            head, sound = heads.end_of_log(code), True
            for finding in findings(code, head, archives, ledger):
                wrong, sound = True, False
                print(say(f"audit.wrong.{finding.wrong}", "en", county=code, seq=finding.seq))
            if head and sound:
                print(say("audit.sound", "en", county=code, rows=head.seq, hash=head.hash))
    sys.exit(wrong)


def _counties() -> list[str]:
    """Return the counties that must have a log: each whose people act here, whatever was removed since."""
    return sorted({*heads.counties(), *log.counties(), *accounts_known.counties()})


@audit.command("export")
@click.option("--county", required=True, help="6-digit code.")
@click.option("--from-seq", default=1, help="First row, by its number.")
@click.option("--to-seq", default=sys.maxsize, help="Last row, by its number.")
def export_log(county: str, from_seq: int, to_seq: int) -> None:
    """Print rows as lines of JSON: the digest, and the text that it covers."""
    with one_moment():
        for row in log.chained(log.of_county(county).where(AuditRow.seq.between(from_seq, to_seq))):
            print(line_of(row), end="")


@files.command("verify")
def verify_files() -> None:
    """Read every photo again; ends with 1 when one is lost or damaged.  Orphans are only listed."""
    lost = 0
    for found in photos.findings():
        lost += found.is_loss
        records = ", ".join(found.records)
        print(say(f"files.verify.{found.what}", "en", address=found.address, records=records))
    print(say("files.verify.end", "en", lost=lost))
    if lost:
        sys.exit(1)


@holidays.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--county", required=True, help="6-digit code.")
def import_holidays(file: BinaryIO, county: str) -> None:
    """Take in a year's days from a CSV file: date,kind,name."""
    try:
        days = take_in(county, text_of(file.read()))
    except Problem as refusal:
        raise click.ClickException(refusal.sentence("en")) from refusal
    print(say("holidays.imported", "en", days=days))


@click.command("sweeps")
@with_appcontext
def sweeps() -> None:
    """Do what is due, again and again, until SIGTERM or SIGINT."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    holder = f"{socket.gethostname()}:{os.getpid()}"
    while not stop.is_set():
        if not is_read_only():
            sweep_all(current_app.extensions["sweeps"], holder)
        db.session.remove()
        stop.wait(current_app.config["SWEEP_SECONDS"])


@accounts.command("create-admin")
@click.option("--county", required=True, help="Its six digits.")
@click.option("--name", required=True, help="How the person is called.")
@click.option("--username", help="How he signs in; admin-<county> unless given.")
def create_admin(county: str, name: str, username: str | None) -> None:
    """Create a county's first administrator and print a link, good once and for a day; no password exists."""
    try:
        user = create_administrator(county, (username or f"admin-{county}").lower(), name)
    except Problem as refused:
        raise click.ClickException(refused.sentence("en")) from refused
    _print_link(user.id, user.username)


@accounts.command("link")
@click.argument("username")
def link(username: str) -> None:
    """Print a link by which a person who is locked out chooses a new password, once and within a day."""
    user = user_named(username)
    if user is None:
        raise click.ClickException(say("accounts.nobody", "en"))
    _print_link(user.id, user.username)


def _print_link(user_id: UUID, username: str) -> None:
    shown = show_ticket(user_id, SENT_FOR)
    page = "/app/activate" if shown.purpose == "phone" else "/desk/activate"
    print(f"{username}  {current_app.config['TAG_ORIGIN'] or 'http://localhost:8000'}{page}#{shown.ticket}")
