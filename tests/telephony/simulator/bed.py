"""The PBX on which the traces were recorded, simulated; scenarios played on it, and compared with the recording."""

from collections import Counter
from collections.abc import Callable

from msgspec import structs

from jackfield.telephony.simulator import Line, Queue, Setup, Simulator
from tests.telephony.simulator import reference

Act = Callable[..., None]
Scenario = Callable[[Simulator, Act], None]
Recording = tuple[str, Scenario, float, float]
"""Name of the trace, what is done, and between which seconds of the trace that is."""


def lines(registered: int) -> tuple[Line, ...]:
    """1000 to 1019, of which the first few have a phone."""
    numbers = range(1000, 1020)
    return tuple(
        Line(number=str(number), name=f"User {number}", registered=number < 1000 + registered) for number in numbers
    )


BED = Setup(
    lines=lines(registered=4),
    queues=(
        Queue(name="sales", number="3000", strategy="rrmemory", weight=2, timeout=8.0, wrapuptime=5),
        Queue(name="support", number="3001", strategy="leastrecent", weight=1, timeout=8.0, wrapuptime=10),
    ),
    username="cti",
    secret="cti-secret",
    ring_time=20.0,
    channel_variables=("CALL_ORIGIN", "USR_DATA1", "USR_CUSTNO", "QUEUENAME", "CHANNEL(linkedid)"),
    queue_data="{queue}-call",
    tells_agent_legs=True,
    music_number="5001",
)


OTHER_BEDS = {"reconnect-resync": structs.replace(BED, lines=lines(registered=9))}
"""Recordings that were made with more phones."""


RACES = {
    ("reconnect-resync", "PJSIP/1003#1"): "ConfbridgeJoin and BridgeEnter are told by two threads",
}
"""Subjects of which a recording has the same events in another order, and why; all else is equal."""


def played(scenario: Scenario, setup: Setup = BED) -> list[reference.Event]:
    """The events an AMI client got while a scenario was played."""
    pbx = Simulator(setup)
    received: list[bytes] = []
    session = pbx.attach(received.append)

    def act(action: str, **headers: str | list[str]) -> None:
        lines = [f"Action: {action}", "ActionID: 1"]
        for name, values in headers.items():
            lines += [f"{name}: {value}" for value in ([values] if isinstance(values, str) else values)]
        session.receive(("\r\n".join(lines) + "\r\n\r\n").encode())

    act("Login", Username="cti", Secret="cti-secret")
    scenario(pbx, act)
    pbx.advance(1)
    return reference.renumbered(reference.events(b"".join(received).decode()))


def assert_same_subjects(trace: str, scenario: Scenario, after: float, before: float) -> None:
    """Every subject goes through the same events."""
    ours = reference.subjects(played(scenario, OTHER_BEDS.get(trace, BED)))
    theirs = reference.subjects(reference.recorded(trace, after, before))
    assert sorted(ours) == sorted(theirs)
    for subject, sequence in theirs.items():
        if (trace, subject) in RACES:
            assert Counter(ours[subject]) == Counter(sequence), subject
            assert ours[subject] != sequence, f"no race any more: {subject}"
        else:
            assert ours[subject] == sequence, subject


def assert_same_bursts(trace: str, scenario: Scenario, after: float, before: float) -> None:
    """What happened together in Asterisk happens together here."""
    ours = reference.bursts(played(scenario, OTHER_BEDS.get(trace, BED)))
    assert ours == reference.bursts(reference.recorded(trace, after, before))
