"""GET /photos/<id>/<side>: public pictures to anyone, others to those who may see what they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, send_file

from server.assets.register import queries as register
from server.core.db import db
from server.core.problems import NotFound
from server.field.damage import queries as damage
from server.field.inspections import queries as inspections
from server.field.work_orders import queries as work_orders
from server.identity.access.actions import may, public
from server.identity.access.models import Permission
from server.services.files.models import FileRow
from server.services.files.queries import shown
from server.web.desk import kept_items

pages = Blueprint("photos", __name__)
OWNERS: dict[str, Callable[[UUID], Any]] = {
    "asset": register.asset,
    "inspection": inspections.inspection,
    "report": damage.report,
    "order": work_orders.order,
}
A_DAY = "private, max-age=86400"


@pages.get("/photos/<uuid:file_id>/<int:side>")
@public
def photo(file_id: UUID, side: int) -> Response:
    """Show a copy; what the asker may not see does not exist for him."""
    file = db.session.get(FileRow, file_id)
    if file is None or not (file.public or _may_see(file)):
        raise NotFound
    path = shown(file, side)
    if path is None:
        raise NotFound
    response = send_file(path, mimetype="image/jpeg", conditional=True, etag=True)
    response.headers["Cache-Control"] = A_DAY
    response.headers["Content-Disposition"] = f'inline; filename="{file_id.hex}-{side}.jpg"'
    return response


def _may_see(file: FileRow) -> bool:
    if file.owner_kind == "item":
        return kept_items.may_look(UUID(file.owner_id))
    find = OWNERS.get(file.owner_kind)
    owner = find(UUID(file.owner_id)) if find else None
    return owner is not None and may(Permission.READ_FILE, owner)
