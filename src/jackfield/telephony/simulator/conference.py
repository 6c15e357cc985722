"""Conference rooms: who is in, who is muted, talks, is thrown out; as app_confbridge tells it.

AMI's actions are in actions_rooms.py.
"""

import msgspec

from jackfield.telephony.simulator.bridges import Bridge, Kind
from jackfield.telephony.simulator.channels import Channel, Leaving
from jackfield.telephony.simulator.devices import DeviceState
from jackfield.telephony.simulator.exchange import Exchange
from jackfield.telephony.simulator.program import Program
from jackfield.telephony.simulator.setup import Room

ENTER = "JF_ENTER"
MEETING = "meet"
NOTICED_SECONDS = 0.02


class Conference:
    """ConfBridge, and the PIN before it where there is one; then in the room until hung up or thrown out."""

    name = "ConfBridge"

    def __init__(self, door: Room, *, asks: bool = True) -> None:
        profile = "jackfield-organizer" if door.admin else "jackfield-participant"
        self.data = f"{door.conference},jackfield-room,{profile}"
        self._door = door
        self._asks = asks and bool(door.user_pin or door.organizer_pin)
        self._digits = max(len(door.user_pin), len(door.organizer_pin))
        self._typed = ""

    def begin(self, program: Program) -> None:
        self._program = program
        self._pbx, self._channel = program.pbx, program.channel
        if self._asks:
            self._channel.keys = self._key
        else:
            self._enter(self._door.admin)

    def _enter(self, admin: bool) -> None:
        self._channel.keys = None
        if not self._pbx.rooms.enter(self._channel, msgspec.structs.replace(self._door, admin=admin)):
            self._program.proceed("FAILED")

    def _key(self, digit: str) -> None:
        """As `Read` has it: complete with # or as many digits as the longest PIN has; wrong is wrong."""
        if digit != "#":
            self._typed += digit
            if len(self._typed) < self._digits:
                return
        if self._door.organizer_pin and self._typed == self._door.organizer_pin:
            self._enter(True)
        elif self._typed == self._door.user_pin:
            self._enter(False)
        else:
            self._channel.keys = None
            self._program.proceed("FAILED")

    def leave(self, why: Leaving) -> None:
        self._channel.keys = None
        self._pbx.rooms.leave(self._channel)


def entered(door: Room, channel: Channel) -> Conference:
    """The conference behind a door, for a channel that comes by itself or was let in (the variable JF_ENTER)."""
    room, _, rest = (channel.variable(ENTER) or "").partition(":")
    if room != door.number:
        return Conference(door)
    return Conference(msgspec.structs.replace(door, admin=rest.startswith("organizer")), asks=False)


class Participant:
    """One channel in a room."""

    def __init__(self, channel: Channel, *, admin: bool, since: float) -> None:
        self.channel = channel
        self.admin = admin
        self.since = since
        self.muted = False
        self.speaks = False
        self.heard = False


class OpenRoom:
    """A conference that somebody is in."""

    def __init__(self, pbx: Exchange, name: str) -> None:
        self.name = name
        self.locked = False
        self.recorded = False
        self.inside: dict[Channel, Participant] = {}
        self._pbx = pbx
        self.bridge: Bridge = pbx.new_bridge(Kind("base", "softmix", "ConfBridge", name))
        # Asterisk's own announcer.
        self.bridge.unseen = 1
        self.tell("ConfbridgeStart")

    def tell(self, event: str, someone: Participant | None = None, more: str = "") -> None:
        who = f"{someone.channel.snapshot()}" if someone else ""
        self._pbx.events.publish(event, f"Conference: {self.name}\r\n", self.bridge.snapshot(), who, more)

    def enter(self, channel: Channel, *, admin: bool) -> None:
        someone = Participant(channel, admin=admin, since=self._pbx.clock.now())
        someone.speaks = channel.aloud
        self._music(False)
        self.inside[channel] = someone
        self._music(True)
        self.bridge.enter(channel)
        self.tell("ConfbridgeJoin", someone, f"Admin: {_yes(admin)}\r\nMuted: No\r\n")

    def leave(self, channel: Channel) -> None:
        someone = self.inside[channel]
        self._music(False)
        self.tell("ConfbridgeLeave", someone, f"Admin: {_yes(someone.admin)}\r\n")
        del self.inside[channel]
        self.bridge.leave(channel)
        self._music(True)
        for other in self.inside.values():
            self._listen(other)

    def end(self) -> None:
        """The last one left."""
        self.tell("ConfbridgeEnd")
        self.bridge.unseen = 0
        self.bridge.destroy()

    def _music(self, on: bool) -> None:
        """Who is alone hears music, unless it is no room but a call of three."""
        if len(self.inside) == 1 and not self.name.startswith(MEETING):
            (channel,) = self.inside
            if on:
                self._pbx.events.publish("MusicOnHoldStart", channel.snapshot(), "Class: default\r\n")
            else:
                self._pbx.events.publish("MusicOnHoldStop", channel.snapshot())

    def mute(self, someone: Participant, muted: bool) -> None:
        someone.muted = muted
        event = "ConfbridgeMute" if muted else "ConfbridgeUnmute"
        self.tell(event, someone, f"Admin: {_yes(someone.admin)}\r\n")
        if muted:
            self._listen(someone)
        else:
            # it takes a moment to notice that somebody speaks
            self._pbx.later(NOTICED_SECONDS, lambda: self._listen(someone))

    def speaks(self, channel: Channel, aloud: bool) -> None:
        someone = self.inside[channel]
        someone.speaks = aloud
        self._listen(someone)

    def carries(self, speaker: Channel) -> bool:
        """Whether the others hear this one."""
        return not self.inside[speaker].muted

    def _listen(self, someone: Participant) -> None:
        """Talking is noticed of who is not muted and not alone."""
        quiet = self.name.startswith(MEETING) or someone.muted or someone.channel.mute
        heard = someone.speaks and not quiet and len(self.inside) > 1 and someone.channel in self.inside
        if heard is not someone.heard:
            someone.heard = heard
            status = "on" if heard else "off"
            more = f"TalkingStatus: {status}\r\nAdmin: {_yes(someone.admin)}\r\n"
            self.tell("ConfbridgeTalking", someone, more)

    def record(self, on: bool) -> None:
        """The recorder is one more channel in the bridge."""
        if on:
            self.bridge.unseen += 1
        self.recorded = on
        self.tell("ConfbridgeRecord" if on else "ConfbridgeStopRecord")
        if not on:
            self.bridge.unseen -= 1

    def listed(self, someone: Participant) -> str:
        """The headers of ConfbridgeList."""
        flags = "".join(f"{flag}: No\r\n" for flag in ("MarkedUser", "WaitMarked", "EndMarked", "EndMarkedAny"))
        seconds = int(self._pbx.clock.now() - someone.since)
        state = f"Muted: {_yes(someone.muted)}\r\nTalking: {_yes(someone.heard)}\r\nAnsweredTime: {seconds}\r\n"
        head = f"Conference: {self.name}\r\nAdmin: {_yes(someone.admin)}\r\n{flags}Waiting: No\r\n{state}"
        return head + someone.channel.snapshot()


class Rooms:
    """The doors, and the conferences that are going on behind them."""

    def __init__(self, pbx: Exchange, doors: tuple[Room, ...]) -> None:
        self.open: dict[str, OpenRoom] = {}
        self._pbx = pbx
        self._doors = {door.number: door for door in doors}
        for name in {door.conference: None for door in doors}:
            pbx.hints.add_service(f"confbridge:{name}", DeviceState.UNAVAILABLE, name, "conferences")

    def reset(self) -> None:
        self.open.clear()

    def door(self, number: str) -> Room | None:
        return self._doors.get(number)

    def enter(self, channel: Channel, door: Room) -> bool:
        """False when the conference is locked."""
        room = self.open.get(door.conference)
        if room is not None and room.locked and not door.admin:
            return False
        if room is None:
            room = self.open[door.conference] = OpenRoom(self._pbx, door.conference)
            self._pbx.hints.set_service(f"confbridge:{room.name}", DeviceState.INUSE)
        channel.watchers.append(self)
        room.enter(channel, admin=door.admin)
        return True

    def room_of(self, channel: Channel) -> OpenRoom | None:
        return next((room for room in self.open.values() if channel in room.inside), None)

    def leave(self, channel: Channel) -> None:
        """Out of whatever room it is in."""
        room = self.room_of(channel)
        if room is None:
            return
        channel.watchers.remove(self)
        room.leave(channel)
        if not room.inside:
            del self.open[room.name]
            self._pbx.hints.set_service(f"confbridge:{room.name}", DeviceState.NOT_INUSE)
            room.end()

    def hanging_up(self, channel: Channel) -> None:
        self.leave(channel)

    def transferred(self, channel: Channel) -> None:
        """Nobody can be transferred out of a room."""

    def speaks(self, channel: Channel, aloud: bool) -> None:
        room = self.room_of(channel)
        if room is not None:
            room.speaks(channel, aloud)

    def carries(self, speaker: Channel) -> bool:
        """Whether those who are with a speaker hear him, as far as a room has a say in it."""
        room = self.room_of(speaker)
        return room is None or room.carries(speaker)

    def kick(self, channel: Channel) -> None:
        """Thrown out: the dial plan behind the room is only its end."""
        pbx, program = self._pbx, channel.program
        self.leave(channel)
        pbx.soft_hangup(channel)
        channel.priority += 1
        if program is not None:
            program.close(Leaving.HANGUP)
        pbx.drop(channel)


def _yes(truth: bool) -> str:
    return "Yes" if truth else "No"
