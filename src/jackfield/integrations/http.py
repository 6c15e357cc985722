"""What plug-ins that speak HTTP have in common: one session, a time limit, errors in words without secrets."""

import json
from collections.abc import Mapping
from typing import TypeVar

import aiohttp
import msgspec

from jackfield import __version__
from jackfield.integration import Integration

SECONDS = 8.0
"""Less than the ten seconds that a plug-in has for an event."""
READ_BYTES = 256 * 1024

SettingsT = TypeVar("SettingsT", bound=msgspec.Struct)


class HttpError(Exception):
    """There was no good answer; the text says why, and names no address: there may be a secret in it."""


class HttpIntegration(Integration[SettingsT]):
    """With `ask`."""

    http: aiohttp.ClientSession

    async def open(self) -> None:
        self.http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"jackfield/{__version__}"},
        )

    async def close(self) -> None:
        await self.http.close()

    async def ask(
        self, what: str, method: str, url: str, *, body: object = None, headers: Mapping[str, str] | None = None
    ) -> object:
        """The answer's JSON; None for what is none. `what` is asked, for people. No redirect is followed.

        Raises:
            HttpError: there was no answer, or not one between 200 and 299.
        """
        try:
            async with self.http.request(method, url, json=body, headers=headers, allow_redirects=False) as answer:
                text = (await answer.content.read(READ_BYTES)).decode(errors="replace")
        except TimeoutError:
            raise HttpError(f"{what}: no answer within {SECONDS:g} s") from None
        except (aiohttp.ClientError, OSError) as error:
            raise HttpError(f"{what}: cannot be reached: {type(error).__name__}") from None
        if not 200 <= answer.status < 300:
            said = " ".join(text.split())[:200]
            raise HttpError(f"{what}: answered {answer.status}{f': {said}' if said else ''}")
        try:
            found: object = json.loads(text)
        except ValueError:
            return None
        return found
