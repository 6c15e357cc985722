"""A call between the simulator and a browser: who is who in it, how far it is, and its sound. It says nothing."""

import secrets

from jackfield.protocol.demo import CallView, Service, Stage
from jackfield.protocol.sip import Head
from jackfield.telephony.simulator.media import Heard, Sound


class Dialogue:
    """One call of the browser. `channel` is the simulated phone's, `request` what is not answered yet."""

    def __init__(self, call_id: str, channel: str) -> None:
        self.call_id = call_id
        self.channel = channel
        self.sound = Sound()
        self.tag = secrets.token_hex(4)
        self.request: Head | None = None
        """The browser's INVITE, until it is answered for good."""
        self.peer = ""
        """From or To of the browser, with its tag."""
        self.own = ""
        self.target = ""
        self.number = ""
        self.sequence = 1
        self.branch = ""
        self.rung = False
        self.up = False
        self.incoming = False


def heard_in(call: CallView) -> Heard:
    """What the browser hears in a call as its phone shows it."""
    if call.stage is Stage.HELD:
        return Heard.MUSIC
    if call.stage is not Stage.TALKING:
        return Heard.NOTHING
    return Heard.ECHO if call.service is Service.ECHO else Heard.VOICE
