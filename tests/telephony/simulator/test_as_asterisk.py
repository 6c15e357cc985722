"""The simulator tells the recorded scenarios as Asterisk did: same events, same headers, same values, same order."""

import pytest

from tests.telephony.simulator.bed import Recording, assert_same_bursts, assert_same_subjects
from tests.telephony.simulator.recorded import SUBJECTS

every_recording = pytest.mark.parametrize(
    "recording",
    [
        pytest.param(recording, id=f"{subject}: {name}")
        for subject, scenarios in SUBJECTS.items()
        for name, recording in scenarios.items()
    ],
)


@every_recording
def test_every_channel_bridge_device_and_member_goes_through_the_same_events(recording: Recording) -> None:
    assert_same_subjects(*recording)


@every_recording
def test_what_happens_together_in_asterisk_happens_together_here(recording: Recording) -> None:
    assert_same_bursts(*recording)
