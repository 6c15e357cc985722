"""Events about the directory and favorites (protocol 7.5)."""

import msgspec
from msgspec import UNSET, UnsetType

from ..values import FavoriteAction, PhoneHint, SheetActionKind, SheetDataType
from .base import Event


class DirectoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One contact.

    Keys:
        status: state of the contact's phone as in PhoneHintStatusEvent; -2 when there is none.
        entry: the cells, one for each header; the favorite cell is `true` or `false` as text.
        contact_id: what `addFavorite` takes.
        source: name of the directory that owns the contact.
        favorite: is a favorite of the user.
    """

    status: PhoneHint
    entry: tuple[str, ...]
    contact_id: str
    source: str
    favorite: bool = False


class DirectoryResult(Event, frozen=True, kw_only=True):
    """Contacts that were searched.

    When: as the answer to directoryLookUp, searchDirectory and searchContacts.
    Keys:
        entries: the contacts.
        headers: titles of the columns, by default Firstname, Lastname, Number, Mobile, Favorite.
        missing: names of the directories that cannot be read at present, so that what they tell is old or lacking.
    Source: protocol 7.5.
    """

    entries: tuple[DirectoryEntry, ...]
    headers: tuple[str, ...]
    missing: tuple[str, ...] | UnsetType = UNSET


class Favorites(Event, frozen=True, kw_only=True):
    """The user's favorites.

    When: as the answer to getFavorites and getFavoriteContacts.
    Keys:
        entries: the contacts.
        headers: titles of the columns, by default Firstname, Lastname, Number, Mobile, Favorite.
    Source: protocol 7.5.
    """

    entries: tuple[DirectoryEntry, ...]
    headers: tuple[str, ...]


class FavoriteUpdated(Event, frozen=True, kw_only=True):
    """A contact became a favorite, or is none any more, or it failed.

    When: as the answer to addFavorite and removeFavorite.
    Keys:
        action: what happened.
        contact_id: the contact.
        source: name of the directory that owns the contact.
    Source: protocol 7.5.
    """

    action: FavoriteAction
    contact_id: str
    source: str


class SheetPhone(msgspec.Struct, frozen=True, kw_only=True):
    """How a contact can be reached now.

    Keys:
        phone: state of the contact's phone as in PhoneHintStatusEvent; -2 when there is none.
        video: always `Available`.
    """

    phone: PhoneHint
    video: str = "Available"


class SheetAction(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do with a contact.

    Keys:
        action: `Call` or `Mail`.
        args: the number or address.
        default: the first of its kind.
    """

    action: SheetActionKind
    args: tuple[str, ...]
    default: bool = False


class SheetSource(msgspec.Struct, frozen=True, kw_only=True):
    """Where a contact comes from.

    Keys:
        name: the directory, as `addFavorite` takes it for `source`.
        id: the contact there, as `addFavorite` takes it for `contactId`.
    """

    name: str
    id: str


class SheetDatum(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is known of a contact.

    Keys:
        name: what it is.
        data: the value.
        dataType: how to show it.
    """

    name: str
    data: str
    dataType: SheetDataType


class SheetDetails(msgspec.Struct, frozen=True, kw_only=True):
    """Things that belong together.

    Keys:
        name: what they are.
        fields: the things, those that are known.
    """

    name: str
    fields: tuple[SheetDatum, ...]


class ContactCard(msgspec.Struct, frozen=True, kw_only=True):
    """One contact.

    Keys:
        name: first and last name.
        subtitle1: the company.
        subtitle2: the number to call first.
        picture: always empty.
        isPersonal: the user has written it down himself.
        isFavorite: is a favorite of the user.
        isMeetingroom: always false.
        canBeFavorite: always true.
        status: how it can be reached now.
        actions: what to do with it.
        sources: where it comes from.
        details: all that is known of it.
    """

    name: str
    subtitle1: str
    subtitle2: str
    picture: str = ""
    isPersonal: bool
    isFavorite: bool
    isMeetingroom: bool = False
    canBeFavorite: bool = True
    status: SheetPhone
    actions: tuple[SheetAction, ...]
    sources: tuple[SheetSource, ...]
    details: tuple[SheetDetails, ...]


class ContactSheet(Event, frozen=True, kw_only=True):
    """Contacts that were searched, as cards.

    When: as the answer to searchContacts, before DirectoryResult.
    Keys:
        sheets: the contacts.
    Source: protocol 7.5.
    """

    sheets: tuple[ContactCard, ...]


class FavoriteContactSheet(Event, frozen=True, kw_only=True):
    """The user's favorites, as cards.

    When: as the answer to getFavoriteContacts, before Favorites.
    Keys:
        sheets: the contacts.
    Source: protocol 7.5.
    """

    sheets: tuple[ContactCard, ...]
