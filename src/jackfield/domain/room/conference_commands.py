"""What users do to the conference room they are in (protocol 5.5): mute, deafen, throw out, invite, end.

A user acts on a room by being in it with a call of his own; but for his own voice he must be its organizer.
What the PBX makes of it comes back as facts (`conferences.py`).
"""

from collections.abc import Iterable, Iterator

from jackfield.domain.asking import Asking, own_line, reachable_pbx, user_variables
from jackfield.domain.directory import Line
from jackfield.domain.effects import Effect, Request
from jackfield.domain.facts import OriginateSent
from jackfield.domain.phone import calls, sound
from jackfield.domain.phone.dial_rules import permitted
from jackfield.domain.phone.patterns import Purpose
from jackfield.domain.phone.phones import ESTABLISHED, ON_HOLD, stage_of
from jackfield.domain.requests import Action, MarkChannel, Originate, RoomKick, RoomMute, SendTo, Silence
from jackfield.domain.results import Refused
from jackfield.domain.room import conferences
from jackfield.domain.room.rooms import Participant, Room
from jackfield.domain.world import Leg
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import ConferenceCommandError
from jackfield.protocol.values import ConferenceFailure, ConferenceRole

_FAILURES = {
    ConferenceFailure.NOT_A_MEMBER: (RefusalCode.NOT_FOUND, "You are not in conference {room}"),
    ConferenceFailure.NOT_ORGANIZER: (RefusalCode.NOT_ALLOWED, "Only an organizer of conference {room} may do that"),
    ConferenceFailure.CANNOT_KICK_ORGANIZER: (RefusalCode.NOT_ALLOWED, "An organizer cannot be thrown out"),
    ConferenceFailure.PARTICIPANT_NOT_FOUND: (RefusalCode.NOT_FOUND, "Nobody in conference {room} has this index"),
}
MIXED = "There are several conferences that you are in"


def failure(why: ConferenceFailure, room: str) -> Refused:
    """The refusal with the documented word."""
    code, text = _FAILURES[why]
    return Refused(code, text.format(room=room[:64]), instead=ConferenceCommandError(error=why))


# ------------------------------------------------------------------------------------ who may


def as_member(ask: Asking, number: str) -> tuple[Room, Participant]:
    """The room and oneself in it; of several own calls in it the organizer's counts.

    Raises:
        Refused: not_found (NotAMember); pbx_down.
    """
    reachable_pbx(ask)
    room = ask.world.rooms.get(number)
    mine = [each for each in room.participants.values() if _is_mine(ask, each)] if room else []
    if room is None or not mine:
        raise failure(ConferenceFailure.NOT_A_MEMBER, number)
    return room, max(mine, key=lambda each: each.organizer)


def _is_mine(ask: Asking, participant: Participant) -> bool:
    me = conferences.self_of(ask.world, participant.channel.uniqueid)
    return me is not None and me.user.id == ask.user.id


def as_organizer(ask: Asking, number: str) -> tuple[Room, Participant]:
    """The same for what only an organizer may do.

    Raises:
        Refused: also not_allowed (NotOrganizer).
    """
    room, me = as_member(ask, number)
    if not me.organizer:
        raise failure(ConferenceFailure.NOT_ORGANIZER, number)
    return room, me


def _own_room(ask: Asking) -> Room:
    """The one room that the asker is in, for commands that name none."""
    rooms = [
        room for room in ask.world.rooms.values() if any(_is_mine(ask, each) for each in room.participants.values())
    ]
    if len(rooms) > 1:
        raise Refused(RefusalCode.CONFLICT, MIXED)
    return as_organizer(ask, rooms[0].number if rooms else "")[0]


def _named(room: Room, index: int) -> Participant:
    participant = room.by_index(index)
    if participant is None:
        raise failure(ConferenceFailure.PARTICIPANT_NOT_FOUND, room.number)
    return participant


# ------------------------------------------------------------------------------------ voices and ears


def _order(ask: Asking, actions: Iterable[Action]) -> Iterator[Effect]:
    """Done when the PBX has accepted all of them; at once where there is nothing to do."""
    tagged = {ask.world.new_id("room"): action for action in actions}
    yield from ask.results.wait_accepted(ask.ticket, ask.deadline, tagged)
    for tag, action in tagged.items():
        if isinstance(action, Silence):
            sound.remember(ask.world, tag, action)
        yield Request(tag, action)


def _mutes(room: Room, whom: Iterable[Participant], muted: bool) -> Iterator[Action]:
    for each in whom:
        if each.muted != muted:
            yield RoomMute(room=room.number, channel=each.channel.name, muted=muted)


def _deafens(ask: Asking, whom: Iterable[Participant], deaf: bool) -> Iterator[Action]:
    for each in whom:
        if each.deaf != deaf:
            yield sound.received(ask.world, each.channel.uniqueid, deaf)


def mute_me(ask: Asking, command: commands.ConferenceMuteMe) -> Iterator[Effect]:
    """The asker's own voice off; any participant may."""
    room, me = as_member(ask, command.numConf)
    yield from _order(ask, _mutes(room, (me,), True))


def unmute_me(ask: Asking, command: commands.ConferenceUnmuteMe) -> Iterator[Effect]:
    """The asker's own voice on again, whoever switched it off."""
    room, me = as_member(ask, command.numConf)
    yield from _order(ask, _mutes(room, (me,), False))


def mute_all(ask: Asking, command: commands.ConferenceMuteAll) -> Iterator[Effect]:
    """Everybody but the asker."""
    room, me = as_organizer(ask, command.numConf)
    yield from _order(ask, _mutes(room, (each for each in room.participants.values() if each is not me), True))


def unmute_all(ask: Asking, command: commands.ConferenceUnmuteAll) -> Iterator[Effect]:
    """Everybody, the asker too."""
    room, _ = as_organizer(ask, command.numConf)
    yield from _order(ask, _mutes(room, room.participants.values(), False))


def mute(ask: Asking, command: commands.ConferenceMute) -> Iterator[Effect]:
    """One participant's voice off."""
    room, _ = as_organizer(ask, command.numConf)
    yield from _order(ask, _mutes(room, (_named(room, command.index),), True))


def unmute(ask: Asking, command: commands.ConferenceUnmute) -> Iterator[Effect]:
    """One participant's voice on again."""
    room, _ = as_organizer(ask, command.numConf)
    yield from _order(ask, _mutes(room, (_named(room, command.index),), False))


def deafen(ask: Asking, command: commands.ConferenceDeafen) -> Iterator[Effect]:
    """One participant hears nothing."""
    room, _ = as_organizer(ask, command.numConf)
    yield from _order(ask, _deafens(ask, (_named(room, command.index),), True))


def undeafen(ask: Asking, command: commands.ConferenceUndeafen) -> Iterator[Effect]:
    """One participant hears again."""
    room, _ = as_organizer(ask, command.numConf)
    yield from _order(ask, _deafens(ask, (_named(room, command.index),), False))


def reset(ask: Asking, command: commands.ConferenceReset) -> Iterator[Effect]:
    """Everybody is heard and hears, as at the beginning."""
    room, _ = as_organizer(ask, command.numConf)
    everybody = tuple(room.participants.values())
    yield from _order(ask, (*_mutes(room, everybody, False), *_deafens(ask, everybody, False)))


# ------------------------------------------------------------------------------------ out and in


def kick(ask: Asking, command: commands.ConferenceKick) -> Iterator[Effect]:
    """One participant out; organizers are safe from each other."""
    room, _ = as_organizer(ask, command.numConf)
    participant = _named(room, command.index)
    if participant.organizer:
        raise failure(ConferenceFailure.CANNOT_KICK_ORGANIZER, room.number)
    yield from _order(ask, (RoomKick(room=room.number, channel=participant.channel.name),))


def close(ask: Asking, command: commands.ConferenceClose) -> Iterator[Effect]:
    """Everybody out, the asker last."""
    room, me = as_organizer(ask, command.numConf)
    others = (each for each in room.participants.values() if each is not me)
    yield from _order(ask, (RoomKick(room=room.number, channel=each.channel.name) for each in (*others, me)))


def invite(ask: Asking, command: commands.ConferenceInvite) -> Iterator[Effect]:
    """Call a number and lead it into the room."""
    room, _ = as_organizer(ask, command.numConf)
    data = user_variables(dict(command.variables))
    line = ask.world.directory.line_of_user(ask.user.id)
    number = permitted(ask, line, command.exten, Purpose.CONFERENCE)
    data |= conferences.entry(
        room.number,
        command.role or ConferenceRole.USER,
        marked=command.marked,
        end_marked=command.leaveWhenLastMarkedLeave,
    )
    yield from _call_in(ask, room, number, data, command.callerId or "")


def invite_user(ask: Asking, command: commands.InviteConferenceRoom) -> Iterator[Effect]:
    """Call a user on his line and lead him into the asker's room."""
    room = _own_room(ask)
    line = ask.world.directory.line_of_user(command.userId)
    if line is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no user {command.userId} with a line")
    number = permitted(ask, ask.world.directory.line_of_user(ask.user.id), line.number, Purpose.CONFERENCE)
    yield from _call_in(ask, room, number, conferences.entry(room.number, ConferenceRole.USER), "")


def _call_in(ask: Asking, room: Room, number: str, variables: dict[str, str], caller: str) -> Iterator[Effect]:
    """A line is rung itself: for its user it is an incoming call. Any other number is dialled as the asker would."""
    _check_door(ask, room)
    called = ask.world.directory.line_by_number(number)
    if called is not None and not called.enabled:
        raise Refused(RefusalCode.CONFLICT, f"Line {number} is switched off")
    context = _context(ask, called)
    channel_id = ask.world.new_id("invite")
    endpoint = called.endpoint if called else f"Local/{number}@{context}"
    order = OriginateSent(channel_id, endpoint, exten=room.number, application="ConfBridge", data=room.number)
    calls.originate_sent(ask.world, order, ask.now)
    shown = caller if set(caller) <= set("0123456789*#+") else ""
    yield from ask.results.wait_accepted(ask.ticket, ask.deadline, (channel_id,))
    yield Request(
        channel_id,
        Originate(
            channel_id=channel_id,
            endpoint=endpoint,
            context=context,
            exten=room.number,
            shown_number=shown or room.number,
            shown_name=caller if caller and not shown else conferences.room_name(ask.world, room.number),
            variables=variables,
            timeout_seconds=ask.world.settings.originate_timeout_seconds,
            answers_itself=False,
        ),
    )


def _context(ask: Asking, line: Line | None) -> str:
    """Where the room's number can be dialled: the context of the line called, else of the asker's own."""
    return (line or own_line(ask)).context


def include(ask: Asking, command: commands.IncludeToConference) -> Iterator[Effect]:
    """The other party of the asker's second call comes in; his second leg ends with it."""
    room = _own_room(ask)
    line = own_line(ask)
    party = _second_party(ask, line, room)
    _check_door(ask, room)
    mark = conferences.entry(
        room.number,
        command.role or ConferenceRole.USER,
        marked=command.marked,
        end_marked=command.leaveWhenLastMarkedLeave,
    )
    ((name, value),) = mark.items()
    into = SendTo(channel=party.channel.name, context=line.context, exten=room.number)
    yield from _order(ask, (MarkChannel(channel=party.channel.name, name=name, value=value), into))


def _check_door(ask: Asking, room: Room) -> None:
    """A room that the directory does not have may be under any number, or none."""
    if ask.world.directory.conference_by_number(room.number) is None:
        raise Refused(RefusalCode.CONFLICT, f"The directory has no conference {room.number}: nobody can be led there")


def _second_party(ask: Asking, line: Line, room: Room) -> Leg:
    """The one other party of the asker's call that is not in the room."""
    legs = [leg for leg in ask.world.phones[line.number].legs.values() if leg.uniqueid not in room.participants]
    for leg in legs:
        if stage_of(leg) in (ESTABLISHED, ON_HOLD) and len(parties := ask.world.parties_of(leg)) == 1:
            return parties[0]
    raise Refused(RefusalCode.NOT_FOUND, f"There is no second call with one other party on line {line.number}")
