"""What the files depend on besides the directory: addresses, the trunk, a few choices. Values only, and their check."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol

import msgspec

from jackfield.telephony.asterisk import text
from jackfield.telephony.asterisk.text import Checks, RenderError


class Strategy(StrEnum):
    """How a queue chooses among its agents; Asterisk's own words (queues.conf)."""

    RINGALL = "ringall"
    LEASTRECENT = "leastrecent"
    FEWESTCALLS = "fewestcalls"
    RANDOM = "random"
    RRMEMORY = "rrmemory"
    RRORDERED = "rrordered"
    LINEAR = "linear"
    WRANDOM = "wrandom"


class Secrets(Protocol):
    """Who knows the passwords. The same question is answered the same way every time."""

    def line(self, number: str) -> str:
        """The SIP password of the phone with this number."""

    def mailbox(self, mailbox: str) -> str:
        """The PIN of the mailbox `number@context`: digits."""

    def ami(self, user: str) -> str:
        """The secret of the manager user."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One Asterisk.

    `sip_bind`: where SIP over UDP is taken, empty when pjsip.conf has its transports already. `media_address`: the
    only address for sound, empty lets Asterisk choose. `trunk`: host and port of the outside world, empty for none;
    `trunk_match`: the networks its calls come from. `prefixes`: what stands before our numbers when they are called
    from outside; the first also when they call. `mailbox_answers`: calls nobody
    answers go to the mailbox of the line's user, unless switched off there. Seconds are whole.
    """

    manager_user: str = "jackfield"
    manager_bind: str = "127.0.0.1"
    manager_port: int = 5038
    manager_permit: tuple[str, ...] = ("127.0.0.1/255.255.255.255",)
    sip_bind: str = "0.0.0.0:5060"
    media_address: str = ""
    trunk: str = ""
    trunk_match: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    data_keys: tuple[str, ...] = ("USR_DATA1", "USR_DATA2", "USR_DATA3")
    strategy: Strategy = Strategy.RRMEMORY
    strategies: Mapping[str, Strategy] = {}
    agent_ring_seconds: int = 15
    ring_seconds: int = 30
    wait_seconds: int = 300
    mailbox_answers: bool = True
    callback_digit: str = "1"
    emergency: tuple[str, ...] = ()
    """Numbers that the trunk is given as they are."""
    qualify_seconds: int = 60
    persistent_members: bool = True


def strategies(written: Iterable[str]) -> dict[str, Strategy]:
    """`NAME=STRATEGY` each. Raises RenderError."""
    found: dict[str, Strategy] = {}
    for pair in written:
        name, _, strategy = pair.partition("=")
        try:
            found[name.strip()] = Strategy(strategy.strip())
        except ValueError:
            raise RenderError([f"strategy {pair!r}: write NAME=STRATEGY, one of {', '.join(Strategy)}"]) from None
    return found


def check(site: Site, checks: Checks) -> None:
    """Everything that reaches a file is of the form expected there."""
    checks.matches(text.WORD, site.manager_user, "the manager user")
    checks.free(site.manager_user, frozenset({"general"}), "the manager user")
    checks.matches(text.ADDRESS, site.manager_bind, "the address of the manager")
    for address, what in ((site.sip_bind, "the SIP address"), (site.media_address, "the media address")):
        if address:
            checks.matches(text.ADDRESS, address, what)
    if site.trunk:
        checks.matches(text.ADDRESS, site.trunk, "the trunk")
    for network in (*site.manager_permit, *site.trunk_match):
        checks.matches(text.NETWORK, network, "the network")
    for prefix in site.prefixes:
        checks.matches(text.PREFIX, prefix, "the prefix")
    for context in site.includes:
        checks.matches(text.WORD, context, "the context")
    for key in site.data_keys:
        checks.matches(text.VARIABLE, key, "the variable")
    for number in site.emergency:
        checks.matches(text.NUMBER, number, "the emergency number")
    checks.matches(text.DIGIT, site.callback_digit, "the callback digit")
