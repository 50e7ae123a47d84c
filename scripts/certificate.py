"""A local certificate authority, so that phones in the same room may use camera and place over https."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import qrcode
import trustme

from config import Config


@dataclass(frozen=True)
class Pair:
    """Files of one certificate and its key."""

    certificate: Path
    key: Path


def lan_address() -> str:
    """The address by which others in this network reach this machine; 127.0.0.1 without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: a datagram socket sends nothing here
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def make_certificate(data: Path) -> Pair:
    """Return the certificate for this machine's present address, made once per address.

    The authority's own key is not kept: a new address means a new authority, to be trusted anew.
    """
    folder = data / "https"
    address = lan_address()
    pair = Pair(folder / f"{address}.pem", folder / f"{address}.key")
    if pair.certificate.exists() and pair.key.exists():
        return pair
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA(organization_name="Guanhu 管护")
    authority.cert_pem.write_to_path(folder / f"{address}-authority.pem")
    issued = authority.issue_cert(address, "localhost", "127.0.0.1")
    pair.key.touch(mode=0o600)
    issued.private_key_pem.write_to_path(pair.key)
    pair.certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    return pair


def show_start(config: Config) -> None:
    """Say on the terminal where the start page is; on https also as a QR for the phone."""
    address = lan_address() if config.https else "localhost"
    start = f"{'https' if config.https else 'http'}://{address}:{config.port}/"
    print(f"\nGuanhu 管护 → {start}   (Ctrl-C ends it)", flush=True)
    if config.https:
        print(f"Trust on the phone: {config.data / 'https' / f'{address}-authority.pem'}", flush=True)
        code = qrcode.QRCode(border=2)
        code.add_data(start)
        code.print_ascii(out=sys.stdout, invert=True)
