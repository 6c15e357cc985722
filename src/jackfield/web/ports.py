"""What the doors need from the rest of the program; `app.py` gives it. Promises only, nothing here acts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from jackfield.domain.access import Rights
from jackfield.domain.administration.configuration import Author, Configuration
from jackfield.domain.administration.edits import Configured, Edit
from jackfield.domain.administration.importing import Missing
from jackfield.domain.callback.callback_imports import RowError
from jackfield.domain.core import Client
from jackfield.domain.directory import User
from jackfield.domain.entries import Contact
from jackfield.domain.letters import ReceiverState
from jackfield.domain.past.agent_reports import TimeReport
from jackfield.domain.past.agent_times import TimesWanted
from jackfield.domain.past.call_reports import CallReport
from jackfield.domain.people.address_book import AddressBook
from jackfield.domain.people.contact_facts import SourceState
from jackfield.domain.questions import Place
from jackfield.domain.results import Answered
from jackfield.domain.shuttle.codeless import Trial
from jackfield.domain.shuttle.integration import Integration
from jackfield.domain.shuttle.plugins import PluginState
from jackfield.domain.shuttle.run import Run
from jackfield.protocol.callback_requests import CallbackPage, CallbackShown, CallbackWish
from jackfield.protocol.commands import Command, Filter
from jackfield.protocol.configuration import AuditEntry
from jackfield.protocol.demo import AnyAct, PhoneView, Scene
from jackfield.protocol.events import DirectoryResult
from jackfield.protocol.privacy import NumberErased
from jackfield.protocol.values import PbxState, WakeupMode


class Engine(Protocol):
    """The core behind the doors. Synchronous; whatever it answers was given to the hub when the call returns."""

    def connect(self, client: Client) -> None:
        """A session begins: the connect sequence (protocol 15.1) and its subscriptions."""

    def ask(self, client: Client, command: Command) -> None:
        """A client wants something. Never raises for what a client may get wrong."""

    def presence(self, user_id: int, present: bool) -> None:
        """A user's first socket has come, or his last has gone."""

    def browser_gone(self, account: str, calls: frozenset[str]) -> None:
        """The browser that was the telephone of this SIP account, in these calls, does not come back."""

    def forget(self, session: str) -> None:
        """A session has ended for good."""

    def show(self, user_id: int, contacts: Sequence[Contact]) -> DirectoryResult:
        """Contacts as this user's clients would be told of them. Raises KeyError for a user that no longer exists."""

    def kept_contacts(self) -> AddressBook:
        """The contacts that administrators edit, as they are looked through."""

    def tell_states(self) -> int:
        """Tell other servers (the webhook) the state of every user's phone; of how many that was."""

    def rights(self, user_id: int) -> Rights:
        """What a user may do and see at present. Raises KeyError for a user that no longer exists."""


class Integrations(Protocol):
    """What programs of others may ask of the core."""

    def wake_up(self, url: str, peer: str, mode: WakeupMode) -> int:
        """Open a page for the agent at this phone; on how many pages of his that was told. Raises Refused."""

    def add_realtime(self, given: Mapping[str, object], answered: Answered) -> None:
        """Keep and show a row of the realtime list; `answered` is told once that it is kept. Raises Refused."""

    def trial(self, integration: Integration) -> Trial:
        """What an integration without code would do for an example of a call."""

    def runs(self, integration: str) -> tuple[Run, ...]:
        """What one did lately (named as in `Run.integration`), the newest first."""

    def plugin_states(self) -> tuple[PluginState, ...]:
        """How the plug-ins are."""

    def restart_plugin(self, name: str) -> None:
        """Begin a plug-in again, at once. Raises KeyError for one there is not."""


class Accounts(Protocol):
    """Who may come in."""

    @property
    def signing_key(self) -> bytes:
        """The secret that signs tokens, at least 32 bytes."""

    async def verify(self, login: str, password: str) -> User | None:
        """The user whose password this is, if he exists and may log in."""

    def user(self, user_id: int) -> User | None:
        """The user, if he exists and may log in at present."""

    def named(self, login: str) -> User | None:
        """The user of this login, if he exists and may log in at present."""

    def mark(self, user_id: int) -> str:
        """What tells his password from those that he had before; empty where he has none."""

    def sip_account(self, user: User) -> str:
        """The SIP account of the user's line if that is one for a browser; else empty."""


class SipLink(Protocol):
    """One SIP connection to the PBX; messages pass as they are."""

    async def send(self, message: str | bytes) -> None:
        """Returns when there is room for more. Raises OSError when the PBX is gone."""

    async def receive(self) -> str | bytes | None:
        """The next message; None when the PBX has ended the connection."""

    async def close(self) -> None:
        """End it."""


class SipExchange(Protocol):
    """The PBX as browsers reach it by SIP."""

    async def open(self, account: str) -> SipLink:
        """A new connection, for a browser that may use this account only (empty: any). Raises OSError, TimeoutError."""


class PersonalContacts(Protocol):
    """Users' own contacts. What was put or removed is kept when the call returns; refusals are `Refused`."""

    def of(self, user_id: int) -> Sequence[Contact]:
        """A user's."""

    def get(self, user_id: int, contact_id: str) -> Contact:
        """One of them."""

    async def put(self, user_id: int, contacts: Iterable[Contact], *, known: bool = False) -> None:
        """Add these, or put them in the place of those of the same ids; `known`: they must be there already."""

    async def remove(self, user_id: int, contact_ids: Iterable[str]) -> None:
        """Delete these."""


class Readiness(Protocol):
    """Whether the server can do its work."""

    def __call__(self) -> str:
        """Why it cannot, for people; empty when the PBX link is up and synchronised."""


class AboutPbx(msgspec.Struct, frozen=True, kw_only=True):
    """The PBX behind the server, in the words of `PbxStatus`.

    Keys:
        name: what it is called; `simulator` in the demo.
        status: up, syncing or down.
        since: seconds already spent in the status.
        repaired: how often an event of the PBX was lost on its way, and what it had told was put right from its lists.
    """

    name: str
    status: PbxState
    since: int
    repaired: int = 0


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What the server says of itself to everybody, so nothing that a stranger may not know.

    Keys:
        version: of Jackfield.
        demo: it runs on the simulator, with the demo directory.
        pbx: the link to the PBX.
    """

    version: str
    demo: bool
    pbx: AboutPbx


class Introduction(Protocol):
    """The server's account of itself."""

    def __call__(self) -> About:
        """How it is now."""


class Administration(Protocol):
    """What is configured, and the one way to change it."""

    def view(self) -> Configuration:
        """All of it, as it is in force."""

    async def change(self, edits: Sequence[Edit], by: Author) -> Configured:
        """Make all of these edits, or raise EditRefused and make none."""

    async def bring_in(
        self, given: bytes, form: str, kind: str, by: Author, *, apply: bool, missing: Missing | None = None
    ) -> Configured:
        """Bring a file in, or only say what would become of it; `missing`: what it does not have is deleted.

        Raises EditRefused.
        """

    async def audit(self, term: str, offset: int, limit: int) -> tuple[int, tuple[AuditEntry, ...]]:
        """Who changed what: how many entries match a term, and some of them, the newest first. Raises EditRefused."""


class Outside(Protocol):
    """Other systems: receivers of the webhook, sources of contacts."""

    def sources(self) -> Sequence[SourceState]:
        """How the sources of contacts are."""

    async def receivers(self) -> Sequence[ReceiverState]:
        """How the receivers of the webhook are. Raises EditRefused while the database does not answer."""

    async def pause(self, receiver_id: str, paused: bool) -> None:
        """Stop a receiver, or let it go on. Raises KeyError for one there is not, EditRefused as above."""

    def retry_now(self, receiver_id: str) -> None:
        """Try at once. Raises KeyError for one there is not."""


class CallPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the calls that were found, and where the others go on."""

    calls: tuple[CallReport, ...]
    total: int
    next: Place | None


class TimesPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some sessions or pauses of an agent, and what to give as `after` for those that follow."""

    times: tuple[TimeReport, ...]
    next: int | None


class TimesArchive(Protocol):
    """When agents were at work."""

    async def agent_times(self, user_id: int, wanted: TimesWanted, since: str | None, until: str | None) -> TimesPage:
        """Those that began between two days or moments, both included, the latest first. Raises Refused."""


class Archive(TimesArchive, Protocol):
    """The calls that are over."""

    async def calls(
        self, user_id: int, filters: Sequence[Filter], size: int, after: Place | None, *, count: bool
    ) -> CallPage:
        """Those of them that this user may see, most recent first. Raises Refused."""


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What a table had: rows that can be added, how many were, how many were there already, what is wrong."""

    rows: int
    added: int
    known: int
    errors: tuple[RowError, ...]


class CallbackDesk(Protocol):
    """Callbacks, for administrators and supervisors."""

    async def add(self, user_id: int, list_uuid: str, table: bytes, *, dry: bool) -> Imported:
        """Add the rows of a table to a list: all, or none where one is wrong. Raises Refused."""

    def tickets(self, user_id: int, query: Mapping[str, str]) -> list[tuple[str, ...]]:
        """A line for each attempt to call somebody back, the names of the columns first. Raises Refused."""

    def found(self, user_id: int, query: Mapping[str, str]) -> CallbackPage:
        """Some of those that a query wants. Raises Refused."""

    def one(self, user_id: int, uuid: str) -> CallbackShown:
        """One of them. Raises Refused."""

    async def create(self, user_id: int, wish: CallbackWish) -> CallbackShown:
        """A new one. Raises Refused."""

    async def change(self, user_id: int, uuid: str, wish: CallbackWish) -> CallbackShown:
        """Other values for one. Raises Refused."""

    async def free(self, user_id: int, uuid: str) -> CallbackShown:
        """Nobody's any more. Raises Refused."""

    async def delete(self, user_id: int, uuid: str) -> None:
        """One less. Raises Refused."""


class PrivacyDesk(Protocol):
    """Everything that is kept of one number."""

    async def found(self, number: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """All rows about it, by table. Raises EditRefused."""

    async def erase(self, number: str, by: Author, *, contacts: bool) -> NumberErased:
        """Forget it, everywhere. Raises EditRefused."""


class DemoPanel(Protocol):
    """The simulated phones, where there are any. Synchronous, and quick: it is looked at many times a second."""

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Have `changed` called whenever something may look different; gives what ends it."""

    def now(self) -> float:
        """The PBX's clock, Unix seconds."""

    def find(self, search: str, *, in_use: bool = False) -> list[str]:
        """The numbers of the phones whose number or name contain `search`, in order."""

    def phone(self, number: str) -> PhoneView:
        """One of those that were found."""

    def scene(self) -> Scene:
        """Everything but the phones."""

    def do(self, act: AnyAct) -> None:
        """What somebody does. Raises NotPossible."""
