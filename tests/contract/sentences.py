"""What the sentences of the scenario language mean: one function each, on any stage.

Actions are done and returned from; waits end with what the user of the line is told, never with time passing.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping

from jackfield.protocol.events import (
    AgentListen,
    AgentStateEvent,
    ConferenceEvent,
    ConferenceParticipantEvent,
    Event,
    Participant,
    PhoneEvent,
    PhoneStatusUpdate,
    Sheet,
    VoiceMailStatusUpdate,
)
from tests.contract.language import OUTSIDE, PHONE, Step
from tests.contract.server import Server
from tests.contract.stage import FEATURES, PATIENCE, Stage

WORDS = {
    "phone": PHONE,
    "outsider": OUTSIDE,
    "party": rf"{PHONE}|{OUTSIDE}",
    "number": r"[+*#\d]+",
    "login": "alice|bruno|chloe|david|erin|sam|root|wendy",
    "queue": "blue|red|green",
    "word": r"\w+",
    "code": r"-?\d+",
    "text": r".+",
}
GAP = re.compile(r"<(\w+?)(\d?)>")

Sentence = Callable[..., Awaitable[None]]
SENTENCES: list[tuple[re.Pattern[str], Sentence]] = []


def sentence(text: str) -> Callable[[Sentence], Sentence]:
    """A sentence with gaps: `<phone>` and the like are words, `[...]` may be left out."""
    pattern = re.escape(text).replace(r"\[", "(?:").replace(r"\]", ")?").replace(r"\ ", " ")
    pattern = GAP.sub(lambda found: f"({WORDS[found[1]]})", pattern)

    def keep(function: Sentence) -> Sentence:
        SENTENCES.append((re.compile(pattern), function))
        return function

    return keep


def meaning(text: str) -> tuple[Sentence, tuple[str | None, ...]]:
    """The function and its words. Raises ValueError for what is no sentence."""
    for pattern, function in SENTENCES:
        if found := pattern.fullmatch(text):
            return function, found.groups()
    raise ValueError(f"nobody knows what this means: {text}")


class Play:
    """A scenario being played: the stage, the server, and how far in each line's sequence it has been waited."""

    def __init__(self, stage: Stage, server: Server, phones: list[str]) -> None:
        self.stage, self.server, self.phones = stage, server, phones
        self.heard: dict[str, int] = defaultdict(int)
        self.away: set[str] = set()

    async def perform(self, step: Step) -> None:
        """Does or awaits what a sentence says. Raises AssertionError with the place and all that was told."""
        function, words = meaning(step.text)
        try:
            await function(self, *words)
        except (AssertionError, TimeoutError, LookupError) as error:
            told = "\n".join(
                f"  {name}: {line}" for name, lines in self.server.ear.told.sections().items() for line in lines
            )
            seen = await self.stage.seen()
            raise AssertionError(f"{step.place}: {step.text}: {error!s:.500}\n{told}\n{seen}") from error

    async def told(self, number: str, what: str, fits: Callable[[Event], bool]) -> Event:
        """The next thing told of a line or an agent that fits."""
        told = self.server.ear.told
        events = told.agents[number] if number.startswith("2") else told.lines[number]
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for position in range(self.heard[number], len(events)):
                        if fits(events[position]):
                            self.heard[number] = position + 1
                            return events[position]
                    await self.server.ear.news()
        except TimeoutError:
            raise AssertionError(f"{number} was not told {what}") from None

    async def phone_event(self, number: str, kind: str, other: str | None) -> None:
        """The next PhoneEvent of this type, about this other party if one is named."""
        await self.told(
            number,
            f"{kind} with {other or 'anybody'}",
            lambda event: (
                isinstance(event, PhoneEvent) and event.eventType == kind and (other is None or event.otherDN == other)
            ),
        )

    async def shown(self, number: str, status: str) -> None:
        """The next PhoneStatusUpdate of this status."""
        await self.told(number, status, lambda event: isinstance(event, PhoneStatusUpdate) and event.status == status)


# ------------------------------------------------------------------------------------ at the phones


@sentence("<party> dials <number>")
@sentence("<outsider> calls <number>")
async def dials(play: Play, number: str, to: str) -> None:
    await play.stage.dial(number, to)


@sentence("<party> answers[ the call from <number>]")
async def answers(play: Play, number: str, peer: str | None) -> None:
    await play.stage.answer(number, peer)


@sentence("<party> refuses[ the call from <number>]")
async def refuses(play: Play, number: str, peer: str | None) -> None:
    await play.stage.refuse(number, peer)


@sentence("<party> says busy[ to <number>]")
async def says_busy(play: Play, number: str, peer: str | None) -> None:
    await play.stage.say_busy(number, peer)


@sentence("<party> hangs up[ the call with <number>]")
async def hangs_up(play: Play, number: str, peer: str | None) -> None:
    await play.stage.hang_up(number, peer)


@sentence("<phone> holds[ the call with <number>]")
async def holds(play: Play, number: str, peer: str | None) -> None:
    await play.stage.hold(number, peer)


@sentence("<phone> resumes[ the call with <number>]")
async def resumes(play: Play, number: str, peer: str | None) -> None:
    await play.stage.resume(number, peer)


@sentence("<phone> presses <number>")
async def presses(play: Play, number: str, digits: str) -> None:
    await play.stage.press(number, digits)


@sentence("<phone> transfers <number> to <number>")
async def transfers(play: Play, number: str, peer: str, to: str) -> None:
    await play.stage.transfer(number, peer, to)


@sentence("<phone> joins <number> and <number>")
async def joins(play: Play, number: str, one: str, other: str) -> None:
    await play.stage.join(number, one, other)


@sentence("at once: <text>")
async def at_once(play: Play, text: str) -> None:
    parts = [meaning(part.strip()) for part in text.split(";")]
    await asyncio.gather(*(function(play, *words) for function, words in parts))


# ------------------------------------------------------------------------------------ how phones are


@sentence("<phone> obeys notify")
@sentence("<phone> answers by pick-up")
@sentence("<phone> is a browser")
@sentence("<phone> only claims to obey notify")
async def is_of_this_kind(play: Play, number: str) -> None:
    """It has been since it was bought (`language.Scenario`)."""


@sentence("<phone> is busy")
async def is_busy(play: Play, number: str) -> None:
    await play.stage.behave(number, "busy")


@sentence("<phone> refuses everything")
async def refuses_everything(play: Play, number: str) -> None:
    await play.stage.behave(number, "refuse")


@sentence("<phone> answers everything")
async def answers_everything(play: Play, number: str) -> None:
    await play.stage.behave(number, "answer")


@sentence("<phone> only rings")
async def only_rings(play: Play, number: str) -> None:
    await play.stage.behave(number, "ring")


@sentence("<phone> is unregistered")
async def unregisters(play: Play, number: str) -> None:
    play.away.add(number)
    await play.stage.register(number, False)
    await play.shown(number, "INDISPONIBLE")


@sentence("<phone> is back")
async def registers(play: Play, number: str) -> None:
    play.away.discard(number)
    await play.stage.register(number, True)
    await play.shown(number, "AVAILABLE")


@sentence("<phone> is forwarded to <number> <text>")
async def is_forwarded(play: Play, number: str, to: str, when: str) -> None:
    await _feature(play, number, when, to)


@sentence("<phone> is in do-not-disturb")
async def is_in_do_not_disturb(play: Play, number: str) -> None:
    await _feature(play, number, "do-not-disturb", "1")


async def _feature(play: Play, number: str, name: str, value: str) -> None:
    await play.stage.ami("DBPut", Family=f"jackfield/{number}", Key=FEATURES[name], Val=value)


@sentence("the mailbox of <phone> answers")
async def mailbox_answers(play: Play, number: str) -> None:
    await play.stage.ami("DBPut", Family=f"jackfield/{number}", Key="vm", Val="1")


@sentence("<party> leaves a message")
async def leaves_a_message(play: Play, number: str) -> None:
    await play.stage.leave_message(number)


@sentence("<number> seconds pass")
async def seconds_pass(play: Play, seconds: str) -> None:
    """Only where something truly takes so long: a voice that must have been heard."""
    await asyncio.sleep(float(seconds))


@sentence("<phone> has no power")
async def has_no_power(play: Play, number: str) -> None:
    play.away.add(number)
    await play.stage.pull_plug(number)


@sentence("the PBX starts anew")
async def pbx_starts_anew(play: Play) -> None:
    await play.stage.restart()
    await play.server.mend(PATIENCE)


@sentence("the server loses the PBX")
async def server_loses_pbx(play: Play) -> None:
    await play.server.sever()


@sentence("the server hears nothing")
async def server_hears_nothing(play: Play) -> None:
    play.server.deafen()


@sentence("the server hears again")
async def server_hears_again(play: Play) -> None:
    await play.stage.settle()
    play.server.hear()


@sentence("the server finds the PBX again")
async def server_finds_pbx(play: Play) -> None:
    await play.server.mend(PATIENCE)


@sentence("phones ring for <number> seconds")
async def ring_time(play: Play, seconds: str) -> None:
    await play.stage.ami("Setvar", Variable="RINGTIME", Value=seconds)


@sentence("<queue> has <text>")
async def has_members(play: Play, queue: str, members: str) -> None:
    """`blue has 1001, 1002 with penalty 1`"""
    for member in members.split(", "):
        number, _, penalty = member.partition(" with penalty ")
        heads = {"Queue": queue, "Interface": f"PJSIP/{number}", "Penalty": penalty or "0"}
        await play.stage.ami("QueueAdd", **heads)


@sentence("<queue> reaches <phone> by a local channel")
async def has_local_member(play: Play, queue: str, number: str) -> None:
    heads = {"Interface": f"Local/{number}@internal/n", "StateInterface": f"hint:{number}@phones"}
    await play.stage.ami("QueueAdd", Queue=queue, MemberName=f"Agent/{number}", **heads)


@sentence("somebody has <phone> called by a local channel for <number>")
async def called_by_local_channel(play: Play, number: str, exten: str) -> None:
    place = {"Context": "internal", "Exten": exten, "Priority": "1", "Async": "true"}
    await play.stage.ami("Originate", Channel=f"Local/{number}@internal/n", **place)


# ------------------------------------------------------------------------------------ what is told


@sentence("<phone> rings[ from <number>]")
async def rings(play: Play, number: str, other: str | None) -> None:
    await play.phone_event(number, "EventRinging", other)


@sentence("<phone> is dialling[ <number>]")
async def is_dialling(play: Play, number: str, other: str | None) -> None:
    await play.phone_event(number, "EventDialing", other)


@sentence("<phone> talks[ to <number>]")
async def talks(play: Play, number: str, other: str | None) -> None:
    await play.phone_event(number, "EventEstablished", other)


@sentence("<phone> has <number> on hold")
async def has_on_hold(play: Play, number: str, other: str) -> None:
    await play.phone_event(number, "EventOnHold", other)


@sentence("<phone> is released[ from <number>]")
async def is_released(play: Play, number: str, other: str | None) -> None:
    await play.phone_event(number, "EventReleased", other)


@sentence("<phone> is shown <word>")
async def is_shown(play: Play, number: str, status: str) -> None:
    await play.shown(number, status)


@sentence("hint <number> becomes <code>")
async def hint_becomes(play: Play, number: str, code: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while play.server.ear.hints.get(number) != int(code):
            await play.server.ear.news()


@sentence("<outsider> rings")
@sentence("the phone of <phone> rings")
async def really_rings(play: Play, number: str) -> None:
    await play.stage.rings(number)


@sentence("the PBX has <word> as <text> on <phone>")
async def really_has(play: Play, variable: str, value: str, number: str) -> None:
    """On the channel of this phone, a moment later at most."""
    found: list[str] = []
    async with asyncio.timeout(PATIENCE):
        while (found := await play.stage.values(variable, f"PJSIP/{number}-")) != [value]:
            await asyncio.sleep(0.05)
    assert found == [value]


@sentence("no trunk has <word>")
async def trunk_has_not(play: Play, variable: str) -> None:
    await play.stage.settle()
    values = await play.stage.values(variable, "trunk")
    assert values, "there is no channel of a trunk"
    assert not any(values), values


@sentence("<outsider> is released")
async def really_ends(play: Play, number: str) -> None:
    await play.stage.hangs_idle(number)


@sentence("all idle")
async def all_idle(play: Play) -> None:
    await play.stage.quiet()
    await play.stage.settle()
    phones = play.server.engine.core.snapshot()
    busy = {number: phones[number] for number in play.phones if phones[number]["calls"]}
    assert not busy, f"still busy: {busy}"


@sentence("meanwhile nothing")
async def nothing_happens(play: Play) -> None:
    await play.stage.settle()


@sentence("<phone> has <number> new and <number> old messages")
async def has_messages(play: Play, number: str, new: str, old: str) -> None:
    await play.told(
        number,
        f"{new} new and {old} old messages",
        lambda event: (
            isinstance(event, VoiceMailStatusUpdate)
            and (event.newMessages, event.oldMessages, event.waitingMessages) == (int(new), int(old), int(new != "0"))
        ),
    )


# ------------------------------------------------------------------------------------ at the screens


@sentence("<login> follows <text>")
async def follows(play: Play, login: str, numbers: str) -> None:
    wanted = numbers.split(", ")
    await play.server.ask(login, PATIENCE, command="subscribeToPhoneHints", phoneNumbers=wanted)


@sentence("<login> asks <word>[ <number>][ of the call with <number>][ with <text>]")
async def asks(
    play: Play, login: str, command: str, destination: str | None, peer: str | None, data: str | None
) -> None:
    frame: dict[str, object] = {"command": command}
    if destination is not None:
        frame["destination"] = destination
    if data is not None:
        frame["variables"] = dict(pair.split("=", 1) for pair in data.split(", "))
    if peer is not None:
        frame["uniqueId"] = _call_with(play, login, peer)
    result = await play.server.ask(login, 15, **frame)
    words = [command, *([destination] if destination else []), *([f"of {peer}"] if peer else []), result.status]
    words += [result.code] if result.code else []
    play.server.ear.told.results[login].append(" ".join(words))


@sentence("<login> logs in as agent[ <number>][ on <number>]")
async def logs_in(play: Play, login: str, agent: str | None, line: str | None) -> None:
    await _agent_command(play, login, "agentLogin", agent, {"agentphonenumber": line} if line else {})


@sentence("<login> logs out[ agent <number>]")
async def logs_out(play: Play, login: str, agent: str | None) -> None:
    await _agent_command(play, login, "agentLogout", agent, {})


@sentence("<login> pauses[ agent <number>][ for <text>]")
async def pauses(play: Play, login: str, agent: str | None, reason: str | None) -> None:
    await _agent_command(play, login, "pauseAgent", agent, {"reason": reason} if reason else {})


@sentence("<login> goes on[ with agent <number>]")
async def goes_on(play: Play, login: str, agent: str | None) -> None:
    await _agent_command(play, login, "unpauseAgent", agent, {})


@sentence("<login> pauses the recording[ of agent <number>]")
async def pauses_recording(play: Play, login: str, agent: str | None) -> None:
    await _agent_command(play, login, "monitorPause", agent, {})


@sentence("<login> goes on with the recording[ of agent <number>]")
async def goes_on_with_recording(play: Play, login: str, agent: str | None) -> None:
    await _agent_command(play, login, "monitorUnpause", agent, {})


@sentence("the recording of agent <number> is <word>")
async def recording_is(play: Play, number: str, state: str) -> None:
    """`the recording of agent 2001 is paused`"""
    await play.told(
        number, state, lambda event: isinstance(event, AgentStateEvent) and event.monitorState == state.upper()
    )


@sentence("<login> listens to agent <number>[ by <word>]")
async def listens(play: Play, login: str, agent: str, mode: str | None) -> None:
    await _agent_command(play, login, "listenAgent", agent, {"mode": mode} if mode else {})


@sentence("agent <number> is listened to")
async def is_listened_to(play: Play, number: str) -> None:
    await play.told(number, "somebody listens", lambda event: isinstance(event, AgentListen) and event.started)


@sentence("agent <number> is listened to no more")
async def is_listened_to_no_more(play: Play, number: str) -> None:
    await play.told(number, "nobody listens", lambda event: isinstance(event, AgentListen) and not event.started)


@sentence("<login> has <queue> dial <number>[ as <number>]")
async def has_queue_dial(play: Play, login: str, queue: str, destination: str, caller: str | None) -> None:
    shown = {"callerIdNumber": caller} if caller else {}
    named = {"destination": destination, "queueId": _queue(play, queue), **shown}
    result = await play.server.ask(login, 15, command="dialFromQueue", **named)
    words = ["dialFromQueue", queue, destination, result.status, *([result.code] if result.code else [])]
    play.server.ear.told.results[login].append(" ".join(words))


@sentence("<login> moves group <word> from <queue> at <number> to <queue> at <number>")
async def moves_group(play: Play, login: str, group: str, source: str, old: str, target: str, new: str) -> None:
    between = {"fromQueueId": _queue(play, source), "fromPenalty": int(old)}
    await _group_command(
        play, login, "moveAgentsInGroup", group, {**between, "toQueueId": _queue(play, target), "toPenalty": int(new)}
    )


@sentence("<login> adds group <word> to <queue> at <number>")
async def adds_group(play: Play, login: str, group: str, queue: str, penalty: str) -> None:
    where = {"queueId": _queue(play, queue), "penalty": int(penalty)}
    await _group_command(play, login, "addAgentsNotInQueueFromGroupTo", group, where)


@sentence("<login> removes group <word> from <queue> at <number>")
async def removes_group(play: Play, login: str, group: str, queue: str, penalty: str) -> None:
    where = {"queueId": _queue(play, queue), "penalty": int(penalty)}
    await _group_command(play, login, "removeAgentGroupFromQueueGroup", group, where)


def _queue(play: Play, name: str) -> int:
    queue = play.server.engine.core.world.directory.queue_by_name(name)
    assert queue is not None
    return queue.id


async def _group_command(play: Play, login: str, command: str, group: str, where: Mapping[str, int]) -> None:
    groups = play.server.engine.core.world.directory.groups
    named = next(each.id for each in groups if each.name == group)
    result = await play.server.ask(login, 15, command=command, groupId=named, **where)
    words = [command, group, result.status, *([result.code] if result.code else [])]
    play.server.ear.told.results[login].append(" ".join(words))


async def _agent_command(
    play: Play, login: str, command: str, number: str | None, further: Mapping[str, object]
) -> None:
    agent = play.server.engine.core.world.directory.agent_by_number(number) if number else None
    named = {"agentid": agent.id} if agent else {}
    result = await play.server.ask(login, 15, command=command, **named, **further)
    words = [command, *map(str, further.values()), result.status, *([result.code] if result.code else [])]
    play.server.ear.told.results[login].append(" ".join(words))


@sentence("agent <number> is <word>")
async def agent_is(play: Play, number: str, state: str) -> None:
    """`agent 2001 is OnCall`"""
    name = f"Agent{state}"
    await play.told(number, name, lambda event: isinstance(event, AgentStateEvent) and event.name == name)


def _line_of(play: Play, login: str) -> str:
    core = play.server.engine.core
    user = next(user for user in core.world.directory.users if user.login == login)
    line = core.world.directory.line_of_user(user.id)
    assert line is not None
    return line.number


def _call_with(play: Play, login: str, peer: str) -> str:
    for event in reversed(play.server.ear.told.lines[_line_of(play, login)]):
        if isinstance(event, PhoneEvent) and event.otherDN == peer:
            return event.uniqueId
    raise AssertionError(f"{login} knows no call with {peer}")


# ------------------------------------------------------------------------------------ conferences, sound, sheets


@sentence("calls from outside show a sheet when they ring")
async def show_sheets(play: Play) -> None:
    """The directory says so (`language.Scenario`)."""


@sentence("<phone> gets a sheet")
async def gets_a_sheet(play: Play, number: str) -> None:
    await play.told(number, "a sheet", lambda event: isinstance(event, Sheet))


@sentence("<login> looks at the own calls")
async def looks_at_own_calls(play: Play, login: str) -> None:
    await play.server.ask(login, PATIENCE, command="getUserCallHistory", size=20)


@sentence("<login> looks at the calls of the own agent")
async def looks_at_calls_of_agent(play: Play, login: str) -> None:
    await play.server.ask(login, PATIENCE, command="getAgentCallHistory", size=20)


@sentence("<login> looks at the calls of queue <word>")
async def looks_at_calls_of_queue(play: Play, login: str, queue: str) -> None:
    await play.server.ask(login, PATIENCE, command="getQueueCallHistory", queue=queue, size=20)


@sentence("<phone> speaks")
async def speaks(play: Play, number: str) -> None:
    await play.stage.speak(number, True)


@sentence("<phone> falls silent")
async def falls_silent(play: Play, number: str) -> None:
    await play.stage.speak(number, False)


@sentence("<phone> hears somebody")
async def hears_somebody(play: Play, number: str) -> None:
    await _hears(play, number, True)


@sentence("<phone> hears nobody")
async def hears_nobody(play: Play, number: str) -> None:
    await _hears(play, number, False)


async def _hears(play: Play, number: str, somebody: bool) -> None:
    """Sound needs a moment to come or to end."""
    async with asyncio.timeout(PATIENCE):
        while await play.stage.hears(number) is not somebody:
            await asyncio.sleep(0.1)


@sentence("<phone> has heard the keys <number>")
async def has_heard_keys(play: Play, number: str, keys: str) -> None:
    await play.stage.heard_keys(number, keys)


@sentence("<phone> enters room <number>")
async def enters(play: Play, number: str, room: str) -> None:
    await _conference_event(play, number, room, "Join")


@sentence("<phone> leaves room <number>")
async def leaves(play: Play, number: str, room: str) -> None:
    await _conference_event(play, number, room, "Leave")


async def _conference_event(play: Play, number: str, room: str, kind: str) -> None:
    def fits(event: Event) -> bool:
        return isinstance(event, ConferenceEvent) and (event.eventType, event.conferenceNumber) == (kind, room)

    await play.told(number, f"{kind} of room {room}", fits)


SEEN: dict[str, Callable[[ConferenceParticipantEvent], bool]] = {
    "come": lambda event: event.eventType == "Join",
    "go": lambda event: event.eventType == "Leave",
    "muted": lambda event: event.isMuted,
    "unmuted": lambda event: not event.isMuted,
    "deaf": lambda event: event.isDeaf is True,
    "hearing": lambda event: event.isDeaf is False,
    "talking": lambda event: event.isTalking,
    "silent": lambda event: not event.isTalking,
}


@sentence("<phone> sees <number> <word>")
async def sees(play: Play, number: str, other: str, what: str) -> None:
    def fits(event: Event) -> bool:
        return isinstance(event, ConferenceParticipantEvent) and event.callerIdNum == other and SEEN[what](event)

    await play.told(number, f"{other} {what}", fits)


@sentence("<login> watches the rooms")
async def watches_rooms(play: Play, login: str) -> None:
    await play.server.ask(login, PATIENCE, command="getList", objectType="meetme")


@sentence("<login> presses the key <number>")
async def asks_for_a_key(play: Play, login: str, key: str) -> None:
    result = await play.server.ask(login, 15, command="sendDtmf", key=key)
    play.server.ear.told.results[login].append(f"sendDtmf {key} {result.status}")


@sentence("<login> asks <word> in <number>[ of <number>][ to <number>][ as <word>]")
async def asks_in_a_room(
    play: Play, login: str, command: str, room: str, whom: str | None, to: str | None, role: str | None
) -> None:
    frame: dict[str, object] = {"command": command, "numConf": room}
    if whom is not None:
        frame["index"] = _index_of(play, login, whom)
    frame |= {"exten": to} if to is not None else {}
    frame |= {"role": role} if role is not None else {}
    result = await play.server.ask(login, 15, **frame)
    words = [command, room, *(word for word in (whom, to, role) if word), result.status]
    words += [result.code] if result.code else []
    play.server.ear.told.results[login].append(" ".join(words))


def _index_of(play: Play, login: str, whom: str) -> int:
    """By the events, as a client knows it; 99 for somebody who is not there."""
    index = 99
    for event in play.server.ear.told.lines[_line_of(play, login)]:
        those: list[Participant | ConferenceParticipantEvent] = []
        if isinstance(event, ConferenceEvent):
            those += event.participants
        elif isinstance(event, ConferenceParticipantEvent):
            those.append(event)
        index = next((each.index for each in those if each.callerIdNum == whom), index)
    return index
