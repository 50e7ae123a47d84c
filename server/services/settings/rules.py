"""What a county may set, with the value that holds where it sets none.

Amounts are in 分, days are calendar days.  Sources: domain/3 (service levels), domain/9 (decisions).
"""

from __future__ import annotations

from typing import Any

DEFAULTS: dict[str, Any] = {
    "app_name": "帮扶资产管护",
    "hotline": "12345",
    "village_direct_limit": 200_000,
    "small_job_limit": 200_000,
    "township_repair_limit": 2_000_000,
    "feedback_days": 7,
    "acceptance_days": 7,
    "accept_hours": {"critical": 0.5, "major": 24, "minor": 72},
    "repair_days": {"critical": 3, "major": 15, "minor": 30},
    "patrol_generate_days": 7,
    "patrol_grace_days": 7,
    "late_visit_days": 30,
    "photo_every": 4,
    "spot_fix_review_percent": 5,
    "spot_fix_review_days": 7,
    "undo_s": 5,
    "upload_only_days": 30,
    "photo_reuse_days": 400,
    "separate_administrators": False,
}
