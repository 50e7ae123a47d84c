"""Makes dist/guanhu-<version>.tar.gz: everything a Linux x86_64 machine with Python 3.11 needs (`make dist`).

Building asks the registry for the wheels of requirements.lock and checks their hashes; installing asks none.
The same commit gives the same names, the same order and the same times inside.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT, WHEELS = ROOT / "dist", ROOT / "build" / "wheels"
LOCK = ROOT / "requirements.lock"
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")  # glibc 2.28 and later
TAKEN = (
    "server/", "migrations/", "static/", "config.py", "wsgi.py", "requirements.lock", "LICENSE", "README.md",
    "README.zh.md", "docs/CHANGELOG.md", "docs/operations.md", "docs/security.md", "docs/screens/",
    "scripts/certificate.py", "scripts/find-python", "scripts/gunicorn_conf.py", "scripts/serve.py",
)  # fmt: skip
ON_TOP = {"scripts/release/install": "install", "scripts/release/serve": "serve"}
EXECUTABLE = {"install", "serve", "scripts/find-python"}


def git(*asked: str) -> str:
    return subprocess.run(["git", *asked], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603, S607  ours


def version() -> str:
    """Return what server/__init__.py calls this release."""
    found = re.search(r'^VERSION = "([^"]+)"', (ROOT / "server/__init__.py").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit("server/__init__.py has no VERSION")
    return found[1]


def commit() -> str:
    """Return the commit, marked when the working copy holds something else."""
    changed = git("status", "--porcelain", "--untracked-files=no").strip()
    return git("rev-parse", "--short=10", "HEAD").strip() + ("-changed" if changed else "")


def bring_wheels() -> list[Path]:
    """Return the wheels of the lock, downloaded once for each lock."""
    stamp, want = WHEELS / ".lock", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != want:
        print("Bringing the wheels of requirements.lock", file=sys.stderr)
        WHEELS.mkdir(parents=True, exist_ok=True)
        for old in WHEELS.glob("*.whl"):
            old.unlink()
        asked = [
            sys.executable,
            "-m",
            "pip",
            "-q",
            "-q",
            "--disable-pip-version-check",
            "download",
            "--no-deps",
        ]
        asked += [
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--implementation",
            "cp",
            "--python-version",
            "3.11",
        ]
        asked += [part for name in PLATFORMS for part in ("--platform", name)]
        subprocess.run([*asked, "-d", str(WHEELS), "-r", str(LOCK)], check=True)  # noqa: S603  ours
        stamp.write_text(want)
    return sorted(WHEELS.glob("*.whl"))


def notice(wheels: list[Path]) -> str:
    """Return the list of what others wrote: names, versions, licences; the texts lie in the wheels."""
    rows = [*(python_row(wheel) for wheel in wheels), *phone_rows()]
    head = (ROOT / "scripts/release/NOTICE.head").read_text("utf-8")
    return head + "".join(f"{name} {number}: {licence}\n" for name, number, licence in rows)


def python_row(wheel: Path) -> tuple[str, str, str]:
    with zipfile.ZipFile(wheel) as opened:
        inside = next(name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(opened.read(inside).decode("utf-8"))
    classified = [
        line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if "License ::" in line
    ]
    first_line = (told["License"] or "").strip().partition("\n")[0]
    return told["Name"], told["Version"], told["License-Expression"] or ", ".join(classified) or first_line


def phone_rows() -> Iterator[tuple[str, str, str]]:
    """What the phone app was built with; what serves only the building is left out."""
    packages = json.loads((ROOT / "pwa/package-lock.json").read_text("utf-8"))["packages"]
    for place, package in sorted(packages.items()):
        if place and not package.get("dev"):
            yield (
                place.rpartition("node_modules/")[2],
                package["version"],
                package.get("license", "see its files"),
            )


def contents(wheels: list[Path]) -> dict[str, bytes]:
    """Return every file of the release by its name inside; SHA256SUMS names all the others."""
    tracked = [name for name in git("ls-files", "-z").split("\0") if name.startswith(TAKEN)]
    built = [path.relative_to(ROOT).as_posix() for path in (ROOT / "static/app").rglob("*") if path.is_file()]
    if "static/app/index.html" not in built:
        raise SystemExit("The phone app is not built: make build")
    files = {name: (ROOT / name).read_bytes() for name in [*tracked, *built]}
    files |= {inside: (ROOT / name).read_bytes() for name, inside in ON_TOP.items()}
    files |= {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels}
    files |= {"NOTICE": notice(wheels).encode(), "COMMIT": f"{commit()}\n".encode()}
    sums = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return {**files, "SHA256SUMS": "".join(sums).encode()}


def pack(files: dict[str, bytes], folder: str) -> bytes:
    """Return the archive: names in order, the commit's time, nobody's account."""
    made_at, out = int(git("log", "-1", "--format=%ct")), io.BytesIO()
    with (
        gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=made_at) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in sorted(files):
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime = len(files[name]), made_at
            entry.mode = 0o755 if name in EXECUTABLE else 0o644
            archive.addfile(entry, io.BytesIO(files[name]))
    return out.getvalue()


def main() -> None:
    folder = f"guanhu-{version()}-{commit()}"
    packed = pack(contents(bring_wheels()), folder)
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("guanhu-*"):
        old.unlink()
    archive = OUT / f"{folder}.tar.gz"
    archive.write_bytes(packed)
    digest = hashlib.sha256(packed).hexdigest()
    (OUT / "SHA256SUMS").write_text(f"{digest}  {archive.name}\n")
    print(f"dist/{archive.name}  {len(packed) // 1_000_000} MB")


if __name__ == "__main__":
    main()
