"""Indexes that find the rows of one thing begin with its id: no query for them names the county."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Each began with county_code, so that it was of no use to whoever asked for the rows of a thing.
BY_ID = (
    ("activations", "user_id"),
    ("asset_funds", "asset_id"),
    ("asset_state_log", "asset_id", "at"),
    ("asset_tags", "asset_id"),
    ("asset_units", "asset_id"),
    ("comment_steps", "comment_id", "at"),
    ("custody_assignments", "asset_id"),
    ("custody_assignments", "user_id"),
    ("damage_reports", "asset_id", "status"),
    ("inspection_defects", "inspection_id"),
    ("inspection_defects", "report_id"),
    ("inspections", "asset_id", "done_at"),
    ("inspections", "inspector_id", "done_at"),
    ("order_steps", "order_id", "at"),
    ("patrol_tasks", "asset_id"),
    ("patrol_tasks", "assignee_id"),
    ("patrol_tasks", "plan_id", "window_start_on", "asset_id"),
    ("posts", "region_path"),
    ("posts", "user_id"),
    ("recovery_codes", "user_id"),
    ("report_looks", "report_id"),
    ("report_steps", "report_id", "at"),
    ("report_voices", "device_hash"),
    ("sign_ins", "user_id"),
    ("supervision_comments", "asset_id", "category"),
    ("supervision_comments", "device_hash"),
    ("supervision_comments", "inspection_id"),
    ("work_orders", "asset_id"),
    ("work_orders", "mender_id"),
    ("work_orders", "report_id"),
)
# Their unique constraints begin with the report.
SAID_TWICE = (("report_alarms", "county_code", "report_id"), ("report_voices", "county_code", "report_id"))
NEW = (
    ("damage_reports", "inspection_id"),
    ("inspections", "county_code", "status", "received_at"),
    ("order_steps", "county_code", "at"),
    ("patrol_tasks", "inspection_id"),
    ("report_steps", "county_code", "at"),
)


def upgrade() -> None:
    for table, *columns in BY_ID:
        _drop(table, "county_code", *columns)
        _create(table, *columns)
    for table, *columns in SAID_TWICE:
        _drop(table, *columns)
    for table, *columns in NEW:
        _create(table, *columns)


def downgrade() -> None:
    for table, *columns in NEW:
        _drop(table, *columns)
    for table, *columns in SAID_TWICE:
        _create(table, *columns)
    for table, *columns in BY_ID:
        _drop(table, *columns)
        _create(table, "county_code", *columns)


def _create(table: str, *columns: str) -> None:
    op.create_index(_name(table, *columns), table, columns)


def _drop(table: str, *columns: str) -> None:
    op.drop_index(_name(table, *columns), table_name=table)


def _name(table: str, *columns: str) -> str:
    return op.f("_".join(("ix", table, *columns)))
