"""The first administrator of a county comes in by a link, and so does whoever is locked out."""

from __future__ import annotations

import re

from flask import Flask

from tests.makers import County
from tests.web.clerk import Clerk

LINK = re.compile(r"/desk/activate#([\w-]+)")
NEW = {"new": "十二个字以上的一句长话呀", "again": "十二个字以上的一句长话呀"}


def test_first_administrator_chooses_a_password_by_a_link(app: Flask, county: County) -> None:
    told = app.test_cli_runner().invoke(
        args=["accounts", "create-admin", "--county", "140699", "--name", "张三"]
    )
    clerk = Clerk(app.test_client())
    clerk.open("/desk/activate")
    clerk.send("activate", ticket=LINK.findall(told.output)[0])
    clerk.send("activate", **NEW)
    assert clerk.at == "/desk/"
    assert Clerk(app.test_client()).sign_in("admin-140699", NEW["new"]).status_code == 200


def test_second_administrator_of_that_name_and_unknown_counties_are_refused(
    app: Flask, county: County
) -> None:
    command = app.test_cli_runner()
    create = ["accounts", "create-admin", "--name", "张三", "--county"]
    assert command.invoke(args=[*create, "140699"]).exit_code == 0
    assert command.invoke(args=[*create, "140699"]).exit_code == 1
    assert command.invoke(args=[*create, "999999"]).exit_code == 1


def test_link_lets_back_in_whoever_is_locked_out(app: Flask, county: County) -> None:
    command = app.test_cli_runner()
    assert LINK.search(command.invoke(args=["accounts", "link", "county"]).output)
    assert command.invoke(args=["accounts", "link", "nobody"]).exit_code == 1
