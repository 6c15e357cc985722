"""Every method of the documents called in a real browser, and the event that belongs to it: on the demo all of them, on
the real Asterisk those of the telephone. What each does to the last detail is in the scenarios of `tests/contract`."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from jackfield.app import Running
from tests.asterisk.conftest import Office
from tests.browser.conftest import OpenWindow
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneFactory
from tests.support.web_phone import page_server

OBEDIENT = "Yealink SIP-T46S 66.86.0.15"
TOLD = """([type, wanted]) => {
    const place = told.findIndex((each) => each.type === type
        && Object.entries(wanted).every(([key, value]) => each.event[key] === value));
    return place >= 0 && (told.splice(place, 1)[0].event ?? true);
}"""


class Program:
    """A page of an integrator with the whole library, signed in."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def told(self, event: str, **wanted: object) -> Any:
        """The next event of this type with these fields, waited for."""
        return await (await self.page.wait_for_function(TOLD, arg=[event, wanted], timeout=15_000)).json_value()

    async def does(self, call: str, event: str = "", /, **wanted: object) -> Any:
        """Calls a method, which is not refused, and waits for its event. A busy PBX may say nothing of it in time."""
        result = await self.page.evaluate(f"async () => await {call}")
        assert result["status"] in ("done", "unknown"), (call, result)
        return await self.told(event, **wanted) if event else None


async def enter(open_window: OpenWindow, address: str, login: str) -> Program:
    page = (await open_window(address)).page
    await page.evaluate("login => enter(login)", login)
    return Program(page)


async def telephones(alice: Program, bruno: Program, chloe: Program) -> None:
    """Alice, Bruno and Chloé call one another by buttons."""
    await alice.does("Cti.dial('1002', {var1: 'value 1'})", "PhoneEvent", eventType="EventDialing")
    ringing = await bruno.told("PhoneEvent", eventType="EventRinging", otherDN="1001")
    assert ringing["userData"]["USR_var1"] == "value 1"
    await bruno.does("Cti.answer()", "PhoneEvent", eventType="EventEstablished")
    await alice.told("PhoneEvent", eventType="EventEstablished")
    await alice.told("PhoneStatusUpdate", status="CALLING")
    current = await alice.does("Cti.getCurrentCallsPhoneEvents()", "CurrentCallsPhoneEvents")
    assert [event["otherDN"] for event in current["events"]] == ["1002"]
    await alice.does("Cti.hold()", "PhoneEvent", eventType="EventOnHold")
    await alice.does("Cti.hold()", "PhoneEvent", eventType="EventEstablished")
    await alice.does("Cti.setData({var2: 'with space'})")
    await alice.does("Cti.attendedTransfer('1003')")
    await chloe.told("PhoneEvent", eventType="EventRinging")
    await chloe.does("Cti.answer()", "PhoneEvent", eventType="EventEstablished")
    await alice.told("PhoneEvent", eventType="EventEstablished", otherDN="1003")
    await alice.does("Cti.completeTransfer()", "PhoneEvent", eventType="EventReleased")
    await bruno.does("Cti.directTransfer('1001')", "PhoneEvent", eventType="EventReleased")
    await alice.told("PhoneEvent", eventType="EventRinging")
    await alice.does("Cti.answer()", "PhoneEvent", eventType="EventEstablished")
    await alice.does("Cti.hangup()", "PhoneEvent", eventType="EventReleased", otherDN="1003")
    await chloe.told("PhoneEvent", eventType="EventReleased")
    for call in ("originate('1002')", "dialByUsername('bruno', {var1: 'again'})"):
        await alice.does(f"Cti.{call}")
        await bruno.told("PhoneEvent", eventType="EventRinging")
        await bruno.does("Cti.answer()", "PhoneEvent", eventType="EventEstablished")
        await alice.told("PhoneEvent", eventType="EventEstablished", otherDN="1002")
        if "again" in call:
            await alice.does("Cti.attendedTransfer('1003')", "PhoneEvent", eventType="EventDialing", otherDN="1003")
            await chloe.told("PhoneEvent", eventType="EventRinging")
            await alice.does("Cti.cancelTransfer()")
            await chloe.told("PhoneEvent", eventType="EventReleased")
            await alice.told("PhoneEvent", eventType="EventEstablished", otherDN="1002")
        await bruno.does("Cti.hangup()", "PhoneEvent", eventType="EventReleased")
        await alice.told("PhoneEvent", eventType="EventReleased", otherDN="1002")
    for method, key in (("naFwd", "naFwd"), ("uncFwd", "uncFwd"), ("busyFwd", "busyFwd")):
        await bruno.does(f"Cti.{method}('1003', true)", "UserConfigUpdate", **{f"{key}Enabled": True})
        await bruno.does(f"Cti.{method}('1003', false)", "UserConfigUpdate", **{f"{key}Enabled": False})
    await bruno.does("Cti.dnd(true)", "UserConfigUpdate", dndEnabled=True)
    await bruno.does("Cti.dnd(false)", "UserConfigUpdate", dndEnabled=False)
    await alice.does("Cti.subscribeToPhoneHints(['1002'])", "PhoneHintStatusEvent", number="1002", status=0)
    await alice.does("Cti.unsubscribeFromAllPhoneHints()")
    for call in ("getUserCallHistory(7)", "getUserCallHistoryByDays(7)", "getQueueCallHistory('bl', 7)"):
        await alice.does(f"Cti.{call}", "CallHistory")


async def test_the_telephone_on_the_real_asterisk(
    asterisk: Asterisk, phones: PhoneFactory, open_window: OpenWindow, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        url = await Office(asterisk, phones, tmp_path, stack).open()
        await phones("1001", "1002", "1003", mode="header", user_agent=OBEDIENT, obeys_notify=True)
        address = await stack.enter_async_context(page_server(url))
        programs = [await enter(open_window, address, login) for login in ("alice", "bruno", "chloe")]
        for program in programs:
            await program.told("PhoneStatusUpdate", status="AVAILABLE")
        await telephones(*programs)


async def test_all_of_them_on_the_demo(demo: Running, open_window: OpenWindow) -> None:
    async with page_server(f"http://127.0.0.1:{demo.port}") as address:
        alice, bruno, chloe = [await enter(open_window, address, login) for login in ("alice", "bruno", "chloe")]
        await telephones(alice, bruno, chloe)
        await directory(alice)
        erin = await enter(open_window, address, "erin")
        await erin.does("Cti.dialFromMobile('1002', {var1: 'mobile'})")
        ringing = await bruno.told("PhoneEvent", eventType="EventRinging")
        assert ringing["userData"]["USR_var1"] == "mobile"
        await bruno.does("Cti.answer()", "PhoneEvent", eventType="EventEstablished")
        await bruno.does("Cti.hangup()", "PhoneEvent", eventType="EventReleased")
        await agents(alice, bruno)
        await callbacks(alice)
        await alice.does("Membership.setUserDefaultMembership(1, [{queueId: 1, penalty: 1}])")
        await alice.does("Membership.setUsersDefaultMembership([1, 2], [{queueId: 2, penalty: 0}])")
        told = await alice.does("Membership.getUserDefaultMembership(1)", "UserQueueDefaultMembership", userId=1)
        assert told["membership"]
        await alice.does("Membership.applyUsersDefaultMembership([1])")
        assert await alice.page.evaluate("told.filter(({type}) => type === 'Error' || type === 'AgentError')") == []


async def directory(alice: Program) -> None:
    found = await alice.does("Cti.directoryLookUp('Bruno')", "DirectoryResult")
    [entry] = found["entries"]
    contact = f"'{entry['contact_id']}', '{entry['source']}'"
    await alice.does("Cti.searchDirectory('Bruno')", "DirectoryResult")
    await alice.does(f"Cti.addFavorite({contact})", "FavoriteUpdated", action="Added")
    assert (await alice.does("Cti.getFavorites()", "Favorites"))["entries"]
    await alice.does(f"Cti.removeFavorite({contact})", "FavoriteUpdated", action="Removed")
    await alice.does("Cti.changeUserStatus('available')")


async def agents(alice: Program, bruno: Program) -> None:
    for kind, event in (
        ("queue", "QueueList"),
        ("agent", "AgentList"),
        ("queuemember", "QueueMemberList"),
        ("agentgroup", "AgentGroupList"),
    ):
        await alice.does(f"Cti.getList('{kind}')", event)
    await alice.does("Cti.subscribeToQueueStats()", "QueueStatistics")
    await alice.does("Cti.subscribeToAgentStats()", "AgentStatistics")
    await alice.does("Cti.subscribeToQueueCalls(1)", "QueueCalls", queueId=1)
    await alice.does("Cti.unSubscribeToQueueCalls(1)")
    await alice.does("Cti.loginAgent('1001')", "AgentStateEvent", name="AgentReady", agentId=1)
    await alice.does("Cti.pauseAgent()", "AgentStateEvent", name="AgentOnPause", agentId=1)
    await alice.does("Cti.unpauseAgent()", "AgentStateEvent", name="AgentReady", agentId=1)
    await alice.does("Cti.toggleAgentLogin()", "AgentStateEvent", name="AgentLoggedOut", agentId=1)
    await alice.does("Cti.toggleAgentLogin()", "AgentStateEvent", name="AgentReady", agentId=1)
    await alice.does("Cti.setAgentQueue(1, 3, 2)", "QueueMember", agentId=1, queueId=3, penalty=2)
    await alice.does("Cti.removeAgentFromQueue(1, 3)", "QueueMember", agentId=1, queueId=3, penalty=-1)
    assert (await alice.does("Cti.getAgentDirectory()", "AgentDirectory"))["directory"]
    await alice.does("Cti.getAgentCallHistory(7)", "CallHistory")
    await bruno.does("Cti.dial('3001')")
    await alice.told("PhoneEvent", eventType="EventRinging", queueName="blue")
    await alice.does("Cti.answer()", "AgentStateEvent", name="AgentOnCall", agentId=1)
    await alice.does("Cti.monitorPause(1)", "AgentStateEvent", monitorState="PAUSED")
    await alice.does("Cti.monitorUnpause(1)", "AgentStateEvent", monitorState="ACTIVE")
    await bruno.does("Cti.hangup()")
    await alice.told("PhoneEvent", eventType="EventReleased")
    await alice.does("Cti.logoutAgent()", "AgentStateEvent", name="AgentLoggedOut", agentId=1)
    await alice.does("Cti.loginAgent('1001', 1)", "AgentStateEvent", name="AgentReady", agentId=1)


async def callbacks(alice: Program) -> None:
    lists = await alice.does("Callback.getCallbackLists()", "CallbackLists")
    first, second = lists[0]["callbacks"][:2]
    await alice.does(f"Callback.takeCallback('{first['uuid']}')", "CallbackTaken", uuid=first["uuid"])
    await alice.does(f"Callback.releaseCallback('{first['uuid']}')", "CallbackReleased", uuid=first["uuid"])
    await alice.does(f"Callback.takeCallback('{second['uuid']}')", "CallbackTaken", uuid=second["uuid"])
    started = await alice.does(f"Callback.startCallback('{second['uuid']}', '9000')", "CallbackStarted")
    ticket = started["ticketUuid"]
    await alice.told("PhoneEvent", eventType="EventEstablished", otherDN="9000")
    await alice.does("Cti.hangup()")
    later = f"Callback.updateCallbackTicket('{ticket}', 'Callback', 'later', '2030-01-01')"
    await alice.does(later, "CallbackRequestUpdated")
    await alice.does(f"Callback.takeCallback('{second['uuid']}')")
    closed = f"Callback.updateCallbackTicket('{second['uuid']}', 'Answered', 'Zoé said yes')"
    await alice.does(closed, "CallbackClotured", uuid=second["uuid"])
