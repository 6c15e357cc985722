"""A plug-in for tests that does what the event's variable `do` says, much of which no plug-in should."""

import asyncio
import os
import subprocess
import sys
import threading
import time

import msgspec

from jackfield.integration import Event, Integration, WakeupMode

KEPT = []


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    secret: str
    greeting: str = "hello"


class Odd(Integration[Settings]):
    settings_type = Settings

    async def open(self) -> None:
        print("opened with", self.settings.greeting)
        if self.settings.greeting == "slow":
            time.sleep(60)
        if self.settings.greeting == "fail":
            raise ConnectionError("no data base at db.example")

    async def close(self) -> None:
        print("closed")

    async def handle(self, event: Event) -> None:
        await getattr(self, event.variables.get("do", "nothing"))(event)

    async def nothing(self, event: Event) -> None:
        self.note(f"pid {os.getpid()}")

    async def page(self, event: Event) -> None:
        pages = await self.wakeup(f"https://crm.example/{event.callernum}", event, WakeupMode.NEW_FRAME)
        await self.show("Odd", event, "R1", "https://crm.example/r1")
        self.note(
            f"{pages} pages for {event.agentname}, secret {self.settings.secret}, {os.environ.get('JACKFIELD_X')}"
        )

    async def unkept(self, event: Event) -> None:
        await self.show("full", event, "R1")

    async def slow(self, event: Event) -> None:
        await asyncio.sleep(0.2)

    async def fail(self, event: Event) -> None:
        raise ValueError("this was\nno good")

    async def hang(self, event: Event) -> None:
        time.sleep(60)

    async def hang_with_child(self, event: Event) -> None:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        print("child", child.pid, file=sys.stderr, flush=True)
        await asyncio.sleep(60)

    async def leave(self, event: Event) -> None:
        sys.exit(3)

    async def abort(self, event: Event) -> None:
        os.abort()

    async def chatter(self, event: Event) -> None:
        for number in range(200_000):
            print("line", number)

    async def chatter_for_ever(self, event: Event) -> None:
        while True:
            print("x" * 1000)

    async def garbage(self, event: Event) -> None:
        self.desk._out.write(b"\xff\xfe no message\n")  # type: ignore[attr-defined]
        self.desk._out.flush()  # type: ignore[attr-defined]
        await asyncio.sleep(60)

    async def endless_line(self, event: Event) -> None:
        while True:
            self.desk._out.write(b"x" * 65536)  # type: ignore[attr-defined]

    async def notes(self, event: Event) -> None:
        while True:
            self.note("again")

    async def late(self, event: Event) -> None:
        async def after() -> None:
            await asyncio.sleep(0.1)
            self.note("too late")

        KEPT.append(asyncio.create_task(after()))

    async def leak(self, event: Event) -> None:
        while True:
            KEPT.append(bytearray(16 << 20))

    async def threads(self, event: Event) -> None:
        threading.Thread(target=time.sleep, args=(60,)).start()
