"""An integration on Node, with the Socket.IO client of its generation, driven from a test."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.support.page import ROOT, node

TEMPLATE = ROOT / "tests" / "shuttle" / "template.js"
GENERATIONS = ("1", "2", "4")
PATIENCE = 15.0
TRANSPORTS: dict[str, dict[str, object]] = {
    "as it likes": {},
    "polling": {"transports": ["polling"]},
    "websocket": {"transports": ["websocket"]},
}


CALL = {"event", "queue", "direction", "uniqueid", "callernum", "callername", "channel", "variables"}
AGENT = {"agentname", "agentnum", "agentid", "peer", "sipname", "context", "extension", "trunk"}
KEYS = {
    "ringing": CALL | AGENT | {"ringing"},
    "up": CALL | AGENT | {"up", "holdtime", "ringtime"},
    "hangup": CALL | AGENT | {"hangup", "holdtime", "talktime", "reason"},
    "abandon": CALL | {"unmanaged", "holdtime"},
}
"""What each step of a call of a queue carries (interface, section 3)."""


def check_step(data: dict[str, Any], *variables: str) -> None:
    """All the fields that are documented, no others, and every value is a text but the flag."""
    event = data["event"]
    assert data.keys() == KEYS[event] | set(variables)
    assert data["unmanaged" if event == "abandon" else event] is True
    assert data["variables"].keys() == set(variables)
    assert data["direction"] == ("unmanaged" if event == "abandon" else "inbound")
    texts = [value for key, value in data.items() if key not in (event, "unmanaged", "variables")]
    assert all(isinstance(value, str) for value in (*texts, *data["variables"].values()))
    assert all(data[key].isdigit() for key in ("holdtime", "ringtime", "talktime") if key in data)


class Integration:
    """What it has heard, and what it may be told to do."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.heard: list[list[Any]] = []
        """Everything told, in order: name and arguments."""
        self._news = asyncio.Condition()
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            async with self._news:
                self.heard.append(json.loads(line))
                self._news.notify_all()

    def do(self, script: str) -> None:
        """Run a line of JavaScript in it."""
        assert self._process.stdin is not None
        self._process.stdin.write(script.encode() + b"\n")

    async def until(self, fits: Callable[[list[list[Any]]], Any], what: str) -> Any:
        """Wait until something is true of all that was heard; what was found."""
        async with self._news:
            try:
                async with asyncio.timeout(PATIENCE):
                    while not (found := fits(self.heard)):
                        await self._news.wait()
            except TimeoutError:
                raise AssertionError(f"no {what}; there is: {self.heard}") from None
        return found

    async def expect(self, name: str, count: int = 1) -> Any:
        """The first argument of what is heard for the `count`th time under this name."""

        def find(heard: list[list[Any]]) -> list[Any] | None:
            found = [told for told in heard if told[0] == name]
            return found[count - 1] if len(found) >= count else None

        found = await self.until(find, f"{name} ({count})")
        return found[1] if len(found) > 1 else None

    async def ask(self, *message: object) -> Any:
        """Send a message that wants an answer; the answer."""
        before = len([told for told in self.heard if told[0] == "answer"])
        self.do(f"ask(...{json.dumps(message)})")
        return await self.expect("answer", before + 1)

    def names(self) -> list[str]:
        """What was heard, without arguments."""
        return [told[0] for told in self.heard]


@asynccontextmanager
async def integration(
    generation: str, address: str, options: dict[str, object] | None = None, program: Path = TEMPLATE
) -> AsyncIterator[Integration]:
    """A program on the client of this generation, connected to this address if it can be."""
    process = await asyncio.create_subprocess_exec(
        node(), str(program), generation, address, json.dumps({"reconnectionDelay": 50, **(options or {})}),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    running = Integration(process)
    try:
        yield running
    finally:
        process.kill()
        await process.wait()
        await running.reading


def make_certificate(path: Path) -> Path:
    """A certificate of its own for localhost with its key, in one file."""
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(path), "-out", f"{path}.crt",
         "-days", "2", "-subj", "/CN=localhost"],
        capture_output=True, text=True, timeout=50,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path
