"""What this house never does: measure a person, follow him, rank him, or ask him what it knows.

The walk over pages and answers stands in tests/web/test_no_measure_of_people.py.
"""

from __future__ import annotations

import json
import re
from importlib import import_module
from pkgutil import iter_modules

from marshmallow import Schema, fields
from sqlalchemy import Column, Float, ForeignKey, Integer, MetaData, Numeric, String, Table

import server.web.sync as sync
from tests.house.asked import FORMS, WIRE
from tests.house.sources import ROOT, server_sources, tracked_files
from tests.house.test_tables import tables

# Numbers in a table that names a person; each is a fact of the thing, the wire or the county, not of him.
NUMBERS_BESIDE_PEOPLE = {
    "version": "guards against two hands on one row",
    "device_seq": "the order in which one phone made its items",
    "last_step": "the last code of a second factor, so that none counts twice",
    "lat": "where the one visit was",
    "lng": "where the one visit was",
    "accuracy_m": "how well that place is known",
    "distance_m": "how far from the thing that place lies: a flag for whoever reviews this visit",
    "problem_count": "what was found at the thing",
    "estimate_fen": "what the repair would cost",
    "actual_cost_fen": "what the repair did cost",
    "failed_calls": "how often whoever left a phone could not be told of the answer",
    "paused_days": "by how many days the due day of the repair has moved on",
}
# Where something is, once a row: a thing, a place, or the one position of a visit or picture.
PLACED = {"regions", "assets", "asset_units", "inspections"}
SAME_PICTURE = {"FileNoteSchema"}  # the place, and what the camera wrote into that picture
MEASURES = re.compile(
    r"attendance|check_?in|punch|clock_in|\brank|ranking|score|points_|leader_?board|streak|\bkpi|\btrack(s|ing|_)"
    r"|footprint|trajectory|worked_(days|hours)"
)  # fmt: skip
SAID = re.compile(
    r"(?<!不)(?<!没有)(考勤|打卡|出勤|缺勤|排名|排行|积分|得分|评分|打分|轨迹|足迹|个人绩效|完成率)"
)
FIELD = re.compile(r"<(?:input|select|textarea)\b[^>]*>", re.DOTALL)


def persons_of(table: Table) -> set[str]:
    """Return the columns that name a person."""
    return {
        column.name for column in table.c
        if column.name in {"user_id", "author_id"}
        or any(key.target_fullname == "users.id" for key in column.foreign_keys)
    }  # fmt: skip


def measures_of_people(some: list[Table]) -> list[str]:
    return [
        f"{table.name}.{column.name}"
        for table in some if persons_of(table) or table.name == "users"
        for column in table.c
        if isinstance(column.type, Integer | Float | Numeric) and column.name not in NUMBERS_BESIDE_PEOPLE
    ]  # fmt: skip


def test_no_table_holds_a_number_beside_a_person() -> None:
    found = measures_of_people(tables())
    assert not found, f"count places and things, never people; or say what it is a fact of: {found}"


def test_a_score_beside_a_person_is_found() -> None:
    planted = Table("rounds", MetaData(), Column("user_id", String), Column("visits_done", Integer))
    assert measures_of_people([planted]) == ["rounds.visits_done"]
    by_key = Table("x", MetaData(), Column("who", String, ForeignKey("users.id")), Column("days", Float))
    assert measures_of_people([by_key]) == ["x.days"]


def positions_of(some: list[Table]) -> dict[str, int]:
    """Return how many positions one row of each table can hold."""
    return {
        table.name: count for table in some
        if (count := len([name for name in map(str, table.c.keys()) if re.search("(^|_)lat$", name)]))
    }  # fmt: skip


def test_a_row_holds_at_most_one_position_and_only_of_a_thing_a_visit_or_a_picture() -> None:
    held = positions_of(tables())
    assert set(held) <= PLACED, f"where people are is nobody's business: {set(held) - PLACED}"
    assert set(held.values()) == {1}


def test_a_second_position_is_found() -> None:
    planted = Table("visits", MetaData(), Column("lat", Float), Column("end_lat", Float))
    assert positions_of([planted]) == {"visits": 2}


def schemas() -> dict[str, type[Schema]]:
    """Return the shapes of what phones send and are answered."""
    found: dict[str, type[Schema]] = {}
    for module in iter_modules(sync.__path__, "server.web.sync."):
        for name, shape in vars(import_module(module.name)).items():
            if isinstance(shape, type) and issubclass(shape, Schema) and name.endswith("Schema"):
                found[name] = shape
    return found


def sent_by_phones() -> dict[str, type[Schema]]:
    """Return what phones send: shapes that refuse what they do not know."""
    return {
        name: shape for name, shape in schemas().items() if shape.opts.unknown == "raise" and is_strict(shape)
    }


def is_strict(shape: type[Schema]) -> bool:
    return any(parent.__name__ == "Strict" for parent in shape.__mro__[1:])


def is_place(one: fields.Field[object]) -> bool:
    return isinstance(one, fields.Nested) and "lat" in one.schema.fields


def test_the_wire_carries_no_list_of_positions() -> None:
    tracks = [
        f"{name}.{field}"
        for name, shape in schemas().items()
        for field, one in shape().fields.items()
        if isinstance(one, fields.List) and is_place(one.inner)
    ]
    assert not tracks, f"one position of a photo or a visit, no more: {tracks}"
    places = {name: sum(map(is_place, shape().fields.values())) for name, shape in schemas().items()}
    twice = {name for name, count in places.items() if count > 1 and name not in SAME_PICTURE}
    assert not twice, f"one position of a photo or a visit, no more: {twice}"


def test_a_list_of_positions_is_found() -> None:
    class Spot(Schema):
        lat = fields.Float()

    class Track(Schema):
        path = fields.List(fields.Nested(Spot))

    planted = Track().fields["path"]
    assert isinstance(planted, fields.List)
    assert is_place(planted.inner)


def test_the_phone_looks_for_its_place_in_one_file_alone() -> None:
    asking = [
        name for name in tracked_files()
        if name.startswith("pwa/src/") and "navigator.geolocation" in (ROOT / name).read_text("utf-8")
    ]  # fmt: skip
    assert asking == ["pwa/src/device/place.ts"]
    assert "clearWatch" in (ROOT / asking[0]).read_text("utf-8"), "a watch that never ends is a track"


def measured_by_name(text: str) -> list[str]:
    return [found[0] for found in MEASURES.finditer(text)]


def test_no_name_in_the_code_speaks_of_attendance_ranks_or_tracks() -> None:
    names = {
        f"{table.name}.{column.name}": measured_by_name(f"{table.name}.{column.name}")
        for table in tables() for column in table.c
    }  # fmt: skip
    routes = {source.name: measured_by_name(" ".join(routes_in(source.text))) for source in server_sources()}
    keys = {key: measured_by_name(key) for key in words("zh-CN")}
    found = {name: said for name, said in (names | routes | keys).items() if said}
    assert not found, f"no attendance, no ranks, no tracks: {found}"


def routes_in(text: str) -> list[str]:
    return re.findall(r"\.(?:get|post|put|delete|route)\(\"([^\"]+)\"", text)


def test_a_name_of_attendance_is_found() -> None:
    assert measured_by_name("patrols.attendance_days") == ["attendance"]
    assert measured_by_name("/desk/people/ranking")
    assert not measured_by_name("track_width of a road".replace("track_", ""))


def words(language: str) -> dict[str, str]:
    book: dict[str, str] = json.loads((ROOT / f"server/words/{language}.json").read_text("utf-8"))
    return book


def test_no_sentence_speaks_of_attendance_ranks_or_tracks() -> None:
    found = {key: sentence for key, sentence in words("zh-CN").items() if SAID.search(sentence)}
    assert not found, f"say what happens to the thing: {found}"
    assert SAID.search("本月考勤")
    assert not SAID.search("不考勤，不排名")


def fields_of(text: str) -> set[str]:
    """Return the names of the fields that a template shows to a person."""
    shown = [tag for tag in FIELD.findall(text) if 'type="hidden"' not in tag]
    return {name[1] for tag in shown if (name := re.search(r"\bname=\"([^\"]+)\"", tag))}


def test_no_form_asks_what_the_server_knows() -> None:
    asked = {
        name: path for path in tracked_files() if path.startswith("server/templates/")
        for name in fields_of((ROOT / path).read_text("utf-8"))
    }  # fmt: skip
    new = {name: path for name, path in asked.items() if name not in FORMS}
    assert not new, f"say in tests/house/asked.py why the server cannot know it: {new}"


def test_a_new_question_is_found() -> None:
    assert fields_of('<input type="hidden" name="csrf"><input name="my_village">') == {"my_village"}
    assert "my_village" not in FORMS


def test_the_phone_sends_what_was_agreed_and_no_more() -> None:
    sent = {name: set(shape().fields) for name, shape in sent_by_phones().items()}
    agreed = {name: set(line.partition(":")[0].split()) for name, line in WIRE.items()}
    more = {name: found - agreed.get(name, set()) for name, found in sent.items()}
    more = {name: found for name, found in more.items() if found}
    assert not more, f"say in tests/house/asked.py who tells it, and why: {more}"
