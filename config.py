"""Every setting of one installation: its unit, its default and the environment name it is read from."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

MIN_SECRET_CHARACTERS = 32


class InsecureConfig(RuntimeError):
    """Production was asked to start with a value that would put people's data at risk."""


def _setting(env: str, default: Any, help: str) -> Any:
    return field(default=default, metadata={"env": env, "help": help})


@dataclass(frozen=True)
class Config:
    """What an installation may choose; counties choose the rest in services/settings."""

    data: Path = _setting("GUANHU_DATA", Path("instance"), "folder of the database and the files")
    port: int = _setting("GUANHU_PORT", 8000, "TCP port that `make run` serves on")
    https: bool = _setting("GUANHU_HTTPS", False, "1 = served over https; cookies get the __Host- prefix")
    database_url: str = _setting("GUANHU_DATABASE_URL", "", "SQLAlchemy URL; empty = SQLite file in data")
    secret_key: str = _setting("GUANHU_SECRET_KEY", "", "at least 32 characters; required in production")
    production: bool = _setting("GUANHU_PRODUCTION", False, "1 = refuse every insecure value at start")
    demo: bool = _setting("GUANHU_DEMO", True, "1 = demo county, demo accounts, portal; never in production")
    debug: bool = _setting("GUANHU_DEBUG", False, "1 = Flask's debugger; never in production")
    instance: str = _setting(
        "GUANHU_INSTANCE", "", "a name that /healthz repeats, to know whose server answers"
    )
    tag_origin: str = _setting(
        "GUANHU_TAG_ORIGIN", "", "https origin printed on new plates; empty = this server"
    )
    past_origins: str = _setting(
        "GUANHU_PAST_ORIGINS", "", "older origins still accepted on plates, by comma"
    )
    max_photo_bytes: int = _setting("GUANHU_MAX_PHOTO_BYTES", 15_000_000, "largest picture accepted, bytes")
    max_item_bytes: int = _setting("GUANHU_MAX_ITEM_BYTES", 262_144, "largest single item accepted, bytes")
    sweep_seconds: int = _setting(
        "GUANHU_SWEEP_SECONDS", 30, "pause between two rounds of the sweeps, seconds"
    )
    s3_endpoint: str = _setting(
        "GUANHU_S3_ENDPOINT", "", "address of an S3 object store for files; empty = folder in data"
    )
    s3_bucket: str = _setting("GUANHU_S3_BUCKET", "", "its bucket, which must exist")
    s3_access_key: str = _setting("GUANHU_S3_ACCESS_KEY", "", "its access key")
    s3_secret_key: str = _setting("GUANHU_S3_SECRET_KEY", "", "its secret key")
    s3_region: str = _setting("GUANHU_S3_REGION", "us-east-1", "its region, as requests are signed for")
    report_limit: str = _setting(
        "GUANHU_REPORT_LIMIT", "30 per hour", "public reports from one device before they wait for review"
    )

    upload_slots: int = _setting(
        "GUANHU_UPLOAD_SLOTS",
        1,
        "photos that one process takes in at once; it has 11 threads more",
    )
    files_room_mb: int = _setting(
        "GUANHU_FILES_ROOM_MB", 1000, "below this much free disk no photo is taken in, MB"
    )
    write_room_mb: int = _setting(
        "GUANHU_WRITE_ROOM_MB", 200, "below this much free disk everything can only be read, MB"
    )
    proxies: int = _setting(
        "GUANHU_PROXIES", 0, "reverse proxies in front whose X-Forwarded-For and -Proto are believed"
    )
    bind: str = _setting(
        "GUANHU_BIND", "", "address to listen on; empty = this machine only, all networks with its own https"
    )
    metrics_token: str = _setting(
        "GUANHU_METRICS_TOKEN",
        "",
        "bearer token that opens /metrics to other machines; empty = this machine only",
    )

    webhook_hosts: str = _setting(
        "GUANHU_WEBHOOK_HOSTS", "qyapi.weixin.qq.com,oapi.dingtalk.com",
        "hosts that robots may live at, by comma; a whole http origin only for tests",
    )  # fmt: skip

    @classmethod
    def from_env(cls) -> Config:
        """Read the environment; raises InsecureConfig in production, ValueError for a malformed number."""
        values: dict[str, Any] = {}
        for setting in fields(cls):
            raw = os.environ.get(setting.metadata["env"])
            if raw is not None:
                values[setting.name] = _parsed(raw, setting.default)
        config = cls(**values)
        config.check()
        return config

    def check(self) -> None:
        """Raise InsecureConfig unless every value is fit for production, when production is asked for."""
        if not self.production:
            return
        faults = [
            ("GUANHU_SECRET_KEY is short or missing", len(self.secret_key) < MIN_SECRET_CHARACTERS),
            ("GUANHU_PROXIES is negative", self.proxies < 0),
            ("GUANHU_METRICS_TOKEN is short", 0 < len(self.metrics_token) < MIN_SECRET_CHARACTERS),
            ("GUANHU_DEBUG is on", self.debug),
            ("GUANHU_DEMO is on", self.demo),
            ("GUANHU_HTTPS is off", not self.https),
            ("GUANHU_TAG_ORIGIN is no https origin", not self.tag_origin.startswith("https://")),
            ("GUANHU_S3_ENDPOINT is no https address", self._has_plain_bucket()),
            ("GUANHU_S3_BUCKET or a key of it is missing", self._is_half_a_bucket()),
        ]
        faults.append(("GUANHU_WEBHOOK_HOSTS names a whole origin", "://" in self.webhook_hosts))
        found = [name for name, wrong in faults if wrong]
        if found:
            raise InsecureConfig("; ".join(found))

    def _has_plain_bucket(self) -> bool:
        return bool(self.s3_endpoint) and not self.s3_endpoint.startswith("https://")

    def _is_half_a_bucket(self) -> bool:
        needed = (self.s3_bucket, self.s3_access_key, self.s3_secret_key, self.s3_region)
        return bool(self.s3_endpoint) and not all(needed)

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data.resolve() / 'guanhu.sqlite'}"

    @property
    def files_root(self) -> Path:
        return self.data.resolve() / "files"

    @property
    def counts_root(self) -> Path:
        """Where the processes of this host keep their counts for /metrics while they run."""
        return self.data.resolve() / "counts"

    @property
    def archive_root(self) -> Path:
        return self.data.resolve() / "archive"

    @property
    def key(self) -> str:
        """The secret; a development installation keeps a random one in its data folder."""
        if self.secret_key:
            return self.secret_key
        kept = self.data / "secret.key"
        if not kept.exists():
            _keep_secret(kept)
        return kept.read_text()


def environment(**chosen: object) -> dict[str, str]:
    """Return the environment in which another process reads these settings, and its other ones as we do."""
    names = {setting.name: setting.metadata["env"] for setting in fields(Config)}
    return {**os.environ, **{names[name]: str(value) for name, value in chosen.items()}}


def _keep_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(os.urandom(32).hex())
    draft.chmod(0o600)
    try:
        os.link(draft, path)  # two workers starting together keep the first one's secret
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _parsed(raw: str, default: Any) -> Any:
    if isinstance(default, bool):
        return raw.strip().lower() in {"1", "true", "yes", "on"}
    if isinstance(default, int):
        return int(raw)
    return Path(raw) if isinstance(default, Path) else raw
