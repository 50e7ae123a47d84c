"""Which demo accounts and tags there are now: read from the database, whatever was changed since."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import func, select

from server.assets.register.models import Asset
from server.assets.tags.models import Tag
from server.core.db import db
from server.demo.chance import short_code_of, token_of
from server.demo.people import PASSWORD
from server.demo.places import COUNTY_PATH
from server.field.damage.models import DamageReport
from server.field.damage.rules import OPEN
from server.identity.accounts.models import Post, Role, User
from server.identity.accounts.queries import posts_now, presets_of, roles_of
from server.identity.accounts.rules import fits
from server.identity.regions.queries import names_by_code

_FROM_COUNTY = COUNTY_PATH.count("/")


def accounts() -> list[dict[str, Any]]:
    """Return the demo accounts that can sign in, with the preset that each holds; none outside demo mode."""
    if not current_app.config["DEMO"]:
        return []
    opened = {user: presets_of(user) for user in _people()}
    return _listed([(presets[0], user) for user, presets in opened.items() if presets])


def administrators() -> list[dict[str, Any]]:
    """Return the demo accounts that only administer the system; none outside demo mode."""
    if not current_app.config["DEMO"]:
        return []
    return _listed([("administrator", user) for user in _people() if Role.SYS_ADMIN in roles_of(user)])


def _people() -> list[User]:
    query = select(User).where(User.demo, User.status == "active").order_by(User.username)
    return [user for user in db.session.scalars(query).unique() if _opens(user)]


def _listed(found: list[tuple[str, User]]) -> list[dict[str, Any]]:
    rows = [(role, user, posts_now(user)[0]) for role, user in found]
    names = names_by_code({code for _, _, post in rows for code in post.region_path.split("/")})
    accounts_ = [_account(preset, user, post, names) for preset, user, post in rows]
    return sorted(accounts_, key=lambda row: (row["role"], len(row["username"]), row["username"]))


def _account(preset: str, user: User, post: Post, names: dict[str, str]) -> dict[str, Any]:
    region = "/".join(names.get(code, code) for code in post.region_path.split("/")[_FROM_COUNTY:])
    return {"role": preset, "username": user.username, "password": PASSWORD, "region": region}


def _opens(user: User) -> bool:
    known: dict[str | None, bool] = current_app.extensions.setdefault("demo_passwords", {})
    if user.password_hash not in known:
        known[user.password_hash] = fits(user.password_hash, PASSWORD)
    return known[user.password_hash]


def tags() -> list[dict[str, Any]]:
    """Return plates to try, what villagers may scan first; in each village the quietest things lead."""
    if not current_app.config["DEMO"]:
        return []
    return [*_public(), *_revoked(), *_unbound(), _unknown()]


def _tag(tag: Tag, asset_name: str | None, kind: str) -> dict[str, Any]:
    return {"token": tag.token, "short_code": tag.short_code, "asset_name": asset_name, "kind": kind}


def _public() -> list[dict[str, Any]]:
    trouble = (
        select(func.count())
        .where(DamageReport.asset_id == Asset.id, DamageReport.status.in_([*OPEN, "resolved"]))
        .scalar_subquery()
    )
    query = (
        select(Tag, Asset.name)
        .join(Asset, Asset.id == Tag.asset_id)
        .where(
            Tag.status == "bound", Asset.lifecycle_status == "registered", Asset.ledger_tier != "household"
        )
        .order_by(
            Asset.region_path, Asset.ledger_tier != "village", Asset.sensitive, trouble, Asset.asset_code
        )
    )
    return [_tag(tag, name, "public") for tag, name in db.session.execute(query)]


def _revoked() -> list[dict[str, Any]]:
    query = (
        select(Tag, Asset.name)
        .outerjoin(Asset, Asset.id == Tag.asset_id)
        .where(Tag.status == "revoked", Tag.replaced_by.is_(None))
        .order_by(Tag.region_path, Tag.token)
    )
    return [_tag(tag, name, "revoked") for tag, name in db.session.execute(query)]


def _unbound() -> list[dict[str, Any]]:
    query = select(Tag).where(Tag.status == "printed", Tag.asset_id.is_(None))
    return [
        _tag(tag, None, "unbound") for tag in db.session.scalars(query.order_by(Tag.region_path, Tag.token))
    ]


def _unknown() -> dict[str, Any]:
    number = 0
    while db.session.get(Tag, token_of("unknown", number)) is not None:
        number += 1
    token, short_code = token_of("unknown", number), short_code_of("unknown", number)
    return {"token": token, "short_code": short_code, "asset_name": None, "kind": "unknown"}
