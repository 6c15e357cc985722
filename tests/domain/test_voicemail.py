"""What users are told of their mailboxes: with a core and hand-made facts."""

from jackfield.domain import facts
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Directory, User, Voicemail
from jackfield.domain.effects import Effect, Request
from jackfield.domain.facts import PbxLink
from jackfield.domain.requests import CountMessages
from jackfield.protocol.events import VoiceMailStatusUpdate
from tests.support.office import published, replies

BOX = "1001@default"


def core() -> Core:
    users = [
        User(id=1, login="alice", voicemail_id=58),
        User(id=2, login="her-assistant", voicemail_id=58),
        User(id=3, login="nobody"),
    ]
    return Core(Directory.build(users=users, voicemails=[Voicemail(id=58, number="1001")]), epoch="t")


def synchronised(*counted: facts.MailboxCounted) -> tuple[Core, list[Effect]]:
    made, effects = core(), []
    for fact in (facts.LinkChanged(PbxLink.SYNCING), *counted, facts.LinkChanged(PbxLink.UP)):
        effects += made.feed(fact, 1.0)
    return made, effects


def update(new: int, waiting: int, old: int) -> VoiceMailStatusUpdate:
    return VoiceMailStatusUpdate(voiceMailId=58, newMessages=new, waitingMessages=waiting, oldMessages=old)


def first_told(core: Core, user: int) -> list[VoiceMailStatusUpdate]:
    effects = core.connect(Client("s", user), 2.0)
    return [event for event in replies(effects) if isinstance(event, VoiceMailStatusUpdate)]


def test_on_connecting_the_counts_are_told_to_who_has_a_mailbox() -> None:
    made, _ = synchronised(facts.MailboxCounted(BOX, 1, 2, 1))
    assert first_told(made, 1) == [update(2, 1, 1)]
    assert first_told(made, 3) == []


def test_while_nobody_has_counted_nothing_is_made_up() -> None:
    assert first_told(core(), 1) == []


def test_a_change_is_told_to_all_who_share_the_box_and_only_once() -> None:
    made, _ = synchronised(facts.MailboxCounted(BOX, 0, 0, 1))
    effects = made.feed(facts.MailboxCounted(BOX, 1, 1, 1), 2.0)
    assert published(effects, 1) == published(effects, 2) == [update(1, 1, 1)]
    assert made.feed(facts.MailboxCounted(BOX, 1, 1, 1), 2.0) == []


def test_a_box_that_is_nobodys_is_told_to_nobody() -> None:
    made, _ = synchronised()
    assert made.feed(facts.MailboxCounted("2000@other", 1, 1, 0), 2.0) == []


def test_a_box_in_no_list_is_asked_for() -> None:
    made, effects = synchronised()
    assert not [effect for effect in effects if isinstance(effect, Request)]
    effects = made.feed(facts.MailboxesListed(), 2.0)
    assert [effect.action for effect in effects if isinstance(effect, Request)] == [CountMessages(mailbox=BOX)]
    made, _ = synchronised(facts.MailboxCounted(BOX, 0, 0, 0))
    assert made.feed(facts.MailboxesListed(), 2.0) == []
