"""What a browser is called in plain words."""

from __future__ import annotations

from server.identity.accounts.rules import browser_of, maker_of
from server.web.look.language import say


def device_said(user_agent: str) -> str:
    """Return a phone or computer and its browser, coarsely: 华为手机 · 微信."""
    return f"{say(f'app.device.{maker_of(user_agent)}')} · {say(f'app.browser.{browser_of(user_agent)}')}"
