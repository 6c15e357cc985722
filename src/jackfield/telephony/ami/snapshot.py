"""What many AMI frames hold: a channel's snapshot, attached data, numbers. Pure; which event says what is not here."""

from jackfield.domain.facts import Channel
from jackfield.domain.phone.calls import SIP_CALL_ID
from jackfield.telephony.ami.codec import Frame

UNKNOWN = "<unknown>"
DATA_PREFIXES = ("USR_", "XIVO_")
"""Names of attached data; other variables stay inside (protocol section 10, rule 4)."""


def channel(frame: Frame, prefix: str = "") -> Channel:
    """The channel snapshot of a frame; `Dest` is the prefix of the second one."""
    uniqueid = frame.get(prefix + "Uniqueid")
    return Channel(
        uniqueid,
        frame.get(prefix + "Channel"),
        frame.get(prefix + "Linkedid") or uniqueid,
        number(frame.get(prefix + "ChannelState")),
        known(frame.get(prefix + "CallerIDNum")),
        known(frame.text(prefix + "CallerIDName")),
        known(frame.get(prefix + "ConnectedLineNum")),
        known(frame.text(prefix + "ConnectedLineName")),
        frame.get(prefix + "Context"),
        frame.get(prefix + "Exten"),
        attached_data(frame, prefix + "ChanVariable"),
    )


def attached_data(frame: Frame, header: str) -> tuple[tuple[str, str], ...]:
    """The variables of a channel snapshot that are attached data and set."""
    found = []
    for key, value in frame.variables(header).items():
        if not value:  # most of them: Asterisk names every variable of `channelvars` on every channel
            continue
        name = key.lstrip("_")
        if name.startswith(DATA_PREFIXES) or name == SIP_CALL_ID:
            found.append((name, value))
    return tuple(found)


def known(text: str) -> str:
    """A text that AMI may give as `<unknown>`."""
    return "" if text == UNKNOWN else text


def number(text: str) -> int:
    """A whole number; 0 where a header is missing or is none."""
    try:
        return int(text)
    except ValueError:
        return 0
