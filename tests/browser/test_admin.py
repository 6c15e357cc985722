"""Administration in a browser: what is made works at once, nobody overwrites another unasked, others stay out."""

import asyncio
import re
import time
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from jackfield.app import Running
from jackfield.domain.shuttle.steps import Step, StepTold
from jackfield.plugins.host import Host, PluginSettings
from tests.browser.conftest import OpenWindow, Shot
from tests.support.browser import Window, knock

REFUSED = r"Failed to load resource: the server responded with a status of 4\d\d"
"""What Chromium itself writes when the server refuses something."""


PLUGINS = [
    PluginSettings(name="crm", use="webhook", settings={"url": "http://127.0.0.1:1/calls"}),
    PluginSettings(name="broken", use="webhook"),
]


def address(demo: Running, section: str = "") -> str:
    return f"http://127.0.0.1:{demo.port}/admin{section}"


async def administrator(demo: Running, open_window: OpenWindow, section: str = "", **looks: object) -> Window:
    window = await open_window(address(demo, section), **looks)
    await knock(window.page, "root")
    await window.page.locator(".admin").wait_for()
    return window


async def test_a_new_user_with_line_and_agent_signs_in_at_once(demo: Running, open_window: OpenWindow) -> None:
    page = (await administrator(demo, open_window)).page
    await page.get_by_role("button", name="New").click()
    await page.get_by_label("User name").fill("zoe")
    await page.get_by_label("First name").fill("Zoë")
    await page.get_by_label("Password").fill("marzipan")
    await page.get_by_label("Line with the number").fill("1042")
    await page.get_by_label("Agent with the number").fill("2042")
    await page.get_by_label("in the queue").fill("Blue")
    await page.get_by_role("button", name="Save").click()
    await page.locator(".editor").wait_for(state="detached")
    row = page.get_by_role("row", name="zoe")
    await expect(row).to_contain_text("1042")
    await expect(row).to_contain_text("2042")

    sample = (await open_window(f"http://127.0.0.1:{demo.port}/sample")).page
    await sample.locator("input[name=login]").fill("zoe")
    await sample.locator("input[name=password]").fill("marzipan")
    await sample.get_by_role("button", name="Sign in").click()
    await sample.get_by_text("Connected", exact=True).wait_for()


async def test_the_second_of_two_administrators_is_told(demo: Running, open_window: OpenWindow) -> None:
    first = await administrator(demo, open_window, "#queues/1")
    second = await administrator(demo, open_window, "#queues/1")
    second.expected.append(re.compile(REFUSED))
    for window, name in ((first, "Bleu"), (second, "Azul")):
        field = window.page.get_by_label("Shown as")
        await expect(field).to_have_value("Blue")
        await field.fill(name)
        await field.blur()
    await first.page.get_by_role("button", name="Save").click()
    await first.page.locator(".editor").wait_for(state="detached")
    await second.page.get_by_role("button", name="Save").click()
    told = second.page.locator(".editor .note.warn")
    await expect(told).to_contain_text("Now: Bleu")
    await expect(told).to_contain_text("Yours: Azul")
    await second.page.get_by_role("button", name="Show it as it is now").click()
    await expect(second.page.get_by_label("Shown as")).to_have_value("Bleu")
    await second.page.get_by_label("Shown as").fill("Azul")
    await second.page.get_by_role("button", name="Save").click()
    await second.page.locator(".editor").wait_for(state="detached")
    await expect(second.page.get_by_role("row", name="blue")).to_contain_text("Azul")


async def test_a_file_is_compared_and_then_brought_in(
    demo: Running, open_window: OpenWindow, shot: Shot, tmp_path: Path
) -> None:
    window = await administrator(demo, open_window, "#files")
    window.expected.append(re.compile(REFUSED))
    page = window.page
    bad, good = tmp_path / "bad.csv", tmp_path / "people.csv"
    bad.write_text("login;profile\nzoe;Boss\n", encoding="utf-8")
    good.write_text("login;first_name;line\nalice;Alicia;\nzoe;Zoë;1042\n", encoding="utf-8")
    await page.get_by_label("File (CSV or TOML)").set_input_files(bad)
    await page.get_by_role("button", name="Show the difference").click()
    await expect(page.locator(".problems")).to_contain_text("Row 2")
    await expect(page.locator(".problems")).to_contain_text("Allowed: Supervisor, Admin, NoRight")
    await page.get_by_label("File (CSV or TOML)").set_input_files(good)
    await page.get_by_role("button", name="Show the difference").click()
    await expect(page.locator(".difference")).to_have_count(3)
    await expect(page.locator(".difference").first).to_contain_text("Alicia")
    assert await window.accessible() == []
    await shot(page, "admin-difference")
    await page.goto(address(demo, "#users"))
    await expect(page.get_by_role("row", name="zoe")).to_have_count(0)
    await page.goto(address(demo, "#files"))
    await page.get_by_label("File (CSV or TOML)").set_input_files(good)
    await page.get_by_role("button", name="Show the difference").click()
    await page.get_by_role("button", name="Apply 3 changes").click()
    await page.locator(".section .note", has_text="It is applied.").wait_for()
    await page.goto(address(demo, "#users"))
    await expect(page.get_by_role("row", name="zoe")).to_contain_text("1042")
    await page.goto(address(demo, "#audit"))
    await expect(page.locator(".audit li").first).to_contain_text("root")


async def test_who_is_no_administrator_stays_out_and_who_is_stays_in(demo: Running, open_window: OpenWindow) -> None:
    window = await open_window(address(demo, "#queues"))
    window.expected.append(re.compile(REFUSED))
    page = window.page
    await knock(page, "alice")
    await expect(page.get_by_role("alert")).to_have_text("This user is no administrator.")
    await knock(page, "root")
    await page.get_by_role("heading", name="Queues", level=1).wait_for()
    await page.reload()
    await page.get_by_role("heading", name="Queues", level=1).wait_for()
    await page.get_by_role("button", name="Sign out").click()
    await page.locator("jf-door form").wait_for()
    await page.reload()
    await page.locator("jf-door form").wait_for()


async def test_the_keyboard_is_enough_and_refusals_stand_at_their_fields(
    demo: Running, open_window: OpenWindow
) -> None:
    window = await administrator(demo, open_window, "#queues")
    window.expected.append(re.compile(REFUSED))
    page = window.page
    await page.get_by_role("button", name="blue").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Name", exact=True)).to_have_value("blue")
    await page.keyboard.press("Escape")
    await page.locator(".editor").wait_for(state="detached")
    await page.get_by_role("button", name="New").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Name", exact=True).fill("red")
    await page.keyboard.press("Enter")
    await expect(page.locator("#wrong-name")).to_contain_text("already")
    await page.get_by_label("Name", exact=True).fill("pink")
    await page.keyboard.press("Enter")
    await page.locator(".editor").wait_for(state="detached")
    await page.get_by_label("Search").fill("PINK")
    await expect(page.get_by_role("status").filter(has_text="1 entry")).to_be_visible()
    await page.get_by_role("button", name="pink").click()
    await page.get_by_role("button", name="Delete").click()
    await page.get_by_role("button", name="Yes, delete").click()
    await page.get_by_text("Nothing matches.").wait_for()


TABLES = (
    *("users", "profiles", "contacts", "agents", "groups", "queues", "memberships", "callbackLists", "callbackPeriods"),
    *("callbacks", "lines", "voicemails", "conferences", "statuses", "integrations", "customVariables", "sheets"),
    *("sockets", "audit"),
)
OTHERS = ("files", "privacy", "webhooks", "sources", "realtime", "integrations-at-work")
EMPTY = ("integrations", "customVariables", "sockets", "audit", "webhooks", "sources")
ALIKE = tuple(f"admin-{kind}-" for kind in TABLES[2:9])
"""Tables that are drawn as that of users is: looked at closely on narrow screens only."""

LOOKS = [(360, "fr", True), (360, "en", False), (1280, "en", False), (1280, "fr", True)]


@pytest.mark.parametrize(("width", "language", "dark"), LOOKS)
async def test_it_fits_and_can_be_read(
    demo: Running, open_window: OpenWindow, shot: Shot, width: int, language: str, dark: bool
) -> None:
    window = await open_window(address(demo), width=width, language=language, dark=dark)
    page = window.page
    looks = f"{width}-{language}-{'dark' if dark else 'light'}"

    async def look_closely(name: str) -> None:
        if (width, dark) == (360, True) or ((width, dark) == (1280, False) and not name.startswith(ALIKE)):
            assert await window.accessible() == [], name
        await shot(page, name)

    await page.locator("jf-door form").wait_for()
    await look_closely(f"admin-entrance-{looks}")
    await knock(page, "root")
    for section in (*TABLES, *OTHERS):
        await page.goto(address(demo, f"#{section}"))
        await page.locator(f".sections a[aria-current][href='#{section}']").wait_for(state="attached")
        await page.locator(".section h1").wait_for()
        if section in TABLES:
            await page.locator(".section [role=status]").get_by_text(re.compile(r"\d")).wait_for()
        if section in EMPTY:
            await page.locator(".section jf-empty").first.wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        await look_closely(f"admin-{section}-{looks}")
    for thing in ("users/6", "profiles/2", "statuses/lunch", "sheets/1", "callbackPeriods/+", "lines/1"):
        await page.goto(address(demo, f"#{thing}"))
        await page.locator(".editor admin-form input").first.wait_for()
        if thing == "callbackPeriods/+":
            await expect(page.locator(".editor input[type=time]")).to_have_count(2)
        await look_closely(f"admin-{thing.replace('/', '-')}-{looks}")


async def test_what_the_server_cannot_do_is_said_in_words_and_tried_again(
    demo: Running, open_window: OpenWindow, shot: Shot
) -> None:
    window = await administrator(demo, open_window, "#audit", language="fr", width=360)
    window.expected.append(re.compile(r"Failed to load resource"))
    page = window.page

    async def away(route: Route) -> None:
        await route.fulfill(status=503, json={"error": "NotStored", "message": "The server cannot reach ..."})

    async def broken(route: Route) -> None:
        await route.fulfill(status=500, body="<html>")

    async def gone(route: Route) -> None:
        await route.abort()

    asked = re.compile(r"/xuc/api/2\.0/(config|callbacks)")
    alert = page.locator(".section [role=alert]").first
    for fail, text in (
        (away, "n’atteint pas sa base de données"),
        (broken, "Une erreur s’est produite sur le serveur"),
        (gone, "Le serveur ne répond pas."),
    ):
        await page.route(asked, fail)
        for section in ("queues", "audit", "callbacks", "sockets", "webhooks", "sources"):
            await page.goto(address(demo, f"#{section}"))
            await expect(alert).to_contain_text(text)
            await expect(page.get_by_text("Chargement…")).to_have_count(0)
        await page.unroute(asked)
    assert await window.accessible() == []
    await shot(page, "admin-sources-unreachable")
    for section in ("queues", "audit", "callbacks"):
        await page.route(asked, away)
        await page.goto(address(demo, f"#{section}"))
        await alert.wait_for()
        await shot(page, f"admin-{section}-away")
        await page.unroute(asked)
        await alert.get_by_role("button", name="Réessayer").press("Enter")
        await alert.wait_for(state="detached")
        await page.locator(".section [role=status]").get_by_text(re.compile(r"\d")).wait_for()


async def test_what_programs_say_of_calls_is_shown_live_found_and_saved(
    demo: Running, open_window: OpenWindow, shot: Shot
) -> None:
    page = (await administrator(demo, open_window, "#realtime")).page
    await page.get_by_text("No program has said anything yet.").wait_for()
    channel = {"queue": "blue", "agentname": "Alice", "callernum": "+33611", "event": "up"}
    refusals: list[object] = []
    for number in ("4711", "4712"):
        demo.engine.add_realtime(
            {
                "type": f"Orders {number[-1]}",
                "channel": channel,
                "reference": number,
                "url": f"https://crm.example/{number}",
            },
            refusals.append,
        )
    link = page.get_by_role("link", name="4712")
    await expect(link).to_have_attribute("href", "https://crm.example/4712")
    await expect(page.get_by_role("row")).to_have_count(3)
    assert refusals == [None, None]
    await shot(page, "admin-realtime")
    await page.get_by_label("Search").fill("4711 alice")
    await expect(page.get_by_role("row")).to_have_count(2)
    async with page.expect_download() as saved:
        await page.get_by_role("button", name="Save as CSV").click()
    text = (await (await saved.value).path()).read_text(encoding="utf-8")
    assert '"Orders 1","blue","Alice","\'+33611","up","4711","https://crm.example/4711"' in text
    await page.set_viewport_size({"width": 360, "height": 800})
    box = await page.get_by_role("link", name="4711").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360
    await shot(page, "admin-realtime-narrow")
    await page.get_by_label("Search").fill("nobody")
    await page.get_by_text("Nothing matches.").wait_for()


async def test_an_integration_is_made_tried_out_saved_and_read_again(
    demo: Running, open_window: OpenWindow, shot: Shot
) -> None:
    window = await administrator(demo, open_window, "#integrations")
    window.expected.append(re.compile(REFUSED))
    page = window.page
    await page.get_by_role("button", name="New").click()
    await page.get_by_label("Name").fill("Orders")
    trial, editor = page.locator(".editor admin-trial"), page.locator(".editor")
    await page.get_by_label("Address").fill("crm.example/{callernum}")
    await trial.get_by_role("button", name="Try it out").click()
    await trial.get_by_role("alert").wait_for()
    await page.get_by_label("Address").fill("https://crm.example/{callernum}")
    await trial.get_by_role("button", name="Try it out").press("Enter")
    await editor.get_by_text("the agent at PJSIP/1007: https://crm.example/%2B33611223344").wait_for()
    await expect(trial.get_by_role("alert")).to_have_count(0)
    await trial.locator("summary").press("Enter")
    await expect(trial.locator("pre")).to_contain_text('"callernum": "+33611223344"')
    assert await window.accessible() == []
    await shot(page, "admin-integration-tried")
    assert not demo.engine.core.world.directory.integrations
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.locator(".editor").wait_for(state="detached")
    await page.goto(address(demo, "#integrations-at-work"))
    await page.get_by_text("No program is connected.").wait_for()
    await page.get_by_role("button", name="Try it out").click()
    await page.get_by_text("https://crm.example/%2B33611223344").wait_for()
    async with Host(PLUGINS, demo.engine, time.time) as host:
        demo.engine.plugins = host
        await page.get_by_role("button", name="Look again").click()
        broken = page.locator("[data-plugin=broken]")
        host.tell(StepTold(Step.UP, {"event": "up", "uniqueid": "1.1", "queue": "blue", "callernum": "+33699"}))
        async with asyncio.timeout(30):
            while not demo.engine.runs("plugin:crm") or host.states()[1].status != "unfit":
                await asyncio.sleep(0.01)
        await page.get_by_role("button", name="Look again").click()
        await broken.get_by_text("missing required field").wait_for()
        await page.get_by_text("1 failed").wait_for()
        await page.locator("admin-integrations select").select_option(label="crm")
        await page.get_by_text("the webhook: cannot be reached").last.wait_for()
        await page.get_by_role("button", name="Begin broken again").click()
        await page.get_by_text("broken is begun again.").wait_for()
        await shot(page, "admin-integrations")
        await page.set_viewport_size({"width": 360, "height": 800})
        await shot(page, "admin-integrations-narrow")
        await page.set_viewport_size({"width": 1280, "height": 900})
    demo.engine.plugins = None
    async with page.expect_download() as saved:
        await page.get_by_role("button", name="Save all as a file").click()
    path = await (await saved.value).path()
    await page.locator("input[type=file]").set_input_files(path)
    await page.get_by_text("The file has been read.").wait_for()
    assert [each.name for each in demo.engine.core.world.directory.integrations] == ["Orders"]


async def test_a_callback_is_written_down_and_its_number_forgotten_by_keyboard(
    demo: Running, open_window: OpenWindow, shot: Shot
) -> None:
    window = await administrator(demo, open_window, "#callbacks")
    window.expected.append(re.compile(REFUSED))
    page = window.page
    await page.locator(".tools").get_by_role("button", name="New").press("Enter")
    await page.locator("dialog input[name=lastName]").fill("Ŝtormo")
    await page.get_by_role("button", name="Save").press("Enter")
    await page.locator("dialog [role=alert]").get_by_text("phoneNumber").wait_for()
    assert await window.accessible() == []
    await page.locator("dialog input[name=phoneNumber]").fill("06 12 34 56 78")
    await page.keyboard.press("Enter")
    await page.locator("dialog").wait_for(state="detached")
    await page.get_by_role("searchbox").fill("stormo")
    await page.get_by_role("status").get_by_text("1 entry").wait_for()
    await page.get_by_role("button", name="Ŝtormo").click()
    await page.locator("dialog select[name=periodUuid]").select_option("Afternoon")
    await shot(page, "admin-callback-form")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("cell", name="Afternoon").wait_for()

    table = "phoneNumber;dueDate\n0612345678;2099-02-30\n"
    await page.locator("input[name=table]").set_input_files(
        files=[{"name": "a.csv", "mimeType": "text/csv", "buffer": table.encode()}]
    )
    await page.get_by_role("button", name="Try it").click()
    await page.get_by_text("2099-02-30").wait_for()
    await shot(page, "admin-callback-table")

    await page.goto(address(demo, "#privacy"))
    await page.get_by_label("Telephone number").fill("+33612345678")
    await page.keyboard.press("Enter")
    await page.get_by_role("row", name="Requests to be called back").wait_for()
    await page.get_by_role("button", name="Forget this number").press("Enter")
    assert await window.accessible() == []
    await shot(page, "admin-privacy-question")
    await page.get_by_role("button", name="Yes, forget it").press("Enter")
    await page.get_by_text("Nothing is kept of this number.").wait_for()
    await page.goto(address(demo, "#audit"))
    await page.get_by_text("A telephone number was forgotten").wait_for()
    assert "345678" not in await page.locator(".section").inner_text()
