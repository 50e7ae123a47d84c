"""Feed rows as the phone gets them: always the present state, rendered for whoever asks, a kind at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from server.assets.register.models import Asset, AssetUnit
from server.assets.register.queries import assets_by_id, units_of
from server.assets.register.rules import CORRECTABLE, display_status, is_household
from server.assets.tags.models import Tag
from server.assets.tags.queries import former_codes, tags_by_token, tags_of
from server.core.clock import iso
from server.core.geo import Point, length_m
from server.field.checklists.queries import newest
from server.field.checklists.rules import audience_of, wire_items
from server.field.damage.models import DamageReport
from server.field.damage.queries import danger_of, open_of_assets
from server.field.damage.rules import UPWARD_ITEMS
from server.field.damage.safety import safe_by
from server.field.inspections.queries import latest_of
from server.field.patrols.queries import tasks_by_id
from server.field.work_orders.models import WorkOrder
from server.field.work_orders.queries import orders_by_id
from server.identity.access.actions import may
from server.identity.access.models import Actor, Permission
from server.identity.regions.queries import names_by_code
from server.services.files.models import FileRow
from server.services.files.queries import files_of
from server.services.notices.queries import unread_by_id
from server.web.look.notices import notice_said, on_phone
from server.web.sync.joined_reports import told_rows

Row = dict[str, Any]
_MENDER_MAY = {
    "begin": ("assigned", "rework"),
    "pause": ("in_repair",),
    "resume": ("paused",),
    "finish": ("in_repair",),
}
_VILLAGE, _TOWNSHIP = -1, -2


def _uuids(ids: Iterable[str]) -> list[UUID]:
    return [UUID(one) for one in ids]


def template_rows(ids: Iterable[str], actor: Actor) -> dict[str, Row]:
    """Return the newest questions of some types, for the caller's audience."""
    county = actor.county_code
    audience, known = audience_of(actor.roles), newest(county)
    return {
        asset_type: {
            "asset_type": asset_type,
            "version": known[asset_type].version,
            **{name: known[asset_type].body[name] for name in ("zh", "en", "scope", "notice")},
            "items": wire_items(known[asset_type].body, audience),
        }
        for asset_type in ids
        if asset_type in known
    }


def asset_rows(ids: Iterable[str], _actor: Actor) -> dict[str, Row]:
    """Return assets with their plates, parts, open reports and the picture of the latest visit."""
    wanted = _uuids(ids)
    assets, units, tags = assets_by_id(wanted), units_of(wanted), tags_of(wanted)
    reports, pictures, former = open_of_assets(wanted), _latest_pictures(wanted), former_codes(wanted)
    safe = safe_by(report for found in reports.values() for report in found)
    names = names_by_code(code for a in assets.values() for code in a.region_path.split("/")[_TOWNSHIP:])
    rows = {}
    for asset_id, asset in assets.items():
        steps = asset.region_path.split("/")
        rows[str(asset_id)] = {
            **_asset_row(asset),
            "village": names.get(steps[_VILLAGE], ""),
            "township": names.get(steps[_TOWNSHIP], ""),
            "tokens": [tag.token for tag in tags.get(asset_id, [])],
            "short_codes": [tag.short_code for tag in tags.get(asset_id, [])],
            "plates": [_plate_row(tag) for tag in tags.get(asset_id, [])],
            "former_codes": former.get(asset_id, []),
            "units": [_unit_row(unit) for unit in units.get(asset_id, [])],
            "open_reports": [_open_row(r, safe.get(r.id)) for r in reports.get(asset_id, []) if not r.upward],
            "last_photo": pictures.get(asset_id),
        }
    return rows


def _asset_row(asset: Asset) -> Row:
    line = [Point(lat, lng) for lat, lng in asset.line] if asset.line else []
    return {
        "name": asset.name,
        "asset_type": asset.asset_type,
        "region_code": asset.region_code,
        **_described(asset),
        "lat": asset.lat,
        "lng": asset.lng,
        "accuracy_m": asset.accuracy_m,
        "sensitive": asset.sensitive,
        "line": asset.line,
        "length_m": round(length_m(line)) if line else None,
        "use_status": asset.use_status,
        "display_status": display_status(asset.lifecycle_status, asset.use_status, asset.condition_grade),
        "condition_grade": asset.condition_grade,
        "pending_condition": asset.pending_condition,
        "last_inspected_on": asset.last_inspected_on.isoformat() if asset.last_inspected_on else None,
        "last_result": asset.last_result,
        "lifecycle": asset.lifecycle_status,
        "household": is_household(asset),
        "version": asset.version,
    }


def _described(asset: Asset) -> Row:
    """Return what may be put right in the field; of a household's own things nothing."""
    return {fact: None if is_household(asset) else getattr(asset, fact) for fact in CORRECTABLE}


def _open_row(report: DamageReport, safe_by_: datetime | None) -> Row:
    return {
        "id": str(report.id),
        "title": report.title,
        "status": report.status,
        "danger": danger_of(report),
        "safe_by": iso(safe_by_) if safe_by_ else None,
    }


def _plate_row(tag: Tag) -> Row:
    return {
        "token": tag.token,
        "short_code": tag.short_code,
        "status": tag.status,
        "unit_id": str(tag.unit_id) if tag.unit_id else None,
    }


def _unit_row(unit: AssetUnit) -> Row:
    return {"id": str(unit.id), "no": unit.unit_no, "name": unit.name, "lat": unit.lat, "lng": unit.lng}


def _latest_pictures(asset_ids: list[UUID]) -> dict[UUID, str]:
    visits = latest_of(asset_ids)
    county = next((a.county_code for a in assets_by_id(asset_ids).values()), "")
    by_visit = {
        file.owner_id: str(file.id)
        for file in files_of(county, "inspection", visits.values())
        if file.arrived_at and not any(f"/{code}/" in file.slot for code in UPWARD_ITEMS)
    }
    return {asset_id: by_visit[str(visit)] for asset_id, visit in visits.items() if str(visit) in by_visit}


def task_rows(ids: Iterable[str], _actor: Actor) -> dict[str, Row]:
    """Return patrol tasks."""
    return {
        str(task.id): {
            "asset_id": str(task.asset_id),
            "plan": task.plan.name,
            "plan_kind": task.plan.kind,
            "status": task.status,
            "window_start_on": task.window_start_on.isoformat(),
            "due_on": task.last_day.isoformat(),
            "redo_words": task.redo_words if task.status == "returned" else None,
            "photo_asked": task.photo_asked,
            "excuse": task.excuse,
            "version": task.version,
        }
        for task in tasks_by_id(_uuids(ids))
    }


def order_rows(ids: Iterable[str], actor: Actor) -> dict[str, Row]:
    """Return work orders with what the caller may do next."""
    orders = orders_by_id(_uuids(ids))
    county = orders[0].county_code if orders else ""
    files = files_of(county, "order", [order.id for order in orders]) if orders else []
    return {
        str(o.id): {
            "order_no": o.order_no,
            "report_id": str(o.report_id),
            "asset_id": str(o.asset_id),
            "title": o.title,
            "words": o.words,
            "severity": o.severity,
            "status": o.status,
            "due_on": o.due_on.isoformat(),
            "mine": o.mender_id == actor.id,
            "actual_cost_fen": o.actual_cost_fen,
            "defects": o.defects,
            "reason": o.reason,
            "review_on": _review_on(o),
            **{kind: _shown(files, o, kind) for kind in ("before", "after", "receipt")},
            "may": _order_may(o, actor),
            "version": o.version,
        }
        for o in orders
    }


def _shown(files: list[FileRow], order: WorkOrder, kind: str) -> list[str]:
    """Return the pictures of an order that lie in one kind of slot."""
    return [str(f.id) for f in files if f.owner_id == str(order.id) and f.slot.startswith(f"{kind}/")]


def _review_on(order: WorkOrder) -> str | None:
    """Return the day on which somebody looks at the money again; None when it does not wait for money."""
    waits = order.status == "awaiting_funds" and order.funds_review_on
    return waits.isoformat() if waits else None


def _order_may(order: WorkOrder, actor: Actor) -> list[str]:
    if order.status == "finished":
        return ["pass", "fail"] if may(Permission.ACCEPT_REPAIR, order, actor) else []
    if not may(Permission.MEND, order, actor):
        return []
    return [verb for verb, states in _MENDER_MAY.items() if order.status in states]


def blank_tag_rows(ids: Iterable[str], _actor: Actor) -> dict[str, Row]:
    """Return printed plates that wait to be hung, each with the village whose roll it is of."""
    tags = [tag for tag in tags_by_token(ids) if tag.status == "printed" and tag.asset_id is None]
    villages = names_by_code(tag.region_path.split("/")[_VILLAGE] for tag in tags)
    return {
        tag.token: {
            "token": tag.token,
            "short_code": tag.short_code,
            "region_code": (code := tag.region_path.split("/")[_VILLAGE]),
            "village": villages.get(code, ""),
        }
        for tag in tags
    }


def notice_rows(ids: Iterable[str], actor: Actor) -> dict[str, Row]:
    """Return the caller's notices that he has not read, as sentences in both languages."""
    return {
        str(one.id): {
            "kind": one.kind,
            "zh": notice_said(one, "zh"),
            "en": notice_said(one, "en"),
            "link": on_phone(one.link),
            "created_at": iso(one.created_at),
        }
        for one in unread_by_id(_uuids(ids))
        if one.user_id == actor.id
    }


Renderer = Callable[[Iterable[str], Actor], dict[str, Row]]
RENDER: dict[str, Renderer] = {
    "template": template_rows,
    "asset": asset_rows,
    "task": task_rows,
    "report": told_rows,
    "order": order_rows,
    "blank_tag": blank_tag_rows,
    "notice": notice_rows,
}
