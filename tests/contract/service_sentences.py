"""Sentences about what users switch on for their calls, and about the server and the PBX starting again."""

import asyncio

from jackfield.domain.phone.phones import link_usable
from jackfield.protocol.events import Error, PhoneEvent, UserConfigUpdate, UserStatusUpdate
from tests.contract.sentences import WORDS, Play, sentence
from tests.contract.told import services_line

RESTART_PATIENCE = 40.0
SERVICES = {
    "do-not-disturb": "dnd",
    "forward-always": "uncFwd",
    "forward-when-busy": "busyFwd",
    "forward-without-answer": "naFwd",
}
WORDS["service"] = "|".join(SERVICES)


@sentence("<login> switches <service> on[ to <number>]")
async def switches_on(play: Play, login: str, service: str, to: str | None) -> None:
    await _switch(play, login, service, True, to)


@sentence("<login> switches <service> off[ keeping <number>]")
async def switches_off(play: Play, login: str, service: str, to: str | None) -> None:
    await _switch(play, login, service, False, to)


async def _switch(play: Play, login: str, service: str, state: bool, to: str | None) -> None:
    frame: dict[str, object] = {"command": SERVICES[service], "state": state}
    if service != "do-not-disturb":
        frame["destination"] = to or ""
    result = await play.server.ask(login, 15, **frame)
    words = [service, "on" if state else "off", *([to] if to else []), result.status]
    play.server.ear.told.results[login].append(" ".join([*words, *([result.code] if result.code else [])]))


@sentence("<phone> has a browser too")
async def has_a_browser_too(play: Play, number: str) -> None:
    """The directory says so, and the dial plan (`language.Scenario.doubled`)."""


@sentence("<phone> is away")
async def is_away(play: Play, number: str) -> None:
    """Not registered, and not in use, so that nobody is told."""
    await play.stage.register(number, False)
    await play.stage.settle()


@sentence("<login> goes over to the <word>")
async def goes_over(play: Play, login: str, device: str) -> None:
    """`david goes over to the webrtc`; what his pages are told of the line is among the results."""
    result = await play.server.ask(login, 15, command="toggleUniqueAccountDevice", deviceType=device)
    words = ["toggleUniqueAccountDevice", device, result.status, *([result.code] if result.code else [])]
    play.server.ear.told.results[login].append(" ".join(words))


@sentence("<login> chooses status <word>")
async def chooses(play: Play, login: str, status: str) -> None:
    result = await play.server.ask(login, 15, command="userStatusUpdate", status=status)
    words = ["status", status, result.status, *([result.code] if result.code else [])]
    play.server.ear.told.results[login].append(" ".join(words))


@sentence("<phone> is told its services")
async def is_told_services(play: Play, number: str) -> None:
    await play.told(number, "its services", lambda event: isinstance(event, UserConfigUpdate))


@sentence("<phone> is told that this cannot be")
async def is_told_an_error(play: Play, number: str) -> None:
    await play.told(number, "an error", lambda event: isinstance(event, Error))


@sentence("<login> comes and is told of his services")
async def comes(play: Play, login: str) -> None:
    told = play.server.ear.told.results[login]
    for event in play.server.connect(login):
        if isinstance(event, UserConfigUpdate):
            told.append(f"at connect: {services_line(event)}")
        elif isinstance(event, UserStatusUpdate):
            told.append(f"at connect: status {event.status}")


@sentence("<login> asks to call user <word>[ with <text>]")
async def calls_user(play: Play, login: str, username: str, data: str | None) -> None:
    variables = dict(pair.split("=", 1) for pair in data.split(", ")) if data else {}
    result = await play.server.ask(login, 15, command="dialByUsername", username=username, variables=variables)
    words = ["dialByUsername", username, result.status, *([result.code] if result.code else [])]
    play.server.ear.told.results[login].append(" ".join(words))


# ------------------------------------------------------------------------------------ starting again


@sentence("the server starts again")
async def server_starts_again(play: Play) -> None:
    await play.server.stop()
    await server_starts(play)


@sentence("the server stops")
async def server_stops(play: Play) -> None:
    await play.server.stop()


@sentence("the server starts")
async def server_starts(play: Play) -> None:
    await play.server.start()
    await _from_here(play)


@sentence("the server starts again in the middle")
async def server_starts_in_the_middle(play: Play) -> None:
    """Of calls, which it must learn from the PBX; in which order it tells of them does not matter."""
    lines = play.server.ear.told.lines
    before = {number: len(lines[number]) for number in play.phones}
    await play.server.stop()
    await play.server.start()
    for number, already in before.items():
        learnt = [event for event in lines[number][already:] if isinstance(event, PhoneEvent)]
        lines[number][already:] = sorted(learnt, key=lambda event: event.otherDN)
    play.heard.update(before)


@sentence("the PBX starts again")
async def pbx_starts_again(play: Play) -> None:
    world = play.server.engine.core.world
    began = world.resync
    await play.stage.restart()
    async with asyncio.timeout(RESTART_PATIENCE):
        while world.resync == began or not link_usable(world):
            await asyncio.sleep(0.05)
    await _from_here(play)


async def _from_here(play: Play) -> None:
    """What is told after a start differs by who comes first."""
    await play.server.quiet(play.phones)
    play.heard.clear()


@sentence("<phone> really dials <number>")
async def really_dials(play: Play, number: str, to: str) -> None:
    """Nobody tells of it; the phone hangs up when it has been heard."""
    await play.stage.dial(number, to)
    await play.stage.settle()
    await play.stage.hang_up(number, None)
    await play.stage.quiet()


@sentence("the PBX forgets what users switched on")
async def pbx_forgets(play: Play) -> None:
    await play.stage.ami("DBDelTree", Family="jackfield")


@sentence("dial rules allow <text>")
@sentence("users may place <number> call[s] a minute")
async def may_dial(play: Play, rule: str) -> None:
    """It is so from the beginning (`language.Scenario.dialing`)."""


@sentence("<party> is there")
@sentence("<outsider> rings only when called")
async def is_there(play: Play, number: str) -> None:
    """Whoever acts in a story must be named at the beginning of a sentence (`language.Scenario`)."""
