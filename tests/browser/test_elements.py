"""The elements on somebody else's page, of another origin: one script tag, one connection, a telephone that works."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from playwright.async_api import expect

from jackfield.app import Running
from tests.browser.conftest import OpenWindow, Shot
from tests.support.browser import Window
from tests.support.client import Cti

PAGE = """<!doctype html><html lang="LANG"><meta charset="utf-8"><title>CRM</title>
<script src="SERVER/assets/javascripts/elements.js" defer></script>
<style>h1 { color: maroon } jackfield-queue { --jackfield-surface: rgb(1, 2, 3); --jackfield-ink: white;
  --jackfield-ink-soft: white } jackfield-queue::part(name) { letter-spacing: 3px }</style>
<main><h1>Customers</h1><jackfield-callbar></jackfield-callbar>
<p>Bruno <jackfield-presence number="1002"></jackfield-presence></p>
<p>Chloé <jackfield-presence number="1003" bare></jackfield-presence></p>
<jackfield-queue name="blue"></jackfield-queue><jackfield-queue name="nowhere"></jackfield-queue></main></html>"""


@pytest.fixture
async def site(demo: Running) -> AsyncIterator[str]:
    """The address of somebody else's web server."""

    async def serve(request: web.Request) -> web.Response:
        server = f"http://127.0.0.1:{demo.port}"
        text = PAGE.replace("SERVER", server).replace("LANG", request.match_info["lang"])
        return web.Response(text=text, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{lang}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def sign_in(window: Window, login: str) -> None:
    bar = window.page.locator("jackfield-callbar")
    await bar.locator("input[name=login]").fill(login)
    await bar.locator("input[name=password]").fill("demo")
    await bar.locator("button.primary").click()
    await bar.locator("input[name=destination]").wait_for()


async def test_a_telephone_on_somebody_elses_page(
    demo: Running, site: str, open_window: OpenWindow, shot: Shot
) -> None:
    assert demo.simulator is not None
    window = await open_window(f"{site}/en")
    page = window.page
    await page.evaluate("""() => { window.told = []; window.sockets = performance.getEntriesByType('resource').length;
        addEventListener('jackfield-call', (event) => told.push(event.detail.eventType)) }""")
    await expect(page.locator("jackfield-queue").first).to_contain_text("Not signed in")
    await sign_in(window, "sam")
    presence, bar = page.locator("jackfield-presence").first, page.locator("jackfield-callbar")
    await expect(presence).to_contain_text("Free")
    await bar.locator("input[name=destination]").fill("1002")
    await bar.get_by_role("button", name="Dial").click()
    await expect(presence).to_contain_text("Ringing")
    bruno = demo.simulator.phone("1002")
    bruno.answer()
    await expect(bar.locator(".call")).to_have_attribute("data-state", "Established")
    await expect(presence).to_contain_text("On a call")
    await bar.get_by_role("button", name="Hold").click()
    await bar.get_by_role("button", name="Resume").click()
    await bar.get_by_role("button", name="Transfer").click()
    await bar.get_by_label("Transfer to").fill("1003")
    await bar.get_by_role("button", name="At once").click()
    await expect(bar.locator(".call")).to_have_count(0)
    told = await page.evaluate("told")
    assert told[0] == "EventDialing"
    assert told[-1] == "EventReleased"

    demo.simulator.call_in("+33611223344", "1006", name="Zoë Lefèvre")
    await expect(bar.locator(".call")).to_contain_text("Zoë Lefèvre")
    await bar.get_by_role("button", name="Refuse").click()
    await expect(bar.locator(".call")).to_have_count(0)

    alice = await (await Cti.connect(f"http://127.0.0.1:{demo.port}", "alice")).logged_on()
    await alice.ask("agentLogin")
    queue = page.locator("jackfield-queue").first
    await expect(queue.locator("[data-figure=ready] dd")).to_have_text("1")
    await alice.ask("pauseAgent")
    demo.simulator.call_in("+33611223355", "3001", name="Karim Haddad")
    await expect(queue.locator("[data-figure=waiting] dd")).to_have_text("1")
    await expect(page.locator("jackfield-queue").last).to_contain_text("No such queue")
    colours = "element => getComputedStyle(element.shadowRoot.querySelector('section')).backgroundColor"
    assert await queue.evaluate(colours) == "rgb(1, 2, 3)"
    assert await page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(128, 0, 0)"
    assert await window.accessible() == []
    await shot(page, "elements-foreign")
    await alice.close()


async def test_one_connection_a_token_of_the_page_and_its_language(
    demo: Running, site: str, open_window: OpenWindow
) -> None:
    window = await open_window(f"{site}/fr")
    page = window.page
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    async with await Cti.connect(f"http://127.0.0.1:{demo.port}", "root") as other:
        token = await Cti.token(other.http, other.base, "root")
    await page.evaluate("token => JackfieldElements.connect(token)", token)
    await expect(page.locator("jackfield-presence").first).to_contain_text("Libre")
    await expect(page.locator("jackfield-callbar")).to_contain_text("Appeler")
    assert len(sockets) == 1
    assert await page.evaluate("document.documentElement.lang") == "fr"
    await page.evaluate("document.documentElement.lang = 'en'")
    await expect(page.locator("jackfield-callbar")).to_contain_text("Dial")
    await page.evaluate("document.querySelector('jackfield-presence').setAttribute('number', '1004')")
    await expect(page.locator("jackfield-presence").first).to_contain_text("Free")
    await page.evaluate("JackfieldElements.signOut()")
    await expect(page.locator("jackfield-callbar input[name=login]")).to_be_visible()
