"""反映问题: how a comment comes into each state at each level, and how a person gets tied to it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from server.assets.register.models import Asset
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.field.damage.actions import PublicReport, report_publicly
from server.field.damage.verdicts import Verdict, verify
from server.field.supervision_comments.actions import Concern, raise_comment
from server.field.supervision_comments.models import SupervisionComment
from server.field.supervision_comments.queries import of_report
from server.field.supervision_comments.ratings import close_silent, take_up_late
from server.field.supervision_comments.rules import MOVES
from server.field.supervision_comments.steps import locked, take
from server.identity.access.models import Actor, Permission
from server.services.audit_log.actions import Doer, acting_as
from tests.field.adapters.damage_report import way_to
from tests.field.adapters.meeting import NO_BOND, Adapter, Case, World, swept
from tests.field.machines import Departure, Guard, Who

BY_ITS_PAGE = "whoever reported speaks on the page of his receipt, whose address he alone has"
OF_ITS_LEVEL = (
    "is_assignee, in_parent_region and at_handling_level are one question here: whose level it is now; what "
    "went up is no longer steered from below"
)
IMPARTIAL = ("in_region", "not_complained_of")


def at(level: str) -> tuple[Guard, ...]:
    return (Guard("at_level", {"levels": (level,)}),)


def office(*levels: str, more: tuple[str, ...] = ()) -> tuple[Who, ...]:
    """Those who decide at these levels, each while it is theirs."""
    roles = {"township": "township_staff", "county": "county_staff", "city": "city_viewer"}
    return tuple(Who(roles[level], (*IMPARTIAL, *more), at(level)) for level in levels)


STEERED = (
    *office("township"),
    Who("county_staff", IMPARTIAL, (Guard("at_level", {"levels": ("township", "county")}),)),
)
HANDLED = (*office("township", "county"), Who("dept_staff", ("is_assignee", "not_complained_of")))
HEARD = (
    Who("public"),
    Who("township_staff", (*IMPARTIAL, "not_assignee"), at("township")),
    Who("county_staff", (*IMPARTIAL, "not_assignee")),
)


def old(comment_id: object) -> None:
    """Let everything of a comment have happened long ago."""
    with unit_of_work() as session:
        one = session.get_one(SupervisionComment, comment_id)
        long_ago = now() - timedelta(days=400)
        one.received_at = one.accept_due_at = one.answer_due_at = one.answered_at = long_ago


def _transferred(world: World, case: Case) -> None:
    """A report that is no repair goes over with its 查询码."""
    told = PublicReport("idle", "闲着", None, "闲着", None, True, "f" * 64)
    report = report_publicly(world.county.asset_id, told).report
    with acting_as(Doer("user", world.county.people["township"])):
        verify(report.id, Verdict("transfer", reason="不是坏了"), None)
    case.subject = of_report(report.id)


class Comments(Adapter):
    """What a villager says of the village, at the township; what went past it, at the county and the city."""

    machine = "supervision_comment"
    moves = MOVES
    variants = ("township", "county", "city")
    bonds = ("is_complained_of", "is_assignee")
    asks = {
        "submit": (Permission.RAISE_COMMENT, Permission.RECORD_COMMENT),
        "accept": (Permission.ACCEPT_COMMENT,),
        "accept_up": (Permission.TAKE_UP_COMMENT,),
        "reroute": (Permission.STEER_COMMENT,),
        "refer_out": (Permission.STEER_COMMENT,),
        "start": (Permission.HANDLE_COMMENT,),
        "answer": (Permission.HANDLE_COMMENT,),
        "supervise": (Permission.SUPERVISE_COMMENT,),
        "rate_ok": (Permission.CALL_BACK_COMMENT,),
        "rate_bad": (Permission.CALL_BACK_COMMENT,),
        "no_clue": (Permission.GIVE_UP_COMMENT,),
        "refer": (Permission.REFER_COMMENT,),
    }
    doors = {
        "submit": "public.concerns.send",
        "rate_ok": "public.concerns.rate_answer",
        "rate_bad": "public.concerns.rate_answer",
        "withdraw": "public.concerns.take_back",
    }
    systems = {
        "submit": _transferred,
        "overdue_up": swept(take_up_late, old),
        "escalate": swept(take_up_late, old),
        "no_contact": swept(close_silent, old),
    }
    departures = (
        Departure("accept", OF_ITS_LEVEL, actors=office("township", "county", "city")),
        Departure("accept_up", OF_ITS_LEVEL, actors=office("county", "city", more=("not_assignee",))),
        Departure("reroute", OF_ITS_LEVEL, actors=STEERED),
        Departure("refer_out", OF_ITS_LEVEL, actors=STEERED),
        Departure("start", OF_ITS_LEVEL, actors=HANDLED),
        Departure("answer", OF_ITS_LEVEL, actors=HANDLED),
        Departure("no_clue", OF_ITS_LEVEL, actors=office("township", "county")),
        Departure("supervise", OF_ITS_LEVEL, actors=(*office("township"), Who("county_staff", IMPARTIAL))),
        Departure("rate_ok", BY_ITS_PAGE, actors=HEARD),
        Departure("rate_bad", BY_ITS_PAGE, actors=HEARD),
        Departure("withdraw", BY_ITS_PAGE, actors=(Who("public"),)),
    )

    def make(self, world: World, state: str, variant: str) -> Case:
        if state == "(new)":
            return Case(db.session.get_one(Asset, world.county.asset_id))
        count = db.session.query(SupervisionComment).count()
        about = "village" if variant == "township" else "other"
        said = Concern("idle", "闲着", about, "闲着", device_hash=f"{count:064d}")
        one = raise_comment(world.county.asset_id, said).comment
        with unit_of_work():
            locked(one.id).level = variant
        for event in way_to(state, "received", MOVES):
            with unit_of_work():
                take(locked(one.id), event)
        one = db.session.get_one(SupervisionComment, one.id)
        _ = one.asset.region_path
        db.session.expunge(one)  # so that `tie` changes it in memory alone
        return Case(one)

    def state_of(self, case: Case) -> str:
        query = select(SupervisionComment.status).filter_by(id=case.subject.id)
        return db.session.scalars(query).one()

    def tie(self, case: Case, bond: str, person: Actor) -> bool:
        if not isinstance(case.subject, SupervisionComment):
            return bond == NO_BOND
        depts = [scope.dept_id for scope in person.scopes if scope.dept_id]
        tied = bond == "is_assignee"
        values = {
            "about_user_id": person.id if bond == "is_complained_of" else None,
            "handled_by": [str(person.id)] if tied else [],
            "dept_id": depts[0] if tied and depts else None,
        }
        for name, value in values.items():
            set_committed_value(case.subject, name, value)
        return True

    def holds(self, guard: Guard, case: Case) -> bool:
        if guard.name == "at_level":
            return case.subject.level in guard.params["levels"]
        return super().holds(guard, case)
