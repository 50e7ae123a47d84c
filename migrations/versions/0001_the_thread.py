"""The thread: every table that one walk from a scan to an accepted repair needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
APPEND_ONLY = ("audit_log", "asset_state_log", "report_steps", "order_steps")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="UTC, the server's clock"),
        sa.Column("actor_id", sa.Uuid(), nullable=True, comment="None for the system and for the public"),
        sa.Column("actor_kind", sa.String(length=16), nullable=False, comment="user, public or system"),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("object_kind", sa.String(length=32), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_county_code_at"), "audit_log", ["county_code", "at"], unique=False)
    op.create_index(
        op.f("ix_audit_log_county_code_object_id_at"),
        "audit_log",
        ["county_code", "object_id", "at"],
        unique=False,
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "checklist_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("asset_type", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_templates")),
        sa.UniqueConstraint(
            "county_code",
            "asset_type",
            "version",
            name=op.f("uq_checklist_templates_county_code_asset_type_version"),
        ),
    )
    op.create_table(
        "county_heads",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("feed_seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "restore_epoch", sa.String(length=16), nullable=False, comment="changes when a backup is restored"
        ),
        sa.Column("numbers", JSON, nullable=False, comment="last number by kind and year, such as BX2026"),
        sa.PrimaryKeyConstraint("county_code", name=op.f("pk_county_heads")),
    )
    op.create_table(
        "feed_rows",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("object_id", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=120), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("county_code", "kind", "object_id", "audience", name=op.f("pk_feed_rows")),
    )
    op.create_index(
        op.f("ix_feed_rows_county_code_audience_seq"),
        "feed_rows",
        ["county_code", "audience", "seq"],
        unique=False,
    )
    op.create_index(op.f("ix_feed_rows_county_code_seq"), "feed_rows", ["county_code", "seq"], unique=False)
    op.create_table(
        "feed_scopes",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("scope_version", sa.String(length=16), nullable=False),
        sa.Column("audiences", JSON, nullable=False),
        sa.PrimaryKeyConstraint("county_code", "scope_version", name=op.f("pk_feed_scopes")),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "owner_kind",
            sa.String(length=16),
            nullable=False,
            comment="inspection, report, order, asset, item …",
        ),
        sa.Column("owner_id", sa.String(length=40), nullable=False),
        sa.Column(
            "item_id", sa.Uuid(), nullable=True, comment="the item that named it; None for the public's"
        ),
        sa.Column(
            "slot", sa.String(length=64), nullable=False, comment="what it shows, such as problem/WE01/1"
        ),
        sa.Column("mime", sa.String(length=32), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True, comment="UTC, the phone's clock"),
        sa.Column("place", JSON, nullable=True, comment="WGS-84 fix at that moment"),
        sa.Column("exif", JSON, nullable=True, comment="facts read before the resize; never served"),
        sa.Column("public", sa.Boolean(), nullable=False, comment="a reviewer let villagers see it"),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_county_code_item_id"), "files", ["county_code", "item_id"], unique=False)
    op.create_index(
        op.f("ix_files_county_code_owner_kind_owner_id"),
        "files",
        ["county_code", "owner_kind", "owner_id"],
        unique=False,
    )
    op.create_index(op.f("ix_files_county_code_sha256"), "files", ["county_code", "sha256"], unique=False)
    op.create_table(
        "item_bytes",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("item_id", "sha256", name=op.f("pk_item_bytes")),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False, comment="the author's county"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False, comment="whose sign-in brought it"),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=True),
        sa.Column("device_id", sa.String(length=40), nullable=True),
        sa.Column("device_seq", sa.Integer(), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True, comment="UTC, the phone's clock"),
        sa.Column(
            "received_at", sa.DateTime(timezone=True), nullable=False, comment="UTC, the server's clock"
        ),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason_code", sa.String(length=64), nullable=True),
        sa.Column("reason_zh", sa.Text(), nullable=True),
        sa.Column("reason_en", sa.Text(), nullable=True),
        sa.Column(
            "error",
            sa.Text(),
            nullable=True,
            comment="what failed unexpectedly, for whoever mends the system",
        ),
        sa.Column("decision", JSON, nullable=True, comment="what a person decided, when one had to"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
    )
    op.create_index(
        op.f("ix_items_county_code_author_id_received_at"),
        "items",
        ["county_code", "author_id", "received_at"],
        unique=False,
    )
    op.create_index(op.f("ix_items_county_code_status"), "items", ["county_code", "status"], unique=False)
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=24),
            nullable=False,
            comment="department, township_gov, village_committee …",
        ),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("duty_phone", sa.String(length=20), nullable=True, comment="may be shown to villagers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
    )
    op.create_index(
        op.f("ix_organizations_county_code_kind"), "organizations", ["county_code", "kind"], unique=False
    )
    op.create_table(
        "patrol_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "kind", sa.String(length=16), nullable=False, comment="routine, flood, winter, post_event …"
        ),
        sa.Column(
            "photo_every", sa.Integer(), nullable=False, comment="one visit in so many asks for a photo"
        ),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_plans")),
    )
    op.create_index(
        op.f("ix_patrol_plans_county_code_status"), "patrol_plans", ["county_code", "status"], unique=False
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=True, comment="None above the county"),
        sa.Column(
            "level", sa.String(length=8), nullable=False, comment="province, city, county, township, village"
        ),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.Column("path", sa.String(length=80), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True, comment="WGS-84 centre, for demo maps and sorting only"),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_index(op.f("ix_regions_county_code_level"), "regions", ["county_code", "level"], unique=False)
    op.create_index(op.f("ix_regions_path"), "regions", ["path"], unique=False)
    op.create_table(
        "settings",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.PrimaryKeyConstraint("county_code", "name", name=op.f("pk_settings")),
    )
    op.create_table(
        "sweep_leases",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sweep_leases")),
    )
    op.create_table(
        "assets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("asset_code", sa.String(length=25), nullable=True, comment="fixed once registered"),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(length=2), nullable=False),
        sa.Column("subcategory", sa.String(length=4), nullable=False),
        sa.Column("asset_type", sa.String(length=32), nullable=False, comment="names the checklist"),
        sa.Column("nature", sa.String(length=16), nullable=False),
        sa.Column("ledger_tier", sa.String(length=12), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("region_path", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("spec", sa.String(length=500), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=10), nullable=True),
        sa.Column("formed_year", sa.Integer(), nullable=True),
        sa.Column("project_name", sa.String(length=100), nullable=True),
        sa.Column("original_value_fen", sa.BigInteger(), nullable=True),
        sa.Column("owner_org_id", sa.Uuid(), nullable=True),
        sa.Column("supervising_dept_id", sa.Uuid(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True, comment="WGS-84"),
        sa.Column("lng", sa.Double(), nullable=True, comment="WGS-84"),
        sa.Column("accuracy_m", sa.Double(), nullable=True, comment="metres, 95 % radius of the survey"),
        sa.Column(
            "coord_source", sa.String(length=12), nullable=True, comment="tag_bind, survey, map_pick, import"
        ),
        sa.Column("line", JSON, nullable=True, comment="[[lat, lng], …] of roads and canals"),
        sa.Column("fence_m", sa.Double(), nullable=True, comment="metres; None means the type's default"),
        sa.Column("sensitive", sa.Boolean(), nullable=False, comment="its place is never public"),
        sa.Column("lifecycle_status", sa.String(length=12), nullable=False),
        sa.Column("use_status", sa.String(length=16), nullable=False),
        sa.Column("condition_grade", sa.String(length=12), nullable=False),
        sa.Column(
            "pending_condition", sa.String(length=12), nullable=True, comment="said by a visit, not confirmed"
        ),
        sa.Column("last_inspected_on", sa.Date(), nullable=True),
        sa.Column("last_result", sa.String(length=8), nullable=True, comment="ok or problem"),
        sa.Column("search_text", sa.Text(), nullable=False, comment="names, code and pinyin initials"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("original_value_fen >= 0", name=op.f("ck_assets_value_positive")),
        sa.ForeignKeyConstraint(
            ["owner_org_id"], ["organizations.id"], name=op.f("fk_assets_owner_org_id_organizations")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_assets_region_code_regions")
        ),
        sa.ForeignKeyConstraint(
            ["supervising_dept_id"],
            ["organizations.id"],
            name=op.f("fk_assets_supervising_dept_id_organizations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("asset_code", name=op.f("uq_assets_asset_code")),
    )
    op.create_index(
        op.f("ix_assets_county_code_lat_lng"), "assets", ["county_code", "lat", "lng"], unique=False
    )
    op.create_index(
        op.f("ix_assets_county_code_region_path"), "assets", ["county_code", "region_path"], unique=False
    )
    op.create_index(
        op.f("ix_assets_county_code_supervising_dept_id"),
        "assets",
        ["county_code", "supervising_dept_id"],
        unique=False,
    )
    op.create_table(
        "county_blobs",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_county_blobs_sha256_blobs")),
        sa.PrimaryKeyConstraint("county_code", "sha256", name=op.f("pk_county_blobs")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("display_name", sa.String(length=40), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(length=160), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False, comment="active or suspended"),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("large_text", sa.Boolean(), nullable=False, comment="大字版"),
        sa.Column("demo", sa.Boolean(), nullable=False, comment="works in demo mode only"),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column(
            "next_try_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="UTC; back-off after wrong passwords",
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organizations.id"], name=op.f("fk_users_org_id_organizations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_index(op.f("ix_users_county_code_status"), "users", ["county_code", "status"], unique=False)
    op.create_table(
        "asset_funds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_funds_asset_id_assets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_funds")),
    )
    op.create_index(
        op.f("ix_asset_funds_county_code_asset_id"), "asset_funds", ["county_code", "asset_id"], unique=False
    )
    op.create_table(
        "asset_state_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(length=16), nullable=False, comment="lifecycle, use, condition"),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("old", sa.String(length=16), nullable=True),
        sa.Column("new", sa.String(length=16), nullable=False),
        sa.Column("source_kind", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_state_log_asset_id_assets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_state_log")),
    )
    op.create_index(
        op.f("ix_asset_state_log_county_code_asset_id_at"),
        "asset_state_log",
        ["county_code", "asset_id", "at"],
        unique=False,
    )
    op.create_table(
        "asset_units",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("unit_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("condition_grade", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_units_asset_id_assets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_units")),
    )
    op.create_index(
        op.f("ix_asset_units_county_code_asset_id"), "asset_units", ["county_code", "asset_id"], unique=False
    )
    op.create_table(
        "custody_assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=24),
            nullable=False,
            comment="village_cadre, public_welfare_post, department_unit …",
        ),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("org_id", sa.Uuid(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True, comment="last day; None while it lasts"),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_custody_assignments_asset_id_assets")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_custody_assignments_org_id_organizations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_custody_assignments_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_assignments")),
    )
    op.create_index(
        op.f("ix_custody_assignments_county_code_asset_id"),
        "custody_assignments",
        ["county_code", "asset_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_custody_assignments_county_code_user_id"),
        "custody_assignments",
        ["county_code", "user_id"],
        unique=False,
    )
    op.create_table(
        "patrol_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("window_start_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Shanghai date, last day of the round"),
        sa.Column("photo_asked", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("excuse", sa.String(length=16), nullable=True),
        sa.Column("excuse_words", sa.String(length=300), nullable=True),
        sa.Column("inspection_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_patrol_tasks_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["users.id"], name=op.f("fk_patrol_tasks_assignee_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["patrol_plans.id"], name=op.f("fk_patrol_tasks_plan_id_patrol_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_tasks")),
    )
    op.create_index(
        op.f("ix_patrol_tasks_county_code_asset_id"),
        "patrol_tasks",
        ["county_code", "asset_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_patrol_tasks_county_code_assignee_id"),
        "patrol_tasks",
        ["county_code", "assignee_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_patrol_tasks_county_code_status_due_on"),
        "patrol_tasks",
        ["county_code", "status", "due_on"],
        unique=False,
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("region_path", sa.String(length=80), nullable=False),
        sa.Column("dept_id", sa.Uuid(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True, comment="last day; None while it lasts"),
        sa.ForeignKeyConstraint(
            ["dept_id"], ["organizations.id"], name=op.f("fk_posts_dept_id_organizations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_posts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    op.create_index(
        op.f("ix_posts_county_code_region_path"), "posts", ["county_code", "region_path"], unique=False
    )
    op.create_index(op.f("ix_posts_county_code_user_id"), "posts", ["county_code", "user_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.String(length=40), nullable=True),
        sa.Column("user_agent", sa.String(length=200), nullable=False),
        sa.Column(
            "upload_only", sa.Boolean(), nullable=False, comment="a suspended user brings what he recorded"
        ),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id_users")),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_sign_ins")),
    )
    op.create_index(
        op.f("ix_sign_ins_county_code_user_id"), "sign_ins", ["county_code", "user_id"], unique=False
    )
    op.create_table(
        "asset_tags",
        sa.Column("token", sa.String(length=12), nullable=False),
        sa.Column("short_code", sa.String(length=8), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column(
            "region_path",
            sa.String(length=80),
            nullable=False,
            comment="the village whose roll it belongs to",
        ),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("replaced_by", sa.String(length=12), nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bound_by", sa.Uuid(), nullable=True),
        sa.Column("last_scanned_on", sa.Date(), nullable=True, comment="changes at most once a day"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_tags_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["asset_units.id"], name=op.f("fk_asset_tags_unit_id_asset_units")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_asset_tags")),
        sa.UniqueConstraint("short_code", name=op.f("uq_asset_tags_short_code")),
    )
    op.create_index(
        op.f("ix_asset_tags_county_code_asset_id"), "asset_tags", ["county_code", "asset_id"], unique=False
    )
    op.create_index(
        op.f("ix_asset_tags_county_code_region_path"),
        "asset_tags",
        ["county_code", "region_path"],
        unique=False,
    )
    op.create_table(
        "inspections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("template_version", sa.String(length=16), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column(
            "captured_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="UTC, the phone's clock, as told",
        ),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), nullable=True, comment="UTC, the phone's clock, as told"
        ),
        sa.Column(
            "received_at", sa.DateTime(timezone=True), nullable=False, comment="UTC, the server's clock"
        ),
        sa.Column("lat", sa.Double(), nullable=True, comment="WGS-84"),
        sa.Column("lng", sa.Double(), nullable=True, comment="WGS-84"),
        sa.Column(
            "accuracy_m", sa.Double(), nullable=True, comment="metres, 95 % radius; None without a fix"
        ),
        sa.Column(
            "distance_m", sa.Double(), nullable=True, comment="metres to the asset; None without a fix"
        ),
        sa.Column("fence_verdict", sa.String(length=12), nullable=False),
        sa.Column("scanned_by", sa.String(length=8), nullable=True),
        sa.Column("scanned_token", sa.String(length=12), nullable=True),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("all_normal", sa.Boolean(), nullable=False),
        sa.Column("problem_count", sa.Integer(), nullable=False),
        sa.Column("max_severity", sa.String(length=8), nullable=True),
        sa.Column(
            "flags", JSON, nullable=False, comment="too_far, time_odd, photo_reused: facts for a person"
        ),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.CheckConstraint("accuracy_m >= 0", name=op.f("ck_inspections_accuracy_positive")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_inspections_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["users.id"], name=op.f("fk_inspections_inspector_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["patrol_tasks.id"], name=op.f("fk_inspections_task_id_patrol_tasks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_index(
        op.f("ix_inspections_county_code_asset_id_captured_at"),
        "inspections",
        ["county_code", "asset_id", "captured_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_inspections_county_code_inspector_id_captured_at"),
        "inspections",
        ["county_code", "inspector_id", "captured_at"],
        unique=False,
    )
    op.create_table(
        "damage_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("report_no", sa.String(length=24), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column(
            "channel", sa.String(length=12), nullable=False, comment="patrol, custodian, qr_public, hotline"
        ),
        sa.Column(
            "category",
            sa.String(length=24),
            nullable=False,
            comment="a question's code, or a kind of public report",
        ),
        sa.Column("title", sa.String(length=60), nullable=False, comment="what is wrong, as people read it"),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column(
            "upward", sa.Boolean(), nullable=False, comment="goes to the township, never only to the village"
        ),
        sa.Column(
            "level", sa.String(length=8), nullable=False, comment="who acts: village, township, county"
        ),
        sa.Column("severity", sa.String(length=8), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column(
            "under_review", sa.Boolean(), nullable=False, comment="past a limit: waits in the slower queue"
        ),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("inspection_id", sa.Uuid(), nullable=True),
        sa.Column("place", JSON, nullable=True),
        sa.Column(
            "reported_at", sa.DateTime(timezone=True), nullable=False, comment="UTC, the server's clock"
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; by when it is to be mended"
        ),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reason",
            sa.String(length=300),
            nullable=True,
            comment="why rejected or reopened, as told to people",
        ),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_damage_reports_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_damage_reports_decided_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_damage_reports_inspection_id_inspections")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["damage_reports.id"],
            name=op.f("fk_damage_reports_merged_into_id_damage_reports"),
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["users.id"], name=op.f("fk_damage_reports_reporter_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["asset_units.id"], name=op.f("fk_damage_reports_unit_id_asset_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_damage_reports")),
        sa.UniqueConstraint("report_no", name=op.f("uq_damage_reports_report_no")),
    )
    op.create_index(
        op.f("ix_damage_reports_county_code_asset_id_status"),
        "damage_reports",
        ["county_code", "asset_id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_damage_reports_county_code_status_reported_at"),
        "damage_reports",
        ["county_code", "status", "reported_at"],
        unique=False,
    )
    op.create_table(
        "inspection_defects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=8), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False, comment="the question, as people read it"),
        sa.Column(
            "severity", sa.String(length=8), nullable=True, comment="None: graded when it is confirmed"
        ),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("fixed_on_spot", sa.Boolean(), nullable=False),
        sa.Column("chainage_m", sa.Double(), nullable=True, comment="metres from the start of the line"),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspections.id"],
            name=op.f("fk_inspection_defects_inspection_id_inspections"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["asset_units.id"], name=op.f("fk_inspection_defects_unit_id_asset_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_defects")),
    )
    op.create_index(
        op.f("ix_inspection_defects_county_code_inspection_id"),
        "inspection_defects",
        ["county_code", "inspection_id"],
        unique=False,
    )
    op.create_table(
        "report_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["damage_reports.id"], name=op.f("fk_report_looks_report_id_damage_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_looks")),
    )
    op.create_index(
        op.f("ix_report_looks_county_code_report_id"),
        "report_looks",
        ["county_code", "report_id"],
        unique=False,
    )
    op.create_table(
        "report_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("old", sa.String(length=16), nullable=True),
        sa.Column("new", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_report_steps_actor_id_users")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["damage_reports.id"], name=op.f("fk_report_steps_report_id_damage_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_steps")),
    )
    op.create_index(
        op.f("ix_report_steps_county_code_report_id_at"),
        "report_steps",
        ["county_code", "report_id", "at"],
        unique=False,
    )
    op.create_table(
        "report_voices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("receipt_token", sa.String(length=12), nullable=True),
        sa.Column("query_code_hash", sa.String(length=64), nullable=True),
        sa.Column(
            "device_hash", sa.String(length=64), nullable=True, comment="of the cookie set when it was said"
        ),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True, comment="deleted a year after closing"),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["damage_reports.id"], name=op.f("fk_report_voices_report_id_damage_reports")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_report_voices_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_voices")),
        sa.UniqueConstraint("receipt_token", name=op.f("uq_report_voices_receipt_token")),
    )
    op.create_index(
        op.f("ix_report_voices_county_code_device_hash"),
        "report_voices",
        ["county_code", "device_hash"],
        unique=False,
    )
    op.create_index(
        op.f("ix_report_voices_county_code_query_code_hash"),
        "report_voices",
        ["county_code", "query_code_hash"],
        unique=False,
    )
    op.create_index(
        op.f("ix_report_voices_county_code_report_id"),
        "report_voices",
        ["county_code", "report_id"],
        unique=False,
    )
    op.create_table(
        "work_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("order_no", sa.String(length=24), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True, comment="who confirmed the damage"),
        sa.Column(
            "level", sa.String(length=8), nullable=False, comment="who accepts: village or township and above"
        ),
        sa.Column("estimate_fen", sa.BigInteger(), nullable=True),
        sa.Column("fund_channel", sa.String(length=24), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("mender_id", sa.Uuid(), nullable=True),
        sa.Column("dispatcher_id", sa.Uuid(), nullable=True, comment="dispatched it last"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Shanghai date"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actual_cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("materials", JSON, nullable=True),
        sa.Column("defects", sa.String(length=500), nullable=True, comment="what the acceptor found wanting"),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by"], ["users.id"], name=op.f("fk_work_orders_accepted_by_users")),
        sa.ForeignKeyConstraint(["approved_by"], ["users.id"], name=op.f("fk_work_orders_approved_by_users")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_work_orders_asset_id_assets")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_work_orders_author_id_users")),
        sa.ForeignKeyConstraint(
            ["dispatcher_id"], ["users.id"], name=op.f("fk_work_orders_dispatcher_id_users")
        ),
        sa.ForeignKeyConstraint(["mender_id"], ["users.id"], name=op.f("fk_work_orders_mender_id_users")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["damage_reports.id"], name=op.f("fk_work_orders_report_id_damage_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_orders")),
        sa.UniqueConstraint("order_no", name=op.f("uq_work_orders_order_no")),
    )
    op.create_index(
        op.f("ix_work_orders_county_code_asset_id"), "work_orders", ["county_code", "asset_id"], unique=False
    )
    op.create_index(
        op.f("ix_work_orders_county_code_mender_id"),
        "work_orders",
        ["county_code", "mender_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_work_orders_county_code_report_id"),
        "work_orders",
        ["county_code", "report_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_work_orders_county_code_status"), "work_orders", ["county_code", "status"], unique=False
    )
    op.create_table(
        "order_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("old", sa.String(length=20), nullable=True),
        sa.Column("new", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "mender_id", sa.Uuid(), nullable=True, comment="who mended at that step, where it names one"
        ),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_order_steps_actor_id_users")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["work_orders.id"], name=op.f("fk_order_steps_order_id_work_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_steps")),
    )
    op.create_index(
        op.f("ix_order_steps_county_code_order_id_at"),
        "order_steps",
        ["county_code", "order_id", "at"],
        unique=False,
    )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    """Let rows of a history only ever be added; the database itself refuses the rest."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def _allow_changes(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(f"DROP FUNCTION {table}_refuse()")


def downgrade() -> None:
    for table in APPEND_ONLY:
        _allow_changes(table)
    op.drop_index(op.f("ix_order_steps_county_code_order_id_at"), table_name="order_steps")
    op.drop_table("order_steps")
    op.drop_index(op.f("ix_work_orders_county_code_status"), table_name="work_orders")
    op.drop_index(op.f("ix_work_orders_county_code_report_id"), table_name="work_orders")
    op.drop_index(op.f("ix_work_orders_county_code_mender_id"), table_name="work_orders")
    op.drop_index(op.f("ix_work_orders_county_code_asset_id"), table_name="work_orders")
    op.drop_table("work_orders")
    op.drop_index(op.f("ix_report_voices_county_code_report_id"), table_name="report_voices")
    op.drop_index(op.f("ix_report_voices_county_code_query_code_hash"), table_name="report_voices")
    op.drop_index(op.f("ix_report_voices_county_code_device_hash"), table_name="report_voices")
    op.drop_table("report_voices")
    op.drop_index(op.f("ix_report_steps_county_code_report_id_at"), table_name="report_steps")
    op.drop_table("report_steps")
    op.drop_index(op.f("ix_report_looks_county_code_report_id"), table_name="report_looks")
    op.drop_table("report_looks")
    op.drop_index(op.f("ix_inspection_defects_county_code_inspection_id"), table_name="inspection_defects")
    op.drop_table("inspection_defects")
    op.drop_index(op.f("ix_damage_reports_county_code_status_reported_at"), table_name="damage_reports")
    op.drop_index(op.f("ix_damage_reports_county_code_asset_id_status"), table_name="damage_reports")
    op.drop_table("damage_reports")
    op.drop_index(op.f("ix_inspections_county_code_inspector_id_captured_at"), table_name="inspections")
    op.drop_index(op.f("ix_inspections_county_code_asset_id_captured_at"), table_name="inspections")
    op.drop_table("inspections")
    op.drop_index(op.f("ix_asset_tags_county_code_region_path"), table_name="asset_tags")
    op.drop_index(op.f("ix_asset_tags_county_code_asset_id"), table_name="asset_tags")
    op.drop_table("asset_tags")
    op.drop_index(op.f("ix_sign_ins_county_code_user_id"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_posts_county_code_user_id"), table_name="posts")
    op.drop_index(op.f("ix_posts_county_code_region_path"), table_name="posts")
    op.drop_table("posts")
    op.drop_index(op.f("ix_patrol_tasks_county_code_status_due_on"), table_name="patrol_tasks")
    op.drop_index(op.f("ix_patrol_tasks_county_code_assignee_id"), table_name="patrol_tasks")
    op.drop_index(op.f("ix_patrol_tasks_county_code_asset_id"), table_name="patrol_tasks")
    op.drop_table("patrol_tasks")
    op.drop_index(op.f("ix_custody_assignments_county_code_user_id"), table_name="custody_assignments")
    op.drop_index(op.f("ix_custody_assignments_county_code_asset_id"), table_name="custody_assignments")
    op.drop_table("custody_assignments")
    op.drop_index(op.f("ix_asset_units_county_code_asset_id"), table_name="asset_units")
    op.drop_table("asset_units")
    op.drop_index(op.f("ix_asset_state_log_county_code_asset_id_at"), table_name="asset_state_log")
    op.drop_table("asset_state_log")
    op.drop_index(op.f("ix_asset_funds_county_code_asset_id"), table_name="asset_funds")
    op.drop_table("asset_funds")
    op.drop_index(op.f("ix_users_county_code_status"), table_name="users")
    op.drop_table("users")
    op.drop_table("county_blobs")
    op.drop_index(op.f("ix_assets_county_code_supervising_dept_id"), table_name="assets")
    op.drop_index(op.f("ix_assets_county_code_region_path"), table_name="assets")
    op.drop_index(op.f("ix_assets_county_code_lat_lng"), table_name="assets")
    op.drop_table("assets")
    op.drop_table("sweep_leases")
    op.drop_table("settings")
    op.drop_index(op.f("ix_regions_path"), table_name="regions")
    op.drop_index(op.f("ix_regions_county_code_level"), table_name="regions")
    op.drop_table("regions")
    op.drop_index(op.f("ix_patrol_plans_county_code_status"), table_name="patrol_plans")
    op.drop_table("patrol_plans")
    op.drop_index(op.f("ix_organizations_county_code_kind"), table_name="organizations")
    op.drop_table("organizations")
    op.drop_index(op.f("ix_items_county_code_status"), table_name="items")
    op.drop_index(op.f("ix_items_county_code_author_id_received_at"), table_name="items")
    op.drop_table("items")
    op.drop_table("item_bytes")
    op.drop_index(op.f("ix_files_county_code_sha256"), table_name="files")
    op.drop_index(op.f("ix_files_county_code_owner_kind_owner_id"), table_name="files")
    op.drop_index(op.f("ix_files_county_code_item_id"), table_name="files")
    op.drop_table("files")
    op.drop_table("feed_scopes")
    op.drop_index(op.f("ix_feed_rows_county_code_seq"), table_name="feed_rows")
    op.drop_index(op.f("ix_feed_rows_county_code_audience_seq"), table_name="feed_rows")
    op.drop_table("feed_rows")
    op.drop_table("county_heads")
    op.drop_table("checklist_templates")
    op.drop_table("blobs")
    op.drop_index(op.f("ix_audit_log_county_code_object_id_at"), table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_county_code_at"), table_name="audit_log")
    op.drop_table("audit_log")
