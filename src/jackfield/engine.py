"""The one task's worth of code that owns the core: feeds it facts and commands, and performs what it says, in order.

Which parts there are is decided in `app.py`; here they are only spoken to. Nothing here waits.
"""

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping, Sequence

import structlog
from msgspec.structs import replace

from jackfield import __version__
from jackfield.domain import connecting
from jackfield.domain.access import Rights, may_tell_others
from jackfield.domain.administration.configuration import Configuration
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Directory
from jackfield.domain.effects import (
    AnswerProgram,
    BrowserLog,
    ChangeRights,
    Effect,
    Fetch,
    Journal,
    Look,
    Publish,
    Record,
    Repaired,
    Reply,
    Request,
    Store,
    Subscribe,
    TellIntegrations,
    Unsubscribe,
    Wake,
)
from jackfield.domain.entries import Contact
from jackfield.domain.facts import BrowserGone, Fact, TimeReached
from jackfield.domain.people.address_book import AddressBook
from jackfield.domain.people.contact_facts import KEPT, ContactsRead
from jackfield.domain.phone import phones
from jackfield.domain.results import Answered, Refused
from jackfield.domain.shuttle import codeless
from jackfield.domain.shuttle.codeless import Trial
from jackfield.domain.shuttle.integration import Integration
from jackfield.domain.shuttle.plugins import PluginState
from jackfield.domain.shuttle.run import Run
from jackfield.domain.shuttle.steps import StepTold
from jackfield.plugins.host import Host
from jackfield.protocol.commands import Command
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import DirectoryResult
from jackfield.protocol.values import WakeupMode
from jackfield.storage.journal import JournalFile
from jackfield.storage.reader import Reader
from jackfield.storage.recorder import Recorder
from jackfield.storage.writer import Writer
from jackfield.telephony.ami.pbx import AmiPbx
from jackfield.telephony.ami.tape import Tape
from jackfield.web.hub import Hub
from jackfield.web.ports import About, AboutPbx
from jackfield.webhooks.webhook import Webhook

log = structlog.get_logger()

SMALL_BOOK = 500
"""An address book of so many contacts is made in ten milliseconds or so."""


class Clock:
    """Unix time that never goes back: the wall clock at the start, carried on by the monotonic one."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def __call__(self) -> float:
        """Now, in seconds."""
        return time.monotonic() + self._offset


class Engine:
    """The one task's worth of code that owns the core: feeds it, and performs what it says, in order."""

    def __init__(self, core: Core, hub: Hub, clock: Clock, journal: JournalFile) -> None:
        self.core = core
        self.hub = hub
        self.clock = clock
        self.journal = journal
        self.pbx: AmiPbx | None = None
        self.tape: Tape | None = None
        """Where commands are recorded, beside what the PBX says."""
        self.writer: Writer | None = None
        self.reader: Reader | None = None
        self._tags = itertools.count(1)
        self._answers: dict[str, Answered] = {}
        """Who is told what has become of what a program asked."""
        self.integrations: Callable[[StepTold], None] = lambda told: None
        """Where steps of calls are told to programs of others."""
        self.recorder: Recorder | None = None
        """Without one, call records are kept nowhere."""
        self.webhook: Webhook | None = None
        self.plugins: Host | None = None
        self.make_book: Callable[[Sequence[Contact]], None] = lambda contacts: None
        """Makes a large address book beside all other work; it comes back as a fact."""

    def feed(self, fact: Fact) -> None:
        """The PBX said something."""
        self._perform(self.core.feed(fact, self.clock()))

    def connect(self, client: Client) -> None:
        """A session begins."""
        self._perform(self.core.connect(client, self.clock()))

    def ask(self, client: Client, command: Command) -> None:
        """A client wants something."""
        if self.tape is not None:
            self.tape.asked(client.session, client.user_id, command)
        self._perform(self.core.ask(command, client, self.clock()))

    def forget(self, session: str) -> None:
        """A session is over."""
        self.core.forget(session)

    def presence(self, user_id: int, present: bool) -> None:
        """A user's first socket has come, or his last has gone."""
        self._perform(self.core.presence(user_id, present, self.clock()))

    def browser_gone(self, account: str, calls: frozenset[str]) -> None:
        """The browser that was the telephone of this SIP account, in these calls, does not come back."""
        self.feed(BrowserGone(account, calls))

    def wake_up(self, url: str, peer: str, mode: WakeupMode) -> int:
        """An integration wants a page opened for an agent; on how many pages of his that was told.

        Raises:
            Refused: the address is none to open, nobody is at work there, or he has no page open.
        """
        user_id, publication = self.core.wake_up(url, peer, mode)
        pages = self.hub.pages_of(user_id)
        if not pages:
            raise Refused(RefusalCode.NOT_FOUND, "The agent has no page open")
        self._perform([publication])
        return pages

    def add_realtime(self, given: Mapping[str, object], answered: Answered) -> None:
        """An integration says which record of its application belongs to a call.

        `answered` is told once that it is on the disk, or why not. Raises Refused, and then tells nothing.
        """
        tag = f"row-{next(self._tags)}"
        effects = self.core.add_realtime(given, tag, self.clock())
        self._answers[tag] = answered
        self._perform(effects)

    def trial(self, integration: Integration) -> Trial:
        """What an integration without code would do for an example of a call."""
        return codeless.trial(self.core.world.directory, integration)

    def runs(self, integration: str) -> tuple[Run, ...]:
        """What one did lately (named as in `Run.integration`), the newest first."""
        return tuple(self.core.world.shuttle.runs.get(integration, ()))

    def add_run(self, run: Run) -> None:
        """A plug-in has done something."""
        self._perform(self.core.add_run(run, self.clock()))

    def plugin_states(self) -> tuple[PluginState, ...]:
        """How the plug-ins are."""
        return () if self.plugins is None else self.plugins.states()

    def restart_plugin(self, name: str) -> None:
        """Begin a plug-in again, at once. Raises KeyError for one there is not."""
        if self.plugins is None:
            raise KeyError(name)
        self.plugins.restart(name)

    def closing(self) -> None:
        """The server is about to stop: what is counted goes to the disk."""
        self._perform(self.core.closing(self.clock()))

    def adopt(self, directory: Directory) -> None:
        """Users, lines, agents, queues and rights are these from now on."""
        self._perform(self.core.adopt(directory, self.clock()))

    def configure(self, configuration: Configuration) -> None:
        """Administrators have changed something."""
        contacts = configuration.contacts
        if contacts is not None and len(contacts) > SMALL_BOOK:
            self.make_book(contacts)
            configuration = replace(configuration, contacts=None)
        self._perform(self.core.configure(configuration, self.clock()))

    def take_contacts(self, contacts: Sequence[Contact]) -> None:
        """The contacts that administrators edit, as they are at the start; until a large book is made it is missing."""
        large = len(contacts) > SMALL_BOOK
        prefix = self.core.world.settings.international_prefix
        self.feed(ContactsRead(KEPT, None if large else AddressBook(contacts, prefix)))
        if large:
            self.make_book(contacts)

    def configuration(self) -> Configuration:
        """What is configured, as it is in force."""
        world = self.core.world
        return Configuration(
            directory=world.directory,
            periods=tuple(world.callbacks.periods.values()),
            lists=tuple(world.callbacks.lists.values()),
            contacts=world.contacts.contacts,
        )

    def kept_contacts(self) -> AddressBook:
        """The contacts that administrators edit, as they are looked through."""
        return self.core.world.contacts

    def show(self, user_id: int, contacts: Sequence[Contact]) -> DirectoryResult:
        """Contacts as this user's clients would be told of them. Raises KeyError for an unknown user."""
        return self.core.show(user_id, contacts, self.clock())

    def rights(self, user_id: int) -> Rights:
        """What a user may do and see now. Raises KeyError for an unknown one."""
        return self.core.rights(user_id)

    def about(self, *, demo: bool) -> About:
        """What everybody may know of this server."""
        link = connecting.pbx_status(self.core.world, self.clock())
        pbx = AboutPbx(
            name=link.pbx,
            status=link.status,
            since=link.since,
            repaired=self.core.world.looks.repaired.total(),
        )
        return About(version=__version__, demo=demo, pbx=pbx)

    def _perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Publish():
                    self.hub.perform(effect)
                    if self.webhook is not None and may_tell_others(effect.topic):
                        self._tell_others(self.webhook, effect)
                case Reply() | Subscribe() | Unsubscribe():
                    self.hub.perform(effect)
                case ChangeRights() if effect.gone:
                    self.hub.revoke(effect.user_id)
                case ChangeRights():
                    self.hub.rights_changed(effect.user_id, self.rights(effect.user_id), effect.follows)
                case Request() if self.pbx is not None:
                    self.pbx.order(effect.tag, effect.action)
                case Wake():
                    self._wake(effect.at)
                case Store() if self.writer is not None:
                    self.writer.put(effect)
                case Fetch() if self.reader is not None:
                    self.reader.put(effect)
                case Record():
                    if self.recorder is not None:
                        self.recorder.put(effect.call)
                case Look() if self.pbx is not None:
                    self.pbx.look()
                case TellIntegrations():
                    self.integrations(effect.told)
                    if self.plugins is not None:
                        self.plugins.tell(effect.told)
                case AnswerProgram():
                    refused = None if effect.code is None else Refused(effect.code, effect.text)
                    self._answers.pop(effect.tag)(refused)
                case Repaired():
                    log.warning("repaired", kind=effect.kind, subject=effect.subject, reason=effect.reason)
                case BrowserLog():
                    getattr(log, effect.level)("browser", user=effect.user, said=effect.text)
                case Journal():
                    self.journal.keep(effect.entries)
                case _:
                    raise RuntimeError(f"nobody performs {effect!r}")

    def _tell_others(self, webhook: Webhook, effect: Publish) -> None:
        user = self.core.world.directory.user(int(effect.topic.key))
        if user is not None:
            webhook.tell(user.login, effect.event)

    def tell_states(self) -> int:
        """Tell other servers the state of every user's phone, as far as it is known; of how many that was."""
        if self.webhook is None:
            return 0
        states = list(phones.states_of_users(self.core.world))
        for user, code in states:
            self.webhook.tell_status(user.login, code)
        return len(states)

    def _wake(self, at: float) -> None:
        # uvloop counts in milliseconds and may ring one too early: a moment must have passed when it is told
        wait = max(0.0, at - self.clock()) + 0.002
        asyncio.get_running_loop().call_later(wait, self.feed, TimeReached())
