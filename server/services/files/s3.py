"""A bucket of an S3 object store as the shelf, for installations of several hosts."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from server.services.files.rules import BucketSettings, ShelfDown

CONNECT_S, READ_S, TRIES = 3, 30, 3
ABSENT = {"404", "NoSuchKey", "NotFound"}


class Bucket:
    """One bucket, spoken to in path style so that any S3 server will do."""

    def __init__(self, settings: BucketSettings) -> None:
        self.bucket = settings.bucket
        self._endpoint = settings.endpoint
        self._client = _client(settings)

    def put(self, name: str, raw: bytes) -> None:
        """Send the bytes with their SHA-256: the store keeps all of them, or refuses what came otherwise."""
        digest = b64encode(hashlib.sha256(raw).digest()).decode()
        self._ask(self._client.put_object, Key=name, Body=raw, ChecksumSHA256=digest)

    def read(self, name: str) -> bytes:
        with _reached():
            raw: bytes = self._client.get_object(Bucket=self.bucket, Key=name)["Body"].read()
        return raw

    def exists(self, name: str) -> bool:
        try:
            self._ask(self._client.head_object, Key=name)
        except KeyError:
            return False
        return True

    def names(self) -> Iterator[str]:
        """Page by page, in the store's order, which is the names' own."""
        with _reached():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket):
                yield from (entry["Key"] for entry in page.get("Contents", []))

    def address(self, name: str) -> str:
        return f"{self._endpoint}/{self.bucket}/{name}"

    def check(self) -> None:
        try:
            self._ask(self._client.head_bucket)
        except KeyError as absent:
            raise ShelfDown from absent

    def _ask(self, act: Callable[..., Any], **arguments: Any) -> Any:
        with _reached():
            return act(Bucket=self.bucket, **arguments)


@contextmanager
def _reached() -> Iterator[None]:
    """Raise KeyError for what is not there, ShelfDown for everything else that goes wrong."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] in ABSENT:
            raise KeyError(str(refusal)) from refusal
        raise ShelfDown from refusal
    except BotoCoreError as failure:
        raise ShelfDown from failure


def _client(settings: BucketSettings) -> Any:
    import boto3  # 30 MB of memory that an installation with a folder does not pay
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=settings.endpoint,
        region_name=settings.region,
        aws_access_key_id=settings.access_key,
        aws_secret_access_key=settings.secret_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",  # older stores refuse the newer default
            response_checksum_validation="when_required",
            connect_timeout=CONNECT_S,
            read_timeout=READ_S,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
        ),
    )
