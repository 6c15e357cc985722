"""What Jackfield renders, in a real Asterisk: it is loaded as it was meant, and the numbers do what they should."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from jackfield.domain.directory import Directory, Line, Queue, User, Voicemail
from jackfield.telephony.asterisk.render import render
from jackfield.telephony.asterisk.site import Site
from tests.asterisk.bed import Bed
from tests.asterisk.conftest import Office
from tests.asterisk.render import NUMBERS, BedSecrets
from tests.support.ami import Watcher
from tests.support.pbx import Asterisk
from tests.support.phones import PhoneFactory

HOOK = """\
exten = s,1,Log(DEBUG,**** set user data ****)
same  =       n,SET(USR_DATA1=hello)
same  =       n,SET(USR_DATA2=24)
same  =       n,SET(USR_DATA3=with space)
same  =       n,Return()
"""
"""The documented preprocess subroutine, to the letter."""


def complaints(bed: Bed) -> list[str]:
    """Warnings and errors in Asterisk's log."""
    return [line for line in bed.log.read_text().splitlines() if re.search(r"\] (WARNING|ERROR)\[", line)]


async def test_everything_is_loaded(asterisk: Asterisk) -> None:
    said = await asterisk.cli("pjsip show endpoints")
    assert set(re.findall(r"^ Endpoint:  (\w+)", said, re.MULTILINE)) == {*NUMBERS, "1004_w", "trunk"}
    said = await asterisk.cli("queue show")
    assert set(re.findall(r"^(\w+) has \d+ calls .* in '(\w+)'", said, re.MULTILINE)) == {
        ("blue", "rrmemory"), ("red", "leastrecent"), ("green", "ringall"),
    }  # fmt: skip
    hints = dict(re.findall(r"^(\d+)@\w+ *: (\S+)", await asterisk.cli("core show hints"), re.MULTILINE))
    phones = {n: f"PJSIP/{n}" for n in NUMBERS} | {"1004": "PJSIP/1004&PJSIP/1004_w"}
    assert {n: hints[n] for n in NUMBERS} == {n: f"{phones[n]}&Custom:DND-{n},CustomPresence:{n}" for n in NUMBERS}
    assert (hints["3001"], hints["4001"]) == ("Queue:blue", "confbridge:4001")
    contexts = re.findall(r"^\[ (?:Included c|C)ontext '([\w-]+)'", await asterisk.cli("dialplan show"), re.MULTILINE)
    assert {"internal", "phones", "to-line", "to-queue", "queue-exit", "from-trunk", "jackfield"} <= set(contexts)
    user = await asterisk.cli("manager show user jackfield")
    assert re.search(r"write perm: *system,call,agent,user,reporting,originate$", user, re.MULTILINE)
    variables = re.search(r"Channel vars: *(\S+)", await asterisk.cli("manager show settings"))
    assert variables is not None
    assert {"CALL_ORIGIN", "SIPCALLID", "USR_DATA1", "USR_DATA3"} <= set(variables[1].split(","))


async def test_asterisk_has_nothing_to_complain_about(asterisk: Asterisk) -> None:
    await asterisk.stop()
    asterisk.bed.log.unlink()
    await asterisk.start()
    assert complaints(asterisk.bed) == []


AWKWARD = ['Zoë "Z"; <1>', "a\nb", ";-- never closed", "back\\slash\\", "#exec /bin/true", "a,b|c => ${X}", "[evil]"]


@pytest.fixture
async def awkward(asterisk: Asterisk) -> AsyncIterator[list[str]]:
    """An Asterisk whose people have the names above; afterwards what it was."""
    etc = asterisk.bed.folder / "etc"
    numbers = [str(1000 + place) for place in range(len(AWKWARD))]
    directory = Directory.build(
        users=[
            User(id=place, login=f"u{place}", first_name=name, line_id=place, voicemail_id=place)
            for place, name in enumerate(AWKWARD)
        ],
        lines=[
            Line(id=place, number=number, endpoint=f"PJSIP/{number}", context="internal", user_id=place)
            for place, number in enumerate(numbers)
        ],
        queues=[Queue(id=1, name="blue", display_name=AWKWARD[2], number="3001", context="internal")],
        voicemails=[Voicemail(id=place, number=number) for place, number in enumerate(numbers)],
    )
    site = Site(sip_bind="", manager_port=asterisk.port, mailbox_answers=False)
    kept = {path: path.read_text() for path in (etc / "jackfield").iterdir()}
    reloads = ("dialplan reload", "module reload res_pjsip.so", "module reload app_voicemail.so", "queue reload all")
    try:
        for name, content in render(directory, (), site, BedSecrets()).items():
            (etc / "jackfield" / name).write_text(content)
        for command in reloads:
            await asterisk.cli(command)
        yield numbers
    finally:
        for path, content in kept.items():
            path.write_text(content)
        await asterisk.restart()


async def test_awkward_names_are_shown_and_break_nothing(asterisk: Asterisk, awkward: list[str]) -> None:
    shown = []
    for number in awkward:
        told = re.search(r"^ callerid +: (.*)$", await asterisk.cli(f"pjsip show endpoint {number}"), re.MULTILINE)
        assert told is not None
        shown.append(told[1])
    assert shown[:5] == [
        "\"Zoë 'Z'; (1)\" <1000>",
        '"a b" <1001>',
        '";-- never closed" <1002>',
        '"back/slash/" <1003>',
        '"#exec /bin/true" <1004>',
    ]
    assert shown[5:] == ['"a,b|c =) ${X}" <1005>', '"[evil]" <1006>']
    boxes = await asterisk.cli("voicemail show users")
    assert f"{len(AWKWARD)} voicemail users configured" in boxes
    assert re.search(r"^default +1002 +;-- never closed", boxes, re.MULTILINE)
    assert "blue has 0 calls" in await asterisk.cli("queue show")
    assert "'to-queue'" in await asterisk.cli("dialplan show to-queue")


@pytest.fixture
def hooks(asterisk: Asterisk) -> Iterator[Path]:
    """A file for steps of one's own; gone afterwards."""
    path = asterisk.bed.folder / "etc" / "hooks.conf"
    yield path
    path.unlink(missing_ok=True)
    asterisk.bed.cli("dialplan reload")


@pytest.mark.parametrize(
    "written",
    [
        f"[jackfield-preprocess-user]\n{HOOK}",
        f"[jackfield-preprocess-user]\ninclude => user_data_test\n[user_data_test]\n{HOOK}",
    ],
    ids=["in the context", "included"],
)
async def test_the_documented_preprocess_subroutine_reaches_both(
    asterisk: Asterisk, office: Office, hooks: Path, written: str
) -> None:
    hooks.write_text(written)
    await asterisk.cli("dialplan reload")
    alice, bruno = await office.desks("alice", "bruno")
    await alice.phone.dial("1002")
    ringing = await bruno.told("EventRinging")
    await bruno.phone.answer()
    established = [await bruno.told("EventEstablished"), await alice.told("EventEstablished")]
    for event in (ringing, *established):
        data = {key: value for key, value in event["userData"].items() if key.startswith("USR_")}
        assert data == {"USR_DATA1": "hello", "USR_DATA2": "24", "USR_DATA3": "with space"}
    called = await asterisk.cli("core show channels concise")
    leg = next(line.partition("!")[0] for line in called.splitlines() if line.startswith("PJSIP/1002"))
    assert re.search(r"^USR_DATA3=with space$", await asterisk.cli(f"core show channel {leg}"), re.MULTILINE)


async def test_the_call_id_of_every_leg_is_known(phones: PhoneFactory, watcher: Watcher) -> None:
    alice, bruno = await phones("1001", "1002")
    await alice.dial("1002")
    await bruno.rings()
    ringing = await watcher.event("Newstate", ChannelStateDesc="Ringing", CallerIDNum="1002")
    calling = await watcher.event("DialBegin", DestChannel=ringing["Channel"])
    known = []
    for channel in (calling["Channel"], ringing["Channel"]):
        values = [
            (await watcher.action("Getvar", Channel=channel, Variable=variable))["Value"]
            for variable in ("SIPCALLID", "CHANNEL(pjsip,call-id)")
        ]
        assert values[0] == values[1] != ""
        known.append(values[0])
    assert known[0] != known[1]


async def test_services_are_switched_from_the_phone(asterisk: Asterisk, phones: PhoneFactory, watcher: Watcher) -> None:
    [alice] = await phones("1009")

    async def dialled(code: str, service: str, value: str) -> None:
        since = len(watcher.messages)
        await alice.dial(code)
        told = await watcher.event("UserEvent", UserEvent="JackfieldService", Service=service, since=since)
        assert (told["Number"], told.get("Value", "")) == ("1009", value)
        await alice.ends()

    for code, on, off in (("*21", "unc", ""), ("*22", "na", ""), ("*23", "busy", "")):
        await dialled(f"{code}1003", on, "1003")
        assert "1003" in await asterisk.cli(f"database get jackfield/1009 {on}")
        await dialled(code, on, off)
        assert "not found" in await asterisk.cli(f"database get jackfield/1009 {on}")
    await dialled("*25", "dnd", "1")
    assert "BUSY" in await asterisk.cli("devstate list")
    await dialled("*25", "dnd", "")
    await dialled("*90", "vm", "1")
    await dialled("*90", "vm", "0")
    await asterisk.cli("database deltree jackfield")


async def test_forwards_and_do_not_disturb(asterisk: Asterisk, phones: PhoneFactory, watcher: Watcher) -> None:
    alice, bruno, chloe = await phones("1001", "1002", "1003")
    try:
        await asterisk.cli("database put jackfield/1002 unc 1003")
        await alice.dial("1002")
        await chloe.rings()
        assert (await watcher.event("UserEvent", UserEvent="CallForwarded"))["Kind"] == "unc"
        await alice.hang_up()
        await chloe.ends()
        await asterisk.cli("database deltree jackfield")
        await asterisk.cli("database put jackfield/1002 dnd 1")
        await alice.dial("1002")
        assert (await alice.ends())["code"] == 486
        await asterisk.cli("database put jackfield/1002 busy 1003")
        await alice.dial("1002")
        await chloe.rings()
        await alice.hang_up()
        await chloe.ends()
        # a circle ends
        await asterisk.cli("database deltree jackfield")
        await asterisk.cli("database put jackfield/1002 unc 1003")
        await asterisk.cli("database put jackfield/1003 unc 1002")
        await alice.dial("1002")
        await bruno.rings()
        await alice.hang_up()
        # what cannot be a number leads nowhere
        await bruno.ends()
        await asterisk.cli("database deltree jackfield")
        await asterisk.cli("database put jackfield/1002 unc x&PJSIP/y")
        await alice.dial("1002")
        await bruno.rings()
    finally:
        await asterisk.cli("database deltree jackfield")


async def test_the_mailbox_takes_what_is_not_answered(
    asterisk: Asterisk, phones: PhoneFactory, watcher: Watcher
) -> None:
    [alice] = await phones("1003")
    await phones("1002", mode="busy")
    try:
        await asterisk.cli("database put jackfield/1002 vm 1")
        await alice.dial("1002")
        await alice.talks()
        await watcher.event("Newexten", Application="VoiceMail", AppData="1002@default,bs")
        await alice.hang_up()
    finally:
        await asterisk.cli("database deltree jackfield")


async def test_a_ringing_phone_is_picked_up_by_its_number(phones: PhoneFactory, watcher: Watcher) -> None:
    alice, bruno, chloe = await phones("1001", "1002", "1003")
    await alice.dial("1002")
    await bruno.rings()
    await chloe.dial("*81002")
    await chloe.talks()
    await bruno.ends()
    await watcher.event("Pickup")


async def test_waiting_callers_may_ask_to_be_called_back(phones: PhoneFactory, watcher: Watcher) -> None:
    [alice] = await phones("1001")
    await alice.dial("3002")
    await alice.talks()
    await watcher.event("QueueCallerJoin")
    await alice.press("1")
    told = await watcher.event("UserEvent", UserEvent="JackfieldCallback")
    assert (told["Queue"], told["Number"], told["Name"]) == ("red", "1001", "Alice")
    await alice.ends()


@pytest.mark.parametrize(("pin", "profile"), [("9876", "jackfield-organizer"), ("1234", "jackfield-participant")])
async def test_the_pin_tells_who_one_is(phones: PhoneFactory, watcher: Watcher, pin: str, profile: str) -> None:
    [alice] = await phones("1001")
    await alice.dial("4001")
    await alice.talks()
    await watcher.event("Newexten", Application="Read")
    await alice.press(pin)
    joined = await watcher.event("ConfbridgeJoin", Conference="4001")
    assert joined["Admin"] == ("Yes" if profile == "jackfield-organizer" else "No")
    assert not [m for m in watcher.messages if pin in m.get("AppData", "")]


async def test_from_outside_only_inside_is_reached(phones: PhoneFactory, watcher: Watcher) -> None:
    [customer] = await phones("0612345678")
    for number in ("01234506", "0612345679", "0123459000", "9000", "0123451999"):
        await customer.dial(number)
        assert (await customer.ends())["code"] in (404, 503, 603)
    assert not [m for m in watcher.messages if m.get("Event") == "DialBegin"]


async def test_a_recorded_queue_is_recorded_while_talking(
    asterisk: Asterisk, phones: PhoneFactory, watcher: Watcher
) -> None:
    alice, bruno = await phones("1001", "1002")
    await watcher.action("QueueAdd", Queue="blue", Interface="PJSIP/1001", StateInterface="hint:1001@phones")
    try:
        await bruno.dial("3001")
        await alice.rings()
        await alice.answer()
        await watcher.event("MixMonitorStart")
        await bruno.talks()
        await bruno.hang_up()
        await alice.ends()
        await asterisk.cli("database put jackfield/queue/blue record 0")
        since = len(watcher.messages)
        await bruno.dial("3001")
        await watcher.event("QueueCallerJoin", since=since)
        assert not [m for m in watcher.messages[since:] if m.get("Event") == "MixMonitorStart"]
    finally:
        await asterisk.cli("database deltree jackfield")
        await watcher.action("QueueRemove", Queue="blue", Interface="PJSIP/1001")
