"""What somebody with an account says of his own report: mended or not, an answer, an objection."""

from __future__ import annotations

from marshmallow import fields, validate

from server.field.damage import feedback
from server.field.damage.queries import followed, report
from server.field.damage.rules import SupplyBare
from server.identity.access.models import Permission
from server.web.sync.commands import Command, Owner
from server.web.sync.schemas import Strict, words

ANSWERS = ("mended", "not_mended", "supply", "appeal")


class AnswerSchema(Strict):
    """One word on one's own report; `not_mended` comes with a photo or words, `supply` with words."""

    answer = fields.String(required=True, validate=validate.OneOf(ANSWERS))
    words = words()


def answer_report(command: Command) -> Owner:
    """Take the author's word on his own report, or on the one that it was joined with."""
    own = command.subject(report, Permission.ANSWER_REPORT)
    told, words_ = command.payload["answer"], command.payload.get("words")
    about = followed(own.id).id
    if told == "supply":
        if not words_:
            raise SupplyBare
        feedback.supply(about, words_, None)
    elif told == "appeal":
        feedback.appeal_own(about, words_)
    else:
        feedback.say_of_own(about, told == "mended", words_, command.photos("feedback") > 0)
    return "report", about
