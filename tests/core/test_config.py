"""Production refuses what would put people's data at risk; development starts with nothing set."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Config, InsecureConfig

SAFE = {
    "production": True,
    "secret_key": "k" * 32,
    "demo": False,
    "https": True,
    "tag_origin": "https://guanhu.example.gov.cn",
}


PLAIN_BUCKET = {
    "s3_endpoint": "http://store.example", "s3_bucket": "files", "s3_access_key": "a", "s3_secret_key": "s",
}  # fmt: skip


def test_the_same_bucket_over_https_is_safe() -> None:
    Config(**{**SAFE, **PLAIN_BUCKET, "s3_endpoint": "https://store.example"}).check()


def test_safe_production_starts() -> None:
    Config(**SAFE).check()


@pytest.mark.parametrize(
    "fault",
    [
        {"secret_key": "short"},
        {"demo": True},
        {"debug": True},
        {"https": False},
        {"tag_origin": ""},
        {"proxies": -1},
        {"metrics_token": "short"},
        PLAIN_BUCKET,
    ],
)
def test_production_refuses_each_insecure_value(fault: dict) -> None:  # type: ignore[type-arg]
    with pytest.raises(InsecureConfig):
        Config(**{**SAFE, **fault}).check()


def test_development_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first, second = Config(data=tmp_path), Config(data=tmp_path)
    assert first.key == second.key
    assert len(first.key) == 64


def test_environment_is_read_by_its_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GUANHU_DATA", str(tmp_path))
    monkeypatch.setenv("GUANHU_HTTPS", "1")
    monkeypatch.setenv("GUANHU_PORT", "9000")
    config = Config.from_env()
    assert (config.data, config.https, config.port) == (tmp_path, True, 9000)
