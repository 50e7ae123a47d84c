"""Codes that people type and plates carry: a slip of one character or of two neighbours is caught."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.ids import (
    ALPHABET,
    check_character,
    is_well_formed,
    new_id,
    new_query_code,
    new_short_code,
    new_token,
    normalised,
)

bodies = st.text(ALPHABET, min_size=11, max_size=11)


@given(bodies, st.integers(0, 10), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_caught(body: str, place: int, other: str) -> None:
    token = body + check_character(body)
    slipped = token[:place] + other + token[place + 1 :]
    assert is_well_formed(slipped) == (slipped == token)


def test_code_is_read_as_people_misread_and_type_it() -> None:
    assert normalised(" AIL0-o b ") == "a1100b"


def test_short_code_is_never_mistaken_for_a_query_code() -> None:
    for _ in range(200):
        assert new_short_code()[0].isalpha()
        assert new_query_code().isdecimal()


@pytest.mark.parametrize("made", [new_token, new_short_code])
def test_fresh_codes_are_well_formed_and_differ(made) -> None:  # type: ignore[no-untyped-def]
    codes = {made() for _ in range(200)}
    assert len(codes) == 200
    assert all(is_well_formed(code) for code in codes)


def test_ids_follow_the_moment_of_their_making() -> None:
    ids = [new_id() for _ in range(100)]
    assert ids == sorted(ids)
