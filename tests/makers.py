"""Makers: a small county with people and things, and the items that their phones would send."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from server.assets.custody.actions import assign as give_care
from server.assets.register.models import Asset
from server.assets.tags.actions import bind, mint, print_rolls
from server.core.clock import iso, now
from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.field.checklists.actions import publish_standard
from server.field.patrols.models import PatrolPlan
from server.identity.accounts.actions import Browser, open_session
from server.identity.accounts.models import Post, User
from server.identity.accounts.rules import csrf_of, hashed
from server.identity.organizations.models import Organization
from server.identity.regions.models import Region
from server.services.feed.actions import share
from server.services.files.actions import Shelved, put_aside
from server.services.files.models import FileRow

PASSWORD = "a password for tests"
_HASH = hashed(PASSWORD)
COUNTY, CITY, PROVINCE = "140699000000", "140600000000", "140000000000"
PLACE = {"lat": 39.5, "lng": 112.4, "accuracy_m": 8, "source": "gps", "fixed_at": "2026-11-24T02:42:00.000Z"}


@dataclass
class Signed:
    """A person's phone or desk: a client with its session."""

    client: FlaskClient
    user_id: UUID
    county_code: str
    csrf: str
    seq: int = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"X-CSRF-Token": self.csrf, "Origin": "http://localhost"}

    def put(self, item: Item) -> Any:
        return self.client.put(
            f"/api/v1/items/{item.id}", data=item.raw, headers=self.headers, content_type="application/json"
        )

    def push(self, *items: Item) -> list[dict[str, Any]]:
        body = b"\n".join(item.raw for item in items)
        answer = self.client.post(
            "/api/v1/items", data=body, headers=self.headers, content_type="application/x-ndjson"
        )
        assert answer.status_code == 200, answer.text
        return [json.loads(line) for line in answer.data.splitlines()]

    def carry(self, photo: bytes) -> Any:
        return self.client.put(address_of(photo), data=photo, headers=self.headers, content_type="image/jpeg")

    def carry_piece(self, photo: bytes, first: int, last: int) -> Any:
        """Send the bytes of a photo from one place to another, both included."""
        told = {**self.headers, "Content-Range": f"bytes {first}-{last}/{len(photo)}"}
        return self.client.put(address_of(photo), data=photo[first : last + 1], headers=told)

    def ask_offset(self, photo: bytes) -> Any:
        return self.client.head(address_of(photo))

    def pull(self, cursor: str = "") -> Feed:
        answer = self.client.get("/api/v1/feed", query_string={"cursor": cursor})
        assert answer.status_code == 200, answer.text
        return Feed([json.loads(line) for line in answer.data.splitlines()])


def address_of(photo: bytes) -> str:
    return f"/api/v1/files/{hashlib.sha256(photo).hexdigest()}"


@dataclass
class Feed:
    """One answer of the feed."""

    lines: list[dict[str, Any]]

    @property
    def cursor(self) -> str:
        return str(self.lines[-1]["cursor"])

    def rows(self, kind: str) -> dict[str, dict[str, Any]]:
        return {line["id"]: line["row"] for line in self.lines if line["kind"] == kind and "row" in line}

    def gone(self, kind: str) -> set[str]:
        return {line["id"] for line in self.lines if line["kind"] == kind and line.get("gone")}


@dataclass
class Item:
    """Frozen bytes, as a phone keeps them."""

    id: str
    raw: bytes

    def changed(self, **parts: Any) -> Item:
        document = {**json.loads(self.raw), **parts}
        return Item(str(document.get("id")), json.dumps(document).encode())


@dataclass
class County:
    """示范县 with two townships, three villages, an asset with its plate, and one person of each trade."""

    people: dict[str, UUID] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    asset_id: UUID = field(default_factory=new_id)
    token: str = ""
    short_code: str = ""
    blank: str = ""


def make_region(code: str, name: str, level: str, above: str) -> str:
    path = f"{above}/{code}" if above else code
    county = code[:6] if level in {"county", "township", "village"} else None
    parent = above.split("/")[-1] or None
    db.session.add(
        Region(code=code, county_code=county, level=level, name=name, parent_code=parent, path=path)
    )
    return path


def make_user(name: str, roles: tuple[str, ...], path: str, dept_id: UUID | None = None, **more: Any) -> UUID:
    county = next((step[:6] for step in path.split("/") if step[4:6] != "00"), "140699")
    user = User(
        id=new_id(),
        county_code=county,
        username=name,
        display_name=name,
        password_hash=_HASH,
        status="active",
        large_text=False,
        demo=False,
        **more,
    )
    db.session.add(user)
    db.session.flush()
    for role in roles:
        db.session.add(
            Post(
                id=new_id(),
                county_code=county,
                user_id=user.id,
                role=role,
                region_path=path,
                dept_id=dept_id,
                from_on=date(2020, 1, 1),
            )
        )
    return user.id


def make_asset(path: str, name: str = "2号井", **more: Any) -> Asset:
    code = path.split("/")[-1]
    facts: dict[str, Any] = {
        "id": new_id(),
        "county_code": code[:6],
        "name": name,
        "category": "01",
        "subcategory": "0102",
        "asset_type": "well",
        "nature": "public_welfare",
        "ledger_tier": "village",
        "region_code": code,
        "region_path": path,
        "lat": 39.5,
        "lng": 112.4,
        "accuracy_m": 5.0,
        "sensitive": False,
        "lifecycle_status": "registered",
        "use_status": "in_use",
        "condition_grade": "good",
        "original_value_fen": 4_200_000,
        "search_text": name.lower(),
        "created_at": now(),
        "version": 1,
        **more,
    }
    asset = Asset(**facts)
    db.session.add(asset)
    db.session.flush()
    share(asset.county_code, "asset", asset.id, f"all:{path}")
    return asset


def make_plan() -> None:
    """Let the county's assets be visited by one routine plan."""
    with unit_of_work() as session:
        session.add(
            PatrolPlan(
                id=new_id(),
                county_code="140699",
                name="日常巡查",
                kind="routine",
                photo_every=4,
                status="active",
            )
        )


def make_county() -> County:
    """Build the small county in one go."""
    made = County()
    with unit_of_work():
        above = make_region(PROVINCE, "山西省", "province", "")
        above = make_region(CITY, "朔州市", "city", above)
        made.paths["county"] = make_region(COUNTY, "示范县", "county", above)
        for township in (1, 2):
            key = f"township{township}"
            made.paths[key] = make_region(
                f"140699{township}00000", f"{township}号乡", "township", made.paths["county"]
            )
            for village in (1, 2)[: 3 - township]:
                code, name = f"140699{township}0020{village}", f"{township}{village}村"
                made.paths[f"village{township}{village}"] = make_region(
                    code, name, "village", made.paths[key]
                )
        _people(made)
        publish_standard("140699", made.paths["county"])
        asset = make_asset(made.paths["village11"])
        made.asset_id = asset.id
        give_care(asset.id, "public_welfare_post", made.people["worker"], None)
        tags = mint("140699", made.paths["village11"], 2)
        db.session.flush()
        print_rolls("140699", made.paths["village11"])
        bind(tags[0].token, asset.id, None)
        made.token, made.short_code, made.blank = tags[0].token, tags[0].short_code, tags[1].token
    return made


def _people(made: County) -> None:
    department = Organization(
        id=new_id(),
        county_code="140699",
        kind="department",
        name="县水利局",
        region_code=COUNTY,
        duty_phone=None,
    )
    db.session.add(department)
    db.session.flush()
    trades: dict[str, tuple[tuple[str, ...], str]] = {
        "worker": (("patrol_worker", "custodian"), "village11"),
        "neighbour": (("patrol_worker", "custodian"), "village12"),
        "village": (("village_admin", "village_leader"), "village11"),
        "supervisor": (("village_supervisor", "household_rep"), "village11"),
        "township": (("township_staff",), "township1"),
        "approver": (("township_approver",), "township1"),
        "foreign_township": (("township_staff",), "township2"),
        "county": (("county_staff",), "county"),
        "mender": (("maintainer",), "county"),
    }
    for name, (roles, place) in trades.items():
        made.people[name] = make_user(name, roles, made.paths[place])
    made.people["department"] = make_user("department", ("dept_staff",), made.paths["county"], department.id)


def sign_in(client: FlaskClient, name: str, password: str = PASSWORD) -> Signed:
    """Sign a person in as his phone would."""
    answer = client.post(
        "/api/v1/sign-in",
        json={"username": name, "password": password, "device_id": "device"},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 200, answer.text
    me = answer.json
    return Signed(client, UUID(me["user_id"]), me["county_code"], me["csrf"])


def let_in(client: FlaskClient, name: str) -> Signed:
    """Give a client the session that signing in would have opened; no password is hashed for it."""
    app = client.application
    with app.app_context():
        user = db.session.scalars(select(User).filter_by(username=name)).one()
        secret = open_session(user, Browser("127.0.0.1", device_id="device"))
        signed = Signed(client, user.id, user.county_code, csrf_of(app.config["SECRET_KEY"], secret))
    client.set_cookie("guanhu", secret)
    return signed


def picture(shade: int = 120, side: int = 64) -> bytes:
    """Return a small JPEG, another one for each shade."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), (shade, 90, 60)).save(out, "JPEG")
    return out.getvalue()


def shelved(shade: int = 120, side: int = 64) -> Shelved:
    """Return such a picture as a form hands it on."""
    return put_aside(picture(shade, side))


def item_of(
    who: Signed,
    kind: str,
    subject: object,
    payload: dict[str, Any],
    version: int | None = None,
    photos: dict[str, bytes] | None = None,
) -> Item:
    """Return an item as the phone freezes it; photos by slot."""
    who.seq += 1
    item_id = str(new_id())
    document = {
        "id": item_id,
        "kind": kind,
        "schema_version": 1,
        "app_version": "1.0.0",
        "author_id": str(who.user_id),
        "county_code": who.county_code,
        "device_id": "device",
        "device_seq": who.seq,
        "subject_id": str(subject) if subject else None,
        "base_version": version,
        "captured_at": iso(now()),
        "server_beacon": None,
        "since_beacon_ms": None,
        "payload": payload,
        "files": [note_of(slot, photo) for slot, photo in (photos or {}).items()],
    }
    return Item(item_id, json.dumps(document, ensure_ascii=False).encode())


def note_of(slot: str, photo: bytes) -> dict[str, Any]:
    return {
        "sha256": hashlib.sha256(photo).hexdigest(),
        "bytes": len(photo),
        "mime": "image/jpeg",
        "slot": slot,
        "taken_at": iso(now()),
        "place": None,
        "exif": None,
    }


def visit_of(who: Signed, asset_id: object, problem: str | None = None, **more: Any) -> Item:
    """Return a visit: all normal, or one question marked 有问题 with a photo."""
    photos = {f"problem/{problem}/1": more.pop("photo", picture())} if problem else {}
    codes = ["G02", "G04", "G05", "WE01", "WE05", "WE11"]
    answers = [{"code": code, "value": "problem" if code == problem else "ok"} for code in codes]
    payload = {
        "task_id": None,
        "template": "well",
        "template_version": "2026.11-2",
        "answers": answers,
        "all_normal": problem is None,
        "asked": codes,
        "place": PLACE,
        "started_at": iso(now()),
        "scanned": {"by": "camera", "token": None, "short_code": None},
        **more,
    }
    return item_of(who, "inspection.file", asset_id, payload, photos=photos)


def all_pictures() -> set[UUID]:
    """Return every file, as a page that shows them all names them."""
    return set(db.session.scalars(select(FileRow.id)))
