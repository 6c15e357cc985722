"""Pages and assets, asked for by a real client: what is served, how it is kept, and that nothing else can be had."""

import asyncio
import gzip
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from jackfield.web.json_api import guard, header_writer
from jackfield.web.pages import IMMUTABLE, PAGES, POLICY, REVALIDATE, Pages
from jackfield.web.settings import WebSettings
from tests.web.doors import Doors

SCRIPT = "const greeting = 'Grüße';\n" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the build leaves behind, in small; beside it a file that nobody may have."""
    files = {
        "pages/home.html": "<!doctype html><title>Home</title>" + " " * 200,
        "pages/sampleAgents.html": "<!doctype html><title>Agents</title>",
        "assets/javascripts/cti.js": SCRIPT,
        "assets/javascripts/jackfield.mjs": SCRIPT,
        "assets/javascripts/jackfield.d.mts": SCRIPT,
        "assets/built/home-DtFeYo_o.css": "p{}",
        "assets/built/.hidden.js": "secret",
        "assets/built/odd.xyz": "secret",
        ".built": "",
    }
    for name, text in files.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "static" / "assets" / "lamp.png").write_bytes(b"\x89PNG" + bytes(64))
    (tmp_path / "secret.js").write_text("secret", encoding="utf-8")
    return tmp_path / "static"


@pytest.fixture
async def http(folder: Path) -> AsyncIterator[ClientSession]:
    async with serving(folder) as session:
        yield session


class serving:
    """A server of nothing but the pages, and a client that sends paths as they are written."""

    def __init__(self, folder: Path, settings: WebSettings | None = None) -> None:
        settings = settings or WebSettings()
        app = web.Application(middlewares=[guard(settings)])
        app.add_routes(Pages(folder).routes())
        app.on_response_prepare.append(header_writer(settings))
        self._server = TestServer(app)

    async def __aenter__(self) -> ClientSession:
        await self._server.start_server()
        self._session = ClientSession(self._server.make_url("/"), auto_decompress=False)
        return self._session

    async def __aexit__(self, *exc: object) -> None:
        await self._session.close()
        await self._server.close()


@pytest.mark.parametrize(("path", "title"), [("/", "Home"), ("/sample/agents", "Agents")])
async def test_pages_with_their_policy(http: ClientSession, path: str, title: str) -> None:
    async with http.get(path, headers={"Accept-Encoding": "identity"}) as answer:
        assert answer.status == 200
        assert title in await answer.text()
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert "unsafe" not in POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == REVALIDATE


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    [
        ("/assets/javascripts/cti.js", "text/javascript; charset=utf-8", REVALIDATE),
        ("/assets/javascripts/jackfield.mjs", "text/javascript; charset=utf-8", REVALIDATE),
        ("/assets/javascripts/jackfield.d.mts", "text/plain; charset=utf-8", REVALIDATE),
        ("/assets/built/home-DtFeYo_o.css", "text/css; charset=utf-8", IMMUTABLE),
        ("/assets/lamp.png", "image/png", REVALIDATE),
    ],
)
async def test_assets(http: ClientSession, folder: Path, path: str, kind: str, caching: str) -> None:
    async with http.get(path, headers={"Accept-Encoding": "identity"}) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        assert answer.headers["Cache-Control"] == caching
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert await answer.read() == (folder / path[1:]).read_bytes()


async def test_texts_come_compressed(http: ClientSession) -> None:
    async with http.get("/assets/javascripts/cti.js", headers={"Accept-Encoding": "br, gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert gzip.decompress(await answer.read()).decode() == SCRIPT
    for path, encoding in (("/assets/lamp.png", "gzip"), ("/assets/javascripts/cti.js", "br")):
        async with http.get(path, headers={"Accept-Encoding": encoding}) as answer:
            assert "Content-Encoding" not in answer.headers


async def test_what_is_known_is_not_sent_again(http: ClientSession, folder: Path) -> None:
    path = "/assets/javascripts/cti.js"
    async with http.get(path) as answer:
        mark = answer.headers["ETag"]
    for known in (mark, mark.removeprefix("W/"), f'"x", {mark}', "*"):
        async with http.get(path, headers={"If-None-Match": known}) as answer:
            assert (answer.status, await answer.read(), answer.headers["ETag"]) == (304, b"", mark)
            assert answer.headers["Cache-Control"] == REVALIDATE
    async with http.get(path, headers={"If-None-Match": '"x"'}) as answer:
        assert answer.status == 200
    changed = folder / path[1:]
    changed.write_text("other", encoding="utf-8")
    os.utime(changed, ns=(1, 1))
    async with http.get(path, headers={"If-None-Match": mark}) as answer:
        assert (answer.status, await answer.read()) == (200, b"other")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../secret.js",
        "/assets/../../secret.js",
        "/assets/%2e%2e/%2e%2e/secret.js",
        "/assets/..%2f..%2fsecret.js",
        "/assets/..%5c..%5csecret.js",
        "/assets/javascripts/%2fetc/passwd",
        "/assets//etc/passwd",
        "/assets/built/.hidden.js",
        "/assets/built/odd.xyz",
        "/assets/built",
        "/assets/built/",
        "/assets/",
        "/assets/cti.js%00.png",
        "/assets/" + "a/" * 2000 + "a.js",
        "/assets/Grüße.js",
        "/assets/javascripts/cti.js/x.js",
    ],
)
async def test_nothing_else_can_be_had(http: ClientSession, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", http._base_url.port)  # type: ignore[union-attr]
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    assert answer.split(b" ", 2)[1] in (b"404", b"400"), answer
    assert b"secret" not in answer
    assert b"root:" not in answer


async def test_a_page_that_does_not_exist(http: ClientSession) -> None:
    async with http.get("/demo") as answer:
        assert (answer.status, answer.content_type) == (404, "text/plain")
        assert "no page" in await answer.text()


async def test_a_slash_too_many_leads_to_the_page(http: ClientSession) -> None:
    async with http.get("/sample/agents/", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (308, "/sample/agents")


async def test_pages_that_were_never_built(tmp_path: Path) -> None:
    async with serving(tmp_path / "none") as http, http.get("/") as answer:
        assert (answer.status, answer.content_type) == (404, "text/plain")
        assert "make install" in await answer.text()


async def test_both_reasons_to_differ_are_told(folder: Path) -> None:
    settings = WebSettings(cors_origins=("http://crm.example",))
    async with serving(folder, settings) as http, http.get("/assets/javascripts/cti.js") as answer:
        assert set(answer.headers.getall("Vary")) == {"Accept-Encoding", "Origin"}


async def test_the_server_has_the_pages(doors: Doors) -> None:
    """Whether built or not: the addresses lead to the pages' own answers, never to the API's."""
    for path in PAGES:
        async with doors.http.get(path) as answer:
            assert answer.content_type in ("text/html", "text/plain")
    async with doors.http.post("/", json={}) as answer:
        assert (answer.status, answer.content_type) == (405, "application/json")
