"""/r and /s: a receipt's page, and the box for short codes and 查询码."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from server.assets.tags.queries import by_short_code, tags_of
from server.core.ids import QUERY_DIGITS, is_well_formed, normalised
from server.core.problems import NotFound, Problem
from server.field.damage.feedback import appeal, reporter_says, supply_by_receipt
from server.field.damage.models import Voice
from server.field.damage.queries import voice_of_receipt
from server.field.damage.rules import AppealLate, FeedbackBare, SupplyBare
from server.field.supervision_comments.queries import of_receipt, receipt_of_code
from server.identity.access.actions import public
from server.identity.regions.models import Region
from server.identity.regions.queries import below
from server.web.look.language import here
from server.web.public import device, forms, limits
from server.web.public.concern_receipt import show as show_concern
from server.web.public.receipt import receipt_of

following = Blueprint("following", __name__)


class CodeUnknown(Problem):
    """No plate and no report has this code here."""

    code, status = "public/code-unknown", 404


@following.get("/r/<token>")
@public
def receipt(token: str) -> Response:
    """Show how far a report or a concern has come, to whoever holds its address."""
    comment = of_receipt(token)
    return show_concern(token, comment) if comment else _show(_voice(token))


def _show(voice: Voice, problem: Problem | None = None) -> Response:
    token = str(voice.receipt_token)
    shown = receipt_of(voice)
    plates = tags_of([shown.asset_id]).get(shown.asset_id, [])
    page = render_template(
        "public/receipt.html",
        receipt=shown,
        code=device.fresh_code(token),
        phrases=forms.PHRASES,
        problem=problem,
        opened=problem is not None or "open" in request.args,
        plate=plates[0].token if plates else None,
        most=forms.MAX_WORDS,
        typed=request.form.get("words", ""),
    )
    return make_response(page, problem.status if problem else 200)


@following.post("/r/<token>/feedback")
@public
def say_of_mine(token: str) -> Response:
    """Take the reporter's word on the repair: 修好了 closes it, 没修好 sends it one level up."""
    voice = _voice(token)
    fixed = request.form.get("fixed") == "yes"
    try:
        words, photo = (None, None) if fixed else forms.not_mended()
        reporter_says(token, fixed, words, photo)
    except (FeedbackBare, *forms.REFUSALS) as problem:
        return _show(voice, problem)
    return redirect(here("public.following.receipt", token=token), 303)


@following.post("/r/<token>/answer")
@public
def answer(token: str) -> Response:
    """Take the answer to what the reporter was asked."""
    voice = _voice(token)
    try:
        words, photo = forms.words_and_photo()
        supply_by_receipt(token, words, photo)
    except (SupplyBare, *forms.REFUSALS) as problem:
        return _show(voice, problem)
    return redirect(here("public.following.receipt", token=token), 303)


@following.post("/r/<token>/appeal")
@public
def object_to_refusal(token: str) -> Response:
    """Take an objection to a refusal; the level above looks again."""
    voice = _voice(token)
    try:
        appeal(token, forms.words_and_photo()[0])
    except (AppealLate, *forms.REFUSALS) as problem:
        return _show(voice, problem)
    return redirect(here("public.following.receipt", token=token), 303)


def _voice(token: str) -> Voice:
    voice = voice_of_receipt(token)
    if voice is None:
        raise NotFound
    return voice


@following.get("/s")
@public
def ask_code() -> Response:
    """Offer the box for a plate's short code or a 查询码."""
    return _box()


@following.post("/s")
@public
def find_code() -> Response:
    """Lead from a short code to its plate, from a 查询码 to its receipt; wrong tries are counted."""
    limits.refuse_guessing(device.known())
    secret, typed = device.secret_of_request(), normalised(request.form.get("code", ""))
    address = _address_of(typed)
    if address is None:
        limits.count_wrong_code(device.hash_of(secret))
    response = redirect(address, 303) if address else _box(typed, CodeUnknown())
    device.remember(response, secret)
    return response


def _address_of(typed: str) -> str | None:
    if len(typed) == QUERY_DIGITS and typed.isascii() and typed.isdigit():
        token = receipt_of_code(request.form.get("county", ""), typed)
        return here("public.following.receipt", token=token) if token else None
    found = by_short_code(typed) if is_well_formed(typed) else None
    return here("public.tag", token=found.token) if found else None


def _box(typed: str = "", problem: Problem | None = None) -> Response:
    page = render_template(
        "public/code.html",
        counties=counties(),
        chosen=request.values.get("county", ""),
        typed=typed,
        problem=problem,
    )
    return make_response(page, problem.status if problem else 200)


def counties() -> list[Region]:
    """Return the counties of this installation, by code."""
    return [county for county in below("", "county") if county.county_code]
