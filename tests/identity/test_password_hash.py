"""How a password is kept."""

from __future__ import annotations

from argon2 import extract_parameters
from argon2.low_level import Type

from server.identity.accounts.rules import fits, hashed


def test_password_is_kept_by_argon2id_at_its_cost() -> None:
    kept = hashed("correct horse battery")
    cost = extract_parameters(kept)
    assert (cost.type, cost.memory_cost >= 19 * 1024, cost.time_cost >= 2) == (Type.ID, True, True)
    assert (fits(kept, "correct horse battery"), fits(kept, "Correct horse battery")) == (True, False)
    assert hashed("correct horse battery") != kept
