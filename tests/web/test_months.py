"""有出入，我说一下: kept, seen in the township's 待办, answered on the phone; the village hears no name."""

from __future__ import annotations

from typing import Any

import pytest

from server.core.db import db
from server.services.notices.models import Notice
from tests.makers import County, Item, Signed, item_of
from tests.web.conftest import Desk, Phone


def contest(who: Signed, **more: Any) -> Item:
    payload = {"month": "2026-11", "doubt": "visit_lacks", "words": "南坡的井我去了", **more}
    return item_of(who, "month.contest", None, payload)


def test_contested_month_stands_in_the_townships_list_in_words(
    county: County, phone: Phone, desk: Desk
) -> None:
    worker = phone("worker")
    receipt = worker.put(contest(worker)).json
    assert (receipt["status"], receipt["reason_zh"]) == ("quarantined", "乡里会看，看完在这里告诉您。")
    clerk = desk("township")
    assert "说这个月的数有出入" in clerk.open("/desk/").text
    clerk.open(f"/desk/quarantine/{receipt['id']}")
    for said in ("2026-11：有的我巡了，没算上", "南坡的井我去了", "他说得对", "数没错，告诉他为什么"):
        assert said in clerk.sees


@pytest.mark.parametrize(("verb", "outcome"), [("admission", "admitted"), ("refusal", "refused")])
def test_whoever_contested_hears_the_answer(
    verb: str, outcome: str, county: County, phone: Phone, desk: Desk
) -> None:
    worker, clerk = phone("worker"), desk("township")
    receipt = worker.put(contest(worker)).json
    clerk.open(f"/desk/quarantine/{receipt['id']}")
    clerk.send(verb, **({"words": "查过了，那天去的是北坡"} if verb == "refusal" else {}))
    assert worker.pull().rows("decision")[receipt["id"]]["outcome"] == outcome


def test_village_hears_that_a_month_does_not_add_up_but_not_whose(county: County, phone: Phone) -> None:
    worker = phone("worker")
    worker.put(contest(worker))
    told = db.session.query(Notice).filter_by(kind="month_contested").one()
    assert (told.user_id, told.facts) == (county.people["village"], {})


@pytest.mark.parametrize(
    "wrong", [{"month": "2026-13"}, {"month": "11"}, {"doubt": "he_is_late"}, {"score": 3}]
)
def test_contest_of_another_form_is_not_taken(wrong: dict[str, Any], county: County, phone: Phone) -> None:
    worker = phone("worker")
    assert worker.put(contest(worker, **wrong)).json["status"] == "rejected"
