"""When agents were at work, over HTTP, from the disk and the memory of a running server: pages, rights, the table."""

import asyncio
import csv
import io

import aiohttp
import pytest
from msgspec.structs import replace

from jackfield.app import Running
from jackfield.domain.access import NoProfile
from jackfield.domain.past.agent_times import AgentPause, AgentSession, SessionEnd
from jackfield.storage.errors import StorageUnavailableError
from jackfield.storage.sql import SqlStorage
from tests.end_to_end.conftest import Connect
from tests.end_to_end.test_history_door import Asker
from tests.support.records import MORNING

SESSION = AgentSession(agent_id=1, line="1001", started=MORNING, ended=MORNING + 60, ending=SessionEnd.LOGGED_OUT)
SESSIONS, PAUSES = "history/agents/1/sessions", "history/agents/1/pauses"


@pytest.fixture
async def asker(demo: Running) -> Asker:
    sessions = [replace(SESSION, started=MORNING + n, ended=MORNING + n + 0.5) for n in range(3)]
    pause = AgentPause(agent_id=1, reason="=1+1", started=MORNING, ended=MORNING + 9, on_calls=2.4)
    gone = replace(SESSION, agent_id=900)
    unkept = demo.engine.core.world.centre.unkept
    unkept.times += [*sessions, pause, gone]
    demo.engine.closing()
    async with asyncio.timeout(10):
        while unkept.times:
            await asyncio.sleep(0.01)
    async with aiohttp.ClientSession() as http:
        yield Asker(http, f"http://127.0.0.1:{demo.port}")  # type: ignore[misc]


async def starts(asker: Asker, path: str, **query: str) -> tuple[list[str], str | None]:
    """Minutes and seconds."""
    answer = await asker.get("root", path, **query)
    assert answer.status == 200, await answer.text()
    page = await answer.json()
    return [time["start"][14:19] for time in page["times"]], page["next"]


async def test_sessions_come_in_pages_the_one_that_goes_on_first(asker: Asker, connect: Connect) -> None:
    alice = await connect("alice")
    await alice.send("agentLogin", requestId="1")
    await alice.expect("CommandResult", status="done")
    page = await (await asker.get("root", SESSIONS, size="2")).json()
    assert [(time["line"], time["end"], time["ending"]) for time in page["times"][:1]] == [("1001", None, None)]
    assert page["times"][1]["ending"] == "logged_out"
    (times, following) = await starts(asker, SESSIONS, after=page["next"])
    assert (times, following) == (["13:21", "13:20"], None)
    assert await starts(asker, SESSIONS, to="2023-11-15", size="1") == (["13:22"], "1700000002000")
    assert await starts(asker, SESSIONS, to="2023-11-13") == ([], None)
    assert len((await starts(asker, SESSIONS, **{"from": "2023-11-16"}))[0]) == 1
    await alice.send("agentLogout", requestId="2")
    await alice.expect("CommandResult", status="done")
    (latest, *_) = (await (await asker.get("alice", SESSIONS)).json())["times"]
    assert (latest["agentId"], latest["agent"], latest["ending"]) == (1, "2001", "logged_out")
    assert latest["end"] >= latest["start"]


async def test_pauses_as_a_table_without_formulas(asker: Asker, connect: Connect) -> None:
    alice = await connect("alice")
    for number, (command, given) in enumerate((("agentLogin", {}), ("pauseAgent", {"reason": "déjeuner"}))):
        await alice.send(command, requestId=str(number), **given)
        await alice.expect("CommandResult", requestId=str(number), status="done")
    answer = await asker.get("sam", f"{PAUSES}.csv")
    assert (answer.status, answer.content_type) == (200, "text/csv")
    lunch, old = csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig")))
    assert (lunch["reason"], lunch["end"], lunch["agent"]) == ("déjeuner", "", "2001")
    assert (old["reason"], old["end"][14:19]) == ("'=1+1", "13:29")
    assert (old["pausedSeconds"], old["callSeconds"], lunch["callSeconds"]) == ("7", "2", "0")
    nothing = await (await asker.get("sam", "history/agents/2/sessions.csv")).read()
    assert nothing.decode("utf-8-sig") == "agentId,agent,line,start,end,ending\r\n"


async def test_who_gets_whose(asker: Asker, demo: Running) -> None:
    world = demo.engine.core.world
    world.settings = replace(world.settings, no_profile=NoProfile.OWN)
    allowed = {"root": (1, 2, 3, 900), "sam": (1, 2), "alice": (1,), "bruno": (2,)}
    for login, agents in allowed.items():
        answers = [await asker.get(login, f"history/agents/{agent}/sessions") for agent in (1, 2, 3, 900)]
        assert [answer.status for answer in answers] == [200 if agent in agents else 403 for agent in (1, 2, 3, 900)]
    assert (await starts(asker, "history/agents/900/sessions"))[0] == ["13:20"]
    assert (await asker.get("sam", "history/agents/3/pauses.csv")).status == 403
    assert (await asker.http.get(f"{asker.base}/xuc/api/2.0/{SESSIONS}")).status == 400


async def test_what_cannot_be_asked(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = (
        {"size": "0"},
        {"size": "501"},
        {"after": "x"},
        {"from": "yesterday"},
        {"to": "2023-13-01"},
        {"queue": "b"},
    )
    for query in wrong:
        answer = await asker.get("root", SESSIONS, **query)
        assert (answer.status, (await answer.json())["error"]) == (400, "BadRequest")
    assert (await asker.get("root", "history/agents/alice/sessions")).status == 404

    async def fail(*_: object) -> None:
        raise StorageUnavailableError("the database is away")

    monkeypatch.setattr(SqlStorage, "agent_times", fail)
    assert (await asker.get("root", SESSIONS)).status == (await asker.get("root", f"{PAUSES}.csv")).status == 503
