"""反映问题 without a script: what it is and about whom, sent past the village; and the reporter's word."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from server.core.problems import NotFound, Problem
from server.field.supervision_comments.actions import Concern, Raised, raise_comment
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.queries import of_receipt
from server.field.supervision_comments.ratings import rate, supply, withdraw
from server.field.supervision_comments.rules import ABOUT, CommentBare
from server.identity.access.actions import public
from server.web.look.language import here
from server.web.public import device, forms, limits
from server.web.public.card import card_of
from server.web.public.concern_receipt import PHRASES, is_shared, papers_of, show
from server.web.public.kinds import Kind, concern_kind, concern_kinds
from server.web.public.plates import Plate, plate

concerns = Blueprint("concerns", __name__)


def choose(token: str) -> Response:
    """Ask what the township or county should hear; a chosen kind asks whom it is about."""
    found = plate(token)
    if not isinstance(found, Plate):
        return found
    kind = concern_kind(request.args.get("kind", ""))
    if kind is not None:
        return _form(found, kind)
    card = card_of(found.tag, found.asset)
    return make_response(
        render_template(
            "public/choose.html", card=card, kinds=concern_kinds(), about="concern",
            opened=device.opened_now(),
        )
    )  # fmt: skip


def _form(found: Plate, kind: Kind, problem: Problem | None = None) -> Response:
    page = render_template(
        "public/concern.html", card=card_of(found.tag, found.asset), kind=kind, problem=problem,
        opened=request.values.get("opened") or device.opened_now(), trap=forms.TRAP, abouts=ABOUT,
        about=request.form.get("about", ABOUT[0]), words=request.form.get("words", ""),
        phone=request.form.get("phone", ""), most=forms.MAX_WORDS,
    )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


@concerns.post("/t/<token>/concerns")
@public
def send(token: str) -> Response:
    """Take a concern and lead to its receipt; what cannot be kept is asked for again."""
    found = plate(token)
    if not isinstance(found, Plate):
        return found
    kind = concern_kind(request.form.get("kind", ""))
    if kind is None:
        return redirect(here("public.choose_concern", token=found.tag.token), 303)
    secret = device.secret_of_request()
    try:
        told = forms.said()
        slower = limits.past_limit(found.tag.token, device.hash_of(secret)) or told.odd
        about = request.form.get("about", "")
        said = Concern(
            kind.code, kind.official, about if about in ABOUT else ABOUT[0], told.words, told.phone,
            device_hash=device.hash_of(secret), photos=told.photos, under_review=slower,
        )  # fmt: skip
        return _receipt_for(raise_comment(found.asset.id, said), secret)
    except (CommentBare, *forms.REFUSALS) as problem:
        return _form(found, kind, problem)


def _receipt_for(raised: Raised, secret: str) -> Response:
    token = str(raised.comment.receipt_token)
    response = redirect(here("public.following.receipt", token=token), 303)
    device.remember(response, secret)
    device.hand_over_code(response, token, raised.query_code)
    return response


def _comment(token: str) -> SupervisionComment:
    found = of_receipt(token)
    if found is None:
        raise NotFound
    return found


@concerns.post("/r/<token>/rating")
@public
def rate_answer(token: str) -> Response:
    """Take the reporter's word on the answer: 满意 ends it, 不满意 with a sentence takes it one level up."""
    comment = _comment(token)
    satisfied = request.form.get("satisfied") == "yes"
    try:
        rate(comment.id, satisfied, None if satisfied else forms.sentence("comments.phrase", PHRASES))
    except (CommentBare, *forms.REFUSALS) as problem:
        return show(token, comment, problem)
    return redirect(here("public.following.receipt", token=token), 303)


@concerns.post("/r/<token>/words")
@public
def add_words(token: str) -> Response:
    """Take what the reporter adds when he is asked."""
    comment = _comment(token)
    try:
        words = forms.sentence("", ())
        if words is None:
            raise CommentBare
        supply(comment.id, words)
    except (CommentBare, *forms.REFUSALS) as problem:
        return show(token, comment, problem)
    return redirect(here("public.following.receipt", token=token), 303)


@concerns.post("/r/<token>/withdrawal")
@public
def take_back(token: str) -> Response:
    """Let the reporter take it back; nobody else does that for him."""
    comment = _comment(token)
    if is_shared(comment):
        raise NotFound
    withdraw(comment.id)
    return redirect(here("public.following.receipt", token=token), 303)


@concerns.get("/r/<token>/papers")
@public
def papers(token: str) -> Response:
    """Show everything of it on one sheet to print and take along."""
    comment = _comment(token)
    return make_response(
        render_template("public/concern_papers.html", papers=papers_of(comment), token=token)
    )
