"""A line as the files need it: with its user's name and mailbox. Pure."""

import msgspec

from jackfield.domain.directory import Directory, Line, LineKind
from jackfield.telephony.asterisk import text
from jackfield.telephony.asterisk.text import Checks


class SipLine(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is what callees see; `mailbox` is `number@context`, `browser` its second endpoint; empty for none."""

    number: str
    endpoint: str
    context: str
    webrtc: bool
    name: str
    mailbox: str
    browser: str = ""

    @property
    def section(self) -> str:
        """What its sections in pjsip.conf are called, and the phone logs in as."""
        return self.endpoint.removeprefix("PJSIP/")

    @property
    def devices(self) -> str:
        """What tells its state, as a hint has it."""
        return f"{self.endpoint}&{self.browser}" if self.browser else self.endpoint

    @property
    def rung(self) -> str:
        """What is dialled for it: of two devices the one that its user has chosen."""
        if not self.browser:
            return self.endpoint
        return f'${{IF($["${{DB(jackfield/{self.number}/browser)}}" = "1"]?{self.browser}:{self.endpoint})}}'

    def in_browser(self) -> "SipLine":
        """Its second device as a line of its own."""
        return msgspec.structs.replace(self, endpoint=self.browser, webrtc=True, browser="")

    def check(self, checks: Checks) -> None:
        """All that Asterisk goes by is well-formed."""
        checks.matches(text.NUMBER, self.number, "the line")
        checks.matches(text.ENDPOINT, self.endpoint, f"the endpoint of line {self.number}")
        checks.free(self.section, TAKEN, f"the endpoint of line {self.number}")
        if self.browser:
            self.in_browser().check(checks)


TAKEN = frozenset(
    (
        "global system trunk jackfield-udp jackfield-ws jackfield-endpoint jackfield-phone jackfield-webrtc "
        "jackfield-auth jackfield-aor"
    ).split()
)


def sip_lines(directory: Directory) -> tuple[SipLine, ...]:
    """The enabled lines, in the order of their ids."""
    return tuple(
        _sip_line(directory, line) for line in sorted(directory.lines, key=lambda each: each.id) if line.enabled
    )


def _sip_line(directory: Directory, line: Line) -> SipLine:
    user = directory.user_of_line(line.id)
    box = directory.voicemail(user.voicemail_id) if user is not None and user.voicemail_id is not None else None
    return SipLine(
        number=line.number,
        endpoint=line.endpoint,
        context=line.context,
        webrtc=line.kind is LineKind.WEBRTC,
        name=line.name or (user.full_name if user is not None else line.number),
        mailbox=box.mailbox if box is not None else "",
        browser=line.browser_endpoint,
    )
