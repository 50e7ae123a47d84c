"""Parcels at the desk (帮人上传): a file that a phone saved, and what became of each record in it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from server.core.problems import Problem
from server.identity.access.actions import actor, requires
from server.identity.access.models import Permission
from server.identity.accounts.queries import names
from server.web.desk.blueprint import pages
from server.web.desk.cases import Refusal
from server.web.desk.frame import show
from server.web.look.language import language, say
from server.web.shedding import upload_slot
from server.web.sync import parcels
from server.web.sync.kinds import KINDS

TONES = {"accepted": "green", "admitted": "green", "quarantined": "amber", "refused": "amber"}


@dataclass(frozen=True)
class Row:
    """One record of a file, in words.

    missing  how many of its photos are not here
    """

    title: str
    kind: str
    author: str
    became: str
    tone: str
    why: str
    missing: int


@pages.get("/parcels")
@requires(Permission.BRING_PARCEL)
def parcel() -> str:
    """Show where to choose a file."""
    return _page([], None)


@pages.post("/parcels")
@requires(Permission.BRING_PARCEL)
def bring_parcel() -> ResponseReturnValue:
    """Take in the records of a file and tell what became of each; the same file again changes nothing."""
    try:
        with upload_slot():
            told = [parcels.bring(packed, actor()) for packed in parcels.opened(_sent()).items]
    except Problem as refusal:
        return _page([], Refusal(refusal, False, "")), refusal.status
    return _page(_rows(told), None)


def _sent() -> bytes:
    file = request.files.get("file")
    if file is None:
        return b""
    with file.stream as stream:  # the disk has a large one until it is closed
        return stream.read(parcels.MOST_BYTES + 1)


def _page(rows: list[Row], refusal: Refusal | None) -> str:
    return show("parcel.html", "parcel", rows=rows, refusal=refusal)


def _rows(told: list[parcels.Told]) -> list[Row]:
    authors = [one.sent.author_id if one.sent else None for one in told]
    who = actor().user
    people = names(authors, who.county_code if who else "")
    return [_row(one, people.get(id_) if id_ else None) for one, id_ in zip(told, authors, strict=True)]


def _row(one: parcels.Told, author: str | None) -> Row:
    became, kind = _became(one), str(one.sent.envelope.get("kind")) if one.sent else ""
    return Row(
        title=one.title,
        kind=say(f"desk.item.kind.{kind if kind in KINDS else 'unknown'}"),
        author=author or say("desk.item.unknown_person"),
        became=say(f"desk.parcel.{became}"),
        tone=TONES.get(became, "red"),
        why=_why(one),
        missing=len(one.receipt["missing_files"]) if one.receipt else 0,
    )


def _became(one: parcels.Told) -> str:
    if one.receipt is None:
        return "not_stored"
    decision = one.receipt["decision"]
    return str(decision["outcome"] if decision else one.receipt["status"])


def _why(one: parcels.Told) -> str:
    """Return the reason of a decision, of the rule that held it, or of what could not be stored."""
    if one.receipt is not None:
        told = one.receipt["decision"] or one.receipt
        if reason := told["reason_zh" if language() == "zh" else "reason_en"]:
            return str(reason)
    return one.refusal.sentence(language()) if one.refusal else ""
