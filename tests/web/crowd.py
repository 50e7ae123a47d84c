"""Who asks in the matrix: every role at the place itself, above, below, beside and in another county."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from server.core.db import db
from server.core.ids import new_id
from server.identity.accounts.models import Post, Role
from server.identity.organizations.models import Organization
from tests.makers import CITY, PROVINCE, County, make_asset, make_region, make_user

GROUPS = (
    (Role.HOUSEHOLD_REP, Role.PATROL_WORKER, Role.CUSTODIAN, Role.VILLAGE_ADMIN, Role.VILLAGE_LEADER,
     Role.VILLAGE_SUPERVISOR),
    (Role.TOWNSHIP_STAFF, Role.TOWNSHIP_APPROVER),
    (Role.DEPT_STAFF, Role.DEPT_APPROVER),
    (Role.COUNTY_STAFF, Role.COUNTY_APPROVER, Role.FINANCE, Role.AUDITOR),
    (Role.MAINTAINER, Role.OPERATOR),
    (Role.EVALUATOR, Role.ARCHIVIST, Role.PUBLICITY_CHECKER, Role.CITY_VIEWER),
    (Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN),
)  # fmt: skip
ROLES = tuple(role for group in GROUPS for role in group)
RELATIONS = {
    "own": "a post at the place itself, village 11; a department's post: the one that supervises its assets",
    "above": "a post at what lies above: its township, for the county's roles the county",
    "below": "a post at a part of the village; a department's post: again the one that supervises",
    "beside": "a post at the next village, for the township's roles the next township; another department",
    "far": "a post in another county",
}
TOWNSHIPS = set(GROUPS[1])
DEPARTMENTS = set(GROUPS[2])
VILLAGES = set(GROUPS[0])
# People who had a hand in what the samples show; what they did bars them from judging it.
PART = (
    "worker", "village", "supervisor", "township", "approver", "county", "county_approver", "department",
    "mender",
)  # fmt: skip
NOBODIES = ("suspended", "nobody")


@dataclass(frozen=True)
class Actor:
    """One column: a role at a relation, or somebody by name."""

    name: str
    role: Role | None = None
    relation: str = ""


CROWD = tuple(Actor(f"{role}@{relation}", role, relation) for relation in RELATIONS for role in ROLES)
ACTORS = (*CROWD, *map(Actor, PART), *map(Actor, NOBODIES))


def make_crowd(county: County) -> UUID:
    """Let everybody of the columns exist, and another county; return the id of an asset in that county."""
    county.paths["group"] = make_region("140699100251", "11村东头", "group", county.paths["village11"])
    county.paths["far"] = make_region("140698000000", "邻县", "county", f"{PROVINCE}/{CITY}")
    county.paths["far_township"] = make_region("140698100000", "邻县1号乡", "township", county.paths["far"])
    village = make_region("140698100201", "邻县11村", "village", county.paths["far_township"])
    county.paths["far_village"] = village
    supervising = db.session.query(Post.dept_id).filter(Post.dept_id.is_not(None)).scalar()
    units = {"beside": _department("140699", "县交通局"), "far": _department("140698", "邻县水利局")}
    for one in CROWD:
        assert one.role is not None
        path = county.paths[place_of(one.role, one.relation)]
        unit = units.get(one.relation, supervising) if one.role in DEPARTMENTS else None
        county.people[one.name] = make_user(one.name, (one.role,), path, unit)
    for name, roles, place in (
        ("county_approver", ("county_approver",), "county"),
        ("suspended", ("township_staff", "patrol_worker"), "township1"),
        ("left", ("patrol_worker", "custodian"), "village11"),
    ):
        county.people[name] = make_user(name, roles, county.paths[place])
    return make_asset(village, "邻县的井").id


def place_of(role: Role, relation: str) -> str:
    """Return where the post of a column lies."""
    if relation == "above":
        return "township1" if role in VILLAGES | TOWNSHIPS else "county"
    if relation == "beside":
        return "township2" if role in TOWNSHIPS else "village12"
    if relation == "far":
        return "far_village" if role in VILLAGES else "far_township" if role in TOWNSHIPS else "far"
    return {"own": "village11", "below": "group"}[relation]


def _department(county_code: str, name: str) -> UUID:
    unit = Organization(
        id=new_id(), county_code=county_code, kind="department", name=name,
        region_code=f"{county_code}000000", duty_phone=None,
    )  # fmt: skip
    db.session.add(unit)
    db.session.flush()
    return unit.id
