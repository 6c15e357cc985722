"""What README and tutorial tell a reader to type is typed here, against a demo in a process of its own."""

import asyncio
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.house.tree import ROOT

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("documents")]

WRITTEN = "http://127.0.0.1:8090"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PATIENCE_SECONDS = 40.0


def blocks(page: str, language: str) -> list[str]:
    """The blocks of code in one language on a page."""
    return [text for found, text in BLOCK.findall((ROOT / page).read_text(encoding="utf-8")) if found == language]


def line_with(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> re.Match[str]:
    """Wait until what a process writes contains the pattern."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text(encoding="utf-8"), re.MULTILINE):
            return found
        if process.poll() is not None:
            break
        time.sleep(0.02)
    pytest.fail(f"{pattern!r} did not come:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo on a free port."""
    folder = tmp_path_factory.mktemp("demo")
    log = folder / "log"
    command = [sys.executable, "-m", "jackfield", "serve", "--demo", "--port", "0", "--data", str(folder / "data")]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as server:
        try:
            yield line_with(log, r"^jackfield ready (http://\S+)$", server)[1]
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                raise
    assert server.returncode == 0


def program(text: str, demo: str, folder: Path, name: str) -> list[str]:
    """Save a program as the page says, with the demo's address, and say how it is run."""
    assert WRITTEN in text
    path = folder / name
    path.write_text(text.replace(WRITTEN, demo), encoding="utf-8")
    return [sys.executable, "-W", "error", str(path)]


def finished(command: list[str]) -> str:
    """What a program prints until it ends by itself."""
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE_SECONDS).stdout


def curl(words: list[str], demo: str) -> bytes:
    """Do what a `curl` line says, as far as our pages use it."""
    headers, body, address = {}, None, ""
    rest = iter(words[1:])
    for word in rest:
        match word:
            case "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            case "-d":
                body = next(rest).encode()
            case _:
                address = word.replace(WRITTEN, demo)
    assert address.startswith(demo)
    with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=PATIENCE_SECONDS) as answer:
        return bytes(answer.read())


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md"])
def test_every_request_is_answered(page: str, demo: str) -> None:
    text = "\n".join(blocks(page, "sh")).replace("\\\n", " ")
    lines = [shlex.split(line, comments=True) for line in text.splitlines() if line.startswith("curl ")]
    assert lines
    answers = [curl(words, demo) for words in lines]
    assert set(json.loads(answers[-1])) == {"login", "token", "TTL"}


def test_the_requests_of_another_server(demo: str) -> None:
    lines = [shlex.split(line) for line in "\n".join(blocks("docs/howto/server-to-server.md", "sh")).splitlines()]
    *acts, history = [json.loads(curl(words, demo)) for words in lines]
    assert [act["status"] for act in acts] == ["done"] * 3
    assert history[0]["dstNum"] == "1002"


def test_the_receiver_of_the_webhook_page(tmp_path: Path) -> None:
    (text,) = blocks("docs/howto/webhook.md", "python")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path, log, server_log = tmp_path / "receiver.py", tmp_path / "log", tmp_path / "server-log"
    path.write_text(text.replace("8099", str(port)), encoding="utf-8")
    secret = re.search(r'SECRET = b"(.*)"', text)
    assert secret is not None
    settings = {"JACKFIELD_WEBHOOKS_URLS": f"http://127.0.0.1:{port}/", "JACKFIELD_WEBHOOKS_SECRET": secret[1]}
    serve = [sys.executable, "-m", "jackfield", "serve", "--demo", "--port", "0", "--data", str(tmp_path / "data")]
    with (
        log.open("wb") as output,
        server_log.open("wb") as serving,
        subprocess.Popen([sys.executable, str(path)], stdout=output, stderr=output) as receiver,
        subprocess.Popen(serve, stdout=serving, stderr=serving, env={**os.environ, **settings}) as server,
    ):
        try:
            line_with(log, r"^{'username': 'alice', 'status': 0}$", receiver)
        finally:
            receiver.kill()
            server.kill()


def test_the_client_of_the_readme(demo: str, tmp_path: Path) -> None:
    (text,) = blocks("README.md", "python")
    printed = finished(program(text, demo, tmp_path, "call.py")).splitlines()
    assert printed[0].startswith("LoggedOn")
    assert "EventReleased" in printed[-1]


def test_the_clients_of_the_tutorial(demo: str, tmp_path: Path) -> None:
    listen, call = blocks("docs/tutorial.md", "python")
    log = tmp_path / "log"
    command = [*program(listen, demo, tmp_path, "listen.py"), "bruno"]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as listener:
        try:
            line_with(log, r"PhoneStatusUpdate", listener)
            assert finished(program(call, demo, tmp_path, "call.py")).split()[-2:] == ["EventReleased", "1001"]
            line_with(log, r"EventRinging(.|\n)*EventEstablished(.|\n)*EventReleased", listener)
        finally:
            listener.kill()
    assert json.loads(log.read_text(encoding="utf-8").splitlines()[0])["msgType"] == "LoggedOn"


async def test_the_refusal_of_the_tutorial(demo: str) -> None:
    (asked,) = blocks("docs/tutorial.md", "json")
    base = f"{demo}/xuc/api/2.0"
    async with aiohttp.ClientSession() as http, asyncio.timeout(PATIENCE_SECONDS):
        async with http.post(f"{base}/auth/login", json={"login": "alice", "password": "demo"}) as answer:
            token = (await answer.json())["token"]
        async with http.ws_connect(f"{base}/cti", params={"token": token}) as socket:
            await socket.send_str(asked)
            while (event := await socket.receive_json())["msgType"] != "CommandResult":
                pass
    assert event["ctiMessage"]["requestId"] == "first"
    assert event["ctiMessage"]["status"] == "refused"
    assert event["ctiMessage"]["message"]


def test_the_users_of_the_readme_are_the_demos(demo: str) -> None:
    table = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    logins = [login for cell in table for login in re.findall(r"\w+", cell)]
    assert len(logins) == 8
    for login in logins:
        body = json.dumps({"login": login, "password": "demo"})
        words = ["curl", "-H", "Content-Type: application/json", "-d", body, f"{WRITTEN}/xuc/api/2.0/auth/login"]
        assert json.loads(curl(words, demo))["login"] == login
