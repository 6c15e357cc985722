"""Plug-ins in processes of their own: what they are told and ask, and that the worst of them hurts nobody else."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from jackfield.domain.shuttle.plugins import PluginStatus
from jackfield.domain.shuttle.steps import Step
from jackfield.plugins.host import installed
from jackfield.plugins.process import Limits
from tests.support.plugins import hosting, install, on_path, plugin, step

pytestmark = [pytest.mark.process]

SETTINGS = {"secret": "s3cret"}
HASTY = Limits(event=0.5)


@pytest.fixture(autouse=True)
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path(Path(__file__).parent, monkeypatch)
    plugins = {"odd": "odd_plugin:Odd", "text": "odd_plugin:KEPT", "no": "no_such:X"}
    plugins |= {"endless": "endless_plugin:X", "leaving": "leaving_plugin:X"}
    install(tmp_path, "odd-plugins", plugins, monkeypatch)
    monkeypatch.setenv("JACKFIELD_X", "a password of the server")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # one that nobody has waited for yet is dead, too
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


async def test_a_plugin_is_told_asks_and_is_closed() -> None:
    with capture_logs() as logs:
        async with hosting(plugin("odd", SETTINGS)) as running:
            running.tell(step(do="page"))
            running.tell(step(Step.HANGUP, do="slow"))
            running.tell(step(Step.ABANDON, call="c2", do="fail"))
            runs = {run.step: run for run in await running.ran("odd", 3)}
            assert running.engine.pages == [("https://crm.example/+33611", "PJSIP/1007", "new_frame")]
            [row] = running.engine.rows
            assert (row["type"], row["reference"], row["url"]) == ("Odd", "R1", "https://crm.example/r1")
            up = runs["up"]
            assert (up.url, up.problem, up.queue, up.peer, up.caller) == (
                "https://crm.example/+33611", "", "sales", "PJSIP/1007", "+33611",
            )  # fmt: skip
            # it has its settings, and none of the server's
            assert up.note == "2 pages for John Doe, secret s3cret, None"
            assert runs["abandon"].problem == "ValueError: this was no good"
            state = running.state("odd")
            assert (state.status, state.handled, state.failed, state.restarts) == (PluginStatus.RUNNING, 2, 1, 0)
            running.tell(step(call="c3", do="unkept"))
            assert "The disk is full" in (await running.ran("odd", 4))[3].problem
            pid = state.pid
            running.tell(step(do="slow"))  # is finished at the end
            await running.until(lambda: not running.state("odd").waiting)
        assert running.state("odd").status is PluginStatus.STOPPED
        assert [run.problem for run in running.of("odd")][4:] == [""]
        assert not alive(pid)
    said = [entry["said"] for entry in logs if entry["event"] == "plug-in says"]
    assert said[0] == "opened with hello"
    assert said[-1] == "closed"
    assert any("ValueError" in each for each in said)
    assert {entry.get("plugin") for entry in logs} == {"odd"}


async def test_events_of_one_call_keep_their_order_and_those_of_others_do_not_wait() -> None:
    async with hosting(plugin("odd", SETTINGS, limits=Limits(at_once=2))) as running:
        await running.until(lambda: running.state("odd").status is PluginStatus.RUNNING)
        for kind, call, do in (
            (Step.RINGING, "c1", "slow"), (Step.UP, "c1", "nothing"), (Step.RINGING, "c2", "nothing"),
        ):  # fmt: skip
            running.tell(step(kind, call=call, do=do))
        runs = await running.ran("odd", 3)
        assert [(run.uniqueid, run.step) for run in runs] == [("c2", "ringing"), ("c1", "ringing"), ("c1", "up")]


async def test_what_does_not_concern_a_plugin_it_is_not_told() -> None:
    async with hosting(
        plugin("sales", SETTINGS, use="odd", queues=frozenset({"sales"})),
        plugin("all", SETTINGS, use="odd", outbound=True),
    ) as running:
        for told in (step(queue="support"), step(call="out", queue="", outbound=True), step(call="last")):
            running.tell(told)
        assert {run.uniqueid for run in await running.ran("all", 3)} == {"c1", "out", "last"}
        assert [run.uniqueid for run in await running.ran("sales")] == ["last"]


@pytest.mark.parametrize(
    ("do", "why"),
    [
        ("hang", "it took longer than 0.5 s"),
        ("leave", "it ended, exit status 3"),
        ("abort", "it ended, SIGABRT"),
        ("garbage", "it said what is no message"),
        ("endless_line", "it said what is no message"),
        ("notes", "it asked more than 20 times for one event"),
        ("late", "it asked beside any event"),
        ("chatter_for_ever", "it took longer than 0.5 s"),
    ],
)
async def test_one_that_behaves_badly_is_begun_again_and_its_neighbour_does_not_notice(do: str, why: str) -> None:
    good = plugin("odd", SETTINGS, queues=frozenset({"sales"}))
    async with hosting(plugin("bad", SETTINGS, use="odd", limits=HASTY), good) as running:
        await running.until(lambda: {each.status for each in running.host.states()} == {PluginStatus.RUNNING})
        first = running.state("bad").pid
        running.tell(step(do=do, queue="only bad"))
        await running.until(lambda: running.state("bad").restarts)
        assert running.state("bad").last_error == why
        running.tell(step(call="c2"))
        await running.until(lambda: [run.uniqueid for run in running.of("bad")][-1:] == ["c2"])
        again = running.state("bad")
        assert again.pid != first
        assert (again.status, running.of("bad")[-1].problem) == (PluginStatus.RUNNING, "")
        await running.until(lambda: running.state("odd").handled == 1)
        assert running.state("odd").restarts == 0
        if do != "late":
            assert running.of("bad")[0].problem.startswith("lost: it ")
        assert not alive(first)


async def test_one_that_is_killed_or_wants_too_much_memory_comes_back() -> None:
    async with hosting(plugin("odd", SETTINGS, memory_megabytes=300)) as running:
        running.tell(step(do="leak"))
        [run] = await running.ran("odd")
        assert run.problem == "lost: it wanted more than 300 MB of memory"
        await running.until(lambda: running.state("odd").restarts == 1)
        assert running.state("odd").last_error == "it wanted more than 300 MB of memory"
        await running.until(lambda: running.state("odd").status is PluginStatus.RUNNING)
        os.kill(running.state("odd").pid, signal.SIGKILL)
        await running.until(lambda: running.state("odd").restarts == 2)
        running.tell(step(call="c2"))
        assert (await running.ran("odd", 2))[1].problem == ""
        assert running.state("odd").last_error == "it ended, SIGKILL"


async def test_its_own_children_go_with_it() -> None:
    with capture_logs() as logs:
        async with hosting(plugin("odd", SETTINGS, limits=HASTY)) as running:
            running.tell(step(do="hang_with_child"))
            await running.until(lambda: running.state("odd").restarts)
    [found] = [found for entry in logs if (found := re.search(r"child (\d+)", entry.get("said", "")))]
    assert not alive(int(found[1]))


async def test_what_it_prints_without_measure_is_counted_not_logged() -> None:
    with capture_logs() as logs:
        async with hosting(plugin("odd", SETTINGS, limits=Limits(event=20.0))) as running:
            running.tell(step(do="chatter"))
            [run] = await running.ran("odd")
            assert run.problem == ""
    lines = [entry for entry in logs if entry["event"] == "plug-in says"]
    left_out = sum(entry["lines_left_out"] for entry in logs if entry["event"] == "plug-in says too much")
    assert len(lines) + left_out == 200_002
    assert len(lines) < 2000


@pytest.mark.parametrize(
    ("use", "settings", "why"),
    [
        ("odd", {}, "it cannot run: [integrations.it.settings] Object missing required field `secret`"),
        ("odd", {"secret": 7}, "it cannot run: [integrations.it.settings] Expected `str`, got `int` - at `$.secret`"),
        ("text", {}, "it cannot run: odd_plugin:KEPT is no class derived from jackfield.integration.Integration"),
        ("no", {}, "it cannot run: no_such:X cannot be loaded: ModuleNotFoundError: No module named 'no_such'"),
        (
            "none",
            {},
            "it cannot run: no plug-in none is installed; "
            "there are endless, glpi, leaving, no, odd, text, webhook, zammad",
        ),
    ],
)
async def test_one_that_cannot_run_says_why_and_waits_to_be_begun_again(
    use: str, settings: dict[str, object], why: str
) -> None:
    async with hosting(plugin("it", settings, use=use)) as running:
        await running.until(lambda: running.state("it").status is PluginStatus.UNFIT)
        assert running.state("it").last_error == why
        running.tell(step())
        state = running.state("it")
        assert (state.dropped, state.restarts, state.pid) == (1, 0, 0)
        running.host.restart("it")
        await running.until(lambda: running.state("it").last_error_at > state.last_error_at)
        with pytest.raises(KeyError):
            running.host.restart("other")


async def test_what_is_too_much_or_too_old_is_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosting(plugin("odd", SETTINGS, most_waiting=3, limits=Limits(at_once=1))) as running:
        for number in range(5):
            running.tell(step(call=f"c{number}"))
        assert running.state("odd").dropped == 2
        assert [run.uniqueid for run in await running.ran("odd", 3)] == ["c0", "c1", "c2"]
        running.tell(step(call="slow", do="slow"))
        running.tell(step(call="old"))
        await running.until(lambda: running.state("odd").waiting == 1)
        monkeypatch.setattr("jackfield.plugins.host.OLDEST_SECONDS", -1.0)
        await running.until(lambda: running.state("odd").dropped == 3)


@pytest.mark.parametrize(
    ("use", "greeting", "why"),
    [
        ("odd", "slow", "it took longer than 0.5 s to begin"),
        ("odd", "fail", "it could not begin: ConnectionError: no data base at db.example"),
        ("endless", "", "it took longer than 0.5 s to begin"),
        ("leaving", "", "it ended, exit status 0"),
    ],
)
async def test_one_that_never_gets_ready_is_tried_again_and_the_server_does_not_wait_for_it(
    use: str, greeting: str, why: str
) -> None:
    limits = Limits(start=0.5 if "longer" in why else 20.0)
    async with hosting(plugin("it", {**SETTINGS, "greeting": greeting}, use=use, limits=limits)) as running:
        await running.until(lambda: running.state("it").restarts)
        assert running.state("it").last_error == why
        assert running.state("it").status is not PluginStatus.UNFIT


async def test_a_server_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    config = tmp_path / "jackfield.toml"
    config.write_text('[integrations.odd.settings]\nsecret = "x"\n')
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jackfield", "serve", "--demo", "--port", "0", "--data", str(tmp_path / "data"),
        "--config", str(config), stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("JACKFIELD_")},
    )  # fmt: skip
    try:
        assert server.stderr is not None
        async with asyncio.timeout(40):
            while not (found := re.search(rb"plug-in runs.*pid=(\d+)", line := await server.stderr.readline())):
                assert line, "the server has ended"
    finally:
        server.kill()
        await server.wait()
    async with asyncio.timeout(20):
        while alive(int(found[1])):
            await asyncio.sleep(0.01)


def test_plugins_that_come_along_win() -> None:
    assert installed()["odd"] == "odd_plugin:Odd"
    assert {"glpi", "webhook", "zammad"} <= set(installed())
