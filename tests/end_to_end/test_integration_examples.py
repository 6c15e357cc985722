"""The example of the guide in its three forms: the page of the order opens, for the agent who answers, in one queue."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from jackfield.app import Running
from tests.end_to_end.conftest import Connect
from tests.end_to_end.test_integrations import Admin
from tests.end_to_end.test_library import printing
from tests.support.client import Cti
from tests.support.page import PATIENCE, ROOT, node

pytestmark = [pytest.mark.process]

EXAMPLES = ROOT / "examples" / "integrations"
GUIDE = (ROOT / "docs" / "howto" / "integrations.md").read_text(encoding="utf-8")


@asynccontextmanager
async def python_program(address: str) -> AsyncIterator[object]:
    program = await asyncio.create_subprocess_exec(
        sys.executable, str(EXAMPLES / "sales.py"), address, "blue", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert program.stdout is not None
        async with asyncio.timeout(PATIENCE):
            assert (await program.stdout.readline()).decode().strip() == "connected"
            yield program
    finally:
        program.kill()
        await program.wait()


@asynccontextmanager
async def running_example(kind: str, demo: Running, admin: Admin) -> AsyncIterator[None]:
    address = f"http://127.0.0.1:{demo.port}"
    if kind == "none":
        steps = json.loads((EXAMPLES / "sales.json").read_text(encoding="utf-8"))
        status, done = await admin.ask("POST", "transactions", steps)
        assert status == 200, done
        yield
        return
    assert (await admin.ask("POST", "customVariables", {"name": "ordernumber"}))[0] == 201
    if kind == "python":
        async with python_program(address):
            yield
        return
    library = str(ROOT / "tests" / "shuttle" / "node_modules" / f"socket.io-client-{kind}")
    async with printing(str(EXAMPLES / "sales.js"), address, "blue", library) as printed:
        assert (await printed.readline()).decode().strip() == "connected"
        yield


@pytest.mark.parametrize("kind", ["1", "2", "4", "python", "none"])
async def test_the_order_opens_for_the_agent_who_answers(demo: Running, connect: Connect, kind: str) -> None:
    base = f"http://127.0.0.1:{demo.port}"
    assert demo.simulator is not None
    async with aiohttp.ClientSession() as http:
        admin = Admin(http, base, await Cti.token(http, base, "root"))
        alice, david = await connect("alice"), await connect("david")
        for agent in (alice, david):
            assert (await agent.ask("agentLogin"))["status"] == "done"
        async with running_example(kind, demo, admin):
            for number, agent in (("3003", david), ("3001", alice)):
                demo.simulator.call_in("+33611223344", number, variables={"ordernumber": "A/4711"})
                await agent.phone("EventRinging")
                assert (await agent.ask("answer"))["status"] == "done"
            assert await alice.expect("wakeup") == {"url": "https://crm.example/orders/A%2F4711", "mode": "new_tab"}
            assert not david.has("wakeup")


def test_the_guide_names_what_is_there() -> None:
    for name in ("sales.js", "sales.py", "sales.json"):
        assert f"examples/integrations/{name}" in GUIDE
        assert (EXAMPLES / name).is_file()
    checked = subprocess.run([node(), "--check", str(EXAMPLES / "sales.js")], capture_output=True, timeout=30)
    assert checked.returncode == 0, checked.stderr
    for block in GUIDE.split("```sh\n")[1:]:
        read = subprocess.run(["sh", "-n"], input=block.split("```")[0], text=True, capture_output=True, timeout=30)
        assert read.returncode == 0, read.stderr


def blocks_of_the_guide(address: str, folder: Path) -> list[str]:
    """What a reader types, for this server; what npm would fetch is here already, and Python is ours."""
    texts = [block.split("```")[0].replace("http://127.0.0.1:8090", address) for block in GUIDE.split("```sh\n")[1:]]
    modules = folder / "node_modules"
    modules.mkdir()
    (modules / "socket.io-client").symlink_to(ROOT / "tests" / "shuttle" / "node_modules" / "socket.io-client-4")
    assert texts[1].count("npm install socket.io-client\n") == 1
    named = (text.replace("npm install socket.io-client\n", "").replace("node ", f"{node()} ", 1) for text in texts)
    return [text.replace(".venv/bin/python", sys.executable) for text in named]


@asynccontextmanager
async def typed(script: str, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A reader's terminal, in the folder of the sources."""
    shell = await asyncio.create_subprocess_exec(
        "sh", "-ec", script, cwd=ROOT, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        env={**os.environ, "NODE_PATH": str(folder / "node_modules")},
    )  # fmt: skip
    try:
        yield shell
    finally:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
        await shell.wait()


async def someone_calls(http: aiohttp.ClientSession, address: str, variables: dict[str, str]) -> None:
    """As the guide says: the act of the demo that brings the variable along."""
    act = {"act": "call_in", "id": 1, "caller": "+33639980123", "number": "3001", "variables": variables}
    async with http.ws_connect(f"{address}/demo/api/phones") as panel:
        await panel.send_json(act)
        while (told := await panel.receive_json())["type"] != "done":
            assert told["type"] != "refused", told


@pytest.mark.parametrize("way", ["node", "python", "none"])
async def test_the_five_minutes_of_the_guide_are_as_they_are_written(
    demo: Running, connect: Connect, tmp_path: Path, way: str
) -> None:
    address = f"http://127.0.0.1:{demo.port}"
    name_it, with_node, with_python, without_code = blocks_of_the_guide(address, tmp_path)
    script = {
        "node": f"{name_it}\n{with_node}", "python": f"{name_it}\n{with_python}",
        "none": f"{name_it}\n{without_code}\necho connected",
    }[way]  # fmt: skip
    async with typed(script, tmp_path) as shell, aiohttp.ClientSession() as http:
        assert shell.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while b"connected" not in (line := await shell.stdout.readline()):
                assert line, "it has ended"
        alice = await connect("alice")
        assert (await alice.ask("agentLogin"))["status"] == "done"
        await someone_calls(http, address, {"ordernumber": "4711"})
        await alice.phone("EventRinging")
        assert (await alice.ask("answer"))["status"] == "done"
        assert await alice.expect("wakeup") == {"url": "https://crm.example/orders/4711", "mode": "new_tab"}
