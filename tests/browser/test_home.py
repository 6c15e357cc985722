"""The front door: what it says of the PBX as it changes, in both languages, at every width, for every reader."""

import re

from jackfield.app import Running
from tests.browser.conftest import OpenWindow


def address(demo: Running) -> str:
    return f"http://127.0.0.1:{demo.port}/"


async def test_it_leads_to_the_first_call(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(address(demo))).page
    await page.get_by_text("the built-in simulator").wait_for()
    await page.get_by_text("Connected and ready").wait_for()
    assert await page.locator(".first li").count() == 3
    assert await page.get_by_role("link", name="Open as alice").get_attribute("href") == "/sample?user=alice"
    assert await page.get_by_role("link", name="sample.js").count() == 1


async def test_it_says_how_the_pbx_and_the_server_are(demo: Running, open_window: OpenWindow) -> None:
    window = await open_window(address(demo))
    page = window.page
    await page.get_by_text("Connected and ready").wait_for()
    assert demo.simulator is not None
    demo.simulator.restart(down=4)
    await page.get_by_text("Not reachable; trying again").wait_for()
    await page.get_by_text("Connected and ready").wait_for(timeout=20_000)
    window.expected.append(re.compile("net::ERR_FAILED"))
    await page.route("**/about", lambda route: route.abort())
    await page.get_by_text("The server does not answer").wait_for()
    await page.unroute("**/about")
    await page.get_by_text("Connected and ready").wait_for()


async def test_language_and_colours_are_remembered(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(address(demo), language="fr")).page
    await page.get_by_role("heading", name="Votre premier appel").wait_for()
    assert await page.evaluate("document.documentElement.lang") == "fr"
    await page.get_by_label("Langue").select_option("en")
    await page.get_by_role("heading", name="Your first call").wait_for()
    await page.get_by_label("Colours").select_option("dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = await page.evaluate(ground)
    await page.reload()
    await page.get_by_role("heading", name="Your first call").wait_for()
    assert await page.evaluate("document.documentElement.lang") == "en"
    assert await page.evaluate(ground) == dark == "rgb(13, 21, 20)"


async def test_the_keyboard_reaches_the_content_first(demo: Running, open_window: OpenWindow) -> None:
    page = (await open_window(address(demo))).page
    await page.get_by_text("Connected and ready").wait_for()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Open as alice"
