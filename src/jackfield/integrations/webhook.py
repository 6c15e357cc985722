"""`webhook`: posts the events of a call as JSON, and opens the page that the answer names.

The other webhook (`[webhooks]`) tells what happens on every user's phone, and waits for days; this one tells the four
events of calls, in a form that the receiver chooses, and only now.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from jackfield.integration import Event, WakeupMode, filled
from jackfield.integrations.http import HttpIntegration

Step = Literal["ringing", "up", "hangup", "abandon"]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`url` and the texts in `body` are templates; without a body the whole event is sent."""

    url: Annotated[str, Meta(pattern="^https?://[^{}/]+(/.*)?$")]
    steps: tuple[Step, ...] = ("ringing", "up", "hangup", "abandon")
    method: Literal["POST", "PUT"] = "POST"
    headers: dict[str, str] = {}
    body: Any = None


class Webhook(HttpIntegration[Settings]):
    """Tells, and opens what it is answered: `{"wakeup": {"url": "https://...", "mode": "new_tab"}}`."""

    settings_type = Settings

    async def handle(self, event: Event) -> None:
        settings = self.settings
        if event.texts()["event"] not in settings.steps:
            return
        body = msgspec.to_builtins(event) if settings.body is None else filled_in(settings.body, event)
        url = filled(settings.url, event, address=True)
        answer = await self.ask("the webhook", settings.method, url, body=body, headers=settings.headers)
        page = answer.get("wakeup") if isinstance(answer, dict) else None
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            modes = {str(mode): mode for mode in WakeupMode}
            await self.wakeup(page["url"], event, modes.get(str(page.get("mode")), WakeupMode.NEW_TAB))


def filled_in(template: object, event: Event) -> object:
    """A body whose texts, wherever they are in it, are filled in."""
    match template:
        case str():
            return filled(template, event)
        case dict():
            return {name: filled_in(value, event) for name, value in template.items()}
        case list():
            return [filled_in(value, event) for value in template]
    return template
