"""Flask commands: making backups, reading them through, restoring one, and the drill."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

import click
from flask.cli import AppGroup, with_appcontext

from server.core.clock import iso
from server.core.problems import Problem
from server.core.words import say
from server.services.backups import drills, restoring
from server.services.backups import queries as kept
from server.services.backups.actions import Made, make

FOLDER = click.Path(file_okay=False, path_type=Path)


class Backups(AppGroup):
    """`flask backup FOLDER` makes a backup; the other verbs are its commands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else ["make", *args])


backup = Backups("backup", help="`flask backup FOLDER` copies database and files while people go on working.")


@contextmanager
def _refusals_told() -> Iterator[None]:
    try:
        yield
    except Problem as refused:
        raise click.ClickException(refused.sentence("en")) from refused


@backup.command("make")
@click.argument("folder", type=FOLDER)
def make_backup(folder: Path) -> None:
    """Copy database and files into FOLDER; ends with 1 when some files were lost or damaged already."""
    began = monotonic()
    with _refusals_told():
        made = make(folder)
    _tell_made(made, monotonic() - began)
    sys.exit(bool(made.manifest.lost))


def _tell_made(made: Made, seconds: float) -> None:
    told = {"rows": sum(made.manifest.rows.values()), "files": made.files, "new": made.new_files}
    size = f"{made.new_bytes / 1e6:.1f}"
    print(say("backups.made", "en", path=made.path, megabytes=size, seconds=f"{seconds:.1f}", **told))
    for name in made.manifest.lost:
        print(say("backups.lost", "en", name=name))
    print(say("backups.key", "en"))


@backup.command("verify")
@click.argument("path", type=FOLDER)
def verify_backup(path: Path) -> None:
    """Read one backup whole; ends with 1 when anything of it is missing or was changed."""
    with _refusals_told():
        manifest, wrong = kept.manifest_of(path), list(kept.faults(path))
    for name in wrong:
        print(say("backups.fault", "en", name=name))
    if not wrong:
        rows, count = sum(manifest.rows.values()), sum(1 for _ in kept.contents(path))
        print(say("backups.sound", "en", path=path, made_at=iso(manifest.made_at), rows=rows, files=count))
    sys.exit(bool(wrong))


@backup.command("drill")
@click.argument("folder", type=FOLDER)
def drill_backup(folder: Path) -> None:
    """Make a backup in FOLDER, restore it aside and prove it; prints RPO and RTO, ends with 1 when wrong."""
    with _refusals_told():
        done = drills.drill(folder)
    _tell_made(done.made, done.backup_s)
    for what in done.wrong:
        print(say("backups.fault", "en", name=what))
    if done.at_risk is not None:
        print(say("backups.rpo", "en", seconds=f"{done.at_risk.total_seconds():.1f}"))
    times = {"restore": f"{done.restore_s:.1f}", "proof": f"{done.proof_s:.1f}"}
    print(say("backups.rto", "en", seconds=f"{done.restore_s + done.proof_s:.1f}", **times))
    sys.exit(bool(done.wrong or done.made.manifest.lost))


@backup.command("age")
@click.argument("folder", type=FOLDER)
@click.option("--hours", default=26.0, show_default=True, help="How old the newest backup may be.")
def tell_age(folder: Path, hours: float) -> None:
    """Say how old the newest backup of FOLDER is; ends with 1 above --hours, and when there is none."""
    with _refusals_told():
        old = kept.age(folder) / timedelta(hours=1)
    print(say("backups.age", "en", path=folder, hours=f"{old:.1f}"))
    sys.exit(old > hours)


@click.command("restore")
@click.argument("path", type=FOLDER)
@click.option("--into", required=True, type=FOLDER, help="An empty data folder; database and bucket as set.")
@with_appcontext
def restore(path: Path, into: Path) -> None:
    """Restore one backup into an empty place, after reading all of it; phones then offer what it lacks."""
    began = monotonic()
    with _refusals_told():
        manifest = restoring.restore(path, restoring.target_at(into))
    told = {"place": into, "made_at": iso(manifest.made_at), "seconds": f"{monotonic() - began:.1f}"}
    print(say("backups.restored", "en", **told))
    print(say("backups.key", "en"))
