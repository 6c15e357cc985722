"""Feature codes: what the owner of a line switches on and off by dialling, as the rendered dial plan has them.

AstDB holds it, a UserEvent tells it, a lamp shows do not disturb.
"""

import re

from jackfield.telephony.simulator.applications import Wait
from jackfield.telephony.simulator.channels import Channel
from jackfield.telephony.simulator.exchange import Exchange
from jackfield.telephony.simulator.program import Extension

_FORWARDS = {"*21": "unc", "*22": "na", "*23": "busy"}
_CODE = re.compile(r"\*2[123][0-9]*|\*20|\*25|\*90")
ANNOUNCEMENT_SECONDS = 1.0


def is_code(number: str) -> bool:
    """Whether a number is one of the codes."""
    return _CODE.fullmatch(number) is not None


def dialled(pbx: Exchange, channel: Channel, code: str) -> Extension:
    """Do what a code says for the line it was dialled on."""
    line = channel.endpoint.name
    if line not in pbx.lines:
        return
    channel.uncaused = True
    pbx.answer(channel)
    if code == "*25":
        on = pbx.database.get(f"jackfield/{line}/dnd") == "1"
        yield from _switch(pbx, channel, line, "dnd", "" if on else "1")
    elif code == "*90":
        on = pbx.database.get(f"jackfield/{line}/vm") == "1"
        yield from _switch(pbx, channel, line, "vm", "0" if on else "1")
    elif code == "*20":
        for service in _FORWARDS.values():
            yield from _switch(pbx, channel, line, service, "")
    else:
        yield from _switch(pbx, channel, line, _FORWARDS[code[:3]], code[3:])


def _switch(pbx: Exchange, channel: Channel, line: str, service: str, value: str) -> Extension:
    key = f"jackfield/{line}/{service}"
    if value:
        pbx.database[key] = value
    else:
        pbx.database.pop(key, None)
    channel.place("service", "s", 8)
    pbx.user_event(channel, "JackfieldService", (("Number", line), ("Service", service), ("Value", value)))
    if service == "dnd":
        pbx.hints.set_custom(f"DND-{line}", "BUSY" if value else "NOT_INUSE")
    yield Wait(ANNOUNCEMENT_SECONDS, "Playback")
