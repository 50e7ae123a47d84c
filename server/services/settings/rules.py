"""What a county may set: kind, unit, bounds, and the value that holds where it sets none.

Amounts are in 分, days are calendar days.  Sources: domain/3 (service levels), domain/9 (decisions).
The words of a setting stand under setting.<name> and setting.<name>.what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from server.core.problems import Problem
from server.core.text import is_plain

GROUPS = ("names", "map", "levels", "days", "limits", "columns", "channels", "security")
SEVERITIES = ("critical", "major", "minor")
SECURITY = "security"
STAFF_ROLES = (
    "village_admin", "village_leader", "township_staff", "township_approver", "dept_staff", "dept_approver",
    "county_staff", "county_approver", "finance", "auditor", "sys_admin", "sec_admin", "audit_admin",
)  # fmt: skip
"""Who may be asked for a second factor; nobody is outdoors."""
TILES = re.compile(r"https?://(?:[A-Za-z0-9.-]|\{s\})+(?::\d+)?/[^\s\"'<>;]+")
SHEETS = 3  # a ground, its labels, and one more


class SettingRefused(Problem):
    """The value lies outside what this setting allows; facts: least and most."""

    code, status = "settings/refused", 422


class SettingChanged(Problem):
    """Somebody else changed it first; facts: now and wanted, both values."""

    code, status = "settings/changed", 409


@dataclass(frozen=True)
class Declared:
    """One setting.

    kind     text, whole, money (分), flag, graded (a number for each severity), choices (a list) or
             tiles (addresses of map tiles with {z}, {x}, {y}, by space, the lowest sheet first)
    least    smallest number, or fewest characters; most likewise
    unit     word of the number, setting.unit.<unit>
    """

    name: str
    group: str
    kind: str
    default: Any
    source: str
    unit: str = ""
    least: float = 0
    most: float = 0
    choices: tuple[str, ...] = ()

    def allows(self, value: Any) -> bool:
        """True for a value of this kind inside the bounds."""
        return _ALLOWS[self.kind](self, value)


def _number(one: Declared, value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and one.least <= value <= one.most


def _whole(one: Declared, value: Any) -> bool:
    return isinstance(value, int) and _number(one, value)


def _text(one: Declared, value: Any) -> bool:
    return isinstance(value, str) and is_plain(value) and one.least <= len(value.strip()) <= one.most


def _tiles(one: Declared, value: Any) -> bool:
    if not _text(one, value):
        return False
    sheets = value.split()
    named = all(part in sheet for sheet in sheets for part in ("{z}", "{x}", "{y}"))
    return len(sheets) <= SHEETS and named and all(TILES.fullmatch(sheet) for sheet in sheets)


def _graded(one: Declared, value: Any) -> bool:
    graded = isinstance(value, dict) and value.keys() == set(SEVERITIES)
    return graded and all(_number(one, value[severity]) for severity in SEVERITIES)


def _chosen(one: Declared, value: Any) -> bool:
    return isinstance(value, list) and len(set(value)) == len(value) and set(value) <= set(one.choices)


_ALLOWS = {
    "text": _text,
    "whole": _whole,
    "money": _whole,
    "flag": lambda _one, value: isinstance(value, bool),
    "graded": _graded,
    "choices": _chosen,
    "tiles": _tiles,
}


def _days(name: str, default: int, least: int, most: int, source: str) -> Declared:
    return Declared(name, "days", "whole", default, source, "days", least, most)


def _money(name: str, default: int, source: str) -> Declared:
    return Declared(name, "limits", "money", default, source, "yuan", 0, 1_000_000_000)


_ALL = (
    Declared("app_name", "names", "text", "帮扶资产管护", "screens.md", "", 2, 16),
    Declared("hotline", "names", "text", "12345", "screens.md", "", 3, 20),
    Declared("map_tiles", "map", "tiles", "", "domain/5, 5.5", "", 0, 800),
    Declared("map_credit", "map", "text", "", "domain/5, 5.5", "", 0, 80),
    Declared(
        "accept_hours", "levels", "graded", {"critical": 0.5, "major": 24, "minor": 72},
        "domain/3 damage_report", "hours", 0.25, 720,
    ),
    Declared(
        "confirm_hours", "levels", "graded", {"critical": 4, "major": 72, "minor": 168},
        "domain/3 damage_report", "hours", 0.5, 1440,
    ),
    Declared(
        "escalate_township_hours", "levels", "graded", {"critical": 0, "major": 72, "minor": 168},
        "domain/3 damage_report", "hours", 0, 1440,
    ),
    Declared(
        "escalate_county_hours", "levels", "graded", {"critical": 2, "major": 168, "minor": 720},
        "domain/3 damage_report", "hours", 0, 8760,
    ),
    Declared(
        "safety_hours", "levels", "graded", {"critical": 4, "major": 24, "minor": 0},
        "domain/3 damage_report", "hours", 0, 720,
    ),
    Declared("accept_from", "levels", "whole", 7, "domain/3 damage_report", "hour", 0, 12),
    Declared("accept_to", "levels", "whole", 22, "domain/3 damage_report", "hour", 13, 24),
    Declared(
        "repair_days", "levels", "graded", {"critical": 3, "major": 15, "minor": 30},
        "domain/3 work_order", "days", 1, 365,
    ),
    Declared(
        "overdue_township_hours", "levels", "graded", {"critical": 0, "major": 72, "minor": 168},
        "domain/3 work_order", "hours", 0, 2160,
    ),
    Declared(
        "overdue_county_hours", "levels", "graded", {"critical": 2, "major": 168, "minor": 0},
        "domain/3 work_order", "hours", 0, 2160,
    ),
    Declared("spot_fix_review_percent", "levels", "whole", 5, "domain/3 damage_report", "percent", 0, 100),
    Declared("undo_s", "levels", "whole", 5, "screens.md", "seconds", 0, 30),
    _days("feedback_days", 7, 1, 60, "domain/3 damage_report"),
    _days("appeal_days", 15, 1, 60, "domain/3 damage_report"),
    _days("need_info_days", 7, 1, 60, "domain/3 damage_report"),
    _days("acceptance_days", 7, 1, 60, "domain/3 work_order"),
    _days("pause_days_most", 30, 0, 365, "domain/3 work_order"),
    _days("patrol_grace_days", 7, 0, 30, "domain/3 patrol.task"),
    _days("patrol_close_days", 21, 1, 90, "domain/3 patrol.task"),
    _days("recheck_days", 3, 1, 30, "domain/3 patrol.task"),
    _days("late_visit_days", 30, 1, 365, "domain/3 patrol.task"),
    _days("spot_fix_review_days", 7, 1, 60, "domain/3 damage_report"),
    Declared(
        "comment_accept_workdays", "days", "whole", 5, "domain/3 supervision_comment", "workdays", 1, 30
    ),
    _days("comment_answer_days", 20, 1, 60, "domain/3 supervision_comment"),
    _days("comment_silence_days", 30, 7, 180, "domain/3 supervision_comment"),
    _days("comment_clue_days", 15, 3, 60, "domain/3 supervision_comment"),
    _days("comment_absent_days", 90, 7, 365, "domain/3 3.1"),
    _days("upload_only_days", 30, 0, 365, "sync.md"),
    _days("photo_reuse_days", 400, 30, 1500, "domain/5"),
    _money("village_direct_limit", 200_000, "domain/3 work_order"),
    _money("small_job_limit", 200_000, "domain/3 work_order"),
    _money("receipt_limit", 200_000, "domain/3 work_order"),
    _money("township_repair_limit", 2_000_000, "domain/3 work_order"),
    Declared("audit_online_days", SECURITY, "whole", 1095, "security.md", "days", 180, 36_500),
    Declared("digest_hour", "channels", "whole", 8, "screens.md", "hour", 0, 23),
    Declared("quiet_from", "channels", "whole", 21, "screens.md", "hour", 0, 23),
    Declared("quiet_to", "channels", "whole", 7, "screens.md", "hour", 0, 23),
    Declared("separate_administrators", SECURITY, "flag", False, "security.md"),
    Declared("totp_roles", SECURITY, "choices", [], "security.md", choices=STAFF_ROLES),
    Declared("reauth_minutes", SECURITY, "whole", 0, "security.md", "minutes", 0, 480),
    Declared("idle_minutes", SECURITY, "whole", 0, "domain/6", "minutes", 0, 480),
)  # fmt: skip
SETTINGS: dict[str, Declared] = {one.name: one for one in _ALL}


def checked(name: str, value: Any) -> Any:
    """Return the value as it is kept; raises KeyError for a name nobody declared, SettingRefused."""
    declared = SETTINGS[name]
    kept = value.strip() if isinstance(value, str) else value
    if not declared.allows(kept):
        raise SettingRefused(least=f"{declared.least:g}", most=f"{declared.most:g}")
    return kept
