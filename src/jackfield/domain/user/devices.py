"""Which of the two devices of one number is in use: the desk phone or the browser (protocol 3.2).

The choice is a service like the others: stored, acted on by the dial plan (AstDB `jackfield/NUMBER/browser`), told.
"""

from collections.abc import Iterator

import msgspec

from jackfield.domain.asking import Asking, own_line, reachable_pbx
from jackfield.domain.directory import Line
from jackfield.domain.effects import Effect
from jackfield.domain.results import Refused
from jackfield.domain.user.personal import other_device
from jackfield.domain.user.switching import Switching, switch
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import LineDevice

IN_BROWSER: dict[str, bool] = {LineDevice.PHONE: False, LineDevice.WEBRTC: True}


def choose(ask: Asking, command: commands.ToggleUniqueAccountDevice) -> Iterator[Effect]:
    """Switch to the desk phone or to the browser. Done when the PBX rings that one."""
    world, line = ask.world, own_line(ask)
    browser = IN_BROWSER.get(command.deviceType.strip().lower())
    if browser is None:
        raise Refused(RefusalCode.BAD_REQUEST, f"{command.deviceType[:20]!r} is no device: phone or webrtc")
    if not line.browser_endpoint:
        raise Refused(RefusalCode.NOT_SUPPORTED, f"Line {line.number} has one device only")
    _idle(ask, line)
    reachable_pbx(ask)
    tag = world.new_id("set")
    yield from ask.results.wait(ask.ticket, None, ask.deadline, tag)

    def settled(refusal: Refused | None, now: float) -> Iterator[Effect]:
        if refusal is not None:
            yield from ask.results.broken(tag, refusal)
            return
        yield from other_device(world, ask.user, now)
        yield from ask.results.done(tag)

    wanted = Switching(ask.user, line, lambda before: msgspec.structs.replace(before, browser=browser), settled)
    yield from switch(world, wanted, ask.now)


def _idle(ask: Asking, line: Line) -> None:
    """A call would stay where it is, and queues go on ringing what their agent has logged in with.

    Raises:
        Refused: conflict.
    """
    if ask.world.phones[line.number].legs:
        raise Refused(RefusalCode.CONFLICT, f"Line {line.number} has calls: end them first")
    if line.number in ask.world.centre.agent_on:
        raise Refused(RefusalCode.CONFLICT, f"An agent is logged in on line {line.number}: log out first")
