"""The files, put together: directory, rooms, settings and passwords in, `{file name: text}` out. Pure.

Each file belongs to the file of Asterisk with the same name, which includes it at its end (`#include
jackfield/pjsip.conf`). The same input gives the same text. The unchanging parts are in `templates/`, with the words
between at-signs filled in here; what each line and queue adds is in `parts.py`.
"""

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import chain

from jackfield.domain.directory import Directory
from jackfield.domain.entries import Conference
from jackfield.telephony.asterisk import parts, text
from jackfield.telephony.asterisk.lines import SipLine, sip_lines
from jackfield.telephony.asterisk.site import Secrets, Site, check
from jackfield.telephony.asterisk.text import Checks

FILES = (
    "confbridge.conf",
    "extensions.conf",
    "features.conf",
    "manager.conf",
    "pjsip.conf",
    "queues.conf",
    "voicemail.conf",
)
"""What `render` gives, and the files of Asterisk that must include it."""

HEAD = (
    "; Written by `jackfield asterisk render` from Jackfield's directory: a change made here is lost the next time.\n"
)
OWN_CONTEXTS = frozenset(
    (
        "general globals phones to-line sip-call-id auto-answer preprocess queues to-queue queue-exit conferences "
        "let-in services service outside from-trunk incoming jackfield"
    ).split()
)
_WORD = re.compile(r"@([A-Z_]+)@")


def render(directory: Directory, conferences: Iterable[Conference], site: Site, secrets: Secrets) -> dict[str, str]:
    """The text of each of `FILES`. Raises RenderError naming everything that cannot stand in them."""
    lines = sip_lines(directory)
    rooms = tuple(conferences)
    _check(directory, lines, rooms, site)
    words: dict[str, dict[str, str]] = {
        "extensions.conf": _dial_plan(directory, lines, rooms, site),
        "pjsip.conf": _sip(lines, site, secrets),
        "queues.conf": _queues(directory, site),
        "manager.conf": _ami(site, secrets),
        "features.conf": {"RING": str(site.ring_seconds)},
        "voicemail.conf": {"MAILBOXES": parts.mailboxes(directory, secrets)},
    }
    return {name: HEAD + fill(name, words.get(name, {})) for name in FILES}


def fill(template: str, words: Mapping[str, str]) -> str:
    """A template with its words; lines that become empty by it do not pile up. Raises KeyError for a missing word."""
    source = files("jackfield.telephony.asterisk").joinpath("templates", template).read_text(encoding="utf-8")
    filled = _WORD.sub(lambda found: words[found[1]], source)
    return re.sub(r"\n{3,}", "\n\n", filled).rstrip("\n") + "\n"


def contexts(directory: Directory, lines: Iterable[SipLine]) -> list[str]:
    """The contexts in which lines and queues of the directory are, each once, in order of the alphabet."""
    return sorted({*(line.context for line in lines), *(queue.context for queue in directory.queues)})


def _dial_plan(
    directory: Directory, lines: tuple[SipLine, ...], rooms: tuple[Conference, ...], site: Site
) -> dict[str, str]:
    names = contexts(directory, lines)
    trunk = {"PREFIX": "".join(site.prefixes[:1]), "NUMBERS": parts.numbers_from_outside(site)}
    trunk["EMERGENCY"] = parts.emergency(site)
    return {
        "CONTEXTS": ", ".join(names) or "none",
        "ENTRIES": parts.entries(names, site),
        "LINES": parts.line_extensions(lines, directory),
        "CARRY": parts.carried(site.data_keys),
        "DATA_KEYS": ", ".join(site.data_keys),
        "QUEUES": parts.queue_extensions(directory.queues),
        "RING": str(site.ring_seconds),
        "WAIT": str(site.wait_seconds),
        "MAILBOX_ANSWERS": str(int(site.mailbox_answers)),
        "CALLBACK_DIGIT": site.callback_digit,
        "ROOMS": parts.rooms(rooms),
        "TRUNK": fill("trunk.conf", trunk) if site.trunk else "; none is set up",
    }


def _sip(lines: tuple[SipLine, ...], site: Site, secrets: Secrets) -> dict[str, str]:
    udp, ws = ("transport = jackfield-udp", "transport = jackfield-ws") if site.sip_bind else ("", "")
    media = f"media_address = {site.media_address}\nbind_rtp_to_media_address = yes\n" if site.media_address else ""
    matches = "\n".join(f"match = {network}" for network in site.trunk_match or (_host(site.trunk),))
    trunk = {"UDP": udp, "TRUNK_ADDRESS": site.trunk, "MATCHES": matches}
    return {
        "TRANSPORTS": parts.transports(site.sip_bind),
        "MEDIA": media,
        "UDP": udp,
        "WS": ws,
        "QUALIFY": str(site.qualify_seconds),
        "PHONES": parts.endpoints(lines, secrets),
        "TRUNK": fill("trunk-pjsip.conf", trunk) if site.trunk else "",
    }


def _queues(directory: Directory, site: Site) -> dict[str, str]:
    return {
        "PERSISTENT": "yes" if site.persistent_members else "no",
        "AGENT_RING": str(site.agent_ring_seconds),
        "QUEUES": parts.queues(directory.queues, site),
    }


def _ami(site: Site, secrets: Secrets) -> dict[str, str]:
    return {
        "BIND": site.manager_bind,
        "PORT": str(site.manager_port),
        "USER": site.manager_user,
        "SECRET": text.secret(secrets.ami(site.manager_user)),
        "PERMIT": "\n".join(f"permit = {network}" for network in site.manager_permit),
        "CHANNEL_VARIABLES": ",".join(("CALL_ORIGIN", "SIPCALLID", "QUEUENAME", *site.data_keys)),
    }


def _host(address: str) -> str:
    return address.rpartition(":")[0].strip("[]") or address


def _check(directory: Directory, lines: tuple[SipLine, ...], rooms: tuple[Conference, ...], site: Site) -> None:
    checks = Checks()
    check(site, checks)
    for line in lines:
        line.check(checks)
    for queue in directory.queues:
        checks.matches(text.WORD, queue.name, "the queue")
        checks.free(queue.name, frozenset({"general", "jackfield-queue"}), "the queue")
        if queue.number:
            checks.matches(text.NUMBER, queue.number, f"the number of queue {queue.name}")
    for unknown in sorted(site.strategies.keys() - {queue.name for queue in directory.queues}):
        checks.problems.append(f"a strategy is given for the queue {unknown!r}, which does not exist")
    for box in directory.voicemails:
        checks.matches(text.NUMBER, box.number, "the mailbox")
        checks.matches(text.WORD, box.context, f"the context of mailbox {box.number}")
        checks.free(box.context, frozenset({"general", "zonemessages"}), f"the context of mailbox {box.number}")
    for room in rooms:
        checks.matches(text.NUMBER, room.number, "the conference")
        for pin in filter(None, (room.user_pin, room.organizer_pin)):
            checks.hidden(text.PIN, pin, f"a PIN of conference {room.number}")
    for context in contexts(directory, lines):
        checks.matches(text.WORD, context, "the context")
        checks.free(context, OWN_CONTEXTS | frozenset(site.includes), "the context")
    numbers = chain(
        ((line.number, f"line {line.number}") for line in lines),
        ((queue.number, f"queue {queue.name}") for queue in directory.queues if queue.number),
        ((room.number, f"conference {room.name or room.number}") for room in rooms),
        ((number, "a test number") for number in ("9000", "9001", "9002", "9003")),
        # what is inside would be found first
        ((number, "an emergency number") for number in (site.emergency if site.trunk else ())),
    )
    checks.distinct(list(numbers))
    checks.done()
