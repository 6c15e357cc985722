"""A small PBX that speaks AMI, for the demo, for tests and for other people's tests.

Endpoints and phones, hints, a trunk to a simulated outside world, and calls that ring, are answered, held, refused and
hung up; told in the order and with the headers of Asterisk 22. It knows nothing of the server it serves.
"""

from jackfield.telephony.simulator.agents import NoSuchCall, Outside, Phone
from jackfield.telephony.simulator.clock import Clock, RealClock, VirtualClock
from jackfield.telephony.simulator.panel import Panel
from jackfield.telephony.simulator.setup import Line, Queue, Room, Setup, demo_lines, demo_setup
from jackfield.telephony.simulator.simulator import Simulator, serve

__all__ = [
    "Clock",
    "Line",
    "NoSuchCall",
    "Outside",
    "Panel",
    "Phone",
    "Queue",
    "RealClock",
    "Room",
    "Setup",
    "Simulator",
    "VirtualClock",
    "demo_lines",
    "demo_setup",
    "serve",
]
