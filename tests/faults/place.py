"""Where histories happen: the small county, a stranger's county, and what each person may do there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from flask import Flask

from server.assets.register.models import Asset
from server.assets.tags.actions import mint, print_rolls
from server.assets.tags.models import Tag
from server.core.db import db, unit_of_work
from server.field.checklists.actions import publish_standard
from server.field.work_orders.actions import Assignment, assign
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import order as find_order
from server.identity.accounts.actions import Browser, open_session
from server.identity.accounts.models import User
from server.identity.accounts.rules import csrf_of
from server.identity.regions.models import Region
from server.services.audit_log.actions import Doer, acting_as
from server.services.feed.models import Item as ItemRow
from tests.faults.phone import Phone
from tests.faults.wire import Inside
from tests.makers import County, make_asset, make_county, make_region, make_user, picture, sign_in
from tests.web.test_thread import dispatched

CURSED = "出了名的6号井"
"""Whatever is filed about it fails in a way that nobody thought of."""
FOREIGN = "140698"
PHOTOS = [picture(shade) for shade in (20, 60, 100, 140)]
PHONES = {
    "worker": "worker",
    "worker's second": "worker",
    "neighbour": "neighbour",
    "mender": "mender",
    "mender's second": "mender",
    "village": "village",
    "township": "township",
    "stranger": "stranger",
}
FIELD_POSTS = ("worker", "neighbour")


@dataclass
class Person:
    """What the server ought to know of somebody; the checks compare it with what it did."""

    user_id: UUID
    county_code: str
    place: str
    cares_for: set[UUID] = field(default_factory=set)
    suspended: bool = False

    def may_record_at(self, asset: AssetThere | None) -> bool:
        """True for an asset of his county in his place, or in his care."""
        if asset is None or asset.county_code != self.county_code:
            return False
        here = f"{asset.path}/".startswith(f"{self.place}/")
        return here or asset.id in self.cares_for


@dataclass(frozen=True)
class AssetThere:
    """An asset, where it lies."""

    id: UUID
    county_code: str
    path: str
    cursed: bool = False


@dataclass
class Place:
    """Everything that is true when a history begins."""

    people: dict[str, Person]
    assets: dict[str, AssetThere]
    blanks: list[str]
    villages: list[str]
    townships: list[str]
    items: set[str]
    phones: dict[str, Phone] = field(default_factory=dict)

    def follow(self, old: str, new: str) -> None:
        """Let everybody's duty and every asset of a village follow it to its new path."""
        self.villages = list(dict.fromkeys(new if one == old else one for one in self.villages))
        for person in self.people.values():
            person.place = new if person.place == old else person.place
        for name, asset in self.assets.items():
            self.assets[name] = replace(asset, path=new) if asset.path == old else asset


def build(app: Flask) -> Place:
    """Build it in the app's present database; every phone has signed in and pulled."""
    with app.app_context():
        county = make_county()
        order = dispatched(county, lambda name: sign_in(app.test_client(), name))
        place = _place(county, order)
        place.items = {str(one) for one in db.session.scalars(db.select(ItemRow.id))}
        secrets = {name: secret_of(place.people[who].user_id, name) for name, who in PHONES.items()}
        db.session.remove()
    for name, who in PHONES.items():
        person = place.people[who]
        phone = Phone(name, who, person.user_id, person.county_code, wire_of(app, secrets[name]))
        while phone.pull():
            pass
        place.phones[name] = phone
    return place


def _place(county: County, order: WorkOrder) -> Place:
    with unit_of_work():
        foreign = _foreign_county()
        near = {
            "well": db.session.get_one(Asset, county.asset_id),
            "pump": make_asset(county.paths["village11"], "3号泵"),
            "far well": make_asset(county.paths["village12"], "4号井"),
            "cursed well": make_asset(county.paths["village11"], CURSED),
            "foreign well": make_asset(foreign, "邻县1号井"),
        }
        assets = {
            name: AssetThere(one.id, one.county_code, one.region_path, one.name == CURSED)
            for name, one in near.items()
        }
        stranger = make_user("stranger", ("patrol_worker", "custodian"), foreign)
        their_county = make_user(
            "their county", ("county_staff",), foreign.rpartition("/")[0].rpartition("/")[0]
        )
        mint("140699", county.paths["village11"], 4)
        db.session.flush()
        print_rolls("140699", county.paths["village11"])
    villages = [county.paths["village11"], county.paths["village12"]]
    posts = {"worker": villages[0], "neighbour": villages[1], "village": villages[0]}
    posts |= {"township": county.paths["township1"], "mender": "nowhere", "county": county.paths["county"]}
    people = {name: Person(county.people[name], "140699", at) for name, at in posts.items()}
    people["stranger"] = Person(stranger, FOREIGN, foreign)
    people["their county"] = Person(their_county, FOREIGN, foreign)
    people["worker"].cares_for.add(county.asset_id)
    blanks = list(db.session.scalars(db.select(Tag.token).where(Tag.asset_id.is_(None))))
    assert db.session.get_one(WorkOrder, order.id).status == "assigned"
    townships = [county.paths["township1"], county.paths["township2"]]
    return Place(people, assets, blanks, villages, townships, set())


def _foreign_county() -> str:
    city = db.session.get_one(Region, "140600000000").path
    county = make_region("140698000000", "邻县", "county", city)
    township = make_region("140698100000", "邻乡", "township", county)
    publish_standard(FOREIGN, county)
    return make_region("140698100201", "邻村", "village", township)


def secret_of(user_id: UUID, device: str) -> str:
    """Sign somebody in as a cadre's QR code does: no password is asked, which would be slow."""
    return open_session(db.session.get_one(User, user_id), Browser("127.0.0.1", device_id=device))


def wire_of(app: Flask, secret: str) -> Inside:
    return Inside(app, secret, csrf_of(app.config["SECRET_KEY"], secret))


def send_menders(by: UUID, mender: UUID) -> None:
    """Send the mender to every repair that waits for one, as the village does at its desk."""
    created = db.session.scalars(db.select(WorkOrder.id).filter_by(status="created")).all()
    for order_id in created:
        order = find_order(order_id)
        assert order is not None
        with acting_as(Doer("user", by)):
            assign(order.id, Assignment(mender, 150_000, order.due_on), order.version)
