"""Both languages say the same things, and every refusal has its sentence."""

from __future__ import annotations

import json
import re

import pytest

from server.core.problems import Problem
from tests.house.sources import ROOT, every_subclass

FILES = {language: ROOT / "server/words" / f"{language}.json" for language in ("zh-CN", "en")}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_IN_CHINESE = {
    "App",
    "APP",
    "GPS",
    "QR",
    "Excel",
    "PDF",
    "Guanhu",
    "CSV",
    "NFC",
    "WiFi",
    "Wi",
    "Fi",
    "px",
    "OPPO",
    "vivo",
}
FILE_NAMES = re.compile(r"\.(json|csv|xlsx|pdf|jpg)\b|GUANHU_[A-Z_]+(=\S+)?")
CHINESE_IN_ENGLISH = re.compile(r"^(app\.|desk\.)?language\.|\.zh$|^brand\.")


@pytest.fixture(scope="module")
def words() -> dict[str, dict[str, str]]:
    return {language: json.loads(path.read_text(encoding="utf-8")) for language, path in FILES.items()}


def test_both_files_have_the_same_keys(words):
    lacking = {
        "en": words["zh-CN"].keys() - words["en"].keys(),
        "zh-CN": words["en"].keys() - words["zh-CN"].keys(),
    }
    assert not any(lacking.values()), f"add these sentences: {lacking}"


def test_both_languages_fill_in_the_same_facts(words):
    both = words["zh-CN"].keys() & words["en"].keys()
    facts = {key: [set(PLACEHOLDER.findall(words[language][key])) for language in FILES] for key in both}
    unequal = {key: sets for key, sets in facts.items() if sets[0] != sets[1]}
    assert not unequal, f"use the same {{placeholders}} in both: {unequal}"


@pytest.mark.parametrize("language", sorted(FILES))
def test_words_are_sorted_so_that_two_people_may_add_at_once(language):
    text = FILES[language].read_text(encoding="utf-8")
    tidy = json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True)
    assert text.strip() == tidy, f"write {language}.json with sorted keys, indent 2, ensure_ascii=False"


def test_chinese_sentences_speak_chinese(words):
    found = {}
    for key, sentence in words["zh-CN"].items():
        bare = FILE_NAMES.sub("", PLACEHOLDER.sub("", sentence))
        foreign = set(re.findall(r"[A-Za-z]{2,}", bare)) - LATIN_IN_CHINESE
        if foreign and key != "app.language.en":
            found[key] = sorted(foreign)
    assert not found, f"say it in Chinese, or add the name to LATIN_IN_CHINESE: {found}"


def test_english_sentences_speak_english(words):
    found = [
        key for key, sentence in words["en"].items()
        if CHINESE.search(sentence) and not CHINESE_IN_ENGLISH.search(key)
    ]  # fmt: skip
    assert not found, f"say it in English: {found}"


def test_every_refusal_has_its_sentence(words):
    codes = {problem.code for problem in every_subclass(Problem) if "code" in vars(problem)}
    lacking = {language: sorted(codes - words[language].keys()) for language in FILES}
    assert not any(lacking.values()), f"add the sentence under the refusal's code: {lacking}"


def test_no_two_refusals_share_a_code():
    codes = [problem.code for problem in every_subclass(Problem) if "code" in vars(problem)]
    twice = {code for code in codes if codes.count(code) > 1}
    assert not twice, f"one class per refusal; rename or reuse: {twice}"


def test_every_question_and_answer_of_a_visit_has_its_english():
    book = json.loads((ROOT / "server/field/checklists/data/checklists.json").read_text(encoding="utf-8"))
    items = [*book["common"], *(item for template in book["templates"] for item in template["items"])]
    asked = [*items, *(option for item in items for option in item.get("options", ()))]
    lacking = [one["zh"] for one in asked if not one.get("en") or CHINESE.search(one["en"])]
    assert not lacking, f"the desk would show Chinese in English: {lacking}"
