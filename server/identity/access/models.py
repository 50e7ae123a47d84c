"""Permissions by name, and the actor that predicates judge.  No tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from server.identity.accounts.models import User
from server.identity.accounts.queries import posts_now
from server.identity.regions.queries import reached_meanwhile
from server.services.feed.queries import Audiences


class Permission(StrEnum):
    """Everything that is asked before it is done; the answers stand in server/permissions.py."""

    USE_APP = "use_app"
    USE_DESK = "use_desk"
    PUSH = "push"
    PULL = "pull"
    INSPECT = "inspect"
    REPORT_DAMAGE = "report_damage"
    CONFIRM_DAMAGE = "confirm_damage"
    REJECT_DAMAGE = "reject_damage"
    CLAIM_REPORT = "claim_report"
    HANDLE_REPORT = "handle_report"
    STEER_REPORT = "steer_report"
    ANSWER_REPORT = "answer_report"
    DROP_REPAIR = "drop_repair"
    SECURE = "secure"
    REVIEW_SPOT_FIX = "review_spot_fix"
    REVIEW_VISIT = "review_visit"
    EXCUSE_TASK = "excuse_task"
    START_TASK = "start_task"
    CANCEL_TASK = "cancel_task"
    LIST_ROUNDS = "list_rounds"
    CALL_CAMPAIGN = "call_campaign"
    VOID_VISIT = "void_visit"
    DISPATCH = "dispatch"
    ESTIMATE = "estimate"
    APPROVE_COST = "approve_cost"
    AWAIT_FUNDS = "await_funds"
    RECEIVE_FUNDS = "receive_funds"
    CLOSE_UNMENDED = "close_unmended"
    RAISE_ORDER = "raise_order"
    CANCEL_ORDER = "cancel_order"
    RECORD_MENDING = "record_mending"
    ASK_TOWNSHIP = "ask_township"
    LIST_FUNDS = "list_funds"
    MEND = "mend"
    ACCEPT_REPAIR = "accept_repair"
    BIND_TAG = "bind_tag"
    LIST_TAGS = "list_tags"
    MINT_TAGS = "mint_tags"
    SHOW_PLATES = "show_plates"
    PRINT_TAGS = "print_tags"
    REPRINT_TAG = "reprint_tag"
    REVOKE_TAG = "revoke_tag"
    REGISTER_ASSET = "register_asset"
    CORRECT_ASSET = "correct_asset"
    LIST_ASSETS = "list_assets"
    READ_ASSET = "read_asset"
    READ_EXACT_PLACE = "read_exact_place"
    READ_REPORT = "read_report"
    LIST_ORDERS = "list_orders"
    READ_ORDER = "read_order"
    READ_FILE = "read_file"
    LIST_COMMENTS = "list_comments"
    READ_COMMENT = "read_comment"
    RAISE_COMMENT = "raise_comment"
    RECORD_COMMENT = "record_comment"
    ACCEPT_COMMENT = "accept_comment"
    TAKE_UP_COMMENT = "take_up_comment"
    STEER_COMMENT = "steer_comment"
    HANDLE_COMMENT = "handle_comment"
    GIVE_UP_COMMENT = "give_up_comment"
    AGREE_COMMENT = "agree_comment"
    SUPERVISE_COMMENT = "supervise_comment"
    CALL_BACK_COMMENT = "call_back_comment"
    REFER_COMMENT = "refer_comment"
    LIST_PHOTOS = "list_photos"
    MODERATE_PHOTO = "moderate_photo"
    BRING_PARCEL = "bring_parcel"
    LIST_QUARANTINE = "list_quarantine"
    DECIDE_QUARANTINE = "decide_quarantine"
    READ_LOG = "read_log"
    READ_OBJECT_LOG = "read_object_log"
    READ_SETTINGS = "read_settings"
    CHANGE_SETTINGS = "change_settings"
    CHANGE_SECURITY = "change_security"
    LIST_PEOPLE = "list_people"
    READ_PERSON = "read_person"
    MANAGE_PERSON = "manage_person"
    SUSPEND_PERSON = "suspend_person"
    GIVE_POST = "give_post"
    LIST_ORGANIZATIONS = "list_organizations"
    MANAGE_ORGANIZATION = "manage_organization"
    MANAGE_REGION = "manage_region"
    OWN_SIGN_IN = "own_sign_in"
    ACTIVATE_PHONE = "activate_phone"
    REVOKE_SESSION = "revoke_session"
    TAKE_OFF_FACTOR = "take_off_factor"


BRINGING = frozenset({Permission.USE_APP, Permission.PUSH})
"""What an upload-only session may do; it is shown nothing."""
SIGHT = {
    Permission.MANAGE_PERSON: Permission.READ_PERSON,
    Permission.SUSPEND_PERSON: Permission.READ_PERSON,
    Permission.ACTIVATE_PHONE: Permission.READ_PERSON,
    Permission.REVOKE_SESSION: Permission.READ_PERSON,
    Permission.TAKE_OFF_FACTOR: Permission.READ_PERSON,
    Permission.READ_OBJECT_LOG: Permission.READ_OBJECT_LOG,
    Permission.READ_REPORT: Permission.READ_REPORT,
    Permission.CONFIRM_DAMAGE: Permission.READ_REPORT,
    Permission.REJECT_DAMAGE: Permission.READ_REPORT,
    Permission.CLAIM_REPORT: Permission.READ_REPORT,
    Permission.HANDLE_REPORT: Permission.READ_REPORT,
    Permission.STEER_REPORT: Permission.READ_REPORT,
    Permission.SECURE: Permission.READ_REPORT,
    Permission.DROP_REPAIR: Permission.READ_REPORT,
    Permission.RAISE_ORDER: Permission.READ_REPORT,
    Permission.READ_COMMENT: Permission.READ_COMMENT,
    Permission.ACCEPT_COMMENT: Permission.READ_COMMENT,
    Permission.TAKE_UP_COMMENT: Permission.READ_COMMENT,
    Permission.STEER_COMMENT: Permission.READ_COMMENT,
    Permission.HANDLE_COMMENT: Permission.READ_COMMENT,
    Permission.GIVE_UP_COMMENT: Permission.READ_COMMENT,
    Permission.AGREE_COMMENT: Permission.READ_COMMENT,
    Permission.SUPERVISE_COMMENT: Permission.READ_COMMENT,
    Permission.CALL_BACK_COMMENT: Permission.READ_COMMENT,
    Permission.REFER_COMMENT: Permission.READ_COMMENT,
    Permission.MANAGE_ORGANIZATION: Permission.MANAGE_ORGANIZATION,
}
"""Whoever may not do the first is told so if he may do the second, else that there is nothing here.

For what is not named here that second is READ_ASSET.
"""


@dataclass(frozen=True)
class Scope:
    """Where one post reaches: a path of regions, and a department where it is a department's post."""

    role: str
    path: str
    dept_id: UUID | None = None

    def covers(self, path: str) -> bool:
        return path == self.path or path.startswith(f"{self.path}/")


@dataclass(frozen=True)
class Actor:
    """Whoever asks: a user with the scopes held today; nobody is signed in when `user` is None."""

    user: User | None
    scopes: tuple[Scope, ...]
    upload_only: bool = False

    @property
    def id(self) -> UUID | None:
        return self.user.id if self.user else None

    @property
    def county_code(self) -> str:
        return self.user.county_code if self.user else ""

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(scope.role for scope in self.scopes)


NOBODY = Actor(None, ())


def actor_of(user: User, upload_only: bool = False) -> Actor:
    """Return the actor with the posts that the user holds today.

    While a merge of regions is still being followed, a post there reaches both paths.
    """
    posts = posts_now(user)
    reached = reached_meanwhile(user.county_code, [post.region_path for post in posts])
    scopes = tuple(
        Scope(post.role, path, post.dept_id)
        for post, paths in zip(posts, reached, strict=True)
        for path in paths
    )
    return Actor(user, scopes, upload_only)


PLACE_ROLES = frozenset(
    {
        "patrol_worker",
        "custodian",
        "household_rep",
        "village_admin",
        "village_leader",
        "village_supervisor",
        "township_staff",
        "township_approver",
        "county_staff",
        "county_approver",
    }
)
SEEING_ROLES = PLACE_ROLES | {"finance", "auditor", "archivist"}
"""Roles that see the things of their place; menders see what they mend, administrators nothing."""
STAFF_ROLES = PLACE_ROLES - {"patrol_worker", "custodian"}
PERSONNEL_ROLES = ("village_admin", "village_leader", "township_staff", "county_staff")
"""Roles that look after the people of their place."""


def audiences_of(actor: Actor) -> Audiences:
    """Return whose news the actor's phone hears: his places', his own, and what all above his places share.

    An audience is `everyone:<path>` (whoever has a post there or below), `all:<path>` (who sees the things
    of the place), `staff:<path>` (those of them who decide) or `user:<id>`.
    """
    user = actor.user
    if user is None:
        raise ValueError("nobody hears news")
    exact, below = {f"user:{user.id}"}, set()
    for scope in actor.scopes:
        steps = scope.path.split("/")
        exact |= {f"everyone:{'/'.join(steps[: i + 1])}" for i in range(len(steps))}
        if scope.role in PLACE_ROLES:
            exact.add(f"all:{scope.path}")
            below.add(f"all:{scope.path}/")
        if scope.role in STAFF_ROLES:
            exact.add(f"staff:{scope.path}")
            below.add(f"staff:{scope.path}/")
    posts = sorted(f"{scope.role}:{scope.path}:{scope.dept_id or ''}" for scope in actor.scopes)
    return Audiences(user.county_code, tuple(sorted(exact)), tuple(sorted(below)), tuple(posts))
