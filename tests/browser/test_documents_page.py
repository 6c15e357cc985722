"""An integrator's page made of the documents' own snippets, on a server of its own, works unchanged."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Page

from jackfield.app import Running
from tests.browser.conftest import OpenWindow
from tests.support.browser import ROOT
from tests.support.client import Cti
from tests.support.web_phone import WebPhone

HERE = Path(__file__).parent / "documents"
JQUERY = ROOT / "frontend" / "node_modules" / "jquery" / "dist" / "jquery.js"


@pytest.fixture
async def site(demo: Running) -> AsyncIterator[str]:
    """The address of the integrator's own web server: another origin than Jackfield's."""

    async def serve(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name == "jquery.js":
            return web.Response(text=JQUERY.read_text(encoding="utf-8"), content_type="text/javascript")
        text = (HERE / name).read_text(encoding="utf-8").replace("SERVER", f"127.0.0.1:{demo.port}")
        return web.Response(text=text, content_type="text/html" if name == "page.html" else "text/javascript")

    app = web.Application()
    app.router.add_get("/{name:page.html|snippets.js|jquery.js}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def sign_in(page: Page, login: str, number: str, button: str = "#connect") -> None:
    await page.fill("#username", login)
    await page.fill("#password", "demo")
    await page.fill("#phoneNumber", number)
    await page.click(button)
    await got(page, "loggedOn", {})


async def got(page: Page, kind: str, wanted: dict[str, object]) -> dict[str, Any]:
    """Wait until the page's handler `kind` was given an event with these fields; the event."""
    script = """([kind, wanted]) => {
        const found = received.find(({type, event}) => type === kind
            && Object.entries(wanted).every(([key, value]) => event[key] === value));
        return found && (received.splice(received.indexOf(found), 1), found.event || true);
    }"""
    handle = await page.wait_for_function(script, arg=[kind, wanted])
    event: dict[str, Any] = await handle.json_value()
    return event


async def test_a_call_from_page_to_page(site: str, open_window: OpenWindow) -> None:
    alice = (await open_window(f"{site}/page.html")).page
    bruno = (await open_window(f"{site}/page.html")).page
    await sign_in(alice, "alice", "1001")
    await sign_in(bruno, "bruno", "1002")
    await got(alice, "linkStatus", {"status": "opened"})
    await got(alice, "phoneStatus", {"status": "AVAILABLE"})
    config = await got(alice, "userConfig", {})
    assert config["dndEnabled"] is False
    statuses = await alice.evaluate("received.find(({type}) => type === 'usersStatuses').event")
    assert "available" in [status["name"] for status in statuses]

    await alice.fill("#xuc_destination", "10 02")
    await alice.click("#xuc_dial_btn")
    await got(alice, "phoneEvent", {"eventType": "EventDialing", "otherDN": "1002"})
    await got(bruno, "phoneEvent", {"eventType": "EventRinging", "otherDN": "1001"})
    await bruno.click("#xuc_answer_btn")
    for page in (alice, bruno):
        await got(page, "phoneEvent", {"eventType": "EventEstablished"})
    await alice.click("#xuc_hangup_btn")
    for page in (alice, bruno):
        await got(page, "phoneEvent", {"eventType": "EventReleased"})
        assert not await page.evaluate("received.filter(({type}) => type === 'error')")


async def test_what_the_documents_write_in_their_texts(demo: Running, site: str, open_window: OpenWindow) -> None:
    """With the token of the later documents, debugging switched on, and their quotes as they are printed."""
    window = await open_window(f"{site}/page.html")
    page = window.page
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await sign_in(page, "alice", "1001", "#connect_token")
    await got(page, "rightProfile", {})
    await got(page, "phoneStatus", {"status": "AVAILABLE"})
    bruno = (await open_window(f"{site}/page.html")).page
    await sign_in(bruno, "bruno", "1002")
    await page.evaluate("written.attached()")
    ringing = await got(bruno, "phoneEvent", {"eventType": "EventRinging"})
    assert {"USR_var1": "value 1", "USR_var2": "value 2"}.items() <= ringing["userData"].items()
    await bruno.click("#xuc_answer_btn")
    await got(page, "phoneEvent", {"eventType": "EventEstablished"})
    await page.evaluate("written.data()")
    await page.evaluate("Cti.hold()")  # the data shows in the next event
    held = await got(page, "phoneEvent", {"eventType": "EventOnHold"})
    assert {"USR_var1": "val1", "USR_var2": "val2"}.items() <= held["userData"].items()
    await page.evaluate("written.calls()")
    assert (await got(page, "currentCalls", {}))["events"][0]["userData"] == held["userData"]
    await page.evaluate("Cti.hold()")
    for call, event in (
        ("queueCalls", {"queueCalls": {"queueId": 1}}),
        ("hints", {"phoneHint": {"number": "1002", "status": 1}}),
        ("agents", {"agentConfig": {}}),
        ("groups", {"agentGroupConfig": {}}),
        ("directory", {"agentDirectory": {}}),
        ("statistics", {"agentStatistics": {}}),
        ("people", {"directoryResult": {}}),
    ):
        await page.evaluate(f"written.{call}()")
        for kind, fields in event.items():
            await got(page, kind, fields)
    await page.evaluate("() => { written.noHints(); written.noQueueCalls(); written.ice(); }")
    assert [each["url"] for each in await page.evaluate("xc_webrtc.getIceUrls()")] == [
        "stun:stun.l.google.com:19302", "turn:turn.server.org",
    ]  # fmt: skip
    await page.evaluate("written.noIce()")
    assert await page.evaluate("xc_webrtc.getIceUrls()") == []
    await page.click("#xuc_hangup_btn")
    await got(bruno, "phoneEvent", {"eventType": "EventReleased"})
    assert not await page.evaluate("received.filter(({type}) => type === 'error')")
    assert any(text.startswith('S>>> {"claz":"web"') and '"command":"dial"' in text for text in said)
    assert any(text.startswith("R<<< ") and '"msgType":"PhoneStatusUpdate"' in text for text in said)


async def test_every_button_of_the_documents(demo: Running, site: str, open_window: OpenWindow) -> None:
    """An agent's day by their buttons, and a telephone in the page by their xc_webrtc."""
    alice = (await open_window(f"{site}/page.html")).page
    await sign_in(alice, "alice", "1001")
    for field in ("xuc_agentPhoneNumber", "agentPhoneNumber"):
        await alice.fill(f"#{field}", "1001")
    for button, state in (
        ("login_btn", "AgentReady"),
        ("xuc_pause_btn", "AgentOnPause"),
        ("xuc_unpause_btn", "AgentReady"),
        ("xuc_logout_btn", "AgentLoggedOut"),
        ("xuc_togglelogin_btn", "AgentReady"),
        ("logout_btn", "AgentLoggedOut"),
        ("xuc_login_btn", "AgentReady"),
    ):
        await alice.click(f"#{button}")
        await got(alice, "agentState", {"name": state})
    await alice.click("#xuc_subscribe_to_queue_stats_btn")
    await got(alice, "queueStatistics", {})
    for button in ("agent_call_history", "user_call_history", "user_call_history_by_days"):
        await alice.click(f"#xuc_get_{button}")
        await got(alice, "callHistory", {})

    window = await open_window(f"{site}/page.html")
    await WebPhone(window).allow_microphone()
    wendy = window.page
    await sign_in(wendy, "wendy", "1008")
    await wendy.evaluate("port => xc_webrtc.init('wendy', false, port)", demo.port)
    await got(wendy, "webRtcGeneral", {"type": "Started"})
    await got(wendy, "webRtcRegistration", {"type": "Registered"})
    await wendy.evaluate("xc_webrtc.dial('9000')")
    await got(wendy, "webRtcOutgoing", {"type": "Connected"})
    await wendy.evaluate("xc_webrtc.hold()")
    await got(wendy, "phoneEvent", {"eventType": "EventOnHold"})
    await wendy.evaluate("xc_webrtc.hold()")
    await got(wendy, "webRtcOutgoing", {"type": "Resume"})
    await wendy.evaluate("xc_webrtc.dtmf('5')")
    await wendy.evaluate("Cti.hangup()")
    await got(wendy, "webRtcOutgoing", {"type": "Terminated"})
    await alice.fill("#xuc_destination", "1008")
    await alice.click("#xuc_dial_btn")
    await got(wendy, "webRtcIncoming", {"type": "Ringing"})
    await wendy.evaluate("xc_webrtc.answer()")
    await got(wendy, "webRtcIncoming", {"type": "Connected"})
    await got(alice, "phoneEvent", {"eventType": "EventEstablished"})
    await alice.click("#xuc_hangup_btn")
    await got(wendy, "webRtcIncoming", {"type": "Terminated"})
    for page in (alice, wendy):
        assert not await page.evaluate("received.filter(({type}) => type === 'error' || type === 'agentError')")


async def test_a_page_on_another_origin_logs_in_by_token(demo: Running, site: str, open_window: OpenWindow) -> None:
    """As the ticketing plug-in does: check, then log in, clear the handlers, and set the others inside LoggedOn."""
    window = await open_window(f"{site}/page.html")
    window.expected.append(re.compile("403"))  # a token that is none, as the plug-in finds when its own has expired
    page = window.page
    order = await page.evaluate(
        """async (server) => {
            const bad = await fetch(`http://${server}/xuc/api/2.0/auth/check`,
                {headers: {Authorization: "Bearer gone"}});
            const body = {login: "alice", password: "demo"};
            const headers = {"Content-Type": "application/json"};
            const answer = await fetch(`http://${server}/xuc/api/2.0/auth/login`,
                {method: "POST", headers, body: JSON.stringify(body)});
            const {token} = await answer.json();
            const order = [(await bad.json()).error];
            Cti.clearHandlers();
            Cti.setHandler(Cti.MessageType.LOGGEDON, () => {
                order.push("LoggedOn");
                for (const type of [Cti.MessageType.USERSTATUSES, Cti.MessageType.USERSTATUSUPDATE,
                        Cti.MessageType.USERCONFIGUPDATE, Cti.MessageType.PHONESTATUSUPDATE])
                    Cti.setHandler(type, () => order.push(type));
            });
            Cti.WebSocket.init(`ws://${server}/xuc/api/2.0/cti?token=${token}`, "alice", "1001");
            Callback.init(Cti);
            Membership.init(Cti);
            while (!order.includes("PhoneStatusUpdate")) await new Promise((done) => setTimeout(done, 20));
            return order;
        }""",
        f"127.0.0.1:{demo.port}",
    )
    assert order == [
        "InvalidToken", "LoggedOn", "UsersStatuses", "UserConfigUpdate", "UserStatusUpdate", "PhoneStatusUpdate",
    ]  # fmt: skip
    async with await Cti.connect(f"http://127.0.0.1:{demo.port}", "bruno") as bruno:
        await page.evaluate("Cti.dial('1002', {case: 'Zoé'})")
        ringing = await bruno.phone("EventRinging")
        assert ringing["userData"]["USR_case"] == "Zoé"
