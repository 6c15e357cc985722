"""Actions: their exact forms, and that no text from outside can add to them."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jackfield.telephony.ami import actions
from jackfield.telephony.ami.actions import BadPart, Extension, Pairs, PickupOf
from jackfield.telephony.ami.codec import Decoder, encode

ANYTHING = st.text(max_size=40) | st.text(',()[]\\"=;&|<>${}\r\n\0 1aA_/@:', max_size=20)
LINE = "PJSIP/1000"
LEG = "PJSIP/1000-00000001"
OTHER = "PJSIP/1001-00000002"


def unescaped_arguments(text: str) -> list[str]:
    """How Asterisk cuts Originate's Variable: at commas outside quotes and parentheses, a backslash guards one sign.

    `__ast_app_separate_args` in main/app.c.
    """
    found, depth, brackets, quoted = [""], 0, 0, False
    signs = iter(text)
    for sign in signs:
        if sign == "\\":
            found[-1] += next(signs, "")
        elif sign == '"':
            quoted = not quoted
        elif sign == "," and not quoted and depth <= 0 and brackets <= 0:
            found.append("")
        else:
            depth += (sign == "(") - (sign == ")")
            brackets += (sign == "[") - (sign == "]")
            found[-1] += sign
    return found


@given(st.text())
def test_an_escaped_value_is_one_argument_and_itself(value: str) -> None:
    [argument] = unescaped_arguments("__USR_X=" + actions.escape_variable(value))
    assert argument == "__USR_X=" + value


def test_click_to_dial_has_the_form_that_works() -> None:
    assert actions.originate(
        channel=LINE,
        channel_id="dial-1",
        goes_to=Extension("1001", "internal"),
        timeout_seconds=6,
        connected=("User 1001", "1001"),
        variables={"USR_CUSTNO": "C77", "USR_DATA1": "from=crm, now"},
    ) == [
        ("Action", "Originate"),
        ("Channel", "PJSIP/1000"),
        ("Context", "internal"),
        ("Exten", "1001"),
        ("Priority", "1"),
        ("Timeout", "6000"),
        ("Async", "true"),
        ("ChannelId", "dial-1"),
        ("Variable", r"PJSIP_HEADER(add,Call-Info)=<sip:jackfield>\;answer-after=0"),
        ("Variable", r"PJSIP_HEADER(add,Alert-Info)=<http://jackfield>\;info=alert-autoanswer\;delay=0"),
        ("Variable", "CONNECTEDLINE(all,i)=User 1001 <1001>"),
        ("Variable", "__USR_CUSTNO=C77"),
        ("Variable", r"__USR_DATA1=from=crm\, now"),
    ]


def test_picking_up_has_the_form_that_works() -> None:
    pairs = actions.originate(channel=LINE, channel_id="a-1", goes_to=PickupOf(LEG), answers_itself=False)
    assert ("Application", "PickupChan") in pairs
    assert ("Data", LEG) in pairs
    assert not [pair for pair in pairs if pair[0] == "Variable"]


def test_without_a_number_nothing_is_shown() -> None:
    goes_to = Extension("1001", "internal")
    pairs = actions.originate(channel=LINE, channel_id="i", goes_to=goes_to, connected=("Name", ""))
    assert "CONNECTEDLINE" not in str(pairs)


def test_hold_by_the_server_moves_both_legs() -> None:
    assert actions.redirect(LEG, "hold", "ami", extra_channel=OTHER) == [
        ("Action", "Redirect"),
        ("Channel", LEG),
        ("Context", "ami"),
        ("Exten", "hold"),
        ("Priority", "1"),
        ("ExtraChannel", OTHER),
        ("ExtraContext", "ami"),
        ("ExtraExten", "hold"),
        ("ExtraPriority", "1"),
    ]
    assert len(actions.redirect(LEG, "hold", "ami")) == 5


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (actions.hangup(LEG), f"Action: Hangup|Channel: {LEG}|Cause: 16"),
        (actions.hangup(LEG, 21), f"Action: Hangup|Channel: {LEG}|Cause: 21"),
        (actions.bridge(LEG, OTHER), f"Action: Bridge|Channel1: {LEG}|Channel2: {OTHER}|Tone: no"),
        (
            actions.blind_transfer(LEG, "1003", "internal"),
            f"Action: BlindTransfer|Channel: {LEG}|Exten: 1003|Context: internal",
        ),
        (
            actions.attended_transfer(LEG, "*98#", "internal"),
            f"Action: Atxfer|Channel: {LEG}|Exten: *98#|Context: internal",
        ),
        (actions.cancel_attended_transfer(LEG), f"Action: CancelAtxfer|Channel: {LEG}"),
        (
            actions.number_exists("1003", "internal"),
            "Action: Getvar|Variable: DIALPLAN_EXISTS(internal,1003,1)",
        ),
        (actions.notify(LEG, "talk"), f"Action: PJSIPNotify|Channel: {LEG}|Variable: Event=talk"),
        (actions.set_variable(LEG, "__USR_X", "a,b"), f"Action: Setvar|Channel: {LEG}|Variable: __USR_X|Value: a,b"),
        (actions.get_variable(LEG, "USR_X"), f"Action: Getvar|Channel: {LEG}|Variable: USR_X"),
        (actions.event_mask("call,agent"), "Action: Events|EventMask: call,agent"),
        (actions.include("Hold"), "Action: Filter|Operation: Add|MatchCriteria: action(include),name(Hold)"),
        (
            actions.include("VarSet", "Variable", "USR_"),
            "Action: Filter|Operation: Add|"
            "MatchCriteria: action(include),name(VarSet),header(Variable),method(contains)|Filter: USR_",
        ),
        (actions.challenge(), "Action: Challenge|AuthType: MD5"),
        (
            actions.login_by_challenge("cti", "cti-secret", "107151082", "system"),
            "Action: Login|AuthType: MD5|Username: cti|Key: 1c382986b052d00caac2d8ee4e77259b|Events: system",
        ),
        (actions.login_plain("cti", "s", "off"), "Action: Login|Username: cti|Secret: s|Events: off"),
        (actions.status(), "Action: Status|AllVariables: yes"),
        (actions.status(LEG), f"Action: Status|Channel: {LEG}|AllVariables: yes"),
        (actions.bridge_info("a-b-1"), "Action: BridgeInfo|BridgeUniqueid: a-b-1"),
        (actions.ping(), "Action: Ping"),
        (actions.logoff(), "Action: Logoff"),
        (actions.channel_list(), "Action: CoreShowChannels"),
        (actions.bridge_list(), "Action: BridgeList"),
        (actions.hint_list(), "Action: ExtensionStateList"),
        (actions.device_list(), "Action: DeviceStateList"),
        (actions.contact_list(), "Action: PJSIPShowContacts"),
        (actions.endpoint_list(), "Action: PJSIPShowEndpoints"),
    ],
)
def test_exact_forms(pairs: Pairs, expected: str) -> None:
    assert encode(pairs).decode() == expected.replace("|", "\r\n") + "\r\n\r\n"


BUILDERS: dict[str, Callable[[str], Pairs]] = {
    "originate-channel": lambda x: actions.originate(channel=x, channel_id="i", goes_to=Extension("1", "c")),
    "originate-id": lambda x: actions.originate(channel=LINE, channel_id=x, goes_to=Extension("1", "c")),
    "originate-exten": lambda x: actions.originate(channel=LINE, channel_id="i", goes_to=Extension(x, "c")),
    "originate-context": lambda x: actions.originate(channel=LINE, channel_id="i", goes_to=Extension("1", x)),
    "originate-key": lambda x: actions.originate(
        channel=LINE, channel_id="i", goes_to=Extension("1", "c"), variables={x: "v"}
    ),
    "originate-number": lambda x: [("Action", "Originate"), actions.connected_line("Name", x)],
    "pickup": lambda x: actions.originate(channel=LINE, channel_id="i", goes_to=PickupOf(x)),
    "hangup": actions.hangup,
    "redirect": lambda x: actions.redirect(x, "hold", "ami"),
    "redirect-extra": lambda x: actions.redirect(LEG, "hold", "ami", extra_channel=x),
    "redirect-exten": lambda x: actions.redirect(LEG, x, "ami"),
    "redirect-context": lambda x: actions.redirect(LEG, "hold", x),
    "bridge-one": lambda x: actions.bridge(x, OTHER),
    "bridge-other": lambda x: actions.bridge(LEG, x),
    "notify": lambda x: actions.notify(x, "talk"),
    "notify-event": lambda x: actions.notify(LEG, x),  # type: ignore[arg-type]
    "setvar-channel": lambda x: actions.set_variable(x, "K", "v"),
    "setvar-key": lambda x: actions.set_variable(LEG, x, "v"),
    "getvar-key": lambda x: actions.get_variable(LEG, x),
    "status": actions.status,
    "bridge-info": actions.bridge_info,
    "mask": actions.event_mask,
    "include": actions.include,
    "include-header": lambda x: actions.include("VarSet", x, "USR_") if x else actions.include(""),
}


@pytest.mark.parametrize("builder", BUILDERS.values(), ids=BUILDERS)
@given(part=ANYTHING)
def test_a_checked_part_is_refused_or_harmless(builder: Callable[[str], Pairs], part: str) -> None:
    try:
        pairs = builder(part)
    except BadPart:
        return
    assert re.fullmatch(r"[A-Za-z0-9_+*#.@:;/,-]+", part)
    assert "," not in part or builder is BUILDERS["mask"]
    [frame] = Decoder().feed(encode(pairs))
    assert frame.pairs() == pairs


@pytest.mark.parametrize("builder", BUILDERS.values(), ids=BUILDERS)
@pytest.mark.parametrize("bad", ["", "a,b", "1(2)", "x\r\nAction: Logoff", "a&b", "${X}", "é", "PJSIP/a b", "1\n"])
def test_what_no_part_may_hold(builder: Callable[[str], Pairs], bad: str) -> None:
    if bad == "a,b" and builder is BUILDERS["mask"]:
        return
    with pytest.raises(BadPart):
        builder(bad)


@given(key=st.text("AZaz09_", min_size=1, max_size=40), value=ANYTHING, name=ANYTHING)
def test_free_texts_never_add_a_header_or_a_variable(key: str, value: str, name: str) -> None:
    assume(not set("\r\n\0") & set(value))
    pairs = actions.originate(
        channel=LINE,
        channel_id="i",
        goes_to=Extension("1001", "internal"),
        answers_itself=False,
        connected=(name, "1001"),
        variables={key: value},
    )
    [frame] = Decoder().feed(encode(pairs))
    [connected, own] = frame.all("Variable")
    assert unescaped_arguments(own) == [f"__{key}={value}"]
    # Its own comma is inside parentheses, where Asterisk does not cut.
    [shown] = unescaped_arguments(connected)
    assert re.fullmatch(r'CONNECTEDLINE\(all,i\)=([^<>"\\]* )?<1001>', shown)
    assert frame.pairs() == pairs


@pytest.mark.parametrize("bad", ["a\rb", "a\nb", "a\0b", "a\r\nAction: Logoff"])
def test_a_value_with_a_line_end_cannot_be_sent(bad: str) -> None:
    goes_to = Extension("1", "c")
    with pytest.raises(ValueError, match="line end or NUL"):
        encode(actions.originate(channel=LINE, channel_id="i", goes_to=goes_to, variables={"K": bad}))
    with pytest.raises(ValueError, match="line end or NUL"):
        encode(actions.set_variable(LEG, "K", bad))


def test_causes_are_of_q850() -> None:
    for bad in (-1, 128):
        with pytest.raises(BadPart):
            actions.hangup(LEG, bad)


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("1001", "1001"),
        ("+33 (0)1.23-45", "0033012345"),
        (" 01 23 45 ", "012345"),
        ("*98#", "*98#"),
        ("01\u00a023\u202f45", "012345"),
    ],
)
def test_numbers_as_people_type_them(typed: str, dialled: str) -> None:
    assert actions.normalise_number(typed) == dialled


def test_a_plus_may_be_kept() -> None:
    assert actions.normalise_number("+33 1", "+") == "+331"


@pytest.mark.parametrize("bad", ["", "  ", "call me", "1,2", "1&SIP/2", "1@other", "١", "²", "1" * 65])
def test_what_is_no_number_is_refused(bad: str) -> None:
    with pytest.raises(BadPart):
        actions.normalise_number(bad)


@given(ANYTHING)
def test_a_normalised_number_can_be_dialled(text: str) -> None:
    try:
        number = actions.normalise_number(text)
    except BadPart:
        return
    assert actions.check_number(number) == actions.normalise_number(number, "+") == number


TRACES = sorted((Path(__file__).parent.parent / "traces").rglob("*.ami*"))


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.name)
def test_every_channel_asterisk_ever_named_passes(path: Path) -> None:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for name in {frame.get("Channel") for frame in Decoder().feed(data)} - {""}:
        if "/" in name:
            assert actions.check_channel(name) == name
