"""User statuses: what there is to choose, what a user has chosen, and what choosing does (protocol 5.4, 7.2).

A status is chosen as a whole: its actions and the choice are stored together, and if one cannot be carried out nothing
is. Actions about agents are the contact centre's: `AGENT_ACTIONS` says what runs them.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

from jackfield.domain.asking import Asking, normalised, own_line, reachable_pbx
from jackfield.domain.directory import Forward, Line, Status, UserServices
from jackfield.domain.effects import Effect, Publish, user_topic
from jackfield.domain.results import Refused
from jackfield.domain.user import services
from jackfield.domain.user.services import Service
from jackfield.domain.user.status_actions import AGENT_ACTIONS
from jackfield.domain.user.switching import Switching, switch
from jackfield.domain.world import World
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode

DEFAULT_STATUSES = (
    Status(name="available", color="#9BC920", long_name="Available"),
    Status(name="away", color="#FFDD00", long_name="Away"),
    Status(name="disconnected", color="#9E9E9E", long_name="Disconnected"),
)
"""What a directory without statuses offers."""

SERVICE_ACTIONS: Mapping[str, Service] = MappingProxyType(
    {
        "enablednd": Service.DO_NOT_DISTURB,
        "enableunc": Service.UNCONDITIONAL,
        "enablebusy": Service.BUSY,
        "enablerna": Service.NO_ANSWER,
    }
)
"""Actions that switch a service: parameter `true`, `false`, or for forwards a number to forward to."""


def statuses_of(world: World) -> tuple[Status, ...]:
    """The statuses a user can choose."""
    return tuple(world.directory.statuses) or DEFAULT_STATUSES


def users_statuses(world: World) -> events.UsersStatuses:
    """All of them, before any UserStatusUpdate names one: the clients look it up in this list."""
    return events.UsersStatuses(
        items=tuple(
            events.UserStatus(
                name=status.name,
                color=status.color,
                longName=status.long_name or status.name,
                actions=tuple(
                    events.StatusAction(name=action.name, parameters=action.parameters) for action in status.actions
                ),
            )
            for status in statuses_of(world)
        )
    )


def present_status(world: World, user_id: int) -> str:
    """The status a user chose last; of one who chose none, or one that is gone: `available`, or the first there is."""
    names = [status.name for status in statuses_of(world)]
    chosen = world.statuses.get(user_id, "available")
    if chosen in names:
        return chosen
    return "available" if "available" in names else names[0]


def status_update(world: World, user_id: int) -> events.UserStatusUpdate:
    """What sockets are told of it."""
    return events.UserStatusUpdate(userId=user_id, status=present_status(world, user_id))


def update_status(ask: Asking, command: commands.ChangeUserStatus) -> Iterator[Effect]:
    """Choose a status: its actions run, it is kept, all sockets of the user are told."""
    status = next((status for status in statuses_of(ask.world) if status.name == command.status), None)
    if status is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no status {command.status[:60]!r}")
    present = services.services_of(ask.world, ask.user.id)
    acts = any(services.differing(present, _with_actions(ask, present, status)))
    line: Line | None = None
    if acts:
        line = own_line(ask)
        reachable_pbx(ask)
    tag = ask.world.new_id("status")
    yield from ask.results.wait(ask.ticket, None, ask.deadline, tag)

    def settled(refusal: Refused | None, now: float) -> Iterator[Effect]:
        if refusal is not None:
            yield from ask.results.broken(tag, refusal)
            return
        if services.services_of(ask.world, ask.user.id) != present:
            yield from services.tell(ask.world, ask.user)
        yield Publish(user_topic(ask.user.id), status_update(ask.world, ask.user.id))
        for action in status.actions:
            if action.name in AGENT_ACTIONS:
                yield from AGENT_ACTIONS[action.name](ask, action.parameters)
        yield from ask.results.done(tag)

    def wanted(before: UserServices) -> UserServices:
        after = _with_actions(ask, before, status)
        if line is None and any(services.differing(before, after)):
            own_line(ask)
            raise Refused(RefusalCode.CONFLICT, "Your services were changed at the same moment: try again")
        return after

    yield from switch(ask.world, Switching(ask.user, line, wanted, settled, status=status.name), ask.now)


def _with_actions(ask: Asking, before: UserServices, status: Status) -> UserServices:
    """The services after the actions of a status. Raises Refused where one makes no sense."""
    after = before
    for action in status.actions:
        service = SERVICE_ACTIONS.get(action.name)
        if service is not None:
            after = _after_action(ask, after, service, action.parameters.strip(), status.name)
    return after


def _after_action(ask: Asking, before: UserServices, service: Service, parameter: str, status: str) -> UserServices:
    word = parameter.lower()
    if service is Service.DO_NOT_DISTURB:
        return msgspec.structs.replace(before, do_not_disturb=word not in ("false", "0"))
    known = services.forward_of(before, service)
    if word in ("false", "0"):
        return services.with_forward(before, service, Forward(enabled=False, destination=known.destination))
    destination = known.destination
    if word not in ("", "true", "1"):
        destination = normalised(parameter, ask.world.settings.international_prefix)
    if not destination:
        text = f"Status {status} switches a forward on, and you have none to switch on: set its destination first"
        raise Refused(RefusalCode.CONFLICT, text)
    return services.with_forward(before, service, Forward(enabled=True, destination=destination))
