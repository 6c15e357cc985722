"""The credentials that `getIceConfig` gives, tried on Debian's coturn with its own client."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jackfield.domain.directory import User
from jackfield.domain.user.personal import ice_config
from jackfield.domain.world import Ice
from jackfield.protocol.events import TurnConfig
from tests.support.turn import SECRET, turn_server

WENDY = User(id=8, login="wendy")


@pytest.fixture
async def turn(tmp_path: Path) -> AsyncIterator[int]:
    """The port of a TURN server that knows the secret."""
    async with turn_server(tmp_path) as port:
        yield port


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
