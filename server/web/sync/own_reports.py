"""What somebody with an account says of his own report: mended or not, an answer, an objection."""

from __future__ import annotations

from marshmallow import fields, validate

from server.field.damage import feedback
from server.field.damage.models import DamageReport
from server.field.damage.queries import answers_to, followed, report
from server.field.damage.rules import SupplyBare
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission
from server.web.sync.commands import Command, Owner
from server.web.sync.schemas import Strict, words

ANSWERS = ("mended", "not_mended", "supply", "appeal")


class AnswerSchema(Strict):
    """One word on one's own report; `not_mended` and `supply` come with a photo or words."""

    answer = fields.String(required=True, validate=validate.OneOf(ANSWERS))
    words = words()


def answers_of(own: DamageReport, actor: Actor) -> list[str]:
    """Return which of ANSWERS the actor can give now on his own report, or on the one that it lives on in."""
    mine = own.reporter_id == actor.id and may(Permission.ANSWER_REPORT, own, actor)
    return answers_to(followed(own.id)) if mine else []


def answer_report(command: Command) -> Owner:
    """Take the author's word on his own report, or on the one that it was joined with."""
    own = command.subject(report, Permission.ANSWER_REPORT)
    told, words_ = command.payload["answer"], command.payload.get("words")
    about = followed(own.id).id
    if told == "supply":
        if not words_ and not command.photos("feedback"):
            raise SupplyBare
        feedback.supply(about, words_, None)
    elif told == "appeal":
        feedback.appeal_own(about, words_)
    else:
        feedback.say_of_own(about, told == "mended", words_, command.photos("feedback") > 0)
    return "report", about
