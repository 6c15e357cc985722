"""Facts about the mailboxes at the PBX. See `facts.py`."""

import msgspec


class MailboxCounted(msgspec.Struct, frozen=True, gc=False):
    """What is in a mailbox (`number@context`): messages not heard yet, and heard ones. `waiting` lights the lamp."""

    mailbox: str
    waiting: int
    new: int
    old: int


class MailboxesListed(msgspec.Struct, frozen=True, gc=False):
    """Every mailbox that the PBX can list has been counted; Asterisk lists none that live in a database."""
