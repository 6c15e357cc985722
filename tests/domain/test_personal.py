"""What a client asks about its user and keeps for him."""

import hmac
from base64 import b64decode

from jackfield.domain import facts
from jackfield.domain.core import Client
from jackfield.domain.effects import BrowserLog, Store
from jackfield.domain.world import Ice
from jackfield.protocol import commands, events
from jackfield.protocol.encode import frame
from tests.support.office import ALICE, NOBODY, WENDY, Office, published, replies


def test_a_browser_is_told_its_password_and_nobody_else() -> None:
    office = Office()
    office.core.world.line_passwords = {"1001": "of the desk phone", "1003": "of the browser"}
    (wendy,) = replies(office.ask(WENDY, commands.GetConfig(objectType="line")))  # type: ignore[arg-type]
    assert isinstance(wendy, events.LineConfig)
    assert (wendy.id, wendy.name, wendy.password, wendy.webRtc, wendy.hasDevice) == (
        "3", "1003", "of the browser", True, False,
    )  # fmt: skip
    (alice,) = replies(office.ask(ALICE, commands.GetConfig(objectType="line")))  # type: ignore[arg-type]
    assert isinstance(alice, events.LineConfig)
    assert (alice.password, alice.webRtc, alice.hasDevice) == ("", False, True)


def test_ways_for_calls_from_browsers_are_those_that_are_configured() -> None:
    office = Office()
    assert replies(office.ask(WENDY, commands.GetIceConfig())) == [events.IceConfig()]
    assert frame(events.IceConfig()) == b'{"msgType":"IceConfig","ctiMessage":{}}'
    office.core.world.ice = Ice(stun_urls=("stun:a",), turn_urls=("turn:a",), turn_secret="north", turn_seconds=600)
    (told,) = replies(office.ask(WENDY, commands.GetIceConfig()))
    assert isinstance(told, events.IceConfig)
    turn = told.turnConfig
    assert isinstance(turn, events.TurnConfig)
    assert (turn.urls, turn.ttl) == (("turn:a",), 600)
    ends, _, login = turn.username.partition(":")
    assert (int(ends), login) == (int(office.now) + 600, "wendy")
    assert b64decode(turn.credential) == hmac.digest(b"north", turn.username.encode(), "sha1")


def test_a_user_without_line_is_told_so() -> None:
    assert replies(Office().ask(NOBODY, commands.GetConfig(objectType="line"))) == [events.LineConfig(id="-")]  # type: ignore[arg-type]


def test_names_are_looked_up() -> None:
    office = Office()
    found = events.UserDisplayName(userName="bruno", displayName="Bruno Keller")
    assert replies(office.ask(ALICE, commands.DisplayNameLookup(username="bruno"))) == [found]
    (error,) = replies(office.ask(ALICE, commands.DisplayNameLookup(username="nobody else")))
    assert isinstance(error, events.Error)


def test_a_preference_is_told_when_it_is_kept_and_again_at_the_next_connection() -> None:
    office = Office()
    effects = office.ask(ALICE, commands.SetUserPreference(key="theme", value="dark", value_type="String"))
    assert published(effects, ALICE) == []
    (store,) = [effect for effect in effects if isinstance(effect, Store)]
    told = events.UserPreference(key="theme", value="dark", value_type="String")
    assert published(office.feed(facts.Stored(store.tag, ok=True)), ALICE) == [told]
    assert told in replies(office.core.connect(Client("s", ALICE), office.now))
    assert told not in replies(office.core.connect(Client("t", WENDY), office.now))


def test_a_preference_is_not_endless() -> None:
    (error,) = replies(Office().ask(ALICE, commands.SetUserPreference(key="k", value="x" * 10_001)))
    assert isinstance(error, events.Error)


def test_a_browsers_log_is_one_short_line() -> None:
    told = "a\r\n2026 [error] fake\x1b[31m" + "x" * 5000
    (line,) = Office().ask(ALICE, commands.PushLogToServer(level="WARN", log=told))
    assert isinstance(line, BrowserLog)
    assert (line.user, line.level, len(line.text)) == ("alice", "warning", 2000)
    assert line.text.isprintable()
