"""The digest is the standard's."""

from __future__ import annotations

from server.core.crypto import sm3


def test_digest_of_abc_is_that_of_the_standard():
    """GB/T 32905-2016, annex A.1."""
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
