"""The credentials that `getIceConfig` gives, tried on Debian's coturn with its own client."""

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jackfield.domain.directory import User
from jackfield.domain.user.personal import ice_config
from jackfield.domain.world import Ice
from jackfield.protocol.events import TurnConfig
from tests.support.left_out import left_out

HERE = Path(__file__).parent
SECRET = "north of the border"
WENDY = User(id=8, login="wendy")


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


async def listens(port: int) -> None:
    """Waits until the server has opened its port, which it does for TCP too."""
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


@pytest.fixture
async def turn(tmp_path: Path) -> AsyncIterator[int]:
    """A TURN server on loopback that knows the secret; its port."""
    found = subprocess.run([HERE / "prepare"], capture_output=True, text=True, check=False)
    if found.returncode:
        left_out(found.stderr.strip())
    port = free_port()
    (tmp_path / "turn.conf").write_text(
        f"listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nlistening-port={port}\nrealm=jackfield\nuse-auth-secret\n"
        f"static-auth-secret={SECRET}\nallow-loopback-peers\nno-tls\nno-dtls\nno-cli\nsimple-log\n"
        f"log-file={tmp_path}/log\npidfile={tmp_path}/pid\nuserdb={tmp_path}/db\n"
    )
    words = [found.stdout.strip(), "-c", str(tmp_path / "turn.conf")]
    process = await asyncio.create_subprocess_exec(*words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await listens(port)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def relays(port: int, username: str, credential: str) -> bool:
    """Whether the server carries something for who shows these."""
    client = shutil.which("turnutils_uclient")
    assert client is not None
    words = [client, "-y", "-c", "-n", "2", "-m", "1", "-p", str(port), "-u", username, "-w", credential, "127.0.0.1"]
    process = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = (await process.communicate())[0].decode()
    return process.returncode == 0 and "Total lost packets 0 " in said


def credentials(now: float, secret: str = SECRET, seconds: int = 3600) -> TurnConfig:
    ice = Ice(turn_urls=("turn:127.0.0.1",), turn_secret=secret, turn_seconds=seconds)
    told = ice_config(ice, WENDY, now).turnConfig
    assert isinstance(told, TurnConfig)
    return told


@pytest.mark.turn
async def test_coturn_lets_in_who_has_our_credentials_and_nobody_else(turn: int) -> None:
    now = time.time()
    good, wrong = credentials(now), credentials(now, secret="another")
    assert await relays(turn, good.username, good.credential)
    assert not await relays(turn, wrong.username, wrong.credential)
    over = credentials(1_000_000.0)
    assert not await relays(turn, over.username, over.credential)
    assert not await relays(turn, good.username.replace("wendy", "alice"), good.credential)
