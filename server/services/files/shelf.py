"""The folder of blobs: a name is there only when all its bytes are on the disk."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from flask import current_app


def path_of(sha256: str, side: int | None = None) -> Path:
    """Return where a blob, or its rendition of a side in pixels, lies."""
    root = Path(current_app.config["FILES_ROOT"])
    name = sha256 if side is None else f"{sha256}.{side}.jpg"
    return root / sha256[:2] / sha256[2:4] / name


def put(path: Path, raw: bytes) -> None:
    """Write bytes so that a crash leaves the whole file or none: temporary file, fsync, rename, fsync."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.parent / f".{uuid4().hex}"
    with draft.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
