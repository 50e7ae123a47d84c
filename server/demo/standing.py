"""What a thing is like apart from any damage: not used, half used, worn or washed away."""

from __future__ import annotations

from dataclasses import dataclass

from server.assets.register.rules import MOVES
from server.core.moves import move
from server.demo.chance import between, pick

DAYS_AGO = 3
_CHOSEN: dict[str, tuple[tuple[str, str], ...]] = {
    "9/6/clinic": (("condition", "assess_fair"),),
    "10/4/canal": (("use", "season_off"),),
    "10/2/street_light": (("use", "report_partly"),),
    "11/6/clinic": (("use", "report_idle"),),
    "12/3/culture_sport": (("use", "close_for_repair"),),
    "11/9/pv_station": (("use", "suspend"),),
    "12/1/rural_road": (("condition", "assess_destroyed"),),
}
_NEVER_LOOKED_AT = "12/6/clinic"
_SOME = ((("use", "report_partly"),), (("use", "report_idle"),), (("condition", "assess_fair"),))
_ONE_IN = 60
_THREAD = 12


@dataclass(frozen=True)
class Change:
    """One change of one dimension.

    days_ago  None: it came into the books like this
    """

    dimension: str
    event: str
    old: str
    new: str
    days_ago: int | None = None


def stands_apart(key: str) -> bool:
    """True for a thing with a state of its own: nothing else happens to it of late."""
    return key in _CHOSEN or key == _NEVER_LOOKED_AT or _by_chance(key)


def changes_of(key: str, is_tagged: bool) -> list[Change]:
    """Return the changes of a thing's use and condition, oldest first; a household's stays as it is."""
    if key == _NEVER_LOOKED_AT:
        return []
    changes = [Change("condition", "assess_good", "unknown", "good")]
    for dimension, event in _lately(key) if is_tagged else ():
        old = "good" if dimension == "condition" else "in_use"
        changes.append(Change(dimension, event, old, move(MOVES[dimension], old, event), DAYS_AGO))
    return changes


def _by_chance(key: str) -> bool:
    return int(key.split("/")[0]) > _THREAD and between(1, _ONE_IN, "standing", key) == 1


def _lately(key: str) -> tuple[tuple[str, str], ...]:
    if _by_chance(key):
        return pick(_SOME, "what stands", key)
    return _CHOSEN.get(key, ())
