"""Asterisk's queue_log, a second account of queue calls that does not depend on AMI: lines, and visits made of them.

Pure: text in, values out. The form is that of the Asterisk manual, "Queue Logs", with the fields of Asterisk 22:

    UNIX-TIME|CALL|QUEUE|AGENT|EVENT|DATA|DATA|...

CALL is the Uniqueid of the caller's channel, or MANAGER, NONE, REALTIME; AGENT is the member's name. Times are whole
seconds: what is computed of two of them may be one off.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec


class QueueEvent(StrEnum):
    """What a line is about; the names are Asterisk's. A line of another kind is kept too, with its name as text."""

    ENTERQUEUE = "ENTERQUEUE"
    CONNECT = "CONNECT"
    COMPLETEAGENT = "COMPLETEAGENT"
    COMPLETECALLER = "COMPLETECALLER"
    BLINDTRANSFER = "BLINDTRANSFER"
    ATTENDEDTRANSFER = "ATTENDEDTRANSFER"
    ABANDON = "ABANDON"
    EXITWITHTIMEOUT = "EXITWITHTIMEOUT"
    EXITWITHKEY = "EXITWITHKEY"
    EXITEMPTY = "EXITEMPTY"
    RINGNOANSWER = "RINGNOANSWER"
    RINGCANCELED = "RINGCANCELED"
    ADDMEMBER = "ADDMEMBER"
    REMOVEMEMBER = "REMOVEMEMBER"
    PAUSE = "PAUSE"
    UNPAUSE = "UNPAUSE"
    PENALTY = "PENALTY"
    RINGINUSE = "RINGINUSE"


class LogLine(msgspec.Struct, frozen=True):
    """One line. `at` is Unix time."""

    at: int
    call: str
    queue: str
    agent: str
    event: str
    data: tuple[str, ...] = ()

    def number(self, place: int) -> int:
        """A field of the data as a whole number, counted from the end where negative; 0 where it is none."""
        try:
            return int(self.data[place])
        except (IndexError, ValueError):
            return 0


class Outcome(StrEnum):
    """How a visit ended."""

    WAITING = "waiting"
    """Not yet, or the log ends before."""
    TALKING = "talking"
    BY_CALLER = "by_caller"
    BY_AGENT = "by_agent"
    TRANSFERRED = "transferred"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed_out"
    LEFT_BY_KEY = "left_by_key"
    LEFT_EMPTY = "left_empty"


ENDS = {
    QueueEvent.COMPLETECALLER: Outcome.BY_CALLER,
    QueueEvent.COMPLETEAGENT: Outcome.BY_AGENT,
    QueueEvent.BLINDTRANSFER: Outcome.TRANSFERRED,
    QueueEvent.ATTENDEDTRANSFER: Outcome.TRANSFERRED,
    QueueEvent.ABANDON: Outcome.ABANDONED,
    QueueEvent.EXITWITHTIMEOUT: Outcome.TIMED_OUT,
    QueueEvent.EXITWITHKEY: Outcome.LEFT_BY_KEY,
    QueueEvent.EXITEMPTY: Outcome.LEFT_EMPTY,
}


class Offer(msgspec.Struct, frozen=True):
    """A member's phone rang in vain, for so many milliseconds (0: it was not free, it never rang)."""

    agent: str
    milliseconds: int


class Visit(msgspec.Struct, kw_only=True):
    """One caller's stay in one queue. Times are Unix seconds, 0 for what has not happened."""

    call: str
    queue: str
    caller: str
    """The caller's number, as shown at the time."""
    entered: int
    agent: str = ""
    """Name of the member who answered."""
    member_leg: str = ""
    """Uniqueid of the channel of that member."""
    connected: int = 0
    ended: int = 0
    wait_seconds: int = 0
    talk_seconds: int = 0
    outcome: Outcome = Outcome.WAITING
    in_vain: list[Offer] = []


def read(text: str) -> Iterator[LogLine]:
    """The lines of a log. What is no line (blank, half written, of a foreign hand) is skipped."""
    for line in text.splitlines():
        parts = line.split("|")
        if len(parts) >= 5 and parts[0].isascii() and parts[0].isdigit() and parts[4]:
            yield LogLine(int(parts[0]), parts[1], parts[2], parts[3], parts[4], tuple(parts[5:]))


def visits(lines: Iterable[LogLine]) -> list[Visit]:
    """The visits, in the order in which callers entered. One whose beginning is not in the log is left out."""
    found: list[Visit] = []
    present: dict[tuple[str, str], Visit] = {}
    for line in lines:
        key = line.call, line.queue
        if line.event == QueueEvent.ENTERQUEUE:
            caller = line.data[1] if len(line.data) > 1 else ""
            present[key] = Visit(call=line.call, queue=line.queue, caller=caller, entered=line.at)
            found.append(present[key])
        elif key in present:
            _go_on(present[key], line)
            if line.event in ENDS:
                del present[key]
    return found


def _go_on(visit: Visit, line: LogLine) -> None:
    """What the next line says of a visit."""
    if line.event == QueueEvent.CONNECT:
        visit.agent, visit.connected = line.agent, line.at
        visit.wait_seconds = line.number(0)
        visit.member_leg = line.data[1] if len(line.data) > 1 else ""
        visit.outcome = Outcome.TALKING
    elif line.event in (QueueEvent.RINGNOANSWER, QueueEvent.RINGCANCELED):
        visit.in_vain.append(Offer(line.agent, line.number(0)))
    elif line.event in ENDS:
        visit.ended, visit.outcome = line.at, ENDS[QueueEvent(line.event)]
        if visit.connected:
            # hold time, talk time, first position are the last three fields of all four kinds
            visit.talk_seconds = line.number(-2)
        else:
            visit.wait_seconds = line.number(-1)
