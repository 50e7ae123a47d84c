"""The kinds of notices; their sentences: notice.<kind>.  Source: domain/3 (effects: 提醒, 推送)."""

from __future__ import annotations

KINDS = (
    "damage_reported",
    "damage_reopened",
    "item_held",
    "month_contested",
    "order_assigned",
    "order_created",
    "order_finished",
    "order_refused",
    "cost_approved",
    "cost_denied",
    "cost_submitted",
    "plate_broken",
    "repair_accepted",
    "repair_dropped",
    "report_appealed",
    "report_asked",
    "report_hurried",
    "report_late",
    "report_reassigned",
    "report_rejected",
    "report_stuck",
    "report_supplied",
    "rounds_missed",
    "task_excused",
    "visit_to_review",
)
