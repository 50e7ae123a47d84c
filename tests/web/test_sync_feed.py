"""The feed: nothing missed, nothing that is another's, and told when something leaves."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask

from server.core.clock import as_of, now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.damage.models import DamageReport
from server.field.inspections.actions import review, void
from server.field.inspections.models import Inspection
from server.field.patrols.actions import close_missed, expire, give_out, lapse
from server.identity.accounts.models import Post
from server.services.feed.actions import share, touch, withdraw
from server.services.feed.models import FeedRow
from server.services.files.models import FileRow
from tests.makers import County, item_of, make_asset, make_plan, note_of, picture, visit_of
from tests.web.conftest import Phone


def test_first_pull_brings_the_village_and_the_next_one_only_news(county: County, phone: Phone) -> None:
    worker = phone("worker")
    first = worker.pull()
    assert first.lines[0] == {"kind": "reset"}
    assert set(first.rows("asset")) == {str(county.asset_id)}
    assert len(first.rows("template")) == 23
    assert [line["kind"] for line in worker.pull(first.cursor).lines] == ["cursor"]
    worker.push(visit_of(worker, county.asset_id))
    assert set(worker.pull(first.cursor).rows("asset")) == {str(county.asset_id)}


def test_every_answer_says_whose_news_it_is(county: County, phone: Phone) -> None:
    worker, cadre = phone("worker"), phone("county")
    told = [whose.pull().lines[-1]["user_id"] for whose in (worker, cadre, worker)]
    assert told == [str(county.people[name]) for name in ("worker", "county", "worker")]


def test_neighbouring_village_sees_nothing_of_it(county: County, phone: Phone) -> None:
    neighbour = phone("neighbour")
    phone("worker").push(visit_of(phone("worker"), county.asset_id, "WE01"))
    feed = neighbour.pull()
    assert feed.rows("asset") == feed.rows("report") == {}


def test_worker_is_asked_only_workers_questions(county: County, phone: Phone) -> None:
    items = phone("worker").pull().rows("template")["well"]["items"]
    assert [item["code"] for item in items][:4] == ["G02", "G03", "G04", "G05"]
    assert "WE02" not in {item["code"] for item in items}


@pytest.mark.parametrize(
    ("name", "role", "may"), [("approver", "township_staff", True), ("village", None, False)]
)
def test_another_post_at_the_same_place_brings_what_it_may_do(
    county: County, phone: Phone, name: str, role: str | None, may: bool
) -> None:
    worker, cadre = phone("worker"), phone(name)
    worker.push(visit_of(worker, county.asset_id, "WE01"))
    before = cadre.pull()
    (report,) = before.rows("report")
    with unit_of_work() as session:
        posts = session.query(Post).filter_by(user_id=county.people[name]).order_by(Post.role.desc())
        post = posts.first()
        if role:
            session.add(Post(id=new_id(), county_code="140699", user_id=post.user_id, role=role,
                             region_path=post.region_path, from_on=post.from_on))  # fmt: skip
        else:
            for one in posts.filter(Post.role == "village_admin"):
                one.to_on = one.from_on - timedelta(days=1)
    feed = cadre.pull(before.cursor)
    assert feed.lines[0] == {"kind": "reset"}
    assert ("verify" in before.rows("report")[report]["may"]) != may
    assert ("verify" in feed.rows("report")[report]["may"]) == may


def test_each_problem_of_a_visit_shows_its_own_photos(county: County, phone: Phone) -> None:
    worker, photos = phone("worker"), {"WE01": picture(90), "WE05": picture(150)}
    item = visit_of(worker, county.asset_id)
    said = json.loads(item.raw)
    answers = [
        one | {"value": "problem"} if one["code"] in photos else one for one in said["payload"]["answers"]
    ]
    files = [note_of(f"problem/{code}/1", photo) for code, photo in photos.items()]
    worker.push(
        item.changed(files=files, payload=said["payload"] | {"answers": answers, "all_normal": False})
    )
    for photo in photos.values():
        worker.carry(photo)
    known = {report.category: str(report.id) for report in db.session.query(DamageReport)}
    taken = {file.slot: str(file.id) for file in db.session.query(FileRow)}
    rows = phone("village").pull().rows("report")
    assert {code: rows[known[code]]["photos"] for code in photos} == {
        code: [taken[f"problem/{code}/1"]] for code in photos
    }


def test_picture_of_a_visit_that_counts_no_more_is_not_the_last_one(county: County, phone: Phone) -> None:
    worker, photo = phone("worker"), picture()
    worker.push(visit_of(worker, county.asset_id).changed(files=[note_of("plan/1", photo)]))
    worker.carry(photo)
    first = worker.pull()
    assert first.rows("asset")[str(county.asset_id)]["last_photo"]
    void(db.session.query(Inspection).one().id, "fabricated", "照片是去年的")
    assert worker.pull(first.cursor).rows("asset")[str(county.asset_id)]["last_photo"] is None


def test_change_of_duty_resets_the_phone_and_says_what_left(county: County, phone: Phone) -> None:
    worker = phone("worker")
    old = worker.pull().cursor
    with unit_of_work() as session:
        for post in session.query(Post).filter_by(user_id=county.people["worker"]):
            post.region_path = county.paths["village21"]
        elsewhere = make_asset(county.paths["village21"], "后沟3号井").id
    feed = worker.pull(old)
    assert feed.lines[0] == {"kind": "reset"}
    assert str(elsewhere) in feed.rows("asset")
    assert county.blank in feed.gone("blank_tag")


def test_task_goes_to_its_worker_and_an_excuse_is_an_answer(app: Flask, county: County, phone: Phone) -> None:
    make_plan()
    assert give_out(100) == 1
    assert give_out(100) == 0
    worker = phone("worker")
    ((task_id, task),) = worker.pull().rows("task").items()
    assert date.fromisoformat(task["due_on"]) >= date.fromisoformat(task["window_start_on"])
    excuse = item_of(worker, "task.excuse", UUID(task_id), {"reason": "snow", "words": None}, task["version"])
    assert (task["plan_kind"], task["excuse"]) == ("routine", None)
    assert worker.put(excuse).json["status"] == "accepted"
    excused = worker.pull().rows("task")[task_id]
    assert (excused["status"], excused["excuse"]) == ("excused", "snow")


def test_clean_visit_finishes_its_task(app: Flask, county: County, phone: Phone) -> None:
    make_plan()
    give_out(100)
    worker = phone("worker")
    ((task_id, _),) = worker.pull().rows("task").items()
    worker.push(visit_of(worker, county.asset_id, task_id=task_id))
    assert worker.pull().rows("task")[task_id]["status"] == "done"
    db.session.expire_all()


def test_cursor_from_before_a_restore_starts_anew(county: County, phone: Phone) -> None:
    worker = phone("worker")
    _, scope, seq = worker.pull().cursor.split(".")
    assert worker.pull(f"other.{scope}.{seq}").lines[0] == {"kind": "reset"}
    assert worker.pull("nonsense").lines[0] == {"kind": "reset"}


def test_first_feed_with_templates_stays_small(county: County, phone: Phone) -> None:
    worker = phone("worker")
    with unit_of_work():
        for number in range(12):
            make_asset(county.paths["village11"], f"{number}号井")
    answer = worker.client.get("/api/v1/feed", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= 50 * 1024


def test_a_township_thing_is_no_news_to_its_villages_nor_to_menders(county: County, phone: Phone) -> None:
    with unit_of_work():
        pump = make_asset(county.paths["township1"], "乡提灌站")
        gate = make_asset(county.paths["county"], "县总闸")
    wanted = {"worker": set(), "mender": set(), "township": {pump.id}, "county": {pump.id, gate.id}}
    for name, seen in wanted.items():
        told = phone(name).pull().rows("asset").keys()
        assert {one.id for one in (pump, gate) if str(one.id) in told} == seen, name


def test_questions_reach_every_phone_of_the_county(county: County, phone: Phone) -> None:
    assert all("well" in phone(name).pull().rows("template") for name in ("worker", "mender", "county"))


def _give_out_long_ago() -> None:
    make_plan()
    with as_of(now() - timedelta(days=200)):
        give_out(100)


def _let_it_lapse() -> None:
    expire(100)
    close_missed(100)
    assert lapse(100) == 1


def test_first_pull_leaves_out_a_round_that_was_over_long_ago(county: County, phone: Phone) -> None:
    _give_out_long_ago()
    _let_it_lapse()
    feed = phone("worker").pull()
    assert feed.rows("asset")
    assert feed.rows("task") == {}


def test_phone_that_holds_a_round_is_told_of_its_end_however_late(county: County, phone: Phone) -> None:
    _give_out_long_ago()
    worker = phone("worker")
    first = worker.pull()
    (task_id,) = first.rows("task")
    _let_it_lapse()
    assert worker.pull(first.cursor).rows("task")[task_id]["status"] == "lapsed"


def test_round_that_ends_between_two_pages_of_the_first_pull_is_told(
    county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.feed.queries.PAGE", 1)
    monkeypatch.setattr("server.web.sync.feed.PAGE", 1)
    _give_out_long_ago()
    worker = phone("worker")
    page = worker.pull()
    seen = set()
    while not (held := page.rows("task")):
        page = worker.pull(page.cursor)
    _let_it_lapse()
    while page.lines[-1]["more"]:
        page = worker.pull(page.cursor)
        seen |= {(one, row["status"]) for one, row in page.rows("task").items()}
    assert seen == {(one, "lapsed") for one in held}


def test_later_page_of_the_first_pull_leaves_out_old_rounds_too(
    county: County, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.feed.queries.PAGE", 1)
    monkeypatch.setattr("server.web.sync.feed.PAGE", 1)
    _give_out_long_ago()
    _let_it_lapse()
    worker = phone("worker")
    page = worker.pull()
    while page.lines[-1]["more"]:
        assert page.rows("task") == {}
        page = worker.pull(page.cursor)


def test_news_of_one_thing_in_one_unit_count_in_their_order(county: County) -> None:
    told = ("140699", "asset", "thing")
    with unit_of_work():
        share(*told, "leaver")
    with unit_of_work():
        withdraw(*told, "leaver")
        share(*told, "newcomer")
        touch(*told)
    rows = {row.audience: row for row in db.session.query(FeedRow).filter_by(object_id="thing")}
    assert {audience: row.gone for audience, row in rows.items()} == {"leaver": True, "newcomer": False}
    assert rows["leaver"].seq < rows["newcomer"].seq


def test_a_visit_sent_back_takes_its_picture_from_every_phone(county: County, phone: Phone) -> None:
    worker, photo = phone("worker"), picture()
    worker.push(visit_of(worker, county.asset_id).changed(files=[note_of("plan/1", photo)]))
    worker.carry(photo)
    with unit_of_work():
        visit = db.session.query(Inspection).one()
        visit.status = "pending_review"
    first = worker.pull()
    assert first.rows("asset")[str(county.asset_id)]["last_photo"]
    review(visit.id, "reject", "照片看不清")
    assert worker.pull(first.cursor).rows("asset")[str(county.asset_id)]["last_photo"] is None
    row = worker.pull().rows("asset")[str(county.asset_id)]
    assert (row["last_inspected_on"], row["last_result"]) == (None, None)
