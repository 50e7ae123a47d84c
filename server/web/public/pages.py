"""/t: every address of a plate, all of them plain forms and links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from server.assets.tags.actions import note_scan
from server.core.problems import NotFound, Problem
from server.field.damage import queries as damage
from server.field.damage.actions import Told, join, passerby_says, report_publicly, reporter_says
from server.field.damage.models import DamageReport, Voice
from server.field.damage.rules import FeedbackBare
from server.identity.access.actions import public
from server.web.look.dates import day_of
from server.web.look.language import here
from server.web.public import device, forms, limits
from server.web.public.card import card_of, title_of
from server.web.public.concerns import choose, concerns
from server.web.public.following import following
from server.web.public.kinds import Kind, kind_of, repair_kinds
from server.web.public.plates import Plate, plate

pages = Blueprint("public", __name__)
pages.record_once(limits.install)
pages.register_blueprint(following)
pages.register_blueprint(concerns)


@pages.after_request
def forget_nothing_keep_nothing(response: Response) -> Response:
    """Let no cache keep what changes or belongs to one person."""
    response.headers.setdefault("Cache-Control", "no-cache" if request.path.startswith("/t/") else "no-store")
    response.headers.add("Vary", "Accept-Language, Cookie")
    return response


@pages.get("/t/<token>")
@public
def tag(token: str) -> Response:
    """Show what a plate hangs on."""
    found = plate(token)
    if not isinstance(found, Plate):
        return found
    note_scan(found.tag.token)
    return _tag(found)


def _tag(found: Plate, problem: Problem | None = None) -> Response:
    page = render_template(
        "public/tag.html",
        card=card_of(found.tag, found.asset),
        own=_own(found),
        phrases=forms.PHRASES,
        problem=problem,
        most=forms.MAX_WORDS,
        typed=request.form.get("words", ""),
    )
    return make_response(page, problem.status if problem else 200)


@dataclass(frozen=True)
class Own:
    """What this phone reported in the village and somebody has mended: it is asked, one thing a scan."""

    title: str
    asset_name: str
    said_on: date
    receipt_token: str


def _own(found: Plate) -> Own | None:
    device_hash = device.known()
    if device_hash is None:
        return None
    sent = {
        report.id: report for report in (damage.followed(one.id) for one in damage.own_reports(device_hash))
    }
    mended = [report for report in sent.values() if report.status == "resolved"]
    near = [report for report in mended if report.asset.region_path == found.asset.region_path]
    voices = [(report, _voice_of(report, device_hash)) for report in near]
    own = (
        Own(title_of(report), report.asset.name, day_of(voice.said_at), voice.receipt_token)
        for report, voice in voices
        if voice is not None and voice.receipt_token
    )
    return next(own, None)


def _voice_of(report: DamageReport, device_hash: str) -> Voice | None:
    return damage.voice_of_device(report.id, device_hash)


@pages.get("/t/<token>/report")
@public
def choose_trouble(token: str) -> Response:
    """Ask what is broken, in pictures and words; a chosen kind asks for a photo."""
    return _choose(token)


@pages.get("/t/<token>/concern")
@public
def choose_concern(token: str) -> Response:
    """Ask what the township or county should hear."""
    return choose(token)


def _choose(token: str) -> Response:
    found = plate(token)
    if not isinstance(found, Plate):
        return found
    kind = kind_of(found.asset, request.args.get("kind", ""))
    if kind is not None:
        return _form(found, kind)
    card, kinds = card_of(found.tag, found.asset), repair_kinds(found.asset)
    page = render_template(
        "public/choose.html", card=card, kinds=kinds, about="report", opened=device.opened_now()
    )
    return make_response(page)


def _form(found: Plate, kind: Kind, problem: Problem | None = None) -> Response:
    opened = request.values.get("opened") or device.opened_now()
    page = render_template(
        "public/report.html",
        card=card_of(found.tag, found.asset),
        kind=kind,
        opened=opened,
        problem=problem,
        trap=forms.TRAP,
        words=request.form.get("words", ""),
        phone=request.form.get("phone", ""),
        most=forms.MAX_WORDS,
    )
    return make_response(page, problem.status if problem else 200)


@pages.post("/t/<token>/reports")
@public
def send_report(token: str) -> Response:
    """Take a report and lead to its receipt; what cannot be kept is asked for again, the rest still there."""
    found = plate(token)
    if not isinstance(found, Plate):
        return found
    kind = kind_of(found.asset, request.form.get("kind", ""))
    if kind is None:
        return redirect(here("public.choose_trouble", token=found.tag.token), 303)
    secret = device.secret_of_request()
    try:
        told = forms.said()
        slower = limits.past_limit(found.tag.token, device.hash_of(secret)) or told.odd
        report = forms.public_report(kind, told, device.hash_of(secret), slower)
        return _receipt_for(report_publicly(found.asset.id, report), secret)
    except forms.REFUSALS as problem:
        return _form(found, kind, problem)


@pages.post("/t/<token>/reports/<uuid:report_id>/voices")
@public
def say_me_too(token: str, report_id: UUID) -> Response:
    """我家也是: join an open report; the same phone joins once."""
    found = plate(token)
    if not isinstance(found, Plate):
        return found
    report, secret = _open_report(found, report_id), device.secret_of_request()
    mine = _voice_of(report, device.hash_of(secret))
    if mine is not None and mine.receipt_token:
        return redirect(here("public.following.receipt", token=mine.receipt_token), 303)
    return _receipt_for(join(report.id, device.hash_of(secret)), secret)


@pages.post("/t/<token>/reports/<uuid:report_id>/looks")
@public
def say_of_repair(token: str, report_id: UUID) -> Response:
    """Note what the next scanner says of a repair; the reporter's own phone speaks as the reporter.

    What cannot be kept is asked for again, the rest still there.
    """
    found = plate(token)
    if not isinstance(found, Plate):
        return found
    report, secret = _open_report(found, report_id), device.secret_of_request()
    fixed = request.form.get("fixed") == "yes"
    try:
        words, photo = (None, None) if fixed else forms.not_mended()
        mine = _voice_of(report, device.hash_of(secret))
        if mine is not None and mine.receipt_token:
            reporter_says(mine.receipt_token, fixed, words, photo)
        else:
            passerby_says(report.id, device.hash_of(secret), fixed, words, photo)
    except (FeedbackBare, *forms.REFUSALS) as problem:
        return _tag(found, problem)
    response = redirect(here("public.thanks", token=found.tag.token), 303)
    device.remember(response, secret)
    return response


@pages.get("/t/<token>/thanks")
@public
def thanks(token: str) -> Response:
    """Thank whoever looked at a repair."""
    found = plate(token)
    if not isinstance(found, Plate):
        return found
    return make_response(render_template("public/thanks.html", card=card_of(found.tag, found.asset)))


def _open_report(found: Plate, report_id: UUID) -> DamageReport:
    for report in damage.open_of_asset(found.asset.id):
        if report.id == report_id and not report.upward:
            return report
    raise NotFound


def _receipt_for(told: Told, secret: str) -> Response:
    token = str(told.voice.receipt_token)
    response = redirect(here("public.following.receipt", token=token), 303)
    device.remember(response, secret)
    device.hand_over_code(response, token, told.query_code)
    return response
