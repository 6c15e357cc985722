"""Every recording is compared with the simulator, or it is said why not."""

from tests.support import traces
from tests.telephony.simulator.recorded import SUBJECTS

NOT_COMPARED = {
    "queue-load-20": "forty callers at moments of chance: its queue_log tells what matters (test_queue_log_account)",
    "queue-load-large": "likewise, with five hundred",
    "reconnect-resync.2": "a second connection, of which only the lists matter: test_late_join",
    **dict.fromkeys(
        traces.served_names(),
        "what a server asked for and no more, the rest filtered by Asterisk; the same stories are contract scenarios",
    ),
}


def test_every_recording_is_compared_or_it_is_said_why_not() -> None:
    compared = {recording[0] for scenarios in SUBJECTS.values() for recording in scenarios.values()}
    assert compared.isdisjoint(NOT_COMPARED)
    assert compared | NOT_COMPARED.keys() == set(traces.NAMES)
