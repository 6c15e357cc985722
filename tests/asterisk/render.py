"""Fills in the configuration templates of `etc/` for one instance of the test bed.

Here: which phones and mailboxes there are, and the words between at-signs (`@AMI_PORT@`) in the templates. Never here:
processes, sockets, the chroot (`bed.py`). Standard library only: it also runs before anything is installed.
"""

import re
import subprocess
from pathlib import Path

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
WORD = re.compile(r"@([A-Z_]+)@")


def password(number: str) -> str:
    """The SIP password of the phone `number`."""
    return f"pw-{number}"


def name(number: str) -> str:
    """What the phone `number` shows as its name: the demo directory's user, or the bare number."""
    return DEMO.get(number, f"User {number}")


def phones() -> str:
    """`pjsip_phones.conf`: endpoint, password and address of record of every phone."""
    return "\n".join(_phone(number) for number in NUMBERS)


def _phone(number: str) -> str:
    kind = "webrtc" if number in WEBRTC else "phone"
    return (
        f"[{number}]({kind})\naors = {number}\nauth = {number}\n"
        f'callerid = "{name(number)}" <{number}>\nmailboxes = {number}@default\n'
        f"[{number}](phone-auth)\nusername = {number}\npassword = {password(number)}\n"
        f"[{number}](phone-aor)\n"
    )


def hints() -> str:
    """`phones_hints.conf`: device state, do not disturb and presence of every phone, under its number."""
    lines = [f"exten => {n},hint,PJSIP/{n}&Custom:DND-{n},CustomPresence:{n}" for n in NUMBERS]
    return "\n".join(lines) + "\n"


def mailboxes() -> str:
    """The mailboxes of every phone for `voicemail.conf`; all have the PIN 1234."""
    return "\n".join(f"{number} => 1234,{name(number)}" for number in NUMBERS)


def ice_candidates() -> str:
    """`[ice_host_candidates]`: every address of this machine, announced to browsers as 127.0.0.1."""
    words = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout.split()
    lines = [f"{word} => 127.0.0.1" for word in words if ":" not in word]
    return "\n".join(["[ice_host_candidates]", *lines]) if lines else ""


def render(target: Path, words: dict[str, str]) -> None:
    """Writes every template, and the files made here, into `target`; `words` fills the templates.

    Raises KeyError when a template asks for a word that nobody gave.
    """
    words = {"MAILBOXES": mailboxes(), "ICE_CANDIDATES": ice_candidates(), **words}
    target.mkdir(parents=True, exist_ok=True)
    for template in TEMPLATES.glob("*.conf"):
        text = WORD.sub(lambda found: words[found[1]], template.read_text())
        (target / template.name).write_text(text)
    (target / "pjsip_phones.conf").write_text(phones())
    (target / "phones_hints.conf").write_text(hints())
