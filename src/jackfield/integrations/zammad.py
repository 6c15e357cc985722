"""`zammad`: the caller log of Zammad, by its interface for telephone systems (Integrations, CTI generic).

newCall when a phone rings for a caller, answer, hangup; who gives up is a missed call there.
"""

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from jackfield.integration import Abandon, Event, Hangup, Up
from jackfield.integrations.http import HttpIntegration

MOST_CALLS = 10_000


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`url`: the endpoint that Zammad shows, with its token."""

    url: Annotated[str, Meta(pattern=r"^https?://.+/api/v1/cti/[^/]+$")]


class Zammad(HttpIntegration[Settings]):
    """Zammad wants each call begun once, by newCall, whatever is told of it first."""

    settings_type = Settings

    async def open(self) -> None:
        await super().open()
        self._begun: dict[str, None] = {}

    async def handle(self, event: Event) -> None:
        call = of(event)
        if event.uniqueid not in self._begun:
            await self._post({"event": "newCall", **call})
            self._begun[event.uniqueid] = None
            if len(self._begun) > MOST_CALLS:
                del self._begun[next(iter(self._begun))]
        match event:
            case Up():
                await self._post({"event": "answer", "answeringNumber": event.agentnum, **call})
            case Hangup():
                cause = "forwarded" if event.reason == "transfer" else "normalClearing"
                await self._post({"event": "hangup", "cause": cause, "answeringNumber": event.agentnum, **call})
            case Abandon():
                await self._post({"event": "hangup", "cause": "cancel", **call})
        if isinstance(event, Hangup | Abandon):
            self._begun.pop(event.uniqueid, None)

    async def _post(self, body: dict[str, str]) -> None:
        await self.ask(f"Zammad, {body['event']}", "POST", self.settings.url, body=body)


def of(event: Event) -> dict[str, str]:
    """What every message of a call has."""
    out = event.direction == "outbound"
    to = getattr(event, "destnum" if out else "extension", "")
    call = {
        "from": digits(event.callernum) or "anonymous",
        "to": digits(to) or event.queue,
        "direction": "out" if out else "in",
        "callId": event.uniqueid,
        "user": event.agentname,
        "queue": event.queue,
    }
    return {name: value for name, value in call.items() if value}


def digits(number: str) -> str:
    """A number without signs."""
    return re.sub(r"\D", "", number)
