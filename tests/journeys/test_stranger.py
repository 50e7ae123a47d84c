"""Somebody opens the phone app for the first time: the door is there soon, and nothing complains."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.journeys.house import House, page_of, phone_of

FETCHED_FIRST = ["document", "script"]  # each further answer costs a whole second on the worst line


def test_strangers_first_visit_waits_for_two_answers_and_the_console_stays_silent(
    house: House, playwright: Playwright, tmp_path: Path
) -> None:
    context = phone_of(playwright, tmp_path / "phone")
    page = page_of(context)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with page.expect_response("**/api/v1/signed-in"):
        page.goto(f"{house.origin}/app/")
    expect(page.get_by_test_id("sign-in-name")).to_be_visible()
    assert [kind for kind in asked if kind in {"document", "script", "stylesheet"}] == FETCHED_FIRST
    page.wait_for_load_state("networkidle")
    assert complaints == []
    context.close()
