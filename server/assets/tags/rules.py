"""The life cycle of a plate (domain/3, tag) and the address it carries."""

from __future__ import annotations

from server.core.moves import moves
from server.core.problems import Problem

MOVES = moves(
    (("generated",), "print", "printed"),
    (("printed",), "bind", "bound"),
    (("bound",), "report_damage", "damaged"),
    (("damaged",), "reprint", "printed"),
    (("bound", "damaged", "printed", "generated"), "revoke", "revoked"),
    (("bound", "damaged"), "replace", "revoked"),
)


class TagUnknown(Problem):
    """No such plate in this village's rolls."""

    code, status = "tags/unknown", 404


class TagHangsElsewhere(Problem):
    """A plate that was printed again belongs to the thing it hung on."""

    code, status = "tags/hangs-elsewhere", 409


class ReasonMissing(Problem):
    """A plate is taken out of use only with a sentence about why."""

    code, status = "tags/reason-missing", 422


class TagPhotoMissing(Problem):
    """A plate is hung with a picture of it in its place."""

    code, status = "tags/photo-missing", 422


def address_of(origin: str, token: str) -> str:
    """Return what the plate's QR code says."""
    return f"{origin}/t/{token}"
