"""Commands about the directory, favorites, the user's status and configuration (protocol 5.3, 5.4)."""

from ..values import ConfigType, Id
from .base import Command


class DirectoryLookUp(Command, frozen=True, kw_only=True, tag="directoryLookUp"):
    """Search people in the directory.

    Keys:
        term: part of a name or number; an empty one is answered too.
    Events: DirectoryResult.
    Source: protocol 5.3.
    """

    term: str


class SearchDirectory(Command, frozen=True, kw_only=True, tag="searchDirectory"):
    """The old name of directoryLookUp.

    Keys:
        term: part of a name or number; also accepted as `pattern`.
    Events: DirectoryResult.
    Source: protocol 5.3.
    """

    term: str


class GetFavorites(Command, frozen=True, kw_only=True, tag="getFavorites"):
    """Ask for the user's favorites.

    Events: Favorites.
    Source: protocol 5.3.
    """


class SearchContacts(Command, frozen=True, kw_only=True, tag="searchContacts"):
    """Search people in the directory, for cards.

    Keys:
        term: part of a name or number; an empty one is answered too.
    Events: ContactSheet and DirectoryResult.
    Source: protocol 5.3.
    """

    term: str


class GetFavoriteContacts(Command, frozen=True, kw_only=True, tag="getFavoriteContacts"):
    """Ask for the user's favorites, for cards.

    Events: FavoriteContactSheet and Favorites.
    Source: protocol 5.3.
    """


class AddFavorite(Command, frozen=True, kw_only=True, tag="addFavorite"):
    """Make a contact a favorite.

    Keys:
        contactId: `contact_id` of the directory entry.
        source: `source` of the directory entry: the directory that owns the contact.
    Events: FavoriteUpdated, to all connections of the user; `AddFail` to the asking one alone.
    Errors: not_found, bad_request (too many), not_stored.
    Source: protocol 5.3.
    """

    contactId: Id
    source: Id


class RemoveFavorite(Command, frozen=True, kw_only=True, tag="removeFavorite"):
    """Make a contact no favorite any more.

    Keys:
        contactId: `contact_id` of the directory entry.
        source: `source` of the directory entry: the directory that owns the contact.
    Events: FavoriteUpdated, to all connections of the user; `RemoveFail` to the asking one alone.
    Errors: not_found (no favorite), not_stored.
    Source: protocol 5.3.
    """

    contactId: Id
    source: Id


class ChangeUserStatus(Command, frozen=True, kw_only=True, tag="userStatusUpdate"):
    """Change the user's status and run the status's actions.

    Keys:
        status: `name` of an entry of UsersStatuses.
    Events: UserStatusUpdate, and those of the actions.
    Errors: not_found (no such status), conflict (an action cannot be carried out), pbx_down, pbx_refused, not_stored.
    Source: protocol 5.4, 7.2.
    """

    status: Id


class GetConfig(Command, frozen=True, kw_only=True, tag="getConfig"):
    """Ask for the configuration of the user's line.

    Keys:
        objectType: always `line`.
    Events: LineConfig.
    Errors: bad_request (another type).
    Source: protocol 5.4, 9.3.
    """

    objectType: ConfigType


class GetIceConfig(Command, frozen=True, kw_only=True, tag="getIceConfig"):
    """Ask for the STUN and TURN servers that calls from this browser are to use.

    Events: IceConfig; to be asked for again before the credentials end (`ttl`).
    Source: protocol 9.3.
    """


class DisplayNameLookup(Command, frozen=True, kw_only=True, tag="displayNameLookup"):
    """Ask for the name of a user that people read.

    Keys:
        username: login of the user.
    Events: UserDisplayName.
    Errors: not_found.
    Source: protocol 3.2, 7.12.
    """

    username: Id


class SetUserPreference(Command, frozen=True, kw_only=True, tag="setUserPreference"):
    """Keep something for the user; the server only gives it back.

    Keys:
        key: its name.
        value: its value, as text.
        value_type: what clients call its type, such as `String` or `Boolean`.
    Events: UserPreference, to all connections of the user; again after each connection.
    Errors: bad_request (too long, or too many), not_stored.
    Source: protocol 5.4, 7.12.
    """

    key: Id
    value: str = ""
    value_type: str = ""


class PushLogToServer(Command, frozen=True, kw_only=True, tag="pushLogToServer"):
    """Write a line of the browser's log into the server's.

    Keys:
        level: such as `error`, `warn`, `info` or `debug`; any other counts as info.
        log: the text; only its first 2,000 characters are kept.
    Source: protocol 3.2.
    """

    level: str = "info"
    log: str


class UnregisterMobileApp(Command, frozen=True, kw_only=True, tag="unregisterMobileApp"):
    """Forget the user's mobile app; nothing is kept of any, so it is done at once.

    Source: protocol 3.2.
    """
