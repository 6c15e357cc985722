"""What is in the mailboxes of users: told on connecting and at every change (protocol 7.2)."""

from collections.abc import Iterator

from jackfield.domain import facts
from jackfield.domain.directory import User
from jackfield.domain.effects import Effect, Publish, Request, user_topic
from jackfield.domain.requests import CountMessages
from jackfield.domain.world import Mailbox, World
from jackfield.protocol.events import VoiceMailStatusUpdate


def mailbox_counted(world: World, fact: facts.MailboxCounted, now: float) -> Iterator[Effect]:
    """A message was left, heard or deleted, or a list says how many there are: all who listen to the box are told."""
    known, counts = world.mailboxes.get(fact.mailbox), (fact.waiting, fact.new, fact.old)
    world.mailboxes[fact.mailbox] = Mailbox(*counts, counted=world.resync)
    if known is not None and (known.waiting, known.new, known.old) == counts:
        return
    box = world.directory.voicemail_by_mailbox(fact.mailbox)
    for user in world.directory.users_of_voicemail(box.id) if box else ():
        event = status_of_user(world, user)
        if event is not None:
            yield Publish(user_topic(user.id), event)


def status_of_user(world: World, user: User) -> VoiceMailStatusUpdate | None:
    """What a session of this user is told on connecting; None without a mailbox, or while nobody has counted."""
    box = world.directory.voicemail(user.voicemail_id) if user.voicemail_id is not None else None
    counts = world.mailboxes.get(box.mailbox) if box is not None else None
    if box is None or counts is None:
        return None
    return VoiceMailStatusUpdate(
        voiceMailId=box.id, newMessages=counts.new, waitingMessages=counts.waiting, oldMessages=counts.old
    )


def mailboxes_listed(world: World, fact: facts.MailboxesListed, now: float) -> Iterator[Effect]:
    """What was not in the list is asked for, box by box."""
    for box in world.directory.voicemails:
        counts = world.mailboxes.get(box.mailbox)
        if counts is None or counts.counted != world.resync:
            yield Request(world.new_id("mailbox"), CountMessages(mailbox=box.mailbox))
