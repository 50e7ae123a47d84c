"""有出入，我说一下: somebody says that the figures of his month are not right; a person looks and answers.

It is kept like every record that a person decides on (server.web.quarantine), so it stands in the township's
待办, is answered in words on the phone that sent it, and leaves no figure about anybody behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from marshmallow import fields, validate

from server.core.problems import Problem
from server.identity.accounts.models import Post
from server.identity.accounts.queries import holder_ids
from server.services.notices.actions import tell
from server.web.sync.schemas import Strict, words

if TYPE_CHECKING:
    from server.web.sync.commands import Command, Owner

DOUBTS = ("visit_lacks", "excuse_lacks", "not_mine", "other")


class MonthContested(Problem):
    """Whoever knows the place looks at it; facts: none."""

    code, status = "sync/month-contested", 404


class MonthContestSchema(Strict):
    """Which month, and what about it."""

    month = fields.String(required=True, validate=validate.Regexp(r"^20\d\d-(0[1-9]|1[0-2])$"))
    doubt = fields.String(required=True, validate=validate.OneOf(DOUBTS))
    words = words()


def contest_month(command: Command) -> Owner:
    """Keep what somebody says about his month; raises MonthContested until a person has looked."""
    if command.admission is None:
        raise MonthContested
    return "item", command.id


def tell_villages(county_code: str, posts: Iterable[Post]) -> None:
    """Let the cadres of somebody's villages hear that his month does not add up: no figure, no name."""
    for post in posts:
        tell(county_code, holder_ids(post.region_path, "village_admin"), "month_contested", "/desk/assets")
