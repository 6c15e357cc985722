"""Placing calls: `dial` and `originate` (protocol 3.1)."""

from collections.abc import Iterator, Mapping

from jackfield.domain import calls
from jackfield.domain.asking import Asking, own_line, reachable_pbx, user_variables
from jackfield.domain.dial_rules import permitted
from jackfield.domain.effects import Effect, Request
from jackfield.domain.facts import OriginateSent
from jackfield.domain.requests import Originate
from jackfield.domain.results import Expectation
from jackfield.protocol import commands
from jackfield.protocol.values import PhoneEventType


def dial(ask: Asking, command: commands.Dial) -> Iterator[Effect]:
    """Ring the user's own phone, then the destination."""
    return place_call(ask, command.destination, command.variables)


def originate(ask: Asking, command: commands.Originate) -> Iterator[Effect]:
    """The same without attached data."""
    return place_call(ask, command.destination, {})


def place_call(ask: Asking, destination: str, variables: Mapping[str, str]) -> Iterator[Effect]:
    """Order the call at the PBX. Done when the own leg exists (EventDialing)."""
    world = ask.world
    line = own_line(ask)
    data = user_variables(dict(variables))
    reachable_pbx(ask)
    number = permitted(ask, line, destination)
    channel_id = world.new_id("dial")
    shown = world.directory.line_by_number(number)
    shown_user = world.user_of(shown) if shown else None
    order = OriginateSent(channel_id, line.endpoint, exten=number, data_given=tuple(data.items()))
    calls.originate_sent(world, order, ask.now)
    expects = Expectation(channel_id, frozenset({PhoneEventType.DIALING, PhoneEventType.ESTABLISHED}))
    yield from ask.results.wait(ask.ticket, expects, ask.deadline, channel_id)
    yield Request(
        channel_id,
        Originate(
            channel_id=channel_id,
            endpoint=line.endpoint,
            context=line.context,
            exten=number,
            shown_number=number,
            shown_name=shown_user.full_name if shown_user else "",
            variables=data,
            timeout_seconds=world.settings.originate_timeout_seconds,
        ),
    )
