"""Lighthouse on the three faces, the median of three: `python -m benchmarks.lighthouse [face]`.

Each page is also asked for without its scripts: what is left of the wait is the machine's and the line's own.

Lighthouse comes from npm when it is asked for; it is no dependency of the house.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.journeys.house import ROOT, House, open_house

VERSION = "lighthouse@12.8.2"
KINDS = ("performance", "accessibility", "best-practices")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic"
BARE = "--blocked-url-patterns=*.js"
ROUNDS = 3


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="guanhu-lighthouse-") as made:
        (Path(made) / "data").mkdir()
        house = open_house(Path(made) / "data")
        try:
            tag = house.tag("public", "前窑村蔬菜大棚")["token"]
            faces: dict[str, tuple[str, ...]] = {
                "public": (f"{house.origin}/t/{tag}",),
                "app": (f"{house.origin}/app/",),
                "desk": (f"{house.origin}/desk/", "--preset=desktop", signed_in(house)),
            }
            for name in sys.argv[1:] or faces:
                measure(name, faces[name])
        finally:
            house.stop()


def signed_in(house: House) -> str:
    """Return the header with which a township's desk opens."""
    account = house.account("township", "河湾镇")
    told = json.dumps({"username": account["username"], "password": account["password"], "device_id": None})
    headers = ["-H", "Content-Type: application/json", "-H", f"Origin: {house.origin}"]
    asked = ["curl", "-si", *headers, "-d", told, f"{house.origin}/api/v1/sign-in"]
    answer = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    line = next(line for line in answer.splitlines() if line.lower().startswith("set-cookie:"))
    return f"--extra-headers={json.dumps({'Cookie': line.split(':', 1)[1].split(';')[0].strip()})}"


def measure(name: str, asked: tuple[str, ...]) -> None:
    pairs = [(report(*asked), report(*asked, BARE)) for _ in range(ROUNDS)]
    rounds, bare = [each for each, _ in pairs], [each for _, each in pairs]
    scores = {kind: statistics.median(score_of(each, kind) for each in rounds) for kind in KINDS}
    said = "   ".join(f"{kind} {score:.0f}" for kind, score in scores.items())
    shown, least = (statistics.median(map(shown_after, some)) for some in (rounds, bare))
    print(f"{name:8} {said}   shown after {shown:.0f} ms, {shown / least:.2f} times that without scripts")
    for audit in short_of(rounds[-1]):
        print(f"  {audit}")


def report(*asked_for: str) -> dict[str, Any]:
    asked = ["scripts/node", "npx", "--yes", VERSION, *asked_for, "--output=json", "--quiet"]
    asked += [f"--only-categories={','.join(KINDS)}", f"--chrome-flags={FLAGS}"]
    env = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    done = subprocess.run(asked, cwd=ROOT, env=env, check=True, capture_output=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def score_of(told: dict[str, Any], kind: str) -> float:
    return 100 * float(told["categories"][kind]["score"] or 0)


def shown_after(told: dict[str, Any]) -> float:
    """Return when the largest part of the page was painted, in milliseconds of the simulated phone."""
    return float(told["audits"]["largest-contentful-paint"]["numericValue"])


def short_of(told: dict[str, Any]) -> list[str]:
    """Return the audits that cost points."""
    weighed = {ref["id"] for kind in KINDS for ref in told["categories"][kind]["auditRefs"] if ref["weight"]}
    audits = [told["audits"][name] for name in sorted(weighed)]
    return [
        f"{one['id']}: {one.get('displayValue', one['title'])}" for one in audits
        if one["score"] is not None and one["score"] < 0.9
    ]  # fmt: skip


if __name__ == "__main__":
    main()
