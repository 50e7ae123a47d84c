"""Each county's own numbers: never another county's, never lost between two administrators."""

from __future__ import annotations

import pytest

from server.core.db import db, unit_of_work
from server.core.ids import new_id
from server.core.problems import NotFound
from server.services.audit_log.actions import Doer, acting_as
from server.services.audit_log.models import AuditRow
from server.services.settings.actions import change
from server.services.settings.queries import history, setting
from server.services.settings.rules import SettingChanged, SettingRefused

HERE, ELSEWHERE = "140699", "140698"


def test_a_countys_choice_holds_there_and_nowhere_else(app):
    change(HERE, "feedback_days", 10, 0)
    assert [setting(county, "feedback_days") for county in (HERE, ELSEWHERE, HERE)] == [10, 7, 10]


def test_second_of_two_administrators_is_told_both_values(app):
    change(HERE, "hotline", "12317", 0)
    with pytest.raises(SettingChanged) as told:
        change(HERE, "hotline", "0349-12345", 0)
    assert told.value.facts == {"now": "12317", "wanted": "0349-12345"}
    assert setting(HERE, "hotline") == "12317"


def test_a_change_is_logged_and_remembered_with_old_and_new_value(app):
    administrator = new_id()
    with acting_as(Doer("user", administrator)):
        change(HERE, "repair_days", {"critical": 2, "major": 10, "minor": 20}, 0)
    row = db.session.query(AuditRow).filter_by(action="setting.change").one()
    assert row.actor_id == administrator
    assert (row.detail["old"]["critical"], row.detail["new"]["critical"]) == (3, 2)
    (kept,) = history(HERE)["repair_days"]
    assert (kept.version, kept.old["minor"], kept.new["minor"], kept.changed_by) == (1, 30, 20, administrator)


def test_the_same_value_again_changes_nothing(app):
    change(HERE, "feedback_days", 7, 0)
    assert history(HERE) == {}
    assert change(HERE, "feedback_days", 8, 0).version == 1


def test_a_refused_value_leaves_what_holds(app):
    with pytest.raises(SettingRefused):
        change(HERE, "feedback_days", 0, 0)
    assert setting(HERE, "feedback_days") == 7


def test_a_setting_that_nobody_declared_does_not_exist(app):
    with pytest.raises(NotFound):
        change(HERE, "no_such_setting", 1, 0)
    with pytest.raises(KeyError):
        setting(HERE, "no_such_setting")


def test_a_change_undone_with_its_unit_is_not_read_afterwards(app):
    def fail_after_the_change():
        with unit_of_work():
            change(HERE, "feedback_days", 9, 0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_the_change()
    assert setting(HERE, "feedback_days") == 7
