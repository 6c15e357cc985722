"""Placing calls: `dial`, `originate`, `dialByUsername`, `dialFromMobile` (protocol 3.1)."""

from collections.abc import Iterator, Mapping

from jackfield.domain.asking import Asking, normalised, own_line, reachable_pbx, user_variables
from jackfield.domain.directory import Line
from jackfield.domain.effects import Effect, Request
from jackfield.domain.facts import OriginateSent
from jackfield.domain.phone import attached, calls
from jackfield.domain.phone.dial_rules import may_dial, permitted
from jackfield.domain.requests import Originate
from jackfield.domain.results import Expectation, Refused
from jackfield.domain.room.conferences import entry, unasked
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import PhoneEventType


def dial(ask: Asking, command: commands.Dial) -> Iterator[Effect]:
    """Ring the user's own phone, then the destination."""
    return place_call(ask, command.destination, command.variables)


def originate(ask: Asking, command: commands.Originate) -> Iterator[Effect]:
    """The same without attached data."""
    return place_call(ask, command.destination, {})


def dial_by_username(ask: Asking, command: commands.DialByUsername) -> Iterator[Effect]:
    """Call another user on his line."""
    called = ask.world.directory.user_by_login(command.username)
    if called is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no user {command.username[:60]!r}")
    line = ask.world.directory.line_of_user(called.id)
    if line is None:
        raise Refused(RefusalCode.NOT_FOUND, f"User {called.login} has no line")
    return place_call(ask, line.number, command.variables)


def place_call(
    ask: Asking, destination: str, variables: Mapping[str, str], line: Line | None = None
) -> Iterator[Effect]:
    """Order the call at the PBX, from the asker's line or this one. Done when the own leg exists (EventDialing)."""
    world = ask.world
    line = line or own_line(ask)
    data = user_variables(dict(variables))
    reachable_pbx(ask)
    number = permitted(ask, line, destination)
    shown = world.directory.line_by_number(number)
    shown_user = world.user_of(shown) if shown else None
    order = Originate(
        channel_id=world.new_id("dial"),
        endpoint=line.endpoint,
        context=line.context,
        exten=number,
        shown_number=number,
        shown_name=shown_user.full_name if shown_user else "",
        variables=data,
        timeout_seconds=world.settings.originate_timeout_seconds,
    )
    yield from ordered(ask, order, data)


def dial_from_mobile(ask: Asking, command: commands.DialFromMobile) -> Iterator[Effect]:
    """Ring the user's mobile, then the destination; a conference room lets him in unasked, as what its PINs say.

    The call is shown as one of his line, which it does not occupy.
    """
    world = ask.world
    line = own_line(ask)
    if not ask.user.mobile_number:
        raise Refused(RefusalCode.NOT_FOUND, f"User {ask.user.login} has no mobile number")
    data = user_variables(dict(command.variables))
    reachable_pbx(ask)
    mobile = _mobile_of(ask, line, command.destination)
    number = permitted(ask, line, command.destination)
    room = world.directory.conference_by_number(number)
    endpoint = world.settings.mobile_channel.format(number=mobile)
    # onto a trunk nothing is attached: there the core alone knows it, for whom is called from there
    given = {} if attached.leads_out(endpoint) else data
    order = Originate(
        channel_id=world.new_id("dial"),
        endpoint=endpoint,
        context=line.context,
        exten=number,
        shown_number=world.settings.outside_prefix + line.number,
        caller_number=line.number,
        caller_name=ask.user.full_name,
        mobile_of=line.number,
        variables=given | (entry(number, unasked(room)) if room else {}),
        timeout_seconds=world.settings.originate_timeout_seconds,
        answers_itself=False,
    )
    yield from ordered(ask, order, data)


def _mobile_of(ask: Asking, line: Line, destination: str) -> str:
    """The user's mobile number as it is dialled; on the way to an emergency number no rule forbids it.

    Raises:
        Refused: bad_request where the directory has no number there, not_allowed by a dial rule.
    """
    settings = ask.world.settings
    number = normalised(ask.user.mobile_number, settings.international_prefix)
    if normalised(destination, settings.international_prefix) not in settings.dial_rules.emergency:
        may_dial(ask.world, ask.user, line, number)
    return number


def ordered(ask: Asking, order: Originate, data: Mapping[str, str], *, ours: bool = True) -> Iterator[Effect]:
    """Order it, and wait for the leg if it is one of `ours`; `data` is what of its variables is attached data."""
    sent = OriginateSent(
        order.channel_id,
        order.endpoint,
        exten=order.exten,
        data_given=tuple(data.items()),
        mobile_of=order.mobile_of,
    )
    calls.originate_sent(ask.world, sent, ask.now)
    if not ours:
        yield from ask.results.wait_accepted(ask.ticket, ask.deadline, (order.channel_id,))
        yield Request(order.channel_id, order)
        return
    expects = Expectation(order.channel_id, frozenset({PhoneEventType.DIALING, PhoneEventType.ESTABLISHED}))
    yield from ask.results.wait(ask.ticket, expects, ask.deadline, order.channel_id)
    yield Request(order.channel_id, order)
