"""Identifiers: UUIDv7 for facts, plate tokens and short codes with a check character, lookup numbers."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid5

import uuid_utils

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32, lowercase: no i, l, o, u
_LETTERS = ALPHABET[10:]
_MISREAD = str.maketrans({"i": "1", "l": "1", "o": "0", " ": None, "-": None})
TOKEN_BODY, SHORT_BODY, QUERY_DIGITS, RECEIPT_LENGTH = 11, 7, 8, 12


def new_id() -> UUID:
    """Return a fresh UUIDv7: ordered by the moment of its making."""
    return UUID(int=uuid_utils.uuid7().int)


def derived_id(base: UUID, *parts: object) -> UUID:
    """Return the same id for the same facts, so that two makers of one thing agree without asking."""
    return uuid5(base, "/".join(str(part) for part in parts))


def check_character(body: str) -> str:
    """Return the Luhn mod 32 check character of a body over ALPHABET; ValueError for others."""
    total, factor = 0, 2
    for character in reversed(body):
        addend = factor * ALPHABET.index(character)
        total += addend // 32 + addend % 32
        factor = 3 - factor
    return ALPHABET[-total % 32]


def new_token() -> str:
    """Return a plate's token: 11 random characters (55 bits) and their check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_BODY))
    return body + check_character(body)


def new_short_code() -> str:
    """Return a code for the fingers: 8 characters with check, beginning with a letter."""
    body = secrets.choice(_LETTERS) + "".join(secrets.choice(ALPHABET) for _ in range(SHORT_BODY - 1))
    return body + check_character(body)


def new_query_code() -> str:
    """Return a 查询码: 8 digits, so that it is never mistaken for a short code."""
    return "".join(secrets.choice("0123456789") for _ in range(QUERY_DIGITS))


def new_receipt_token() -> str:
    """Return the secret part of a receipt's address: 12 characters (60 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(RECEIPT_LENGTH))


def normalised(typed: str) -> str:
    """Return what a person typed as the plate prints it: lowercase, i/l/o read as 1/1/0, no gaps."""
    return typed.strip().lower().translate(_MISREAD)


def is_well_formed(code: str) -> bool:
    """True for a token or a short code whose check character fits."""
    if len(code) not in {TOKEN_BODY + 1, SHORT_BODY + 1} or any(c not in ALPHABET for c in code):
        return False
    return check_character(code[:-1]) == code[-1]
