"""People at the desk: who sees whom, who gives which post, and what follows when one ends."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from server.core.clock import today
from server.core.db import db, unit_of_work
from server.identity.accounts.models import SignIn, User
from server.services.audit_log.models import AuditRow
from server.services.settings.models import Setting
from tests.makers import County, make_user, visit_of
from tests.web.clerk import Clerk
from tests.web.conftest import Desk, Phone

WORKER = {"name": "王建国", "preset": "worker"}


def person_of(clerk: Clerk) -> User:
    assert clerk.at.startswith("/desk/people/"), clerk.sees
    return db.session.get_one(User, UUID(clerk.at.rsplit("/", 1)[-1]))


def invite(clerk: Clerk, **chosen: object) -> int:
    clerk.open("/desk/people/new")
    return clerk.send("new", **{**WORKER, **chosen}).status_code


def code(county: County, place: str) -> str:
    return county.paths[place].rsplit("/", 1)[-1]


def page_of(county: County, name: str) -> str:
    return f"/desk/people/{county.people[name]}"


def separate() -> None:
    with unit_of_work() as session:
        session.add(Setting(county_code="140699", name="separate_administrators", value=True))


def administrator(county: County, name: str, role: str) -> None:
    with unit_of_work():
        county.people[name] = make_user(name, (role,), county.paths["county"])


def test_village_invites_a_custodian_without_any_password(county: County, desk: Desk) -> None:
    clerk = desk("village")
    assert invite(clerk) == 200
    person = person_of(clerk)
    assert (person.username, person.password_hash) == ("wjg1", None)
    assert {post.role for post in person.posts} == {"patrol_worker", "custodian"}
    assert {post.region_path for post in person.posts} == {county.paths["village11"]}
    assert "没激活" in clerk.sees


def test_second_person_of_that_name_gets_the_next_number(county: County, desk: Desk) -> None:
    clerk = desk("village")
    invite(clerk)
    invite(clerk)
    assert person_of(clerk).username == "wjg2"


def test_taken_name_is_refused_and_the_form_keeps_what_was_typed(county: County, desk: Desk) -> None:
    clerk = desk("village")
    assert invite(clerk, username="worker") == 409
    assert "王建国" in clerk.sees
    assert "有人用了" in clerk.sees


def test_village_sees_only_its_own_people(county: County, desk: Desk) -> None:
    clerk = desk("village")
    clerk.open("/desk/people")
    assert str(county.people["worker"]) in clerk.sees
    assert str(county.people["neighbour"]) not in clerk.sees
    assert clerk.open(page_of(county, "neighbour")).status_code == 404
    assert clerk.open(page_of(county, "township")).status_code == 404


def test_village_sees_its_supervisor_but_may_not_touch_him(county: County, desk: Desk) -> None:
    clerk = desk("village")
    assert clerk.open(page_of(county, "supervisor")).status_code == 200
    assert not clerk.forms()[1:]
    told = {"csrf": clerk.forms()[0].fields["csrf"], "version": "1", "words": "不听话"}
    answer = clerk.client.post(
        f"{page_of(county, 'supervisor')}/suspension", data=told, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "preset", ["village_supervisor", "village", "township", "administrator", "maintainer"]
)
def test_village_gives_no_post_but_field_posts(county: County, desk: Desk, preset: str) -> None:
    clerk = desk("village")
    assert invite(clerk, preset=preset) == 422
    assert db.session.query(User).filter_by(display_name="王建国").count() == 0


def test_township_appoints_who_supervises_the_village(county: County, desk: Desk) -> None:
    clerk = desk("township")
    assert invite(clerk, preset="village_supervisor", place=code(county, "village12")) == 200
    assert {post.role for post in person_of(clerk).posts} == {"village_supervisor", "household_rep"}


@pytest.mark.parametrize(
    ("who", "place"), [("township", "village21"), ("township", "county"), ("village", "village12")]
)
def test_nobody_appoints_outside_his_place(county: County, desk: Desk, who: str, place: str) -> None:
    assert invite(desk(who), place=code(county, place)) == 422


def test_post_in_a_place_that_has_none_such_is_refused(county: County, desk: Desk) -> None:
    clerk = desk("county")
    assert invite(clerk, preset="village", place=code(county, "township1")) == 422
    assert "村干部" in clerk.sees


def test_township_preset_without_a_tick_is_refused(county: County, desk: Desk) -> None:
    clerk = desk("county")
    assert invite(clerk, preset="township", place=code(county, "township1")) == 422
    assert "请勾上" in clerk.sees


def test_county_appoints_a_departments_clerk_who_sees_only_its_assets(county: County, desk: Desk) -> None:
    clerk, county_code = desk("county"), code(county, "county")
    form = {"preset": "county", "place": county_code, "tick": ["staff", "department"]}
    assert invite(clerk, **form) == 422
    department = db.session.get_one(User, county.people["department"]).posts[0].dept_id
    assert invite(clerk, **form, department=str(department)) == 200
    (post,) = person_of(clerk).posts
    assert (post.role, post.dept_id) == ("dept_staff", department)


def test_county_staff_makes_no_approver_of_the_county(county: County, desk: Desk) -> None:
    chosen = {"preset": "county", "place": code(county, "county"), "tick": ["approver"]}
    clerk = desk("county")
    assert invite(clerk, **chosen) == 422
    assert "不是您能给的" in clerk.sees


def test_one_clerk_may_be_all_the_village_has(county: County, desk: Desk) -> None:
    clerk = desk("township")
    assert invite(clerk, preset="village", place=code(county, "village12")) == 200
    assert {post.role for post in person_of(clerk).posts} == {"village_admin", "village_leader"}


def test_nobody_manages_himself(county: County, desk: Desk) -> None:
    clerk = desk("township")
    assert clerk.open(page_of(county, "township")).status_code == 200
    assert not clerk.may("suspension")
    assert not clerk.may("posts")


def test_system_administrator_appoints_in_the_whole_county_but_in_no_other(
    county: County, desk: Desk
) -> None:
    administrator(county, "sys", "sys_admin")
    with unit_of_work():
        far = make_user("far", ("county_staff",), "140000000000/140600000000/140698000000")
    clerk = desk("sys")
    chosen = {"preset": "county", "place": code(county, "county"), "tick": ["approver"]}
    assert invite(clerk, **chosen) == 200
    assert clerk.open(f"/desk/people/{far}").status_code == 404


def test_separate_administrators_are_made_by_the_security_one(county: County, desk: Desk) -> None:
    separate()
    administrator(county, "sys", "sys_admin")
    administrator(county, "sec", "sec_admin")
    chosen = {"preset": "administrator", "place": code(county, "county")}
    assert invite(desk("sys"), **chosen, tick=["log"]) == 422
    assert invite(desk("sec"), **chosen, tick=["log"]) == 200
    assert invite(desk("sec"), **chosen, tick=["system", "log"]) == 422


def test_security_administrator_stops_whoever_also_holds_another_post(county: County, desk: Desk) -> None:
    separate()
    administrator(county, "sec", "sec_admin")
    with unit_of_work():
        county.people["both"] = make_user("both", ("sec_admin", "county_staff"), county.paths["county"])
    clerk = desk("sec")
    clerk.open(page_of(county, "both"))
    assert clerk.send("suspension", words="离岗").status_code == 200
    assert db.session.get_one(User, county.people["both"]).status == "suspended"
    clerk.open(page_of(county, "sec"))
    assert not clerk.may("suspension")


def test_post_that_ended_yesterday_opens_nothing_today(county: County, desk: Desk, phone: Phone) -> None:
    clerk, worker = desk("village"), phone("worker")
    assert worker.pull().rows("asset")
    for _ in range(2):
        clerk.open(page_of(county, "worker"))
        clerk.send("ending", to_on=(today() - timedelta(days=1)).isoformat())
    assert not worker.pull().rows("blank_tag")
    assert "已到期" in clerk.sees


def test_post_over_is_never_stretched(county: County, desk: Desk) -> None:
    """A village could otherwise give a person back what only the township gives."""
    clerk = desk("village")
    clerk.open(page_of(county, "worker"))
    ended = clerk.form("ending")
    clerk.send("ending", to_on=(today() - timedelta(days=1)).isoformat())
    fields = {**ended.fields, "version": "2", "to_on": "2099-01-01"}
    answer = clerk.client.post(ended.action, data=fields, headers={"Origin": "http://localhost"})
    assert answer.status_code == 409


def test_suspended_worker_still_brings_by_the_session_he_has(
    county: County, desk: Desk, phone: Phone
) -> None:
    clerk, worker = desk("village"), phone("worker")
    clerk.open(page_of(county, "worker"))
    clerk.send("suspension", words="手机丢了")
    assert "手机丢了" in clerk.sees
    assert worker.client.get("/api/v1/feed").status_code == 401
    (receipt,) = worker.push(visit_of(worker, county.asset_id))
    assert (receipt["status"], receipt["reason_code"]) == ("quarantined", "sync/author-suspended")


def test_resumed_worker_goes_on_where_he_was(county: County, desk: Desk, phone: Phone) -> None:
    clerk, worker = desk("village"), phone("worker")
    clerk.open(page_of(county, "worker"))
    clerk.send("suspension", words="手机丢了")
    clerk.send("return")
    assert worker.pull().rows("asset")
    assert not db.session.query(SignIn).filter_by(user_id=county.people["worker"], upload_only=True).count()


def test_second_of_two_clerks_is_shown_both_sides(county: County, desk: Desk) -> None:
    first, second = desk("village"), desk("township")
    first.open(page_of(county, "worker"))
    second.open(page_of(county, "worker"))
    first.send("name", name="王老实")
    answer = second.send("suspension", words="不来了")
    assert answer.status_code == 409
    assert "王老实" in second.sees
    assert "停用账号，不来了" in second.sees
    assert db.session.get_one(User, county.people["worker"]).status == "active"


def test_log_says_which_post_was_given_and_by_whom(county: County, desk: Desk) -> None:
    invite(desk("village"))
    row = db.session.query(AuditRow).filter_by(action="post.give").one()
    assert row.actor_id == county.people["village"]
    assert row.detail["roles"] == ["patrol_worker", "custodian"]


@pytest.mark.parametrize("who", ["supervisor", "approver", "department"])
def test_those_who_do_not_look_after_people_have_no_such_door(county: County, desk: Desk, who: str) -> None:
    clerk = desk(who)
    assert "/desk/people" not in clerk.sees
    assert clerk.open("/desk/people").status_code == 403
