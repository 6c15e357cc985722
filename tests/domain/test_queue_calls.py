"""What the phone of a queue's member is told."""

from jackfield.domain import facts
from jackfield.domain.facts import ChannelState
from jackfield.protocol.events import PhoneEvent
from tests.support.office import BRUNO, Office, published


def test_a_phone_that_rings_before_the_queue_says_so_names_the_queue() -> None:
    office = Office()
    caller = office.channel("PJSIP/trunk-1", ChannelState.UP, exten="3001", context="internal")
    office.feed(facts.ChannelSeen(caller), facts.QueueJoined(caller, "blue"))
    ringing = office.channel("PJSIP/1002-1", ChannelState.RINGING, linkedid=caller.linkedid)
    [event] = [e for e in published(office.feed(facts.ChannelSeen(ringing)), BRUNO) if isinstance(e, PhoneEvent)]
    assert (event.eventType, event.queueName) == ("EventRinging", "blue")


def test_a_phone_that_rings_for_whom_a_queue_has_connected_already_does_not() -> None:
    office = Office()
    caller = office.channel("PJSIP/trunk-1", ChannelState.UP, exten="3001", context="internal")
    office.feed(facts.ChannelSeen(caller), facts.QueueJoined(caller, "blue"), facts.BridgeEntered(caller, "talk"))
    ringing = office.channel("PJSIP/1002-1", ChannelState.RINGING, linkedid=caller.linkedid)
    [event] = [e for e in published(office.feed(facts.ChannelSeen(ringing)), BRUNO) if isinstance(e, PhoneEvent)]
    assert not event.queueName
