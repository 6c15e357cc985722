"""The AMI dialogue, bytes against bytes: banner, login, selection, answers, lists, timeouts, keep-alive, any cut."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.telephony.ami import actions
from jackfield.telephony.ami.codec import Decoder, Frame
from jackfield.telephony.ami.connection import Connection, Stage
from jackfield.telephony.ami.outcomes import Answer, Broken, Credentials, End, Events, Outcome, Ready, Refused, Timing
from jackfield.telephony.ami.selection import INCLUDES

MINE = Credentials(user="cti", secret="cti-secret")
BANNER = b"Asterisk Call Manager/11.0.0\r\n"
BOOTED = "Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n"
EVENT = b"Event: Newchannel\r\nChannel: PJSIP/1000-00000001\r\n\r\n"


def response(action_id: str, kind: str = "Success", *lines: str) -> str:
    return "\r\n".join([f"Response: {kind}", f"ActionID: {action_id}", *lines, "", ""])


class Pbx:
    """Plays Asterisk's part: answers each action by its name; what has no entry is accepted."""

    def __init__(self, **answers: tuple[str, ...]) -> None:
        self.answers = {"Challenge": ("Success", "Challenge: 107151082"), **answers}
        self.decoder = Decoder()
        self.seen: list[Frame] = []

    def reply(self, data: bytes) -> bytes:
        said = ""
        for frame in self.decoder.feed(data):
            self.seen.append(frame)
            said += self.answer(frame)
        return said.encode()

    def answer(self, frame: Frame) -> str:
        probe = frame.get("MatchCriteria").startswith("action(probe)")
        kind, *lines = self.answers.get("probe" if probe else frame.name, ("Error",) if probe else ("Success",))
        booted = BOOTED if frame.name == "Login" and kind == "Success" and "no-boot" not in lines else ""
        return "" if kind == "silence" else response(frame.get("ActionID"), kind, *lines) + booted

    def names(self) -> list[str]:
        return [frame.name for frame in self.seen]


def talk(connection: Connection[str], pbx: Pbx, first: bytes = BANNER, now: float = 0.0) -> list[Outcome[str]]:
    """Everything both sides have to say to each other."""
    outcomes = connection.receive(first, now) if first else []
    while data := connection.output():
        outcomes += connection.receive(pbx.reply(data), now)
    return outcomes


def ready(**options: Timing) -> Connection[str]:
    connection: Connection[str] = Connection(MINE, 0.0, **options)  # type: ignore[arg-type]
    assert talk(connection, Pbx()) == [Ready("11.0.0", True)]
    return connection


def asked(connection: Connection[str], tag: str = "tag", **options: float) -> str:
    """Send something; its ActionID."""
    assert connection.send(actions.channel_list(), tag, 0.0, **options) == []
    [frame] = Decoder().feed(connection.output())
    return frame.get("ActionID")


# ------------------------------------------------------------ login


def test_login_by_challenge_and_selection_by_filters() -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    pbx = Pbx()
    assert talk(connection, pbx) == [Ready("11.0.0", True)]
    assert pbx.names()[:3] == ["Challenge", "Login", "Filter"]
    assert pbx.seen[1].get("Key") == "1c382986b052d00caac2d8ee4e77259b"
    assert "cti-secret" not in repr(pbx.seen)
    assert pbx.names().count("Filter") == len(INCLUDES) + 1
    assert pbx.seen[-1].get("EventMask") == "system,call,agent,user,dialplan"
    ids = [frame.get("ActionID") for frame in pbx.seen]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("probe", [("Success",), ("Error", "Message: Permission denied")])
def test_without_filters_whole_classes_are_asked_for(probe: tuple[str, ...]) -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    pbx = Pbx(probe=probe)
    assert talk(connection, pbx) == [Ready("11.0.0", False)]
    assert pbx.names() == ["Challenge", "Login", "Filter", "Events"]
    assert pbx.seen[-1].get("EventMask") == "system,call,agent,user"


def test_filters_can_be_left_out() -> None:
    connection: Connection[str] = Connection(MINE, 0.0, filters=False)
    pbx = Pbx()
    assert talk(connection, pbx) == [Ready("11.0.0", False)]
    assert "Filter" not in pbx.names()


def test_filters_that_are_refused_half_way_end_the_connection() -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    [broken] = talk(connection, Pbx(Filter=("Error", "Message: no")))
    assert broken == Broken("event filters refused: no", unfiltered=True)


def test_a_refused_mask_ends_the_connection() -> None:
    [broken] = talk(Connection(MINE, 0.0), Pbx(Events=("Error", "Message: no")))
    assert broken == Broken("event mask refused: no")


def test_a_wrong_password_is_said_once_and_clearly() -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    pbx = Pbx(Login=("Error", "Message: Authentication failed"))
    assert talk(connection, pbx) == [Refused("login of 'cti' refused: Authentication failed")]
    assert connection.tick(100.0) == []
    assert connection.lost("closed") == []


def test_the_secret_is_sent_only_where_that_is_allowed() -> None:
    no_md5 = ("Error", "Message: Unsupported")
    connection: Connection[str] = Connection(MINE, 0.0)
    assert talk(connection, Pbx(Challenge=no_md5)) == [Refused("no login by challenge: Unsupported")]
    pbx = Pbx(Challenge=no_md5)
    allowed: Connection[str] = Connection(Credentials(user="cti", secret="s", plain=True), 0.0)
    assert talk(allowed, pbx) == [Ready("11.0.0", True)]
    assert pbx.seen[1].get("Secret") == "s"


def test_a_secret_that_cannot_be_sent_is_not_shown() -> None:
    bad = Credentials(user="cti", secret="se\ncret", plain=True)
    [refused] = talk(Connection(bad, 0.0), Pbx(Challenge=("Error",)))
    assert isinstance(refused, Refused)
    assert "cret" not in refused.reason.replace("secret", "")
    assert "cret" not in repr(bad)


@pytest.mark.parametrize(
    "banner",
    [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\r\n", b"\x00\xff\xfe", b"Asterisk\r\n"],
)
def test_a_bad_banner_is_told_with_what_was_seen(banner: bytes) -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    [broken] = connection.receive(banner, 0.0)
    assert isinstance(broken, Broken)
    assert repr(banner.partition(b"\n")[0]) in broken.reason
    assert connection.output() == b""
    assert connection.receive(EVENT, 0.0) == []


def test_an_endless_banner_is_given_up() -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    [broken] = connection.receive(b"Asterisk Call Manager/" + b"1" * 400, 0.0)
    assert isinstance(broken, Broken)
    assert "endless banner" in broken.reason


@pytest.mark.parametrize("silent", ["Challenge", "Login", "probe", "Filter", "Events"])
def test_a_pbx_that_stops_in_the_middle_of_the_login_is_given_up(silent: str) -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    pbx = Pbx(**{silent: ("silence",)})
    assert talk(connection, pbx) == []
    assert connection.next_tick() <= 10.0
    told = connection.tick(10.0)
    assert len(told) == 1
    assert isinstance(told[0], Broken)


def test_no_banner_at_all() -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    assert connection.tick(connection.next_tick()) == []
    [broken] = connection.tick(9.0)
    assert isinstance(broken, Broken)
    slow: Connection[str] = Connection(MINE, 0.0, timing=Timing(login=2.0))
    assert slow.tick(2.0) == [Broken("no banner in 2 s")]


def test_lists_wait_until_asterisk_has_booted() -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    pbx = Pbx(Login=("Success", "no-boot"))
    assert talk(connection, pbx) == []
    assert connection.stage is Stage.BOOTING
    assert talk(connection, pbx, BOOTED.encode(), 1.0) == [Ready("11.0.0", True)]


def test_a_user_who_never_hears_of_the_boot_is_ready_in_the_end() -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    pbx = Pbx(Login=("Success", "no-boot"))
    talk(connection, pbx)
    for now in range(1, 15):
        assert connection.tick(float(now)) == []
        assert talk(connection, pbx, b"", float(now)) == []
    connection.tick(15.0)
    assert talk(connection, pbx, b"", 15.0) == [Ready("11.0.0", True)]


# ------------------------------------------------------------ events, answers, lists


def test_events_pass_in_order_and_only_when_ready() -> None:
    connection: Connection[str] = Connection(MINE, 0.0)
    pbx = Pbx()
    assert talk(connection, pbx, BANNER + EVENT) == [Ready("11.0.0", True)]
    [events] = connection.receive(EVENT + EVENT.replace(b"0001", b"0002"), 1.0)
    assert isinstance(events, Events)
    assert [frame.get("Channel")[-1] for frame in events.frames] == ["1", "2"]


def test_an_answer_carries_its_tag_and_stands_where_it_came() -> None:
    connection = ready()
    action_id = asked(connection, "mine")
    said = EVENT + response(action_id, "Error", "Message: No such channel").encode() + EVENT
    before, answer, after = connection.receive(said, 1.0)
    assert isinstance(before, Events)
    assert isinstance(answer, Answer)
    assert (answer.tag, answer.end, answer.ok, answer.message) == ("mine", End.ANSWERED, False, "No such channel")
    assert isinstance(after, Events)
    assert connection.receive(response(action_id).encode(), 1.0) == []


def test_a_list_is_collected_until_its_end() -> None:
    connection = ready()
    one, two = asked(connection, "one"), asked(connection, "two")
    said = response(one, "Success", "EventList: start", "Message: will follow")
    said += f"Event: Item\r\nActionID: {one}\r\nN: 1\r\n\r\n" + EVENT.decode()
    said += response(two, "Success", "EventList: start") + f"Event: Item\r\nActionID: {two}\r\nN: 2\r\n\r\n"
    said += f"Event: Item\r\nActionID: {one}\r\nN: 3\r\n\r\n"
    said += f"Event: Done\r\nActionID: {two}\r\nEventList: Complete\r\nListItems: 1\r\n\r\n"
    said += f"Event: Done\r\nActionID: {one}\r\nEventList: Cancelled\r\n\r\n"
    events, second, first = connection.receive(said.encode(), 1.0)
    assert isinstance(events, Events)
    assert [frame.name for frame in events.frames] == ["Newchannel"]
    assert isinstance(second, Answer)
    assert (second.tag, second.ok, [item.get("N") for item in second.items]) == ("two", True, ["2"])
    assert isinstance(first, Answer)
    assert (first.tag, first.ok, [item.get("N") for item in first.items]) == ("one", False, ["1", "3"])


def test_an_event_that_names_its_action_is_no_list() -> None:
    connection = ready()
    action_id = asked(connection, "dial")
    said = f"Event: OriginateResponse\r\nActionID: {action_id}\r\n\r\n"
    [events] = connection.receive(said.encode(), 1.0)
    assert isinstance(events, Events)
    [answer] = connection.receive(response(action_id).encode(), 1.0)
    assert isinstance(answer, Answer)
    assert answer.ok
    assert isinstance(connection.receive(said.encode(), 1.0)[0], Events)


def test_answers_of_others_and_of_nobody_are_ignored() -> None:
    connection = ready()
    asked(connection)
    assert connection.receive(response("somebody-1").encode() + b"Response: Error\r\nMessage: x\r\n\r\n", 1.0) == []
    assert connection.receive(b"no kind at all\r\n\r\n", 1.0) == []


def test_an_action_without_answer_times_out_alone() -> None:
    connection = ready()
    asked(connection, "short", timeout=2.0)
    kept = asked(connection, "long")
    assert connection.next_tick() == 2.0
    [answer] = connection.tick(2.0)
    assert isinstance(answer, Answer)
    assert (answer.tag, answer.end, answer.ok) == ("short", End.TIMEOUT, False)
    [other] = connection.receive(response(kept).encode(), 3.0)
    assert isinstance(other, Answer)
    assert other.ok


def test_a_list_has_time_as_long_as_items_come() -> None:
    connection = ready()
    action_id = asked(connection, timeout=2.0)
    connection.receive(response(action_id, "Success", "EventList: start").encode(), 1.5)
    for now in (3.0, 4.5, 6.0):
        connection.receive(f"Event: Item\r\nActionID: {action_id}\r\n\r\n".encode(), now)
        assert connection.tick(now) == []
    [answer] = connection.tick(8.0)
    assert isinstance(answer, Answer)
    assert answer.end is End.TIMEOUT


def test_the_end_of_the_connection_answers_all() -> None:
    connection = ready()
    for tag in "ab":
        asked(connection, tag)
    answers = connection.lost("closed by the PBX")
    assert [(a.tag, a.end, a.message) for a in answers if isinstance(a, Answer)] == [
        ("a", End.LOST, "closed by the PBX"),
        ("b", End.LOST, "closed by the PBX"),
    ]
    assert connection.lost("again") == []
    [late] = connection.send(actions.ping(), "late", 1.0)
    assert isinstance(late, Answer)
    assert late.end is End.NOT_SENT


def test_what_cannot_be_sent_is_answered_at_once() -> None:
    early: Connection[str] = Connection(MINE, 0.0)
    [answer] = early.send(actions.ping(), "early", 0.0)
    assert isinstance(answer, Answer)
    assert answer.end is End.NOT_SENT
    connection = ready()
    [bad] = connection.send([("Action", "Ping\r\nAction: Logoff")], "bad", 0.0)
    assert isinstance(bad, Answer)
    assert (bad.end, bad.ok) == (End.NOT_SENT, False)
    assert connection.output() == b""
    assert connection.next_tick() == 3.0


# ------------------------------------------------------------ keep-alive


def test_a_silent_link_is_asked_and_then_given_up_within_ten_seconds() -> None:
    connection = ready()
    assert connection.next_tick() == 3.0
    assert connection.tick(3.0) == []
    assert b"Action: Ping" in connection.output()
    assert connection.tick(5.0) == []
    assert connection.output() == b""
    assert connection.next_tick() == 9.0
    assert connection.tick(9.0) == [Broken("nothing heard for 9.0 s")]


def test_any_byte_is_a_sign_of_life() -> None:
    connection = ready()
    connection.tick(3.0)
    connection.output()
    connection.receive(b"E", 8.0)
    assert connection.tick(9.0) == []
    assert connection.next_tick() == 11.0


def test_an_answered_ping_tells_nobody() -> None:
    connection = ready()
    connection.tick(3.0)
    [ping] = Decoder().feed(connection.output())
    assert connection.receive(response(ping.get("ActionID"), "Success", "Ping: Pong").encode(), 3.1) == []


def test_goodbye() -> None:
    connection = ready()
    connection.logoff(1.0)
    assert b"Action: Logoff" in connection.output()


# ------------------------------------------------------------ any cut


def session(places: list[int]) -> list[Outcome[str]]:
    """A whole session whose bytes arrive cut at these places."""
    connection: Connection[str] = Connection(MINE, 0.0)
    pbx = Pbx()
    outcomes: list[Outcome[str]] = []
    said = BANNER
    sent = False
    while said:
        edges = [0, *sorted(place % (len(said) + 1) for place in places), len(said)]
        for start, end in itertools.pairwise(edges):
            outcomes += connection.receive(said[start:end], 0.0)
        said = pbx.reply(connection.output())
        if connection.stage is Stage.READY and not sent:
            sent = True
            assert connection.send(actions.channel_list(), "list", 0.0) == []
            [frame] = Decoder().feed(connection.output())
            action_id = frame.get("ActionID")
            item = f"Event: CoreShowChannel\r\nActionID: {action_id}\r\nCallerIDName: Zoé 王\r\n\r\n"
            done = f"Event: CoreShowChannelsComplete\r\nActionID: {action_id}\r\nEventList: Complete\r\n\r\n"
            said = EVENT + response(action_id, "Success", "EventList: start").encode()
            said += item.encode() + EVENT + b"\r\n" + item.encode() + done.encode() + EVENT
    # How events are bundled depends on the cut; their order does not.
    flat: list[Outcome[str]] = []
    for outcome in outcomes:
        flat += [Events([frame]) for frame in outcome.frames] if isinstance(outcome, Events) else [outcome]
    return flat


@given(st.lists(st.integers(0, 100_000), max_size=20))
def test_any_cut_gives_the_same_outcomes(places: list[int]) -> None:
    assert session(places) == session([])


def test_byte_by_byte_gives_the_same_outcomes() -> None:
    whole = session([])
    assert session(list(range(20_000))) == whole
    assert [type(outcome).__name__ for outcome in whole] == ["Ready", "Events", "Events", "Answer", "Events"]
