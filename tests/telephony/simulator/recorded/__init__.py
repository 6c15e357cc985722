"""What was done to the recorded Asterisk, done to the simulator: subject to scenario to recording and span."""

from . import calls, queues, rooms, services, transfers

SUBJECTS = {
    "calls": calls.SCENARIOS,
    "queues": queues.SCENARIOS,
    "rooms": rooms.SCENARIOS,
    "services": services.SCENARIOS,
    "transfers": transfers.SCENARIOS,
}
