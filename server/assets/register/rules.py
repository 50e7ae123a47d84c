"""States of an asset and its code.  Source: domain/3 (asset.*), domain/2 (2.1 composite label, 2.5 code)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from server.core.moves import moves
from server.core.problems import Problem

CORRECTABLE = {"address": 200, "spec": 500}
"""The facts that may be put right in the field, and their most characters."""
CONDITIONS = ("unknown", "good", "fair", "poor", "damaged", "destroyed")
_NOT_DESTROYED = CONDITIONS[:-1]

LIFECYCLE_MOVES = moves(
    (("draft",), "submit", "submitted"),
    (("submitted",), "return", "draft"),
    (("submitted",), "register", "registered"),
    (("draft", "submitted"), "void", "voided"),
)
USE_MOVES = moves(
    (("in_use", "partly_idle", "seasonal"), "report_idle", "idle"),
    (("in_use", "idle"), "report_partly", "partly_idle"),
    (("in_use", "partly_idle"), "season_off", "seasonal"),
    (("seasonal",), "season_on", "in_use"),
    (("in_use", "partly_idle", "idle", "seasonal"), "close_for_repair", "under_repair"),
    (("under_repair",), "reopen", "in_use"),
    (("in_use", "partly_idle", "idle", "seasonal"), "suspend", "suspended"),
    (("suspended", "idle", "partly_idle"), "resume", "in_use"),
)
CONDITION_MOVES = moves(
    (CONDITIONS, "assess_good", "good"),
    (_NOT_DESTROYED, "assess_fair", "fair"),
    (_NOT_DESTROYED, "assess_poor", "poor"),
    (_NOT_DESTROYED, "assess_damaged", "damaged"),
    (_NOT_DESTROYED, "assess_destroyed", "destroyed"),
)
MOVES = {"lifecycle": LIFECYCLE_MOVES, "use": USE_MOVES, "condition": CONDITION_MOVES}

LABEL_BY_LIFECYCLE = ("voided", "disposed", "scrapped", "lost", "disposing")
LABEL_BY_USE = ("suspended", "under_repair")
LABEL_BY_CONDITION = ("destroyed", "damaged")
LABEL_BY_IDLENESS = ("idle", "partly_idle", "seasonal")
_FENCE_M = {"pv_station": 150, "drinking_water": 150, "rural_road": 60, "canal": 60}
_WIDE = {"greenhouse", "relocation_house", "relocation_facility", "school", "workshop", "livestock"}
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class FactChanged(Problem):
    """Somebody else has put the fact right meanwhile: a person compares both; facts: now."""

    code, status = "register/fact-changed", 409


class Owned(Protocol):
    """What tells whose an asset is."""

    ledger_tier: Any
    nature: Any


def is_household(asset: Owned) -> bool:
    """True when it is a household's own: nothing of it, no plate and no picture, is ever public (INV-11)."""
    return "household" in (asset.ledger_tier, asset.nature)


class HouseholdAssetNotTagged(Problem):
    """A household's asset bears no plate, so that no plate can point out a poor household (INV-11)."""

    code, status = "register/household-not-tagged", 422


def display_status(lifecycle: str, use: str, condition: str) -> str:
    """Return the 资产状态 that people are shown; never stored (first match wins, domain/2, 2.1)."""
    if lifecycle in LABEL_BY_LIFECYCLE:
        return lifecycle
    if use in LABEL_BY_USE:
        return use
    if condition in LABEL_BY_CONDITION:
        return condition
    return use if use in LABEL_BY_IDLENESS else "in_use"


def fence_of(asset_type: str, own_m: float | None) -> float:
    """Return the radius in metres inside which a visit is plainly at the asset (domain/5, 5.3)."""
    return own_m or _FENCE_M.get(asset_type, 100 if asset_type in _WIDE else 50)


def asset_code(region_code: str, subcategory: str, year: int, serial: int) -> str:
    """Return region 12 + subcategory 4 + year 4 + serial 4 + ISO 7064 MOD 37,36 check character."""
    body = f"{region_code}{subcategory}{year:04d}{serial:04d}"
    return body + _mod_37_36(body)


def _mod_37_36(body: str) -> str:
    check = 36
    for character in body:
        check = (check + _BASE36.index(character)) % 36 or 36
        check = check * 2 % 37
    return _BASE36[(37 - check) % 36]


@dataclass(frozen=True)
class Place:
    """A place as the subject of a permission: where a new asset would lie, or whose plates are printed."""

    region_path: str
    id: None = None
    supervising_dept_id: None = None

    @property
    def asset(self) -> Place:
        return self
