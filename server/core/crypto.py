"""Digests by the national standard; the name of the algorithm is stored beside each of them."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes

ALGORITHM = "sm3"
DIGEST_CHARACTERS = 64


def sm3(raw: bytes) -> str:
    """Return the SM3 digest (GB/T 32905) as 64 hexadecimal characters."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(raw)
    return digest.finalize().hex()
