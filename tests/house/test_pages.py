"""Pages keep the house's policy: our own styles and scripts, a token in every form, words from the book."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

from tests.house.sources import ROOT, server_sources, tracked_files

TEMPLATES = ROOT / "server/templates"
WHOLE_PAGES = {"door.html", "sign_in.html", "frame.html", "plates.html"}  # all others are framed
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=\"|javascript:", re.IGNORECASE)
EXTERNAL = re.compile(
    r"(?:src|href|action|url\()\s*=?\s*[\"'(]?(?:https?:)?//(?!www\.w3\.org)", re.IGNORECASE
)
FORM = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.IGNORECASE | re.DOTALL)
TOKEN = re.compile(r'name="csrf"|\bhidden\(|\bcsrf\(')
PUBLIC = (
    "public/",
    "desk/sign_in",
    "desk/activate.html",
    "portal/",
)  # nobody is signed in there: the Origin is checked
ICON = re.compile(r"icon\(\"([it]-[\w-]+)\"\)|#([it]-[\w-]+)")
SAID = re.compile(r"""\bsay\(\s*["']([\w./-]+)["']\s*[,)]""")


@cache
def templates() -> dict[str, str]:
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8")
        for path in sorted(TEMPLATES.rglob("*.html"))
    }


def words() -> dict[str, str]:
    return json.loads((ROOT / "server/words/zh-CN.json").read_text("utf-8"))


def test_no_page_carries_style_or_script_inside() -> None:
    found = [name for name, text in templates().items() if INLINE.search(text)]
    assert not found, (
        f"put it into static/look or a script file; the policy of every answer forbids it: {found}"
    )


def test_nothing_is_brought_from_another_site() -> None:
    kept = (".html", ".css", ".js", ".ts", ".tsx", ".svg")
    here = ("server/templates/", "static/", "pwa/src/", "pwa/index.html")
    names = [name for name in tracked_files() if name.endswith(kept) and name.startswith(here)]
    found = [name for name in names if EXTERNAL.search((ROOT / name).read_text("utf-8"))]
    assert not found, f"serve it ourselves: villages lie behind bad lines and walls: {found}"


def lacking_token(text: str) -> bool:
    return any(not TOKEN.search(form) for form in FORM.findall(text))


def test_every_form_of_the_signed_in_carries_the_token() -> None:
    found = [
        name for name, text in templates().items() if not name.startswith(PUBLIC) and lacking_token(text)
    ]
    assert not found, f'put <input type="hidden" name="csrf"> into the form: {found}'


def test_a_form_without_its_token_is_found() -> None:
    assert lacking_token('<form method="post" action="/x"><button>x</button></form>')
    assert not lacking_token('<form method="post"><input type="hidden" name="csrf" value=""></form>')


def test_every_page_of_the_desk_stands_in_its_frame() -> None:
    own = [name for name, text in templates().items() if name.startswith("desk/") and "<html" in text]
    bare = [name for name in own if Path(name).name not in WHOLE_PAGES]
    assert not bare, f'begin with {{% extends "desk/frame.html" %}}: {bare}'


def test_every_icon_that_is_shown_is_drawn() -> None:
    drawn = set()
    for sprite in (ROOT / "static/look").glob("*.svg"):
        drawn |= set(re.findall(r'id="([\w-]+)"', sprite.read_text("utf-8")))
    shown = {(one or two): name for name, text in templates().items() for one, two in ICON.findall(text)}
    lacking = {icon: name for icon, name in shown.items() if icon not in drawn}
    assert not lacking, f"draw it in static/look: {lacking}"


def sentences_said() -> dict[str, str]:
    said = {key: name for name, text in templates().items() for key in SAID.findall(text)}
    for source in server_sources():
        said |= dict.fromkeys(SAID.findall(source.text), source.name)
    for name in tracked_files():
        if name.startswith("pwa/src/") and name.endswith((".ts", ".tsx")) and ".test." not in name:
            said |= dict.fromkeys(SAID.findall((ROOT / name).read_text("utf-8")), name)
    return said


def test_every_sentence_that_is_said_stands_in_the_book() -> None:
    book = words()
    lacking = {
        key: name for key, name in sentences_said().items() if key not in book and not key.endswith(".")
    }
    assert not lacking, f"add it to both files of words: {lacking}"


@cache
def spoken() -> str:
    """Return all text that may build a key: code, templates, the phone."""
    kept = (".py", ".html", ".ts", ".tsx", ".json", ".js")
    here = ("server/", "pwa/src/", "pwa/test/")
    names = [name for name in tracked_files() if name.startswith(here) and name.endswith(kept)]
    return "\n".join(
        (ROOT / name).read_text("utf-8") for name in names if not name.startswith("server/words/")
    )


@cache
def shapes() -> list[re.Pattern[str]]:
    """Return the keys that are put together from their first part on, such as {dimension}.state.{new}."""
    written = re.findall(r'f"(\{[^"{}]+\}\.\w+\.\{[^"{}]+\})"', spoken())
    return [re.compile(re.sub(r"\{[^{}]+\}", r"\\w+", one).replace(".", r"\.")) for one in set(written)]


def is_spoken(key: str) -> bool:
    """True when the key, or a part of it that is completed when it is said, stands somewhere."""
    text = spoken()
    if key in text or any(shape.fullmatch(key) for shape in shapes()):
        return True
    parts = re.split(r"([./])", key)
    beginnings = ("".join(parts[:end]) for end in range(2, len(parts), 2))
    return any(f'"{one}' in text or f"'{one}" in text or f"`{one}" in text for one in beginnings)


def test_no_sentence_lies_in_the_book_unsaid() -> None:
    dead = [key for key in words() if not is_spoken(key)]
    assert not dead, f"take them out of both files of words: {dead}"


def test_an_unsaid_sentence_is_found() -> None:
    assert not is_spoken("nowhere.said")
    assert is_spoken("desk.inbox")
    assert is_spoken("lifecycle.state.registered")


def columns_of_money() -> list[str]:
    found = []
    for source in server_sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
                name = node.arg if isinstance(node, ast.arg) else getattr(node.target, "id", "")
                if name.endswith("_fen") and "float" in ast.unparse(node.annotation):
                    found.append(f"{source.name}:{node.lineno} {name}")
    return found


def test_money_is_never_a_float() -> None:
    assert not columns_of_money(), f"count 分 in whole numbers: {columns_of_money()}"
