"""Loading the demo county: everything in one unit of work, so that it is there whole or not at all."""

from __future__ import annotations

from server.core.db import db, unit_of_work
from server.demo import people, places, plates, rounds, stories, things
from server.demo.chance import COUNTY
from server.field.checklists.actions import publish_standard
from server.identity.regions.models import Region
from server.services.audit_log.actions import record


def load_once() -> bool:
    """Load the county; returns False when it is there already."""
    if _is_there():
        return False
    with unit_of_work() as session:
        if _is_there():  # another process was quicker while this one waited for its turn
            return False
        places.settle_regions(session)
        people.found_organizations(session)
        people.appoint(session)
        publish_standard(COUNTY, places.COUNTY_PATH)
        things.register_things(session)
        plates.hang_plates(session)
        rounds.walk_rounds(session)
        stories.tell_stories()
        record(COUNTY, "demo.load", "county", COUNTY)
    return True


def _is_there() -> bool:
    return db.session.get(Region, places.COUNTY_REGION) is not None
