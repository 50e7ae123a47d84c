"""The demo county as it stands of an evening, with a signed-in phone for every worker."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from benchmarks.evening.ground import Phone, Place
from config import Config
from server import create_app
from server.assets.register.models import Asset
from server.assets.tags.models import Tag
from server.core.db import db
from server.identity.accounts.actions import Browser, open_session
from server.identity.accounts.models import Post, Role, User
from server.identity.accounts.rules import csrf_of


@dataclass(frozen=True)
class Carried:
    """A worker's session on one phone, and the well of his village that he goes to."""

    user_id: UUID
    county_code: str
    secret: str
    csrf: str
    well: UUID

    def phone(self, port: int) -> Phone:
        headers = {
            "Origin": f"http://127.0.0.1:{port}", "Cookie": f"guanhu={self.secret}", "X-CSRF-Token": self.csrf
        }  # fmt: skip
        return Phone(port, self.user_id, self.county_code, headers)


@dataclass(frozen=True)
class County:
    place: Place
    phones: list[Carried]
    tokens: list[str]


def load(place: Place, assets: int, phones: int) -> County:
    """Load the demo county into an empty database and sign in its workers, on several phones if need be."""
    place.flask("db", "upgrade")
    place.flask("demo", "load", "--assets", str(assets))
    app = create_app(
        Config(
            data=place.data, database_url=place.database_url, secret_key=place.settings["GUANHU_SECRET_KEY"]
        )
    )
    with app.app_context():
        pairs = _workers()
        carried = [
            _signed_in(app.config["SECRET_KEY"], *pairs[number % len(pairs)], number)
            for number in range(phones)
        ]
        tokens = list(db.session.scalars(select(Tag.token).filter_by(status="bound")))
        db.session.remove()
        db.engine.dispose()
    return County(place, carried, tokens)


def _workers() -> list[tuple[User, UUID]]:
    query = (
        select(User, Asset.id)
        .join(Post, Post.user_id == User.id)
        .join(Asset, Asset.region_path == Post.region_path)
        .where(Post.role == Role.PATROL_WORKER, User.status == "active", Asset.asset_type == "well")
        .order_by(User.username, Asset.id)
    )
    wells = {user.id: (user, well) for user, well in db.session.execute(query).unique()}
    return list(wells.values())


def _signed_in(key: str, user: User, well: UUID, number: int) -> Carried:
    secret = open_session(user, Browser("127.0.0.1", device_id=f"phone-{number}"))
    return Carried(user.id, user.county_code, secret, csrf_of(key, secret), well)
