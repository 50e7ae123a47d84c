"""Whatever changes something for a person leaves a row in the log."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator

from server.flow import FLOW
from server.services.audit_log.actions import record
from tests.house.sources import server_sources
from tests.house.test_rooms import kind

FLOORS = {"identity", "assets", "field", "governance", "records"}
ASKING = {"server.identity.access.actions"}  # asks the map of permissions, changes nothing

# Actions without a row of their own, and whose row covers them.
PART_OF_A_VISIT = "part of inspection.file, whose row names the visit"
PART_OF_AN_ORDER = "told by the order's own action inside its unit; report_steps keeps it too"
PART_OF_A_SIGN_IN = "part of account.sign_in"
FORGETTING = "forgets what has no use any more; what it was used for is logged"
WITHOUT_ROW: dict[str, str] = {
    "assets.register.actions.lock": "only takes the row; what follows is logged",
    "assets.register.actions.change_state": "called inside an audited action; asset_state_log keeps it too",
    "assets.register.actions.note_visit": PART_OF_A_VISIT,
    "assets.register.actions.doubt": PART_OF_A_VISIT,
    "assets.register.actions.forget_visit": "part of inspection.void",
    "assets.register.actions.settle_doubt": PART_OF_AN_ORDER,
    "assets.tags.actions.note_damage": PART_OF_A_VISIT,
    "assets.tags.actions.note_scan": "reading is not logged; scans are counted",
    "field.damage.safety.safe_by": "reads by when a danger is to be made safe",
    "field.damage.verdicts.dispatch": PART_OF_AN_ORDER,
    "field.damage.verdicts.repaired": PART_OF_AN_ORDER,
    "field.damage.orders.order_ended": PART_OF_AN_ORDER,
    "field.patrols.actions.submit": PART_OF_A_VISIT,
    "field.patrols.actions.review": "part of inspection.review",
    "field.patrols.actions.take_back": "part of inspection.void",
    "identity.regions.actions.follow": "asked by listeners of a merge or move, which is logged",
    "identity.regions.actions.begin_all": "each renaming and moving that it begins is logged by _begin",
    "identity.regions.actions.carry_on": "finishes a merge or move that is logged already",
    "identity.regions.actions.finish": "finishes changes that are logged already",
    "identity.regions.actions.hold": "only takes the row; what follows is logged",
    "identity.regions.lists.plan": "reads what a staged list would change",
    "identity.regions.lists.stage": "keeps a list beside the tree; making it part of the tree is logged",
    "identity.accounts.actions.forget_tries": FORGETTING,
    "identity.accounts.actions.known": PART_OF_A_SIGN_IN,
    "identity.accounts.actions.note_failure": "a typed name may be nobody's; of whose log would the row be?",
    "identity.accounts.actions.refuse_too_soon": PART_OF_A_SIGN_IN,
    "identity.accounts.actions.roll_on": "lengthens a sign-in that is logged already",
    "identity.accounts.actions.set_password": "told by whoever changes or chooses one, inside his unit",
    "identity.activation.actions.forget_tickets": FORGETTING,
    "identity.activation.actions.open_phone": "account.sign_in, whose row names the cadre",
}


def action_modules() -> Iterator[str]:
    for source in server_sources():
        if source.room and source.room[0] in FLOORS and kind(source.name) == "actions":
            yield source.module


def actions() -> dict[str, Callable]:
    found = {}
    for name in action_modules():
        if name in ASKING:
            continue
        module = importlib.import_module(name)
        for function_name, function in vars(module).items():
            if (
                inspect.isfunction(function)
                and function.__module__ == name
                and not function_name.startswith("_")
            ):
                found[f"{name.removeprefix('server.')}.{function_name}"] = function
    return found


def leaves_row(function: Callable) -> bool:
    """True when it, or a function of its own module that it calls, is audited or calls record()."""
    module = inspect.getmodule(function)
    seen, waiting = set(), [function]
    while waiting:
        one = waiting.pop()
        if hasattr(one, "audited") or one is record:
            return True
        seen.add(one)
        called = [vars(module).get(name) for name in inspect.unwrap(one).__code__.co_names]
        ours = {record, *(each for each in called if getattr(each, "__module__", "") == module.__name__)}
        waiting += [each for each in called if inspect.isfunction(each) and each in ours - seen]
    return False


def test_every_action_is_audited():
    listeners = {listener for heard in FLOW.values() for listener in heard}
    silent = {name for name, one in actions().items() if one not in listeners and not leaves_row(one)}
    silent -= WITHOUT_ROW.keys()
    assert not silent, (
        f"put @audited('thing.verb') on it, or tell in WITHOUT_ROW whose row covers it: {sorted(silent)}"
    )


def test_no_two_actions_share_a_name_in_the_log():
    names = [function.audited for function in actions().values() if hasattr(function, "audited")]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"the log could not tell them apart: {twice}"


def test_the_list_without_rows_is_true():
    gone = WITHOUT_ROW.keys() - {
        name for name, function in actions().items() if not hasattr(function, "audited")
    }
    assert not gone, f"take them off WITHOUT_ROW: {gone}"
