"""One of everything in village 11 of the small county, and people near and far who may or may not see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import Flask
from sqlalchemy import update

from server.assets.register.models import Asset
from server.assets.tags.actions import mint
from server.assets.tags.actions import revoke as revoke_plate
from server.core.clock import now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.damage.actions import PublicReport, Told, report_publicly, reporter_says, verify
from server.field.damage.models import DamageReport
from server.field.damage.verdicts import Verdict
from server.field.inspections.actions import review
from server.field.inspections.models import Inspection
from server.field.patrols.models import PatrolPlan, PatrolTask
from server.field.supervision_comments.actions import Concern, raise_comment
from server.field.supervision_comments.ratings import withdraw
from server.field.work_orders.actions import Assignment, assign, submit_cost
from server.field.work_orders.funds import Lack, await_funds
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.repairs import Done, accept, begin, finish
from server.identity.access.models import actor_of
from server.identity.accounts.actions import revoke
from server.identity.accounts.models import Post, SignIn, User
from server.identity.activation.actions import show_ticket
from server.identity.organizations.actions import found
from server.identity.organizations.rules import Unit
from server.identity.regions.lists import stage
from server.services.audit_log.actions import Doer, acting_as
from server.services.channels import actions as channels
from server.services.feed.models import Item
from server.services.files.actions import attach
from server.services.files.models import FileRow
from server.services.notices.actions import read
from server.services.notices.models import Notice
from server.web.public.device import hash_of
from server.web.quarantine.actions import decide
from tests.makers import (
    CITY,
    PLACE,
    PROVINCE,
    County,
    Signed,
    item_of,
    make_asset,
    make_county,
    make_plan,
    picture,
    shelved,
    sign_in,
    visit_of,
)
from tests.web.crowd import make_crowd

FAR_OFF = {**PLACE, "lat": 39.53}  # three kilometres from the well: a person has to look at the visit
DEVICE = "villagers-phone"
WELL = "槐树下的井"
Variants = dict[str, object]


@dataclass
class Samples:
    """What the small county holds; `by_argument` as an address names it, a word for each variant."""

    county: County
    by_argument: dict[str, Variants] = field(default_factory=dict)
    questions: dict[str, dict[str, tuple[str, list[str]]]] = field(default_factory=dict)
    """What a list is asked: by endpoint and word, the query, and the needles that tell of village 11."""
    secrets: set[str] = field(default_factory=set)
    """Ids, tokens and names of village 11 that nobody outside may be told."""

    def add(self, argument: str, **variants: object) -> None:
        self.by_argument[argument] = variants
        self.secrets |= {str(value) for value in variants.values() if isinstance(value, UUID)}

    def by(self, name: str) -> acting_as:
        return acting_as(Doer("user", self.county.people[name]))


def make_samples(app: Flask) -> Samples:
    """Build both counties and one object of each kind."""
    made = Samples(make_county())
    with unit_of_work():
        dept = db.session.query(Post.dept_id).filter(Post.dept_id.is_not(None)).scalar()
        well = db.session.get_one(Asset, made.county.asset_id)
        well.name, well.search_text, well.supervising_dept_id = WELL, WELL, dept
        make_asset(made.county.paths["village12"], "东头的井")
        far_asset = make_crowd(made.county)
    made.secrets |= {WELL, made.county.token, made.county.short_code, made.county.blank}
    _addresses(made)
    phones = {name: sign_in(app.test_client(), name) for name in ("worker", "village")}
    _orders(made, _told(made))
    _reports(made, phones)
    _comments(made)
    _visits(made, phones)
    _items(made, phones["worker"])
    _rounds(made)
    _photos(made)
    _notices(made)
    _channels(made)
    _questions(made, far_asset)
    _sign_ins(made, app)
    _suspend("suspended", "left")
    return made


def _addresses(made: Samples) -> None:
    """What is there from the beginning."""
    made.add("assets/id_", well=made.county.asset_id)
    made.add(
        "people/id_", custodian=made.county.people["worker"], supervisor=made.county.people["supervisor"]
    )
    made.add("organizations/id_", collective=_unit(made))
    made.add("regions/id_", village=made.county.paths["village11"].rsplit("/", 1)[-1])
    made.add("list/batch_id", staged=_staged())
    made.add("POST list/batch_id", flipped=new_id())
    made.add("path", orders="orders")
    made.add("tags/code", village="140699100201")
    made.add("rounds/code", village="140699100201")
    made.add("kind", blank="blank", hung="hung")
    made.add("tag/token", plate=made.county.token)


def _suspend(*names: str) -> None:
    with unit_of_work() as session:
        gone = update(User).where(User.username.in_(names))
        session.execute(gone.values(status="suspended", suspended_at=now()))


def _unit(made: Samples) -> UUID:
    village = made.county.paths["village11"].rsplit("/", 1)[-1]
    return found("140699", Unit("village_collective", "11村合作社", village, None, None)).id


def _staged() -> UUID:
    """Stage a list that would change a name of the county."""
    above = f"{PROVINCE},province,山西省,\n{CITY},city,朔州市,{PROVINCE}\n140699000000,county,示范区,{CITY}\n"
    return stage(f"code12,level,name,parent12\n{above}".encode(), "140699").batch_id


def _told(made: Samples) -> Told:
    """Let a villager report the well with a picture: he goes home with a receipt."""
    words = PublicReport("WE01", "井不出水", "major", "三天没水", None, False, hash_of(DEVICE), [shelved(7)])
    told = report_publicly(made.county.asset_id, words)
    made.add("r/token", receipt=str(told.voice.receipt_token))
    made.add("t/token", plate=made.county.token)
    made.add("log/kind", asset="Asset")
    made.add("object_id", asset=made.county.asset_id)
    made.add("t/report_id", villager=told.report.id)
    made.secrets.add(str(told.voice.receipt_token))
    return told


def _raised(made: Samples, report_id: UUID) -> WorkOrder:
    with made.by("village"):
        verify(report_id, Verdict("confirm", "major"), None)
    return db.session.query(WorkOrder).filter_by(report_id=report_id).one()


def _mended(made: Samples, report_id: UUID) -> WorkOrder:
    order = _raised(made, report_id)
    with made.by("village"):
        assign(order.id, Assignment(made.county.people["mender"], 150_000, date(2099, 1, 1)), None)
    with made.by("mender"):
        begin(order.id, 1, None)
        finish(order.id, Done(120_000), 1, None)
    return order


def _orders(made: Samples, told: Told) -> None:
    """One that waits for acceptance, one that did not hold, one dearer than a township may approve."""
    finished = _mended(made, told.report.id)
    attach("140699", "order", finished.id, "after/1", shelved(8))
    words = PublicReport("WE04", "管子破了", "major", "漏水", None, False, hash_of(DEVICE))
    bad = report_publicly(made.county.asset_id, words)
    passed = _mended(made, bad.report.id)
    with made.by("township"):
        accept(passed.id, None, (), None)
    reporter_says(str(bad.voice.receipt_token), fixed=False, words="还在漏", photo=None)
    again = db.session.query(WorkOrder).filter_by(report_id=bad.report.id, status="created").one()
    words = PublicReport("WE02", "水泵坏了", "major", "要换新的", None, False, hash_of(DEVICE))
    dear = _raised(made, report_publicly(made.county.asset_id, words).report.id)
    with made.by("village"):
        submit_cost(dear.id, 2_500_000, "fiscal", None)
    unfunded = _unfunded(made)
    made.add("orders/id_", finished=finished.id, reopened=again.id, dear=dear.id, unfunded=unfunded.id)


def _unfunded(made: Samples) -> WorkOrder:
    """Return one that waits for money."""
    words = PublicReport("WE07", "电表没了", "major", "要配电表", None, False, hash_of(DEVICE))
    order = _raised(made, report_publicly(made.county.asset_id, words).report.id)
    with made.by("village"):
        await_funds(order.id, Lack(600_000, "没有钱", date(2099, 1, 1), fenced=True), None)
    return order


def _reports(made: Samples, phones: dict[str, Signed]) -> None:
    """Four that wait for a verdict: a worker's, the village's own, an urgent one, one for those above."""
    found: dict[str, UUID] = {}
    for variant, name, code in (("worker", "worker", "WE11"), ("village", "village", "G02"),
                                ("urgent", "worker", "WE05")):  # fmt: skip
        _push(phones[name], visit_of(phones[name], made.county.asset_id, code, photo=picture(20)))
        found[variant] = db.session.query(DamageReport).filter_by(category=code).one().id
    phones["worker"].carry(picture(20))
    idle = PublicReport("idle", "没人用", None, "闲着", None, True, hash_of(DEVICE))
    found["upward"] = report_publicly(made.county.asset_id, idle).report.id
    made.add("reports/id_", **found)


def _comments(made: Samples) -> None:
    """What is said of the village and of the township; and one that is taken back, so no probe moves it."""
    said = {
        name: raise_comment(made.county.asset_id, Concern(kind, "说的事", about, "说了", device_hash=name))
        for name, kind, about in (
            ("village", "idle", "village"), ("township", "misused", "township"),
            ("gone", "advice", "village"),
        )
    }  # fmt: skip
    withdraw(said["gone"].id)
    receipts = made.by_argument["r/token"]
    made.add("r/token", **receipts, concern=str(said["gone"].comment.receipt_token))
    made.add("comments/id_", village=said["village"].id, township=said["township"].id)
    made.questions["desk.comments"] = {"open": ("s=open", [str(one.id) for one in said.values()])}


def _visits(made: Samples, phones: dict[str, Signed]) -> None:
    """Visits too far from the well: one that waits, and two that are decided, so that no probe moves them."""
    waiting = _far_visit(made, phones["worker"])
    decided = {name: _far_visit(made, phones[name]) for name in ("worker", "village")}
    with made.by("township"):
        for visit_id in decided.values():
            review(visit_id, "approve")
    made.add("visits/id_", waiting=waiting)
    made.add("POST visits/id_", **decided)


def _far_visit(made: Samples, phone: Signed) -> UUID:
    known = {row.id for row in db.session.query(Inspection.id)}
    _push(phone, visit_of(phone, made.county.asset_id, place=FAR_OFF))
    visit = next(row for row in db.session.query(Inspection) if row.id not in known)
    assert visit.status == "pending_review"
    return visit.id


def _items(made: Samples, phone: Signed) -> None:
    """What the worker's phone brought in a newer form: one item waits, the other is refused."""
    kept: list[UUID] = []
    for shade in (40, 41):
        item = item_of(phone, "inspection.file", made.county.asset_id, {}, photos={"plan/1": picture(shade)})
        (receipt,) = phone.push(item.changed(schema_version=2))
        assert receipt["status"] == "quarantined"
        kept.append(UUID(receipt["id"]))
    phone.carry(picture(40))
    with made.by("township"):
        township = actor_of(db.session.get_one(User, made.county.people["township"]))
        decide(kept[1], township, admit=False, reason="请更新后再报")
    made.add("items/item_id", own=str(new_id()), kept=kept[0])  # each phone mints the ids of its own items
    made.add("quarantine/id_", waiting=kept[0])
    made.add("POST quarantine/id_", decided=kept[1])


def _rounds(made: Samples) -> None:
    """A round that nobody went on yet; a plate that hangs, and one out of use, so that no probe moves it."""
    make_plan()
    well = made.county.asset_id
    with unit_of_work() as session:
        plan = session.query(PatrolPlan).one()
        task = PatrolTask(
            id=new_id(), county_code="140699", plan_id=plan.id, asset_id=well, status="pending", version=1,
            assignee_id=made.county.people["worker"], window_start_on=date(2026, 11, 1),
            due_on=date(2026, 11, 30),
        )  # fmt: skip
        session.add(task)
        over = mint("140699", made.county.paths["village11"], 1)[0]
        revoke_plate(over.token, "140699", "试验用")
    made.add("rounds/id_", open=task.id)
    made.add("plates/id_", hung=made.county.token)
    made.add("POST plates/id_", revoked=over.token)


def _notices(made: Samples) -> None:
    """Everybody has read his notices, so that no probe has anything to mark."""
    for notice in db.session.query(Notice).all():
        read(notice.id, notice.user_id)
    own = db.session.query(Notice).filter_by(user_id=made.county.people["village"]).first()
    for argument in ("notices/id_", "notices/notice_id"):
        made.add(argument, villages=own.id)


def _channels(made: Samples) -> None:
    """A channel that is switched off, so that no probe sends anything."""
    wish = channels.Wish("sms_file", "短信", "", "", made.county.paths["county"])
    off = channels.add("140699", wish)
    channels.switch(off.id, False, off.version)
    made.add("channels/id_", off=off.id)


def _push(phone: Signed, item: Item) -> None:
    (receipt,) = phone.push(item)
    assert receipt["status"] == "accepted", receipt


def _photos(made: Samples) -> None:
    """A picture of each kind of owner in both sizes; one of them a reviewer has published."""
    attach("140699", "asset", made.county.asset_id, "asset/1", shelved(30))
    published = attach("140699", "asset", made.county.asset_id, "asset/2", shelved(31))
    newest = db.session.query(FileRow).filter(FileRow.arrived_at.is_not(None))
    found = {row.owner_kind: row for row in newest if row.id != published.id}
    with unit_of_work() as session:
        session.get_one(FileRow, published.id).review = "shown"
    made.add("photos/file_id", **{kind: found[kind].id for kind in sorted(found)}, published=published.id)
    made.add("photos/id_", waiting=found["report"].id)
    made.add("side", small=320, large=1600)
    made.add("files/sha256", photo=found["inspection"].sha256)


def _sign_ins(made: Samples, app: Flask) -> None:
    """A code that was shown for the worker; and one who left the village, whose session is over.

    A code is refused for whoever left, and what is over cannot be ended: so no probe changes anything.
    """
    sign_in(app.test_client(), "left")
    with made.by("village"):
        shown = show_ticket(made.county.people["worker"])
    left = made.county.people["left"]
    session = db.session.query(SignIn).filter_by(user_id=left).one()
    revoke(session.id)
    made.add("ticket_id", shown=shown.id)
    made.add("people/person_id", worker=made.county.people["worker"])
    made.add("POST people/person_id", left=left)
    made.add("sign_in_id", over=session.id)
    made.add("own_id", anothers=session.id)
    made.secrets.add(shown.ticket)


def _questions(made: Samples, far_asset: UUID) -> None:
    """Search, filters and cursors of foreign things; and of the feed, each kind of news by itself."""
    village, orders = made.county.paths["village11"], made.by_argument["orders/id_"]
    made.questions["desk.assets"] = {
        word: (query, [WELL])
        for word, query in {
            "all": "", "by name": f"q={WELL[:3]}", "by place": f"place={village}",
            "after another's": f"after={far_asset}", "after itself": f"place={village}&after={new_id()}",
        }.items()
    }  # fmt: skip
    made.questions["desk.rounds"] = {"by place": (f"place={made.county.paths['township1']}", [WELL])}
    made.questions["desk.tags"] = {"by place": (f"place={made.county.paths['township1']}", ["140699100201"])}
    made.questions["desk.people"] = {
        word: (query, [f"/desk/people/{made.county.people['worker']}"])
        for word, query in {"by name": "q=worker", "by place": "q=worker&place=140699100201"}.items()
    }
    made.questions["sync.get_feed"] = {
        "assets": ("", [str(made.county.asset_id)]),
        "blank plates": ("", [made.county.blank]),
        "reports": ("", [str(made.by_argument["t/report_id"]["villager"])]),
        "orders": ("", [str(orders["dear"])]),
        "the mender's order": ("", [str(orders["finished"])]),
    }
