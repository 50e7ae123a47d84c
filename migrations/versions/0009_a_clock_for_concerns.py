"""What people say of people and of use has a life of its own; upward reports go over to it.

Reports that went on to a repair, and those that were over, stay reports.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4, uuid5

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
GOES_OVER = {
    "submitted": "received",
    "transferred": "received",
    "triaging": "accepted",
    "need_info": "accepted",
    "rejected": "answered",
}
ACCEPT_DAYS, ANSWER_DAYS = 7, 20  # from the day on which the clock was hung up
AT_ONCE = 200


def upgrade() -> None:
    _comments()
    _steps()
    _take_over()
    _refuse_changes("comment_steps")


def _comments() -> None:
    op.create_table(
        "supervision_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("comment_no", sa.String(length=24), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.String(length=12),
            nullable=False,
            comment="qr_public, custodian, patrol, hotline, system",
        ),
        sa.Column(
            "category",
            sa.String(length=24),
            nullable=False,
            comment="a kind of CATEGORIES, or a question's code",
        ),
        sa.Column(
            "title", sa.String(length=60), nullable=False, comment="what it is about, as people read it"
        ),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column(
            "about", sa.String(length=10), nullable=False, comment="village, township, county or other"
        ),
        sa.Column("about_user_id", sa.Uuid(), nullable=True),
        sa.Column("about_org_id", sa.Uuid(), nullable=True),
        sa.Column("first_level", sa.String(length=10), nullable=False, comment="where it began"),
        sa.Column(
            "level", sa.String(length=10), nullable=False, comment="who acts now: township, county, city"
        ),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column(
            "under_review", sa.Boolean(), nullable=False, comment="past a limit: stands last in the list"
        ),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column(
            "device_hash", sa.String(length=64), nullable=True, comment="of the cookie set when it was said"
        ),
        sa.Column("receipt_token", sa.String(length=12), nullable=True),
        sa.Column("query_code_hash", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True, comment="deleted a year after closing"),
        sa.Column("on_behalf_of", sa.String(length=40), nullable=True, comment="whose words staff took down"),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("inspection_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False, comment="UTC, the server's clock"),
        sa.Column("accept_due_at", MOMENT, nullable=False, comment="UTC; by when somebody accepts it"),
        sa.Column("answer_due_at", MOMENT, nullable=False, comment="UTC; by when it is answered"),
        sa.Column("dept_id", sa.Uuid(), nullable=True, comment="None: the office"),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("handled_by", JSON, nullable=False, comment="people, departments, levels that had it"),
        sa.Column(
            "question", sa.String(length=300), nullable=True, comment="what the reporter is asked to add"
        ),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("no_clue_agreed_by", sa.Uuid(), nullable=True),
        sa.Column("findings", sa.String(length=500), nullable=True, comment="what was looked into"),
        sa.Column("action", sa.String(length=500), nullable=True, comment="what is done about it"),
        sa.Column("done_by", sa.String(length=100), nullable=True, comment="by when, in words"),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("failed_calls", sa.Integer(), nullable=False),
        sa.Column("instruction", sa.String(length=300), nullable=True, comment="of the level above"),
        sa.Column("instruction_due_on", sa.Date(), nullable=True),
        sa.Column(
            "refer_reason", sa.String(length=12), nullable=True, comment="lawsuit, petition, discipline"
        ),
        sa.Column("refer_to", sa.String(length=200), nullable=True, comment="where to go instead"),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_org_id"],
            ["organizations.id"],
            name=op.f("fk_supervision_comments_about_org_id_organizations"),
        ),
        sa.ForeignKeyConstraint(
            ["about_user_id"], ["users.id"], name=op.f("fk_supervision_comments_about_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_supervision_comments_asset_id_assets")
        ),
        sa.ForeignKeyConstraint(
            ["dept_id"], ["organizations.id"], name=op.f("fk_supervision_comments_dept_id_organizations")
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["users.id"], name=op.f("fk_supervision_comments_handler_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspections.id"],
            name=op.f("fk_supervision_comments_inspection_id_inspections"),
        ),
        sa.ForeignKeyConstraint(
            ["no_clue_agreed_by"], ["users.id"], name=op.f("fk_supervision_comments_no_clue_agreed_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["damage_reports.id"],
            name=op.f("fk_supervision_comments_report_id_damage_reports"),
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["users.id"], name=op.f("fk_supervision_comments_reporter_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_comments")),
        sa.UniqueConstraint("comment_no", name=op.f("uq_supervision_comments_comment_no")),
        sa.UniqueConstraint("receipt_token", name=op.f("uq_supervision_comments_receipt_token")),
        sa.UniqueConstraint("report_id", name=op.f("uq_supervision_comments_report_id")),
    )
    op.create_index(
        op.f("ix_supervision_comments_county_code_asset_id_category"),
        "supervision_comments",
        ["county_code", "asset_id", "category"],
        unique=False,
    )
    op.create_index(
        op.f("ix_supervision_comments_county_code_device_hash"),
        "supervision_comments",
        ["county_code", "device_hash"],
        unique=False,
    )
    op.create_index(
        op.f("ix_supervision_comments_county_code_inspection_id"),
        "supervision_comments",
        ["county_code", "inspection_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_supervision_comments_county_code_query_code_hash"),
        "supervision_comments",
        ["county_code", "query_code_hash"],
        unique=False,
    )
    op.create_index(
        op.f("ix_supervision_comments_county_code_status_received_at"),
        "supervision_comments",
        ["county_code", "status", "received_at"],
        unique=False,
    )


def _steps() -> None:
    op.create_table(
        "comment_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("old", sa.String(length=32), nullable=True),
        sa.Column("new", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False, comment="who had it after this step"),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(length=1200), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_comment_steps_actor_id_users")),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["supervision_comments.id"],
            name=op.f("fk_comment_steps_comment_id_supervision_comments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_steps")),
    )
    op.create_index(
        op.f("ix_comment_steps_county_code_comment_id_at"),
        "comment_steps",
        ["county_code", "comment_id", "at"],
        unique=False,
    )


def _table(name: str, *columns: str, **typed: Any) -> sa.TableClause:
    return sa.table(name, *map(sa.column, columns), *(sa.column(key, kind) for key, kind in typed.items()))


REPORTS = _table(
    "damage_reports", "county_code", "channel", "category", "title", "words", "upward", "level", "status",
    "under_review", "reason", "version", id=sa.Uuid(), asset_id=sa.Uuid(), reporter_id=sa.Uuid(),
    inspection_id=sa.Uuid(), reported_at=MOMENT, decided_at=MOMENT,
)  # fmt: skip
ORDERS = _table("work_orders", report_id=sa.Uuid())
REPORT_STEPS = _table(
    "report_steps", "county_code", "event", "old", "new", id=sa.Uuid(), report_id=sa.Uuid(), at=MOMENT
)
COMMENTS = _table(
    "supervision_comments", "county_code", "comment_no", "channel", "category", "title", "words", "about",
    "first_level", "level", "status", "under_review", "findings", "failed_calls", "version", id=sa.Uuid(),
    asset_id=sa.Uuid(), reporter_id=sa.Uuid(), report_id=sa.Uuid(), inspection_id=sa.Uuid(),
    received_at=MOMENT, accept_due_at=MOMENT, answer_due_at=MOMENT, answered_at=MOMENT, handled_by=JSON,
)  # fmt: skip
COMMENT_STEPS = _table(
    "comment_steps", "county_code", "event", "old", "new", "level", "words", id=sa.Uuid(),
    comment_id=sa.Uuid(), at=MOMENT,
)  # fmt: skip
HEADS = _table("county_heads", "county_code", "feed_seq", numbers=JSON)
FEED = _table("feed_rows", "county_code", "kind", "object_id", "audience", "seq")


def _take_over() -> None:
    """Let each upward report that is under way, and has no repair, go on as a comment."""
    connection = op.get_bind()
    mended = sa.select(ORDERS.c.report_id)
    which = REPORTS.c.upward.is_(True) & REPORTS.c.status.in_(list(GOES_OVER))
    wanted = sa.select(REPORTS).where(which, REPORTS.c.id.not_in(mended)).order_by(REPORTS.c.reported_at)
    rows = connection.execute(wanted).mappings().all()
    for start in range(0, len(rows), AT_ONCE):
        for report in rows[start : start + AT_ONCE]:
            _go_over(connection, dict(report), datetime.now(UTC))


def _go_over(connection: sa.Connection, report: dict[str, Any], now: datetime) -> None:
    comment_id, status = uuid5(report["id"], "comment"), GOES_OVER[report["status"]]
    level = report["level"] if report["level"] in {"township", "county"} else "township"
    kept = ("county_code", "channel", "category", "title", "words", "under_review", "asset_id", "reporter_id")
    connection.execute(
        COMMENTS.insert().values(
            **{name: report[name] for name in kept}, id=comment_id, report_id=report["id"], status=status,
            comment_no=_next_number(connection, report["county_code"], report["reported_at"]),
            inspection_id=report["inspection_id"], about="village", first_level=level, level=level,
            received_at=report["reported_at"], accept_due_at=now + timedelta(days=ACCEPT_DAYS),
            answer_due_at=now + timedelta(days=ANSWER_DAYS), handled_by=[], failed_calls=0, version=1,
            findings=report["reason"] if status == "answered" else None,
            answered_at=(report["decided_at"] or now) if status == "answered" else None,
        )
    )  # fmt: skip
    told = {"submit": report["reported_at"]}
    told |= {"accept": now} if status == "accepted" else {"answer": now} if status == "answered" else {}
    for event, at in told.items():
        connection.execute(
            COMMENT_STEPS.insert().values(
                id=uuid5(comment_id, event), county_code=report["county_code"], comment_id=comment_id,
                event=event, old="received", new="received" if event == "submit" else status, level=level,
                words=report["reason"] if event == "answer" else None, at=at,
            )
        )  # fmt: skip
    _hand_on(connection, report, now)


def _hand_on(connection: sa.Connection, report: dict[str, Any], now: datetime) -> None:
    """Leave the report as handed on, with a step that says so, and let the phones that show it hear."""
    if report["status"] != "transferred":
        connection.execute(
            REPORT_STEPS.insert().values(
                id=uuid4(), county_code=report["county_code"], report_id=report["id"],
                event="transfer_supervise", old=report["status"], new="transferred", at=now,
            )
        )  # fmt: skip
    connection.execute(
        REPORTS.update().where(REPORTS.c.id == report["id"]).values(
            status="transferred", version=report["version"] + 1
        )
    )  # fmt: skip
    own = (FEED.c.kind == "report") & (FEED.c.object_id == str(report["id"]))
    for (audience,) in connection.execute(sa.select(FEED.c.audience).where(own)).all():
        at_head = HEADS.c.county_code == report["county_code"]
        connection.execute(HEADS.update().where(at_head).values(feed_seq=HEADS.c.feed_seq + 1))
        seq = connection.execute(sa.select(HEADS.c.feed_seq).where(at_head)).scalar_one()
        connection.execute(FEED.update().where(own, FEED.c.audience == audience).values(seq=seq))


def _next_number(connection: sa.Connection, county_code: str, at: datetime) -> str | None:
    """Count on in the county's row; None in a county that has not begun to count."""
    at_head = HEADS.c.county_code == county_code
    numbers = connection.execute(sa.select(HEADS.c.numbers).where(at_head)).scalar()
    if numbers is None:
        return None
    series = f"FY{at.year}"
    following = int(numbers.get(series, 0)) + 1
    connection.execute(HEADS.update().where(at_head).values(numbers={**numbers, series: following}))
    return f"{series}-{county_code}-{following:06d}"


def _refuse_changes(table: str) -> None:
    """Let nobody change or delete what happened, whatever the program is."""
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


def downgrade() -> None:
    _take_back()
    op.drop_table("comment_steps")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION comment_steps_refuse()")
    op.drop_table("supervision_comments")


def _take_back() -> None:
    """Give the reports that went over the state which they had; what came since as a comment is gone.

    Their history keeps the step: it is only ever added to.
    """
    connection = op.get_bind()
    gone_over = sa.select(COMMENTS.c.report_id).where(COMMENTS.c.report_id.is_not(None))
    for (report_id,) in connection.execute(gone_over).all():
        handed = (REPORT_STEPS.c.report_id == report_id) & (REPORT_STEPS.c.event == "transfer_supervise")
        newest = sa.select(REPORT_STEPS.c.old).where(handed).order_by(REPORT_STEPS.c.at.desc()).limit(1)
        old = connection.execute(newest).scalar()
        if old is not None:
            connection.execute(REPORTS.update().where(REPORTS.c.id == report_id).values(status=old))
