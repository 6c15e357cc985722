"""Administrators see who is told of calls and who is away, stop it, and try it again; and whose contacts lack."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec import structs
from playwright.async_api import expect

from jackfield.app import Running, running
from jackfield.config import CsvContacts, SqlContacts, Webhooks
from tests.browser.conftest import OpenWindow, Shot
from tests.browser.test_admin import address
from tests.end_to_end.conftest import demo_config
from tests.support.browser import knock
from tests.support.client import until_ready
from tests.support.webhook import SECRET, WebhookReceiver


@pytest.fixture
async def receiver() -> AsyncIterator[WebhookReceiver]:
    made = WebhookReceiver()
    await made.start()
    await made.stop()
    yield made
    await made.stop()


@pytest.fixture
async def demo(tmp_path: Path, receiver: WebhookReceiver) -> AsyncIterator[Running]:
    """A demo that tells somebody who is away, and reads a file that is there and a database that is not."""
    crm = tmp_path / "crm.csv"
    crm.write_text("lastname,number\nQuellmann,0199776655\n")
    config = structs.replace(
        demo_config(tmp_path / "data"),
        webhooks=Webhooks(urls=(receiver.url,), secret=SECRET),
        csv_contacts=CsvContacts(file=str(crm), name="crm"),
        sql_contacts=SqlContacts(url="sqlite:////nowhere/at/all", query="SELECT 1", name="erp"),
    )
    async with running(config) as started:
        await until_ready(f"http://127.0.0.1:{started.port}")
        yield started


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (360, "fr")])
async def test_a_receiver_is_stopped_and_tried_again(
    demo: Running, receiver: WebhookReceiver, open_window: OpenWindow, shot: Shot, width: int, language: str
) -> None:
    window = await open_window(address(demo, "#webhooks"), width=width, language=language)
    page = window.page
    await knock(page, "root")
    one = page.locator("li[data-receiver]")
    names = ("Pause", "Go on", "Retry now") if language == "en" else ("Suspendre", "Reprendre", "Réessayer")
    pause, go_on, retry = (one.get_by_role("button", name=name) for name in names)
    await expect(one.locator(".how.bad")).to_be_visible()
    await expect(one).to_contain_text("Connection refused")
    await expect(one).not_to_contain_text("not-to-be-shown")
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert await window.accessible() == []
    await shot(page, f"admin-webhooks-{width}-{language}")
    await pause.click()
    await expect(go_on).to_be_visible()
    await expect(retry).to_be_disabled()
    await receiver.start()
    await go_on.click()
    await retry.click()
    await expect(one.locator(".how.good")).to_be_visible()
    await receiver.until(lambda: receiver.statuses("alice"))
    await page.goto(address(demo, "#sources"))
    await expect(page.locator(".outside li").filter(has_text="crm").locator(".how.good")).to_be_visible()
    await expect(page.locator(".outside li").filter(has_text="erp")).to_contain_text("unable to open")
    assert await window.accessible() == []
    await shot(page, f"admin-sources-{width}-{language}")
