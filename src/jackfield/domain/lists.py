"""`getList`: whole lists, each followed by its changes (protocol 4.1)."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from jackfield.domain.asking import Asking, own_line
from jackfield.domain.centre import agent_lists, default_memberships
from jackfield.domain.effects import ROOMS, Effect, Reply, Subscribe
from jackfield.domain.results import Refused
from jackfield.domain.room import conferences
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import ListType, ResultStatus


def get_list(ask: Asking, command: commands.GetList) -> Iterator[Effect]:
    """The list asked for; from now on this session is told when it changes."""
    tell = LISTS.get(command.objectType)
    if tell is None:
        raise Refused(RefusalCode.NOT_SUPPORTED, f"getList {command.objectType} is not supported by this server")
    yield from tell(ask)
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def rooms(ask: Asking) -> Iterator[Effect]:
    """The conference rooms, for users who have a line to enter them with (protocol 7.11)."""
    own_line(ask)
    yield Subscribe(ask.ticket.session, ROOMS)
    yield Reply(ask.ticket.session, conferences.conference_list(ask.world))


LISTS: Mapping[ListType, Callable[[Asking], Iterator[Effect]]] = MappingProxyType(
    {
        ListType.AGENT: agent_lists.agent_list,
        ListType.AGENT_GROUP: agent_lists.group_list,
        ListType.QUEUE: agent_lists.queue_list,
        ListType.QUEUE_MEMBER: agent_lists.member_list,
        ListType.BASE_QUEUE_MEMBER: default_memberships.base_list,
        ListType.MEETME: rooms,
    }
)
"""Which function gives which list."""
