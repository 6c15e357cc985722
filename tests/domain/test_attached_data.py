"""What the events of a call say it was made for."""

from jackfield.domain import facts
from jackfield.domain.facts import ChannelState
from jackfield.protocol.events import PhoneEvent
from tests.support.office import BRUNO, Office, published


def test_what_was_dialled_is_still_told_when_the_caller_ends_first() -> None:
    """Asterisk ends the two legs of a call in either order."""
    office = Office()
    caller = office.channel("PJSIP/1001-1", ChannelState.RING, exten="3001", context="from-trunk")
    office.feed(facts.ChannelSeen(caller))
    called = office.channel("PJSIP/1002-1", ChannelState.RINGING, linkedid=caller.linkedid, connected_number="1001")
    told = office.feed(
        facts.ChannelSeen(called), facts.DialBegan(caller, called), facts.ChannelGone(caller.uniqueid, 16)
    )
    told += office.feed(facts.ChannelGone(called.uniqueid, 16))
    ringing, released = [event for event in published(told, BRUNO) if isinstance(event, PhoneEvent)]
    assert (ringing.userData["XIVO_DSTNUM"], ringing.userData["XIVO_CONTEXT"]) == ("3001", "from-trunk")
    assert released.userData == ringing.userData
