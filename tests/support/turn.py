"""Debian's coturn on loopback, with the secret that Jackfield makes credentials of."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.left_out import left_out

PREPARE = Path(__file__).parents[1] / "turn" / "prepare"
SECRET = "north of the border"


@asynccontextmanager
async def turn_server(folder: Path) -> AsyncIterator[int]:
    """A TURN server that relays on loopback; its port."""
    found = subprocess.run([PREPARE], capture_output=True, text=True, check=False)
    if found.returncode:
        left_out(found.stderr.strip())
    port = _free_port()
    (folder / "turn.conf").write_text(
        f"listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nlistening-port={port}\nrealm=jackfield\nuse-auth-secret\n"
        f"static-auth-secret={SECRET}\nallow-loopback-peers\nno-tls\nno-dtls\nno-cli\nsimple-log\n"
        f"log-file={folder}/turn.log\npidfile={folder}/turn.pid\nuserdb={folder}/turn.db\n"
    )
    words = [found.stdout.strip(), "-c", str(folder / "turn.conf")]
    process = await asyncio.create_subprocess_exec(*words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await _listens(port)
        yield port
    finally:
        process.terminate()
        await process.wait()


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


async def _listens(port: int) -> None:
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
