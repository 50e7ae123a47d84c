"""Lists of regions: a real one, and what is wrong with others."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from server.core.db import db, unit_of_work
from server.identity.regions import actions, lists
from server.identity.regions.models import Region, StagedRegion
from server.identity.regions.rules import MOST_BYTES, MOST_LINES, ListRefused, RegionBusy
from tests.identity.halfway import half_done_merger
from tests.makers import County, make_region

SHUOZHOU = Path(__file__).with_name("shuozhou.csv")
HEADER = "code12,level,name,parent12"
ABOVE = ["140000000000,province,山西省,", "140600000000,city,朔州市,140000000000",
         "140699000000,county,示范县,140600000000"]  # fmt: skip
T1 = "140699100000,township,1号乡,140699000000"
V12, V299 = "140699100202", "140699100299"


def csv_of(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def take(raw: bytes, county: str | None = None) -> lists.Plan:
    return lists.flip(lists.stage(raw, county).batch_id, county)


def faults(raw: bytes, county: str | None = None) -> list[tuple[int, str]]:
    with pytest.raises(ListRefused) as refused:
        lists.stage(raw, county)
    return [(fault.line, fault.why) for fault in refused.value.faults]


def test_county_of_the_real_list_comes_in_with_what_is_above_it_and_nothing_else(app: Flask) -> None:
    told = take(SHUOZHOU.read_bytes(), "140602")
    codes = {code for (code,) in db.session.query(Region.code)}
    assert {"140000000000", "140600000000", "140602000000", "140602100000"} <= codes
    assert "140623000000" not in codes
    assert len(told.new) == len(codes) == 17
    path = db.session.get_one(Region, "140602100000").path
    assert path == "140000000000/140600000000/140602000000/140602100000"


def test_same_list_again_changes_nothing(app: Flask) -> None:
    take(SHUOZHOU.read_bytes())
    before = {row.code: (row.path, row.version) for row in db.session.query(Region)}
    told = take(SHUOZHOU.read_bytes())
    assert (told.changes, told.unchanged) == (0, len(before))
    assert {row.code: (row.path, row.version) for row in db.session.query(Region)} == before
    assert db.session.query(StagedRegion).count() == 0


def test_staging_alone_changes_nothing(app: Flask) -> None:
    assert lists.stage(SHUOZHOU.read_bytes(), None).changes == 81
    assert db.session.query(Region).count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_usual_encodings_are_read(app: Flask, encoding: str) -> None:
    take(csv_of(*ABOVE).decode().encode(encoding))
    assert db.session.get_one(Region, "140699000000").name == "示范县"


def test_name_that_looks_like_a_formula_stays_text(app: Flask) -> None:
    take(csv_of(*ABOVE, "140699100000,township,=1+1,140699000000"))
    assert db.session.get_one(Region, "140699100000").name == "=1+1"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["14069910000,township,短,140699000000"], [(5, "code")]),
        (["14069910000x,township,字,140699000000"], [(5, "code")]),
        (["１４０６９９１０００００,township,全角,140699000000"], [(5, "code")]),
        (["140699100000,hamlet,级,140699000000"], [(5, "level_unknown")]),
        (["140699100000,township,,140699000000"], [(5, "name")]),
        (["140699100000,township,控\x07制,140699000000"], [(5, "characters")]),
        (["140699100000,township,空\x00字,140699000000"], [(5, "characters")]),
        (["140699100000,township,少一列"], [(5, "columns")]),
        (["140699100201,village,跳级,140699000000"], [(5, "level")]),
        (["140699100201,village,断层,140699777000"], [(5, "gap")]),
        ([T1, T1], [(6, "twice")]),
        ([T1, T1.replace("1号乡", "壹号乡")], [(6, "two_names")]),
        (["140699100000,township,甲,140699200000", "140699200000,township,乙,140699100000"],
         [(5, "cycle"), (6, "cycle")]),
        (["140699100000,township,我,140699100000"], [(5, "cycle")]),
        (['140699100000,township,"没关,140699000000'], [(0, "unreadable")]),
    ],
)  # fmt: skip
def test_faulty_line_is_named(app: Flask, lines: list[str], expected: list[tuple[int, str]]) -> None:
    assert faults(csv_of(*ABOVE, *lines)) == expected
    assert db.session.query(StagedRegion).count() == 0


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (csv_of(*ABOVE, header="code,level,name,parent"), "header"),
        (csv_of(), "empty"),
        (b"", "header"),
        (b"\xff\xfe\x00\x01\x80", "encoding"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (csv_of(*["1"] * (MOST_LINES + 1)), "too_long"),
    ],
    ids=["header", "empty", "nothing", "encoding", "too large", "too long"],
)
def test_file_that_is_no_list_is_refused_whole(app: Flask, raw: bytes, why: str) -> None:
    assert [fault[1] for fault in faults(raw)] == [why]


def test_list_without_the_county_is_refused(app: Flask) -> None:
    assert faults(SHUOZHOU.read_bytes(), "140699") == [(0, "county_missing")]


def test_list_renames_and_moves_what_changed_and_all_that_lies_there_follows(county: County) -> None:
    told = take(csv_of(*ABOVE, T1, "140699200000,township,2号乡,140699000000",
                       "140699100201,village,桃花村,140699200000"), "140699")  # fmt: skip
    assert (len(told.new), len(told.renamed), len(told.moved)) == (0, 1, 1)
    village = db.session.get_one(Region, "140699100201")
    assert (village.name, village.path) == ("桃花村", f"{county.paths['township2']}/140699100201")


def test_old_list_does_not_bring_a_merged_village_back(county: County) -> None:
    actions.merge("140699100201", V12)
    told = take(csv_of(*ABOVE, T1, "140699100201,village,11村,140699100000"), "140699")
    assert (told.changes, told.merged) == (0, ["140699100201"])
    assert db.session.get_one(Region, "140699100201").merged_into == V12


def test_list_that_puts_the_county_under_another_city_is_refused_by_its_line(county: County) -> None:
    elsewhere = [ABOVE[0], "140700000000,city,别市,140000000000", "140699000000,county,示范县,140700000000"]
    assert faults(csv_of(*elsewhere, T1), "140699") == [(4, "other_parent")]
    assert faults(csv_of(*elsewhere, T1)) == [(4, "other_parent")]
    assert db.session.get(Region, "140700000000") is None


def test_list_staged_before_its_township_merged_is_refused_whole(county: County) -> None:
    told = lists.stage(csv_of(*ABOVE, T1, f"{V299},village,新村,140699100000"), "140699")
    actions.merge("140699100000", "140699200000")
    with pytest.raises(ListRefused) as refused:
        lists.flip(told.batch_id, "140699")
    assert [fault.why for fault in refused.value.faults] == ["merged_parent"]
    assert db.session.get(Region, V299) is None


def test_village_listed_under_a_merged_township_comes_under_its_successor(county: County) -> None:
    with unit_of_work():
        for code in ("140699300000", "140699400000"):
            make_region(code, f"{code[6]}号乡", "township", county.paths["county"])
    actions.move("140699100201", "140699300000")
    actions.merge("140699100000", "140699400000")
    take(csv_of(*ABOVE, T1, "140699100201,village,桃花村,140699100000",
                f"{V299},village,新村,140699300000"), "140699")  # fmt: skip
    village = db.session.get_one(Region, "140699100201")
    assert (village.name, village.parent_code) == ("桃花村", "140699400000")
    assert village.path.endswith("140699400000/140699100201")
    assert db.session.get_one(Region, V299).path.endswith(f"140699300000/{V299}")


def test_village_moves_under_a_township_that_comes_with_the_same_list(county: County) -> None:
    take(csv_of(*ABOVE, "140699500000,township,新乡,140699000000",
                "140699100201,village,11村,140699500000"), "140699")  # fmt: skip
    assert db.session.get_one(Region, "140699100201").path.endswith("140699500000/140699100201")


def test_list_whose_change_cannot_begin_brings_no_new_village_either(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = lists.stage(csv_of(*ABOVE, T1, f"{V12},village,桃花村,140699100000",
                              f"{V299},village,新村,140699100000"), "140699")  # fmt: skip
    half_done_merger(monkeypatch, county, "140699100201", V12)
    with pytest.raises(RegionBusy):
        lists.flip(told.batch_id, "140699")
    db.session.rollback()
    assert db.session.get(Region, V299) is None


def test_statistical_unit_is_marked(app: Flask) -> None:
    line = "140671000000,county,开发区,140600000000,1"
    take(csv_of(*(f"{one}," for one in ABOVE), line, header=f"{HEADER},statistical"))
    marked = db.session.query(Region).filter_by(is_statistical_only=True)
    assert [row.code for row in marked] == ["140671000000"]


def test_command_names_each_faulty_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(csv_of(*ABOVE, "14,township,短,140699000000"))
    ran = app.test_cli_runner().invoke(args=["regions", "import", str(file)])
    assert ran.exit_code == 1
    assert "list.csv:5: A code has 12 digits: 14" in ran.output


def test_command_takes_one_county(app: Flask) -> None:
    ran = app.test_cli_runner().invoke(args=["regions", "import", str(SHUOZHOU), "--county", "140602"])
    assert ran.output.startswith("17 new, 0 renamed"), ran.output
