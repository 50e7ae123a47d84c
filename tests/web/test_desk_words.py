"""The desk has a word for whatever the rooms below may tell it."""

from __future__ import annotations

import pytest

from server.assets.register import rules as assets
from server.core.words import book
from server.field.damage import rules as damage
from server.field.work_orders import rules as orders
from server.web.desk.history import OUTCOMES
from server.web.public.concern_receipt import TOLD
from server.web.sync.kinds import KINDS


def test_everything_that_a_step_may_bring_has_a_word() -> None:
    wanted = [f"desk.outcome.{outcome}" for outcome in OUTCOMES]
    wanted += [f"app.danger.{measure}" for measure in damage.MEASURES]
    wanted += [f"comments.told.{event}" for event in TOLD - {"submit"}]
    assert not [key for key in wanted if key not in book("zh")]


@pytest.mark.parametrize("dimension", sorted(assets.MOVES))
def test_every_state_of_an_asset_has_a_word(dimension: str) -> None:
    moves = assets.MOVES[dimension]
    states = {*moves.values(), *(state for state, _ in moves if state is not None)}
    assert not [state for state in states if f"{dimension}.state.{state}" not in book("zh")]


def test_every_kind_of_item_and_money_has_a_name() -> None:
    wanted = [f"desk.item.kind.{kind}" for kind in KINDS]
    wanted += [f"desk.channel_of_money.{channel}" for channel in orders.FUND_CHANNELS]
    assert not [key for key in wanted if key not in book("zh")]
