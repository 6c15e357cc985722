"""Every recording is compared with the simulator, or it is said why not."""

from tests.support import traces
from tests.telephony.simulator import (
    test_as_asterisk,
    test_queues_as_asterisk,
    test_rooms_as_asterisk,
    test_services_as_asterisk,
    test_transfers_as_asterisk,
)

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
    modules = (
        test_as_asterisk,
        test_queues_as_asterisk,
        test_rooms_as_asterisk,
        test_services_as_asterisk,
        test_transfers_as_asterisk,
    )
    compared = {recording[0] for module in modules for recording in module.SCENARIOS.values()}
    assert compared.isdisjoint(NOT_COMPARED)
    assert compared | NOT_COMPARED.keys() == set(traces.NAMES)
