"""Bridges: who talks to whom. A bridge of two falls apart when one of them goes.

Enter, leave, create and destroy are told here, with hold music for a held member; hanging up is pbx.py's.
"""

from jackfield.telephony.simulator.channels import Channel
from jackfield.telephony.simulator.events import EventBus


class Bridge:
    """A two-party (or larger) mixing bridge."""

    def __init__(self, events: EventBus, uniqueid: str) -> None:
        self.uniqueid = uniqueid
        self.members: list[Channel] = []
        self._events = events
        events.publish("BridgeCreate", self.snapshot())

    def snapshot(self, prefix: str = "") -> str:
        """The headers every bridge event carries; `prefix` is `Orig`, `To`... for one of two bridges."""
        return (
            f"{prefix}BridgeUniqueid: {self.uniqueid}\r\n{prefix}BridgeType: basic\r\n"
            f"{prefix}BridgeTechnology: simple_bridge\r\n{prefix}BridgeCreator: <unknown>\r\n"
            f"{prefix}BridgeName: <unknown>\r\n{prefix}BridgeNumChannels: {len(self.members)}\r\n"
            f"{prefix}BridgeVideoSourceMode: none\r\n"
        )

    def enter(self, channel: Channel, swapped: str = "") -> None:
        """Add `channel`; the call of all members is from now on the oldest one's. `swapped`: whose place it takes."""
        self.members.append(channel)
        channel.bridge = self
        channel.was_bridged = True
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
        if not self.members:
            self._events.publish("BridgeDestroy", self.snapshot())

    def peer_of(self, channel: Channel) -> Channel | None:
        """The other one, when there are two."""
        others = [member for member in self.members if member is not channel]
        return others[0] if len(others) == 1 else None
