"""Events about users: statuses, services, mailbox, screen pop (protocol 7.2)."""

import msgspec

from .base import Event, ListEvent


class StatusAction(msgspec.Struct, frozen=True, kw_only=True):
    """What choosing a user status does.

    Keys:
        name: such as `enablednd`, `queuepause_all`, `agentlogoff`.
        parameters: such as `true`, or empty.
    """

    name: str
    parameters: str = ""


class UserStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A status that users can choose.

    Keys:
        name: what `userStatusUpdate` takes.
        color: `#RRGGBB`.
        longName: what people read.
        actions: what choosing it does.
    """

    name: str
    color: str
    longName: str
    actions: tuple[StatusAction, ...] = ()


class UsersStatuses(ListEvent, frozen=True, kw_only=True):
    """The statuses that users can choose.

    When: on connect, before UserStatusUpdate.
    Keys:
        items: the statuses.
    Source: protocol 7.2.
    """

    items: tuple[UserStatus, ...]


class UserStatusUpdate(Event, frozen=True, kw_only=True):
    """The user's status.

    When: on connect and on change.
    Keys:
        userId: id of the user.
        status: `name` of an entry of UsersStatuses, never another.
    Source: protocol 7.2.
    """

    userId: int
    status: str


class UserConfigUpdate(Event, frozen=True, kw_only=True):
    """The user's names, lines and services; always whole.

    When: on connect and on change.
    Keys:
        userId: id of the user.
        dndEnabled: "do not disturb".
        naFwdEnabled: calls not answered are forwarded.
        naFwdDestination: where to; kept while disabled, empty when none.
        uncFwdEnabled: all calls are forwarded.
        uncFwdDestination: where to; kept while disabled, empty when none.
        busyFwdEnabled: calls while busy are forwarded.
        busyFwdDestination: where to; kept while disabled, empty when none.
        firstName: first name.
        lastName: last name.
        fullName: both names.
        mobileNumber: number of the mobile phone, or empty.
        agentId: id of the user's agent, null when there is none.
        lineIds: ids of the user's lines.
        voiceMailId: id of the mailbox, null when there is none.
        voiceMailEnabled: the mailbox takes messages.
    Source: protocol 7.2.
    """

    userId: int
    dndEnabled: bool = False
    naFwdEnabled: bool = False
    naFwdDestination: str = ""
    uncFwdEnabled: bool = False
    uncFwdDestination: str = ""
    busyFwdEnabled: bool = False
    busyFwdDestination: str = ""
    firstName: str = ""
    lastName: str = ""
    fullName: str = ""
    mobileNumber: str = ""
    agentId: int | None = None
    lineIds: tuple[int, ...] = ()
    voiceMailId: int | None = None
    voiceMailEnabled: bool = False


class VoiceMailStatusUpdate(Event, frozen=True, kw_only=True):
    """The messages in the user's mailbox.

    When: on connect when there is a mailbox, and on change.
    Keys:
        voiceMailId: id of the mailbox.
        newMessages: messages not yet heard.
        waitingMessages: messages that light the lamp.
        oldMessages: messages heard.
    Source: protocol 7.2.
    """

    voiceMailId: int
    newMessages: int
    waitingMessages: int
    oldMessages: int


class SheetField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a screen pop.

    Keys:
        value: its text; for `popupUrl` the page to open.
        name: such as `popupUrl`, `folderNumber`, `multiTab`.
        order: position, rising.
        type: `url` or `text`.
    """

    value: str
    name: str
    order: int
    type: str = "text"


class SheetInternal(msgspec.Struct, frozen=True, kw_only=True):
    """One technical detail of a screen pop.

    Keys:
        content: its text.
        name: such as `where` (the moment: link, dial, hangup), `uid` (the leg's uniqueid).
    """

    content: str
    name: str


class SheetUser(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of a screen pop.

    Keys:
        sheetInfo: the fields for people and pages.
        internal: technical details, for old clients.
        sheetQtui: always null.
        systrayInfo: always empty.
    """

    sheetInfo: tuple[SheetField, ...]
    internal: tuple[SheetInternal, ...] = ()
    sheetQtui: None = None
    systrayInfo: tuple[SheetField, ...] = ()


class SheetProfile(msgspec.Struct, frozen=True, kw_only=True):
    """A wrapping of the documented shape.

    Keys:
        user: the contents.
    """

    user: SheetUser


class SheetPayload(msgspec.Struct, frozen=True, kw_only=True):
    """A wrapping of the documented shape.

    Keys:
        profile: the next wrapping.
    """

    profile: SheetProfile


class Sheet(Event, frozen=True, kw_only=True):
    """A screen pop: show these fields, open these pages.

    When: when a call reaches the moment configured for it.
    Keys:
        timenow: seconds since 1970.
        compressed: always true.
        serial: always `xml`.
        payload: the contents.
        channel: name of the channel.
    Source: protocol 7.2.
    """

    timenow: int
    compressed: bool = True
    serial: str = "xml"
    payload: SheetPayload
    channel: str


class UserDisplayName(Event, frozen=True, kw_only=True):
    """The name of a user that people read.

    When: as the answer to displayNameLookup.
    Keys:
        userName: login of the user.
        displayName: first and last name.
    Source: protocol 7.12.
    """

    userName: str
    displayName: str


class UserPreference(Event, frozen=True, kw_only=True):
    """Something that a client keeps for its user.

    When: after the connect sequence, one for each, and on setUserPreference.
    Keys:
        key: its name.
        value: its value, as text.
        value_type: what clients call its type.
    Source: protocol 5.4, 7.12.
    """

    key: str
    value: str
    value_type: str
