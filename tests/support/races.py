"""Random stories of screens that ask for what makes sense at the moment, several at once, and what may never be left.

Each `Wish` names somebody and a number; what he does follows from what his phone does: who rings answers, who talks
transfers, who consults completes. Some commands are on their way together: the PBX has not heard the first yet.
"""

from collections.abc import Iterable

import msgspec
from hypothesis import strategies as st

from jackfield.domain.core import Client
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.telephony.simulator.channels import State
from tests.support.floor import Floor
from tests.support.stories import NUMBERS, Step, perform

PLACES = (*NUMBERS, *NUMBERS, "3001", "3003", "4000", "9000", "0612345678")


class Wish(msgspec.Struct, frozen=True):
    """Who, with whom, which of the things that he could do, how long after the last; does the PBX hear it at once?"""

    who: str
    to: str
    which: int
    after: float
    heard: bool


wishes = st.builds(
    Wish,
    st.sampled_from(NUMBERS),
    st.sampled_from(PLACES),
    st.integers(0, 99),
    st.sampled_from((0.0, 0.0, 0.01, 0.3, 1.0, 2.5)),
    st.booleans(),
)

IDLE = ("dial", "ask dial", "called", "ask answer")
DIALLING = ("ask hangup", "hang_up", "ask completeTransfer", "ask cancelTransfer", "wait", "wait", "wait")
RINGING = ("answer", "answer", "answer", "ask answer", "ask hangup", "refuse", "ask attendedTransfer")
TALKING = ("ask attendedTransfer", "ask attendedTransfer", "ask attendedTransfer", "ask directTransfer", "ask hold",
           "ask setData", "hold", "hang_up", "transfer", "ask completeTransfer", "dial", "ask dial")  # fmt: skip
CONSULTING = ("ask completeTransfer", "ask completeTransfer", "ask cancelTransfer", "ask conference", "ask hangup",
              "ask hold", "ask directTransfer", "ask setData", "hang_up", "join", "resume")  # fmt: skip


def choices(floor: Floor, number: str) -> tuple[str, ...]:
    """What makes sense at this phone."""
    calls = floor.simulator.phone(number).calls
    up = [call for call in calls if call.state is State.UP]
    if any(call.outgoing is not None for call in calls):
        return RINGING
    if any(call.holding for call in calls) or len(up) > 1:
        return CONSULTING
    return TALKING if up else DIALLING if calls else IDLE


def grant(floor: Floor, wish: Wish) -> None:
    """Do it. Nobody calls himself."""
    if wish.after:
        floor.pass_time(wish.after)
    found = choices(floor, wish.who)
    act = found[wish.which % len(found)]
    to = wish.to if wish.to != wish.who else "9000"
    if act.startswith("ask "):
        line = floor.first.core.world.directory.line_by_number(wish.who)
        assert line is not None
        assert line.user_id is not None
        ask(floor, line.user_id, command(act.removeprefix("ask "), to), heard=wish.heard)
    elif act != "wait":
        perform(floor, Step(wish.who, act, to, 0.0))


def command(name: str, to: str) -> Command:
    match name:
        case "dial":
            return commands.Dial(destination=to, variables={"to": to})
        case "directTransfer":
            return commands.DirectTransfer(destination=to)
        case "attendedTransfer":
            return commands.AttendedTransfer(destination=to)
        case "setData":
            return commands.SetData(variables={"now": to})
    plain: dict[str, type[Command]] = {
        "answer": commands.Answer, "hold": commands.Hold, "hangup": commands.Hangup, "conference": commands.Conference,
        "completeTransfer": commands.CompleteTransfer, "cancelTransfer": commands.CancelTransfer,
    }  # fmt: skip
    return plain[name]()


def ask(floor: Floor, user_id: int, asked: Command, *, heard: bool = True) -> None:
    """A user's screen asks; unless it is `heard` at once, the PBX hears it with what comes next."""
    desk = floor.first
    desk.perform(desk.core.ask(asked, Client(f"s{user_id}", user_id), floor.now))
    if heard:
        desk.pump()


def left_over(floor: Floor) -> dict[str, object]:
    """What is still remembered of calls and commands when all are over and every deadline has passed: nothing."""
    world, under_way = floor.first.core.world, floor.first.core.world.under_way
    kept: dict[str, Iterable[object]] = {
        "legs": world.legs, "bridges": world.bridges, "names": world.uniqueids, "rooms": world.rooms,
        "orders": world.orders, "asked": world.asked, "checks": world.application_checks,
        "holds": world.server_holds, "holds due": world.holds_due, "resumptions": world.resumptions,
        "thinned": world.thinned, "rejoining": world.rejoining,
        "transfers": under_way.transfers, "batches": under_way.batches, "meetings": under_way.meetings,
        "data due": under_way.data_due, "consulting": under_way.consulting,
        "results": floor.first.core.results.waiting, "by leg": floor.first.core.results.by_leg,
        "callers": world.centre.caller_in, "changing": world.centre.changing, "listened": world.centre.listened,
    }  # fmt: skip
    return {name: what for name, what in kept.items() if what}
