"""`make dist` makes one file that installs and serves on a machine that no registry answers."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from server import VERSION
from tests.house.sources import ROOT
from tests.journeys.house import free_port

PROBE = Path(__file__).with_name("probe.py")
NOBODY_THERE = "http://127.0.0.1:9"  # the discard port: whoever asks a registry is refused at once
ALONE = ["unshare", "--net"]
ALONE_AS_USER = ["unshare", "--user", "--map-root-user", "--net"]


def build() -> Path:
    subprocess.run([sys.executable, "scripts/dist.py"], cwd=ROOT, check=True)
    (archive,) = (ROOT / "dist").glob("guanhu-*.tar.gz")
    return archive


@pytest.fixture(scope="module")
def archive() -> Path:
    return build()


def network_of_its_own() -> list[str]:
    """Return how to run a program without any network, or nothing when the machine does not permit it."""
    ways = [ALONE, ALONE_AS_USER] if shutil.which("unshare") else []
    tried = ((way, subprocess.run([*way, "true"], capture_output=True, check=False)) for way in ways)
    return next((way for way, ran in tried if ran.returncode == 0), [])


@pytest.fixture(scope="module")
def seen(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a stranger sees who unpacks, installs and serves it: no registry, no home, a bare PATH."""
    place, home = tmp_path_factory.mktemp("unpacked"), tmp_path_factory.mktemp("home")
    subprocess.run(["tar", "-xzf", archive, "-C", place], check=True)
    (folder,) = place.iterdir()
    bare = {
        "PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHON": sys._base_executable,
        "GUANHU_PORT": str(free_port()),
        "PIP_NO_INDEX": "1", "http_proxy": NOBODY_THERE, "https_proxy": NOBODY_THERE,
    }  # fmt: skip
    way = network_of_its_own()
    asked = [*way, sys._base_executable, str(PROBE), str(folder), "alone" if way else "together"]
    with (place.parent / "probe.log").open("w+") as log:
        ran = subprocess.run(asked, env=bare, cwd="/", stdout=subprocess.PIPE, stderr=log, check=False)
        log.seek(0)
        assert ran.returncode == 0, log.read()[-3000:]
    return {**json.loads(ran.stdout), "folder": folder, "home": home, "alone": bool(way)}


def test_the_archive_is_called_by_its_version_and_named_in_the_sums(archive: Path) -> None:
    named = (archive.parent / "SHA256SUMS").read_text().split()
    assert archive.name.startswith(f"guanhu-{VERSION}-")
    assert named == [hashlib.sha256(archive.read_bytes()).hexdigest(), archive.name]


def test_the_same_commit_packs_the_same_bytes(archive: Path) -> None:
    before = archive.read_bytes()
    assert build().read_bytes() == before


def test_it_installs_where_no_registry_answers(seen: dict[str, Any]) -> None:
    assert seen["hears_nobody"] in ({True} if seen["alone"] else {None})
    assert "Installed." in seen["install"]
    assert list(seen["home"].iterdir()) == []


def test_it_serves_health_portal_and_phone_app(seen: dict[str, Any]) -> None:
    assert seen["healthz"]["version"] == VERSION
    assert (seen["readyz"], seen["portal"]) == (True, 200)
    assert '<div id="app">' in seen["app"] or "<body" in seen["app"]
    assert seen["script"] > 10_000


def test_its_demo_lets_people_sign_in_and_scan(seen: dict[str, Any]) -> None:
    assert seen["signed_in"]["csrf"]
    assert "坏了，报修" in seen["plate"]


def test_its_processes_count_together_and_end_cleanly(seen: dict[str, Any]) -> None:
    assert 'guanhu_requests_total{method="GET",route="/t/<token>",status="2xx"} 1.0' in seen["metrics"]
    assert f'version="{VERSION}"' in seen["metrics"]
    assert seen["ended"] == 0


def test_without_demo_it_refuses_insecure_values_and_touches_nothing(seen: dict[str, Any]) -> None:
    code, said = seen["refused"]
    assert code != 0
    assert "GUANHU_SECRET_KEY is short" in said
    assert "Traceback" not in said
    assert not (seen["folder"] / "nowhere").exists()


def test_a_changed_file_is_not_installed(seen: dict[str, Any]) -> None:
    with (seen["folder"] / "wsgi.py").open("a") as changed:
        changed.write("# changed\n")
    ran = subprocess.run([seen["folder"] / "install"], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "wsgi.py" in ran.stdout + ran.stderr


def test_the_notice_names_every_package_with_its_licence(seen: dict[str, Any]) -> None:
    said = (seen["folder"] / "NOTICE").read_text("utf-8").partition("static/app.\n\n")[2].splitlines()
    rows = dict(line.partition(": ")[::2] for line in said)
    wheels = list((seen["folder"] / "wheels").iterdir())
    assert [row for row, licence in rows.items() if not licence] == []
    assert len(rows) >= len(wheels) + 3


def test_nothing_travels_along_that_is_not_needed(archive: Path) -> None:
    listed = subprocess.run(
        ["tar", "-tzf", archive], check=True, capture_output=True, text=True
    ).stdout.split()
    inside = [name.partition("/")[2] for name in listed]
    unwanted = (".git", "tests/", "pwa/", "benchmarks/", "instance/", "node_modules/", ".venv/", "docs/adr/")
    assert [name for name in inside if name.startswith(unwanted) or "/node_modules/" in name] == []
    assert [name for name in inside if "pytest" in name or "playwright" in name] == []
