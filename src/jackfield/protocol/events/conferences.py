"""Events about conference rooms (protocol 7.11)."""

import msgspec
from msgspec import UNSET, UnsetType

from ..values import ConferenceEventType, ConferenceFailure, ConferenceRole, ParticipantEventType
from .base import Event, ListEvent


class ConferenceMember(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a conference room.

    Keys:
        joinOrder: 1 entered first.
        joinTime: when, in milliseconds since 1970.
        muted: is not heard by the others.
        name: name.
        number: number.
        username: login; empty when none of ours.
    """

    joinOrder: int
    joinTime: int
    muted: bool
    name: str
    number: str
    username: str = ""


class ConferenceRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A conference room.

    Keys:
        number: number to call it.
        name: what people read.
        pinRequired: asks for a PIN.
        startTime: when somebody entered it, in milliseconds since 1970; 0 while it is empty.
        members: who is in it.
    """

    number: str
    name: str
    pinRequired: bool
    startTime: int
    members: tuple[ConferenceMember, ...]


class ConferenceList(ListEvent, frozen=True, kw_only=True):
    """All conference rooms.

    When: as the answer to getList `meetme`, and on change.
    Keys:
        items: the rooms.
    Source: protocol 7.11.
    """

    items: tuple[ConferenceRoom, ...]


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the user's conference.

    Keys:
        index: names the participant in commands.
        callerIdName: name.
        callerIdNum: number.
        since: seconds since the participant entered.
        isTalking: is heard just now.
        isMuted: is not heard by the others.
        isMe: is the connected user.
        role: User or Organizer.
        isDeaf: does not hear the others; absent when not known.
    """

    index: int
    callerIdName: str
    callerIdNum: str
    since: int
    isTalking: bool
    isMuted: bool
    isMe: bool
    role: ConferenceRole
    isDeaf: bool | UnsetType = UNSET


class ConferenceEvent(Event, frozen=True, kw_only=True):
    """The user entered or left a conference room.

    When: by itself, when one of the user's calls enters or leaves a room.
    Keys:
        eventType: Join or Leave.
        uniqueId: uniqueid of the user's own leg.
        phoneNumber: the user's number.
        conferenceNumber: number of the room.
        conferenceName: name of the room.
        since: seconds since the user entered.
        participants: who is in the room.
    Source: protocol 7.11.
    """

    eventType: ConferenceEventType
    uniqueId: str
    phoneNumber: str
    conferenceNumber: str
    conferenceName: str
    since: int
    participants: tuple[Participant, ...]


class ConferenceParticipantEvent(Event, frozen=True, kw_only=True):
    """Somebody entered or left the user's conference, or changed in it.

    When: by itself, while the user is in a room.
    Keys:
        eventType: Join, Update or Leave.
        uniqueId: uniqueid of the user's own leg.
        phoneNumber: the user's number.
        conferenceNumber: number of the room.
        index: names the participant in commands.
        callerIdName: name of the participant.
        callerIdNum: number of the participant.
        since: seconds since the participant entered.
        isTalking: is heard just now.
        isMuted: is not heard by the others.
        isMe: is the connected user.
        role: User or Organizer.
        isDeaf: does not hear the others; absent when not known.
    Source: protocol 7.11.
    """

    eventType: ParticipantEventType
    uniqueId: str
    phoneNumber: str
    conferenceNumber: str
    index: int
    callerIdName: str
    callerIdNum: str
    since: int
    isTalking: bool
    isMuted: bool
    isMe: bool
    role: ConferenceRole
    isDeaf: bool | UnsetType = UNSET


class ConferenceCommandError(Event, frozen=True, kw_only=True):
    """A conference command failed.

    When: as the answer to a conference command, to its sender only.
    Keys:
        error: why.
    Source: protocol 7.11.
    """

    error: ConferenceFailure
