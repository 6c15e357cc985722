"""What keeps a browser's page away from a server, found out from outside: certificate, origins, mixed content.

It asks as a browser asks, with the page's Origin, and needs no configuration. Findings are sentences with what to do.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp
import msgspec

SECONDS = 8.0
WEBSOCKETS = ("/xuc/api/2.0/cti", "/wssip")
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "amFja2ZpZWxkIGRvY3Rvcg==",
    "Sec-WebSocket-Protocol": "sip",
}


class Finding(msgspec.Struct, frozen=True):
    """What was looked at; whether it is well; what is so and what to do."""

    what: str
    well: bool
    text: str


async def examine(url: str, origin: str = "") -> AsyncIterator[Finding]:
    """Everything that can be seen of the server at `url` by a page of `origin` (empty: one of the server itself)."""
    page = origin.rstrip("/") or f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
    yield mixed_content(url, page)
    yield private_network(url, page)
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(url.rstrip("/"), timeout=timeout, headers={"Origin": page}) as http:
        reached = await _reached(http, url)
        yield reached
        if not reached.well:
            return
        yield await _rest(http, page)
        for path in WEBSOCKETS:
            yield await _websocket(http, path, page)


def mixed_content(url: str, page: str) -> Finding:
    """An https page may connect with https only, but for this very machine."""
    blocked = page.startswith("https:") and url.startswith("http:") and not _loopback(url)
    text = f"pages of {page} may not connect with {url}: serve it by https, behind a proxy with a certificate"
    return Finding("mixed content", not blocked, text if blocked else "the page's scheme and the server's go together")


def private_network(url: str, page: str) -> Finding:
    """A public page that reaches into a private network is asked about by the browser."""
    asked = _private(url) and not _private(page)
    text = "the browser asks its user whether a public page may reach this private address: allow it, or its policy"
    return Finding("private network", not asked, text if asked else "no question of the browser is to be expected")


async def _reached(http: aiohttp.ClientSession, url: str) -> Finding:
    try:
        async with http.get("/healthz") as answer:
            well = answer.status == 200
            text = "the server answers" if well else f"/healthz answers {answer.status}: is this Jackfield?"
            return Finding("server", well, text)
    except aiohttp.ClientConnectorCertificateError as error:
        told = getattr(error.certificate_error, "verify_message", "") or str(error.certificate_error)
        return Finding("certificate", False, f"it is not trusted ({told}): install one of a known authority")
    except (aiohttp.ClientError, TimeoutError, OSError, ssl.SSLError) as error:
        return Finding("server", False, f"{url} cannot be reached: {error}")


async def _rest(http: aiohttp.ClientSession, page: str) -> Finding:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    async with http.options("/xuc/api/2.0/auth/login", headers=asked) as answer:
        allowed = answer.headers.get("Access-Control-Allow-Origin", "")
    well = allowed in ("*", page)
    text = "logging in is allowed" if well else f"pages of {page} may not log in: name it in [server] allowed_origins"
    return Finding("origin, REST", well, text)


async def _websocket(http: aiohttp.ClientSession, path: str, page: str) -> Finding:
    """Without a token the door answers 400 to 403; what matters is why."""
    try:
        async with asyncio.timeout(SECONDS), http.get(path, headers=UPGRADE) as answer:
            said = await answer.text() if answer.status != 101 else ""
            status = answer.status
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding(f"WebSocket {path}", False, f"no answer: {error}")
    if "OriginNotAllowed" in said:
        text = f"pages of {page} may not connect: name it in [server] websocket_origins"
        return Finding(f"WebSocket {path}", False, text)
    if "UpgradeRequired" in said or status >= 500:
        return Finding(f"WebSocket {path}", False, f"it answers {status}: does the proxy pass on WebSocket upgrades?")
    return Finding(f"WebSocket {path}", True, "the door is open to pages of this origin")


def _loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return _loopback(url) or "." not in host or host.endswith((".local", ".internal", ".lan"))
