"""The rail: the rooms of the desk in their order, each shown to those who may enter it."""

from __future__ import annotations

from dataclasses import dataclass

from server.identity.access.actions import may
from server.identity.access.models import Permission


@dataclass(frozen=True)
class Door:
    """One entry of the rail; the room's name is also its word: desk.<room>."""

    room: str
    endpoint: str
    permission: Permission

    @property
    def word(self) -> str:
        return f"desk.{self.room}"


DOORS = (
    Door("inbox", "desk.inbox", Permission.USE_DESK),
    Door("assets", "desk.assets", Permission.LIST_ASSETS),
    Door("orders", "desk.orders", Permission.LIST_ORDERS),
    Door("rounds", "desk.rounds", Permission.LIST_ROUNDS),
    Door("funds", "desk.funds", Permission.LIST_FUNDS),
    Door("comments", "desk.comments", Permission.LIST_COMMENTS),
    Door("people", "desk.people", Permission.LIST_PEOPLE),
    Door("organizations", "desk.organizations", Permission.LIST_ORGANIZATIONS),
    Door("regions", "desk.regions", Permission.MANAGE_REGION),
    Door("notices", "desk.notices", Permission.USE_DESK),
    Door("photos", "desk.photos", Permission.LIST_PHOTOS),
    Door("parcel", "desk.parcel", Permission.BRING_PARCEL),
    Door("quarantine", "desk.quarantine", Permission.LIST_QUARANTINE),
    Door("tags", "desk.tags", Permission.LIST_TAGS),
    Door("log", "desk.log", Permission.READ_LOG),
    Door("settings", "desk.settings", Permission.READ_SETTINGS),
)


def open_doors() -> list[Door]:
    """Return the doors that are open to the actor."""
    return [door for door in DOORS if may(door.permission)]
