"""What holds for the whole demo county, however its past was written."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from sqlalchemy import Date, DateTime, func, select

from server.assets.register import rules as register
from server.assets.register.models import Asset, AssetUnit, StateChange
from server.assets.tags import rules as tags
from server.assets.tags.models import Tag
from server.core.clock import now, today
from server.core.db import Base, UtcDateTime, db
from server.field.checklists.queries import template
from server.field.checklists.rules import items_for
from server.field.damage import rules as damage
from server.field.damage.models import DamageReport, ReportStep, Voice
from server.field.inspections import rules as inspections
from server.field.inspections.models import Inspection
from server.field.patrols import rules as patrols
from server.field.patrols.models import PatrolTask
from server.field.supervision_comments.models import SupervisionComment
from server.field.work_orders import rules as work_orders
from server.field.work_orders.models import OrderStep, WorkOrder
from server.services.audit_log.models import AuditRow
from server.services.feed.models import CountyHead, FeedRow
from server.services.files.models import FileRow
from server.sweeping import SWEEPS

LIVES = {
    "report": (DamageReport.status, damage.MOVES),
    "order": (WorkOrder.status, work_orders.MOVES),
    "task": (PatrolTask.status, patrols.MOVES),
    "visit": (Inspection.status, inspections.MOVES),
    "plate": (Tag.status, tags.MOVES),
    "lifecycle": (Asset.lifecycle_status, register.LIFECYCLE_MOVES),
    "use": (Asset.use_status, register.USE_MOVES),
    "condition": (Asset.condition_grade, register.CONDITION_MOVES),
}
PASSED_THROUGH = {"received"}  # a visit is judged in the very act of its filing
DUE_LATER = {"due_on", "due_at", "accept_due_at", "answer_due_at", "funds_review_on"}
"""By when something is to be done may lie ahead."""


@pytest.mark.parametrize("life", LIVES)
def test_every_state_of_every_life_cycle_is_there(county, life):
    column, moves = LIVES[life]
    states = {state for state, _ in moves} | set(moves.values())
    assert states - set(db.session.scalars(select(column))) <= PASSED_THROUGH


def test_nothing_of_the_past_lies_in_the_future(county):
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            moment = isinstance(column.type, UtcDateTime | DateTime | Date) and column.name not in DUE_LATER
            latest = db.session.scalar(select(func.max(column))) if moment else None
            if latest is not None and table.name not in {"feed_scopes", "sweep_leases", "sign_ins"}:
                assert latest <= (today() if isinstance(column.type, Date) else now()), (
                    f"{table.name}.{column.name}"
                )


def test_answers_fit_the_questions_of_their_version(county):
    for visit in db.session.scalars(select(Inspection).options()).unique():
        asked = template("140699", visit.template, visit.template_version)
        assert visit.template == visit.asset.asset_type
        slots = {slot for answer in visit.answers for slot in answer.get("slots", ())}
        found = inspections.problems_of(items_for(asked.body, "worker"), visit.answers, slots)
        assert (len(found), len(visit.defects)) == (visit.problem_count, visit.problem_count)


def test_the_steps_of_every_report_and_order_are_a_legal_path_to_where_it_stands(county):
    for row, step, key, moves in (
        (DamageReport, ReportStep, "report_id", damage.MOVES),
        (WorkOrder, OrderStep, "order_id", work_orders.MOVES),
    ):
        paths = defaultdict(list)
        for one in db.session.scalars(select(step).order_by(step.at, step.id)):
            if one.event != "secure":  # moves nothing
                paths[getattr(one, key)].append(one)
        for one in db.session.scalars(select(row)).unique():
            assert all(before.new == after.old for before, after in pairwise(paths[one.id]))
            assert all(moves[after.old, after.event] == after.new for after in paths[one.id][1:])
            assert (paths[one.id][-1].new, len(paths[one.id])) == (one.status, one.version)


def test_every_order_belongs_to_a_report_of_its_asset(county):
    for order in db.session.scalars(select(WorkOrder)).unique():
        assert db.session.get(DamageReport, order.report_id).asset_id == order.asset_id
        assert order.accepted_by is None or order.accepted_by not in {order.mender_id, order.dispatcher_id}
        assert order.approved_by is None or order.approved_by != order.author_id


def test_each_assets_state_is_what_its_last_change_says(county):
    last = {}
    for change in db.session.scalars(select(StateChange).order_by(StateChange.at, StateChange.id)):
        known = last.get((change.asset_id, change.dimension))
        assert known is None or known == change.old
        last[change.asset_id, change.dimension] = change.new
    for asset in db.session.scalars(select(Asset)):
        assert asset.condition_grade == last.get((asset.id, "condition"), "unknown")
        assert asset.use_status == last.get((asset.id, "use"), "in_use")
        assert asset.lifecycle_status == last[asset.id, "lifecycle"]


def test_what_the_register_keeps_of_visits_is_what_the_latest_one_says(county):
    visits = defaultdict(list)
    for visit in db.session.scalars(select(Inspection).order_by(Inspection.done_at)).unique():
        visits[visit.asset_id].append(visit)
    for asset in db.session.scalars(select(Asset).where(Asset.id.in_(visits))):
        latest = visits[asset.id][-1]
        standing = [one for one in latest.defects if not one.fixed_on_spot]
        assert asset.last_result == ("problem" if standing else "ok")
        undecided = [
            one for one in standing
            if db.session.get(DamageReport, one.report_id).status in {*damage.TO_VERIFY, "need_info"}
        ]  # fmt: skip
        assert bool(undecided) <= (asset.pending_condition == "damaged")


def test_human_numbers_are_unique_and_leave_no_gap(county):
    head = db.session.get(CountyHead, "140699")
    told = [
        *db.session.scalars(select(DamageReport.report_no)),
        *db.session.scalars(select(WorkOrder.order_no)),
        *db.session.scalars(select(SupervisionComment.comment_no)),
    ]
    assert None not in told
    series = defaultdict(list)
    for number in told:
        series[number.split("-")[0]].append(int(number[-6:]))
    assert dict(head.numbers) == {name: len(numbers) for name, numbers in series.items()}
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in series.values())


def test_every_voice_has_a_receipt_of_its_own_and_a_report(county):
    voices = db.session.scalars(select(Voice)).all()
    receipts = [voice.receipt_token for voice in voices if voice.receipt_token]
    assert len(receipts) == len(set(receipts)) > 50
    assert all((voice.user_id is None) == (voice.device_hash is not None) for voice in voices)


def test_nothing_of_a_household_is_public_tagged_or_visited(county):
    own = set(db.session.scalars(select(Asset.id).where(Asset.ledger_tier == "household")))
    assert len(own) == 4
    for told in (
        Tag.asset_id,
        PatrolTask.asset_id,
        Inspection.asset_id,
        DamageReport.asset_id,
        AssetUnit.asset_id,
    ):
        assert not own & set(db.session.scalars(select(told)))
    shown = select(FeedRow.audience).where(FeedRow.object_id.in_([str(one) for one in own]))
    assert all(audience.startswith("staff:") for audience in db.session.scalars(shown))
    assert not db.session.scalars(select(FileRow).filter_by(public=True, owner_kind="asset")).all()


def test_sweeping_finds_the_past_as_it_would_have_left_it(county):
    due = {
        name: sweep(100_000)
        for name, sweep in SWEEPS.items()
        if name.partition(".")[0] in {"patrols", "damage"}
    }
    assert due == dict.fromkeys(due, 0)


def test_the_log_has_a_row_for_each_chunk_and_few_others(county):
    written = Counter(db.session.scalars(select(AuditRow.action)))
    assert written["demo.chunk"] == len(
        set(db.session.scalars(select(AuditRow.object_id).filter_by(action="demo.chunk")))
    )
    rows = [one.detail["rows"] for one in db.session.scalars(select(AuditRow).filter_by(action="demo.chunk"))]
    assert max(rows) <= 1500


def test_no_visit_is_flagged_for_a_photo_used_before(county):
    flags = [flag for found in db.session.scalars(select(Inspection.flags)) for flag in found]
    assert flags
    assert "photo_reused" not in flags
