"""What telling other servers costs while the only receiver is dead: 200 phone events a second, as CPU time and delay.

The floor is the same loop with nobody to tell. Each event is written to the spool at once and to SQLite with others;
the receiver refuses every connection. The delay is how late a timer of the same loop rings.
"""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from _report import Report, quick

from jackfield.protocol.events import PhoneEvent
from jackfield.protocol.values import CallDirection, PhoneEventType
from jackfield.storage.errors import StorageError
from jackfield.storage.sql import SqlStorage
from jackfield.webhooks.webhook import Webhook, WebhookSettings

PER_SECOND = 200
SECONDS = 10.0
TARGET_SHARE = 0.10
DEAD = "http://127.0.0.1:9/"


def event(number: int) -> PhoneEvent:
    """One of a call."""
    call = f"1700000000.{number // 4}"
    return PhoneEvent(
        eventType=PhoneEventType.RINGING,
        DN="1001",
        otherDN="0199000001",
        otherDName="Zoë Brunel",
        linkedId=call,
        uniqueId=call,
        callDirection=CallDirection.INCOMING,
        userData={"USR_DATA1": "case 4711"},
    )


async def told(webhook: Webhook | None, seconds: float) -> tuple[float, float]:
    """CPU seconds per second, and the worst delay of the loop in seconds."""
    loop = asyncio.get_running_loop()
    begin, cpu, worst = loop.time(), time.process_time(), 0.0
    for number in range(round(PER_SECOND * seconds)):
        due = begin + number / PER_SECOND
        await asyncio.sleep(max(0.0, due - loop.time()))
        worst = max(worst, loop.time() - due)
        if webhook is not None:
            webhook.tell("alice", event(number))
    return (time.process_time() - cpu) / seconds, worst


async def measured(seconds: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Without a webhook and with one."""
    floor = await told(None, seconds)
    with TemporaryDirectory() as folder:
        storage = SqlStorage.in_directory(Path(folder))
        await storage.open()
        settings = WebhookSettings(urls=(DEAD,), secrets=("a secret of the bench",))
        async with Webhook(settings, storage.letters, Path(folder), time.time, StorageError) as webhook:
            with_dead = await told(webhook, seconds)
        await storage.close()
    return floor, with_dead


def main() -> None:
    seconds = 0.5 if quick() else SECONDS
    report = Report(f"{PER_SECOND} events a second to a dead receiver", quick=quick())
    floor, dead = asyncio.run(measured(seconds))
    share = dead[0] - floor[0]
    target = f"< {TARGET_SHARE:.0%}"
    report.line(
        "of one core, more than without", f"{share:.1%}", f"{floor[0]:.1%}", target=target, ok=share < TARGET_SHARE
    )
    report.line("longest delay of the loop", f"{dead[1] * 1000:.1f} ms", f"{floor[1] * 1000:.1f} ms")
    report.end()


if __name__ == "__main__":
    main()
