"""What `jackfield doctor` finds out from outside, on servers with each of the faults."""

import asyncio
import ssl
from pathlib import Path

import pytest
from aiohttp import web

from jackfield.doctor import examine, mixed_content, private_network
from jackfield.web.settings import WebSettings
from tests.web.doors import open_doors

CRM = "https://crm.example"


async def faults(url: str, origin: str = "") -> list[str]:
    return [finding.what async for finding in examine(url, origin) if not finding.well]


async def test_a_server_that_is_well() -> None:
    async with open_doors() as doors:
        assert await faults(f"http://127.0.0.1:{doors.port}/") == []


async def test_origins_that_are_not_admitted() -> None:
    strict = WebSettings(port=0, cors_origins=("https://own.example",), websocket_origins=("https://own.example",))
    async with open_doors(strict) as doors:
        found = await faults(f"http://127.0.0.1:{doors.port}", CRM)
    assert found == ["private network", "origin, REST", "WebSocket /xuc/api/2.0/cti", "WebSocket /wssip"]


async def test_a_certificate_that_is_not_trusted_and_a_server_that_is_not_there(tmp_path: Path) -> None:
    words = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=cti.example -keyout key -out crt"
    made = await asyncio.create_subprocess_exec(*words.split(), cwd=tmp_path, stderr=asyncio.subprocess.DEVNULL)
    assert await made.wait() == 0
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(tmp_path / "crt", tmp_path / "key")
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=secure).start()
    port = runner.addresses[0][1]
    assert await faults(f"https://127.0.0.1:{port}") == ["certificate"]
    await runner.cleanup()
    assert await faults(f"http://127.0.0.1:{port}") == ["server"]


@pytest.mark.parametrize(
    ("url", "page", "mixed", "private"),
    [
        ("http://cti.example", CRM, True, False),
        ("https://cti.example", CRM, False, False),
        ("http://localhost:8090", CRM, False, True),
        ("https://192.168.1.5", CRM, False, True),
        ("https://pbx.lan", "https://crm.lan", False, False),
    ],
)
def test_schemes_and_networks(url: str, page: str, mixed: bool, private: bool) -> None:
    assert (not mixed_content(url, page).well, not private_network(url, page).well) == (mixed, private)
