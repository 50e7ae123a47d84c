"""Who ought to see and do what, from domain/2 (2.8, INV-5), domain/3 and security.md, not from the code.

Sight: a role with a post at a place or above it sees what lies there; a department sees what it supervises.
What is out of sight is hidden, what is in sight but not one's to do is forbidden.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.web.crowd import CROWD, NOBODIES, PART, ROLES, Actor
from tests.web.walk import NOT_ASKED, Line

FIELD = {"patrol_worker", "custodian"}
VILLAGE = {"household_rep", "village_admin", "village_leader", "village_supervisor"}
WITNESSES = {"household_rep", "village_supervisor"}
TOWNSHIP = {"township_staff", "township_approver"}
DEPARTMENT = {"dept_staff", "dept_approver"}
COUNTY = {"county_staff", "county_approver", "finance", "auditor"}
ADMINISTRATORS = {"sys_admin", "sec_admin", "audit_admin"}
OFFICIALS = VILLAGE | TOWNSHIP | DEPARTMENT | COUNTY
READERS = OFFICIALS | {"archivist"}  # the only ones with a desk, besides administrators and the city
HEARS = (
    FIELD | VILLAGE | TOWNSHIP | {"county_staff", "county_approver"}
)  # whose phones are told of their place
STAFF = {"township_staff", "county_staff"}
GRADERS = {"village_admin", "dept_staff"} | STAFF
PERSONNEL = {"village_admin", "village_leader"} | STAFF
EVERYBODY = set(map(str, ROLES))
APPROVERS = {"county_approver", "dept_approver"}

# What one may do to a thing of village 11 in sight.
THINGS: dict[str, set[str]] = {
    "read_asset": READERS,
    "read_report": READERS,
    "read_order": READERS,
    "read_file": READERS | FIELD,
    "confirm_damage": GRADERS,
    "reject_damage": STAFF,
    "claim_report": GRADERS,
    "handle_report": {"village_admin", "township_staff"},
    "steer_report": STAFF,
    "drop_repair": {"township_approver", "county_approver"},
    "secure": GRADERS,
    "review_spot_fix": {"village_admin"} | STAFF,
    "report_damage": {"village_admin"} | STAFF,
    "review_visit": {"village_admin"} | STAFF,
    "dispatch": GRADERS,
    "estimate": GRADERS,
    "approve_cost": APPROVERS | {"township_approver"},
    "accept_repair": WITNESSES | {"village_admin"} | TOWNSHIP | {"county_staff"},
    "await_funds": {"village_admin", "county_staff", "county_approver"} | TOWNSHIP | DEPARTMENT,
    "receive_funds": GRADERS | {"finance"},
    "close_unmended": APPROVERS | {"township_approver"},
    "raise_order": GRADERS,
    "cancel_order": TOWNSHIP | {"county_staff"} | APPROVERS,
    "record_mending": {"village_admin"},
    "ask_township": {"village_admin"},
    "mint_tags": STAFF,
    "show_plates": {"village_admin"} | STAFF,
    "print_tags": {"village_admin", "township_staff"},
    "reprint_tag": {"village_admin"},
    "revoke_tag": {"township_staff"},
    "excuse_task": {"village_admin"},
    "cancel_task": STAFF,
    "call_campaign": STAFF,
    "void_visit": {"county_staff"},
    "moderate_photo": GRADERS,
    "record_comment": STAFF,
}
# What the thing itself takes away: graver, dearer, complained of, or meant for those above.
NOT_THIS: dict[tuple[str, str], set[str]] = {
    ("confirm_damage", "urgent"): {"village_admin"},
    ("confirm_damage", "upward"): {"village_admin"},
    ("claim_report", "upward"): {"village_admin"},
    ("handle_report", "upward"): {"village_admin"},
    ("secure", "upward"): {"village_admin"},
    ("handle_report", "worker"): {"township_staff"},
    ("handle_report", "village"): {"township_staff"},
    ("handle_report", "urgent"): {"township_staff"},
    ("read_report", "upward"): VILLAGE | {"archivist"},
    ("dispatch", "reopened"): {"village_admin"},
    ("estimate", "reopened"): {"village_admin"},
    ("accept_repair", "reopened"): WITNESSES | {"village_admin"},
    ("await_funds", "reopened"): {"village_admin"},
    ("receive_funds", "reopened"): {"village_admin"},
    ("raise_order", "upward"): {"village_admin"},
    ("approve_cost", "unfunded"): APPROVERS,
    ("approve_cost", "finished"): APPROVERS,
    ("approve_cost", "reopened"): APPROVERS,
    ("approve_cost", "dear"): {"township_approver"},
}
# What is meant for those above does not exist for those whom it may be about.
HIDDEN_FROM: dict[str, set[str]] = {"upward": VILLAGE | {"archivist"}}
# What one may do to a concern of village 11 in sight: by permission, for what is said of the village and of
# the township.  Whoever may not read it, the unit that it is about first of all, is told that there is none.
CONCERNS: dict[str, dict[str, set[str]]] = {
    "read_comment": {"village": STAFF | {"city_viewer"}, "township": {"county_staff", "city_viewer"}},
    "accept_comment": {"village": {"township_staff"}, "township": {"county_staff"}},
    "take_up_comment": {"village": set(), "township": {"county_staff"}},
    "steer_comment": {"village": STAFF, "township": {"county_staff"}},
    "handle_comment": {"village": {"township_staff"}, "township": {"county_staff"}},
    "give_up_comment": {"village": {"township_staff"}, "township": {"county_staff"}},
    "agree_comment": {"village": {"county_staff"}, "township": {"city_viewer"}},
    "supervise_comment": {"village": STAFF, "township": {"county_staff"}},
    "call_back_comment": {"village": STAFF, "township": {"county_staff"}},
    "refer_comment": {
        "village": {"county_staff", "city_viewer"},
        "township": {"county_staff", "city_viewer"},
    },
}
# What a person did takes away (INV-5): reviewer is not inspector, acceptor not dispatcher.
NOT_HIS: dict[tuple[str, str], set[str]] = {
    ("confirm_damage", "village"): {"village"},
    ("review_spot_fix", "village"): {"village"},
    ("review_visit", "village"): {"village"},
    ("accept_repair", "finished"): {"village"},
}
PART_ROLES: dict[str, set[str]] = {
    "worker": FIELD,
    "village": {"village_admin", "village_leader"},
    "supervisor": WITNESSES,
    "township": {"township_staff"},
    "approver": {"township_approver"},
    "county": {"county_staff"},
    "county_approver": {"county_approver"},
    "department": {"dept_staff"},
    "mender": {"maintainer"},
}
# Lists and pages that tell each of his own: who is let in, and who is told of village 11 when in sight.
LISTS: dict[str, tuple[set[str], set[str]]] = {
    "desk.comments": (STAFF | {"dept_staff", "city_viewer"}, STAFF | {"city_viewer"}),
    # Whoever decides nothing hears of the night; the city has no places of its own here.
    "desk.inbox": (READERS | ADMINISTRATORS | {"city_viewer"}, READERS),
    "desk.assets": (READERS, READERS),
    "desk.orders": (OFFICIALS, OFFICIALS),
    "desk.funds": (OFFICIALS - VILLAGE, OFFICIALS - VILLAGE),
    "desk.quarantine": (STAFF, STAFF),
    "desk.parcel": (STAFF | {"village_admin", "village_leader"}, set()),
    "desk.tags": (STAFF | {"village_admin"}, STAFF | {"village_admin"}),
    "desk.rounds": (STAFF | {"village_admin"}, STAFF | {"village_admin"}),
    "desk.settings": ({"county_staff"} | ADMINISTRATORS, set()),
    "sync.get_feed assets": (EVERYBODY, HEARS),
    "sync.get_feed blank plates": (EVERYBODY, HEARS),
    "sync.get_feed reports": (EVERYBODY, HEARS),
    "sync.get_feed orders": (EVERYBODY, HEARS - FIELD),
    "sync.get_feed the mender's order": (EVERYBODY, HEARS - FIELD),
}
# Read by eye in matrix.txt, but for other counties, to which everything is hidden: what is administered
# follows other trees than that of an asset's place.
BY_EYE = {
    "push", "pull", "use_app", "use_desk", "list_assets", "list_orders", "list_quarantine", "list_tags",
    "list_rounds", "list_funds", "list_comments", "bring_parcel",
    "decide_quarantine", "list_people", "read_person", "manage_person", "list_organizations",
    "manage_organization", "manage_region", "read_settings", "change_settings", "activate_phone",
    "own_sign_in", "revoke_session", "take_off_factor",
    "suspend_person", "list_photos", "read_log", "read_object_log",
}  # fmt: skip
OWN_IDS = {"sync.put_item"}  # the id in the address is the sender's own item
KEPT_ITEMS = {"desk.inbox", "desk.quarantine"}


def sees(role: str, relation: str) -> bool:
    """True when village 11 lies in the sight of a role with such a post."""
    if role in DEPARTMENT:
        return relation in {"own", "above", "below"}
    return role in READERS | FIELD and relation in {"own", "above"}


def deviations(line: Line) -> Iterator[str]:
    """Return the answers to a line that do not follow from the rules above."""
    for actor in CROWD:
        wanted = _wanted(line, actor)
        found = line.cells.get(actor.name, NOT_ASKED)
        if wanted and found not in {wanted, NOT_ASKED}:
            yield f"{line.name}: {actor.name} is answered {found}, the rules say {wanted}"
        if line.is_list and actor.relation == "far" and found == "o":
            yield f"{line.name}: {actor.name} is told of another county"
    for name in line.cells.keys() & set(PART):
        yield from _of_person(line, name)
    for name in line.cells.keys() & set(NOBODIES):
        if is_guarded(line) and line.cells[name] in {"o", "e"} and not _brings(line, name):
            yield f"{line.name}: {name} is answered {line.cells[name]}"


def is_guarded(line: Line) -> bool:
    """True of what is not for everybody."""
    return line.permission != "public"


def _brings(line: Line, name: str) -> bool:
    return name == "suspended" and line.permission in {"push", "use_app"}


def _wanted(line: Line, actor: Actor) -> str:
    """Return the letter that the rules ask for; empty where they say nothing of the line."""
    role, relation = str(actor.role), actor.relation
    key = next((one for one in (f"{line.endpoint} {line.sample}", line.endpoint) if one in LISTS), "")
    if key and line.is_list:
        let_in, told = LISTS[key]
        if role not in let_in:
            return "f"
        near = sees(role, relation) or (role == "city_viewer" and relation in {"own", "above"})
        mine = near or (key in KEPT_ITEMS and _of_kept_item(role, relation) == "o")
        return "o" if role in told and mine else "e"
    if line.permission == "decide_quarantine":
        return _of_kept_item(role, relation)
    if line.permission == "read_file" and line.sample.startswith("item"):
        return _of_kept_item(role, relation)
    if line.endpoint == "sync.put_file":
        return "h" if relation == "far" else "o"
    if line.permission in CONCERNS:
        return _of_concern(line, role, relation)
    if line.permission in THINGS:
        return _of_thing(line, role, relation)
    strange = relation == "far" and is_guarded(line) and "<" in line.rule
    return "h" if strange and line.endpoint not in OWN_IDS else ""


def _of_kept_item(role: str, relation: str) -> str:
    """A kept item is the township's of its author; the county's staff decide wherever posted."""
    county = role == "county_staff" and relation != "far"
    return "o" if county or (role == "township_staff" and sees(role, relation)) else "h"


def _of_concern(line: Line, role: str, relation: str) -> str:
    if relation not in {"own", "above"} or role not in CONCERNS["read_comment"][line.sample]:
        return "h"
    return "o" if role in CONCERNS[line.permission][line.sample] else "f"


def _of_thing(line: Line, role: str, relation: str) -> str:
    at_desk = line.rule.startswith("/desk/")
    hidden = HIDDEN_FROM.get(line.sample.split()[0], ()) if line.permission != "review_spot_fix" else ()
    if role in hidden:
        return "h"
    if not sees(role, relation) or (at_desk and role not in READERS):
        return "h"
    if line.rule.startswith(("/desk/tags/", "/desk/plates/", "/desk/rounds/<string")) and role in DEPARTMENT:
        return "h"  # a place has no supervising department
    barred = NOT_THIS.get((line.permission, line.sample.split()[0]), set())
    return "o" if role in THINGS[line.permission] - barred else "f"


def _of_person(line: Line, name: str) -> Iterator[str]:
    """Separation of duty: what somebody did bars him from judging it, whatever his roles."""
    if line.permission not in THINGS or line.rule.startswith("/photos/"):
        return
    sample = line.sample.split()[0]
    roles = PART_ROLES[name] & THINGS[line.permission] - NOT_THIS.get((line.permission, sample), set())
    barred = name in NOT_HIS.get((line.permission, sample), set())
    if (line.cells[name] == "o") != bool(roles and not barred):
        yield f"{line.name}: {name} is answered {line.cells[name]}, his duties say otherwise"
