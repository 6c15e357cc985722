"""The test bed keeps its promises: it starts, its phones talk, its numbers behave, it goes and leaves nothing.

Everything here is told by the phones and by a raw AMI connection, none of it by Jackfield.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.asterisk.bed import Bed, Ports, guarded
from tests.asterisk.render import NUMBERS, TEMPLATES, render
from tests.support.ami import Watcher
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneError, PhoneFactory

UP = TEMPLATES.parent / "up"
DOWN = TEMPLATES.parent / "down"


def processes_of(bed: Bed) -> list[int]:
    """Every living process that has to do with the instance: Asterisk itself, its guard, a command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if {bed.configuration.encode(), bed.name.encode()} & set(words):
            found.append(int(entry.parent.name))
    return [pid for pid in found if pid != os.getpid()]


async def test_boots_and_lets_jackfield_in(asterisk: Asterisk, record_property: Callable[[str, object], None]) -> None:
    record_property("boot_seconds", asterisk.boot_seconds)
    jackfield = await Watcher.connect(asterisk.host, asterisk.port, asterisk.user, asterisk.secret)
    settings = await jackfield.action("CoreSettings")
    assert settings["AsteriskVersion"].startswith("22.")
    refused = await jackfield.action("Command", Command="core show version")
    assert refused["Message"] == "Permission denied"
    await jackfield.close()
    assert "Asterisk 22." in await asterisk.cli("core show version")


async def test_every_phone_has_a_hint(watcher: Watcher) -> None:
    await watcher.action("ExtensionStateList")
    await watcher.event("ExtensionStateListComplete")
    hints = {m["Exten"] for m in watcher.messages if m.get("Event") == "ExtensionStatus" and m["Context"] == "phones"}
    assert hints == set(NUMBERS)


async def test_internal_call_rings_is_answered_and_ends(phones: PhoneFactory, watcher: Watcher) -> None:
    alice, bruno = await phones("1001", "1002")
    await alice.dial("1002")
    await bruno.rings()
    await alice.hears_ringing()
    ringing = await watcher.event("Newstate", ChannelStateDesc="Ringing", CallerIDNum="1002")
    assert (ringing["ConnectedLineNum"], ringing["ConnectedLineName"]) == ("1001", "Alice")
    await bruno.answer()
    await alice.talks()
    bridge = await watcher.event("BridgeEnter", Channel=ringing["Channel"])
    assert bridge["Linkedid"] != bridge["Uniqueid"]
    await alice.hang_up()
    await bruno.ends()
    assert (await watcher.event("Hangup", Channel=ringing["Channel"]))["Cause"] == "16"


async def test_hold_and_resume_name_the_holder(phones: PhoneFactory, watcher: Watcher) -> None:
    alice, bruno = await phones("1001", "1002")
    await alice.dial("1002")
    await bruno.rings()
    await bruno.answer()
    await bruno.hold()
    held = await watcher.event("Hold")
    assert held["CallerIDNum"] == "1002"
    await bruno.resume()
    assert (await watcher.event("Unhold"))["Channel"] == held["Channel"]


@pytest.mark.parametrize(("mode", "status", "code"), [("busy", "BUSY", 486), ("refuse", "NOANSWER", 503)])
async def test_a_phone_that_does_not_want(
    phones: PhoneFactory, watcher: Watcher, mode: str, status: str, code: int
) -> None:
    [alice] = await phones("1001")
    await phones("1002", mode=mode)
    await alice.dial("1002")
    assert (await alice.ends())["code"] == code
    assert (await watcher.event("DialEnd"))["DialStatus"] == status


async def test_notify_talk_answers_and_hold_holds(phones: PhoneFactory, watcher: Watcher) -> None:
    [alice] = await phones("1001")
    [bruno] = await phones("1002", obeys_notify=True)
    await alice.dial("1002")
    await bruno.rings()
    ringing = await watcher.event("Newstate", ChannelStateDesc="Ringing", CallerIDNum="1002")

    async def notify(event: str) -> None:
        await watcher.action("PJSIPNotify", [f"Event={event}"], Channel=ringing["Channel"])
        assert (await bruno.expect("notify"))["event"] == event

    await notify("talk")
    await alice.talks()
    await bruno.talks()
    await notify("hold")
    await watcher.event("Hold", Channel=ringing["Channel"])
    await notify("talk")
    await watcher.event("Unhold", Channel=ringing["Channel"])


async def test_auto_answer_header_is_obeyed_in_that_mode_only(phones: PhoneFactory, watcher: Watcher) -> None:
    obeying, deaf = await phones("1002", "1003", mode="header")
    await deaf.behave("ring")
    for phone in (obeying, deaf):
        await watcher.action(
            "Originate",
            [r"PJSIP_HEADER(add,Call-Info)=<sip:x>\;answer-after=0"],
            Channel=f"PJSIP/{phone.number}",
            Context="internal",
            Exten="9000",
            Priority="1",
            Async="true",
        )
        assert (await phone.rings())["asked"]
    await obeying.talks()
    with pytest.raises(TimeoutError):
        await deaf.talks(0.3)


async def test_9000_echoes_and_9002_is_busy(phones: PhoneFactory) -> None:
    [alice] = await phones("1001")
    await alice.dial("9000")
    await alice.talks()
    await alice.hang_up()
    await alice.dial("9002")
    ended = await alice.ends()
    assert ended["code"] == 486


async def test_9001_rings_and_9003_answers_then_hangs_up(phones: PhoneFactory) -> None:
    alice, bruno = await phones("1001", "1002")
    await alice.dial("9001")
    begun = time.monotonic()
    await bruno.dial("9003")
    await alice.hears_ringing()
    await bruno.hears_ringing()
    await bruno.talks()
    assert time.monotonic() - begun > 1.5
    await bruno.ends(timeout=9)
    assert time.monotonic() - begun > 6.5
    assert [e["state"] for e in alice.events if e["ev"] == "state"] == ["CALLING", "EARLY"]
    await alice.hang_up()


async def test_outside_world_calls_and_is_called(phones: PhoneFactory, watcher: Watcher) -> None:
    [alice] = await phones("1001")
    customer, other = await phones("0612345678", "0687654321")
    await customer.dial("0123451001", {"X-Testbed-Data": "order 7"})
    await alice.rings()
    await alice.answer()
    await customer.talks()
    answered = await watcher.event("Newstate", ChannelStateDesc="Up", CallerIDNum="1001")
    assert answered["ConnectedLineNum"] == "0612345678"
    await customer.hang_up()
    await alice.ends()
    await other.dial("1001")
    await alice.rings()
    await other.hang_up()
    await alice.ends()
    await alice.dial("0612345678")
    await customer.rings()
    await customer.answer()
    await alice.talks()


async def test_queue_reaches_its_member(phones: PhoneFactory, watcher: Watcher) -> None:
    alice, bruno = await phones("1001", "1002")
    added = await watcher.action("QueueAdd", Queue="blue", Interface="PJSIP/1001", StateInterface="hint:1001@phones")
    assert added["Response"] == "Success"
    try:
        await bruno.dial("3001")
        await alice.rings()
        await alice.answer()
        assert (await watcher.event("AgentConnect"))["Queue"] == "blue"
    finally:
        await watcher.action("QueueRemove", Queue="blue", Interface="PJSIP/1001")


@pytest.mark.parametrize("politely", [True, False])
async def test_restart_in_mid_call_ends_it_and_keeps_the_database(
    asterisk: Asterisk, phones: PhoneFactory, watcher: Watcher, politely: bool
) -> None:
    alice, bruno = await phones("1001", "1002")
    await bruno.behave("answer")
    await alice.dial("1002")
    await alice.talks()
    assert len(await asterisk.channels()) == 2
    await asterisk.cli("database put jackfield 1003/unc 1004")
    if not politely:
        # The phones are told nothing: theirs is a call that nobody knows any more.
        await asterisk.kill()
    await asterisk.restart()
    await watcher.gone()
    assert await asterisk.channels() == []
    if politely:
        assert "1004" in await asterisk.cli("database get jackfield 1003/unc")
    await asterisk.cli("database deltree jackfield")
    await (alice.ends() if politely else alice.hang_up())
    await alice.register()
    await bruno.register()
    await alice.dial("1002")
    await alice.talks()


async def test_a_pulled_plug_does_not_stand_in_the_way(asterisk: Asterisk, phones: PhoneFactory) -> None:
    first, alice = await phones("1002", "1001")
    await first.kill()
    with pytest.raises(PhoneError):
        await first.dial("1001")
    [second] = await phones("1002", mode="answer")
    await alice.dial("1002")
    await alice.talks()
    await alice.hang_up()
    await second.ends()
    assert asterisk.bed.pid is not None


def test_killed_one_comes_back_and_a_second_takes_other_ports(asterisk: Asterisk) -> None:
    other = Bed(asterisk.bed.root, f"other-{os.getpid()}", Ports.free())
    guard = guarded(other)
    try:
        other.start()
        other.kill()
        assert other.pid is None
        other.start()
        assert other.pid != asterisk.bed.pid
        assert "Asterisk 22." in other.cli("core show version")
        clash = Bed(asterisk.bed.root, f"clash-{os.getpid()}", other.ports)
        with pytest.raises(Exception, match="taken"):
            clash.start()
        clash.forget()
    finally:
        guard.communicate(timeout=20)
    assert not other.folder.exists()
    assert processes_of(other) == []


def test_session_that_is_killed_leaves_no_process(asterisk: Asterisk) -> None:
    name = f"orphan-{os.getpid()}"
    program = (
        "import sys, time; from pathlib import Path; from tests.asterisk.bed import *;"
        f"bed = Bed(Path({str(asterisk.bed.root)!r}), {name!r}, Ports.free()); guard = guarded(bed);"
        "bed.start(); print('up', flush=True); time.sleep(30)"
    )
    session = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=TEMPLATES.parents[2])
    orphan = Bed(asterisk.bed.root, name)
    assert session.stdout is not None
    with session.stdout as out:
        assert out.readline() == b"up\n"
    assert orphan.pid is not None
    session.send_signal(signal.SIGKILL)
    session.wait()
    deadline = time.monotonic() + 10
    while processes_of(orphan) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_of(orphan) == []
    assert not orphan.folder.exists()


async def test_up_and_down_may_be_said_twice(asterisk: Asterisk) -> None:
    ports, name = Ports.free(), f"byhand-{os.getpid()}"
    environment = {**os.environ, "ASTERISK_ROOT": str(asterisk.bed.root)}
    numbers = [f"--ami={ports.ami}", f"--sip={ports.sip}", f"--http={ports.http}", f"--trunk={ports.trunk}"]

    async def said(*words: object) -> str:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*map(str, words), "--name", name, stdout=pipe, env=environment)
        answer, _ = await process.communicate()
        assert process.returncode == 0
        return answer.decode()

    try:
        assert "booted in" in await said(UP, *numbers)
        assert "runs already" in await said(UP, *numbers)
        assert "booted in" in await said(UP, *numbers, "--fresh")
        await (await Watcher.connect("127.0.0.1", ports.ami, "watch", "watch-secret")).close()
    finally:
        assert "stopped" in await said(DOWN, "--forget")
    assert "was not running" in await said(DOWN)
    assert processes_of(Bed(asterisk.bed.root, name)) == []


def test_rendering_misses_no_word(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match=r"INSTANCE|_PORT|MODULES|RTP"):
        render(tmp_path, {})


async def test_a_phone_told_to_answer_waits_for_its_call(asterisk: Asterisk, phones: PhoneFactory) -> None:
    alice, bruno = await phones("1001", "1002")
    answering = asyncio.create_task(bruno.answer())
    await asyncio.sleep(0.2)
    assert not answering.done()
    await alice.dial("1002")
    await answering
    await alice.hang_up()
    await bruno.ends()
