"""How soon an agent sees his desk: from the address to the form, and from a reload to his state, calls and callbacks.

Each round starts a Chromium with an empty profile and opens `/desk` of a running demo: cold, nothing is in its cache.
Then alice signs in and loads the page again, as after a crash of the browser. The times are the page's own, from the
start of the navigation to the picture that shows it. The floor is a page of the same server with nothing in it.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright
from start import demo, until_ready

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from _report import Report, median, quick  # noqa: E402

from tests.support.browser import FLAGS, PREPARE  # noqa: E402

ROUNDS = 7
TARGET_SECONDS = 1.0

WATCH = """
window.seen = {};
const look = () => {
  const marks = {
    form: 'jf-door',
    state: '[data-agent]',
    calls: '.no-call, li.call',
    callbacks: '.callback',
  };
  for (const [name, selector] of Object.entries(marks)) {
    if (!(name in window.seen) && document.querySelector(selector)) {
      window.seen[name] = 0;
      requestAnimationFrame(() => setTimeout(() => (window.seen[name] = performance.now())));
    }
  }
};
new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
"""


async def seen(page: Page, *names: str) -> float:
    """Milliseconds from the navigation to the picture that shows the last of these."""
    while True:
        found: dict[str, float] = await page.evaluate("window.seen")
        if all(found.get(name) for name in names):
            return max(found[name] for name in names)
        await asyncio.sleep(0.02)


async def one_round(browser: Browser, url: str) -> tuple[float, float, float]:
    """Seconds until the form on a first visit, until all of the desk after a reload, and of an empty page."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.add_init_script(WATCH)
    await page.goto(f"{url}/desk?user=alice")
    form = await seen(page, "form")
    await page.locator("form.card .primary").click()
    await seen(page, "state", "calls", "callbacks")
    await page.reload()
    desk = await seen(page, "state", "calls", "callbacks")
    await page.goto(f"{url}/healthz")
    empty: float = await page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    await context.close()
    return form / 1000, desk / 1000, empty / 1000


async def rounds_of(count: int, url: str) -> list[tuple[float, float, float]]:
    chromium = subprocess.run([PREPARE], capture_output=True, text=True, check=True).stdout.strip()
    found = []
    async with async_playwright() as playwright:
        for _ in range(count):
            flags = [flag for flag in FLAGS if not flag.startswith("--remote-debugging")]
            browser = await playwright.chromium.launch(executable_path=chromium, args=flags)
            found.append(await one_round(browser, url))
            await browser.close()
    return found


def main() -> None:
    count = 1 if quick() else ROUNDS
    report = Report("The desk in a browser", quick=count == 1)
    with tempfile.TemporaryDirectory() as data, demo(data) as (_, url):
        until_ready(url)
        found = asyncio.run(rounds_of(count, url))
    floor = median(empty for _, _, empty in found)
    for name, values in (
        ("first visit, nothing cached: the form", [form for form, _, _ in found]),
        ("reload, signed in: state, calls and callbacks", [desk for _, desk, _ in found]),
    ):
        seconds = median(values)
        report.line(
            name,
            f"{seconds:.2f} s",
            f"{floor:.2f} s",
            target=f"< {TARGET_SECONDS:.0f} s",
            ok=seconds < TARGET_SECONDS,
        )
    report.note(f"the slowest of {count}: {max(max(form, desk) for form, desk, _ in found):.2f} s")
    report.end()


if __name__ == "__main__":
    main()
