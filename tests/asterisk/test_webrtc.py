"""Browsers reach the test bed over loopback: SIP over WebSocket, and media that are announced on 127.0.0.1.

No browser here: a WebSocket, and the few SIP messages by hand (RFC 3261, RFC 7118).
"""

import asyncio
import hashlib
import re
import secrets
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.asterisk.conftest import Office
from tests.asterisk.render import password
from tests.support.client import Cti
from tests.support.pbx import Asterisk

PATIENCE = 10.0
OFFER = "\r\n".join(
    [
        "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0", "m=audio 9 UDP/TLS/RTP/SAVPF 0",
        "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0", "a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuvwx",
        f"a=fingerprint:sha-256 {':'.join(['AB'] * 32)}", "a=setup:actpass", "a=mid:0", "a=sendrecv", "a=rtcp-mux",
        "a=rtpmap:0 PCMU/8000", "a=candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host", "",
    ]
)  # fmt: skip
"""What a browser offers for a call with sound."""


class Browser:
    """The SIP side of a page that is one phone."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, number: str) -> None:
        self.socket, self.number = socket, number
        self.call_id, self.tag = secrets.token_hex(8), secrets.token_hex(4)
        self.sequence = 0

    async def ask(self, method: str, uri: str, to: str, body: str = "") -> str:
        """A request, once more with the digest when it is asked for; the final answer."""
        answer = await self._send(method, uri, to, body)
        asked = re.search(r"^(WWW|Proxy)-Authenticate: Digest (.*)$", answer, re.MULTILINE)
        if asked is None:
            return answer
        if method == "INVITE":
            await self._write("ACK", uri, to, answer, self.sequence)
        kind = "Authorization" if asked[1] == "WWW" else "Proxy-Authorization"
        return await self._send(method, uri, to, body, f"{kind}: Digest {self._digest(method, uri, asked[2])}\r\n")

    async def end(self, uri: str, to: str, answer: str) -> str:
        """Acknowledges an answered call and hangs it up."""
        await self._write("ACK", uri, to, answer, self.sequence)
        self.sequence += 1
        await self._write("BYE", uri, to, answer, self.sequence)
        return await self._final("BYE")

    def _digest(self, method: str, uri: str, asked: str) -> str:
        given = dict(re.findall(r'(\w+)="?([^",]+)"?', asked))

        def md5(*parts: str) -> str:
            return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

        user = md5(self.number, given["realm"], password(self.number))
        response = md5(user, given["nonce"], "00000001", "c0ffee", "auth", md5(method, uri))
        words = {"username": self.number, "realm": given["realm"], "nonce": given["nonce"], "uri": uri}
        words |= {"response": response, "cnonce": "c0ffee", "opaque": given.get("opaque", "")}
        quoted = ", ".join(f'{key}="{value}"' for key, value in words.items())
        return f"{quoted}, algorithm=MD5, qop=auth, nc=00000001"

    async def _send(self, method: str, uri: str, to: str, body: str, more: str = "") -> str:
        self.sequence += 1
        heads = f"To: <{to}>\r\n{more}"
        if method == "REGISTER":
            heads += "Expires: 60\r\n"
        await self._message(method, uri, heads, self.sequence, body)
        return await self._final(method)

    async def _write(self, method: str, uri: str, to: str, answer: str, sequence: int) -> None:
        """A message inside the dialogue, or about the transaction, that this answer belongs to."""
        tag = re.search(r"^To: .*;tag=(\S+)", answer, re.MULTILINE)
        await self._message(method, uri, f"To: <{to}>{f';tag={tag[1]}' if tag else ''}\r\n", sequence, "")

    async def _message(self, method: str, uri: str, heads: str, sequence: int, body: str) -> None:
        kind = "Content-Type: application/sdp\r\n" if body else ""
        await self.socket.send_str(
            f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/WS page.invalid;branch=z9hG4bK{sequence}{self.call_id}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:{self.number}@127.0.0.1>;tag={self.tag}\r\nCall-ID: {self.call_id}\r\n"
            f"CSeq: {sequence} {method}\r\nContact: <sip:{self.number}@page.invalid;transport=ws>\r\n{heads}{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

    async def _final(self, method: str) -> str:
        async with asyncio.timeout(PATIENCE):
            while True:
                said = await self.socket.receive()
                text = said.data.decode() if isinstance(said.data, bytes) else str(said.data)
                if re.match(r"SIP/2\.0 [2-6]", text) and re.search(rf"^CSeq: \d+ {method}\s*$", text, re.MULTILINE):
                    return text


@pytest.fixture
async def page(asterisk: Asterisk) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A WebSocket to the PBX, as a page opens it."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"ws://127.0.0.1:{asterisk.http_port}/ws", protocols=("sip",)) as socket,
    ):
        yield socket


def addresses(sdp: str) -> list[str]:
    """Every address that is announced: of candidates, and of the connection."""
    found = re.findall(r"^a=candidate:\S+ \d+ \S+ \d+ (\S+) \d+ typ", sdp, re.MULTILINE)
    return found + re.findall(r"^c=IN IP[46] (\S+)", sdp, re.MULTILINE)


async def test_a_page_registers_and_is_answered_on_loopback(
    asterisk: Asterisk, page: aiohttp.ClientWebSocketResponse
) -> None:
    browser = Browser(page, "1090")
    assert page.protocol == "sip"
    registered = await browser.ask("REGISTER", "sip:127.0.0.1", "sip:1090@127.0.0.1")
    assert registered.startswith("SIP/2.0 200"), registered
    assert "1090/sip:1090@" in await asterisk.cli("pjsip show contacts")

    answer = await browser.ask("INVITE", "sip:9000@127.0.0.1", "sip:9000@127.0.0.1", OFFER)
    assert answer.startswith("SIP/2.0 200"), answer
    sdp = answer.partition("\r\n\r\n")[2]
    assert set(addresses(sdp)) == {"127.0.0.1"}
    assert re.search(r"^a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 \d+ typ host", sdp, re.MULTILINE | re.IGNORECASE)
    assert re.search(r"^a=fingerprint:sha-256 ", sdp, re.MULTILINE | re.IGNORECASE)
    assert re.search(r"^a=setup:(active|passive)", sdp, re.MULTILINE)
    first, last = asterisk.bed.ports.rtp
    [port] = {int(port) for port in re.findall(r"^m=audio (\d+) ", sdp, re.MULTILINE)}
    assert first <= port <= last
    contact = re.search(r"^Contact: <([^>]+)>", answer, re.MULTILINE)
    assert contact is not None
    ended = await browser.end(contact[1], "sip:9000@127.0.0.1", answer)
    assert ended.startswith("SIP/2.0 200"), ended


async def test_a_page_registers_through_jackfield_for_its_own_line_only(office: Office) -> None:
    client = await office.connect("wendy")
    await client.send("getConfig", objectType="line")
    line = await client.expect("LineConfig")
    assert (line["name"], line["password"], line["webRtc"]) == ("1008", password("1008"), True)
    async with aiohttp.ClientSession(office.url) as http:
        path = f"/wssip?token={await Cti.token(http, '', 'wendy')}"
        socket = await http.ws_connect(path, protocols=("sip",))
        registered = await Browser(socket, "1008").ask("REGISTER", "sip:127.0.0.1", "sip:1008@127.0.0.1")
        assert registered.startswith("SIP/2.0 200"), registered
        refused = await Browser(socket, "1090").ask("REGISTER", "sip:127.0.0.1", "sip:1090@127.0.0.1")
        assert refused.startswith("SIP/2.0 403"), refused
        await client.expect("PhoneStatusUpdate", status="AVAILABLE")


async def test_a_page_with_a_wrong_password_stays_outside(
    page: aiohttp.ClientWebSocketResponse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.asterisk.test_webrtc.password", lambda number: "wrong")
    refused = await Browser(page, "1090").ask("REGISTER", "sip:127.0.0.1", "sip:1090@127.0.0.1")
    assert refused.startswith("SIP/2.0 401"), refused


async def test_every_candidate_is_given_the_loopback_address(asterisk: Asterisk) -> None:
    """Asterisk leaves 127/8 out of its own accord: every address of the machine is announced as 127.0.0.1."""
    etc = asterisk.bed.folder / "etc"
    rtp, http = (etc / "rtp.conf").read_text(), (etc / "http.conf").read_text()
    mapped = re.findall(r"^(\S+) => (\S+)$", rtp, re.MULTILINE)
    assert {announced for _, announced in mapped} == {"127.0.0.1"}
    assert "icesupport = yes" in rtp
    assert "bindaddr = 127.0.0.1" in http
    assert "127.0.0.1" in (etc / "jackfield" / "pjsip.conf").read_text()
