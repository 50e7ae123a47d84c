"""The desk's door: who comes in, what a refusal says, where the way leads afterwards."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.makers import County
from tests.web.clerk import SAME_SITE, Clerk


@pytest.fixture
def clerk(app: Flask, county: County) -> Clerk:
    return Clerk(app.test_client())


def test_clerk_comes_to_the_list_and_the_cookie_is_out_of_reach_of_scripts(clerk: Clerk) -> None:
    answer = clerk.client.post(
        "/desk/sign-in", data={"username": "village", "password": "a password for tests"}, headers=SAME_SITE
    )
    cookie = answer.headers["Set-Cookie"]
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert all(part in cookie for part in ("guanhu=", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "没有等您办的事" in clerk.open("/desk/").text


def test_wrong_password_says_so_in_words_and_keeps_the_name(clerk: Clerk) -> None:
    answer = clerk.sign_in("village", "wrong")
    assert answer.status_code == 401
    assert "名字或密码不对" in clerk.sees
    assert 'value="village"' in clerk.sees


def test_too_many_wrong_passwords_ask_for_patience(clerk: Clerk) -> None:
    for _ in range(8):
        answer = clerk.sign_in("village", "wrong")
    assert answer.status_code == 429
    assert "分钟再试" in clerk.sees


def test_link_from_a_message_leads_through_the_door_to_its_page(clerk: Clerk) -> None:
    clerk.open("/desk/assets?q=井")
    assert clerk.at == "/desk/sign-in"
    clerk.sign_in("village", next=clerk.form("sign-in").fields["next"])
    assert clerk.at == "/desk/assets"
    assert 'value="井"' in clerk.sees


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/desk/", "/desk", "desk/"])
def test_door_never_leads_to_another_site(clerk: Clerk, elsewhere: str) -> None:
    answer = clerk.client.post(
        "/desk/sign-in",
        data={"username": "village", "password": "a password for tests", "next": elsewhere},
        headers=SAME_SITE,
    )
    assert answer.location == "/desk/"


def test_worker_is_led_to_the_phone_app(clerk: Clerk) -> None:
    answer = clerk.sign_in("worker")
    assert answer.location == "/app/"
    assert clerk.open("/desk/").status_code == 403


def test_signed_out_is_out(clerk: Clerk) -> None:
    clerk.sign_in("village")
    clerk.send("sign-out")
    assert "已退出" in clerk.sees
    clerk.open("/desk/")
    assert clerk.at == "/desk/sign-in"


def test_form_of_another_site_is_refused(clerk: Clerk) -> None:
    clerk.sign_in("village")
    stolen = clerk.client.post("/desk/sign-out", headers={"Origin": "https://evil.example"})
    bare = clerk.client.post("/desk/sign-out", headers=SAME_SITE)
    assert (stolen.status_code, bare.status_code) == (403, 403)


def test_language_link_turns_the_desk_english_and_it_stays(clerk: Clerk) -> None:
    clerk.sign_in("village")
    clerk.open("/desk/?lang=en")
    assert "Nothing waits for you" in clerk.sees
    assert "Assets" in clerk.open("/desk/assets").text


def test_page_of_the_desk_is_kept_by_no_shared_cache(clerk: Clerk) -> None:
    assert clerk.sign_in("village").headers["Cache-Control"] == "private, no-store"


def test_password_is_masked_and_may_be_pasted(clerk: Clerk) -> None:
    page = clerk.open("/desk/sign-in").text
    field = re.search(r"<input[^>]*name=\"password\"[^>]*>", page)
    assert field
    assert all(part in field[0] for part in ('type="password"', 'autocomplete="current-password"'))
    assert not re.search(r"onpaste|maxlength", field[0])
