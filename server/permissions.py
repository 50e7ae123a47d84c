"""The one page that says who may do what.  Each permission: any row of it, all predicates of the row.

Sources: domain/3 (actors, relations), domain/2 (INV-5, 2.8), security.md.  Rooms only offer predicates.
"""

from server.assets.custody.predicates import is_custodian
from server.field.damage.predicates import (
    is_reporter,
    lies_at,
    not_about_him,
    not_reporter,
    not_upward,
    up_to_major,
)
from server.field.inspections.predicates import found_little, not_inspector
from server.field.patrols.predicates import is_assignee
from server.field.supervision_comments.predicates import (
    at_level,
    in_handling_department_as,
    never_handled,
    not_complained_of,
    not_discipline,
    reached_township,
    with_office,
)
from server.field.work_orders.predicates import (
    above_author,
    above_township_limit,
    at_village_level,
    in_department_ledger,
    is_mender,
    left_by_township,
    mends_here,
    not_author,
    not_dispatcher,
    not_mender,
    small_job,
    within_township_limit,
)
from server.identity.access.models import PERSONNEL_ROLES, Permission
from server.identity.access.predicates import (
    about_an_asset,
    administers,
    holds,
    in_region_as,
    in_whole_county_as,
    may_bring,
    of_own_county,
    signed_in,
    supervises_asset_as,
)
from server.identity.access.rules import PermissionMap
from server.identity.appointments.predicates import (
    could_give_all_his_posts,
    in_own_county,
    not_of_role,
    not_oneself,
    not_to_oneself,
    of_role,
    over_person_as,
    over_place_as,
    over_unit_as,
    unit_of_kind,
)
from server.web.quarantine.predicates import did_not_bring_it, keeps_items_of_author

worker = in_region_as("patrol_worker", "custodian")
village = in_region_as("village_admin")
village_witness = in_region_as("village_supervisor", "household_rep")
township = in_region_as("township_staff")
township_any = in_region_as("township_staff", "township_approver")
township_approver = in_region_as("township_approver")
county = in_region_as("county_staff")
finance = in_region_as("finance")
county_approver = in_region_as("county_approver")
department = supervises_asset_as("dept_staff")
department_approver = supervises_asset_as("dept_approver")
city = in_region_as("city_viewer")
handling_department = in_handling_department_as("dept_staff")
at_township, at_county, at_city = at_level("township"), at_level("county"), at_level("city")
not_at_city = at_level("township", "county")
# The words of people about people: of the own county only, never of oneself or one's own unit.
impartial = (of_own_county, not_complained_of)
by_township, by_county = (township, at_township, *impartial), (county, at_county, *impartial)
by_city = (city, at_city, *impartial)
VILLAGE_POSTS = ("village_admin", "village_leader", "village_supervisor", "household_rep")
TOWNSHIP_POSTS = ("township_staff", "township_approver")
HIGHER_POSTS = (*TOWNSHIP_POSTS, "county_staff", "county_approver", "finance", "auditor")
DEPARTMENT_POSTS = ("dept_staff", "dept_approver")
ADMINISTRATORS = ("sys_admin", "sec_admin", "audit_admin")
system_admin = administers("sys_admin")
security_admin = administers("sec_admin")
audit_admin = administers("audit_admin")
county_auditor = in_whole_county_as("auditor")
FIELD_POSTS = ("patrol_worker", "custodian")
POSTS_BY_TOWNSHIP = (*FIELD_POSTS, "maintainer", *VILLAGE_POSTS)
POSTS_BY_COUNTY = (*POSTS_BY_TOWNSHIP, *TOWNSHIP_POSTS, *DEPARTMENT_POSTS)
LOCAL_UNITS = ("village_committee", "village_collective", "cooperative", "enterprise", "repair_company")
supervises_author = above_author(
    ("village_admin", "village_leader"),
    ("township_staff",),
    ("township_approver",),
    ("county_staff", "dept_staff"),
    ("county_approver", "dept_approver"),
)
# 档案: who keeps the records reads those of things, visits and repairs; no list of what is under way.
reader = in_region_as(*VILLAGE_POSTS, *HIGHER_POSTS, "archivist")
reader_below, higher_official = in_region_as(*VILLAGE_POSTS, "archivist"), in_region_as(*HIGHER_POSTS)
sees_assets = holds(*VILLAGE_POSTS, *HIGHER_POSTS, *DEPARTMENT_POSTS)
overseer = supervises_asset_as(*DEPARTMENT_POSTS)

MAY: PermissionMap = {
    Permission.USE_APP: [[may_bring]],
    Permission.PUSH: [[may_bring]],
    Permission.PULL: [[signed_in]],
    Permission.USE_DESK: [
        [holds(*VILLAGE_POSTS, *HIGHER_POSTS, *DEPARTMENT_POSTS, "archivist", "city_viewer", *ADMINISTRATORS)]
    ],
    Permission.LIST_ASSETS: [[sees_assets], [holds("archivist")]],
    Permission.READ_ASSET: [[reader], [overseer], [worker], [is_custodian], [mends_here]],
    # Where water, power and telecom works stand is for those who go there or send somebody.
    Permission.READ_EXACT_PLACE: [[village], [township], [county], [department]],
    Permission.INSPECT: [[worker], [is_custodian], [village], [township], [county], [department]],
    Permission.REPORT_DAMAGE: [[worker], [is_custodian], [village], [township], [county]],
    Permission.READ_REPORT: [[reader_below, not_upward], [higher_official], [overseer], [is_reporter]],
    Permission.CONFIRM_DAMAGE: [
        [village, not_reporter, not_upward, up_to_major, not_about_him],
        [township, not_reporter, not_about_him],
        [county, not_reporter, not_about_him],
        [department, not_reporter, not_about_him],
    ],
    Permission.REJECT_DAMAGE: [
        [township, not_reporter, not_about_him],
        [county, not_reporter, not_about_him],
    ],
    Permission.CLAIM_REPORT: [
        [village, not_upward, not_about_him],
        [township, not_about_him],
        [county, not_about_him],
        [department, not_about_him],
    ],
    Permission.HANDLE_REPORT: [
        [village, lies_at("village"), not_about_him],
        [township, lies_at("township"), not_about_him],
        [county, lies_at("county"), not_about_him],
        [department, lies_at("dept"), not_about_him],
    ],
    Permission.STEER_REPORT: [[township, not_about_him], [county, not_about_him]],
    Permission.ANSWER_REPORT: [[holds("household_rep", "patrol_worker", "custodian"), is_reporter]],
    Permission.DROP_REPAIR: [[township_approver, not_about_him], [county_approver, not_about_him]],
    Permission.REVIEW_SPOT_FIX: [[village, not_reporter], [township, not_reporter], [county, not_reporter]],
    # Whoever may visit the thing; of what goes past the village the village knows nothing.
    Permission.SECURE: [[worker], [is_custodian], [village, not_upward], [township], [county], [department]],
    Permission.EXCUSE_TASK: [[is_assignee], [village]],
    Permission.START_TASK: [[is_assignee]],
    Permission.CANCEL_TASK: [[township], [county]],
    Permission.LIST_ROUNDS: [[holds("village_admin", "township_staff", "county_staff")]],
    Permission.CALL_CAMPAIGN: [[township], [county]],
    Permission.VOID_VISIT: [[county, not_inspector]],
    Permission.REVIEW_VISIT: [
        [village, not_inspector, found_little],
        [township, not_inspector],
        [county, not_inspector],
    ],
    Permission.LIST_ORDERS: [[sees_assets]],
    Permission.READ_ORDER: [[reader], [overseer], [is_mender]],
    Permission.DISPATCH: [[village, at_village_level], [township], [county], [department]],
    Permission.ESTIMATE: [[village, at_village_level], [township], [county], [department]],
    Permission.APPROVE_COST: [
        [township_approver, not_author, within_township_limit],
        [county_approver, not_author, above_township_limit],
        [county_approver, not_author, left_by_township],
        [department_approver, not_author, above_township_limit],
    ],
    Permission.AWAIT_FUNDS: [
        [village, at_village_level],
        [township_any],
        [county],
        [county_approver],
        [department],
        [department_approver],
    ],
    Permission.RECEIVE_FUNDS: [[village, at_village_level], [township], [county], [finance], [department]],
    Permission.CLOSE_UNMENDED: [
        [township_approver, not_author],
        [county_approver, not_author],
        [department_approver, not_author],
    ],
    Permission.RAISE_ORDER: [[village, at_village_level], [township], [county], [department]],
    Permission.CANCEL_ORDER: [
        [township_any, supervises_author],
        [county, supervises_author],
        [county_approver, supervises_author],
        [department_approver, supervises_author],
    ],
    Permission.LIST_FUNDS: [[holds(*HIGHER_POSTS, *DEPARTMENT_POSTS)]],
    Permission.READ_FILE: [[reader], [overseer], [worker], [is_custodian], [mends_here]],
    Permission.MEND: [[is_mender]],
    Permission.RECORD_MENDING: [[village]],
    Permission.ASK_TOWNSHIP: [[village]],
    Permission.ACCEPT_REPAIR: [
        [village, not_mender, not_dispatcher, small_job],
        [village_witness, not_mender, not_dispatcher, small_job],
        [township_any, not_mender, not_dispatcher],
        [county, not_mender, not_dispatcher],
        [department, not_mender, not_dispatcher, in_department_ledger],
    ],
    Permission.BIND_TAG: [[in_region_as("patrol_worker", "village_admin")], [is_custodian]],
    Permission.LIST_TAGS: [[holds("village_admin", "township_staff", "county_staff")]],
    Permission.MINT_TAGS: [[township], [county]],
    Permission.SHOW_PLATES: [[village], [township], [county]],
    Permission.PRINT_TAGS: [[village], [township]],
    Permission.REPRINT_TAG: [[village]],
    Permission.REVOKE_TAG: [[township]],
    Permission.CORRECT_ASSET: [[worker], [is_custodian], [village], [township], [county]],
    Permission.REGISTER_ASSET: [[in_region_as("patrol_worker", "custodian", "village_admin")]],
    Permission.LIST_COMMENTS: [[holds("township_staff", "county_staff", "dept_staff", "city_viewer")]],
    Permission.READ_COMMENT: [
        [township, reached_township, not_discipline, *impartial],
        [county, *impartial],
        [city, *impartial],
        [handling_department, *impartial],
    ],
    Permission.RAISE_COMMENT: [[worker], [is_custodian], [village_witness], [township], [county]],
    Permission.RECORD_COMMENT: [[township], [county]],
    Permission.ACCEPT_COMMENT: [by_township, by_county, by_city],
    Permission.TAKE_UP_COMMENT: [[*by_county, never_handled], [*by_city, never_handled]],
    Permission.STEER_COMMENT: [by_township, [county, not_at_city, *impartial]],
    Permission.HANDLE_COMMENT: [
        [*by_township, with_office],
        [*by_county, with_office],
        [handling_department, *impartial],
    ],
    Permission.GIVE_UP_COMMENT: [[*by_township, with_office], [*by_county, with_office]],
    Permission.AGREE_COMMENT: [[county, at_township, *impartial], [city, at_county, *impartial]],
    Permission.SUPERVISE_COMMENT: [by_township, [county, *impartial]],
    Permission.CALL_BACK_COMMENT: [
        [township, reached_township, never_handled, *impartial],
        [county, never_handled, *impartial],
    ],
    Permission.REFER_COMMENT: [[county, *impartial], [city, *impartial]],
    Permission.LIST_PHOTOS: [[holds("village_admin", "township_staff", "county_staff", "dept_staff")]],
    Permission.MODERATE_PHOTO: [
        [village, not_reporter, not_upward],
        [township, not_reporter],
        [county, not_reporter],
        [department, not_reporter],
    ],
    # What a person's phone could not send; whoever brings it does not decide on it.
    Permission.BRING_PARCEL: [[holds("village_admin", "village_leader", "township_staff", "county_staff")]],
    Permission.LIST_QUARANTINE: [[holds("township_staff", "county_staff")]],
    Permission.DECIDE_QUARANTINE: [[keeps_items_of_author, did_not_bring_it]],
    Permission.READ_LOG: [[audit_admin], [county_auditor]],
    # Rows name an object, not a place: below the county an auditor reads what is about assets of his region.
    Permission.READ_OBJECT_LOG: [
        [audit_admin, of_own_county],
        [county_auditor, of_own_county],
        [about_an_asset, in_region_as("auditor")],
    ],
    Permission.READ_SETTINGS: [[holds("county_staff", *ADMINISTRATORS)]],
    Permission.CHANGE_SETTINGS: [[system_admin]],
    Permission.CHANGE_SECURITY: [[security_admin]],
    Permission.LIST_PEOPLE: [[holds(*PERSONNEL_ROLES)], [system_admin], [security_admin]],
    Permission.READ_PERSON: [
        [over_person_as(*PERSONNEL_ROLES)],
        [in_own_county, system_admin],
        [in_own_county, security_admin],
    ],
    Permission.MANAGE_PERSON: [[not_oneself, could_give_all_his_posts]],
    # No mixture of posts may make somebody whom nobody stops.
    Permission.SUSPEND_PERSON: [
        [not_oneself, could_give_all_his_posts],
        [not_oneself, in_own_county, security_admin],
    ],
    # The village does not choose who supervises it, nobody but security administrators makes administrators.
    Permission.GIVE_POST: [
        [not_to_oneself, of_role(*FIELD_POSTS), over_place_as("village_admin", "village_leader")],
        [not_to_oneself, of_role(*POSTS_BY_TOWNSHIP), over_place_as("township_staff")],
        [not_to_oneself, of_role(*POSTS_BY_COUNTY), over_place_as("county_staff")],
        [not_to_oneself, not_of_role(*ADMINISTRATORS), in_own_county, system_admin],
        [not_to_oneself, of_role(*ADMINISTRATORS), in_own_county, security_admin],
    ],
    Permission.LIST_ORGANIZATIONS: [[holds("township_staff", "county_staff")], [system_admin]],
    Permission.MANAGE_ORGANIZATION: [
        [unit_of_kind(*LOCAL_UNITS), over_unit_as("township_staff")],
        [in_own_county, holds("county_staff")],
        [in_own_county, system_admin],
    ],
    Permission.MANAGE_REGION: [[system_admin]],
    Permission.OWN_SIGN_IN: [[signed_in]],
    Permission.ACTIVATE_PHONE: [
        [not_oneself, could_give_all_his_posts],
        [not_oneself, in_own_county, security_admin],
    ],
    Permission.REVOKE_SESSION: [
        [not_oneself, could_give_all_his_posts],
        [not_oneself, in_own_county, security_admin],
    ],
    Permission.TAKE_OFF_FACTOR: [[not_oneself, in_own_county, security_admin]],
}
