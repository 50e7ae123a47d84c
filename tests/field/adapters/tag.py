"""二维码标签: how a plate comes into each state, and whose thing it hangs on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.assets.custody.actions import assign as give_care
from server.assets.register.models import Asset
from server.assets.register.rules import Place
from server.assets.tags import actions as tags
from server.assets.tags.models import Tag
from server.assets.tags.rules import MOVES
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.inspections.actions import file_inspection
from server.field.inspections.rules import Visit
from server.identity.access.models import Actor, Permission
from server.services.audit_log.actions import Doer, acting_as
from tests.field.adapters.meeting import NO_BOND, Adapter, Case, World
from tests.field.machines import NEW, Departure, Who
from tests.makers import make_asset
from tests.web.crowd import ROLES

OURS = "有人管的路灯"
AT_THE_THING = ("bind", "replace")


def _minted(world: World, case: Case) -> None:
    """A roll is made for a village."""
    case.subject = tags.mint("140699", world.county.paths["village11"], 1)[0]


def _found_broken(world: World, case: Case) -> None:
    """A visit marks the plate and shows it."""
    at = now()
    visit = Visit(
        case.subject.asset_id, world.county.people["worker"], "worker", at, at, at, "well",
        "2026.11-2", [{"code": "G02", "value": "problem"}], False, {"problem/G02/1"},
        scanned_token=case.subject.token,
    )  # fmt: skip
    with acting_as(Doer("user", world.county.people["worker"])), unit_of_work():
        file_inspection(new_id(), visit)


def _cared_for_by_all(world: World) -> Asset:
    """Return a thing beside the well for which everybody of the county cares."""
    found = db.session.scalar(select(Asset).filter_by(name=OURS))
    if found is None:
        with unit_of_work():
            found = make_asset(world.county.paths["village11"], OURS)
            for person in world.crowd.values():
                if person.id and person.user and person.user.county_code == "140699":
                    give_care(found.id, "volunteer", person.id, None)
    return found


class Tags(Adapter):
    """Plates of the village's roll."""

    machine = "tag"
    moves = MOVES
    bonds = ("is_custodian",)
    asks = {
        "print": (Permission.PRINT_TAGS,),
        "bind": (Permission.BIND_TAG,),
        "replace": (Permission.BIND_TAG,),
        "reprint": (Permission.REPRINT_TAG,),
        "revoke": (Permission.REVOKE_TAG,),
    }
    systems = {"generate": _minted, "report_damage": _found_broken}
    departures = (
        *(
            Departure(
                event,
                "whoever cares for the thing hangs its plate, whatever post he holds beside",
                actors=(
                    Who("patrol_worker", ("in_region",)),
                    Who("village_admin", ("in_region",)),
                    *(Who(str(role), ("is_custodian",)) for role in ROLES),
                ),
            )
            for event in AT_THE_THING
        ),
        Departure(
            "revoke",
            "the system takes plates down when a disposal ends; disposals come with governance",
            actors=(Who("township_staff", ("in_region",)),),
        ),
    )

    def make(self, world: World, state: str, variant: str) -> Case:
        well = db.session.get_one(Asset, world.county.asset_id)
        if state == NEW:
            return Case(None, {"asset": well})
        with unit_of_work() as session:
            tag = tags.mint("140699", world.county.paths["village11"], 1)[0]
            tag.status = state
            tag.asset_id = well.id if state in {"bound", "damaged"} else None
            session.flush()
        return Case(tag, {"asset": well, "theirs": _cared_for_by_all(world), "well": well})

    def state_of(self, case: Case) -> str:
        return str(db.session.scalars(select(Tag.status).filter_by(token=case.subject.token)).one())

    def subject(self, case: Case, event: str) -> Any:
        return case.notes["asset"] if event in AT_THE_THING else Place(case.subject.region_path)

    def tie(self, case: Case, bond: str, person: Actor) -> bool:
        if bond == NO_BOND:
            case.notes["asset"] = case.notes.get("well", case.notes["asset"])
            return True
        if "theirs" not in case.notes:
            return False
        case.notes["asset"] = case.notes["theirs"]
        return person.user is not None and person.user.county_code == "140699"
