"""Follows a tutorial of the documents click by click: its sentences say what to do, and this does it.

    Open `/desk`                            in the window that the step is about
    Click **Answer**                        a button, tab, choice, option or menu with this text or name
    Click your state / your name            the two menus of the desk, whose texts change
    Type `text` into **Field**              by the field's label; `x` into **A** and `y` into **B** is two
    Choose **option** in **Field**
    Reload the page
    You see **text**
    In the other window, ...                until the end of the step, but for sentences that say `in your page`;
                                            all else is in the reader's own window

Whatever else a step says is for the reader.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from playwright.async_api import Locator, Page, expect

STEP = re.compile(r"^\d+\. (.*?)(?=^\d+\. |^#|^$)", re.MULTILINE | re.DOTALL)
SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z])")
ACT = re.compile(
    r"open `(?P<open>[^`]+)`"
    r"|click your (?P<menu>state|name)"
    r"|click \*\*(?P<click>[^*]+)\*\*"
    r"|`(?P<typed>[^`]+)` into \*\*(?P<field>[^*]+)\*\*"
    r"|choose \*\*(?P<option>[^*]+)\*\* in \*\*(?P<select>[^*]+)\*\*"
    r"|(?P<reload>reload the page)"
    r"|you see \*\*(?P<see>[^*]+)\*\*",
    re.IGNORECASE,
)
MENUS = {"state": ".menu.state > summary", "name": ".menu.me > summary"}


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do; `said` is the sentence, for whoever reads why it failed."""

    said: str
    elsewhere: bool
    what: dict[str, str]


def acts(document: Path) -> Iterator[Act]:
    """All that a document says to do, in order."""
    for step in STEP.finditer(document.read_text(encoding="utf-8")):
        elsewhere = False
        for sentence in SENTENCE.split(" ".join(step[1].split())):
            elsewhere = elsewhere or sentence.startswith("In the other window")
            for match in ACT.finditer(sentence):
                what = {name: text for name, text in match.groupdict().items() if text}
                yield Act(said=sentence, elsewhere=elsewhere and "in your page" not in sentence, what=what)


async def follow(document: Path, base: str, own: Page, other: Page) -> int:
    """Does all of it in two windows; how many acts there were."""
    count = 0
    for act in acts(document):
        try:
            await perform(act, base, other if act.elsewhere else own)
        except AssertionError as error:
            raise AssertionError(f"{act.said}\n{error}") from None
        count += 1
    return count


async def perform(act: Act, base: str, page: Page) -> None:
    await page.bring_to_front()
    match act.what:
        case {"open": path}:
            await page.goto(f"{base}{path}")
        case {"menu": menu}:
            await page.locator(MENUS[menu]).click()
        case {"click": name}:
            await clickable(page, name).click()
        case {"typed": text, "field": name}:
            await page.get_by_label(name, exact=True).first.fill(text)
        case {"option": option, "select": name}:
            await page.get_by_role("combobox", name=name, exact=True).select_option(label=option)
        case {"reload": _}:
            await page.reload()
        case {"see": text}:
            await expect(page.get_by_text(text).locator("visible=true").first).to_be_visible(timeout=10_000)
        case _:
            raise AssertionError(f"nobody knows how to do {act.what}")


def clickable(page: Page, name: str) -> Locator:
    """The first thing that is seen and has this name."""
    found = page.get_by_role("button", name=name, exact=True)
    found = found.or_(page.get_by_role("tab", name=re.compile(rf"^{re.escape(name)}\b")))
    found = found.or_(page.get_by_role("option", name=re.compile(re.escape(name))).and_(page.locator("li")))
    found = found.or_(page.locator("label.choice").get_by_text(name, exact=True))
    found = found.or_(page.get_by_role("link", name=name, exact=True))
    found = found.or_(page.locator("button.agent").filter(has=page.get_by_text(name, exact=True)))
    return found.locator("visible=true").first
