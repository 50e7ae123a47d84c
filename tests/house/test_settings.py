"""Whoever installs the product finds every setting in the README."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from config import Config
from tests.house.sources import ROOT, tracked_files

READMES = ["README.md", "README.zh.md"]


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_stands_in_the_table(readme):
    table = {line.split("|")[1].strip().strip("`") for line in rows(readme)}
    lacking = {setting.metadata["env"] for setting in fields(Config)} - table
    assert not lacking, f"add a row to the table of settings in {readme}: {lacking}"


@pytest.mark.parametrize("readme", READMES)
def test_the_table_promises_no_setting_that_does_not_exist(readme):
    known = {setting.metadata["env"] for setting in fields(Config)}
    dead = {line.split("|")[1].strip().strip("`") for line in rows(readme)} - known
    assert not dead, f"take it out of {readme}: {dead}"


def rows(readme: str) -> list[str]:
    return [
        line
        for line in (ROOT / readme).read_text(encoding="utf-8").splitlines()
        if re.match(r"\| `GUANHU_", line)
    ]


def test_nobody_reads_the_environment_behind_the_config():
    reading = re.compile(r"os\.environ|os\.getenv")
    server = [name for name in tracked_files() if name.startswith("server/") and name.endswith(".py")]
    found = [name for name in server if reading.search((ROOT / name).read_text(encoding="utf-8"))]
    assert not found, f"make it a setting of config.Config: {found}"
