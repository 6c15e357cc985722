"""Bridges: who talks to whom. A bridge of two falls apart when one of them goes.

Enter, leave, create and destroy are told here, with hold music for a held member; hanging up is pbx.py's.
"""

import msgspec

from jackfield.telephony.simulator.channels import Channel
from jackfield.telephony.simulator.events import EventBus


class Kind(msgspec.Struct, frozen=True):
    """What a bridge is for. `unseen`: channels of Asterisk's own that are counted; `lasts`: also when it is empty."""

    type: str = "basic"
    technology: str = "simple_bridge"
    creator: str = "<unknown>"
    name: str = "<unknown>"
    lasts: bool = False

    @property
    def of_two(self) -> bool:
        """A talk, in which one's going is the other's end."""
        return self.type == "basic"


TALK = Kind()


class Bridge:
    """A two-party (or larger) mixing bridge."""

    def __init__(self, events: EventBus, uniqueid: str, kind: Kind = TALK) -> None:
        self.uniqueid = uniqueid
        self.kind = kind
        self.unseen = 0
        self.members: list[Channel] = []
        self._events = events
        events.publish("BridgeCreate", self.snapshot())

    def snapshot(self, prefix: str = "") -> str:
        """The headers every bridge event carries; `prefix` is `Orig`, `To`... for one of two bridges."""
        kind = self.kind
        return (
            f"{prefix}BridgeUniqueid: {self.uniqueid}\r\n{prefix}BridgeType: {kind.type}\r\n"
            f"{prefix}BridgeTechnology: {kind.technology}\r\n{prefix}BridgeCreator: {kind.creator}\r\n"
            f"{prefix}BridgeName: {kind.name}\r\n{prefix}BridgeNumChannels: {len(self.members) + self.unseen}\r\n"
            f"{prefix}BridgeVideoSourceMode: none\r\n"
        )

    def enter(self, channel: Channel, swapped: str = "") -> None:
        """Add `channel`; the call of all members is from now on the oldest one's. `swapped`: whose place it takes."""
        self.members.append(channel)
        channel.bridge = self
        channel.was_bridged = True
        if not self.kind.of_two:
            self._events.publish("BridgeEnter", self.snapshot(), channel.snapshot())
            return
        oldest = min(self.members, key=lambda member: member.linked_birth)
        channel.linkedid, channel.linked_birth = oldest.linkedid, oldest.linked_birth
        swap = f"SwapUniqueid: {swapped}\r\n" if swapped else ""
        self._events.publish("BridgeEnter", self.snapshot(), channel.snapshot(), swap)
        for member in self.members:
            member.linkedid, member.linked_birth = oldest.linkedid, oldest.linked_birth
            other = self.peer_of(member)
            if other is not None:
                self._tell_peer(member, other)

    def _tell_peer(self, member: Channel, other: Channel) -> None:
        member.variables.set("BRIDGEPEER", other.name)
        self._events.publish("VarSet", member.snapshot(), f"Variable: BRIDGEPEER\r\nValue: {other.name}\r\n")

    def leave(self, channel: Channel) -> None:
        """Take `channel` out; its hold music stops first. The last one out closes the bridge."""
        if channel.held:
            channel.held = False
            self._events.publish("MusicOnHoldStop", channel.snapshot())
            channel.endpoint.changed()
        self.members.remove(channel)
        channel.bridge = None
        self._events.publish("BridgeLeave", self.snapshot(), channel.snapshot())
        if not self.members and not self.unseen and not self.kind.lasts:
            self.destroy()

    def destroy(self) -> None:
        self._events.publish("BridgeDestroy", self.snapshot())

    def peer_of(self, channel: Channel) -> Channel | None:
        """The other one, when there are two."""
        if not self.kind.of_two:
            return None
        others = [member for member in self.members if member is not channel]
        return others[0] if len(others) == 1 else None
