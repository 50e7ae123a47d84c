"""Measures from a plate's code to its thing's page, offline, on a slow phone.

`python -m benchmarks.scanner.page`: chromium with its processor slowed down six times (CDP).  The plate is
typed, because that moment is exact.  Nothing here passes or fails by the clock.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.journeys.house import House, open_house, page_of, phone_of, sign_in_app

SLOWER, TIMES, PROMISED_MS = 6, 9, 300
THING = "前窑村卫生室"
OPEN = """async (code) => {
  const field = document.querySelector('[data-testid=scan-typed]');
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, code);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((next) => setTimeout(next, 300));
  const began = performance.now();
  document.querySelector('[data-testid=scan-typed-go]').click();
  while (!document.querySelector('[data-testid=all-normal]')) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def measured(page: Page, house: House) -> list[float]:
    """Return the milliseconds from the code to the page, the first one right after a cold start."""
    code, took = house.tag("public", THING)["short_code"], []
    for _ in range(TIMES):
        page.goto(f"{house.origin}/app/scan")
        page.get_by_test_id("scan-typed").wait_for()
        page.wait_for_timeout(1500)
        took.append(page.evaluate(OPEN, code))
    return took


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="guanhu-page-") as folder, sync_playwright() as playwright:
        house = open_house(Path(folder) / "data")
        try:
            context = phone_of(playwright, Path(folder) / "phone")
            page = page_of(context)
            sign_in_app(page, house.origin, house.account("worker", "前窑村"))
            page.reload()
            page.get_by_test_id("bar-scan").wait_for()
            context.set_offline(True)
            cdp = context.new_cdp_session(page)
            cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            first, *later = measured(page, house)
            print(
                f"code to page, offline, CPU x{SLOWER}: first {first:.0f} ms, then median "
                f"{statistics.median(later):.0f} ms, longest {max(later):.0f} ms (promised {PROMISED_MS})"
            )
            context.close()
        finally:
            house.stop()


if __name__ == "__main__":
    main()
