"""Publishing templates."""

from __future__ import annotations

import json
from pathlib import Path

from server.core.clock import now
from server.core.db import unit_of_work
from server.core.ids import new_id
from server.field.checklists.models import ChecklistTemplate
from server.services.audit_log.actions import record
from server.services.feed.actions import share

DATA = Path(__file__).parent / "data" / "checklists.json"


def publish_standard(county_code: str, county_path: str) -> int:
    """Give a county the standard templates, common questions first; returns how many."""
    book = json.loads(DATA.read_text("utf-8"))
    with unit_of_work() as session:
        for template in book["templates"]:
            body = {**template, "items": [*book["common"], *template["items"]]}
            session.add(
                ChecklistTemplate(
                    id=new_id(),
                    county_code=county_code,
                    asset_type=template["asset_type"],
                    version=book["version"],
                    body=body,
                    published_at=now(),
                )
            )
            share(county_code, "template", template["asset_type"], f"everyone:{county_path}")
        record(county_code, "checklist.publish", "checklist", book["version"])
    return len(book["templates"])
