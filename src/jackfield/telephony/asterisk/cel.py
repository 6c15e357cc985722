"""Asterisk's channel events as its module cel_custom writes them, and the calls that they tell of.

Pure: text in, values out. The columns are those of the mapping in Asterisk's own sample of `cel_custom.conf`; times are
Unix seconds, as they are without `dateformat` in `cel.conf`. Of the events needed are CHAN_START, ANSWER, HANGUP,
CHAN_END, BRIDGE_ENTER and BRIDGE_EXIT, and APP_START and APP_END of Dial and Queue. What comes of them are the lines
that call detail records would have: one for who began the call, one for each pair of channels of which one rang the
other, or which a transfer joined.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from jackfield.telephony.asterisk.cdr import ANSWERED, UNIQUEID, Cdr, rows

COLUMNS = 20
MOMENT = re.compile(r"\d{9,11}(\.\d{1,9})?")
BUSY = "BUSY"
UNANSWERED = "NO ANSWER"
USER_BUSY = 17
"""Q.850."""
RINGING = ("Dial", "Queue")
"""Applications that ring other channels."""
PAIRS = ("simple_bridge", "native_rtp")
"""Bridges of two; in others (conferences, parking) nobody talks with one alone."""
NO_NUMBER = ("", "s", "h")


class Kind(StrEnum):
    """The events that are read."""

    BEGAN = "CHAN_START"
    APP_BEGAN = "APP_START"
    APP_ENDED = "APP_END"
    ANSWERED = "ANSWER"
    JOINED = "BRIDGE_ENTER"
    LEFT = "BRIDGE_EXIT"
    HUNG_UP = "HANGUP"
    ENDED = "CHAN_END"


class _Extra(msgspec.Struct, frozen=True):
    hangupcause: int = 0
    dialstatus: str = ""
    bridge_id: str = ""
    bridge_technology: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line."""

    kind: Kind
    at: float
    name: str
    number: str
    extension: str
    channel: str
    application: str
    uniqueid: str
    linkedid: str
    extra: _Extra


_extra = msgspec.json.Decoder(_Extra)


def read(text: str) -> Iterator[Event]:
    """The lines of a file, in their order. What is none, or of another event, is skipped."""
    for cells in rows(text, COLUMNS):
        if (found := _event(cells)) is not None:
            yield found


def _event(cells: list[str]) -> Event | None:
    if not (UNIQUEID.fullmatch(cells[14]) and MOMENT.fullmatch(cells[1])):
        return None
    try:
        return Event(
            kind=Kind(cells[0]),
            at=float(cells[1]),
            name=cells[2],
            number=cells[3],
            extension=cells[7],
            channel=cells[9],
            application=cells[10],
            uniqueid=cells[14],
            linkedid=cells[15] or cells[14],
            extra=_extra.decode(cells[19] or "{}"),
        )
    except (ValueError, msgspec.MsgspecError):
        return None


@dataclass(slots=True, kw_only=True, eq=False)
class _Channel:
    channel: str
    uniqueid: str
    linkedid: str
    began: float
    name: str = ""
    number: str = ""
    extension: str = ""
    """The one that it calls now."""
    called: str = ""
    """The one that it called first."""
    application: str = ""
    answered: float | None = None
    ended: float | None = None
    cause: int = 0
    busy: bool = False
    rung: bool = False
    """Another channel rang it, or it is the far end of a Local channel: it began no call."""

    def say(self, event: Event) -> None:
        """Who it is, and what number it called, is known bit by bit."""
        self.name, self.number = event.name or self.name, event.number or self.number
        if event.extension in NO_NUMBER:
            return
        if event.kind is Kind.BEGAN:
            self.extension = event.extension
        elif event.kind is Kind.APP_BEGAN and event.application in RINGING:
            self.extension = event.extension
            self.called = self.called or event.extension


@dataclass(slots=True, kw_only=True, eq=False)
class _Pair:
    one: _Channel
    other: _Channel
    linkedid: str
    extension: str
    application: str
    began: float
    joined: bool
    """By a transfer: nothing rang."""
    parted: float | None = None
    sequence: int


@dataclass(slots=True, eq=False)
class _Calls:
    """What is known after some of the events."""

    channels: dict[str, _Channel] = field(default_factory=dict)
    """By uniqueid."""
    pairs: dict[frozenset[str], _Pair] = field(default_factory=dict)
    """By both uniqueids."""
    ringing: dict[str, _Channel] = field(default_factory=dict)
    """By linkedid: who rings others now."""
    bridges: dict[str, list[_Channel]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """The next one. Of a channel whose beginning is not in the file nothing is known."""
        if event.kind is Kind.BEGAN:
            self._begin(event)
            return
        channel = self.channels.get(event.uniqueid)
        if channel is None:
            return
        match event.kind:
            case Kind.APP_BEGAN:
                channel.say(event)
                channel.application = event.application
                if event.application in RINGING:
                    self.ringing[event.linkedid] = channel
            case Kind.APP_ENDED if self.ringing.get(event.linkedid) is channel:
                del self.ringing[event.linkedid]
            case Kind.ANSWERED:
                channel.say(event)
                channel.answered = event.at if channel.answered is None else channel.answered
            case Kind.JOINED if event.extra.bridge_technology in PAIRS:
                self._join(channel, event)
            case Kind.LEFT:
                self._leave(channel, event)
            case Kind.HUNG_UP | Kind.ENDED:
                channel.ended = event.at
                channel.cause = event.extra.hangupcause or channel.cause
                channel.busy = channel.busy or event.extra.dialstatus == BUSY

    def _begin(self, event: Event) -> None:
        channel = _Channel(channel=event.channel, uniqueid=event.uniqueid, linkedid=event.linkedid, began=event.at)
        channel.say(event)
        self.channels[event.uniqueid] = channel
        by = self.ringing.get(event.linkedid)
        far_end = event.channel.startswith("Local/") and event.channel.endswith(";2")
        channel.rung = by is not None or far_end
        if by is not None and not far_end:
            self._pair(by, channel, event, joined=False)

    def _pair(self, one: _Channel, other: _Channel, event: Event, *, joined: bool) -> None:
        self.pairs[frozenset((one.uniqueid, other.uniqueid))] = _Pair(
            one=one,
            other=other,
            linkedid=event.linkedid,
            extension=one.extension,
            application=one.application,
            began=event.at,
            joined=joined,
            sequence=len(self.pairs) + 1,
        )

    def _join(self, channel: _Channel, event: Event) -> None:
        inside = self.bridges.setdefault(event.extra.bridge_id, [])
        if channel in inside:
            return
        for other in inside:
            pair = self.pairs.get(frozenset((channel.uniqueid, other.uniqueid)))
            if pair is not None:
                pair.parted = None
            else:
                older, younger = sorted((channel, other), key=lambda each: each.began)
                self._pair(older, younger, event, joined=True)
        inside.append(channel)

    def _leave(self, channel: _Channel, event: Event) -> None:
        inside = self.bridges.get(event.extra.bridge_id, [])
        if channel not in inside:
            return
        inside.remove(channel)
        for other in inside:
            self.pairs[frozenset((channel.uniqueid, other.uniqueid))].parted = event.at


def calls(events: Iterable[Event]) -> list[list[Cdr]]:
    """The lines of each call that is over, in the order in which they began."""
    known = _Calls()
    for event in events:
        known.take(event)
    found: dict[str, list[Cdr]] = {}
    going_on: set[str] = set()
    paired = frozenset[str]().union(*known.pairs)
    for channel in known.channels.values():
        if channel.ended is None:
            going_on.add(channel.linkedid)
        elif not channel.rung:
            found.setdefault(channel.linkedid, []).append(
                _beginner(channel, channel.ended, channel.uniqueid not in paired)
            )
    for pair in known.pairs.values():
        ends = [end for end in (pair.one.ended, pair.other.ended) if end is not None]
        if not ends:
            going_on.add(pair.linkedid)
        else:
            found.setdefault(pair.linkedid, []).append(_rung(pair, min(ends)))
    over = [lines for linkedid, lines in found.items() if linkedid not in going_on]
    return [sorted(lines, key=lambda line: (line.start, line.sequence)) for lines in over]


def _beginner(channel: _Channel, ended: float, alone: bool) -> Cdr:
    """Who began the call; whether he was answered tells his pair, if he has one."""
    answered = channel.answered if alone else None
    return Cdr(
        source=channel.number,
        name=channel.name,
        destination=channel.called or channel.extension,
        channel=channel.channel,
        other="",
        application=channel.application,
        start=channel.began,
        answer=answered,
        end=ended,
        disposition=ANSWERED if answered is not None else BUSY if channel.busy else UNANSWERED,
        uniqueid=channel.uniqueid,
        linkedid=channel.linkedid,
    )


def _rung(pair: _Pair, ended: float) -> Cdr:
    answered = pair.began if pair.joined else pair.other.answered
    unanswered = BUSY if pair.other.cause == USER_BUSY else UNANSWERED
    return Cdr(
        source=pair.one.number,
        name=pair.one.name,
        destination=pair.extension,
        channel=pair.one.channel,
        other=pair.other.channel,
        application=pair.application,
        start=pair.began,
        answer=answered,
        end=ended if pair.parted is None else min(ended, pair.parted),
        disposition=unanswered if answered is None else ANSWERED,
        uniqueid=pair.one.uniqueid,
        linkedid=pair.linkedid,
        sequence=pair.sequence,
    )
