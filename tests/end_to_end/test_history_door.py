"""The history of calls over HTTP, from the disk of a running server: pages, conditions, rights, and the table."""

import asyncio
import csv
import io

import aiohttp
import pytest
from msgspec.structs import replace

from jackfield.app import Running
from jackfield.domain.access import NoProfile
from jackfield.domain.past.call_records import TransferStep
from jackfield.domain.questions import Found, Question
from jackfield.protocol.values import CallStatus
from jackfield.storage.errors import StorageUnavailableError
from jackfield.storage.sql import SqlStorage
from jackfield.web import history
from tests.end_to_end.conftest import Connect
from tests.support.client import Cti
from tests.support.records import MORNING, leg, record, step

TRANSFER = TransferStep(number=0, at=MORNING + 20, attended=True, line="1001", destination="1002")


class Asker:
    """Asks the server in the name of a user."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self.http = http
        self.base = base

    async def get(self, login: str, path: str, **query: str) -> aiohttp.ClientResponse:
        token = await Cti.token(self.http, self.base, login)
        headers = {"Authorization": f"Bearer {token}"}
        return await self.http.get(f"{self.base}/xuc/api/2.0/{path}", params=query, headers=headers)

    async def ids(self, login: str, **query: str) -> list[str]:
        answer = await self.get(login, "history", **query)
        assert answer.status == 200, await answer.text()
        return [call["id"] for call in (await answer.json())["calls"]]


@pytest.fixture
async def asker(demo: Running) -> Asker:
    recorder = demo.engine.recorder
    assert recorder is not None
    recorder.put(record(1, leg(1), step(1, queue="green"), caller="0611"))
    call = record(2, leg(2, user_id=2), step(2), TRANSFER)
    recorder.put(replace(call, caller_name="=1+1", recordings=("/recordings/2.wav",)))
    recorder.put(record(3, leg(3, user_id=2), step(3, queue="red", outcome=CallStatus.ABANDONED, agent_id=None)))
    async with aiohttp.ClientSession() as http:
        yield Asker(http, f"http://127.0.0.1:{demo.port}")  # type: ignore[misc]


async def test_calls_are_found_by_who_may_see_them(asker: Asker) -> None:
    assert await asker.ids("root") == ["3", "2", "1"]
    assert await asker.ids("sam") == ["3", "2"]
    assert await asker.ids("sam", queue="green") == []
    assert await asker.ids("root", src="0611") == ["1"]
    assert await asker.ids("root", srcEnd="44", status="abandoned") == ["3"]
    assert await asker.ids("root", user="bruno", **{"from": "2023-11-14", "to": "2023-11-15"}) == ["3", "2"]
    assert await asker.ids("root", agent="2001") == []
    assert await asker.ids("root", to="2023-11-13") == []


async def test_calls_that_run_are_told_when_asked_for(asker: Asker, demo: Running, connect: Connect) -> None:
    simulator = demo.simulator
    assert simulator is not None
    async with asyncio.timeout(10):
        for caller, called in (("1001", "1002"), ("1003", "1004")):
            talker = await connect({"1001": "alice", "1003": "chloe"}[caller])
            simulator.phone(caller).dial(called)
            await talker.phone("EventDialing")
    running = await asker.ids("root", status="ongoing")
    assert len(running) == 2
    assert set(running).isdisjoint(await asker.ids("root"))
    one, other = running[0], running[1]
    assert await asker.ids("root", status="ongoing", src="1001") == [other]
    assert await asker.ids("root", status="ongoing", dstEnd="04", srcStart="10", srcPart="00") == [one]
    assert await asker.ids("root", status="ongoing", user="alice") == [other]
    assert await asker.ids("sam", status="ongoing") == []
    for nothing in ({"queue": "blue"}, {"agent": "2001"}, {"src": "7"}, {"to": "2023-11-15"}):
        assert await asker.ids("root", status="ongoing", **nothing) == []
    first = await (await asker.get("root", "history", status="ongoing", size="1")).json()
    assert ([call["id"] for call in first["calls"]], first["total"]) == ([one], 2)
    assert (first["calls"][0]["status"], first["calls"][0]["srcNum"]) == ("ongoing", "1003")
    second = await (await asker.get("root", "history", status="ongoing", size="1", after=first["next"])).json()
    assert ([call["id"] for call in second["calls"]], second["next"]) == ([other], None)


async def test_a_call_is_told_with_all_its_parts(asker: Asker) -> None:
    (call,) = (await (await asker.get("root", "history", queueId="1")).json())["calls"]
    assert (call["srcName"], call["queue"], call["agent"], call["status"]) == ("=1+1", "blue", "2001", "answered")
    assert (call["waitSeconds"], call["talkSeconds"], call["repaired"]) == (5, 60.25, False)
    assert [part["user"] for part in call["legs"]] == ["bruno"]
    assert [part["destination"] for part in call["transfers"]] == ["1002"]
    assert [(part["queue"], part["agent"], part["status"]) for part in call["queues"]] == [("blue", "2001", "answered")]


async def test_recordings_are_shown_to_who_may_manage_them(demo: Running, asker: Asker) -> None:
    world = demo.engine.core.world
    world.settings = replace(world.settings, no_profile=NoProfile.OWN)
    for login, recordings in (("root", ["/recordings/2.wav"]), ("sam", ["/recordings/2.wav"]), ("bruno", [])):
        answer = await (await asker.get(login, "history", queueId="1")).json()
        assert [call["recordings"] for call in answer["calls"]] == [recordings]


async def test_calls_come_in_pages(asker: Asker) -> None:
    first = await (await asker.get("root", "history", size="2")).json()
    assert ([call["id"] for call in first["calls"]], first["total"]) == (["3", "2"], 3)
    second = await (await asker.get("root", "history", size="2", after=first["next"])).json()
    assert ([call["id"] for call in second["calls"]], second["next"]) == (["1"], None)


async def test_a_table_has_a_line_a_call_and_no_formulas(asker: Asker, connect: Connect) -> None:
    alice = await connect("alice")
    await alice.send("qualifyCall", id="2-1", reason="", note="=1+1\nrings «again»", requestId="1")
    await alice.expect("CommandResult", status="done")
    answer = await asker.get("sam", "history.csv")
    assert (answer.status, answer.content_type) == (200, "text/csv")
    text = (await answer.read()).decode("utf-8-sig")
    third, second = csv.DictReader(io.StringIO(text))
    assert (second["id"], second["srcName"], second["srcNum"]) == ("2", "'=1+1", "+33611223344")
    assert (second["qualification"], second["note"]) == ("", "'=1+1\nrings «again»")
    assert (second["recordings"], third["recordings"], third["note"]) == ("/recordings/2.wav", "", "")
    assert (third["status"], third["answered"] != "", third["cause"]) == ("abandoned", True, "16")


async def test_a_table_that_breaks_off_does_not_look_whole(
    asker: Asker, demo: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST", 1)
    find, asked = SqlStorage.find, []

    async def fail_then(self: SqlStorage, question: Question) -> Found:
        asked.append(question)
        if len(asked) == 2:
            raise StorageUnavailableError("the database is away")
        return await find(self, question)

    monkeypatch.setattr(SqlStorage, "find", fail_then)
    answer = await asker.get("root", "history.csv")
    assert answer.status == 200
    with pytest.raises(aiohttp.ClientError):
        await answer.read()
    monkeypatch.undo()
    assert len((await (await asker.get("root", "history.csv")).text()).splitlines()) == 4


async def test_bad_questions_are_refused(asker: Asker) -> None:
    for query, reason in (
        ({"colour": "red"}, "'colour' is none of src"),
        ({"from": "2026-02-31"}, "'2026-02-31' is no day or time"),
        ({"status": "lost"}, "none of"),
        ({"src": ""}, "1 to 128 characters"),
        ({"size": "0"}, "size is a number from 1 to 500"),
        ({"size": "x"}, "size is a number"),
        ({"after": "soon"}, "what the page before gave"),
    ):
        for path in ("history",) if {"size", "after"} & query.keys() else ("history", "history.csv"):
            answer = await asker.get("root", path, **query)
            assert answer.status == 400, query
            assert reason in (await answer.json())["message"]


async def test_nobody_reads_it_without_a_token(asker: Asker) -> None:
    for path in ("history", "history.csv"):
        assert (await asker.http.get(f"{asker.base}/xuc/api/2.0/{path}")).status == 400
