"""Who hears of an order's step: whoever takes the next one.  Source: domain/3 (work_order, effects)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from server.field.damage.queries import report
from server.field.work_orders.models import WorkOrder
from server.identity.accounts.queries import department_ids, holder_ids
from server.services.notices.actions import tell
from server.services.settings.queries import setting

STAFF = {"village": "village_admin", "township": "township_staff", "county": "county_staff"}


def tell_of(order: WorkOrder, event: str) -> None:
    """Put the step into the inbox of those who go on from here; most steps are only for the history."""
    if event in _TOLD:
        kind, readers = _TOLD[event]
        _tell(order, readers(order), kind)


def _tell(order: WorkOrder, readers: set[UUID], kind: str) -> None:
    link = f"/app/order/{order.id}" if readers == {order.mender_id} else f"/desk/orders/{order.id}"
    if kind == "repair_accepted":
        link = f"/desk/reports/{order.report_id}"
    _put(order, readers, kind, link)


def _put(order: WorkOrder, readers: set[UUID], kind: str, link: str, **facts: str) -> None:
    told = report(order.report_id)
    facts |= {"thing": order.asset.name, "category": told.category if told else "", "title": order.title}
    tell(order.county_code, readers, kind, link, **facts)


def tell_given_up(order: WorkOrder) -> None:
    """Tell whoever reported it why nobody mends it."""
    _put(order, _reporter(order), "repair_given_up", f"/app/asset/{order.asset_id}", why=order.reason or "")


def tell_removed(order: WorkOrder, mender_id: UUID) -> None:
    """Tell whoever was to mend that somebody else does."""
    _put(order, {mender_id}, "order_taken_back", "/app/")


def tell_levels(order: WorkOrder, kind: str, levels: Iterable[str]) -> None:
    """Tell the staff of these levels of the thing."""
    path = order.asset.region_path
    _put(order, holder_ids(path, *(STAFF[level] for level in levels)), kind, f"/desk/orders/{order.id}")


def _dispatchers(order: WorkOrder) -> set[UUID]:
    path, role = order.asset.region_path, STAFF[order.level]
    return holder_ids(path, role) or holder_ids(path, "township_staff")


def _approvers(order: WorkOrder) -> set[UUID]:
    path = order.asset.region_path
    if (order.estimate_fen or 0) <= int(setting(order.county_code, "township_repair_limit")):
        return holder_ids(path, "township_approver")
    department = order.asset.supervising_dept_id
    return holder_ids(path, "county_approver") | department_ids(department, "dept_approver")


def _acceptors(order: WorkOrder) -> set[UUID]:
    """Return who may accept: the village's witnesses for a small job of the village, else the township."""
    path, limit = order.asset.region_path, int(setting(order.county_code, "small_job_limit"))
    village = order.level == "village" and (order.actual_cost_fen or 0) <= limit
    hands = {order.mender_id, order.dispatcher_id}
    witnesses = holder_ids(path, "village_supervisor", "household_rep") - hands if village else set()
    return witnesses or holder_ids(path, "township_staff", "township_approver") - hands


def _higher_acceptors(order: WorkOrder) -> set[UUID]:
    """Return the township's, or those above where the township itself sent the mender."""
    path, hands = order.asset.region_path, {order.mender_id, order.dispatcher_id}
    staff = holder_ids(path, "township_staff")
    if order.dispatcher_id in staff:
        return holder_ids(path, "township_approver", "county_staff") - hands
    return (staff or holder_ids(path, "county_staff")) - hands


def _author_and_mender(order: WorkOrder) -> set[UUID]:
    return {one for one in (order.author_id, order.mender_id) if one}


def _mender(order: WorkOrder) -> set[UUID]:
    return {order.mender_id} if order.mender_id else set()


def _reporter(order: WorkOrder) -> set[UUID]:
    told = report(order.report_id)
    return {told.reporter_id} if told and told.reporter_id else set()


_TOLD: dict[str, tuple[str, Callable[[WorkOrder], set[UUID]]]] = {
    "create": ("order_created", _dispatchers),
    "create_again": ("damage_reopened", _dispatchers),
    "submit_cost": ("cost_submitted", _approvers),
    "approve": ("cost_approved", _dispatchers),
    "deny": ("cost_denied", _dispatchers),
    "assign": ("order_assigned", _mender),
    "finish": ("order_finished", _acceptors),
    "fail": ("order_refused", _mender),
    "pass": ("repair_accepted", _reporter),
    "cancel": ("order_cancelled", _author_and_mender),
    "ask_township": ("order_finished", _higher_acceptors),
}
