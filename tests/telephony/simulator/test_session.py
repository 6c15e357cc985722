"""Logging in, being refused, asking for less, sending rubbish."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.telephony.simulator import Simulator
from jackfield.telephony.simulator.actions import TABLE
from tests.telephony.simulator.client import Client


def test_login_by_challenge(pbx: Simulator) -> None:
    client = Client(pbx, login=False)
    assert client.text == "Asterisk Call Manager/11.0.0\r\n"
    challenge = client.act("Challenge", AuthType="MD5")["Challenge"][0]
    key = hashlib.md5((challenge + pbx.setup.secret).encode()).hexdigest()
    answer = client.message("Login", AuthType="MD5", Username=pbx.setup.username, Key=key)
    assert answer == "Success: Authentication accepted"
    assert client.events("FullyBooted")[0]["Status"] == ["Fully Booted"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Username": "jackfield", "Secret": "wrong"},
        {"Username": "nobody", "Secret": "jackfield-secret"},
        {"Username": "jackfield", "AuthType": "MD5", "Key": hashlib.md5(b"jackfield-secret").hexdigest()},
        {},
    ],
)
def test_wrong_login_is_refused_after_a_second_and_the_link_closed(pbx: Simulator, headers: dict[str, str]) -> None:
    client = Client(pbx, login=False)
    assert client.act("Login", **headers) == {}
    pbx.advance(1)
    assert client.blocks[-1]["Response"] == ["Error"]
    assert client.blocks[-1]["Message"] == ["Authentication failed"]
    assert client.session.closed


def test_nothing_is_done_before_login(pbx: Simulator) -> None:
    client = Client(pbx, login=False)
    assert client.message("Ping") == "Error: Permission denied"
    pbx.phone("1001").dial("1002")
    assert not client.events()


@pytest.mark.parametrize(
    ("action", "headers", "answer"),
    [
        (
            "Nonsense",
            {},
            "Error: Invalid/unknown command: Nonsense. Use Action: ListCommands to show available commands.",
        ),
        ("Login", {}, "Success: Already authenticated"),
        ("Events", {}, "Error: Invalid event mask"),
        ("Filter", {"Operation": "Foo", "Filter": "x"}, "Error: Unknown operation"),
        (
            "Filter",
            {"Operation": "Add", "MatchCriteria": "name(Newchannel)", "Filter": "x"},
            "Error: Filter was formatted incorrectly.  Check the syntax of the filter given.",
        ),
        (
            "Filter",
            {"Operation": "Add", "Filter": "Event: (Ne"},
            "Error: Filter did not compile.  Check the syntax of the filter given.",
        ),
        ("Status", {"Channel": "nope"}, "Error: No such channel"),
        ("Hangup", {}, "Error: No channel specified"),
        ("Hangup", {"Channel": "nope"}, "Error: No such channel"),
        ("Redirect", {}, "Error: Channel not specified"),
        ("Redirect", {"Channel": "foo"}, "Error: Context not specified"),
        (
            "Redirect",
            {"Channel": "nope", "Context": "x", "Exten": "1", "Priority": "1"},
            "Error: Channel does not exist: nope",
        ),
        ("Bridge", {}, "Error: Missing channel parameter in request"),
        ("Bridge", {"Channel1": "a", "Channel2": "b"}, "Error: Channel1 does not exist: a"),
        ("PJSIPNotify", {"Channel": "PJSIP/x-1", "Variable": "Event=talk"}, "Error: Channel not found"),
        ("PJSIPNotify", {"Endpoint": "1001", "Variable": "Event=talk"}, "Success: NOTIFY sent"),
        ("Setvar", {}, "Error: No variable specified"),
        ("Setvar", {"Channel": "nope", "Variable": "x", "Value": "1"}, "Error: No such channel"),
        ("Getvar", {"Channel": "nope", "Variable": "x"}, "Error: No such channel"),
        ("DBGet", {"Family": "no", "Key": "no"}, "Error: Database entry not found"),
        ("DBDel", {"Family": "no", "Key": "no"}, "Error: Database entry could not be deleted"),
        ("UserEvent", {"UserEvent": "Foo", "A": "b"}, "Success: Event Sent"),
        ("MailboxCount", {}, "Error: Mailbox not specified"),
        ("BridgeInfo", {}, "Error: BridgeUniqueid must be provided"),
        ("BridgeInfo", {"BridgeUniqueid": "no"}, "Error: Specified BridgeUniqueid not found"),
        ("Originate", {}, "Error: Channel not specified"),
        ("Originate", {"Channel": "foo"}, "Error: Invalid channel"),
        ("Originate", {"Channel": "PJSIP/1001"}, "Error: Originate with 'Exten' requires 'Context' and 'Priority'"),
        (
            "Originate",
            {"Channel": "PJSIP/1001", "Context": "internal", "Exten": "77", "Priority": "1"},
            "Error: Extension does not exist.",
        ),
        ("Originate", {"Channel": "PJSIP/1001", "Application": "Echo", "Priority": "a"}, "Error: Invalid priority"),
        ("BlindTransfer", {}, "Error: No channel specified"),
        ("BlindTransfer", {"Channel": "foo", "Exten": "1"}, "Error: Channel specified does not exist"),
        ("ConfbridgeListRooms", {}, "Error: No active conferences."),
    ],
)
def test_asterisk_22s_own_words(client: Client, action: str, headers: dict[str, str], answer: str) -> None:
    assert client.message(action, **headers) == answer


def test_answers_carry_the_action_id_and_events_the_time(pbx: Simulator, client: Client) -> None:
    answer = client.act("Ping")
    assert answer["ActionID"] == ["this"]
    pbx.advance(2.5)
    pbx.phone("1001").dial("9000")
    assert client.values("Newchannel", "Timestamp") == [f"{pbx.clock.now():.6f}"]
    assert client.values("Newchannel", "SystemName") == ["simulator"]


def test_database_and_global_variables(client: Client) -> None:
    client.act("DBPut", Family="jackfield", Key="a", Val="b: c")
    client.act("DBGet", Family="jackfield", Key="a")
    assert client.values("DBGetResponse", "Val") == ["b: c"]
    client.act("Setvar", Variable="RINGTIME", Value="3")
    assert client.act("Getvar", Variable="RINGTIME")["Value"] == ["3"]


def test_event_mask_and_off(pbx: Simulator) -> None:
    few, none = Client(pbx, events="call,agent"), Client(pbx, events="off")
    pbx.phone("1001").dial("9000")
    assert few.events("Newchannel")
    assert not few.events("VarSet", "Newexten")
    assert not none.events()


def test_include_filters_leave_only_what_was_asked_for(pbx: Simulator, client: Client) -> None:
    criteria = "action(include),name(VarSet),header(Variable),method(contains)"
    client.act("Filter", Operation="Add", MatchCriteria=criteria, Filter="USR_")
    client.act("Filter", Operation="Add", MatchCriteria="action(include),name(Newchannel)")
    pbx.call_in("+33611112222", "1001", variables={"USR_DATA1": "x"})
    assert {block["Event"][0] for block in client.events()} == {"VarSet", "Newchannel"}
    assert set(client.values("VarSet", "Variable")) == {"__USR_DATA1"}


def test_old_exclude_filter(pbx: Simulator, client: Client) -> None:
    client.act("Filter", Operation="Add", Filter="!Event: VarSet")
    pbx.phone("1001").dial("9000")
    assert client.events("Newchannel")
    assert not client.events("VarSet")


def test_logoff(client: Client) -> None:
    answer = client.act("Logoff")
    assert answer["Response"] == ["Goodbye"]
    assert client.session.closed


@given(st.lists(st.binary(max_size=60) | st.sampled_from([b"\r\n", b"\r\n\r\n", b"Action: Ping\r\n", b"Action: "])))
def test_rubbish_never_ends_a_session(pieces: list[bytes]) -> None:
    client = Client(Simulator())
    for piece in pieces:
        client.session.receive(piece)
    client.session.receive(b"x" * 5000 + b"\r\n\r\n")
    client.session.receive(b"\r\n\r\n")
    assert client.act("Ping")["Ping"] == ["Pong"]


def test_any_cut_of_the_bytes_is_read_the_same(pbx: Simulator, client: Client) -> None:
    for byte in b"Action: Ping\r\nActionID: d\xc3\xa9j\xc3\xa0\r\n\r\n":
        client.session.receive(bytes([byte]))
    assert client.blocks[-1]["ActionID"] == ["déjà"]


PRINTABLE = st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])

WORDS = st.sampled_from(
    (
        *("", "PJSIP/1001-00000000", "PJSIP/1002-00000001", "PJSIP/1003", "internal", "1002", "9000", "1", "²", "true"),
        *(
            "/.*/",
            "VarSet",
            "Event=talk",
            "Event=hold",
            "jackfield",
            "hold",
            "Add",
            "USR_A",
            "PickupChan",
            "name(",
            "-5",
        ),
    )
) | st.text(PRINTABLE, max_size=8)

HEADERS = st.sampled_from(
    (
        *("Channel", "ExtraChannel", "Channel1", "Channel2", "Context", "Exten", "Priority", "Variable", "Value"),
        *("Async", "Timeout", "ChannelId", "Application", "Data", "Operation", "Filter", "MatchCriteria", "EventMask"),
        *("Family", "Key", "Val", "UserEvent", "Mailbox", "BridgeUniqueid", "Queue", "Variables", "Cause"),
    )
)

WRITTEN = st.lists(
    st.tuples(st.sampled_from(sorted(TABLE)), st.dictionaries(HEADERS, WORDS, max_size=8), st.booleans()), max_size=12
)


@given(WRITTEN)
def test_no_action_with_whatever_in_it_ends_anything(actions: list[tuple[str, dict[str, str], bool]]) -> None:
    pbx = Simulator()
    client = Client(pbx)
    pbx.phone("1001").dial("1002")
    pbx.advance(0.1)
    for action, headers, answer in actions:
        client.act(action, **headers)
        if answer and any(leg.outgoing for leg in pbx.phone("1002").calls):
            pbx.phone("1002").answer()
        pbx.advance(0.3)
    assert client.act("Ping")["Ping"] == ["Pong"]
    pbx.advance(3600)
    client.act("Hangup", Channel="/.*/")
    left = pbx.snapshot()
    assert left["channels"] == left["bridges"] == []
    assert set(left["devices"].values()) == {"NOT_INUSE"}
