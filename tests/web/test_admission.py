"""Admitting what was held back: it counts for what its admitter saw, a judgement for what its author saw."""

from __future__ import annotations

import pytest

from server.core.db import db, unit_of_work
from server.field.damage.models import DamageReport
from server.field.damage.verdicts import Verdict, verify
from server.field.work_orders import repairs
from server.field.work_orders.changes import change_maintainer
from server.field.work_orders.models import WorkOrder
from server.services.audit_log.actions import Doer, acting_as
from tests.makers import PLACE, County, item_of, make_user, picture, visit_of
from tests.web.clerk import SAME_SITE
from tests.web.conftest import Desk, Phone
from tests.web.test_corrections import correction, disputed, register
from tests.web.test_thread import dispatched, mended


def now_of(order: WorkOrder) -> WorkOrder:
    return db.session.get_one(WorkOrder, order.id, populate_existing=True)


def paused_late(county: County, phone: Phone) -> tuple[WorkOrder, str]:
    """Return an order in repair, and a pause of it that was held back as it saw an older version."""
    order, mender = dispatched(county, phone), phone("mender")
    seen = order.version
    begin = item_of(mender, "order.begin", order.id, {"place": PLACE}, seen, {"before/1": picture(9)})
    pause = item_of(mender, "order.pause", order.id, {"reason": "parts", "words": "等水泵"}, seen)
    assert [one["status"] for one in mender.push(begin, pause)] == ["accepted", "conflict"]
    return order, pause.id


def insisted(desk: Desk, item_id: str) -> int:
    """Admit a kept item without a version, though its page may offer that no more; return the answer."""
    clerk = desk("county")
    clerk.open(f"/desk/quarantine/{item_id}")
    told = {"csrf": clerk.form("refusal").fields["csrf"]}
    address = f"/desk/quarantine/{item_id}/admission"
    return clerk.client.post(address, data=told, headers=SAME_SITE).status_code


def test_what_changed_while_the_page_was_open_is_shown_before_it_is_changed_again(
    county: County, phone: Phone, desk: Desk
) -> None:
    order, late = paused_late(county, phone)
    clerk = desk("county")
    clerk.open(f"/desk/quarantine/{late}")
    with acting_as(Doer("user", county.people["mender"])):
        repairs.pause(order.id, "weather", "下雨", None)
        repairs.resume(order.id, None)
    version = now_of(order).version
    assert clerk.send("admission").status_code == 409
    assert (now_of(order).status, now_of(order).version) == ("in_repair", version)
    clerk.open(f"/desk/quarantine/{late}")
    clerk.send("admission")
    assert (now_of(order).status, now_of(order).version) == ("paused", version + 1)


def test_whoever_saw_no_version_changes_nothing_that_has_changed(
    county: County, phone: Phone, desk: Desk
) -> None:
    order, late = paused_late(county, phone)
    assert insisted(desk, late) == 409
    assert now_of(order).status == "in_repair"


def test_an_acceptance_holds_for_the_repair_that_its_author_saw(
    county: County, phone: Phone, desk: Desk
) -> None:
    order, mender = dispatched(county, phone), phone("mender")
    mended(county, phone, mender, order)
    supervisor = phone("supervisor")
    passed = item_of(supervisor, "order.pass", order.id, {"publish_photos": False}, now_of(order).version)
    with acting_as(Doer("user", county.people["supervisor"])):
        repairs.refuse(order.id, "还漏水", None)
    with acting_as(Doer("user", county.people["mender"])):
        repairs.begin(order.id, 1, None)
        repairs.finish(order.id, repairs.Done(90_000), 1, None)
    assert supervisor.put(passed).json["status"] == "conflict"
    assert insisted(desk, passed.id) == 409
    assert now_of(order).status == "finished"
    clerk = desk("county")
    assert "请不收" in clerk.open(f"/desk/quarantine/{passed.id}").text
    assert not clerk.may("admission")


def test_a_verdict_holds_for_the_report_that_its_author_saw(county: County, phone: Phone, desk: Desk) -> None:
    worker, village = phone("worker"), phone("village")
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    report = db.session.query(DamageReport).one()
    minor = {"outcome": "confirm", "severity": "minor"}
    late = item_of(village, "damage.verify", report.id, minor, report.version)
    with acting_as(Doer("user", county.people["village"])):
        verify(report.id, Verdict("confirm", "major"), None)
    assert village.put(late).json["status"] == "conflict"
    assert insisted(desk, late.id) == 409
    assert db.session.get_one(DamageReport, report.id, populate_existing=True).severity == "major"


def test_what_was_held_back_for_another_reason_is_shown_beside_what_stands_now(
    county: County, phone: Phone, desk: Desk
) -> None:
    order, mender = dispatched(county, phone), phone("mender")
    done = {"materials": [], "actual_cost_fen": 120_000, "words": None}
    finish = item_of(mender, "order.finish", order.id, done, order.version + 1, {"after/1": picture(10)})
    with unit_of_work():
        other = make_user("mender2", ("maintainer",), county.paths["county"])
    with acting_as(Doer("user", county.people["village"])):
        change_maintainer(order.id, other, "他病了", None)
    assert mender.put(finish).json["status"] == "quarantined"
    page = desk("county").open(f"/desk/quarantine/{finish.id}").text
    assert "mender2" in page
    assert "第几版" in page


@pytest.mark.parametrize("changed", [False, True])
def test_a_disputed_fact_is_written_only_over_the_one_that_was_shown(
    changed: bool, county: County, phone: Phone, desk: Desk
) -> None:
    late, clerk = disputed(county, phone), desk("township")
    clerk.open(f"/desk/quarantine/{late.id}")
    if changed:
        other = phone("township")
        again = correction(other, county, "深70米", old="深60米")
        assert other.put(again).json["status"] == "accepted"
    assert clerk.send("admission").status_code == (409 if changed else 200)
    assert register(county).spec == ("深70米" if changed else "深80米")
