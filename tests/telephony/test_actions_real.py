"""Every action that carries a text, against the real Asterisk: what arrives is the text, and nothing else happened.

The connection is the sans-I/O one on a plain blocking socket, so that property tests need no loop.
"""

import itertools
import re
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jackfield.telephony.ami import actions, translate
from jackfield.telephony.ami.actions import Extension, Pairs, PickupOf
from jackfield.telephony.ami.codec import Frame, encode
from jackfield.telephony.ami.connection import Connection
from jackfield.telephony.ami.outcomes import Answer, Credentials, End, Events, Ready
from jackfield.telephony.ami.selection import DATA_PREFIXES, EVENTS
from tests.support.pbx import Asterisk

ECHO = "Local/5000@internal"
NOWHERE = "PJSIP/1000-ffffffff"
PATIENCE = 5.0
numbers = itertools.count(1)


class Talk:
    """A logged-in connection that waits for each answer."""

    def __init__(self, asterisk: Asterisk) -> None:
        self.socket = socket.create_connection((asterisk.host, asterisk.port), PATIENCE)
        credentials = Credentials(user=asterisk.user, secret=asterisk.secret)
        self.connection: Connection[int] = Connection(credentials, time.monotonic(), prefix="real")
        self.events: list[Frame] = []
        self.answers: dict[int, Answer[int]] = {}
        self.filtered = False
        self.up = False
        self.until(lambda: self.up)

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            self.socket.sendall(self.connection.output())
            for outcome in self.connection.receive(self.socket.recv(65536), time.monotonic()):
                match outcome:
                    case Events(frames):
                        self.events += frames
                    case Answer():
                        self.answers[outcome.tag] = outcome
                    case Ready(_, filtered):
                        self.up, self.filtered = True, filtered
                    case _:
                        raise AssertionError(outcome)
            self.socket.sendall(self.connection.output())

    def ask(self, pairs: Pairs) -> Answer[int]:
        tag = next(numbers)
        assert self.connection.send(pairs, tag, time.monotonic()) == []
        self.socket.sendall(self.connection.output())
        self.until(lambda: tag in self.answers)
        return self.answers.pop(tag)

    def event(self, name: str, **headers: str) -> Frame:
        """The first event like this since the last `forget`."""
        found: list[Frame] = []

        def there() -> bool:
            found[:] = [f for f in self.events if f.name == name and all(f.get(h) == v for h, v in headers.items())]
            return bool(found)

        self.until(there)
        return found[0]

    def forget(self) -> None:
        self.events.clear()

    def channels(self) -> dict[str, Frame]:
        """The state of every channel by its unique id."""
        return {item.get("Uniqueid"): item for item in self.ask(actions.status()).items}

    def call(self, **options: object) -> str:
        """A channel that lives; its unique id."""
        channel_id = f"real-{next(numbers)}"
        goes_to = options.pop("goes_to", Extension("5001", "internal"))
        pairs = actions.originate(
            channel=ECHO,
            channel_id=channel_id,
            goes_to=goes_to,
            answers_itself=False,
            **options,  # type: ignore[arg-type]
        )
        answer = self.ask(pairs)
        assert answer.ok, answer
        self.event("OriginateResponse", Uniqueid=channel_id, Response="Success")
        return channel_id

    def end(self, channel_id: str) -> None:
        """Hang up and wait until both halves are gone."""
        channel = self.channels().get(channel_id)
        if channel is not None:
            assert self.ask(actions.hangup(channel.get("Channel"))).ok
            self.event("Hangup", Uniqueid=channel_id)
            self.event("Hangup", Uniqueid=channel_id + ";2")
        self.forget()


@pytest.fixture(scope="module")
def talk(asterisk: Asterisk) -> Iterator[Talk]:
    talk = Talk(asterisk)
    yield talk
    talk.socket.close()


def few(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Each example is a call: fewer of them, and one Asterisk for all."""
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow, *NOT_OUR_FIXTURES]
    )


NOT_OUR_FIXTURES = [HealthCheck.function_scoped_fixture]
SIGNS = st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"])
AWKWARD = st.sampled_from(
    [
        "hello,CALLERID(num)=112",
        'a","b',
        "(",
        "[,",
        "x)],USR_Y=1",
        "\\,CALLERID(num)=112",
        '\\"',
        "\\",
        "${SHELL(id)}",
        'it\'s "x"\\y\tz; a=b: é',
        "^|&;%s%n",
        " both ",
        "王\u200f🙂",
    ]
)
VALUES = AWKWARD | st.text(SIGNS, max_size=60) | st.text(',()[]\\"=;&|<>${}a ', max_size=30)
KEYS = st.from_regex(r"USR_[A-Z][A-Z0-9_]{0,30}", fullmatch=True)
CHANNELS = st.from_regex(r"(PJSIP|Local|all|SIP)/[A-Za-z0-9_+*#.@:;/-]{1,40}", fullmatch=True) | st.sampled_from(
    [NOWHERE, "Local/5000@internal", "Local//", "PJSIP/.*", "Local/*", "all/all"]
)


def variables(channel: Frame) -> dict[str, str]:
    return dict(value.partition("=")[::2] for value in channel.all("Variable"))


@pytest.fixture(scope="module")
def plain_names(talk: Talk) -> set[str]:
    """The variables that a call has by itself."""
    channel_id = talk.call()
    names = set(variables(talk.channels()[channel_id]))
    talk.end(channel_id)
    return names


@few(60)
@given(data=st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_originate_sets_exactly_the_variables(talk: Talk, plain_names: set[str], data: dict[str, str]) -> None:
    channel_id = talk.call(variables=data)
    channel = talk.channels()[channel_id]
    found = variables(channel)
    for key, value in data.items():
        answer = talk.ask(actions.get_variable(channel.get("Channel"), key))
        assert answer.frame is not None
        assert answer.frame.get("Value") == value
    assert set(found) - plain_names <= {name for key in data for name in (key, "__" + key)}
    assert channel.get("CallerIDNum") in ("", "<unknown>")
    assert len(talk.channels()) == 2
    talk.end(channel_id)


@few(40)
@given(name=VALUES)
def test_originate_shows_the_name_and_number_and_nothing_else(talk: Talk, plain_names: set[str], name: str) -> None:
    channel_id = talk.call(connected=(name, "1001"))
    channel = talk.channels()[channel_id]
    assert channel.get("ConnectedLineNum") == "1001"
    shown = channel.text("ConnectedLineName")
    expected = actions.connected_line(name, "1001")[1]
    assert expected == f"CONNECTEDLINE(all,i)={actions.escape_variable(f'{shown} ' if known(shown) else '')}<1001>"
    assert set(variables(channel)) <= plain_names
    assert channel.get("CallerIDNum") in ("", "<unknown>")
    talk.end(channel_id)


def known(text: str) -> bool:
    return text not in ("", "<unknown>")


@few(100)
@given(key=KEYS, value=VALUES)
def test_setvar_sets_exactly_this(talk: Talk, living: str, key: str, value: str) -> None:
    before = talk.channels()[living]
    channel = before.get("Channel")
    assert talk.ask(actions.set_variable(channel, key, value)).ok
    answer = talk.ask(actions.get_variable(channel, key))
    assert answer.frame is not None
    assert answer.frame.get("Value") == value.lstrip(" \t\v\f" + SMALL)
    after = variables(talk.channels()[living])
    assert {name for name, old in variables(before).items() if after.get(name) != old} <= {key}


SMALL = "".join(map(chr, range(1, 32)))
"""Asterisk takes all signs up to the space from the beginning of a header's value (ast_skip_blanks)."""


@pytest.fixture
def living(talk: Talk) -> Iterator[str]:
    channel_id = talk.call()
    yield channel_id
    talk.end(channel_id)


ON_A_CHANNEL: dict[str, Callable[[str], Pairs]] = {
    "hangup": actions.hangup,
    "redirect": lambda channel: actions.redirect(channel, "5001", "internal"),
    "redirect-both": lambda channel: actions.redirect(channel, "5001", "internal", extra_channel=NOWHERE),
    "bridge": lambda channel: actions.bridge(channel, NOWHERE),
    "notify": lambda channel: actions.notify(channel, "hold"),
    "blind transfer": lambda channel: actions.blind_transfer(channel, "1001", "internal"),
    "attended transfer": lambda channel: actions.attended_transfer(channel, "1001", "internal"),
    "cancelled transfer": actions.cancel_attended_transfer,
    "set": lambda channel: actions.set_variable(channel, "USR_X", "1"),
    "get": lambda channel: actions.get_variable(channel, "USR_X"),
    "status": actions.status,
}


@pytest.mark.parametrize("build", ON_A_CHANNEL.values(), ids=ON_A_CHANNEL)
@few(25)
@given(channel=CHANNELS)
def test_a_channel_that_is_not_there_harms_no_other(
    talk: Talk, living: str, build: Callable[[str], Pairs], channel: str
) -> None:
    before = talk.channels()
    answer = talk.ask(build(channel))
    assert (answer.end, answer.ok) == (End.ANSWERED, False), answer
    after = talk.channels()
    assert living in after
    assert after.keys() == before.keys()
    assert variables(after[living]) == variables(before[living])
    assert after[living].get("Exten") == before[living].get("Exten")


@pytest.mark.parametrize("number", ["1001", "3001", "4000", "*98", "0612345678"])
def test_a_number_of_the_dial_plan_exists(talk: Talk, number: str) -> None:
    answer = talk.ask(actions.number_exists(number, "internal"))
    assert answer.frame is not None
    assert translate.outcome("t", answer.frame).ok


@few(50)
@given(number=st.from_regex(r"[7#][0-9*#]{0,30}", fullmatch=True))
def test_any_other_does_not(talk: Talk, living: str, number: str) -> None:
    assume(not re.fullmatch(r"7\d\d", number))  # parking places
    before = variables(talk.channels()[living])
    answer = talk.ask(actions.number_exists(number, "internal"))
    assert answer.frame is not None
    assert not translate.outcome("t", answer.frame).ok
    assert variables(talk.channels()[living]) == before


@few(10)
@given(channel=CHANNELS)
def test_picking_up_what_does_not_ring_harms_no_other(talk: Talk, living: str, channel: str) -> None:
    channel_id = f"real-{next(numbers)}"
    pairs = actions.originate(channel=ECHO, channel_id=channel_id, goes_to=PickupOf(channel), answers_itself=False)
    assert talk.ask(pairs).ok
    talk.event("Hangup", Uniqueid=channel_id)
    talk.event("Hangup", Uniqueid=channel_id + ";2")
    assert living in talk.channels()
    talk.forget()


@few(20)
@given(cause=st.integers(1, 127))
def test_hangup_gives_its_cause(talk: Talk, cause: int) -> None:
    channel_id = talk.call()
    channel = talk.channels()[channel_id].get("Channel")
    assert talk.ask(actions.hangup(channel, cause)).ok
    assert talk.event("Hangup", Uniqueid=channel_id).get("Cause") == str(cause)
    talk.event("Hangup", Uniqueid=channel_id + ";2")
    talk.forget()


def test_redirect_of_both_legs_and_bridge_back(talk: Talk) -> None:
    one, other = talk.call(), talk.call()
    names = [talk.channels()[channel_id].get("Channel") for channel_id in (one, other)]
    talk.forget()
    assert talk.ask(actions.bridge(*names)).ok
    bridge = talk.event("BridgeEnter", Uniqueid=one).get("BridgeUniqueid")
    talk.event("BridgeEnter", Uniqueid=other, BridgeUniqueid=bridge)
    items = talk.ask(actions.bridge_info(bridge)).items
    assert {item.get("Uniqueid") for item in items} == {one, other}
    assert bridge in {item.get("BridgeUniqueid") for item in talk.ask(actions.bridge_list()).items}
    talk.forget()
    assert talk.ask(actions.redirect(names[0], "5001", "internal", extra_channel=names[1])).ok
    talk.event("BridgeLeave", Uniqueid=one)
    talk.event("BridgeLeave", Uniqueid=other)
    assert {one, other} <= talk.channels().keys()
    talk.end(one)
    talk.end(other)


def test_the_lists_are_answered(talk: Talk) -> None:
    for build in (actions.hint_list, actions.device_list, actions.endpoint_list):
        answer = talk.ask(build())
        assert answer.ok
        assert answer.items
    for build in (actions.channel_list, actions.bridge_list, actions.status, actions.ping):
        assert talk.ask(build()).ok
    contacts = talk.ask(actions.contact_list())
    assert contacts.ok or contacts.message == "No Contacts found"


def test_only_what_was_asked_for_comes(talk: Talk) -> None:
    assert talk.filtered
    talk.forget()
    channel_id = talk.call(variables={"USR_A": "1"})
    channel = talk.channels()[channel_id].get("Channel")
    assert talk.ask(actions.set_variable(channel, "OTHER", "1")).ok
    assert talk.ask(actions.set_variable(channel, "USR_B", "2")).ok
    assert talk.event("VarSet", Variable="USR_B").text("Value") == "2"
    wanted = {name for names in EVENTS.values() for name in names}
    for event in talk.events:
        if event.name == "VarSet":
            assert event.get("Variable").lstrip("_").startswith(DATA_PREFIXES)
        else:
            assert event.name in wanted
    assert {"Newchannel", "Newstate", "VarSet", "OriginateResponse"} <= {event.name for event in talk.events}
    talk.end(channel_id)


def test_the_limits_of_an_action_are_asterisks(asterisk: Asterisk) -> None:
    """The longest line and the most lines that `encode` lets through are accepted, the next is not."""

    def said(data: bytes) -> bytes:
        with socket.create_connection((asterisk.host, asterisk.port), PATIENCE) as connection:
            connection.sendall(encode(actions.login_plain(asterisk.user, asterisk.secret, "off")) + data)
            connection.sendall(encode(actions.logoff()))
            return b"".join(iter(lambda: connection.recv(65536), b""))

    ping = [("Action", "Ping"), ("X", "x" * (1022 - len("X: ")))]
    assert b"Ping: Pong" in said(encode(ping))
    assert b"line too long" in said(encode(ping[:1])[:-2] + b"X: " + b"x" * (1023 - len("X: ")) + b"\r\n\r\n")
    many = [("Action", "Ping"), *[("X", "")] * 127]
    assert b"Ping: Pong" in said(encode(many))
    assert b"Too many lines" in said(encode(many)[:-2] + b"X: \r\n\r\n")
