"""The invariants, asked of the database, the folder of files and every phone at a history's end."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from server.assets.register.models import Asset
from server.core.db import db
from server.core.moves import may_move, move
from server.field.damage.models import DamageReport, Voice
from server.field.inspections.models import Inspection
from server.field.work_orders.models import OrderStep, WorkOrder
from server.field.work_orders.rules import MOVES
from server.identity.accounts.models import Post
from server.services.audit_log.models import AuditRow
from server.services.audit_log.verification import findings as log_findings
from server.services.feed.models import Item, ItemBytes
from server.services.feed.queries import end_of_log
from server.services.files.models import Blob, CountyBlob, FileRow
from server.services.files.shelf import name_of, shelf
from tests.faults.phone import Kept, Phone
from tests.faults.place import FIELD_POSTS
from tests.faults.story import Finding, Story

ACTIONS = ("inspection.file", "damage.report", "damage.verify", "tag.bind")
ORDER_ACTIONS = ("order.begin", "order.pause", "order.resume", "order.finish", "order.pass", "order.fail")


def broken_promises(history: Story) -> list[Finding]:
    """Return everything that is wrong at the end of a history that has been drained."""
    with history.app.app_context():
        items = {str(item.id): item for item in db.session.scalars(select(Item))}
        found = [*history.found]
        for check in (_items, _bytes, _rows, _versions, _files, _shares):
            found += check(history, items)
        found += [*_orders(), *_log(history, items), *_places(history)]
        db.session.remove()
        found += [one for phone in history.phones.values() for one in _feed(history, phone)]
        db.session.remove()
    return found


def is_carried_out(item: Item) -> bool:
    """True when an item has become what it says."""
    return item.status == "accepted" or (item.decision or {}).get("outcome") == "admitted"


def _items(history: Story, items: dict[str, Item]) -> Iterator[Finding]:
    """I1, I2, I3: every saved item has its one row, and nothing else has one."""
    for name, (phone, kept) in history.made.items():
        if name not in items:
            yield Finding("lost", f"{kept.kind} of {phone.name} is nowhere")
        elif name in phone.settled and not (is_carried_out(items[name]) or items[name].decision):
            yield Finding("lost", f"{kept.kind} left {phone.name} and nobody took it in")
        if name not in phone.outbox and name not in phone.settled:
            yield Finding("lost", f"{kept.kind} left {phone.name} before it was settled")
    for name in items.keys() - history.made.keys() - history.place.items:
        yield Finding("duplicated", f"an item that nobody made: {items[name].kind}")


def _bytes(history: Story, items: dict[str, Item]) -> Iterator[Finding]:
    """I1: the bytes are those that were frozen, those under a used id too."""
    query = select(ItemBytes.item_id, ItemBytes.sha256, ItemBytes.bytes)
    stored = {(str(item_id), sha256): raw for item_id, sha256, raw in db.session.execute(query)}
    for name, (phone, kept) in history.made.items():
        raw = stored.get((name, kept.sha256))
        if raw is None:
            yield Finding("lost", f"the bytes of a {kept.kind} of {phone.name}")
        elif raw != kept.item.raw:
            yield Finding("corrupt", f"the bytes of a {kept.kind} of {phone.name} are others")
    for key in history.reused - stored.keys():
        yield Finding("lost", f"other bytes under a used id: {key}")
    for name, item in items.items():
        if name in history.made and item.sha256 != history.made[name][1].sha256:
            yield Finding("corrupt", "an item's row is of other bytes than were saved first")


def _rows(history: Story, items: dict[str, Item]) -> Iterator[Finding]:
    """I3, I5: what was carried out stands there once, what was not does not."""
    done = [(name, item) for name, item in items.items() if is_carried_out(item)]
    wanted = {name for name, item in done if item.kind == "inspection.file"}
    present = {str(one) for one in db.session.scalars(select(Inspection.id))}
    yield from (Finding("lost", "a visit with a receipt and no row") for _ in wanted - present)
    yield from (Finding("duplicated", "a visit without a receipt") for _ in present - wanted)
    logged = Counter(db.session.scalars(select(AuditRow.action)))
    kinds = Counter(item.kind for _, item in done)
    for action in (*ACTIONS, *ORDER_ACTIONS):
        before = 1 if action == "tag.bind" else 0
        yield from _differs(f"times {action} was done", kinds[action], logged[action] - before)
    voices = db.session.scalar(select(func.count()).select_from(Voice)) or 0
    said = sum(item.kind == "damage.report" or _has_problem(item) for _, item in done)
    yield from _differs("voices", said, voices)
    taken = sum(count for action, count in logged.items() if action.startswith("item."))
    yield from _differs("items in the log", len(items), taken - logged["item.id_reused"])


def _has_problem(item: Item) -> bool:
    if item.kind != "inspection.file":
        return False
    raw = db.session.get_one(ItemBytes, (item.id, item.sha256)).bytes
    return any(one["value"] == "problem" for one in json.loads(raw or b"{}")["payload"]["answers"])


def _differs(what: str, wanted: int, there: int) -> Iterator[Finding]:
    if there != wanted:
        yield Finding("duplicated" if there > wanted else "lost", f"{what}: {there}, not {wanted}")


def _versions(history: Story, items: dict[str, Item]) -> Iterator[Finding]:
    """I8: no two commands were carried out on the same version of a thing, unless a person saw both sides."""
    applied: Counter[tuple[str, int]] = Counter()
    for name, item in items.items():
        if name in history.made and item.status == "accepted":
            document = json.loads(history.made[name][1].item.raw)
            if document["base_version"] is not None:
                applied[document["subject_id"], document["base_version"]] += 1
    yield from (
        Finding("corrupt", f"two commands on one version: {key}") for key, n in applied.items() if n > 1
    )


def _orders() -> Iterator[Finding]:
    """I8: every order's history is a legal path, a step for each version."""
    for order in db.session.scalars(select(WorkOrder)).unique():
        query = select(OrderStep).filter_by(order_id=order.id).order_by(OrderStep.at, OrderStep.id)
        steps = list(db.session.scalars(query))
        state = steps[0].new
        for step in steps[1:]:
            legal = may_move(MOVES, state, step.event) and move(MOVES, state, step.event) == step.new
            if step.old != state or not legal:
                yield Finding("corrupt", f"an order went from {state} by {step.event} to {step.new}")
            state = step.new
        if order.status != state or order.version != len(steps):
            yield Finding("corrupt", f"an order is {order.status} v{order.version}, its steps say {state}")


def _files(history: Story, items: dict[str, Item]) -> Iterator[Finding]:
    """I6: every file that an item named is there, once, whole, with the record that it belongs to."""
    rows: dict[str, list[FileRow]] = {}
    for row in db.session.scalars(select(FileRow)):
        rows.setdefault(str(row.item_id), []).append(row)
    for name, (phone, kept) in history.made.items():
        item = items.get(name)
        if item is None or item.status == "rejected":
            continue
        named = sorted((note["slot"], note["sha256"]) for note in json.loads(kept.item.raw)["files"])
        there = sorted((row.slot, row.sha256) for row in rows.get(name, []))
        if there != named:
            yield Finding(
                "duplicated" if len(there) > len(named) else "lost", f"files of {kept.kind}: {there}"
            )
        for row in rows.get(name, []):
            yield from _file(row, item, kept, phone)


def _file(row: FileRow, item: Item, kept: Kept, phone: Phone) -> Iterator[Finding]:
    if is_carried_out(item) and row.owner_kind == "item":
        yield Finding("lost", f"a picture of a {kept.kind} has not found its record")
    if row.arrived_at is None:
        if kept.item.id in phone.settled:
            yield Finding("lost", f"a {kept.kind} left {phone.name} without its picture")
        return
    try:
        raw = shelf().read(name_of(row.sha256))
    except KeyError:
        yield Finding("lost", f"a picture of a {kept.kind} counts as here and is nowhere")
        return
    if hashlib.sha256(raw).hexdigest() != row.sha256:
        yield Finding("corrupt", f"a picture of a {kept.kind} is not the one that was taken")


def _shares(history: Story, _items: dict[str, Item]) -> Iterator[Finding]:
    """I12: a county holds what its own people brought, and every blob lies on the shelf whole."""
    for county_code, sha256 in db.session.execute(select(CountyBlob.county_code, CountyBlob.sha256)):
        if (county_code, sha256) not in history.carried:
            yield Finding("corrupt", f"county {county_code} holds a picture that none of its people brought")
    for sha256, size in db.session.execute(select(Blob.sha256, Blob.bytes)):
        try:
            if len(shelf().read(name_of(sha256))) != size:
                yield Finding("corrupt", "a blob has lost bytes")
        except KeyError:
            yield Finding("lost", "a blob with a row and no bytes")
    arrived = select(FileRow.county_code, FileRow.sha256).where(FileRow.arrived_at.is_not(None))
    for key in {(county, sha256) for county, sha256 in db.session.execute(arrived)} - history.carried:
        yield Finding("corrupt", f"a picture arrived that nobody of {key[0]} brought")


def _log(history: Story, items: dict[str, Item]) -> Iterator[Finding]:
    """The chain of each county's log is whole, and nothing of another county stands in an item's row."""
    for county_code in {person.county_code for person in history.place.people.values()}:
        for fault in log_findings(county_code, end_of_log(county_code)):
            yield Finding("corrupt", f"the log of {county_code}: {fault}")
    for name, item in items.items():
        if name in history.made and item.county_code != history.made[name][0].county_code:
            yield Finding("corrupt", "an item lies in another county than its author")


def _places(history: Story) -> Iterator[Finding]:
    """Everything lies where its village went, and everybody's duty with it."""
    for name, there in history.place.assets.items():
        if db.session.get_one(Asset, there.id).region_path != there.path:
            yield Finding("lost", f"the {name} has not followed its village")
    for name in FIELD_POSTS:
        person = history.place.people[name]
        duty = set(db.session.scalars(select(Post.region_path).filter_by(user_id=person.user_id)))
        if duty != {person.place}:
            yield Finding("lost", f"the duty of {name} has not followed his village")


def _feed(history: Story, phone: Phone) -> Iterator[Finding]:
    """I7, I12: what the phone has from page after page is what a new phone gets, and all of it is its own."""
    if phone.name not in history.touched:
        return
    anew = Phone(phone.name, phone.person, phone.user_id, phone.county_code, phone.wire)
    while anew.pull():
        if anew.signed_out:
            yield Finding("stalled", f"{phone.name} cannot pull")
            return
    for key in phone.rows.keys() | anew.rows.keys():
        if phone.rows.get(key) != anew.rows.get(key):
            yield Finding(
                "corrupt" if key in phone.rows else "lost", f"the feed of {phone.name} holds another {key[0]}"
            )
    with history.app.app_context():
        yield from _scope(history, phone, anew.rows)
        db.session.remove()


def _scope(history: Story, phone: Phone, rows: dict[tuple[str, str], Any]) -> Iterator[Finding]:
    person = history.place.people[phone.person]
    mine = {
        str(one) for one in db.session.scalars(select(WorkOrder.asset_id).filter_by(mender_id=person.user_id))
    }
    seen = mine | {str(one) for one in person.cares_for}
    for asset_id, path in db.session.execute(select(Asset.id, Asset.region_path)):
        if f"{path}/".startswith(f"{person.place}/"):
            seen.add(str(asset_id))
    told = {object_id for kind, object_id in rows if kind == "asset"}
    yield from (Finding("corrupt", f"{phone.name} is shown a foreign asset") for _ in told - seen)
    yield from (Finding("lost", f"{phone.name} is not told of an asset of his") for _ in seen - told)
    for (kind, _), row in rows.items():
        if kind in {"report", "order", "task"} and row["asset_id"] not in seen and not row.get("mine"):
            yield Finding("corrupt", f"{phone.name} is shown a foreign {kind}")
    here = [a.id for a in history.place.assets.values() if str(a.id) in seen]
    owed = select(DamageReport.id).where(DamageReport.asset_id.in_(here))
    if phone.person == "township":
        wanted = {str(one) for one in db.session.scalars(owed.filter_by(county_code=person.county_code))}
        for _ in wanted - {object_id for kind, object_id in rows if kind == "report"}:
            yield Finding("lost", f"{phone.name} is not told of a report")
