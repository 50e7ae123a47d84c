"""axe-core on a page as it stands: WCAG 2.2 AA and what axe calls best practice."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

SOURCE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAINT = ["color-contrast", "link-in-text-block"]  # slow: half of what all rules take
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
COLOURS = {"runOnly": {"type": "rule", "values": PAINT}}  # all that dark mode changes
WORDS = {**RULES, "rules": {rule: {"enabled": False} for rule in PAINT}}  # all that a language changes
RUN = "told => axe.run(document, { ...told, resultTypes: ['violations'] })"


def findings(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe finds, a line for each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    found = page.evaluate(RUN, rules)["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
