"""The cadre's QR code: who may show it, what it opens, once and not for long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from server.core.clock import now
from server.core.db import db
from server.core.words import say
from server.identity.accounts.models import SignIn
from server.identity.activation.actions import forget_tickets
from server.identity.activation.models import Activation
from server.services.audit_log.models import AuditRow
from tests.conftest import SECRET, MakeApp
from tests.makers import County, make_county, make_region, make_user
from tests.web.clerk import SAME_SITE, Clerk
from tests.web.conftest import Desk
from tests.web.letting_in import activated, confirm, scan, show_code, suspend


def code_of(answer: object) -> str:
    return str(answer.json["code"])  # type: ignore[attr-defined]


def test_worker_scans_confirms_his_name_and_is_signed_in(app: Flask, county: County, desk: Desk) -> None:
    path, ticket = show_code(desk("village"), county.people["worker"])
    phone = app.test_client()
    assert path == "/app/activate"
    assert scan(phone, ticket).json == {"display_name": "worker", "region_name": "11村"}
    assert confirm(phone, ticket).json["user_id"] == str(county.people["worker"])
    assert phone.get("/api/v1/feed").status_code == 200


def test_activated_phone_stays_signed_in_for_180_days_of_use(app: Flask, county: County, desk: Desk) -> None:
    phone = activated(app, desk("village"), county.people["worker"])
    for day in (100, 250, 400):
        with time_machine.travel(now() + timedelta(days=day), tick=False):
            assert phone.client.get("/api/v1/me").status_code == 200
    with time_machine.travel(now() + timedelta(days=400 + 181), tick=False):
        assert phone.client.get("/api/v1/me").status_code == 401


def test_looking_up_the_name_does_not_use_the_ticket_up(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("village"), county.people["worker"])
    for _ in range(3):
        assert scan(app.test_client(), ticket).status_code == 200
    assert confirm(app.test_client(), ticket).status_code == 200


def test_ticket_works_once(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("village"), county.people["worker"])
    confirm(app.test_client(), ticket)
    again = confirm(app.test_client(), ticket)
    assert (again.status_code, code_of(again)) == (410, "activation/ticket-used")
    assert "重新出示" in again.json["detail"]
    assert code_of(scan(app.test_client(), ticket)) == "activation/ticket-used"


def test_of_two_phones_that_redeem_at_once_one_wins(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("village"), county.people["worker"])
    together = Barrier(4)

    def redeem(_number: int) -> int:
        together.wait(10)
        return int(confirm(app.test_client(), ticket).status_code)

    with ThreadPoolExecutor(4) as phones:
        answers = sorted(phones.map(redeem, range(4)))
    assert answers == [200, 410, 410, 410]
    assert db.session.query(SignIn).filter_by(user_id=county.people["worker"]).count() == 1


def test_ticket_is_over_after_ten_minutes(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("village"), county.people["worker"])
    with time_machine.travel(now() + timedelta(minutes=9, seconds=50), tick=False):
        assert scan(app.test_client(), ticket).status_code == 200
    with time_machine.travel(now() + timedelta(minutes=10), tick=False):
        assert code_of(scan(app.test_client(), ticket)) == "activation/ticket-over"
        assert code_of(confirm(app.test_client(), ticket)) == "activation/ticket-over"


def test_newer_code_withdraws_the_one_before(app: Flask, county: County, desk: Desk) -> None:
    clerk = desk("village")
    _, first = show_code(clerk, county.people["worker"])
    _, second = show_code(clerk, county.people["worker"])
    assert code_of(confirm(app.test_client(), first)) == "activation/ticket-withdrawn"
    assert confirm(app.test_client(), second).status_code == 200


def test_unknown_ticket_says_what_to_do_next(app: Flask, county: County) -> None:
    answer = scan(app.test_client(), "a-ticket-nobody-ever-showed")
    assert (answer.status_code, code_of(answer)) == (404, "activation/ticket-unknown")
    assert "村干部" in answer.json["detail"]


def test_person_suspended_after_the_code_was_shown_is_not_let_in(
    app: Flask, county: County, desk: Desk
) -> None:
    _, ticket = show_code(desk("village"), county.people["worker"])
    suspend(county.people["worker"])
    assert code_of(confirm(app.test_client(), ticket)) == "activation/person-suspended"
    assert db.session.query(SignIn).filter_by(user_id=county.people["worker"]).count() == 0


def test_no_code_is_shown_for_a_suspended_person(county: County, desk: Desk) -> None:
    clerk = desk("village")
    clerk.open(f"/desk/people/{county.people['worker']}/access")
    form = clerk.form("activation")
    suspend(county.people["worker"])
    answer = clerk.client.post(form.action, data=form.fields, headers=SAME_SITE)
    assert answer.status_code == 409
    assert say("activation/person-suspended") in answer.text
    assert not clerk.client.get(f"/desk/people/{county.people['worker']}/access").text.count("出示二维码")


@pytest.mark.parametrize(
    ("cadre", "person"),
    [("village", "worker"), ("township", "worker"), ("township", "village"), ("township", "supervisor"),
     ("county", "township"), ("county", "mender"), ("county", "approver"), ("county", "department")],
)  # fmt: skip
def test_cadre_lets_in_those_below_him(cadre: str, person: str, county: County, desk: Desk) -> None:
    assert show_code(desk(cadre), county.people[person])[1]


def answers(clerk: Clerk, person: UUID) -> set[int]:
    """Ask for a person's page and for a code; returns what is answered."""
    at = f"/desk/people/{person}/access"
    fields = {"csrf": clerk.csrf}
    asked = clerk.client.post(f"{at}/activation", data=fields, headers=SAME_SITE)
    assert db.session.query(Activation).count() == 0
    return {clerk.client.get(at).status_code, asked.status_code}


@pytest.mark.parametrize(
    ("cadre", "person"),
    [("village", "neighbour"), ("village", "township"), ("foreign_township", "worker"),
     ("supervisor", "worker"), ("department", "worker"), ("village", "mender")],
)  # fmt: skip
def test_nobody_else_is_even_told_that_the_person_exists(
    cadre: str, person: str, county: County, desk: Desk
) -> None:
    assert answers(desk(cadre), county.people[person]) == {404}


@pytest.mark.parametrize(
    ("cadre", "person"),
    [("village", "village"), ("village", "supervisor"), ("township", "township"), ("township", "approver"),
     ("county", "county")],
)  # fmt: skip
def test_cadre_lets_in_neither_himself_nor_whom_he_did_not_appoint(
    cadre: str, person: str, county: County, desk: Desk
) -> None:
    assert answers(desk(cadre), county.people[person]) == {403}


def test_cadre_of_another_county_finds_nobody(app: Flask, county: County, desk: Desk) -> None:
    above = county.paths["county"].rpartition("/")[0]
    with db.session.begin():
        far = make_region("140698000000", "邻县", "county", above)
        make_user("far_county", ("county_staff",), far)
        make_user("far_admin", ("sys_admin",), far)
    for name in ("far_county", "far_admin"):
        answer = desk(name).client.get(f"/desk/people/{county.people['worker']}/access")
        assert answer.status_code == 404


def test_whoever_also_holds_a_higher_post_is_not_opened_by_the_village(county: County, desk: Desk) -> None:
    with db.session.begin():
        both = make_user("both", ("patrol_worker", "village_supervisor"), county.paths["village11"])
    assert desk("village").client.get(f"/desk/people/{both}/access").status_code == 403
    assert show_code(desk("township"), both)[0] == "/desk/activate"


def test_administrator_lets_in_anybody_of_the_county_but_himself(county: County, desk: Desk) -> None:
    with db.session.begin():
        admin = make_user("admin", ("sys_admin",), county.paths["county"])
    clerk = desk("admin")
    assert show_code(clerk, county.people["county"])[0] == "/desk/activate"
    assert clerk.client.get(f"/desk/people/{admin}/access").status_code == 403


def test_worker_who_activates_on_anothers_phone_ends_that_session(
    app: Flask, county: County, desk: Desk
) -> None:
    phone = activated(app, desk("village"), county.people["worker"])
    _, ticket = show_code(desk("township"), county.people["neighbour"])
    assert confirm(phone.client, ticket).json["display_name"] == "neighbour"
    ended = db.session.query(SignIn).filter_by(user_id=county.people["worker"]).one()
    assert (ended.revoked_at is not None, ended.revoked_by) == (True, None)


def test_database_and_log_never_hold_the_ticket(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("village"), county.people["worker"])
    confirm(app.test_client(), ticket)
    rows = [*db.session.query(Activation), *db.session.query(AuditRow), *db.session.query(SignIn)]
    assert not [row for row in rows if ticket in str(vars(row))]


def test_log_names_the_cadre_who_let_the_worker_in(app: Flask, county: County, desk: Desk) -> None:
    activated(app, desk("village"), county.people["worker"])
    shown = db.session.query(AuditRow).filter_by(action="activation.show").one()
    entered = db.session.query(AuditRow).filter_by(
        action="account.sign_in", object_id=str(county.people["worker"])
    )
    assert (shown.actor_id, shown.object_id) == (county.people["village"], str(county.people["worker"]))
    assert entered.one().detail == {"by": str(county.people["village"])}


def test_page_of_the_code_learns_that_the_phone_is_on(app: Flask, county: County, desk: Desk) -> None:
    clerk = desk("village")
    _, ticket = show_code(clerk, county.people["worker"])
    shown = db.session.query(Activation).one()
    address = f"/desk/people/{county.people['worker']}/access/activation/{shown.id}"
    assert clerk.client.get(address).json == {"state": "waiting"}
    confirm(app.test_client(), ticket)
    assert clerk.client.get(address).json == {"state": "used"}
    other = f"/desk/people/{county.people['mender']}/access/activation/{shown.id}"
    assert clerk.client.get(other).status_code == 404


def test_code_stands_in_the_page_itself_and_no_other_site_is_asked(county: County, desk: Desk) -> None:
    clerk = desk("village")
    show_code(clerk, county.people["worker"])
    assert "<svg" in clerk.sees
    assert "style=" not in clerk.sees


def test_address_that_guesses_tickets_is_asked_to_wait(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("village"), county.people["worker"])
    for number in range(60):
        assert scan(app.test_client(), f"guess-{number}").status_code == 404
    assert scan(app.test_client(), "guess-60").status_code == 429
    assert scan(app.test_client(), ticket).status_code == 429


def test_demo_account_is_let_in_nowhere_but_in_demo_mode(make_app: MakeApp) -> None:
    with make_app().app_context():
        county = make_county()
        with db.session.begin():
            demo = make_user("demo_worker", ("patrol_worker",), county.paths["village11"])
            db.session.execute(db.text("UPDATE users SET demo = true WHERE username = 'demo_worker'"))
        clerk = Clerk(make_app().test_client())
        clerk.sign_in("village")
        _, ticket = show_code(clerk, demo)
        strict = make_app(demo=False)
        assert code_of(scan(strict.test_client(), ticket)) == "activation/ticket-unknown"
        assert SECRET not in ticket


def test_old_tickets_are_swept_away(app: Flask, county: County, desk: Desk) -> None:
    show_code(desk("village"), county.people["worker"])
    assert forget_tickets(100) == 0
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        assert forget_tickets(100) == 1


STAFF_TICKET = {"new": "三棵树下有口老井", "again": "三棵树下有口老井"}


def test_staff_choose_a_password_and_are_signed_in(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("county"), county.people["township"])
    clerk = Clerk(app.test_client())
    clerk.open("/desk/activate")
    clerk.send("activate", ticket=ticket)
    assert "township" in clerk.sees
    clerk.send("activate", **STAFF_TICKET)
    assert clerk.at == "/desk/"
    assert Clerk(app.test_client()).sign_in("township", "三棵树下有口老井").status_code == 200


def test_forgotten_password_ends_every_former_session(app: Flask, county: County, desk: Desk) -> None:
    old = desk("township")
    _, ticket = show_code(desk("county"), county.people["township"])
    clerk = Clerk(app.test_client())
    clerk.open("/desk/activate")
    clerk.send("activate", ticket=f"http://localhost/desk/activate#{ticket}")
    clerk.send("activate", **STAFF_TICKET)
    old.open("/desk/")
    assert old.at == "/desk/sign-in"
    assert Clerk(app.test_client()).sign_in("township").status_code == 401


def test_weak_or_mistyped_password_leaves_the_ticket_unused(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("county"), county.people["township"])
    clerk = Clerk(app.test_client())
    clerk.open("/desk/activate")
    clerk.send("activate", ticket=ticket)
    assert clerk.send("activate", new="12345678", again="12345678").status_code == 422
    assert clerk.send("activate", new="一口老井三棵树呀", again="一口老井三棵树").status_code == 422
    assert clerk.send("activate", **STAFF_TICKET).status_code == 200


def test_ticket_for_a_password_opens_no_phone(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("county"), county.people["township"])
    assert code_of(confirm(app.test_client(), ticket)) == "activation/ticket-misplaced"


def test_ticket_from_another_site_is_refused(app: Flask, county: County, desk: Desk) -> None:
    _, ticket = show_code(desk("village"), county.people["worker"])
    answer = app.test_client().post(
        "/api/v1/activations", json={"ticket": ticket}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
