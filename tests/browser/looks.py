"""Every look of a page: three widths, two languages, light and dark. Whether all fits and can be read; and pictures.

    await look(window, shot, "desk-ready")

Pictures are taken where JACKFIELD_TEST_SCREENSHOTS names a folder (see `shot`): `desk-ready-360-fr-dark.png` and so on.
Afterwards the window is as it was opened: 1280 wide, in English, light.
"""

import os
import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Shot
from tests.support.browser import Window
from tests.support.cable import Cable

WIDTHS = (360, 768, 1280)
LANGUAGES = ("fr", "en")
HEIGHT = 900

SPEAK = """language => {
    const select = document.querySelector('jf-frame').shadowRoot.querySelector('select[name=language]');
    if (select.value !== language) {
        select.value = language;
        select.dispatchEvent(new Event('change'));
    }
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""

CUT = """() => {
    const found = [];
    const pen = document.createElement('canvas').getContext('2d');
    const widthOf = (field) => {
        pen.font = getComputedStyle(field).font;
        return pen.measureText(field.placeholder).width;
    };
    const room = (field) => {
        const { paddingLeft, paddingRight } = getComputedStyle(field);
        return field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    };
    const inside = (root) => {
        for (const element of root.querySelectorAll('*')) {
            if (element.shadowRoot) inside(element.shadowRoot);
            if (element.matches('input') && element.checkVisibility() && widthOf(element) > room(element) + 1)
                found.push(element.placeholder);
            const stacked = innerWidth < 832 && element.matches('.scrolls:has(> .stacks)');
            if (stacked && element.scrollWidth > element.clientWidth)
                found.push(element.ariaLabel ?? 'a table of records');
            if (!element.matches('button, summary, a.tab, a.button, .chip, th, dt, h1, h2, h3, legend, label > span'))
                continue;
            if (element.closest('.only-heard, .skip') || !element.checkVisibility({ checkVisibilityCSS: true }))
                continue;
            const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
            if (!scrolls && element.scrollWidth > element.clientWidth + 1)
                found.push(element.textContent.trim().slice(0, 40));
        }
    };
    inside(document);
    return found;
}"""
"""Texts of buttons, headings, labels and empty fields that are wider than their place, and narrow tables of records."""

STILL = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    const moving = (root) => [
        ...root.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity),
        ...[...root.querySelectorAll('*')].flatMap((each) => (each.shadowRoot ? moving(each.shadowRoot) : [])),
    ];
    await Promise.all(moving(document).map((each) => each.finished.catch(() => undefined)));
}"""
"""Colours that change fade over; what is half way cannot be judged."""

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def look(window: Window, shot: Shot, name: str) -> None:
    """Goes through all looks; the last one is the one that the window began with."""
    page = window.page
    photographed = "JACKFIELD_TEST_SCREENSHOTS" in os.environ
    if photographed:  # a telephone's scrollbar takes no place
        tools = await page.context.new_cdp_session(page)
        await tools.send("Emulation.setScrollbarsHidden", {"hidden": True})
    for language in LANGUAGES:
        for width in WIDTHS:
            await become(page, language, width)
            where = f"{name}, {language}, {width} px"
            assert not await page.evaluate(WIDER), f"{where}: wider than the window"
            cut = await page.evaluate(CUT)
            assert not cut, f"{where}: cut off: {cut}"
            for dark in (True, False) if photographed else ():
                await page.emulate_media(color_scheme="dark" if dark else "light")
                await page.evaluate("scrollTo(0, 0)")
                await shot(page, f"{name}-{width}-{language}-{'dark' if dark else 'light'}")
    for scheme, rules in (("dark", ("color-contrast",)), ("light", ())):
        await page.emulate_media(color_scheme=scheme)
        await page.evaluate(STILL)
        wrong = await window.accessible(*rules)
        assert not wrong, f"{name}, {scheme}: {wrong}"


async def look_cut_off(window: Window, cable: Cable, shot: Shot, name: str) -> None:
    """The looks without a network and without a server; afterwards both are back."""
    page = window.page
    window.expected.append(re.compile("ERR_INTERNET_DISCONNECTED"))
    await page.context.set_offline(True)
    await page.locator('[data-banner="offline"]').wait_for()
    await look(window, shot, f"{name}-offline")
    await page.context.set_offline(False)
    await cable.cut()
    await page.locator('[data-banner="reconnecting"]').wait_for()
    await look(window, shot, f"{name}-reconnecting")
    cable.mend()
    await expect(page.locator("[data-banner]")).to_have_count(0, timeout=20_000)


async def become(page: Page, language: str, width: int) -> None:
    """Another width and language, as a reader changes them; what he is typing stays."""
    await page.set_viewport_size({"width": width, "height": HEIGHT})
    await page.evaluate(SPEAK, language)
