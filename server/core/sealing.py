"""Texts that the database keeps but must not show: encrypted with a key that never stands in it."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unsealable(RuntimeError):
    """The text was sealed with another key: SECRET_KEY has changed, or somebody touched the row."""


def seal(text: str, key: str, purpose: str) -> str:
    """Return the text encrypted (AES-128-CBC and HMAC of Fernet); each purpose has a key of its own."""
    return _fernet(key, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, key: str, purpose: str) -> str:
    """Return the text that was sealed for this purpose.  Raises Unsealable."""
    try:
        return _fernet(key, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as foreign:
        raise Unsealable from foreign


def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
