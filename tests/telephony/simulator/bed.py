"""The PBX on which the traces were recorded, simulated; scenarios played on it, and compared with the recording."""

from collections.abc import Callable

from jackfield.telephony.simulator import Line, Queue, Setup, Simulator
from tests.telephony.simulator import reference

Act = Callable[..., None]
Scenario = Callable[[Simulator, Act], None]
Recording = tuple[str, Scenario, float, float]
"""Name of the trace, what is done, and between which seconds of the trace that is."""

BED = Setup(
    lines=tuple(
        Line(number=str(number), name=f"User {number}", registered=number < 1004) for number in range(1000, 1020)
    ),
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
)


def played(scenario: Scenario) -> list[reference.Event]:
    """The events an AMI client got while a scenario was played."""
    pbx = Simulator(BED)
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
    ours = reference.subjects(played(scenario))
    theirs = reference.subjects(reference.recorded(trace, after, before))
    assert sorted(ours) == sorted(theirs)
    for subject, sequence in theirs.items():
        assert ours[subject] == sequence, subject


def assert_same_bursts(trace: str, scenario: Scenario, after: float, before: float) -> None:
    """What happened together in Asterisk happens together here."""
    ours = reference.bursts(played(scenario))
    assert ours == reference.bursts(reference.recorded(trace, after, before))
