"""AMI actions of queues: log in and out, pause, penalties, and the lists. Messages are app_queue's, word for word."""

from collections.abc import Iterator

from jackfield.telephony.simulator.ami_session import AmiSession, Request
from jackfield.telephony.simulator.queues import CallQueue, Member

_TRUE = ("yes", "true", "y", "t", "1", "on")


def _truth(text: str) -> bool:
    return text.lower() in _TRUE


def add(session: AmiSession, request: Request) -> None:
    name, interface = request.get("Queue"), request.get("Interface")
    for header, value in (("Queue", name), ("Interface", interface)):
        if not value:
            session.refuse(request, f"'{header}' not specified.")
            return
    queue = session.pbx.queues.by_name.get(name)
    if queue is None:
        session.refuse(request, "Unable to add interface to queue: No such queue")
        return
    if interface in queue.members:
        session.refuse(request, "Unable to add interface: Already there")
        return
    penalty, paused = request.get("Penalty"), _truth(request.get("Paused"))
    queue.add(
        interface,
        request.get("MemberName"),
        request.get("StateInterface"),
        penalty=int(penalty) if penalty.isdecimal() else 0,
        paused=paused,
        reason=request.get("Reason"),
    )
    session.accept(request, "Added interface to queue")


def remove(session: AmiSession, request: Request) -> None:
    name, interface = request.get("Queue"), request.get("Interface")
    if not name or not interface:
        session.refuse(request, "Need 'Queue' and 'Interface' parameters.")
        return
    queue = session.pbx.queues.by_name.get(name)
    if queue is None:
        session.refuse(request, "Unable to remove interface from queue: No such queue")
    elif queue.remove(interface):
        session.accept(request, "Removed interface from queue")
    else:
        session.refuse(request, "Unable to remove interface: Not there")


def pause(session: AmiSession, request: Request) -> None:
    """Without Queue: in every queue the interface is in."""
    interface, paused = request.get("Interface"), request.get("Paused")
    if not interface or not paused:
        session.refuse(request, "Need 'Interface' and 'Paused' parameters.")
        return
    reason = request.get("Reason")
    found = [queue.pause(interface, _truth(paused), reason) for queue in _wanted(session, request)]
    if any(found):
        session.accept(request, f"Interface {'paused' if _truth(paused) else 'unpaused'} successfully")
    else:
        session.refuse(request, "Interface not found")


def _wanted(session: AmiSession, request: Request) -> list[CallQueue]:
    name = request.get("Queue")
    return [queue for queue in session.pbx.queues if not name or queue.name == name]


def _members(session: AmiSession, request: Request) -> list[Member]:
    interface = request.get("Interface")
    found = [queue.members.get(interface) for queue in _wanted(session, request)]
    return [member for member in found if member is not None]


def set_penalty(session: AmiSession, request: Request) -> None:
    penalty = request.get("Penalty")
    if not request.get("Interface") or not penalty:
        session.refuse(request, "Need 'Interface' and 'Penalty' parameters.")
        return
    members = _members(session, request) if penalty.isdecimal() else []
    for member in members:
        member.penalty = int(penalty)
        session.pbx.events.publish("QueueMemberPenalty", member.shown())
    if members:
        session.accept(request, "Interface penalty set successfully")
    else:
        session.refuse(request, "Invalid interface, queuename or penalty")


def set_ring_in_use(session: AmiSession, request: Request) -> None:
    if not request.get("Interface") or not request.get("RingInUse"):
        session.refuse(request, "Need 'Interface' and 'RingInUse' parameters.")
        return
    members = _members(session, request)
    for member in members:
        member.ringinuse = _truth(request.get("RingInUse"))
        session.pbx.events.publish("QueueMemberRinginuse", member.shown())
    if members:
        session.accept(request, "Interface ringinuse set successfully")
    else:
        session.refuse(request, "Invalid interface, queuename, or ringinuse value")


def log(session: AmiSession, request: Request) -> None:
    """A line for queue_log, which is not kept here."""
    if not request.get("Queue") or not request.get("Event"):
        session.refuse(request, "Need 'Queue' and 'Event' parameters.")
        return
    session.accept(request, "Event added successfully")


def queue_status(session: AmiSession, request: Request) -> None:
    items = (item for queue in _wanted(session, request) for item in _entries(queue, request.get("Member")))
    session.list(request, "Queue status will follow", items, "QueueStatusComplete", id_last=True)


def _entries(queue: CallQueue, wanted: str) -> Iterator[tuple[str, str]]:
    yield "QueueParams", queue.params()
    for member in queue.members.values():
        if wanted in ("", member.name):
            yield "QueueMember", member.listed()
    if not wanted:
        for position, caller in enumerate(queue.callers, 1):
            yield "QueueEntry", caller.shown(position)


def queue_summary(session: AmiSession, request: Request) -> None:
    items = (("QueueSummary", queue.summary()) for queue in _wanted(session, request))
    session.list(request, "Queue summary will follow", items, "QueueSummaryComplete", id_last=True)
