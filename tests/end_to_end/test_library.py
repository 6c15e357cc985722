"""The JavaScript library as it is served, on Node, against real servers: calls, cut links, killed servers, tokens."""

import asyncio
import contextlib
import gzip
import random
import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from jackfield.app import Running
from tests.support.cable import Cable
from tests.support.client import Cti, process, until_ready
from tests.support.installation import closed_port, config_file, people, simulated_pbx
from tests.support.page import LIBRARY, PATIENCE, ROOT, Page, node, page

pytestmark = [pytest.mark.process]


async def signed_in(page: Page, base: str, login: str = "alice", **more: str) -> str:
    """Open the library's link with a fresh token; the token."""
    async with aiohttp.ClientSession() as http:
        token = await Cti.token(http, base, login)
    page.init(f"{base.replace('http', 'ws')}/xuc/api/2.0/cti?token={token}")
    await page.expect("LinkStatusUpdate", status="opened")
    await page.expect("Session")
    return token


@pytest.mark.parametrize("kind", ["module", "classic"])
async def test_a_call_and_its_outcomes(demo: Running, kind: str) -> None:
    async with page(kind) as alice:
        await signed_in(alice, f"http://127.0.0.1:{demo.port}")
        assert (await alice.ask("Cti.dial", "9000", {"order": "42"}))["status"] == "done"
        established = await alice.expect("PhoneEvent", eventType="EventEstablished")
        assert established["userData"]["USR_order"] == "42"
        result = await alice.ask("Cti.hangup", "no such call")
        assert (result["status"], result["code"]) == ("refused", "not_found")
        assert (await alice.ask("Cti.hangup"))["status"] == "done"
        await alice.expect("PhoneEvent", eventType="EventReleased")


async def test_the_documented_login_by_url(demo: Running) -> None:
    async with page("classic") as alice:
        alice.init(f"ws://127.0.0.1:{demo.port}/ctichannel?username=alice&amp;agentNumber=1001&amp;password=demo")
        await alice.expect("LoggedOn")
        assert (await alice.ask("Cti.getCurrentCallsPhoneEvents"))["status"] == "done"


async def test_refused_logins_are_closed(demo: Running) -> None:
    base = f"ws://127.0.0.1:{demo.port}"
    for url in (f"{base}/xuc/api/2.0/cti?token=wrong", f"{base}/ctichannel?username=alice&agentNumber=&password=x"):
        async with page() as alice:
            alice.init(url)
            await alice.expect("LinkStatusUpdate", status="closed")
            assert alice.kinds() == []


async def test_a_cut_link_loses_nothing(demo: Running) -> None:
    async with Cable(demo.port).laid() as wire, page() as alice:
        await signed_in(alice, f"http://127.0.0.1:{wire.port}")
        assert (await alice.ask("Cti.subscribeToPhoneHints", ["1002"]))["status"] == "done"
        await alice.expect("PhoneHintStatusEvent", number="1002", status=0)
        alice.heard.clear()
        await wire.cut()
        await alice.expect("LinkStatusUpdate", status="reconnecting")
        assert demo.simulator is not None
        demo.simulator.call_in("+33611223344", "1001", name="Zoë")
        demo.simulator.phone("1002").dial("9001")
        assert (await alice.ask("Cti.dial", "9000"))["code"] == "not_connected"
        wire.mend()
        await alice.expect("LinkStatusUpdate", status="opened", resumed=True)
        ringing = await alice.expect("PhoneEvent", eventType="EventRinging")
        assert ringing["otherDName"] == "Zoë"
        await alice.expect("PhoneHintStatusEvent", number="1002", status=1)
        assert not {"LoggedOn", "Session", "Reset"} & set(alice.kinds())


async def test_a_command_on_a_link_that_breaks_is_carried_out_once(demo: Running) -> None:
    async with Cable(demo.port).laid() as wire, page() as alice:
        await signed_in(alice, f"http://127.0.0.1:{wire.port}")
        number = alice.do("Cti.dial", "9001")
        await alice.expect("PhoneEvent", eventType="EventDialing")
        await wire.blink()
        await alice.expect("LinkStatusUpdate", status="opened", resumed=True)
        assert (await alice.ask("Cti.getCurrentCallsPhoneEvents"))["status"] == "done"
        current = await alice.expect("CurrentCallsPhoneEvents")
        assert [event["otherDN"] for event in current["events"]] == ["9001"]
        assert number


async def test_many_cuts_lose_nothing_and_double_nothing(demo: Running) -> None:
    """What a page hears over a link that is cut again and again is what a client hears whose link never was."""
    assert demo.simulator is not None
    lots = random.Random(7)
    numbers = ["1002", "1003", "1004"]
    async with Cable(demo.port).laid() as wire, page() as alice:
        await signed_in(alice, f"http://127.0.0.1:{wire.port}")
        await alice.ask("Cti.subscribeToPhoneHints", numbers)
        async with await Cti.connect(f"http://127.0.0.1:{demo.port}", "alice") as steady:
            await steady.ask("subscribeToPhoneHints", phoneNumbers=numbers)
            steady.frames.clear()
            alice.heard.clear()
            told = asyncio.create_task(_all_hints(alice))
            for _ in range(25):
                await wire.blink()
                for number in lots.sample(numbers, 2):
                    phone = demo.simulator.phone(number)
                    if phone.calls:
                        phone.hang_up()
                    else:
                        phone.dial("9001")
                await asyncio.sleep(lots.random() / 20)
                alice.online()
            demo.simulator.phone("1005").dial("9001")
            await steady.ask("subscribeToPhoneHints", phoneNumbers=["1005"])
            alice.do("Cti.subscribeToPhoneHints", ["1005"])
            hints = [hint for hint in await told if hint["number"] != "1005"]
            heard = [frame["ctiMessage"] for frame in steady.seen if frame.get("msgType") == "PhoneHintStatusEvent"]
            assert hints == [hint for hint in heard if hint["number"] != "1005"][len(numbers) :]
            assert len(hints) > 25
            assert alice.kinds().count("Reset") == 0
            resumed = [told for told in alice.heard if told["payload"] == {"status": "opened", "resumed": True}]
            assert len(resumed) >= 3


async def _all_hints(alice: Page) -> list[dict[str, object]]:
    """All hints up to the first of 1005."""
    hints = [await alice.expect("PhoneHintStatusEvent")]
    while hints[-1]["number"] != "1005":
        hints.append(await alice.expect("PhoneHintStatusEvent"))
    return hints


async def test_two_pages_with_one_token(demo: Running) -> None:
    async with page() as first, page() as second:
        token = await signed_in(first, f"http://127.0.0.1:{demo.port}")
        second.init(f"ws://127.0.0.1:{demo.port}/xuc/api/2.0/cti?token={token}")
        await second.expect("Session")
        assert (await first.ask("Cti.dial", "9001"))["status"] == "done"
        await second.expect("PhoneEvent", eventType="EventDialing")
        assert not [told for told in first.heard + second.heard if told["payload"] == {"status": "closed"}]


async def test_a_killed_server_comes_back_and_the_page_heals(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await people(data)
    async with simulated_pbx(tmp_path / "pbx") as (_, ami_port):
        config = str(config_file(tmp_path / "jackfield.toml", ami_port))
        port = closed_port()
        serve = ("serve", "--config", config, "--data", str(data), "--port", str(port))
        async with page() as alice:
            async with process(tmp_path / "log", *serve) as server:
                await until_ready(server.url)
                await signed_in(alice, server.url)
                await alice.ask("Cti.getCurrentCallsPhoneEvents")
                await alice.ask("Cti.subscribeToPhoneHints", ["1001"])
                assert (await alice.ask("Cti.dial", "9000"))["status"] == "done"
                call = await alice.expect("PhoneEvent", eventType="EventEstablished")
                await alice.expect("PhoneHintStatusEvent", number="1001", status=1)
                server.kill()
                await alice.expect("LinkStatusUpdate", status="reconnecting")
                alice.heard.clear()
            async with process(tmp_path / "log", *serve) as server:
                await until_ready(server.url)
                await alice.expect("LinkStatusUpdate", status="opened", resumed=False)
                assert (await alice.expect("Reset"))["why"] == "other_epoch"
                await alice.expect("LoggedOn")
                # both were asked for again by the library
                await alice.expect("PhoneHintStatusEvent", number="1001", status=1)
                await alice.ask("Cti.getCurrentCallsPhoneEvents")
                events = (await alice.expect("CurrentCallsPhoneEvents"))["events"]
                while not events:  # that of the library may have come before the PBX was known
                    events = (await alice.expect("CurrentCallsPhoneEvents"))["events"]
                assert [event["uniqueId"] for event in events] == [call["uniqueId"]]
                assert (await alice.ask("Cti.hangup"))["status"] == "done"
                # told to come back by a server that stops in good order
                assert server.stop() == 0
                await alice.expect("LinkStatusUpdate", status="reconnecting", code=4000)


async def test_a_page_outlives_its_first_token(tmp_path: Path) -> None:
    serve = ("serve", "--demo", "--data", str(tmp_path / "data"), "--port", "0")
    short = {"JACKFIELD_AUTH_TOKEN_SECONDS": "6"}
    async with (
        process(tmp_path / "log", *serve, environment=short) as server,
        Cable(int(server.url.rpartition(":")[2])).laid() as wire,
        page() as alice,
    ):
        base = f"http://127.0.0.1:{wire.port}"
        first = await signed_in(alice, base)
        renewed = [(await alice.expect("AuthenticationToken", TTL=6))["token"] for _ in range(3)]
        assert renewed[-1] != first  # the first may be the same: made within the same second
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{base}/xuc/api/2.0/auth/check", headers={"Authorization": f"Bearer {first}"}) as answer,
        ):
            assert (answer.status, (await answer.json())["error"]) == (403, "TokenExpired")
        await wire.blink()
        await alice.expect("LinkStatusUpdate", status="opened", resumed=True)


WRITTEN = "http://127.0.0.1:8090"
"""The address on the pages of the documents."""


def guide(language: str) -> str:
    """The block of code in this language in the guide."""
    text = (ROOT / "docs" / "howto" / "javascript.md").read_text(encoding="utf-8")
    (block,) = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert isinstance(block, str)
    return block


@asynccontextmanager
async def printing(*arguments: str) -> AsyncIterator[asyncio.StreamReader]:
    """What a program on Node prints."""
    program = await asyncio.create_subprocess_exec(node(), *arguments, stdout=asyncio.subprocess.PIPE)
    try:
        assert program.stdout is not None
        async with asyncio.timeout(PATIENCE):
            yield program.stdout
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.kill()
        await program.wait()


async def test_the_page_of_the_guide(demo: Running, tmp_path: Path) -> None:
    """Its scripts in the order of the page, in one global scope as a browser has it."""
    text = guide("html")
    served = re.findall(r'<script src="(.*?)">', text)
    assert served
    (inline,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    script = tmp_path / "inline.js"
    script.write_text(inline.replace(WRITTEN, f"http://127.0.0.1:{demo.port}"), encoding="utf-8")
    files = [*(str(LIBRARY / address.rpartition("/")[2]) for address in served), str(script)]
    run = "for (const file of process.argv.slice(1)) vm.runInThisContext(fs.readFileSync(file, 'utf-8'))"
    async with printing("-e", run, *files) as printed:
        lines = [(await printed.readline()).decode().strip() for _ in range(3)]
    assert lines == ["the link is opened", "EventDialing 9000", "EventEstablished 9000"]


async def test_the_program_of_the_guide(demo: Running, tmp_path: Path) -> None:
    text = guide("js")
    module = f"{WRITTEN}/assets/javascripts/jackfield.mjs"
    assert module in text
    script = tmp_path / "program.mjs"
    text = text.replace(module, (LIBRARY / "jackfield.mjs").as_uri())
    script.write_text(text.replace(WRITTEN, f"http://127.0.0.1:{demo.port}"), encoding="utf-8")
    async with printing(str(script)) as printed:
        lines = (await printed.read()).decode().splitlines()
    assert (lines[0], lines[2:]) == ("done", ["done"])
    assert lines[1].startswith("refused not_found ")


def test_the_classic_scripts_are_small() -> None:
    names = ("cti", "callback", "membership", "shotgun", "xc_webrtc", "SIPml-api")
    sizes = {name: len(gzip.compress((LIBRARY / f"{name}.js").read_bytes(), 9)) for name in names}
    assert sum(sizes.values()) < 30 * 1024, sizes
    assert sum(sizes[name] for name in names[:4]) < 25 * 1024, sizes


def test_the_types_serve_a_program(tmp_path: Path) -> None:
    program = """
        import { createCti, type PhoneEvent } from './javascripts/jackfield.mjs';
        import type {} from './javascripts/types/globals.mjs';
        const cti = createCti();
        cti.setHandler('PhoneEvent', (event: PhoneEvent) => console.log(event.otherDN.length));
        cti.setHandler(cti.MessageType.QUEUELIST, (queues) => queues.map((queue) => queue.displayName));
        const result = await cti.dial('1002', { order: '42' });
        if (result.status === 'refused') console.log(result.code === 'pbx_down');
        Cti.setHandler(Cti.MessageType.LINKSTATUSUPDATE, ({ status }) => status === 'reconnecting');
        // @ts-expect-error there is no such state
        Cti.setHandler('LinkStatusUpdate', ({ status }) => status === 'nonsense');
        // @ts-expect-error a destination is needed
        void cti.dial();
        export {};
    """
    (tmp_path / "javascripts").symlink_to(LIBRARY)
    (tmp_path / "program.mts").write_text(program, encoding="utf-8")
    compiler = ROOT / "frontend" / "node_modules" / "typescript" / "bin" / "tsc"
    options = "--noEmit --strict --module nodenext --target es2022 --lib es2022,dom --preserveSymlinks --types".split()
    told = subprocess.run(
        [node(), str(compiler), *options, "", "program.mts"], cwd=tmp_path, capture_output=True, text=True, timeout=50
    )
    assert told.returncode == 0, told.stdout
