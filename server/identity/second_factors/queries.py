"""Who has a second factor, and who needs one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select

from server.core.clock import now
from server.core.db import db
from server.core.sealing import unseal
from server.identity.accounts.models import FIELD_ROLES, SignIn, User
from server.identity.accounts.queries import roles_of
from server.identity.second_factors.models import RecoveryCode, SecondFactor
from server.identity.second_factors.rules import asks_factor
from server.services.settings.queries import setting

PURPOSE = "second factor"


def factor_of(user_id: UUID) -> SecondFactor | None:
    """Return a person's second factor once it counts."""
    found = db.session.get(SecondFactor, user_id)
    return found if found is not None and found.confirmed_at is not None else None


def lacks_factor(user: User) -> bool:
    """True when the county asks this person for a second factor and he has none."""
    wanted = setting(user.county_code, "totp_roles")
    return asks_factor(roles_of(user), wanted, FIELD_ROLES) and factor_of(user.id) is None


def codes_left(user_id: UUID) -> int:
    """Return how many recovery codes still work."""
    query = select(func.count()).select_from(RecoveryCode).filter_by(user_id=user_id, used_at=None)
    return db.session.scalar(query) or 0


def is_proved(row: SignIn) -> bool:
    """True while the last proof is young enough, and where the county asks for no second one."""
    minutes = int(setting(row.county_code, "reauth_minutes"))
    return not minutes or (row.proved_at is not None and now() - row.proved_at < timedelta(minutes=minutes))


def secret_of(factor: SecondFactor) -> str:
    """Return the secret, base32."""
    return unseal(factor.sealed, current_app.config["SECRET_KEY"], PURPOSE)


def secret_in_making(user: User) -> str | None:
    """Return the secret while it is being set up; never again afterwards."""
    factor = db.session.get(SecondFactor, user.id)
    return secret_of(factor) if factor is not None and factor.confirmed_at is None else None
