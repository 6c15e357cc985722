"""AMI frames of app_queue to facts: one row an event. Pure; the rows of all other events are in `translate.py`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from jackfield.domain import facts
from jackfield.domain.facts import Fact
from jackfield.telephony.ami.codec import Frame
from jackfield.telephony.ami.snapshot import channel, known, number


def queue_caller_join(frame: Frame) -> Fact:
    """QueueCallerJoin."""
    return facts.QueueJoined(channel(frame), frame.get("Queue"), number(frame.get("Position")))


def queue_caller_leave(frame: Frame) -> Fact:
    """QueueCallerLeave: with and without an agent."""
    return facts.QueueLeft(frame.get("Uniqueid"), frame.get("Queue"))


def queue_caller_abandon(frame: Frame) -> Fact:
    """QueueCallerAbandon."""
    waited = number(frame.get("HoldTime"))
    return facts.QueueAbandoned(frame.get("Uniqueid"), frame.get("Queue"), waited, channel(frame))


def queue_entry(frame: Frame) -> Fact:
    """QueueEntry of QueueStatus: a caller who waits. An unknown number is `unknown` here."""
    caller_number, caller_name = frame.get("CallerIDNum"), frame.text("CallerIDName")
    return facts.QueueWaits(
        frame.get("Uniqueid"),
        frame.get("Channel"),
        frame.get("Queue"),
        number(frame.get("Position")),
        number(frame.get("Wait")),
        "" if caller_number == "unknown" else known(caller_number),
        "" if caller_name == "unknown" else known(caller_name),
    )


def queue_params(frame: Frame) -> Fact:
    """QueueParams of QueueStatus."""
    finished = number(frame.get("Completed")) + number(frame.get("Abandoned"))
    return facts.QueueListed(frame.get("Queue"), number(frame.get("Holdtime")), finished)


def agent_connect(frame: Frame) -> Fact:
    """AgentConnect: Channel is the caller's."""
    return facts.QueueAnswered(
        frame.get("Uniqueid"),
        frame.get("Queue"),
        frame.get("Interface"),
        number(frame.get("HoldTime")),
        number(frame.get("RingTime")),
        frame.text("MemberName"),
        channel(frame),
    )


def agent_called(frame: Frame) -> Fact:
    """AgentCalled: Dest is the member's channel, Channel the caller's."""
    return facts.QueueOffered(
        channel(frame, "Dest"),
        frame.get("Queue"),
        frame.get("Interface"),
        frame.text("MemberName"),
        channel(frame),
    )


def queue_member(frame: Frame) -> Fact:
    """QueueMemberAdded; QueueMember of QueueStatus names two headers otherwise."""
    return _member(frame, known=False)


def queue_member_changed(frame: Frame) -> Fact:
    """QueueMemberPause, ...Penalty, ...Status. They are told by another thread than QueueMemberRemoved is, and may
    come after it (Asterisk 22)."""
    return _member(frame, known=True)


def _member(frame: Frame, *, known: bool) -> Fact:
    return facts.MemberSeen(
        frame.get("Queue"),
        frame.get("Interface") or frame.get("Location"),
        frame.text("MemberName") or frame.text("Name"),
        number(frame.get("Penalty")),
        frame.get("Paused") == "1",
        frame.text("PausedReason"),
        number(frame.get("Status")),
        frame.get("InCall") == "1",
        known,
    )


def queue_member_removed(frame: Frame) -> Fact:
    """QueueMemberRemoved."""
    return facts.MemberGone(frame.get("Queue"), frame.get("Interface"))


def agent_complete(frame: Frame) -> Fact:
    """AgentComplete: Channel is the caller's. It comes before the Hangup of either leg (Asterisk 22)."""
    return facts.QueueCompleted(
        frame.get("Uniqueid"),
        frame.get("Queue"),
        frame.get("Interface"),
        number(frame.get("HoldTime")),
        number(frame.get("TalkTime")),
        frame.get("Reason"),
        frame.text("MemberName"),
        channel(frame),
    )


EVENTS: Mapping[str, Callable[[Frame], Fact]] = MappingProxyType(
    {
        "QueueCallerJoin": queue_caller_join,
        "AgentCalled": agent_called,
        "QueueMemberAdded": queue_member,
        "QueueMemberPause": queue_member_changed,
        "QueueMemberPenalty": queue_member_changed,
        "QueueMemberStatus": queue_member_changed,
        "QueueMember": queue_member,
        "QueueMemberRemoved": queue_member_removed,
        "AgentComplete": agent_complete,
        "AgentConnect": agent_connect,
        "QueueCallerLeave": queue_caller_leave,
        "QueueCallerAbandon": queue_caller_abandon,
        "QueueEntry": queue_entry,
        "QueueParams": queue_params,
    }
)
