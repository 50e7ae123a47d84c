"""Units and people: every preset, in every place that needs one.  Nobody here is real."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

from server.demo.book import Book
from server.demo.chance import COUNTY, demo_id, pick
from server.demo.places import COUNTY_PATH, COUNTY_REGION, Township, Village
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
    "education": "县教育局",
    "health": "县卫生健康局",
    "reform": "县发展和改革局",
}
REPAIR_COMPANY = "示范县惠民维修队"
MENDERS = 2
_SHARED_BY = 3
"""The first townships, which share those menders."""
_WITH_SUPERVISOR = (1, 2, 3)  # last digits of codes: every fourth village of the thread has none
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


def found_county_units(book: Book) -> None:
    """Put the county's departments and its repair company into the books; their phones ring nowhere."""
    for count, (key, name) in enumerate(DEPARTMENTS.items()):
        _found(book, "department", org_id("department", key), name, COUNTY_REGION, count)
    _found(book, "repair_company", org_id("company", "repair"), REPAIR_COMPANY, COUNTY_REGION, 90)


def found_unit(book: Book, place: Township | Village) -> None:
    """Put a township's government or a village's collective into the books."""
    if isinstance(place, Village):
        name, key = f"{place.name}股份经济合作社", org_id("village", place.code)
        _found(book, "village_collective", key, name, place.code, 1000 + place.number)
    else:
        name, key = f"{place.name}人民政府", org_id("township", place.code)
        _found(book, "township_gov", key, name, place.code, 100 + place.number)


def _found(book: Book, kind: str, key: UUID, name: str, region_code: str, count: int) -> None:
    book.add(
        Organization,
        id=key,
        county_code=COUNTY,
        kind=kind,
        name=name,
        region_code=region_code,
        duty_phone=f"199****{count:04d}",
    )


@cache
def _password_hash() -> str:
    return hashed(PASSWORD)  # one hash of the one password keeps this quick


def appoint(book: Book, people: Iterable[Person]) -> None:
    """Give people their accounts and posts; whoever does not mend can sign in only once all is there."""
    for person in people:
        mends = Role.MAINTAINER in person.roles  # an order is given only to somebody who is at work
        book.add(
            User,
            id=user_id(person.username),
            county_code=COUNTY,
            username=person.username,
            org_id=person.org,
            display_name=f"{pick(_SURNAMES, 'surname', person.username)}{person.title}",
            password_hash=_password_hash(),
            status="active" if mends else "suspended",
            large_text=person.large_text,
            demo=True,
        )
        for role in person.roles:
            book.add(
                Post,
                id=demo_id("post", person.username, role),
                county_code=COUNTY,
                role=role,
                dept_id=person.dept,
                user_id=user_id(person.username),
                region_path=person.path,
                from_on=IN_OFFICE_SINCE,
            )


def of_place(place: Township | Village) -> list[Person]:
    """Return the people of a village or of a township."""
    return _of_village(place) if isinstance(place, Village) else _of_township(place)


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
    people = [
        Person(f"township{number}", "干事", PRESETS["township"], township.path, unit),
        Person(f"townhead{number}", "乡长", (Role.TOWNSHIP_APPROVER,), township.path, unit),
    ]
    if number > _SHARED_BY:
        company = org_id("company", "repair")
        people.append(Person(_own_mender(number), "师傅", PRESETS["maintainer"], COUNTY_PATH, company))
    return people


def _own_mender(township: int) -> str:
    return f"mender{MENDERS + township - _SHARED_BY}"


def mender_of(village: Village) -> UUID:
    """Return who mends in a village: the first townships share two people, every further one has its own."""
    if village.township.number > _SHARED_BY:
        return user_id(_own_mender(village.township.number))
    return user_id(f"mender{(village.number + 1) % MENDERS + 1}")


def of_county() -> list[Person]:
    """Return the people of the county's own offices and its menders for the first townships."""
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
