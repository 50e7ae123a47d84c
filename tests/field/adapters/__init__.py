"""How each life cycle of the papers meets the product, one file a machine; ../test_transitions.py walks them.

To add a machine:
1. Write tests/field/adapters/<machine>.py with one subclass of Adapter (base: meeting.py) and its departures,
   each with its reason.  The adapter says where the MOVES are, which permission is asked for which event,
   how a real record comes into a state (`make`), how a person gets tied to it (`tie`), and what the system
   does by itself (`systems`).
2. Name it in ADAPTERS below and take the machine off LACKING.
3. Run `pytest tests/field/test_transitions.py -k <machine>`; a red line names state, event, role, bond.
An event that the product does not have yet stands in LACKING under its machine; at the end LACKING is empty.
"""

from __future__ import annotations

from tests.field.adapters.damage_report import DamageReports
from tests.field.adapters.inspection import Inspections
from tests.field.adapters.meeting import Adapter
from tests.field.adapters.patrol_task import PatrolTasks
from tests.field.adapters.supervision_comment import Comments
from tests.field.adapters.tag import Tags
from tests.field.adapters.work_order import WorkOrders

ADAPTERS: dict[str, Adapter] = {
    one.machine: one
    for one in (DamageReports(), PatrolTasks(), Inspections(), Tags(), WorkOrders(), Comments())
}

ALL = frozenset({"*"})
LACKING: dict[str, frozenset[str]] = {}
"""Machines without an adapter, and events that have no door yet.  Empty at the end of the issue."""
