"""A test's hand on the real SIP phones of the test bed: says what to do, waits, with a time-out, for what happened.

Never here: SIP itself, which is a process of its own (`tests/asterisk/phones.py`), and pytest (`pbx.py`).
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self

PROGRAM = Path(__file__).parent.parent / "asterisk" / "phones.py"
PATIENCE = 5.0
"""Seconds anything may take before the test fails."""

Event = dict[str, Any]


class PhoneError(Exception):
    """The phone could not do as told, or has died; the text is its own."""


def outside(number: str) -> bool:
    """Whether the number is one of the outside world, behind the trunk: of the short ones, emergency numbers."""
    return number[0] in "+0" or len(number) < 4


class Phone:
    """One phone, or one party of the outside world when its number starts with `0` or `+`.

    Every `expect` (and what is made of it: `rings`, `talks`, ...) takes the oldest matching event that no earlier wait
    has taken, so the order of waiting is free and asking twice wants two events. `call` is the phone's own id of a
    call; without it the newest that fits is meant.
    """

    def __init__(self, number: str, process: asyncio.subprocess.Process) -> None:
        self.number = number
        self.events: list[Event] = []
        """All that ever happened, in order (`tests/asterisk/phones.py` lists the kinds)."""
        self._process = process
        self._taken: set[int] = set()
        self._orders = 0
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, number: str, *, pbx: str, trunk: str, user_agent: str = "testbed-phone") -> Self:
        """A phone that is registered. `pbx` and `trunk` are HOST:PORT. Raises TimeoutError or PhoneError."""
        words = [str(PROGRAM), "--pbx", pbx, "--trunk", trunk, "--user-agent", user_agent, number]
        pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(sys.executable, *words, stdin=pipe, stdout=pipe, stderr=null)
        phone = cls(number, process)
        try:
            await phone.expect("ready")
            if not outside(number):
                await phone.expect("registration", code=200)
        except BaseException:
            await phone.kill()
            raise
        return phone

    # ---- what it does

    async def dial(self, to: str, headers: dict[str, str] | None = None) -> int:
        """Calls `to`; returns the call's id once the INVITE is on its way."""
        event = await self._do("call", then=("calling", {}), to=to, headers=headers or {})
        return int(event["call"])

    async def answer(self, call: int | None = None) -> None:
        """Answers what rings, or the first call that comes; returns when the call is up."""
        await self._once_it_rings("answer", "CONFIRMED", call=call)

    async def refuse(self, call: int | None = None) -> None:
        """Refuses what rings (603 Decline)."""
        await self._once_it_rings("refuse", "DISCONNECTED", call=call)

    async def busy(self, call: int | None = None) -> None:
        """Answers what rings with 486 Busy here."""
        await self._once_it_rings("refuse", "DISCONNECTED", call=call, code=486)

    async def hang_up(self, call: int | None = None) -> None:
        """Ends the call, or gives up dialling."""
        await self._do("hangup", then=("state", {"state": "DISCONNECTED"}), call=call)

    async def hold(self, call: int | None = None) -> None:
        """Holds; returns when the far end has agreed."""
        await self._do("hold", then=("media", {"media": "local-hold"}), call=call)

    async def resume(self, call: int | None = None) -> None:
        """Takes the held call back; returns when the far end has agreed."""
        await self._do("resume", then=("media", {"media": "active"}), call=call)

    async def press(self, digits: str, call: int | None = None) -> None:
        """Sends DTMF."""
        await self._do("dtmf", digits=digits, call=call)

    async def speak(self, aloud: bool = True, call: int | None = None) -> None:
        """Sends a tone, as if somebody spoke into it, or silence again."""
        await self._do("speak", aloud=aloud, call=call)

    async def hears(self, call: int | None = None) -> bool:
        """Listens for a quarter of a second: whether there is sound."""
        return bool((await self._do("listen", then=("heard", {}), call=call))["loud"])

    async def hears_soon(self) -> bool:
        """Whether there is sound within some of the beeps that browsers' fake microphones make."""
        for _ in range(12):
            if await self.hears():
                return True
        return False

    async def transfer(self, to: str, call: int | None = None) -> None:
        """Blind transfer made by the phone (REFER)."""
        await self._do("transfer", to=to, call=call)

    async def join(self, call: int, other: int) -> None:
        """Attended transfer made by the phone: the far ends of its two calls are joined (REFER with Replaces)."""
        await self._do("transfer", call=call, other=other)

    async def behave(
        self, mode: str | None = None, *, delay: float | None = None, obeys_notify: bool | None = None
    ) -> None:
        """What it does by itself with incoming calls, `delay` seconds after they came; what is not given stays.

        Modes: `ring` (the first), `answer`, `busy`, `refuse`, `silent` (says nothing at all), `header` (answers only
        if an auto-answer header asks for it). `obeys_notify`: NOTIFY `Event: talk` answers and resumes, `hold` holds,
        as desk phones do.
        """
        given = {"mode": mode, "delay": delay, "obeys_notify": obeys_notify}
        await self._do("behave", **given)

    async def register(self) -> None:
        """Registers (again)."""
        await self._do("register", then=("registration", {"code": 200}))

    async def unregister(self) -> None:
        """Tells the PBX that it goes; it can still dial."""
        await self._do("unregister", then=("registration", {"code": 200}))

    # ---- what happens to it

    async def rings(self, timeout: float = PATIENCE) -> Event:
        """Waits for an incoming call: `call`, `asked` (to answer by itself), `headers` (the telling ones)."""
        return await self.expect("incoming", timeout)

    async def hears_ringing(self, timeout: float = PATIENCE) -> Event:
        """Waits until the far end rings (180 or 183)."""
        return await self.expect("state", timeout, state="EARLY")

    async def talks(self, timeout: float = PATIENCE) -> Event:
        """Waits until the call is up. Not after `answer`, which has waited already."""
        return await self.expect("state", timeout, state="CONFIRMED")

    async def ends(self, timeout: float = PATIENCE) -> Event:
        """Waits until the call is over; `code` is the SIP status (486 busy, 603 refused, 200 after a talk)."""
        return await self.expect("state", timeout, state="DISCONNECTED")

    async def expect(self, kind: str, timeout: float = PATIENCE, **fields: object) -> Event:
        """Waits for an event `ev == kind` with these fields. Raises TimeoutError with all that happened instead."""
        return await self._take(kind, fields, timeout, since=0)

    # ---- its end

    async def close(self) -> None:
        """Hangs up, unregisters and ends the process; kills it after three seconds."""
        if self._process.returncode is None and self._process.stdin is not None:
            self._process.stdin.write(b'{"cmd": "quit"}\n')
            self._process.stdin.close()
            try:
                async with asyncio.timeout(3):
                    await self._process.wait()
            except TimeoutError:
                pass
        await self.kill()

    async def kill(self) -> None:
        """Ends the process as a pulled plug would: the PBX hears nothing."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await self._reader
        # asyncio closes the pipe of a process that has ended only in a later turn of the loop.
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def _once_it_rings(self, cmd: str, state: str, **order: object) -> None:
        """Does it to what rings, as people do: the INVITE may be on its way still when a test says so."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    seen = len(self.events)
                    try:
                        await self._do(cmd, then=("state", {"state": state}), **order)
                        return
                    except PhoneError as error:
                        if "no call fits" not in str(error):
                            raise
                    # its refusal is one event; whatever comes beside it may be the call
                    await self._tells_more_than(seen + 1)
        except TimeoutError:
            raise PhoneError(f"phone {self.number}: {cmd}: nothing rings") from None

    async def _tells_more_than(self, count: int) -> None:
        async with self._news:
            await self._news.wait_for(lambda: self._reader.done() or len(self.events) > count)

    async def _do(self, cmd: str, then: tuple[str, Event] | None = None, **order: object) -> Event:
        self._orders += 1
        number, before = self._orders, len(self.events)
        if self._process.stdin is None or self._process.returncode is not None:
            raise PhoneError(f"phone {self.number} has ended")
        given = {key: value for key, value in order.items() if value is not None}
        line = json.dumps({"cmd": cmd, "ext": self.number, "id": number, **given})
        self._process.stdin.write(line.encode() + b"\n")
        answer = await self._take(None, {"id": number}, PATIENCE, since=before)
        if answer["ev"] == "error":
            raise PhoneError(f"phone {self.number}: {cmd}: {answer['error']}")
        if then is None:
            return answer
        fields = dict(then[1])
        if "call" in given and then[0] in ("state", "media"):
            fields["call"] = given["call"]
        return await self._take(then[0], fields, PATIENCE, since=before)

    async def _take(self, kind: str | None, fields: Event, timeout: float, since: int) -> Event:
        wanted = f"{kind or 'answer'} {fields}"
        try:
            async with asyncio.timeout(timeout), self._news:
                while True:
                    for position in range(since, len(self.events)):
                        if self._fits(position, kind, fields):
                            self._taken.add(position)
                            return self.events[position]
                    if self._reader.done():
                        raise PhoneError(f"phone {self.number} has ended; no {wanted}")
                    await self._news.wait()
        except TimeoutError:
            seen = "\n".join(f"  {event}" for event in self.events)
            raise TimeoutError(f"phone {self.number}: no {wanted} within {timeout} s, only\n{seen}") from None

    def _fits(self, position: int, kind: str | None, fields: Event) -> bool:
        event = self.events[position]
        return (
            position not in self._taken
            and (kind is None or event["ev"] == kind)
            and all(key in event and event[key] == value for key, value in fields.items())
        )

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            if line.startswith(b"{"):  # PJSIP writes its first log lines to standard output
                async with self._news:
                    self.events.append(json.loads(line))
                    self._news.notify_all()
        async with self._news:
            self._news.notify_all()


PhoneFactory = Callable[..., Awaitable[list[Phone]]]
