"""A demo PBX on virtual time, and clients logged in to it."""

import pytest

from jackfield.telephony.simulator import Simulator
from tests.telephony.simulator.client import Client


@pytest.fixture
def pbx() -> Simulator:
    return Simulator()


@pytest.fixture
def client(pbx: Simulator) -> Client:
    return Client(pbx)
