"""From screenshots/ to docs/screens: the dozen that README shows, small enough for a slow line.

`make gallery`
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from tests.pictures.album import FOLDER, ROOT

GALLERY = ROOT / "docs/screens"
MOST_BYTES = 60_000
PHONE, DESK = "360x740", "1366x768"
# What README shows, in the order of a day: the name there, the picture it is made from.
SHOWN = {
    "villager-sound": f"public-1-sound-{PHONE}",
    "villager-broken": f"public-2-open-problem-{PHONE}",
    "villager-kinds": f"report-1-what-is-broken-{PHONE}",
    "villager-receipt": f"report-3-receipt-{PHONE}",
    "villager-mended": f"public-3-mended-waits-for-feedback-{PHONE}",
    "worker-today": f"app-02-today-{PHONE}",
    "worker-visit": f"app-04-visit-{PHONE}",
    "worker-question": f"app-06-question-with-photo-{PHONE}",
    "worker-outbox": f"app-09-outbox-offline-{PHONE}",
    "village-verify": f"app-20-verify-1-{PHONE}",
    "desk-inbox": f"desk-02-inbox-{DESK}",
    "desk-accept": f"desk-04-acceptance-{DESK}",
    "desk-asset": f"desk-06-asset-{DESK}",
}


def main() -> str | None:
    """Write the gallery anew; return what lacks."""
    GALLERY.mkdir(exist_ok=True)
    lacking = [name for name in SHOWN.values() if not (FOLDER / f"{name}.png").exists()]
    if lacking:
        return f"make screenshots first; these lack: {lacking}"
    for name, source in SHOWN.items():
        shrink(FOLDER / f"{source}.png", GALLERY / f"{name}.webp")
    return None


def shrink(source: Path, target: Path) -> None:
    """Write a picture as WebP, as good as the bytes allow."""
    with Image.open(source) as picture:
        for quality in range(90, 30, -10):
            picture.convert("RGB").save(target, "WEBP", quality=quality, method=6)
            if target.stat().st_size <= MOST_BYTES:
                return
    raise ValueError(f"{source.name} stays larger than {MOST_BYTES} bytes")


if __name__ == "__main__":
    sys.exit(main())
