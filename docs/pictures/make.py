"""Makes the pictures of the documents: `.venv/bin/python docs/pictures/make.py`. Needs the built pages and a Chromium.

Starts the demo in this process, plays a small scene on it by its phones, and takes pictures of `/demo` and of `/sample`
as Chromium shows them. Alice has called Bruno and both talk, somebody outside rings Chloe, others wait in the queues.
Then, each on a demo of its own, of `/desk`: David asks Erin while his caller waits; and of `/wall` after some traffic.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec import structs
from playwright.async_api import Page, async_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from jackfield.app import Running, running  # noqa: E402
from jackfield.config import Config  # noqa: E402
from tests.support.browser import FLAGS, PREPARE  # noqa: E402
from tests.support.client import Cti, until_ready  # noqa: E402

TARGETS = {page: Path(__file__).parent / f"{page}.png" for page in ("demo", "sample", "desk", "wall")}
WIDTH, HEIGHT = 1400, 830
MOST_BYTES = 300_000


async def scene(demo: Running) -> None:
    """What is to be seen."""
    simulator = demo.simulator
    assert simulator is not None
    phone = simulator.phone
    simulator.pbx.mailboxes.put("1005@default", 2, 0)
    simulator.call_in("+33639980123", "3001", name="Karim Haddad")
    simulator.call_in("+442079460381", "3001", name="Łukasz Nowak")
    phone("1004").dial("1006")
    await asyncio.sleep(0.2)
    phone("1006").answer()
    phone("1001").dial("1002")
    await asyncio.sleep(0.2)
    phone("1004").hold()
    phone("1002").answer()
    await asyncio.sleep(2.5)
    simulator.call_in("+33639980999", "1003", name="Zoë Lefèvre")


async def demo_page(page: Page, url: str) -> None:
    """The desk phones."""
    await page.goto(f"{url}/demo")
    await page.locator('[data-phone="1003"][data-lamp="ringing"]').wait_for()


async def sample_page(page: Page, url: str) -> None:
    """Alice's own page, while she talks and watches her colleagues."""
    await page.goto(f"{url}/sample?user=alice")
    await page.locator("form.card button.primary").click()
    await page.locator("sample-presence input").fill("1002 1003 1004 1005")
    await page.locator("sample-presence form button").click()
    await page.locator('[data-state="Established"]').wait_for()
    await page.locator('.lamp-card[data-number="1003"] [shown="RINGING"]').wait_for()
    await page.get_by_label("Filter").fill("CurrentCallsPhoneEvents Bruno")
    await page.locator(".frame-head").first.click()
    await page.evaluate("scrollTo(0, 0)")


async def desk_scene(demo: Running) -> None:
    """Somebody waits for David, who is the only one to sell; his colleagues are busy in different ways."""
    simulator = demo.simulator
    assert simulator is not None
    simulator.phone("1005").behave("answer:0.2")
    simulator.phone("1001").dial("9000")
    simulator.phone("1003").unregister()
    simulator.call_in("+33639980123", "3003", name="Zoë Lefèvre")
    simulator.call_in("+442079460381", "3003", name="Łukasz Nowak")


async def desk_page(page: Page, url: str) -> None:
    """The desk of David, who asks Erin while his caller waits."""
    await page.goto(f"{url}/desk?user=david")
    await page.locator("form.card .primary").click()
    await page.locator('[data-agent="AgentReady"]').wait_for()
    for name in ("Gallagher", "Kowalczyk", "Dufrêne", "Castelli", "Béranger"):
        await page.locator("desk-people input").fill(name)
        await page.locator(".contact .star").first.click()
        await page.locator('.contact .star[aria-pressed="true"]').first.wait_for()
    await page.locator("desk-people input").fill("")
    await page.locator(".callback").first.get_by_role("button", name="Take").click()
    await page.locator('[data-act="answer"]').click()
    await page.locator('[data-state="Established"]').wait_for()
    await page.locator("desk-qualify").get_by_text("Sale", exact=True).click()
    await page.get_by_label("Note").fill("Wants three, delivered on Friday; asks for a discount.")
    await page.locator('[data-act="transfer"]').click()
    await page.locator(".call-more input").fill("1005")
    await page.locator(".call-more .primary").click()
    await page.locator('[data-act="conference"]').wait_for()
    await page.evaluate("document.activeElement.blur()")


async def wall_scene(demo: Running) -> None:
    """All four agents are at work; some calls are over, some go on, two wait."""
    simulator = demo.simulator
    assert simulator is not None
    for login in ("alice", "bruno", "chloe", "david"):
        agent = await (await Cti.connect(f"http://127.0.0.1:{demo.port}", login)).logged_on()
        await agent.ask("agentLogin")
        if login == "bruno":
            await agent.ask("pauseAgent", reason="lunch")
        await agent.close()
    for phone, number, name in (("1001", "3001", "Zoë Lefèvre"), ("1003", "3002", "Karim Haddad")):
        simulator.phone(phone).behave("answer:0.2")
        simulator.call_in("+33639980123", number, name=name)
    await asyncio.sleep(1.5)
    for name in ("Łukasz Nowak", "Siobhán O'Brien"):
        simulator.call_in("+442079460381", "3001", name=name)
    await asyncio.sleep(2)


async def wall_page(page: Page, url: str) -> None:
    """The wall of an administrator."""
    await page.goto(f"{url}/wall?user=root")
    await page.locator("jf-door button.primary").click()
    await page.locator(".waiting li").nth(1).wait_for()
    await page.locator('[data-name="blue"] [data-cell="entered"]').get_by_text("3").wait_for()
    await asyncio.sleep(2)


Shown = Callable[[Page, str], Awaitable[None]]


async def pictures(url: str, pages: dict[str, Shown]) -> None:
    chromium = subprocess.run([PREPARE], capture_output=True, text=True, check=True).stdout.strip()  # noqa: ASYNC221
    async with async_playwright() as playwright:
        flags = [flag for flag in FLAGS if not flag.startswith("--remote-debugging")]
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags)
        for name, shown in pages.items():
            page = await browser.new_page(
                viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", color_scheme="light"
            )
            await shown(page, url)
            await page.evaluate("document.fonts.ready")
            await page.screenshot(path=TARGETS[name], animations="disabled")
            await page.close()
        await browser.close()


async def play(scene: Callable[[Running], Awaitable[None]], pages: dict[str, Shown]) -> None:
    """A demo of its own, the scene on it, and its pictures."""
    config = Config()
    with tempfile.TemporaryDirectory(prefix="jackfield-") as data:
        config = structs.replace(
            config,
            server=structs.replace(config.server, port=0),
            storage=structs.replace(config.storage, data=data),
        )
        async with running(config) as demo:
            url = f"http://127.0.0.1:{demo.port}"
            await until_ready(url)
            await scene(demo)
            await pictures(url, pages)


async def main() -> None:
    await play(scene, {"demo": demo_page, "sample": sample_page})
    await play(desk_scene, {"desk": desk_page})
    await play(wall_scene, {"wall": wall_page})
    for target in TARGETS.values():
        size = target.stat().st_size
        print(f"{target.relative_to(ROOT)}: {size} bytes")
        if size > MOST_BYTES:
            raise SystemExit(f"the picture is larger than {MOST_BYTES} bytes")


if __name__ == "__main__":
    asyncio.run(main())
