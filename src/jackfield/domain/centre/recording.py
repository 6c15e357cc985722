"""What is known of recordings: on, muted or off on a channel, also over a restart.

A recording runs on one channel of a call, that of the caller for a call from a queue. Whether one is muted no list of
the PBX tells, so it is in the journal, under the channel that runs it. The commands are in `recording_commands.py`.
"""

from collections.abc import Iterable

from jackfield.domain import facts
from jackfield.domain.world import Leg, World

JOURNAL_MARK = "muted/"
"""Before the uniqueid in the journal's key of a muted recording; keys without it are of holds by the server."""


def changed(world: World, fact: facts.RecordingChanged, now: float) -> Iterable[Leg]:
    """A recording began, was muted or ended on a leg; the others of the call are recorded with it."""
    leg = world.legs.get(fact.uniqueid)
    if leg is None:
        return ()
    leg.recorded = fact.recorded
    _mute(world, leg, fact.recorded and fact.muted)
    return (leg, *world.parties_of(leg))


def listed(world: World, fact: facts.RecordingListed, now: float) -> Iterable[Leg]:
    """A leg is being recorded; if we did not know, the journal says whether it is muted.

    One that we know was there before the lists: what was heard of it counts.
    """
    leg = world.legs.get(fact.uniqueid)
    if leg is None or leg.recorded:
        return ()
    leg.recorded = True
    _mute(world, leg, JOURNAL_MARK + leg.uniqueid in world.journal)
    return ()


def _mute(world: World, leg: Leg, muted: bool) -> None:
    leg.recording_muted = muted
    if muted:
        world.muted_recordings[leg.uniqueid] = None
    else:
        world.muted_recordings.pop(leg.uniqueid, None)
