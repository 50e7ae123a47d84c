"""A photo that was used before sends its visit to a person, however late it comes; an honest one does not."""

from __future__ import annotations

import io
import json
from uuid import UUID

import pytest

from server.core.db import db
from server.field.inspections.models import Inspection
from server.field.patrols.models import PatrolTask
from tests.makers import County, Signed, item_of, picture, visit_of
from tests.services.test_pictures import noisy
from tests.web.conftest import Phone


def jpeg(seed: int, quality: int = 90, size: tuple[int, int] = (640, 480)) -> bytes:
    out = io.BytesIO()
    noisy(seed).resize(size).save(out, "JPEG", quality=quality)
    return out.getvalue()


def visited(who: Signed, county: County, *photos: bytes, arrive: bool = True) -> Inspection:
    """A clean visit with photos that the plan asked for."""
    visit = visit_of(who, county.asset_id)
    named = {f"plan/{count}": photo for count, photo in enumerate(photos, 1)}
    document = item_of(who, "inspection.file", county.asset_id, {}, photos=named)

    whole = visit.changed(files=json.loads(document.raw)["files"])
    (receipt,) = who.push(whole)
    assert receipt["status"] == "accepted", receipt
    for photo in photos if arrive else ():
        who.carry(photo)
    return fresh(receipt["id"])


def fresh(visit_id: object) -> Inspection:

    db.session.rollback()
    return db.session.get_one(Inspection, UUID(str(visit_id)), populate_existing=True)


@pytest.mark.parametrize("again", [jpeg(1), jpeg(1, 50, (400, 300))], ids=["same bytes", "made smaller"])
def test_photo_of_an_earlier_visit_sends_the_later_one_to_a_person(
    county: County, phone: Phone, again: bytes
) -> None:
    worker = phone("worker")
    first = visited(worker, county, jpeg(1))
    later = visited(worker, county, again)
    assert (fresh(first.id).flags, fresh(first.id).status) == ([], "auto_passed")
    assert (later.flags, later.status) == (["photo_reused"], "pending_review")


def test_visit_that_passed_by_itself_goes_to_a_person_when_its_photo_comes(
    county: County, phone: Phone
) -> None:
    worker = phone("worker")
    visited(worker, county, jpeg(2))
    later = visited(worker, county, jpeg(2, 60), arrive=False)
    assert later.status == "auto_passed"
    worker.carry(jpeg(2, 60))
    assert fresh(later.id).status == "pending_review"


def test_earlier_visit_whose_photo_comes_last_is_still_the_first(county: County, phone: Phone) -> None:
    worker = phone("worker")
    first = visited(worker, county, jpeg(3), arrive=False)
    later = visited(worker, county, jpeg(3, 60))
    worker.carry(jpeg(3))
    assert (fresh(first.id).flags, fresh(later.id).flags) == ([], ["photo_reused"])


def test_honest_visits_are_not_flagged(county: County, phone: Phone) -> None:
    worker = phone("worker")
    visits = [visited(worker, county, jpeg(seed), jpeg(seed, 60)) for seed in (10, 11, 12)]
    assert [fresh(visit.id).flags for visit in visits] == [[], [], []]


def test_two_plain_pictures_are_not_taken_for_one(county: County, phone: Phone) -> None:
    worker = phone("worker")
    visits = [visited(worker, county, picture(shade)) for shade in (10, 200)]
    assert [fresh(visit.id).flags for visit in visits] == [[], []]


def test_item_sent_twice_is_no_reuse(county: County, phone: Phone) -> None:
    worker = phone("worker")
    visit = visit_of(worker, county.asset_id, "WE01", photo=jpeg(4))
    for _ in range(2):
        worker.push(visit)
        worker.carry(jpeg(4))
    assert fresh(visit.id).flags == []
    assert db.session.query(PatrolTask).count() == 0
