"""What damage announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from server.core.events import Event


@dataclass(frozen=True)
class DamageConfirmed(Event):
    """A person says that the damage is real; it has a severity and a day by which it is to be mended."""

    report_id: UUID


@dataclass(frozen=True)
class DamageTransferred(Event):
    """What was reported as broken is a matter for those above: it goes on as 反映问题, with its 查询码.

    category  what it is about, one of UPWARD_CATEGORIES
    """

    report_id: UUID
    category: str


@dataclass(frozen=True)
class RepairDropped(Event):
    """It stays broken, by a decision; nobody is to be sent any more."""

    report_id: UUID


@dataclass(frozen=True)
class DamageReopened(Event):
    """People say that the repair did not hold; the level above takes over."""

    report_id: UUID
