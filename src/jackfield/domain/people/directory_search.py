"""Looking people up: users and contacts with the state of their phones, which goes on being told (protocol 5.3)."""

from collections.abc import Iterable, Iterator

import msgspec

from jackfield.domain.asking import Asking, loosely_normalised
from jackfield.domain.effects import Effect, Reply, Subscribe, hint_topic
from jackfield.domain.entries import Contact
from jackfield.domain.lasting import Favorite
from jackfield.domain.people import books
from jackfield.domain.people.columns import cells
from jackfield.domain.people.contact_facts import KEPT
from jackfield.domain.phone.phones import hint_of
from jackfield.domain.world import World
from jackfield.protocol import commands, events
from jackfield.protocol.values import PhoneHint, ResultStatus


def look_up(ask: Asking, command: commands.DirectoryLookUp | commands.SearchDirectory) -> Iterator[Effect]:
    """Whoever has the term somewhere, colleagues first; nobody for an empty term, which clients send too."""
    found = books.search(ask.world, ask.user.id, command.term)
    yield result(ask, found)
    yield from follow(ask, found)
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def result(ask: Asking, found: Iterable[Contact]) -> Reply:
    """Those found, and which sources could not be asked."""
    shelves = ask.world.shelves
    missing = tuple(name for name in (KEPT, *shelves.sources) if name in shelves.missing)
    event = events.DirectoryResult(
        entries=entries(ask, found), headers=headers(ask.world), missing=missing or msgspec.UNSET
    )
    return Reply(ask.ticket.session, event)


def headers(world: World) -> tuple[str, ...]:
    """The titles of the columns."""
    return tuple(column.title for column in world.settings.directory_columns)


def entries(ask: Asking, contacts: Iterable[Contact]) -> tuple[events.DirectoryEntry, ...]:
    """Contacts as the asker is shown them."""
    own = ask.world.favorites.get(ask.user.id, set())
    return tuple(_entry(ask, contact, Favorite(contact.source, contact.id) in own) for contact in contacts)


def _entry(ask: Asking, contact: Contact, favorite: bool) -> events.DirectoryEntry:
    return events.DirectoryEntry(
        status=phone_status(ask, contact),
        entry=cells(ask.world.settings.directory_columns, contact, favorite),
        contact_id=contact.id,
        source=contact.source,
        favorite=favorite,
    )


def phone_status(ask: Asking, contact: Contact) -> PhoneHint:
    """How the phone of a contact is; ERROR where nobody has said yet."""
    number = watched_number(ask.world, contact)
    code = hint_of(ask.world, number, ask.now) if number else PhoneHint.UNEXISTING
    return PhoneHint.ERROR if code is None else code


def watched_number(world: World, contact: Contact) -> str:
    """The number of a contact whose state the PBX tells; "" for one without: outside phones tell nobody."""
    for written in (contact.number, contact.mobile):
        number = loosely_normalised(written, world.settings.international_prefix)
        if number is not None and (number in world.phones or number in world.hints):
            return number
    return ""


def follow(ask: Asking, contacts: Iterable[Contact]) -> Iterator[Effect]:
    """From now on the asker is told how the phones of these contacts are, as if he had subscribed to them.

    What he follows already he goes on following: he may have asked for it himself.
    """
    for contact in contacts:
        number = watched_number(ask.world, contact)
        if number:
            yield Subscribe(ask.ticket.session, hint_topic(number), number)
