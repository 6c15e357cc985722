"""`retrieveQueueCall`: a waiting call is pulled out of its queue to the asker's own phone (protocol 3.2).

The PBX sends the caller on, as if he had called that line; for the queue he has given up, which is how it is counted.
"""

from collections.abc import Iterator

from jackfield.domain.access import may_see_queue, rights_of
from jackfield.domain.asking import Asking, own_line, reachable_pbx
from jackfield.domain.centre.queue_state import WaitingCaller
from jackfield.domain.directory import Line
from jackfield.domain.effects import Effect, Request
from jackfield.domain.phone import phones
from jackfield.domain.requests import SendTo
from jackfield.domain.results import Refused
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import PhoneHint


def retrieve(ask: Asking, command: commands.RetrieveQueueCall) -> Iterator[Effect]:
    """Done when the PBX has let him go from the queue; the phone's events tell the rest."""
    line = own_line(ask)
    caller = _waiting(ask, command.queueCall)
    reachable_pbx(ask)
    _free(ask, line)
    tag = ask.world.new_id("retrieve")
    yield from ask.results.wait_accepted(ask.ticket, ask.deadline, (tag,))
    yield Request(tag, SendTo(channel=caller.channel, context=line.context, exten=line.number))


def _waiting(ask: Asking, wanted: commands.QueueCall) -> WaitingCaller:
    """The caller meant: by his uniqueid if it is given, as another call may have the channel's name by now.

    Raises:
        Refused: not_found when nobody waits who is so named, not_allowed in a queue that the asker does not see.
    """
    rights = rights_of(ask.user, ask.world.settings.no_profile)
    for state in ask.world.centre.queues.values():
        for caller in state.waiting.values():
            if caller.uniqueid == wanted.uniqueId or (not wanted.uniqueId and caller.channel == wanted.channel):
                if not may_see_queue(rights, state.queue_id):
                    raise Refused(RefusalCode.NOT_ALLOWED, "Your profile does not show you this queue")
                return caller
    raise Refused(RefusalCode.NOT_FOUND, "This call does not wait in a queue any more")


def _free(ask: Asking, line: Line) -> None:
    """Raises Refused: conflict. Sent to a phone that is busy or away, a caller who has waited would be lost."""
    if phones.hint_of(ask.world, line.number, ask.now) is not PhoneHint.AVAILABLE:
        raise Refused(RefusalCode.CONFLICT, f"The phone on line {line.number} is not free")
