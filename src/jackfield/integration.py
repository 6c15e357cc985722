"""What a plug-in is made of: the four events of a call as types, a class to derive from, and what it may ask for.

This is the public interface for code of others, and the only module of Jackfield that a plug-in imports. It knows no
server: a plug-in runs in a process of its own (`plugins/child.py`), or in a test, on a `Notebook`.

    class Orders(Integration[Settings]):
        settings_type = Settings

        async def up(self, event: Up) -> None:
            await self.wakeup(f"https://crm.example/orders/{event.variables['ordernumber']}", event)
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from urllib.parse import quote

import msgspec

from jackfield.protocol.values import WakeupMode

__all__ = [
    "Abandon",
    "Desk",
    "Event",
    "Hangup",
    "Integration",
    "NoSettings",
    "NotOpened",
    "Notebook",
    "Ringing",
    "Up",
    "WakeupMode",
    "event_of",
    "filled",
]


class _Call(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """What all events tell. Every value is text, as integrations have always had it; "" where there is none.

    Keys:
        uniqueid: of the caller's channel, the same in every event of a call.
        queue: its name; "" for calls that agents make.
        direction: inbound, outbound or unmanaged.
        callernum: the caller.
        callername: his name.
        channel: his channel.
        agentname: the agent; in `Abandon` only if exactly one agent's phone was ringing.
        agentnum: the number of the agent's phone.
        peer: his phone, as PJSIP/1007.
        variables: the custom variables.
    """

    uniqueid: str
    queue: str = ""
    direction: str = ""
    callernum: str = ""
    callername: str = ""
    channel: str = ""
    agentname: str = ""
    agentnum: str = ""
    peer: str = ""
    variables: Mapping[str, str] = {}

    def texts(self) -> dict[str, str]:
        """All there is by name, to be put into texts; a variable that is called like a field gives way."""
        own = {name: value for name in self.__struct_fields__ if isinstance(value := getattr(self, name), str)}
        return {**self.variables, **own, "event": str(self.__struct_config__.tag)}


class _AgentCall(_Call, frozen=True, kw_only=True):
    """What is told of a call that an agent has.

    Keys:
        agentid: the agent's own number.
        sipname: the peer without its technology.
        context: of the dial plan, by which the caller came.
        extension: that was dialled.
        trunk: the caller's channel.
        destnum: of calls that agents make: the number dialled.
    """

    agentid: str = ""
    sipname: str = ""
    context: str = ""
    extension: str = ""
    trunk: str = ""
    destnum: str = ""


class Ringing(_AgentCall, frozen=True, kw_only=True, tag="ringing"):
    """An agent's phone rings for a caller; one for each agent."""


class Up(_AgentCall, frozen=True, kw_only=True, tag="up"):
    """The agent has answered: after how many seconds of waiting and of ringing."""

    holdtime: str = ""
    ringtime: str = ""


class Hangup(_AgentCall, frozen=True, kw_only=True, tag="hangup"):
    """The talk is over; `reason` is caller, agent or transfer."""

    holdtime: str = ""
    talktime: str = ""
    reason: str = ""


class Abandon(_Call, frozen=True, kw_only=True, tag="abandon"):
    """The caller has given up, after so many seconds."""

    holdtime: str = ""


Event = Ringing | Up | Hangup | Abandon


def event_of(data: Mapping[str, Any]) -> Event:
    """An event from the object that is told by Socket.IO. Raises msgspec.ValidationError for what is none."""
    event: Event = msgspec.convert(data, Event)
    return event


class NotOpened(Exception):
    """A page was not opened, or a row not kept: for instance `not_found`, nobody is logged in on that phone."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Desk(Protocol):
    """What the server does for a plug-in, while it handles an event."""

    async def wakeup(self, url: str, peer: str, mode: WakeupMode) -> int:
        """Open a page for the agent at this phone; on how many of his pages. Raises NotOpened."""

    async def show(self, row: Mapping[str, Any]) -> None:
        """Show supervisors a row: `{type, channel, reference, url}`. Raises NotOpened."""

    def note(self, text: str) -> None:
        """A line for the server's log and for the list of the last runs."""


class NoSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a plug-in that has none."""


SettingsT = TypeVar("SettingsT", bound=msgspec.Struct)


class Integration(Generic[SettingsT]):
    """A plug-in; derive from it, and name the class as an entry point of the group `jackfield.integrations`.

    `settings_type` is the Struct of `[integrations.NAME.settings]`; a server whose settings do not fit does not start
    the plug-in, and says why. An exception out of a handler is logged and shown, and the next event comes. A handler
    that takes longer than the server allows costs the plug-in its process.
    """

    settings_type: ClassVar[type[msgspec.Struct]] = NoSettings

    def __init__(self, settings: SettingsT, desk: Desk) -> None:
        self.settings = settings
        self.desk = desk

    async def open(self) -> None:
        """Before the first event."""

    async def close(self) -> None:
        """After the last; there are three seconds for it."""

    async def handle(self, event: Event) -> None:
        """An event. Those of one call come one after another, those of several at the same time."""
        match event:
            case Ringing():
                await self.ringing(event)
            case Up():
                await self.up(event)
            case Hangup():
                await self.hangup(event)
            case Abandon():
                await self.abandon(event)

    async def ringing(self, event: Ringing) -> None:
        """An agent's phone rings."""

    async def up(self, event: Up) -> None:
        """An agent has answered."""

    async def hangup(self, event: Hangup) -> None:
        """The talk is over."""

    async def abandon(self, event: Abandon) -> None:
        """The caller has given up."""

    async def wakeup(self, url: str, event: Event, mode: WakeupMode = WakeupMode.NEW_TAB) -> int:
        """Open a page for the agent of an event; on how many of his pages. Raises NotOpened."""
        return await self.desk.wakeup(url, event.peer, mode)

    async def show(self, application: str, event: Event, reference: str = "", url: str = "") -> None:
        """Show supervisors which record of an application belongs to a call. Raises NotOpened."""
        channel = msgspec.to_builtins(event)
        await self.desk.show({"type": application, "channel": channel, "reference": reference or None, "url": url})

    def note(self, text: str) -> None:
        """A line for the server's log and for the list of the last runs."""
        self.desk.note(text)


class Notebook:
    """A desk for tests of plug-ins: it writes down what was asked. `closed`: peers where nobody is at work."""

    def __init__(self, closed: frozenset[str] = frozenset()) -> None:
        self.closed = closed
        self.pages: list[tuple[str, str, WakeupMode]] = []
        self.rows: list[Mapping[str, Any]] = []
        self.notes: list[str] = []

    async def wakeup(self, url: str, peer: str, mode: WakeupMode) -> int:
        if not peer or peer in self.closed:
            raise NotOpened("not_found", f"No agent is logged in on {peer}")
        self.pages.append((url, peer, mode))
        return 1

    async def show(self, row: Mapping[str, Any]) -> None:
        self.rows.append(row)

    def note(self, text: str) -> None:
        self.notes.append(text)


def filled(template: str, event: Event, *, address: bool = False) -> str:
    """A text with `{callernum}`, `{ordernumber}` and so on filled in; percent-encoded for an `address`.

    What callers can choose never becomes a step in a path or a name to be filled in; a name that nobody knows stays.
    """
    texts = event.texts()

    def value_of(place: re.Match[str]) -> str:
        value = texts.get(place[1])
        if value is None or not address:
            return place[0] if value is None else value
        return "" if value in (".", "..") else quote(value, safe="")

    return re.sub(r"\{([^{}]*)\}", value_of, template)
