"""Administration in a browser: what is made works at once, nobody overwrites another unasked, others stay out."""

import re

import pytest
from playwright.async_api import Page, expect

from jackfield.app import Running
from tests.browser.conftest import OpenWindow, Shot
from tests.support.browser import Window

REFUSED = r"Failed to load resource: the server responded with a status of 4\d\d"
"""What Chromium itself writes when the server refuses something."""


def address(demo: Running, section: str = "") -> str:
    return f"http://127.0.0.1:{demo.port}/admin{section}"


async def sign_in(page: Page, login: str = "root") -> None:
    await page.locator("input[name=login]").fill(login)
    await page.locator("input[name=password]").fill("demo")
    await page.locator(".entrance button").click()


async def administrator(demo: Running, open_window: OpenWindow, section: str = "", **looks: object) -> Window:
    window = await open_window(address(demo, section), **looks)
    await sign_in(window.page)
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


LOOKS = [(360, "fr", True), (360, "en", False), (1280, "en", False), (1280, "fr", True)]


@pytest.mark.parametrize(("width", "language", "dark"), LOOKS)
async def test_it_fits_and_can_be_read(
    demo: Running, open_window: OpenWindow, shot: Shot, width: int, language: str, dark: bool
) -> None:
    window = await open_window(address(demo), width=width, language=language, dark=dark)
    page = window.page
    looks = f"{width}-{language}-{'dark' if dark else 'light'}"
    await page.locator(".entrance").wait_for()
    assert await window.accessible() == []
    await shot(page, f"admin-entrance-{looks}")
    await sign_in(page)
    for section in ("users", "memberships", "statuses", "sheets", "audit"):
        await page.goto(address(demo, f"#{section}"))
        await page.locator(f".sections a[aria-current][href='#{section}']").wait_for(state="attached")
        await page.locator(".section [role=status]").get_by_text(re.compile(r"\d")).wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert await window.accessible() == []
        await shot(page, f"admin-{section}-{looks}")
    for thing in ("users/6", "statuses/lunch", "sheets/1"):
        await page.goto(address(demo, f"#{thing}"))
        await page.locator(".editor admin-form input").first.wait_for()
        assert await window.accessible() == []
        await shot(page, f"admin-{thing.replace('/', '-')}-{looks}")
