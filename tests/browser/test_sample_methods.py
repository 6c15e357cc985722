"""Every button of the sample pages for the phone: pressed in one go, seen in the live view and in the log."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, Page, expect

from jackfield.app import Running
from jackfield.telephony.simulator import Simulator
from tests.browser.conftest import OpenWindow
from tests.support.browser import knock

REQUIRED = frozenset(
    "dial dialFromMobile dialByUsername dialFromQueue originate hangup answer hold directTransfer attendedTransfer "
    "completeTransfer cancelTransfer conference setData getCurrentCallsPhoneEvents dnd naFwd uncFwd busyFwd "
    "subscribeToPhoneHints unsubscribeFromAllPhoneHints changeUserStatus".split()
)
"""Protocol section 3.1, and the user's status of 5.4."""


class Sample:
    """The page of somebody who presses one button after another."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed: set[str] = set()

    async def unfold(self) -> None:
        """All groups of methods are open."""
        await self.page.locator("details.group").first.wait_for()
        await self.page.evaluate("document.querySelectorAll('details.group').forEach((one) => { one.open = true; })")

    def calls(self, state: str) -> Locator:
        return self.page.locator(f'.call[data-state="{state}"]')

    async def press(self, name: str, kind: str = "", **typed: str | bool) -> None:
        """Its outcome is said beside it; an event of this kind, if one is named, is in the log since."""
        self.pressed.add(name)
        log = self.page.locator("sample-log")
        await log.get_by_role("button", name="Clear", exact=True).click()
        form = self.page.locator(f'[data-method="Cti.{name}"]').first
        for field, value in typed.items():
            if isinstance(value, bool):
                await form.locator(f"input[name={field}]").set_checked(value)
            else:
                await form.locator(f"input[name={field}]").fill(value)
        await form.get_by_role("button").click()
        await expect(form.locator(".outcome")).to_have_text("done")
        if kind:
            await expect(log.locator(".frame.received .kind", has_text=re.compile(f"^{kind}")).first).to_be_visible()


@pytest.fixture
async def erin(demo: Running, open_window: OpenWindow) -> Sample:
    """Erin, who has a mobile, is signed in; whoever she calls rings until somebody answers."""
    for phone in pbx_of(demo).pbx.phones.values():
        phone.behave("ring")
    window = await open_window(f"http://127.0.0.1:{demo.port}/sample")
    await knock(window.page, "erin")
    await window.page.locator(".strip .me strong").wait_for()
    sample = Sample(window.page)
    await sample.unfold()
    return sample


async def answers(pbx: Simulator, number: str) -> None:
    """As soon as it rings."""
    phone = pbx.phone(number)
    async with asyncio.timeout(10):
        while not any(call.outgoing is not None for call in phone.calls):
            await asyncio.sleep(0.02)
    phone.answer()


def pbx_of(demo: Running) -> Simulator:
    assert demo.simulator is not None
    return demo.simulator


async def test_every_button_of_the_phone_works_and_is_seen(demo: Running, erin: Sample) -> None:
    page, pbx = erin.page, pbx_of(demo)
    one, none = expect(erin.calls("Established")), expect(page.locator(".call"))
    held = expect(erin.calls("OnHold"))

    # calls
    await erin.press("dial", "PhoneEvent", destination="9000", variables='{"customer":"4711"}')
    await one.to_have_count(1)
    await page.get_by_text("Attached data").click()
    await expect(page.locator(".call dl")).to_contain_text("4711")
    await erin.press("getCurrentCallsPhoneEvents", "CurrentCallsPhoneEvents")
    await erin.press("hangup", "PhoneEvent")
    await none.to_have_count(0)
    await erin.press("originate", "PhoneEvent", destination="1002")
    await expect(erin.calls("Dialing")).to_have_count(1)
    await erin.press("hangup", "PhoneEvent")
    await none.to_have_count(0)
    await erin.press("dialFromMobile", "PhoneEvent", destination="9000")
    await one.to_have_count(1)
    await erin.press("hangup", "PhoneEvent")
    await none.to_have_count(0)
    await erin.press("dialByUsername", "PhoneEvent", username="bruno")
    await answers(pbx, "1002")
    await one.to_have_count(1)
    await erin.press("setData", variables='{"order":"A 17"}')
    await erin.press("hold", "PhoneEvent")
    await held.to_have_count(1)
    await page.get_by_text("Attached data").click()
    await expect(page.locator(".call dl")).to_contain_text("A 17")
    await erin.press("hold", "PhoneEvent")
    await one.to_have_count(1)

    # transfers
    await erin.press("attendedTransfer", "PhoneEvent", destination="1003")
    await answers(pbx, "1003")
    await held.to_have_count(1)
    await one.to_have_count(1)
    await erin.press("cancelTransfer", "PhoneEvent")
    await held.to_have_count(0)
    await one.to_have_count(1)
    await erin.press("attendedTransfer", "PhoneEvent", destination="1003")
    await answers(pbx, "1003")
    await one.to_have_count(1)
    await erin.press("conference", "PhoneEvent")
    await held.to_have_count(0)
    await erin.press("hangup", "PhoneEvent")
    await none.to_have_count(0)
    pbx.phone("1003").hang_up()  # the other two talk on
    pbx.phone("1003").dial("1005")
    await expect(erin.calls("Ringing")).to_have_count(1)
    await erin.press("answer", "PhoneEvent")
    await one.to_have_count(1)
    await erin.press("attendedTransfer", "PhoneEvent", destination="1004")
    await answers(pbx, "1004")
    await held.to_have_count(1)
    await one.to_have_count(1)
    await erin.press("completeTransfer", "PhoneEvent")
    await none.to_have_count(0)
    pbx.phone("1003").hang_up()
    pbx.phone("1002").dial("1005")
    await expect(erin.calls("Ringing")).to_have_count(1)
    await erin.press("answer", "PhoneEvent")
    await one.to_have_count(1)
    await erin.press("directTransfer", "PhoneEvent", destination="1001")
    await none.to_have_count(0)

    # presence
    lamp = page.locator('.lamp-card[data-number="1001"]')
    await erin.press("subscribeToPhoneHints", "PhoneHintStatusEvent", phoneNumbers="1001 1002")
    await expect(lamp).to_contain_text("Ringing")
    pbx.phone("1002").hang_up()
    await expect(lamp).to_contain_text("Free")
    await erin.press("unsubscribeFromAllPhoneHints")
    pbx.phone("1002").dial("1005")
    await expect(erin.calls("Ringing")).to_have_count(1)
    kinds = await page.locator("sample-log .frame.received .kind").all_inner_texts()
    assert not [kind for kind in kinds if kind.startswith("PhoneHint")]
    await erin.press("hangup", "PhoneEvent")
    await none.to_have_count(0)

    # services and status
    switched = {"dnd": "Do not disturb", "uncFwd": "Forward always", "busyFwd": "Forward when busy",
                "naFwd": "Forward when nobody answers"}  # fmt: skip
    for name, label in switched.items():
        typed = {} if name == "dnd" else {"destination": "1003"}
        for state in (True, False):
            await erin.press(name, "UserConfigUpdate", state=state, **typed)
            await expect(page.get_by_role("switch", name=label)).to_be_checked(checked=state)
    await erin.press("changeUserStatus", "UserStatusUpdate", statusName="away")
    await expect(page.locator("select[name=status]")).to_have_value("away")

    # the queue's call: the other page, without signing in again
    await page.goto(f"http://127.0.0.1:{demo.port}/sample/agents")
    await erin.unfold()
    await erin.press("loginAgent", "AgentStateEvent", agentPhoneNumber="1004", agentId="4")
    await erin.press("dialFromQueue", "AgentStateEvent", destination="9000", queueId="3")
    await expect(page.locator('[data-agent="2004"]')).to_contain_text("On a call")

    assert erin.pressed >= REQUIRED
