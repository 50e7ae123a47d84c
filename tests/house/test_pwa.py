"""What the phone loads stays small enough for the cheapest phone on the worst line."""

from __future__ import annotations

import subprocess

from tests.house.sources import ROOT


def test_first_route_and_service_worker_stay_within_their_weight():
    ran = subprocess.run(
        ["scripts/node", "node", "pwa/scripts/sizes.mjs"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"load it later, or drop it:\n{ran.stdout}{ran.stderr}"
    assert "first route" in ran.stdout
    assert "service worker" in ran.stdout
