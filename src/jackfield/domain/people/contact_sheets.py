"""Contacts as cards, for newer clients: what is known of each, and what can be done with it (protocol 5.3, 7.5)."""

from collections.abc import Iterable, Iterator

from jackfield.domain.asking import Asking
from jackfield.domain.effects import Effect, Reply
from jackfield.domain.entries import Contact
from jackfield.domain.lasting import Favorite
from jackfield.domain.people import books, directory_search, favorites
from jackfield.domain.people.personal_contacts import PERSONAL
from jackfield.protocol import commands, events
from jackfield.protocol.events.directory import (
    ContactCard,
    SheetAction,
    SheetDatum,
    SheetDetails,
    SheetPhone,
    SheetSource,
)
from jackfield.protocol.values import ResultStatus, SheetActionKind, SheetDataType


def search(ask: Asking, command: commands.SearchContacts) -> Iterator[Effect]:
    """As `directoryLookUp`; its answer comes too, for clients that know no cards."""
    found = books.search(ask.world, ask.user.id, command.term)
    yield Reply(ask.ticket.session, events.ContactSheet(sheets=cards(ask, found)))
    yield directory_search.result(ask, found)
    yield from directory_search.follow(ask, found)
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def get_favorites(ask: Asking, command: commands.GetFavoriteContacts) -> Iterator[Effect]:
    """As `getFavorites`; its answer comes too."""
    sheets = cards(ask, favorites.present(ask))
    yield Reply(ask.ticket.session, events.FavoriteContactSheet(sheets=sheets))
    yield from favorites.tell(ask)


def cards(ask: Asking, contacts: Iterable[Contact]) -> tuple[ContactCard, ...]:
    """The cards of these contacts as the asker is shown them."""
    own = ask.world.favorites.get(ask.user.id, set())
    return tuple(_card(ask, contact, Favorite(contact.source, contact.id) in own) for contact in contacts)


def _card(ask: Asking, contact: Contact, favorite: bool) -> ContactCard:
    numbers = [number for number in (contact.number, contact.mobile) if number]
    actions = [_action(SheetActionKind.CALL, number, number == numbers[0]) for number in numbers]
    if contact.email:
        actions.append(_action(SheetActionKind.MAIL, contact.email, True))
    return ContactCard(
        name=contact.name,
        subtitle1=contact.company,
        subtitle2=next(iter(numbers), ""),
        isPersonal=contact.source == PERSONAL,
        isFavorite=favorite,
        status=SheetPhone(phone=directory_search.phone_status(ask, contact)),
        actions=tuple(actions),
        sources=(SheetSource(name=contact.source, id=contact.id),),
        details=tuple(_details(contact)),
    )


def _action(kind: SheetActionKind, argument: str, default: bool) -> SheetAction:
    return SheetAction(action=kind, args=(argument,), default=default)


def _details(contact: Contact) -> Iterator[SheetDetails]:
    parts = {
        "Contacts": (
            ("Number", contact.number, SheetDataType.PHONE_NUMBER),
            ("Mobile", contact.mobile, SheetDataType.PHONE_NUMBER),
            ("Fax", contact.fax, SheetDataType.PHONE_NUMBER),
            ("Email", contact.email, SheetDataType.MAIL),
        ),
        "General": (
            ("First name", contact.first_name, SheetDataType.STRING),
            ("Last name", contact.last_name, SheetDataType.STRING),
            ("Company", contact.company, SheetDataType.STRING),
        ),
    }
    for name, known in parts.items():
        fields = tuple(SheetDatum(name=what, data=value, dataType=kind) for what, value, kind in known if value)
        if fields:
            yield SheetDetails(name=name, fields=fields)
