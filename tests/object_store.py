"""A real S3 server for one test run: SeaweedFS from PyPI, fresh, on free ports, gone afterwards."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

ACCESS_KEY, SECRET_KEY, BUCKET = "a-test-key", "a-secret-of-the-tests", "photos"
PORTS = (
    "master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc",
    "s3.port", "s3.port.grpc",
)  # fmt: skip
UP_WITHIN_S = 60


@dataclass(frozen=True)
class ObjectStore:
    """A running server with one bucket."""

    folder: Path
    process: subprocess.Popen[bytes]
    endpoint: str

    def client(self) -> Any:
        return boto3.client(
            "s3", endpoint_url=self.endpoint, region_name="us-east-1", aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"},
                          retries={"total_max_attempts": 1}),
        )  # fmt: skip

    def empty_bucket(self) -> str:
        """Return the one bucket, emptied: each further bucket would take room for a collection of its own."""
        client = self.client()
        _until_it_works(lambda: client.put_object(Bucket=BUCKET, Key="first", Body=b"bytes"))
        for entry in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            client.delete_object(Bucket=BUCKET, Key=entry["Key"])
        return BUCKET

    def settings(self) -> dict[str, str]:
        """Return the settings of an installation that keeps its files in an empty bucket."""
        return {
            "s3_endpoint": self.endpoint,
            "s3_bucket": self.empty_bucket(),
            "s3_access_key": ACCESS_KEY,
            "s3_secret_key": SECRET_KEY,
        }

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)


def start() -> ObjectStore:
    """Start a server; it ends with this process, however that ends."""
    folder = Path(tempfile.mkdtemp(prefix="guanhu-s3-"))
    keys = [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}]
    people = {"identities": [{"name": "tests", "credentials": keys, "actions": ["Admin"]}]}
    (folder / "s3.json").write_text(json.dumps(people))
    ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
    command = [
        "setpriv", "--pdeathsig", "KILL", str(Path(sys.executable).parent / "weed"), "server",
        f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.volumeSizeLimitMB=64",
        "-volume.max=100", "-s3", f"-s3.config={folder / 's3.json'}", "-s3.port.iceberg=0",
        "-s3.port.lance=0", "-master.telemetry=false",
        *(f"-{name}={port}" for name, port in ports.items()),
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    store = ObjectStore(folder, process, f"http://127.0.0.1:{ports['s3.port']}")
    _until_it_works(lambda: store.client().create_bucket(Bucket=BUCKET))
    return store


def _until_it_works(act: Any) -> None:
    """Ask again until the server is up; what still fails then is raised."""
    end = time.monotonic() + UP_WITHIN_S
    while True:
        try:
            act()
        except (BotoCoreError, ClientError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
