"""`make faults-nightly`: every tier at length, in shards; one that is written down is not run again.

A line of the result file is a shard that came to its end.  `code` names what it proved: another state of the
code that the tier runs begins anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, as_completed
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.faults.story import Told
from tests.faults.tiers import TIERS, Task, lanes

ROOT = Path(__file__).parent.parent.parent
RESULTS = ROOT / "docs/faults/nightly.jsonl"
WAY_IN = (
    "app_shell", "headers.py", "look/notices.py", "packing.py", "public/kinds.py", "quarantine",
    "request_log.py", "routes.py", "sessions.py", "shedding.py", "sync",
)  # fmt: skip
"""Of server/web what a phone's request comes by; the desk and the public pages are no part of a history."""
SERVER_CODE = (
    "config.py", "wsgi.py", "requirements.lock", "scripts/gunicorn_conf.py", "migrations",
    "server/__init__.py", "server/flow.py", "server/permissions.py", "server/sweeping.py",
    "server/core", "server/services", "server/identity", "server/assets", "server/field",
    *(f"server/web/{name}" for name in WAY_IN),
    "tests/faults", "tests/makers.py", "tests/postgres.py", "tests/standing.py", "tests/templates.py",
    "tests/web/test_thread.py",
)  # fmt: skip
BUILT_FROM = (
    "pwa/src", "pwa/index.html", "pwa/.npmrc", "pwa/package.json", "pwa/package-lock.json",
    "pwa/tsconfig.json", "pwa/tsconfig.sw.json", "pwa/vite.config.ts", "scripts/build-pwa",
)  # fmt: skip
PHONE_CODE = (*BUILT_FROM, "tests/journeys/house.py", "tests/journeys/counting.py")
PLAN = {"fast": (100, 100), "kill on SQLite": (30, 10), "kill on PostgreSQL": (30, 10), "browser": (20, 10)}
"""Of each tier so many shards of so many histories."""
KINDS = ("lost", "duplicated", "corrupt", "stalled")
Line = dict[str, Any]


def main() -> int:
    """Run what is still to do; 0 only if all shards of this code are written down and found nothing."""
    if _git("status", "--porcelain", "--", *SERVER_CODE, *PHONE_CODE):
        print("commit first: a result is of a commit", file=sys.stderr)
        return 1
    codes = {tier: _code_of(tier) for tier in PLAN}
    for tier, code in codes.items():
        due = to_do(tier, code, _lines(RESULTS))
        if due:
            with lanes(tier) as begin:
                run(tier, due, begin, {"code": code, "commit": _git("rev-parse", "--short", "HEAD")}, RESULTS)
    return _verdict([line for line in _lines(RESULTS) if line["code"] == codes[line["tier"]]])


def _code_of(tier: str) -> str:
    """Return a name for the state of all code that a tier runs, texts aside."""
    paths = SERVER_CODE + (PHONE_CODE if tier == "browser" else ())
    files = _git("ls-tree", "-r", "HEAD", "--", *paths).splitlines()
    return sha256("\n".join(one for one in files if not one.endswith(".md")).encode()).hexdigest()[:16]


def to_do(tier: str, code: str, written: list[Line]) -> list[Task]:
    """Return the shards of a tier that no line tells of."""
    shards, rounds = PLAN[tier]
    done = {line["seed"] for line in written if (line["code"], line["tier"]) == (code, tier)}
    return [Task(rounds, seed) for seed in range(1, shards + 1) if seed not in done]


def run(
    tier: str, due: list[Task], begin: Callable[[Task], Future[Told]], about: Line, results: Path
) -> None:
    """Run shards, and write each down as soon as it has come to its end; one that broke off is run again."""
    running = {begin(task): task for task in due}
    for count, future in enumerate(as_completed(running), 1):
        seed = running[future].seed
        if isinstance(failure := future.exception(), Exception):
            print(f"{tier} {count}/{len(due)}: seed {seed} broke off: {failure!r}", flush=True)
            continue
        told = future.result()
        line = about | {
            "tier": tier, "seed": seed, "histories": told.rounds,
            **{kind: told.found[kind] for kind in KINDS}, "seen": dict(sorted(told.seen.items())),
            "words": told.words, "seconds": round(told.seconds),
        }  # fmt: skip
        _append(results, line)
        print(f"{tier} {count}/{len(due)}: {told.rounds} histories, found {dict(told.found)}", flush=True)


def _append(results: Path, line: Line) -> None:
    """Put a whole line on the disk, after what a run that was killed left of its last one."""
    results.parent.mkdir(parents=True, exist_ok=True)
    torn = results.exists() and not results.read_bytes().endswith(b"\n") and results.stat().st_size
    with results.open("a", encoding="utf-8") as file:
        file.write(("\n" if torn else "") + json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _lines(results: Path) -> list[Line]:
    text = results.read_text(encoding="utf-8") if results.exists() else ""
    return list(_whole(text))


def _whole(text: str) -> Iterator[Line]:
    """Yield what was written whole."""
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def _verdict(lines: list[Line]) -> int:
    shards = sum(count for count, _ in PLAN.values())
    found = {kind: sum(line[kind] for line in lines) for kind in KINDS}
    words = [word for line in lines for word in line["words"]] + [*_unseen(lines)]
    print(*words, sep="\n")
    print(f"shards={len(lines)}/{shards} histories={sum(line['histories'] for line in lines)}", end=" ")
    print(*(f"{kind}={count}" for kind, count in found.items()))
    return 0 if len(lines) == shards and not words else 1


def _unseen(lines: list[Line]) -> Iterator[str]:
    """Tell what never befell anybody in a tier that is through: then it has proved nothing."""
    for tier, (shards, _) in PLAN.items():
        of_tier = [line for line in lines if line["tier"] == tier]
        seen = sum((Counter(line["seen"]) for line in of_tier), Counter[str]())
        if len(of_tier) == shards:
            yield from (f"{tier}: no {what}" for what in TIERS[tier].unseen(Told(seen=seen)))


def _git(*command: str) -> str:
    return subprocess.run(
        ["git", *command], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
