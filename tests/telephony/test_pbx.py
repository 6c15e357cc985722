"""Between link and core: what is asked by itself, and what the answers become."""

import pytest

from jackfield.domain import facts
from jackfield.domain.facts import Fact
from jackfield.domain.requests import CountMessages
from jackfield.telephony.ami.actions import Pairs
from jackfield.telephony.ami.codec import Decoder, encode_event
from jackfield.telephony.ami.outcomes import Answer, End
from jackfield.telephony.ami.pbx import AmiPbx, Tag


class Bench:
    """An `AmiPbx` whose two sides are lists."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.sent: list[tuple[Pairs, Tag]] = []
        self.pbx = AmiPbx(self.facts.append, "jackfield")
        self.pbx.send = lambda pairs, tag: self.sent.append((pairs, tag))

    def event(self, name: str, **headers: str) -> None:
        self.pbx.frames(Decoder().feed(encode_event([("Event", name), *headers.items()])))

    def answer(self, tag: Tag, *items: dict[str, str], ok: bool = True) -> None:
        frames = [Decoder().feed(encode_event(list(item.items())))[0] for item in items]
        self.pbx.answer(Answer(tag, End.ANSWERED, ok, items=frames, message="" if ok else "Unable to retrieve"))


def test_a_phone_that_registers_is_asked_what_it_is() -> None:
    bench = Bench()
    bench.pbx.link_up("11.0.0", True)
    bench.sent.clear()
    bench.event("ContactStatus", EndpointName="1003", AOR="1003", ContactStatus="NonQualified")
    [(pairs, tag)] = bench.sent
    assert dict(pairs) == {"Action": "PJSIPShowEndpoint", "Endpoint": "1003"}
    bench.facts.clear()
    detail = {"Event": "ContactStatusDetail", "EndpointName": "1003", "UserAgent": "Yealink T46", "Status": "Unknown"}
    bench.answer(tag, {"Event": "EndpointDetail", "ObjectName": "1003"}, detail)
    assert bench.facts == [facts.ContactChanged("PJSIP/1003", True, "Yealink T46")]


def test_events_that_come_together_are_announced() -> None:
    bench = Bench()
    said: list[int] = []
    bench.pbx.announce = lambda: said.append(len(bench.facts))
    one = encode_event([("Event", "ExtensionStatus"), ("Exten", "1001"), ("Context", "x"), ("Status", "0")])
    bench.pbx.frames(Decoder().feed(one))
    assert said == []
    bench.pbx.frames(Decoder().feed(one + one))
    assert said == [1]


def test_that_it_cannot_be_asked_disturbs_nothing() -> None:
    bench = Bench()
    bench.pbx.link_up("11.0.0", True)
    bench.sent.clear()
    bench.event("ContactStatus", EndpointName="10;03", ContactStatus="Removed")
    assert bench.sent == []
    bench.event("ContactStatus", EndpointName="1003", ContactStatus="Removed")
    [(_, tag)] = bench.sent
    bench.facts.clear()
    bench.answer(tag, ok=False)
    assert bench.facts == []
    assert not bench.pbx.ready


def test_mailboxes_are_counted_by_the_list_and_by_the_answer_to_a_question() -> None:
    bench = Bench()
    bench.pbx.link_up("11.0.0", True)
    tag = next(tag for _, tag in bench.sent if tag.name == "mailboxes")
    bench.facts.clear()
    entry = {"Event": "VoicemailUserEntry", "VMContext": "default", "VoiceMailbox": "1001"}
    bench.answer(tag, {**entry, "NewMessageCount": "2", "OldMessageCount": "3"})
    assert bench.facts == [facts.MailboxCounted("1001@default", 1, 2, 3), facts.MailboxesListed()]
    bench.facts.clear()
    bench.pbx.order("jackfield-x-mailbox-1", CountMessages(mailbox="1002@default"))
    pairs, asked = bench.sent[-1]
    assert pairs == [("Action", "MailboxCount"), ("Mailbox", "1002@default")]
    heads = [("Response", "Success"), ("Mailbox", "1002@default"), ("UrgMessages", "1"), ("NewMessages", "1")]
    [frame] = Decoder().feed(encode_event([*heads, ("OldMessages", "0")]))
    bench.pbx.answer(Answer(asked, End.ANSWERED, ok=True, frame=frame))
    assert facts.MailboxCounted("1002@default", 1, 2, 0) in bench.facts


def test_a_look_becomes_one_fact_and_says_when_a_list_could_not_be_read() -> None:
    bench = Bench()
    bench.pbx.link_up("11.0.0", True)
    for refused in ("", "devices"):
        bench.facts.clear()
        bench.sent.clear()
        bench.pbx.look()
        assert [dict(pairs)["Recorded"] for pairs, _ in bench.sent] == ["no"] * 4
        for _, tag in bench.sent:
            item = {"hints": {"Event": "ExtensionStatus", "Exten": "1001", "Context": "x", "Status": "8"}}
            bench.answer(tag, *([item[tag.name]] if tag.name in item else []), ok=tag.name != refused)
        assert bench.facts == [facts.Looked(complete=not refused, hints=(facts.HintChanged("1001", "x", 8),))]


def test_the_answer_to_an_older_look_is_nobodys() -> None:
    bench = Bench()
    bench.pbx.link_up("11.0.0", True)
    bench.sent.clear()
    bench.pbx.look()
    bench.pbx.look()
    bench.facts.clear()
    for _, tag in bench.sent[:4]:
        bench.answer(tag)
    assert bench.facts == []


@pytest.mark.parametrize(
    ("end", "unknown"), [(End.ANSWERED, False), (End.NOT_SENT, False), (End.TIMEOUT, True), (End.LOST, True)]
)
def test_what_was_sent_and_not_answered_may_be_done(end: End, unknown: bool) -> None:
    bench = Bench()
    bench.pbx.answer(Answer(Tag("act-1"), end, message="why"))
    [fact] = bench.facts
    assert isinstance(fact, facts.RequestDone)
    assert (fact.tag, fact.ok, fact.unknown) == ("act-1", False, unknown)
    assert ("may be done" in fact.message) is unknown
