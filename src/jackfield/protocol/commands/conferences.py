"""Commands about conference rooms (protocol 5.5).

All of them are about a room that the user is in with a call of his own. What fails is told by `ConferenceCommandError`;
all but the two about oneself need the role of organizer, which the organizer's PIN gives.
"""

from collections.abc import Mapping

import msgspec

from ..values import ConferenceRole, Id, Whole
from .base import Command


class _InRoom(Command, frozen=True, kw_only=True):
    numConf: Id


class _ToParticipant(_InRoom, frozen=True, kw_only=True):
    index: Whole


class ConferenceMuteMe(_InRoom, frozen=True, kw_only=True, tag="conferenceMuteMe"):
    """Mute the user's own voice in a conference.

    Keys:
        numConf: number of the room.
    Events: ConferenceParticipantEvent Update, ConferenceList.
    Errors: not_found (NotAMember), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceUnmuteMe(_InRoom, frozen=True, kw_only=True, tag="conferenceUnmuteMe"):
    """Let the user's own voice be heard in a conference again.

    Keys:
        numConf: number of the room.
    Events: ConferenceParticipantEvent Update, ConferenceList.
    Errors: not_found (NotAMember), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceMuteAll(_InRoom, frozen=True, kw_only=True, tag="conferenceMuteAll"):
    """Mute everybody in a conference but the user.

    Keys:
        numConf: number of the room.
    Events: ConferenceParticipantEvent Update, ConferenceList.
    Errors: not_found (NotAMember), not_allowed (NotOrganizer), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceUnmuteAll(_InRoom, frozen=True, kw_only=True, tag="conferenceUnmuteAll"):
    """Let everybody in a conference be heard again, the user too.

    Keys:
        numConf: number of the room.
    Events: ConferenceParticipantEvent Update, ConferenceList.
    Errors: not_found (NotAMember), not_allowed (NotOrganizer), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceMute(_ToParticipant, frozen=True, kw_only=True, tag="conferenceMute"):
    """Mute one participant of a conference.

    Keys:
        numConf: number of the room.
        index: the participant, as named by the events.
    Events: ConferenceParticipantEvent Update, ConferenceList.
    Errors: not_found (NotAMember, ParticipantNotFound), not_allowed (NotOrganizer), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceUnmute(_ToParticipant, frozen=True, kw_only=True, tag="conferenceUnmute"):
    """Let one participant of a conference be heard again.

    Keys:
        numConf: number of the room.
        index: the participant, as named by the events.
    Events: ConferenceParticipantEvent Update, ConferenceList.
    Errors: not_found (NotAMember, ParticipantNotFound), not_allowed (NotOrganizer), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceKick(_ToParticipant, frozen=True, kw_only=True, tag="conferenceKick"):
    """Throw a participant out of a conference; not an organizer.

    Keys:
        numConf: number of the room.
        index: the participant, as named by the events.
    Events: ConferenceParticipantEvent Leave, ConferenceList; ConferenceEvent Leave to the one thrown out.
    Errors: not_found (NotAMember, ParticipantNotFound), not_allowed (NotOrganizer, CannotKickOrganizer), pbx_down,
        pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceDeafen(_ToParticipant, frozen=True, kw_only=True, tag="conferenceDeafen"):
    """Let one participant of a conference hear nothing.

    Keys:
        numConf: number of the room.
        index: the participant, as named by the events.
    Events: ConferenceParticipantEvent Update.
    Errors: not_found (NotAMember, ParticipantNotFound), not_allowed (NotOrganizer), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceUndeafen(_ToParticipant, frozen=True, kw_only=True, tag="conferenceUndeafen"):
    """Let one participant of a conference hear again.

    Keys:
        numConf: number of the room.
        index: the participant, as named by the events.
    Events: ConferenceParticipantEvent Update.
    Errors: not_found (NotAMember, ParticipantNotFound), not_allowed (NotOrganizer), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceReset(_InRoom, frozen=True, kw_only=True, tag="conferenceReset"):
    """Let everybody in a conference be heard and hear again.

    Keys:
        numConf: number of the room.
    Events: ConferenceParticipantEvent Update for whoever was muted or deaf.
    Errors: not_found (NotAMember), not_allowed (NotOrganizer), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceClose(_InRoom, frozen=True, kw_only=True, tag="conferenceClose"):
    """End a conference: everybody is thrown out, organizers too.

    Keys:
        numConf: number of the room.
    Events: ConferenceEvent Leave, ConferenceList.
    Errors: not_found (NotAMember), not_allowed (NotOrganizer), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """


class ConferenceInvite(_InRoom, frozen=True, kw_only=True, tag="conferenceInvite"):
    """Call somebody and lead him into a conference when he answers; he is asked for no PIN.

    Keys:
        numConf: number of the room.
        exten: number to call, as typed.
        role: what he is in the conference; User unless given.
        earlyJoin: sent by newer clients; not used: he enters when he answers.
        variables: data for the call, text to text; `k` is attached as `USR_k`.
        marked: he is a marked user of the PBX: those who wait for one may begin.
        leaveWhenLastMarkedLeave: he leaves with the last marked user.
        callerId: number or name shown to him; by default the room's.
    Events: PhoneEvent EventRinging at his phone, ConferenceParticipantEvent Join.
    Errors: bad_request, not_found (NotAMember), not_allowed (NotOrganizer, or his number), pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """

    exten: str
    role: ConferenceRole | None = None
    earlyJoin: bool = False
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)
    marked: bool = False
    leaveWhenLastMarkedLeave: bool = False
    callerId: Id | None = None


class IncludeToConference(Command, frozen=True, kw_only=True, tag="includeToConference"):
    """Take the other party of the user's second call into the conference that his first one is in.

    Keys:
        role: what the party is in the conference; User unless given.
        marked: as in conferenceInvite.
        leaveWhenLastMarkedLeave: as in conferenceInvite.
        callerId: sent by newer clients; not used: the party stays who it is.
    Events: ConferenceParticipantEvent Join; PhoneEvent EventReleased for the second call.
    Errors: not_found (NotAMember, or no second call), not_allowed (NotOrganizer), conflict, pbx_down, pbx_refused.
    Source: protocol 5.5, 7.11.
    """

    role: ConferenceRole | None = None
    marked: bool = False
    leaveWhenLastMarkedLeave: bool = False
    callerId: Id | None = None


class InviteConferenceRoom(Command, frozen=True, kw_only=True, tag="inviteConferenceRoom"):
    """Call a user and lead him into the conference that the user is in.

    Keys:
        userId: id of the user to invite.
    Events: PhoneEvent EventRinging at his phone, ConferenceParticipantEvent Join.
    Errors: not_found (NotAMember; no such user, or without a line), not_allowed (NotOrganizer), pbx_down, pbx_refused.
    Source: protocol 5.4, 5.5.
    """

    userId: Whole
