"""Another server is told what happens on the demo's phones, also what happened before a `kill -9`."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from msgspec import structs

from jackfield.app import running
from jackfield.config import Config, Webhooks
from jackfield.storage.errors import StorageUnavailableError
from jackfield.storage.letter_store import LetterStore
from tests.end_to_end.conftest import demo_config
from tests.support.client import Cti, process, until_ready
from tests.support.webhook import SECRET, WebhookReceiver

KILLS = 50 if os.environ.get("JACKFIELD_SOAK") == "1" else 2


@pytest.fixture
async def receiver() -> AsyncIterator[WebhookReceiver]:
    started = WebhookReceiver()
    await started.start()
    yield started
    await started.stop()


def telling(data: Path, receiver: WebhookReceiver) -> Config:
    return structs.replace(demo_config(data), webhooks=Webhooks(urls=(receiver.url,), secret=SECRET))


async def test_a_call_and_the_states_of_its_phones(tmp_path: Path, receiver: WebhookReceiver) -> None:
    async with running(telling(tmp_path / "data", receiver)) as demo:
        base = f"http://127.0.0.1:{demo.port}"
        await until_ready(base)
        async with await Cti.connect(base, "alice") as alice:
            await alice.logged_on()
            assert (await alice.ask("dial", destination="9000"))["status"] == "done"
            await alice.phone("EventEstablished")
            assert (await alice.ask("hangup"))["status"] == "done"
            released = await alice.phone("EventReleased")
        await receiver.until(lambda: "EventReleased" in receiver.events("alice"))
        await receiver.until(lambda: receiver.statuses("alice")[-2:] == [1, 0])
        assert receiver.events("alice") == ["EventDialing", "EventEstablished", "EventReleased"]
        told = [one.body["message"]["ctiMessage"] for one in receiver.received if "message" in one.body]
        assert told[-1] == released
        before = len(receiver.received)
        async with aiohttp.ClientSession(base) as http, http.post("/xuc/api/1.0/handshake/crm/") as answer:
            assert await answer.json() == {"status": "done", "told": 8}
        await receiver.until(lambda: len(receiver.received) == before + 8)
        assert {one.body["username"] for one in receiver.received[before:]} >= {"alice", "bruno", "wendy"}


async def test_a_receiver_that_is_away_slows_nothing(tmp_path: Path, receiver: WebhookReceiver) -> None:
    await receiver.stop()
    async with running(telling(tmp_path / "data", receiver)) as demo:
        base = f"http://127.0.0.1:{demo.port}"
        await until_ready(base)
        async with await Cti.connect(base, "alice") as alice:
            await alice.logged_on()
            for _ in range(3):
                assert (await alice.ask("dial", destination="9000"))["status"] == "done"
                await alice.phone("EventEstablished")
                assert (await alice.ask("hangup"))["status"] == "done"
                await alice.phone("EventReleased")
        await receiver.start()
        await receiver.until(lambda: len(receiver.events("alice")) == 9)
    assert not told_out_of_order(receiver)


@pytest.mark.process
async def test_what_a_client_has_seen_is_told_although_the_server_is_killed(
    tmp_path: Path, receiver: WebhookReceiver
) -> None:
    chance = random.Random(7)
    environment = {"JACKFIELD_WEBHOOKS_URLS": receiver.url, "JACKFIELD_WEBHOOKS_SECRET": SECRET}
    arguments = ("serve", "--demo", "--port", "0", "--data", str(tmp_path / "data"))
    await receiver.stop()
    seen: list[tuple[str, str]] = []
    for _ in range(KILLS):
        async with process(tmp_path / "log", *arguments, environment=environment) as server:
            await until_ready(server.url)
            async with await Cti.connect(server.url, "alice") as alice:
                calling = asyncio.create_task(call_and_call(alice))
                wanted = chance.randrange(4, 12)
                async with asyncio.timeout(20):
                    while len(events := phone_events(alice)) < wanted:
                        await asyncio.sleep(0)
                server.kill()
                calling.cancel()
                await asyncio.gather(calling, return_exceptions=True)
                seen += events
    await receiver.start()
    async with process(tmp_path / "log", *arguments, environment=environment):
        await receiver.until(lambda: set(seen) <= set(accepted(receiver)))
    assert len(seen) >= KILLS * 4
    assert not told_out_of_order(receiver)


async def call_and_call(alice: Cti) -> None:
    """Calls that end at once, as fast as they go."""
    while True:
        await alice.ask("dial", destination="9000")
        await alice.phone("EventEstablished")
        await alice.ask("hangup")
        await alice.phone("EventReleased")


def phone_events(client: Cti) -> list[tuple[str, str]]:
    frames = [frame["ctiMessage"] for frame in client.seen if frame.get("msgType") == "PhoneEvent"]
    return [(event["uniqueId"], event["eventType"]) for event in frames]


def accepted(receiver: WebhookReceiver) -> list[tuple[str, str]]:
    events = [one.body["message"]["ctiMessage"] for one in receiver.received if "message" in one.body]
    return [(event["uniqueId"], event["eventType"]) for event in events if event["DN"] == "1001"]


def told_out_of_order(receiver: WebhookReceiver) -> list[str]:
    """Calls of which an earlier stage came after a later one."""
    order = ["EventDialing", "EventEstablished", "EventReleased"]
    stages: dict[str, list[int]] = {}
    for call, kind in dict.fromkeys(accepted(receiver)):
        stages.setdefault(call, []).append(order.index(kind))
    return [call for call, told in stages.items() if told != sorted(told)]


async def test_administrators_stop_a_receiver_and_nobody_else(
    tmp_path: Path, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(telling(tmp_path / "data", receiver)) as demo:
        base = f"http://127.0.0.1:{demo.port}"
        await until_ready(base)
        async with aiohttp.ClientSession(base) as http:

            async def ask(method: str, path: str, login: str = "root") -> tuple[int, dict[str, Any]]:
                headers = {"Authorization": f"Bearer {await Cti.token(http, '', login)}"}
                async with http.request(method, f"/xuc/api/2.0/config/{path}", headers=headers) as answer:
                    return answer.status, await answer.json()

            status, told = await ask("GET", "webhooks")
            (one,) = told["items"]
            assert (status, one["paused"]) == (200, False)
            assert "not-to-be-shown" not in str(told)
            status, told = await ask("POST", f"webhooks/{one['id']}/pause")
            assert told["items"][0]["paused"]
            assert (await ask("POST", f"webhooks/{one['id']}/resume"))[1]["items"][0]["paused"] is False
            assert (await ask("POST", f"webhooks/{one['id']}/retry"))[0] == 200
            assert (await ask("POST", "webhooks/unknown/retry"))[0] == 404
            assert (await ask("POST", f"webhooks/{one['id']}/explode"))[0] in (404, 405)
            for path in ("webhooks", "contactSources"):
                assert (await ask("GET", path, "sam"))[0] == 403
            assert (await ask("GET", "contactSources"))[1] == {"items": []}

            async def fail(*_: object) -> None:
                raise StorageUnavailableError(f"the database {tmp_path} is away")

            monkeypatch.setattr(LetterStore, "count", fail)
            monkeypatch.setattr(LetterStore, "pause", fail)
            for method, path in (("GET", "webhooks"), ("POST", f"webhooks/{one['id']}/pause")):
                status, told = await ask(method, path)
                assert (status, told["error"], str(tmp_path) in str(told)) == (503, "NotStored", False)
