"""Asterisk's call detail records as its module cdr_csv writes them (`Master.csv`): lines, and calls made of them.

Pure: text in, values out. The columns are those of the Asterisk manual, "CDR" and `cdr.conf`: sixteen, then as set
there uniqueid (`loguniqueid`), userfield (`loguserfield`), and peeraccount, linkedid, sequence (`newcdrcolumns`). A
line tells of one channel and one other that it had to do with; a call has as many as it had pairs. Times are whole
seconds, in UTC (`usegmtime`) or the PBX's own time: uniqueids begin with Unix time, and tell which.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

ANSWERED = "ANSWERED"
UNIQUEID = re.compile(r"(?:\S*-)?(\d{9,11})\.\d+")
CALLER_NAME = re.compile(r'"?(.*?)"?\s*<[^<]*>')
COLUMNS = 16
NEW_COLUMNS = 3

ZONE_STEP_SECONDS = 900
"""Time zones differ by quarters of an hour."""

BEGINS_WITHIN_SECONDS = 60
"""So long after its channel a call's first line may begin; else its clock is taken to be UTC."""


class Cdr(msgspec.Struct, frozen=True, kw_only=True):
    """One line. Times are Unix seconds; `sequence` is in the order in which Asterisk began them, 0 when not written."""

    source: str
    name: str
    destination: str
    channel: str
    other: str
    """The other channel, empty when there was none."""
    application: str
    start: float
    answer: float | None
    end: float
    disposition: str
    uniqueid: str
    """Of `channel`."""
    linkedid: str
    sequence: int = 0

    @property
    def answered(self) -> bool:
        """The other one took the call (a queue answers its callers itself, which does not count)."""
        return self.disposition == ANSWERED and bool(self.other or self.application != "Queue")


def read(text: str) -> Iterator[Cdr]:
    """The lines of a file. What is no line (cut off, of a foreign hand), and one without uniqueid, is skipped."""
    for cells in rows(text, COLUMNS + 1):
        if (found := _line(cells)) is not None:
            yield found


def rows(text: str, least: int) -> Iterator[list[str]]:
    """The cells of each line that has so many; a line that is cut off takes no other with it."""
    for line in text.splitlines():
        try:
            (cells,) = csv.reader([line])
        except (csv.Error, ValueError):
            continue
        if len(cells) >= least:
            yield cells


def _line(cells: list[str]) -> Cdr | None:
    more, linkedid, sequence = cells[COLUMNS:], "", "0"
    if len(more) >= NEW_COLUMNS and more[-1].isdecimal() and UNIQUEID.fullmatch(more[-2]):
        linkedid, sequence = more[-2:]
    uniqueid = more[0] if UNIQUEID.fullmatch(more[0]) else ""
    start, end = _moment(cells[9]), _moment(cells[11])
    if not uniqueid or start is None or end is None:
        return None
    name = CALLER_NAME.fullmatch(cells[4])
    return Cdr(
        source=cells[1],
        destination=cells[2],
        name=name[1].strip() if name else "",
        channel=cells[5],
        other=cells[6],
        application=cells[7],
        start=start,
        answer=_moment(cells[10]),
        end=end,
        disposition=cells[14],
        uniqueid=uniqueid,
        linkedid=linkedid or uniqueid,
        sequence=int(sequence),
    )


def _moment(written: str) -> float | None:
    try:
        return datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def calls(lines: Iterable[Cdr]) -> list[list[Cdr]]:
    """The lines of each call in the order in which they began, in UTC."""
    found: dict[str, list[Cdr]] = {}
    for line in lines:
        found.setdefault(line.linkedid, []).append(line)
    return [_in_utc(sorted(call, key=lambda line: (line.start, line.sequence))) for call in found.values()]


def _in_utc(call: list[Cdr]) -> list[Cdr]:
    """A channel begins when its uniqueid says: what the first line says besides is the PBX's time zone."""
    made = UNIQUEID.fullmatch(call[0].uniqueid)
    late = call[0].start - int(made[1]) if made else 0.0
    zone = round(late / ZONE_STEP_SECONDS) * ZONE_STEP_SECONDS
    if not zone or abs(late - zone) > BEGINS_WITHIN_SECONDS:
        return call
    return [
        replace(
            line,
            start=line.start - zone,
            answer=None if line.answer is None else line.answer - zone,
            end=line.end - zone,
        )
        for line in call
    ]
