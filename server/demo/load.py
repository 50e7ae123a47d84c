"""Loading the demo county chunk by chunk; nobody can sign in before the last, which opens the accounts."""

from __future__ import annotations

from functools import partial

from sqlalchemy import update

from server.core.clock import as_of
from server.core.db import db
from server.demo import concerns, county, unusual
from server.demo.chance import COUNTY
from server.demo.chunks import Load, begin, noted
from server.demo.plan import plan_of
from server.demo.rounds import almanac
from server.demo.size import USUAL, homes
from server.demo.stories import tell
from server.demo.tales import TALES
from server.field.damage.clocks import archive, lapse
from server.field.supervision_comments.ratings import take_up_late
from server.identity.accounts.models import User
from server.services.audit_log.actions import record
from server.services.feed.actions import lock_head

WHOLE = "demo.load"
TROUBLES_A_CHUNK = 40
REFUSALS_A_ROUND = 100


def load(assets: int = USUAL) -> Load | None:
    """Load the county, or go on with a load that was cut off; returns None when it is there already.

    assets  from FEWEST to MOST; what was begun with another number is finished with that one
    """
    if is_there():
        return None
    under_way = begin(assets)
    with as_of(under_way.begun_at):
        under_way.chunk("county", county.found, county.publish)
        _settle(under_way)
        _tell_past(under_way)
        under_way.chunk("unusual", unusual.keep)
        for number, tale in enumerate(TALES):
            under_way.chunk(f"tale {number}", act=partial(tell, tale))
        under_way.chunk("handed on", act=concerns.hand_on)
        for number, concern in enumerate(concerns.CONCERNS):
            under_way.chunk(f"concern {number}", act=partial(concerns.tell, concern))
        under_way.chunk("sweep", act=_sweep)
        under_way.chunk("open", act=partial(_open, under_way))
        take_up_late(TROUBLES_A_CHUNK)
    return under_way


def load_once(assets: int = USUAL) -> bool:
    """Load the county; returns False when it is there already."""
    return load(assets) is not None


def is_there() -> bool:
    """True when a whole county was loaded."""
    return noted(WHOLE) is not None


def _settle(under_way: Load) -> None:
    days, townships = almanac(), 0
    for home, count in homes(under_way.assets):
        name = f"village {home.number}"
        if home.township.number > townships:
            townships = home.township.number
            under_way.chunk(f"township {townships}", partial(county.settle_township, place=home.township))
        under_way.chunk(name, partial(county.settle_village, home=home, count=count, days=days))


def _tell_past(under_way: Load) -> None:
    """Write down the troubles of the past year in the order in which they were found."""
    days = almanac()
    plan = plan_of(under_way.assets, days)
    for start in range(0, len(plan.found), TROUBLES_A_CHUNK):
        some = plan.found[start : start + TROUBLES_A_CHUNK]
        fill = partial(county.tell_troubles, plan=plan, some=some, days=days)
        under_way.chunk(f"troubles {start}", fill)
    under_way.chunk("numbers", act=partial(_count, plan.last))


def _count(last: dict[str, int]) -> None:
    head = lock_head(db.session(), COUNTY)
    head.numbers = {**head.numbers, **last}


def _sweep() -> None:
    """File away what the tales left closed or refused, as the sweep process would in its first minute."""
    archive(len(TALES))
    while lapse(REFUSALS_A_ROUND):
        pass


def _open(under_way: Load) -> None:
    """Let everybody sign in: from here on the county is there."""
    ours = update(User).where(User.county_code == COUNTY, User.demo)
    db.session.execute(ours.values(status="active"))
    record(COUNTY, WHOLE, "county", COUNTY, assets=under_way.assets)
