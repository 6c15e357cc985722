"""Events about the directory and favorites (protocol 7.5)."""

import msgspec

from ..values import FavoriteAction, PhoneHint
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

    When: as the answer to directoryLookUp and searchDirectory.
    Keys:
        entries: the contacts.
        headers: titles of the columns, by default Firstname, Lastname, Number, Mobile, Favorite.
    Source: protocol 7.5.
    """

    entries: tuple[DirectoryEntry, ...]
    headers: tuple[str, ...]


class Favorites(Event, frozen=True, kw_only=True):
    """The user's favorites.

    When: as the answer to getFavorites.
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
