"""Fills in the configuration templates of `etc/` for one instance of the test bed.

What a CTI server needs is Jackfield's own rendered files, from the directory described here, in the folder `jackfield`
beside the templates, which include them. Here: that directory, and the words between at-signs (`@AMI_PORT@`) in the
templates. Never here: processes, sockets, the chroot (`bed.py`).
"""

import re
import subprocess
from pathlib import Path

from jackfield.domain.directory import Directory, Line, LineKind, Queue, User, Voicemail
from jackfield.domain.entries import Conference
from jackfield.telephony.asterisk.render import render as rendered
from jackfield.telephony.asterisk.site import Site, Strategy

TEMPLATES = Path(__file__).parent / "etc"
DEMO = {
    "1001": "Alice",
    "1002": "Bruno",
    "1003": "Chloe",
    "1004": "David",
    "1005": "Erin",
    "1006": "Sam",
    "1007": "Root",
    "1008": "Wendy",
}
PLAIN = [str(number) for number in range(1000, 1020)]
WEBRTC = ["1008", "1090", "1091"]
NUMBERS = sorted({*PLAIN, *WEBRTC})
DOUBLED = "1004"
"""This line has a second device, `1004_w`; a plain phone plays the browser."""
CONTEXT = "internal"
MAILBOXES = {"Alice": 1, "Bruno": 2}
ROOMS = (
    Conference(id=1, number="4000", name="Public"),
    Conference(id=2, number="4001", name="Board", user_pin="1234", organizer_pin="9876"),
)
WORD = re.compile(r"@([A-Z_]+)@")


def password(number: str) -> str:
    """The SIP password of the phone `number`."""
    return f"pw-{number}"


def name(number: str) -> str:
    """What the phone `number` shows as its name: the demo directory's user, or the bare number."""
    return DEMO.get(number, f"User {number}")


class BedSecrets:
    """Passwords that everybody may know."""

    def line(self, number: str) -> str:
        return password(number)

    def mailbox(self, mailbox: str) -> str:
        return "1234"

    def ami(self, user: str) -> str:
        return f"{user}-secret"


def directory() -> Directory:
    """The demo's lines, queues and mailboxes, and lines that belong to nobody."""
    users = [
        User(id=place, login=name.lower(), first_name=name, line_id=place, voicemail_id=MAILBOXES.get(name))
        for place, name in enumerate(DEMO.values(), start=1)
    ]
    others = [number for number in NUMBERS if number not in DEMO]
    return Directory.build(
        users=users,
        lines=[_line(place, number) for place, number in enumerate((*DEMO, *others), start=1)],
        queues=[
            Queue(id=1, name="blue", number="3001", context=CONTEXT, recorded=True, wrap_up_seconds=10),
            Queue(id=2, name="red", number="3002", context=CONTEXT, wrap_up_seconds=5),
            Queue(id=3, name="green", number="3003", context=CONTEXT),
        ],
        voicemails=[Voicemail(id=place, number=str(1000 + place)) for place in MAILBOXES.values()],
    )


def _line(place: int, number: str) -> Line:
    return Line(
        id=place,
        number=number,
        endpoint=f"PJSIP/{number}",
        context=CONTEXT,
        kind=LineKind.WEBRTC if number in WEBRTC else LineKind.PHONE,
        user_id=place if number in DEMO else None,
        name=name(number),
        browser_endpoint=f"PJSIP/{number}_w" if number == DOUBLED else "",
    )


def site(words: dict[str, str]) -> Site:
    """The bed as Jackfield's settings have it; `words` has the ports."""
    return Site(
        manager_port=int(words["AMI_PORT"]),
        manager_permit=("127.0.0.0/255.0.0.0",),
        sip_bind=f"127.0.0.1:{words['SIP_PORT']}",
        media_address="127.0.0.1",
        trunk=f"127.0.2.1:{words['TRUNK_PORT']}",
        trunk_match=("127.0.2.0/24",),
        prefixes=("+3312345", "012345"),
        emergency=("112", "15", "17"),
        includes=("testbed", "parkedcalls"),
        data_keys=("USR_DATA1", "USR_DATA2", "USR_DATA3", "USR_CUSTNO", "USR_LANG"),
        strategies={"red": Strategy.LEASTRECENT, "green": Strategy.RINGALL},
        mailbox_answers=False,
        agent_ring_seconds=8,
        ring_seconds=20,
        qualify_seconds=0,
        persistent_members=False,
    )


def ice_candidates() -> str:
    """`[ice_host_candidates]`: every address of this machine, announced to browsers as 127.0.0.1."""
    words = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout.split()
    lines = [f"{word} => 127.0.0.1" for word in words if ":" not in word]
    return "\n".join(["[ice_host_candidates]", *lines]) if lines else ""


def render(target: Path, words: dict[str, str]) -> None:
    """Writes every template into `target`, and Jackfield's files beside them; `words` fills the templates.

    Raises KeyError when a template asks for a word that nobody gave.
    """
    words = {"ICE_CANDIDATES": ice_candidates(), **words}
    target.mkdir(parents=True, exist_ok=True)
    for template in TEMPLATES.glob("*.conf"):
        text = WORD.sub(lambda found: words[found[1]], template.read_text())
        (target / template.name).write_text(text)
    (target / "jackfield").mkdir(exist_ok=True)
    for name, text in rendered(directory(), ROOMS, site(words), BedSecrets()).items():
        text = text.replace(f"[{DOUBLED}_w](jackfield-webrtc)", f"[{DOUBLED}_w](jackfield-phone)")
        (target / "jackfield" / name).write_text(text)
