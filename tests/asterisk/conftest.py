"""Jackfield on the real Asterisk with the demo's directory: a server, and desks of people who work with it.

A desk is a user's SIP phone and WebSocket. The server is the one users run, in this process or in one of its own.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from msgspec import structs

from jackfield.app import Running, running
from jackfield.config import Config
from jackfield.domain.directory import AnswerBy, Directory, LineKind
from jackfield.storage import demo
from jackfield.storage.changes import Changes
from jackfield.storage.sql import SqlStorage
from tests.asterisk.render import WEBRTC, password
from tests.support import made
from tests.support.cable import Cable
from tests.support.client import PATIENCE, Cti, Payload, Process, process, until_ready
from tests.support.pbx import Asterisk
from tests.support.phones import Phone, PhoneFactory

NUMBERS = {login: str(1000 + place) for place, (login, _, _) in enumerate(demo.PEOPLE, start=1)}
MARK = "1019"
TOLD = ("PhoneEvent", "PhoneStatusUpdate")


class Desk:
    """A user's phone and WebSocket."""

    def __init__(self, phone: Phone, client: Cti) -> None:
        self.phone = phone
        self.client = client
        self._begun = len(client.seen)

    async def told(self, event_type: str, /, *, patience: float = PATIENCE, **fields: object) -> Payload:
        """The next PhoneEvent of this type, waited for."""
        return await self.client.phone(event_type, patience=patience, **fields)

    async def is_shown(self, status: str) -> None:
        """Waits for this PhoneStatusUpdate."""
        await self.client.expect("PhoneStatusUpdate", status=status)

    async def hears(self, step: str, patience: float = PATIENCE) -> None:
        """Waits for a step of a story: a PhoneEvent's type, or a state."""
        if step.startswith("Event"):
            await self.client.phone(step, patience=patience)
        else:
            await self.client.expect("PhoneStatusUpdate", status=step, patience=patience)

    async def current(self) -> dict[str, str]:
        """What `getCurrentCallsPhoneEvents` answers: event type by uniqueId."""
        await self.client.send("getCurrentCallsPhoneEvents")
        events = (await self.client.expect("CurrentCallsPhoneEvents"))["events"]
        return {event["uniqueId"]: event["eventType"] for event in events}

    def turn_page(self) -> None:
        """From here on the story begins anew."""
        self._begun = len(self.client.seen)

    @property
    def events(self) -> list[Payload]:
        """Every PhoneEvent since the page was turned."""
        return [frame["ctiMessage"] for frame in self._page() if frame["msgType"] == "PhoneEvent"]

    @property
    def last(self) -> Payload:
        """The last PhoneEvent."""
        return self.events[-1]

    @property
    def story(self) -> list[str]:
        """All that was told of the phone since the page was turned, in order: event types and states."""
        return [
            str(frame["ctiMessage"].get("eventType") or frame["ctiMessage"]["status"])
            for frame in self._page()
            if frame["msgType"] in TOLD
        ]

    def _page(self) -> list[Payload]:
        return [frame for frame in self.client.seen[self._begun :] if "msgType" in frame]


def one_call(desk: Desk) -> Payload:
    """The last event of the only call at this desk; all its events agree on what it is."""
    events = desk.events
    for key in ("uniqueId", "linkedId", "callDirection", "DN", "otherDN"):
        assert len({event[key] for event in events}) == 1, (key, events)
    return events[-1]


def config_for(asterisk: Asterisk, data: Path, port: int = 0, secret: str = "") -> Config:
    """The configuration of a server on this PBX, as administrators write it; `port`, `secret`: others for AMI."""
    config = Config()
    known = "".join(f'"{number}" = "{password(number)}"\n' for number in WEBRTC)
    data.mkdir(parents=True, exist_ok=True)
    (data / "secrets.toml").write_text(f"[lines]\n{known}")
    return structs.replace(
        config,
        webrtc=structs.replace(config.webrtc, sip_url=f"ws://{asterisk.host}:{asterisk.http_port}/ws"),
        telephony=structs.replace(config.telephony, line_passwords_file=str(data / "secrets.toml")),
        server=structs.replace(config.server, port=0),
        storage=structs.replace(config.storage, data=str(data)),
        asterisk=structs.replace(
            config.asterisk,
            host=asterisk.host,
            port=port or asterisk.port,
            user=asterisk.user,
            secret=secret or asterisk.secret,
        ),
    )


async def fill(data: Path, answer_by: dict[str, AnswerBy], browsers: dict[str, str] | None = None) -> None:
    """The demo's directory; `answer_by` and `browsers` (webrtc, of another number) change lines by number."""

    def change(directory: Directory) -> Changes:
        changed = {
            number: structs.replace(line, answer_by=answer_by.get(number, line.answer_by))
            for number in {*answer_by, *(browsers or {})}
            if (line := directory.line_by_number(number))
        }
        for number, other in (browsers or {}).items():
            kind = {"number": other, "endpoint": f"PJSIP/{other}", "kind": LineKind.WEBRTC}
            changed[number] = structs.replace(changed[number], **kind)
        return Changes(lines=tuple(changed.values()))

    made.lay(data)
    storage = SqlStorage.in_directory(data)
    try:
        await storage.open()
        await demo.fill(storage)
        await storage.edit(change)
    finally:
        await storage.close()


class Office:
    """Starts servers on the PBX, and brings desks to them. `url` is the server of the last start."""

    def __init__(self, asterisk: Asterisk, phones: PhoneFactory, folder: Path, stack: AsyncExitStack) -> None:
        self.asterisk, self.phones, self.folder = asterisk, phones, folder
        self._stack = stack
        self.url = ""
        self.started: Running | None = None
        """The server of the last start, if it is in this process."""

    async def open(
        self,
        port: int = 0,
        secret: str = "",
        ready: bool = True,
        record: Path | None = None,
        browsers: dict[str, str] | None = None,
        change: Callable[[Config], Config] = lambda config: config,
        **answer_by: AnswerBy,
    ) -> str:
        """A server in this process, ready unless told otherwise; its URL.

        `port` and `secret`: others for AMI than the PBX has. `record`: the trace to record into.
        `answer_by`: what is so of the lines of these logins. `browsers`: their lines are webrtc lines of these numbers.
        `change`: of the configuration.
        """
        data = self.folder / f"data-{self.url.rpartition(':')[2]}"
        await fill(
            data,
            {NUMBERS[login]: how for login, how in answer_by.items()},
            {NUMBERS[login]: number for login, number in (browsers or {}).items()},
        )
        config = change(config_for(self.asterisk, data, port, secret))
        started = await self._stack.enter_async_context(running(config, record))
        self.started = started
        self.url = f"http://127.0.0.1:{started.port}"
        if ready:
            await until_ready(self.url)
        return self.url

    async def open_behind_a_cable(self, whole: bool = True) -> Cable:
        """The same, with its AMI connection in our hands; it is not ready when the cable is not whole."""
        cable = await self._stack.enter_async_context(Cable(self.asterisk.port).laid())
        if not whole:
            await cable.cut()
        await self.open(cable.port, ready=whole)
        return cable

    async def start_process(self, **settings: object) -> Process:
        """A server in a process of its own, ready; the same data at each start. Settings are named `SECTION_KEY`."""
        data = self.folder / "data"
        if not data.exists():
            await fill(data, {})
        asterisk = self.asterisk
        link = {"HOST": asterisk.host, "PORT": asterisk.port, "USER": asterisk.user, "SECRET": asterisk.secret}
        settings |= {f"ASTERISK_{key}": value for key, value in link.items()}
        environment = {f"JACKFIELD_{key}": str(value) for key, value in settings.items()}
        words = ("serve", "--port", "0", "--data", str(data))
        started = process(self.folder / "server.log", *words, environment=environment)
        found = await self._stack.enter_async_context(started)
        self.url = found.url
        return found

    async def connect(self, login: str, *, url: str | None = None, **query: str) -> Cti:
        """A WebSocket of this user, closed at the end of the test."""
        client = await Cti.connect(url or self.url, login, **query)
        self._stack.push_async_callback(client.close)
        return await client.logged_on()

    async def settled(self, *desks: Desk) -> None:
        """All that Asterisk has said so far has reached these desks: what their stories lack now was not told.

        A hint nobody else uses is changed, and comes after everything before it.
        """
        sam = await self.connect("sam")
        await sam.send("subscribeToPhoneHints", phoneNumbers=[MARK])
        await self.asterisk.cli(f"devstate change Custom:DND-{MARK} INUSE")
        await sam.expect("PhoneHintStatusEvent", number=MARK, status=1)
        await self.asterisk.cli(f"devstate change Custom:DND-{MARK} NOT_INUSE")
        for desk in desks:
            await desk.current()

    async def talk(self, caller: Desk, called: Desk) -> None:
        """A call by hand, answered, known to both desks; their stories begin after it."""
        await caller.phone.dial(called.phone.number)
        await called.phone.rings()
        await called.phone.answer()
        await caller.told("EventEstablished")
        await called.is_shown("CALLING")
        await self.settled(caller, called)
        caller.turn_page()
        called.turn_page()

    async def desks(self, *logins: str, **phone: object) -> list[Desk]:
        """Desks of these users, with free phones. Keywords are those of the fixture `phones`."""
        devices = await self.phones(*(NUMBERS[login] for login in logins), **phone)
        found = []
        for login, device in zip(logins, devices, strict=True):
            client = await self.connect(login)
            await client.expect("PhoneStatusUpdate", status="AVAILABLE")
            found.append(Desk(device, client))
        return found


@pytest.fixture
async def closed_office(asterisk: Asterisk, phones: PhoneFactory, tmp_path: Path) -> AsyncIterator[Office]:
    """An office whose server has not been started yet."""
    async with AsyncExitStack() as stack:
        yield Office(asterisk, phones, tmp_path, stack)


@pytest.fixture
async def office(closed_office: Office) -> Office:
    """An office with a running server in this process."""
    await closed_office.open()
    return closed_office
