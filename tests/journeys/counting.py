"""Counts what a person does, and what a screen asks of him; three kinds of phone to try it on.

context = phone_of(playwright, folder, kind=KINDS["wechat"])
hand = watched(context)          # before the first page is opened
with hand.within(taps=3, photos=1):
    ...                          # tap, do not call verbs: only real events are counted
assert_few_targets(page)

At a desk, keys pressed and screens loaded are counted too: hand.within(taps=0, keys=1, screens=1).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace

from playwright.sync_api import BrowserContext, Page

MOST_TARGETS = 8
WECHAT = (
    "Mozilla/5.0 (Linux; Android 12; HarmonyOS) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50 Language/zh_CN"
)
# What WeChat's browser lacks; IndexedDB is there, but nothing promises that it lasts.
TAKEN_AWAY = """
delete Navigator.prototype.serviceWorker;
delete Navigator.prototype.mediaDevices;
delete Navigator.prototype.storage;
delete Navigator.prototype.locks;
"""


@dataclass(frozen=True)
class PhoneKind:
    """A kind of phone: how its browser starts, what it calls itself, what is taken from its pages."""

    name: str
    flags: tuple[str, ...] = ()
    user_agent: str | None = None
    script: str = ""


KINDS = {
    kind.name: kind
    for kind in (
        PhoneKind("normal"),
        PhoneKind("wechat", user_agent=WECHAT, script=TAKEN_AWAY),
        PhoneKind("large", flags=("--blink-settings=defaultFontSize=24",)),  # 1.5 times the usual 16
    )
}

# Scripted clicks and values do not count: only what the browser itself got from a finger or a keyboard.
LISTEN = """
(() => {
  const tell = (what, count) => count && window.countedByHand(what, count);
  const how = { capture: true, passive: true };
  const hear = (name, listener) => document.addEventListener(name, listener, how);
  if (window === top && location.protocol.startsWith('http')) tell('screens', 1);
  hear('keydown', (event) => event.isTrusted && tell('keys', 1));
  hear('pointerdown', (event) => event.isTrusted && event.isPrimary && tell('taps', 1));
  hear('input', (event) => {
    if (event.target.matches('[type=file], [type=radio], [type=checkbox], [type=range], select')) return;
    const typed = event.data ?? (event.inputType ? '' : event.target.value);
    tell('characters', [...(typed || '')].length);
  });
  hear('change', (event) => event.target.matches('[type=file]') && tell('photos', event.target.files.length));
})();
"""


@dataclass
class Hand:
    """What one person has done so far."""

    taps: int = 0
    characters: int = 0
    photos: int = 0
    keys: int = 0
    screens: int = 0

    def hear(self, what: str, count: int) -> None:
        setattr(self, what, getattr(self, what) + count)

    def since(self, before: Hand) -> Hand:
        names = [one.name for one in fields(self)]
        return Hand(**{name: getattr(self, name) - getattr(before, name) for name in names})

    @contextmanager
    def within(
        self,
        taps: int,
        characters: int = 0,
        photos: int = 0,
        keys: int | None = None,
        screens: int | None = None,
    ) -> Iterator[Hand]:
        """Fail when what is done inside takes more; keys and screens count where they are given."""
        before = replace(self)
        allowed = {
            "taps": taps, "characters": characters, "photos": photos, "keys": keys, "screens": screens,
        }  # fmt: skip
        yield before
        done = self.since(before)
        over = [name for name, most in allowed.items() if most is not None and getattr(done, name) > most]
        assert not over, f"too many {over}: {done}, allowed {allowed}"
        moved = done.taps or done.characters or done.keys
        assert moved or not (taps or keys), "nothing was done: watch the browser before its pages"


def watched(context: BrowserContext) -> Hand:
    """Return the counter of everything that is tapped, pressed, typed and loaded in a browser from now on."""
    hand = Hand()
    context.expose_function("countedByHand", hand.hear)
    context.add_init_script(LISTEN)
    return hand


TARGETS = """
() => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const open = (one) => !one.disabled && !one.closest('[aria-hidden=true], [inert]');
  const all = [...document.querySelectorAll(kinds)].filter(
    (one) => open(one) && one.checkVisibility({ visibilityProperty: true }),
  );
  const many = 'ul, ol, fieldset, [role=list], [role=group], [role=grid]';
  const lists = [...document.querySelectorAll(many)];
  const held = (list) => all.filter((one) => list.contains(one)).length;
  const rows = lists.sort((one, other) => held(other) - held(one))[0];
  const words = (one) => one.getAttribute('aria-label') || one.innerText || one.name || one.tagName;
  return all.filter((one) => !rows?.contains(one)).map(words);
}
"""
SEEN = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const inside = (rect) => rect.width && rect.top < innerHeight && rect.bottom > 0 && rect.right > 0;
    if ([...range.getClientRects()].some(inside)) seen.push(node.data);
  }
  return seen.join('');
}
"""


def targets(page: Page) -> list[str]:
    """Return what can be tapped on a screen beside the rows of its longest list."""
    return [str(each) for each in page.evaluate(TARGETS)]


def assert_few_targets(page: Page) -> None:
    """Fail when a screen offers more than eight things beside the rows of one list."""
    found = targets(page)
    assert len(found) <= MOST_TARGETS, f"{page.url} offers {len(found)}: {found}"


def first_view(page: Page) -> str:
    """Return the text that stands in the window without scrolling, without spaces."""
    return "".join(str(page.evaluate(SEEN)).split())
