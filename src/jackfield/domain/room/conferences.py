"""Conference rooms: what the PBX says of them, and what is told to those in them and to who follows all rooms.

Told are (protocol 7.11): `ConferenceEvent` to the user one of whose calls enters or leaves a room,
`ConferenceParticipantEvent` to everybody in it, `ConferenceList` to whoever asked for the list. What users may do to a
room is in `conference_commands.py`; a call of three is no room (`three_way.py`).
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from jackfield.domain import facts
from jackfield.domain.directory import Conference, User
from jackfield.domain.effects import ROOMS, Effect, Publish, user_topic
from jackfield.domain.phone import phones
from jackfield.domain.room.rooms import Participant, Room, meeting_host
from jackfield.domain.world import World
from jackfield.protocol import events
from jackfield.protocol.values import ConferenceEventType, ConferenceRole, ParticipantEventType

JOIN, UPDATE, LEAVE = ParticipantEventType.JOIN, ParticipantEventType.UPDATE, ParticipantEventType.LEAVE
ENTER = "JF_ENTER"
"""The channel variable that opens a room without its PIN, for this one room: `ROOM:PROFILE:MARKED:END_MARKED`."""
PROFILES = MappingProxyType({ConferenceRole.ORGANIZER: "organizer", ConferenceRole.USER: "participant"})


def entry(room: str, role: ConferenceRole, *, marked: bool = False, end_marked: bool = False) -> dict[str, str]:
    """The variable with which a channel enters a room as this, unasked; the dial plan reads it.

    `marked`, `end_marked`: app_confbridge's marked user, and one who leaves with the last of them.
    """
    return {ENTER: f"{room}:{PROFILES[role]}:{marked:d}:{end_marked:d}"}


def unasked(conference: Conference) -> ConferenceRole:
    """What a user whom we connect to a room himself is in it: organizer where there is such a PIN (protocol 3.1)."""
    return ConferenceRole.ORGANIZER if conference.organizer_pin else ConferenceRole.USER


# ------------------------------------------------------------------------------------ who is who


class Self(msgspec.Struct, frozen=True):
    """Whose a participant is: the user, the number it is told under, and the leg's shown uniqueid."""

    user: User
    number: str
    uniqueid: str


def self_of(world: World, uniqueid: str) -> Self | None:
    """The user behind a channel: the owner of its line, or of the mobile that was dialled for him."""
    leg = world.legs.get(uniqueid)
    if leg is None:
        return None
    if leg.line is not None:
        user = world.user_of(leg.line)
        return Self(user, leg.line.number, leg.shown_uniqueid) if user else None
    user = world.directory.user(leg.owner) if leg.owner is not None else None
    if user is None:
        return None
    line = world.directory.line_of_user(user.id)
    return Self(user, line.number if line else user.mobile_number, leg.shown_uniqueid)


def shown(world: World, participant: Participant) -> tuple[str, str]:
    """Number and name of a participant."""
    channel = participant.channel
    leg = world.legs.get(channel.uniqueid)
    if leg is not None and leg.line is not None:
        return leg.line.number, phones.named(world, leg.line.number, channel.caller_name)
    number = channel.caller_number or channel.connected_number
    # what it is shown itself as the other side is the room, if we called it in
    return number, phones.named(world, number, channel.caller_name)


def room_name(world: World, number: str) -> str:
    """The name of a room; its number where the directory has none."""
    conference = world.directory.conference_by_number(number)
    return conference.name or number if conference else number


# ------------------------------------------------------------------------------------ what is told


def conference_list(world: World) -> events.ConferenceList:
    """Every room of the directory, with those in it."""
    return events.ConferenceList(items=tuple(_room(world, conference) for conference in world.directory.conferences))


def _room(world: World, conference: Conference) -> events.ConferenceRoom:
    room = world.rooms.get(conference.number)
    return events.ConferenceRoom(
        number=conference.number,
        name=conference.name or conference.number,
        pinRequired=bool(conference.user_pin or conference.organizer_pin),
        startTime=round(room.started * 1000) if room else 0,
        members=tuple(_member(world, each) for each in room.participants.values()) if room else (),
    )


def _member(world: World, participant: Participant) -> events.ConferenceMember:
    number, name = shown(world, participant)
    owner = self_of(world, participant.channel.uniqueid)
    return events.ConferenceMember(
        joinOrder=participant.index,
        joinTime=round(participant.since * 1000),
        muted=participant.muted,
        name=name,
        number=number,
        username=owner.user.login if owner else "",
    )


def _told(world: World, participant: Participant, mine: str, now: float) -> events.Participant:
    number, name = shown(world, participant)
    return events.Participant(
        index=participant.index,
        callerIdName=name,
        callerIdNum=number,
        since=max(0, int(now - participant.since)),
        isTalking=participant.talking,
        isMuted=participant.muted,
        isMe=participant.channel.uniqueid == mine,
        role=ConferenceRole.ORGANIZER if participant.organizer else ConferenceRole.USER,
        isDeaf=participant.deaf,
    )


def _conference_event(
    world: World, room: Room, participant: Participant, kind: ConferenceEventType, now: float
) -> Iterator[Effect]:
    """To the user whose call entered or left; `participants` includes him on entering."""
    mine = participant.channel.uniqueid
    me = self_of(world, mine)
    if me is None:
        return
    event = events.ConferenceEvent(
        eventType=kind,
        uniqueId=me.uniqueid,
        phoneNumber=me.number,
        conferenceNumber=room.number,
        conferenceName=room_name(world, room.number),
        since=max(0, int(now - participant.since)),
        participants=tuple(_told(world, each, mine, now) for each in room.participants.values()),
    )
    yield Publish(user_topic(me.user.id), event)


def _participant_event(
    world: World, room: Room, participant: Participant, kind: ParticipantEventType, now: float
) -> Iterator[Effect]:
    """To everybody in the room; who enters or leaves himself is told by `ConferenceEvent`."""
    for uniqueid in room.participants:
        me = self_of(world, uniqueid)
        if me is None or (uniqueid == participant.channel.uniqueid and kind is not UPDATE):
            continue
        told = _told(world, participant, uniqueid, now)
        event = events.ConferenceParticipantEvent(
            eventType=kind,
            uniqueId=me.uniqueid,
            phoneNumber=me.number,
            conferenceNumber=room.number,
            **{name: getattr(told, name) for name in told.__struct_fields__},
        )
        yield Publish(user_topic(me.user.id), event)


def _everybody(world: World) -> Iterator[Effect]:
    yield Publish(ROOMS, conference_list(world))


# ------------------------------------------------------------------------------------ what the PBX says


def joined(world: World, fact: facts.RoomJoined, now: float) -> Iterator[Effect]:
    """Somebody came in."""
    if meeting_host(fact.room) or fact.channel.uniqueid not in world.legs:
        return
    room = world.rooms.setdefault(fact.room, Room(fact.room, now))
    if fact.channel.uniqueid in room.participants:
        return
    room.last_index += 1
    participant = Participant(room.last_index, fact.channel, fact.organizer, now, fact.muted, listed=world.resync)
    participant.deaf = world.legs[fact.channel.uniqueid].deaf
    yield from _enter(world, room, participant, now)


def _enter(world: World, room: Room, participant: Participant, now: float) -> Iterator[Effect]:
    room.participants[participant.channel.uniqueid] = participant
    yield from _conference_event(world, room, participant, ConferenceEventType.JOIN, now)
    yield from _participant_event(world, room, participant, JOIN, now)
    yield from _everybody(world)


def listed(world: World, fact: facts.RoomListed, now: float) -> Iterator[Effect]:
    """Somebody is in a room, told by a list: new to us, or in a state we have not heard of."""
    if meeting_host(fact.room) or fact.channel.uniqueid not in world.legs:
        return
    room = world.rooms.setdefault(fact.room, Room(fact.room, now - fact.seconds))
    known = room.participants.get(fact.channel.uniqueid)
    if known is None:
        room.last_index += 1
        known = Participant(room.last_index, fact.channel, fact.organizer, now - fact.seconds, fact.muted, fact.talking)
        known.listed, known.deaf = world.resync, world.legs[fact.channel.uniqueid].deaf
        yield from _enter(world, room, known, now)
        return
    known.listed = world.resync
    if (known.muted, known.talking) != (fact.muted, fact.talking):
        known.muted, known.talking = fact.muted, fact.talking
        yield from _participant_event(world, room, known, UPDATE, now)
        yield from _everybody(world)


def left(world: World, fact: facts.RoomLeft, now: float) -> Iterator[Effect]:
    """Somebody went out."""
    room = world.rooms.get(fact.room)
    if room is not None:
        yield from _leave(world, room, fact.uniqueid, now)


def _leave(world: World, room: Room, uniqueid: str, now: float) -> Iterator[Effect]:
    participant = room.participants.pop(uniqueid, None)
    if participant is None:
        return
    if not room.participants:
        world.rooms.pop(room.number, None)
    yield from _conference_event(world, room, participant, ConferenceEventType.LEAVE, now)
    yield from _participant_event(world, room, participant, LEAVE, now)
    yield from _everybody(world)


def muted(world: World, fact: facts.RoomMuted, now: float) -> Iterator[Effect]:
    """Somebody is not heard any more, or is again."""
    room = world.rooms.get(fact.room)
    participant = room.participants.get(fact.uniqueid) if room else None
    if room is None or participant is None or participant.muted == fact.muted:
        return
    participant.muted = fact.muted
    yield from _participant_event(world, room, participant, UPDATE, now)
    yield from _everybody(world)


def talking(world: World, fact: facts.RoomTalking, now: float) -> Iterator[Effect]:
    """Somebody speaks, or has fallen silent."""
    room = world.rooms.get(fact.room)
    participant = room.participants.get(fact.uniqueid) if room else None
    if room is None or participant is None or participant.talking == fact.talking:
        return
    participant.talking = fact.talking
    yield from _participant_event(world, room, participant, UPDATE, now)


def deafened(world: World, uniqueid: str, deaf: bool, now: float) -> Iterator[Effect]:
    """The PBX has carried out that this channel hears nothing, or hears again."""
    for room in world.rooms.values():
        participant = room.participants.get(uniqueid)
        if participant is not None and participant.deaf != deaf:
            participant.deaf = deaf
            yield from _participant_event(world, room, participant, UPDATE, now)


def ended(world: World, fact: facts.RoomEnded, now: float) -> Iterator[Effect]:
    """A room is empty: whoever was still in it is out."""
    room = world.rooms.get(fact.room)
    for uniqueid in tuple(room.participants) if room else ():
        assert room is not None
        yield from _leave(world, room, uniqueid, now)


def channel_gone(world: World, uniqueid: str, now: float) -> Iterator[Effect]:
    """A channel has ended: it is in no room any more, whether that was told or not."""
    for room in tuple(world.rooms.values()):
        yield from _leave(world, room, uniqueid, now)


def synchronised(world: World, now: float) -> Iterator[Effect]:
    """All lists are read: whom they left out is out."""
    for room in tuple(world.rooms.values()):
        for uniqueid, participant in tuple(room.participants.items()):
            if participant.listed != world.resync:
                yield from _leave(world, room, uniqueid, now)


FACTS: Mapping[type, Callable[[World, Any, float], Iterator[Effect]]] = MappingProxyType(
    {
        facts.RoomJoined: joined,
        facts.RoomListed: listed,
        facts.RoomLeft: left,
        facts.RoomMuted: muted,
        facts.RoomTalking: talking,
        facts.RoomEnded: ended,
    }
)
"""Which function takes which fact about rooms."""
