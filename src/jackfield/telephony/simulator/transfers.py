"""AttendedTransfer, and the one that a phone completes itself: REFER with Replaces joins its two far ends."""

import msgspec

from jackfield.telephony.simulator.channels import AnyBridge, Channel
from jackfield.telephony.simulator.exchange import Exchange


class Met(msgspec.Struct, frozen=True):
    """A leg of the transferer and the bridge it was in, as they looked then."""

    leg: Channel
    bridge: AnyBridge

    def shown(self, which: str) -> str:
        return self.leg.snapshot(f"{which}Transferer") + self.bridge.snapshot(which)


def attended(first: Met, second: Met, transferee: Channel, target: Channel, where: AnyBridge) -> str:
    """The headers of AttendedTransfer: two legs of the transferer, and who talks from now on in `where`."""
    return "".join(
        (
            "Result: Success\r\n",
            first.shown("Orig"),
            second.shown("Second"),
            transferee.snapshot("Transferee"),
            target.snapshot("TransferTarget"),
            f"IsExternal: No\r\nDestType: Bridge\r\nDestBridgeUniqueid: {where.uniqueid}\r\n",
        )
    )


def tell_attended(
    pbx: Exchange, first: Met, second: Met, transferee: Channel, target: Channel, where: AnyBridge
) -> None:
    pbx.events.publish("AttendedTransfer", attended(first, second, transferee, target, where))


def join_far_ends(pbx: Exchange, first: Channel, second: Channel) -> bool:
    """REFER with Replaces: the far end of `first` takes the place of `second` in its bridge, both legs end.

    False, with nothing done, unless both talk to somebody, and not to each other.
    """
    old, kept = first.bridge, second.bridge
    transferee = old.peer_of(first) if old else None
    target = kept.peer_of(second) if kept else None
    if old is None or kept is None or old is kept or transferee is None or target is None:
        return False
    pbx.resume(first)
    pbx.resume(second)
    told = attended(Met(first, old), Met(second, kept), transferee, target, kept)
    for leg in (first, second):
        for watcher in tuple(leg.watchers):
            watcher.transferred(leg)
    old.leave(transferee)
    kept.leave(second)
    kept.enter(transferee, second.uniqueid)
    pbx.connect_line(target, transferee.caller)
    pbx.events.publish("SoftHangupRequest", second.snapshot(), "Cause: 1\r\n")
    pbx.connect_line(transferee, target.caller)
    pbx.events.publish("AttendedTransfer", told)
    old.leave(first)
    pbx.finish([second, first])
    return True
