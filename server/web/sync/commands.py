"""An item as its handler sees it, and what it may ask on behalf of its author."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission
from server.web.sync.refusals import OutOfScope

Owner = tuple[str, UUID]
JUDGEMENTS = frozenset(
    {
        Permission.CONFIRM_DAMAGE,
        Permission.REJECT_DAMAGE,
        Permission.HANDLE_REPORT,
        Permission.ACCEPT_REPAIR,
    }
)


@dataclass(frozen=True)
class Admission:
    """Who admits a held item, and the version of its thing that he had before him; None where he saw none."""

    by: Actor
    seen_version: int | None = None


@dataclass(frozen=True)
class Command:
    """An item as its handler sees it: with its author, and whoever admitted it if it was held."""

    id: UUID
    author: Actor
    subject_id: UUID | None
    base_version: int | None
    payload: Mapping[str, Any]
    slots: frozenset[str]
    captured_at: datetime
    told_at: datetime
    received_at: datetime
    raw_answers: list[dict[str, Any]]
    raw_place: dict[str, Any] | None
    admission: Admission | None = None
    brought_by_author: bool = True

    @property
    def author_id(self) -> UUID:
        if self.author.id is None:
            raise OutOfScope
        return self.author.id

    def photos(self, kind: str) -> int:
        """Return how many photos of a kind of slot the item names."""
        return sum(slot.startswith(f"{kind}/") for slot in self.slots)

    def subject(self, find: Callable[[UUID], Any], permission: Permission) -> Any:
        """Return the thing it is about; raises OutOfScope when it is not the author's to touch."""
        found = find(self.subject_id) if self.subject_id else None
        county = self.author.user.county_code if self.author.user else None
        if found is None or found.county_code != county:
            raise OutOfScope
        self.require(permission, found)
        return found

    def require(self, permission: Permission, subject: Any) -> None:
        """Refuse what the author may not do; of a held item, what lies out of its admitter's sight.

        A judgement of somebody's work is nobody's to admit: separation of duty is asked of its author again.
        """
        asked = may(permission, subject, self.author) and (
            self.brought_by_author or permission not in JUDGEMENTS
        )
        if self.admission is not None and permission not in JUDGEMENTS:
            asked = may(Permission.READ_ASSET, subject, self.admission.by)
        if not asked:
            raise OutOfScope
