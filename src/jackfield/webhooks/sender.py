"""One letter by HTTP: the request, and what its answer means. No redirect is followed: it could lead anywhere."""

import asyncio
import os
import time
from collections.abc import Collection, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp

from jackfield import __version__
from jackfield.domain.letters import Letter
from jackfield.webhooks.courier import Attempt, Outcome
from jackfield.webhooks.receiver import Receiver, headers

READ_BYTES = 8192
"""Of an answer at most; nothing in it is looked at."""

AWAY: Collection[int] = frozenset({
    HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
    HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT,
})  # fmt: skip
"""Answers that say nothing about the letter, but that the receiver, or the way to it, is not as it should be."""


class Sender:
    """Posts letters, each signed with all of the keys: a receiver that has one of them is content."""

    def __init__(self, keys: Sequence[bytes], timeout_seconds: float) -> None:
        self._keys = keys
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, connect=timeout_seconds)
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"jackfield/{__version__}"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def __call__(self, receiver: Receiver, letter: Letter) -> None:
        """Deliver it. Raises Attempt."""
        assert self._http is not None  # it is entered before anybody has it
        body = letter.body.encode()
        signed = headers(self._keys, f"msg_{letter.id}", int(time.time()), body)
        try:
            async with self._http.post(receiver.url, data=body, headers=signed, allow_redirects=False) as answer:
                await answer.content.read(READ_BYTES)
        except TimeoutError:
            raise Attempt(Outcome.AWAY, f"did not answer within {self._timeout.total:g} s") from None
        except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError) as error:
            raise Attempt(Outcome.AWAY, _reason(error)) from None
        _judge(answer.status, answer.headers.get("Retry-After", ""))


def _judge(status: int, retry_after: str) -> None:
    if 200 <= status < 300:
        return
    said = f"answered {status}"
    if status < 400:
        raise Attempt(Outcome.AWAY, f"{said}: redirects are not followed, configure the address it leads to")
    if status in AWAY:
        raise Attempt(
            Outcome.AWAY, said, float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0.0
        )
    raise Attempt(Outcome.REFUSED if status < 500 else Outcome.BROKEN, said)


def _reason(error: Exception) -> str:
    """Why there was no answer, without the URL, which may hold a secret."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "has a certificate that is not valid for it"
    cause = getattr(error, "os_error", error)
    if isinstance(cause, OSError) and cause.errno is not None and cause.errno > 0:
        return f"cannot be reached: {os.strerror(cause.errno)}"
    return f"cannot be reached: {type(error).__name__}"
