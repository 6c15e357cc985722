"""How channels meet and part by command: Bridge, Redirect, blind transfer, and what becomes of those left behind."""

from jackfield.telephony.simulator.applications import Bridged
from jackfield.telephony.simulator.channels import AnyBridge, Channel, Leaving
from jackfield.telephony.simulator.exchange import Exchange, Place
from jackfield.telephony.simulator.program import Extension, Program


def join(pbx: Exchange, first: Channel, second: Channel) -> None:
    """AMI's Bridge: take both from wherever they are; who is left behind alone is hung up."""
    bridge = pbx.new_bridge()
    left: list[AnyBridge] = []
    for channel in (first, second):
        if channel.bridge is not None:
            left.append(channel.bridge)
            channel.bridge.leave(channel)
        if channel.program is not None:
            waited = channel.application != "Dial"
            channel.program.close(Leaving.ELSEWHERE)
            channel.priority += waited
            channel.yanked = waited
        channel.holding = False
        bridge.enter(channel)
        channel.endpoint.changed()
        Program(pbx, channel, _bridged()).start()
    pbx.connect_line(first, second.caller)
    pbx.connect_line(second, first.caller)
    part(pbx, left)


def redirect(pbx: Exchange, moves: list[tuple[Channel, Place]], *, sticking: int = 16) -> None:
    """AMI's Redirect: send channels on in the dial plan; who is left behind alone is hung up.

    `sticking` is the cause a channel keeps from leaving its bridge: its later HangupRequest then has none.
    """
    left: list[AnyBridge] = []
    for channel, place in moves:
        if channel.program is not None:
            # the music ends where it was played, a dialling ends where its channel goes
            if channel.application != "MusicOnHold":
                channel.place(*place)
            channel.program.close(Leaving.ELSEWHERE)
        if channel.bridge is not None:
            left.append(channel.bridge)
            channel.bridge.leave(channel)
            channel.cause = sticking
        channel.holding = False
    part(pbx, left)
    for channel, place in moves:
        if not channel.hung_up:
            pbx.run(channel, place)


def transfer(pbx: Exchange, transferer: Channel, place: Place, *, by_phone: bool = False) -> None:
    """BlindTransfer, or REFER `by_phone`: the other end goes on at `place`, the transferer is done."""
    assert transferer.bridge is not None
    peer = transferer.bridge.peer_of(transferer)
    assert peer is not None
    pbx.resume(transferer)
    for watcher in tuple(transferer.watchers):
        watcher.transferred(transferer)
    context, exten, _ = place
    pbx.events.publish(
        "BlindTransfer",
        "Result: Success\r\n",
        transferer.snapshot("Transferer"),
        peer.snapshot("Transferee"),
        transferer.bridge.snapshot(),
        f"IsExternal: Yes\r\nContext: {context}\r\nExtension: {exten}\r\n",
    )
    # the thread of a Local half wakes later than the transferer goes
    goes_first = by_phone or peer.pair is not None
    holding = peer.holding
    if goes_first:
        transferer.bridge.leave(transferer)
    redirect(pbx, [(peer, place)], sticking=0)
    # its phone does not take the call back for that
    peer.holding = holding
    if goes_first:
        pbx.finish([transferer])


def part(pbx: Exchange, left: list[AnyBridge]) -> None:
    """Whoever is alone in a bridge that others left, goes too."""
    alone = [member for bridge in left if len(bridge.members) == 1 for member in bridge.members]
    for channel in alone:
        assert channel.bridge is not None
        channel.bridge.leave(channel)
    pbx.finish(alone)


def _bridged() -> Extension:
    yield Bridged()
