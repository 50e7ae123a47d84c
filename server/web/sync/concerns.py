"""What a phone says to those above the village: it becomes a comment, and shows there among the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from server.assets.register import queries as register
from server.core.clock import iso
from server.field.damage.rules import ReportBare, ReportIdTaken
from server.field.supervision_comments.actions import Concern, raise_comment
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.queries import comment, comments_by_id
from server.identity.access.models import Actor, Permission
from server.web.sync.commands import Command, Owner


def raise_concern(command: Command, title: Callable[..., str]) -> Owner:
    """Raise a concern in the author's name."""
    asset = command.subject(register.asset, Permission.RAISE_COMMENT)
    payload, known = command.payload, comment(command.id)
    if known is not None and (known.asset_id != asset.id or known.reporter_id != command.author_id):
        raise ReportIdTaken
    if command.photos("report") == 0 and not payload.get("words"):
        raise ReportBare
    behalf = payload.get("on_behalf_of") or {}
    said = Concern(
        payload["category"], title(asset, payload), words=payload.get("words"), phone=behalf.get("phone"),
        channel="custodian", reporter_id=command.author_id,
    )  # fmt: skip
    return "comment", raise_comment(asset.id, said, command.id).comment.id


def concern_rows(ids: Iterable[UUID], actor: Actor) -> dict[str, dict[str, Any]]:
    """Return the caller's own concerns in the shape of his reports; nobody else's leave the desk."""
    return {str(one.id): _row(one) for one in comments_by_id(ids) if one.reporter_id == actor.id}


def _row(one: SupervisionComment) -> dict[str, Any]:
    return {
        "report_no": one.comment_no, "asset_id": str(one.asset_id), "title": one.title, "words": one.words,
        "severity": None, "status": one.status, "upward": True, "reported_at": iso(one.received_at),
        "voices": 1, "photos": [], "reason": answer_of(one), "mine": True,
        "danger": None, "version": one.version, "may": [],
    }  # fmt: skip


def answer_of(one: SupervisionComment) -> str | None:
    """Return what the reporter is told: the answer, else the question that hangs for him."""
    told = [part for part in (one.findings, one.action, one.done_by, one.refer_to) if part]
    return "。".join(told) or one.question
