"""After a repair: whom to ring up, and the words for the village's group; no person is named in them."""

from __future__ import annotations

from flask import request

from server.assets.tags.queries import tags_of
from server.field.damage.models import DamageReport
from server.identity.regions.queries import names_on
from server.web.desk.hands import stands_above
from server.web.desk.sentences import wrong
from server.web.look.language import say


def told_after(report: DamageReport) -> dict[str, object]:
    """Return the numbers to ring up, for those above the village, and the words for the village's group."""
    if report.status not in {"resolved", "rejected"}:
        return {"phones": [], "group_words": ""}
    phones = [(voice.name or "", voice.phone) for voice in report.voices if voice.phone]
    return {
        "phones": phones if stands_above() else [],
        "group_words": group_words(report) if report.status == "resolved" and not report.upward else "",
    }


def group_words(report: DamageReport) -> str:
    """Return a message for the village's group: what is mended and where to say whether it is."""
    village = names_on(report.asset.region_path).get("village", "")
    plates = tags_of([report.asset_id]).get(report.asset_id, [])
    where = f"{request.url_root}t/{plates[0].token}" if plates else ""
    return say(
        "desk.group", village=village, thing=report.asset.name, what=wrong(report), where=where
    ).strip()
