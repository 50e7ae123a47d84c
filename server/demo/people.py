"""Units and people: every preset, in every place that needs one.  Nobody here is real."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from server.demo.chance import COUNTY, demo_id
from server.demo.places import COUNTY_PATH, COUNTY_REGION, Township, Village, townships, villages
from server.identity.accounts.models import PRESETS, Post, Role, User
from server.identity.accounts.rules import hashed
from server.identity.organizations.models import Organization

PASSWORD = "guanhu-demo"  # noqa: S105  everyone may know it: demo accounts work in demo mode only
IN_OFFICE_SINCE = date(2023, 1, 1)
DEPARTMENTS = {
    "agriculture": "县农业农村局",
    "water": "县水利局",
    "traffic": "县交通运输局",
    "energy": "县能源局",
}
REPAIR_COMPANY = "示范县惠民维修队"
MENDERS = 2
_WITH_SUPERVISOR = (
    1,
    2,
    3,
)  # of the four villages of a township: one village stands for those that have none
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"


@dataclass(frozen=True)
class Person:
    """One demo account: a user and the roles that he holds in one place."""

    username: str
    title: str
    roles: tuple[Role, ...]
    path: str
    org: UUID
    dept: UUID | None = None
    large_text: bool = field(default=False)


def org_id(kind: str, key: object) -> UUID:
    """Return the id of a demo unit: ("village", code), ("township", code), ("department", its key) …"""
    return demo_id("organization", kind, key)


def user_id(username: str) -> UUID:
    """Return the id of a demo account."""
    return demo_id("user", username)


def found_organizations(session: Session) -> None:
    """Put the units into the books, each with a duty phone that rings nowhere."""
    rows = [("township_gov", "township", t.code, f"{t.name}人民政府", t.code) for t in townships()]
    rows += [("village_collective", "village", v.code, f"{v.name}股份经济合作社", v.code) for v in villages()]
    rows += [("department", "department", key, name, COUNTY_REGION) for key, name in DEPARTMENTS.items()]
    rows.append(("repair_company", "company", "repair", REPAIR_COMPANY, COUNTY_REGION))
    for count, (kind, family, key, name, region_code) in enumerate(rows, 101):
        session.add(
            Organization(
                id=org_id(family, key),
                county_code=COUNTY,
                kind=kind,
                name=name,
                region_code=region_code,
                duty_phone=f"199****{count:04d}",
            )
        )
    session.flush()


def appoint(session: Session) -> None:
    """Give everyone an account and his posts; one hash of the one password keeps this quick."""
    password_hash = hashed(PASSWORD)
    for count, person in enumerate(everyone()):
        session.add(
            User(
                id=user_id(person.username),
                county_code=COUNTY,
                username=person.username,
                org_id=person.org,
                display_name=f"{_SURNAMES[count % len(_SURNAMES)]}{person.title}",
                password_hash=password_hash,
                status="active",
                large_text=person.large_text,
                demo=True,
            )
        )
        session.flush()
        for role in person.roles:
            session.add(
                Post(
                    id=demo_id("post", person.username, role),
                    county_code=COUNTY,
                    role=role,
                    dept_id=person.dept,
                    user_id=user_id(person.username),
                    region_path=person.path,
                    from_on=IN_OFFICE_SINCE,
                )
            )
    session.flush()


def everyone() -> list[Person]:
    """Return all demo people, villages first."""
    found = [person for village in villages() for person in _of_village(village)]
    found += [person for township in townships() for person in _of_township(township)]
    return found + _of_county()


def _of_village(village: Village) -> list[Person]:
    number, unit = village.number, org_id("village", village.code)
    people = [
        Person(f"worker{number}", "管护", PRESETS["worker"], village.path, unit, large_text=True),
        Person(f"village{number}", "主任", PRESETS["village"], village.path, unit),
    ]
    if has_supervisor(village):
        people.append(
            Person(f"supervisor{number}", "监委", PRESETS["village_supervisor"], village.path, unit)
        )
    return people


def has_supervisor(village: Village) -> bool:
    """True when the village has somebody of its 村务监督委员会 with an account."""
    return int(village.code[-1]) in _WITH_SUPERVISOR


def _of_township(township: Township) -> list[Person]:
    number, unit = township.number, org_id("township", township.code)
    return [
        Person(f"township{number}", "干事", PRESETS["township"], township.path, unit),
        Person(f"townhead{number}", "乡长", (Role.TOWNSHIP_APPROVER,), township.path, unit),
    ]


def _of_county() -> list[Person]:
    lead, company = org_id("department", "agriculture"), org_id("company", "repair")
    people = [
        Person("county1", "科员", PRESETS["county"], COUNTY_PATH, lead),
        Person("countyhead1", "局长", (Role.COUNTY_APPROVER,), COUNTY_PATH, lead),
        Person("admin1", "系统员", (Role.SYS_ADMIN,), COUNTY_PATH, lead),
    ]
    for key in DEPARTMENTS:
        unit = org_id("department", key)
        people.append(Person(f"{key}1", "股员", (Role.DEPT_STAFF,), COUNTY_PATH, unit, unit))
    for number in range(1, MENDERS + 1):
        people.append(Person(f"mender{number}", "师傅", PRESETS["maintainer"], COUNTY_PATH, company))
    return people
