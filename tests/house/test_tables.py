"""Every business table belongs to a county, and its indexes begin with it or with what they find rows by."""

from __future__ import annotations

import re

from sqlalchemy import Table

from server.core.db import Base
from tests.house.sources import load_everything

# Tables that belong to no county, and why.
COUNTYLESS = {
    "blobs": "bytes by their hash; county_blobs says who holds them",
    "regions": "the tree reaches above the counties",
    "staged_regions": "lines of a list that may reach above the counties, like the tree",
    "sign_in_tries": "a typed name may be nobody's, so it has no county",
    "sweep_leases": "one process sweeps for all counties",
}
# Indexes that may begin with something else, and why.
OTHERWISE = {
    "ix_regions_path": "the tree is searched from the province down",
    "ix_posts_region_path": "who answers for a place is asked by paths, which begin above the county",
}
# What belongs to one county alone: whoever has it asks for its rows without the county (docs/adr/0010).
IN_ONE_COUNTY = re.compile(r"(_id|^device_hash)$")
UNITS = re.compile(r"(amount|cost|price|sum|fee)$")
MOMENTS = {"UtcDateTime": "_at", "Date": "_on"}
TIMES_BY_NAME = {"at", "until", "since"}


def tables() -> list[Table]:
    load_everything()
    return list(Base.metadata.sorted_tables)


def test_every_business_table_names_its_county():
    lacking = [table.name for table in tables() if table.name not in COUNTYLESS and not names_county(table)]
    assert not lacking, f"add county_code: Mapped[str] = mapped_column(String(6)): {lacking}"


def names_county(table: Table) -> bool:
    column = table.c.get("county_code")
    return column is not None and not column.nullable and column.type.length == 6


def test_indexes_begin_with_the_county_or_with_what_lies_in_one():
    wrong = [
        index.name for table in tables() for index in table.indexes
        if table.name not in COUNTYLESS and not index.unique and index.name not in OTHERWISE
        and (first := next(iter(index.expressions)).name) != "county_code" and not IN_ONE_COUNTY.search(first)
    ]  # fmt: skip
    assert not wrong, f"put county_code first, so that a county's rows lie together: {wrong}"


def test_keys_are_globally_unique_without_the_county():
    """A phone mints ids; it must not matter to them which county the row ends up in."""
    wrong = [
        table.name for table in tables()
        if "id" in table.primary_key.columns and len(table.primary_key.columns) > 1
    ]  # fmt: skip
    assert not wrong, f"let id alone be the primary key: {wrong}"


def test_columns_say_their_unit():
    vague = [
        f"{table.name}.{column.name}" for table in tables() for column in table.c if UNITS.search(column.name)
    ]
    assert not vague, f"money is integer 分: name it …_fen: {vague}"


def test_moments_and_days_are_told_apart_by_name():
    wrong = [
        f"{table.name}.{column.name} is {type(column.type).__name__}"
        for table in tables()
        for column in table.c
        if (ending := MOMENTS.get(type(column.type).__name__))
        and not column.name.endswith(ending)
        and column.name not in TIMES_BY_NAME
    ]
    assert not wrong, f"…_at is a moment in UTC, …_on a day in Asia/Shanghai: {wrong}"


def test_the_exceptions_still_exist():
    names = {table.name for table in tables()}
    indexes = {index.name for table in tables() for index in table.indexes}
    assert COUNTYLESS.keys() <= names, f"take off COUNTYLESS: {COUNTYLESS.keys() - names}"
    assert OTHERWISE.keys() <= indexes, f"take off OTHERWISE: {OTHERWISE.keys() - indexes}"
