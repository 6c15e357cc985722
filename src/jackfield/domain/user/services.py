"""What a user switched on for incoming calls: the values, what acts on the PBX of them, and what may be set.

The PBX acts by AstDB, family `jackfield/NUMBER`: `dnd` is 1, `unc`, `busy` and `na` hold where calls go, `browser` is
1 where of two devices the one in the browser is rung; empty or missing is off. What is kept besides (a destination that
is switched off) is only in the storage. How a change gets to both is in `switching.py`.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec

from jackfield.domain.directory import Forward, Line, User, UserServices
from jackfield.domain.effects import Effect, Publish, user_topic
from jackfield.domain.phone.dial_rules import may_dial
from jackfield.domain.phone.patterns import Purpose
from jackfield.domain.results import Refused
from jackfield.domain.world import World
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import UserConfigUpdate


class Service(StrEnum):
    """The services, named as their keys in AstDB."""

    DO_NOT_DISTURB = "dnd"
    UNCONDITIONAL = "unc"
    BUSY = "busy"
    NO_ANSWER = "na"
    BROWSER = "browser"


SWITCHES: Mapping[Service, str] = MappingProxyType(
    {Service.DO_NOT_DISTURB: "do_not_disturb", Service.BROWSER: "browser"}
)
"""The field of `UserServices` that each is in which is on or off, and no more."""

FORWARDS: Mapping[Service, str] = MappingProxyType(
    {Service.UNCONDITIONAL: "unconditional", Service.BUSY: "busy", Service.NO_ANSWER: "no_answer"}
)
"""The field of `UserServices` that each forward is in."""

NAMES: Mapping[Service, str] = MappingProxyType(
    {
        Service.UNCONDITIONAL: "Calls are forwarded",
        Service.BUSY: "Calls while busy are forwarded",
        Service.NO_ANSWER: "Calls without answer are forwarded",
    }
)


def services_of(world: World, user_id: int) -> UserServices:
    """A user's services as they are in force."""
    return world.services.get(user_id, UserServices())


def forward_of(services: UserServices, service: Service) -> Forward:
    """One of the forwards."""
    found: Forward = getattr(services, FORWARDS[service])
    return found


def with_forward(services: UserServices, service: Service, forward: Forward) -> UserServices:
    """The services with another forward of this kind."""
    return msgspec.structs.replace(services, **{FORWARDS[service]: forward})


def acting(services: UserServices, service: Service) -> str:
    """What AstDB holds of a service; empty while it is off."""
    if service in SWITCHES:
        return "1" if getattr(services, SWITCHES[service]) else ""
    forward = forward_of(services, service)
    return forward.destination if forward.enabled else ""


def as_acting(services: UserServices, service: Service, value: str) -> UserServices:
    """The services once AstDB holds this value; a forward that is off keeps its destination."""
    if service in SWITCHES:
        return msgspec.structs.replace(services, **{SWITCHES[service]: value == "1"})
    known = forward_of(services, service)
    return with_forward(services, service, Forward(enabled=bool(value), destination=value or known.destination))


def differing(before: UserServices, after: UserServices) -> Iterator[tuple[Service, str]]:
    """What the PBX must be told for `after` to act: each service that acts otherwise, and its new value."""
    for service in Service:
        if (value := acting(after, service)) != acting(before, service):
            yield service, value


def overlaid(services: UserServices, before: UserServices, after: UserServices) -> UserServices:
    """The services with what changed from `before` to `after`, field by field."""
    changed = {
        name: value for name in after.__struct_fields__ if (value := getattr(after, name)) != getattr(before, name)
    }
    return msgspec.structs.replace(services, **changed)


def check(world: World, user: User, line: Line, before: UserServices, after: UserServices) -> None:
    """Whether these services may be set: every forward that is new leads somewhere, is allowed, and ends.

    Raises:
        Refused: bad_request without a destination, not_allowed by a dial rule, conflict for a loop.
    """
    for service in FORWARDS:
        forward = forward_of(after, service)
        if not forward.enabled or forward == forward_of(before, service):
            continue
        if not forward.destination:
            raise Refused(RefusalCode.BAD_REQUEST, "A forward needs a destination")
        if forward.destination == line.number:
            raise Refused(RefusalCode.CONFLICT, f"Line {line.number} cannot be forwarded to itself")
        may_dial(world, user, line, forward.destination, Purpose.FORWARD)
        if loop := _loop(world, line, service, forward.destination):
            way = " -> ".join((line.number, *loop))
            raise Refused(RefusalCode.CONFLICT, f"{NAMES[service]} in a loop: {way}")


def _loop(world: World, line: Line, service: Service, destination: str) -> tuple[str, ...]:
    """The way back to the line, if calls could go round for ever: at most one step of it has a condition.

    With two conditions on the way (busy here, busy there) somebody's phone rings or the caller hears busy.
    """
    conditions = 1 if service is Service.UNCONDITIONAL else 0
    ways: list[tuple[tuple[str, ...], int]] = [((destination,), conditions)]
    while ways:
        way, left = ways.pop()
        for step, number in _forwards_from(world, way[-1]):
            rest = left if step is Service.UNCONDITIONAL else left - 1
            if rest < 0 or number in way:
                continue
            if number == line.number:
                return (*way, number)
            ways.append(((*way, number), rest))
    return ()


def _forwards_from(world: World, number: str) -> Iterator[tuple[Service, str]]:
    """Where calls to a number may go on: while it forwards everything nothing else matters."""
    line = world.directory.line_by_number(number)
    user = world.user_of(line) if line else None
    if user is None:
        return
    services = services_of(world, user.id)
    if services.unconditional.enabled:
        yield Service.UNCONDITIONAL, services.unconditional.destination
        return
    for service in (Service.BUSY, Service.NO_ANSWER):
        forward = forward_of(services, service)
        if forward.enabled:
            yield service, forward.destination


def user_config(world: World, user: User) -> UserConfigUpdate:
    """The user's configuration, always complete, no destination null (protocol 7.2)."""
    services = services_of(world, user.id)
    return UserConfigUpdate(
        userId=user.id,
        dndEnabled=services.do_not_disturb,
        naFwdEnabled=services.no_answer.enabled,
        naFwdDestination=services.no_answer.destination,
        uncFwdEnabled=services.unconditional.enabled,
        uncFwdDestination=services.unconditional.destination,
        busyFwdEnabled=services.busy.enabled,
        busyFwdDestination=services.busy.destination,
        firstName=user.first_name,
        lastName=user.last_name,
        fullName=user.full_name,
        mobileNumber=user.mobile_number,
        agentId=user.agent_id,
        lineIds=(user.line_id,) if user.line_id is not None else (),
        voiceMailId=user.voicemail_id,
        voiceMailEnabled=user.voicemail_id is not None,
    )


def tell(world: World, user: User) -> Iterator[Effect]:
    """All sockets of a user are told what is in force."""
    yield Publish(user_topic(user.id), user_config(world, user))
