"""AMI bytes to frames, to facts, to encoded frames, beside panoramisk's parsing of the same bytes.

The bytes are the recordings in `tests/traces`, given in pieces as a socket gives them. The floor is panoramisk's own
way to cut and parse (`AMIProtocol.data_received`) and nothing else: no dispatch, no logging. CPU time, one process.

The whole road is: bytes, frames, facts, core, one encoded frame for each publication. For it the recording with the
most calls is played to directories of several sizes; all lines that are not in the recording are in a call with each
other, so that the state is as big as the directory. Three ways to count, from the kindest to the strictest:
all events of the recording; those of the classes that we understand; those that state a fact, which is about what an
Asterisk with our filters sends.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import _report
from panoramisk.message import Message  # type: ignore[import-untyped]

from jackfield.domain import facts
from jackfield.domain.core import Core
from jackfield.domain.directory import Directory, Line, User
from jackfield.domain.effects import Publish
from jackfield.domain.facts import Channel, ChannelState, Fact, PbxLink
from jackfield.protocol.encode import frame
from jackfield.telephony.ami.codec import Decoder
from jackfield.telephony.ami.trace import load
from jackfield.telephony.ami.translate import EVENTS, fact_of

TRACES = Path(__file__).parents[1] / "tests" / "traces"
HEAVY = "queue-load-large"
LINE = re.compile(rb"\bPJSIP/(\d+)\b")
PIECE_BYTES = 16 * 1024
HEADERS = (
    "Uniqueid", "Channel", "Linkedid", "ChannelState", "CallerIDNum", "CallerIDName", "ConnectedLineNum", "Exten",
)  # fmt: skip
"""What a handler of a channel event reads, about."""


def recording(name: str, limit: int) -> bytes:
    """The bytes of a recording without the banner, up to the last whole frame within `limit`."""
    data = load(TRACES / f"{name}.trace.gz").received()
    return data if len(data) <= limit else data[: data.rfind(b"\r\n\r\n", 0, limit) + 4]


def pieces(data: bytes) -> list[bytes]:
    """What a socket would give, read by read."""
    return [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)]


def panoramisk_parses(reads: list[bytes]) -> int:
    """As `AMIProtocol.data_received` does it; UTF-8, because its default (ASCII) drops letters."""
    rest, count = "", 0
    for data in reads:
        lines = (rest + data.decode("utf-8", "ignore")).split("\r\n\r\n")
        rest = lines.pop(-1)
        for line in lines:
            if Message.from_line(line.strip()) is not None:
                count += 1
    return count


def reads_headers(reads: list[bytes]) -> int:
    """Our frames, with eight headers read from each that is understood."""
    decoder, count = Decoder(), 0
    for data in reads:
        for one in decoder.feed(data):
            count += 1
            if one.name in EVENTS:
                for header in HEADERS:
                    one.get(header)
    return count


def makes_facts(reads: list[bytes]) -> int:
    """Our facts; counts frames."""
    decoder, count = Decoder(), 0
    for data in reads:
        for one in decoder.feed(data):
            count += 1
            fact_of(one)
    return count


def whole_road(reads: list[bytes], core: Core, limit_now: float) -> int:
    """Bytes to encoded frames; counts encoded bytes, so that nothing can be left out."""
    decoder, size = Decoder(), 0
    for data in reads:
        for one in decoder.feed(data):
            fact = fact_of(one)
            if fact is not None:
                for effect in core.feed(fact, limit_now):
                    if type(effect) is Publish:
                        size += len(frame(effect.event))
    return size


def directory_of(data: bytes, size: int) -> Directory:
    """A user with a line for each number in the recording, and as many further ones as make `size`."""
    own = sorted({match.decode() for match in LINE.findall(data)})
    numbers = [*own, *(str(500_000 + n) for n in range(len(own), size))]
    named = list(enumerate(numbers, 1))
    return Directory.build(
        users=[User(id=n, login=number, first_name="Agent", last_name=number, line_id=n) for n, number in named],
        lines=[
            Line(id=n, number=number, endpoint=f"PJSIP/{number}", context="default", user_id=n) for n, number in named
        ],
    )


def calls_of(lines: list[Line]) -> Iterator[Fact]:
    """Each two of these lines in a call."""
    for n, (one, other) in list(enumerate(pairwise(lines)))[::2]:
        legs = [
            Channel(f"pad-{n}-{k}", f"{line.endpoint}-{n:08x}", f"pad-{n}-0", ChannelState.RING, line.number, exten="1")
            for k, line in enumerate((one, other))
        ]
        for leg in legs:
            yield facts.ChannelSeen(leg)
        yield facts.DialBegan(legs[0], legs[1])
        for leg in legs:
            yield facts.BridgeEntered(leg, f"bridge-{n}")


def busy_core(own: Directory, directory: Directory) -> Core:
    """A core in which the lines that are not in `own`, those of the recording, are in calls."""
    core = Core(directory, epoch="bench")
    core.feed(facts.LinkChanged(PbxLink.SYNCING), 0.0)
    core.feed(facts.LinkChanged(PbxLink.UP), 0.0)
    for fact in calls_of(list(directory.lines[len(own.lines) :])):
        core.feed(fact, 0.0)
    return core


def only(data: bytes, wanted: Callable[[str, Fact | None], bool]) -> bytes:
    """The recording without the frames that are not wanted (by event name and the fact it states)."""
    blocks = [block for block in data.split(b"\r\n\r\n") if block.strip()]
    kept = []
    for block in blocks:
        found = Decoder().feed(block + b"\r\n\r\n")
        if found and wanted(found[0].name, fact_of(found[0])):
            kept.append(block + b"\r\n\r\n")
    return b"".join(kept)


def parsing(report: _report.Report, rounds: int, limit: int) -> None:
    """Frames and facts of all recordings beside panoramisk's parsing."""
    names = sorted(path.name.removesuffix(".trace.gz") for path in TRACES.glob("*.trace.gz"))
    for title, chosen in (("recordings without load", [n for n in names if n != HEAVY]), (HEAVY, [HEAVY])):
        reads = [read for name in chosen for read in pieces(recording(name, limit))]
        count = panoramisk_parses(reads)
        floor, frames, made = _report.in_turns(
            rounds,
            lambda reads=reads: _report.cpu_of(lambda: panoramisk_parses(reads))[0],  # type: ignore[misc]
            lambda reads=reads: _report.cpu_of(lambda: reads_headers(reads))[0],  # type: ignore[misc]
            lambda reads=reads: _report.cpu_of(lambda: makes_facts(reads))[0],  # type: ignore[misc]
        )
        for what, ours in (("to frames, 8 headers read", frames), ("to facts", made)):
            report.line(
                f"bytes {what}, {title}, events/CPU s",
                f"{count / ours:,.0f}",
                f"{count / floor:,.0f}",
                f"{floor / ours:.1f} x",
                ">= 3 x panoramisk",
                floor / ours >= 3,
            )


def road(report: _report.Report, rounds: int, limit: int, sizes: tuple[int, ...]) -> None:
    """The whole road with directories of several sizes."""
    data = recording(HEAVY, limit)
    own = directory_of(data, 0)
    directories = {size: directory_of(data, size) for size in sizes}
    loads = {
        "all events": data,
        "understood classes": only(data, lambda name, fact: name in EVENTS),
        "events that state a fact": only(data, lambda name, fact: fact is not None),
    }
    for title, part in loads.items():
        reads, count = pieces(part), part.count(b"\r\n\r\n")

        def measure(size: int, reads: list[bytes] = reads) -> float:
            core = busy_core(own, directories[size])
            return _report.cpu_of(lambda: whole_road(reads, core, 1.0))[0]

        taken = _report.in_turns(rounds, *(lambda size=size: measure(size) for size in sizes))
        rates = [count / seconds for seconds in taken]
        for size, rate in zip(sizes, rates, strict=True):
            what = f"bytes to encoded frames, {title}, {len(directories[size].lines):,} lines"
            report.line(what, f"{rate:,.0f}", target=">= 10,000 /CPU s", ok=rate >= 10_000)
        flat = min(rates) / rates[0]
        report.line(f"  slowest beside the smallest directory, {title}", f"{flat:.2f}", target=">= 0.8", ok=flat >= 0.8)


def main() -> None:
    quick = _report.quick()
    report = _report.Report("bench/replay: AMI bytes to frames, facts and encoded frames", quick)
    if quick:
        parsing(report, 1, 200_000)
        road(report, 1, 300_000, (10, 100))
    else:
        parsing(report, 5, 8_000_000)
        road(report, 5, 16_000_000, (10, 100, 1000, 2000))
    report.end()


if __name__ == "__main__":
    main()
