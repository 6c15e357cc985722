"""A receiver of the webhook, as integrators write one: it verifies what it gets, and behaves as the test says."""

import asyncio
import hmac
import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from aiohttp import web

PATIENCE_SECONDS = 20.0
SECRET = "the secret of the tests, long enough"


class Received:
    """A request that was accepted: its id, and its body."""

    def __init__(self, letter: str, body: dict[str, Any]) -> None:
        self.id, self.body = letter, body


class WebhookReceiver:
    """Accepts everything that is signed until told otherwise; may be stopped, and started again on its port."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.attempts: list[str] = []
        """The ids of all requests, accepted or not."""
        self.status: Callable[[dict[str, Any]], int] = lambda body: 200
        self.delay_seconds = 0.0
        self.headers: dict[str, str] = {}
        self.at_once = 0
        self.most_at_once = 0
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/xivo/1.0/event/here/dropbox/?key=not-to-be-shown"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/xivo/1.0/event/here/dropbox/", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until it is so."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition():
                await asyncio.sleep(0.01)

    def events(self, login: str) -> list[str]:
        """The types of the phone events of a user that were accepted, each letter once."""
        told = {one.id: one.body for one in self.received if one.body["username"] == login and "message" in one.body}
        return [body["message"]["ctiMessage"]["eventType"] for body in told.values()]

    def statuses(self, login: str) -> list[int]:
        """The states of a user's phone, the same way."""
        told = {one.id: one.body for one in self.received if one.body["username"] == login and "status" in one.body}
        return [body["status"] for body in told.values()]

    async def _take(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            body = await request.read()
            letter = request.headers["Webhook-Id"]
            self.attempts.append(letter)
            signed = f"{letter}.{request.headers['Webhook-Timestamp']}.".encode() + body
            expected = b64encode(hmac.digest(SECRET.encode(), signed, sha256)).decode()
            assert request.headers["Webhook-Signature"] == f"v1,{expected}"
            told = json.loads(body)
            await asyncio.sleep(self.delay_seconds)
            status = self.status(told)
            if status == 200:
                self.received.append(Received(letter, told))
            return web.Response(status=status, headers=self.headers)
        finally:
            self.at_once -= 1
