"""Who hears of an order's step: whoever takes the next one.  Source: domain/3 (work_order, effects)."""

from __future__ import annotations

from collections.abc import Callable
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
    told = report(order.report_id)
    link = f"/app/order/{order.id}" if readers == {order.mender_id} else f"/desk/orders/{order.id}"
    category = told.category if told else ""
    tell(order.county_code, readers, kind, link, thing=order.asset.name, category=category, title=order.title)


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
}
