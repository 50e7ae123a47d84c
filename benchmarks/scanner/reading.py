"""Hands the pictures to the phone's own code and sums up what it made of them."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scanner.hard_set import ORIGIN, Shot

ROOT = Path(__file__).resolve().parents[2]
EYES = ("qr", "zxing", "app")
"""The quick engine alone, the strong one alone, and both as the app looks at a picture."""


@dataclass(frozen=True)
class Seen:
    """What each of EYES found in one picture, and how long it looked, in milliseconds."""

    tokens: dict[str, str | None]
    took_ms: dict[str, float]


def read_all(shots: list[Shot]) -> list[Seen]:
    """Return what each pair of eyes sees in each picture."""
    with tempfile.TemporaryDirectory(prefix="guanhu-scanner-") as folder:
        pixels = Path(folder) / "pixels"
        with pixels.open("wb") as out:
            for shot in shots:
                out.write(shot.picture.convert("L").tobytes())
        sizes = [shot.picture.size for shot in shots]
        told = json.dumps({"origin": ORIGIN, "sizes": sizes, "pixels": str(pixels)})
        run = ["scripts/node", "node", "benchmarks/scanner/read.mjs"]
        done = subprocess.run(run, cwd=ROOT, input=told, text=True, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Seen(**json.loads(line)) for line in done.stdout.splitlines()]


def right(shots: list[Shot], seen: list[Seen], eye: str) -> int:
    """Return how many plates of ours were read."""
    return sum(
        shot.token is not None and one.tokens[eye] == shot.token
        for shot, one in zip(shots, seen, strict=True)
    )


def false_reads(shots: list[Shot], seen: list[Seen]) -> list[str]:
    """Return the kinds of pictures in which something was read that they do not say."""
    return [
        f"{shot.kind} by {eye}"
        for shot, one in zip(shots, seen, strict=True)
        for eye in EYES
        if one.tokens[eye] not in {None, shot.token}
    ]


def table(shots: list[Shot], seen: list[Seen]) -> str:
    """Return the figures as people read them."""
    kinds = list(dict.fromkeys(shot.kind for shot in shots if shot.token))
    lines = [f"{'':12}{'plates':>8}" + "".join(f"{eye:>9}" for eye in EYES)]
    for kind in [*kinds, "all"]:
        some = [
            (shot, one)
            for shot, one in zip(shots, seen, strict=True)
            if shot.token and kind in {shot.kind, "all"}
        ]
        found = Counter(eye for shot, one in some for eye in EYES if one.tokens[eye] == shot.token)
        lines.append(f"{kind:12}{len(some):8}" + "".join(f"{found[eye] / len(some):9.1%}" for eye in EYES))
    usual = statistics.median(one.took_ms["qr"] for one in seen)
    lines.append(f"{'time, qr = 1':20}" + "".join(f"{_median(seen, eye) / usual:9.2f}" for eye in EYES))
    others = sum(shot.token is None for shot in shots)
    lines.append(f"pictures without a plate of ours: {others}; false reads: {len(false_reads(shots, seen))}")
    return "\n".join(lines)


def _median(seen: list[Seen], eye: str) -> float:
    return statistics.median(one.took_ms[eye] for one in seen)
