"""What templates may say: words, days, figures, icons, addresses."""

from __future__ import annotations

from flask import Flask

from server.web.look import dates, figures, language, paint


def install(app: Flask) -> None:
    """Give Jinja its filters and globals."""
    app.jinja_env.filters.update(
        day_words=dates.day_words, ago=dates.ago, clock_words=dates.clock_words, money=figures.money,
        yuan=figures.yuan,
    )  # fmt: skip
    app.jinja_env.globals.update(
        say=language.say, language=language.language, html_languages=language.HTML_NAMES, here=language.here,
        other_language=language.other_language, inline_css=paint.inline_css, icon=paint.icon,
        static_url=paint.static_url,
    )  # fmt: skip
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
