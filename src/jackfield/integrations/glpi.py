"""`glpi`: a ticket in GLPI for each call, by its REST API (`apirest.php`: initSession, Ticket, killSession).

The ticket is shown in the realtime list, and opened for the agent if that is wanted.
"""

import html
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from jackfield.integration import Event, WakeupMode, filled
from jackfield.integrations.http import HttpError, HttpIntegration

API = "/apirest.php"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`title` and `content` are templates; `fields` are further ones of the ticket, such as `itilcategories_id = 3`."""

    url: Annotated[str, Meta(pattern=r"^https?://.+/apirest\.php$")]
    user_token: Annotated[str, Meta(min_length=1)]
    app_token: str = ""
    step: Literal["ringing", "up", "hangup", "abandon"] = "up"
    title: str = "Call from {callernum} {callername}"
    content: str = "Queue {queue}, answered by {agentname} ({agentnum}), call {uniqueid}"
    fields: dict[str, Any] = {}
    open: WakeupMode | None = None


class Glpi(HttpIntegration[Settings]):
    """One session of GLPI for each ticket: they end by themselves there, at a time that nobody tells."""

    settings_type = Settings

    async def handle(self, event: Event) -> None:
        settings = self.settings
        if event.texts()["event"] != settings.step:
            return
        ticket = await self._ticket(
            {
                **settings.fields,
                "name": filled(settings.title, event).strip()[:250],
                "content": html.escape(filled(settings.content, event)),  # GLPI takes it for HTML
            }
        )
        page = f"{settings.url.removesuffix(API)}/front/ticket.form.php?id={ticket}"
        self.note(f"ticket {ticket}")
        await self.show("GLPI", event, str(ticket), page)
        if settings.open is not None and event.peer:
            await self.wakeup(page, event, settings.open)

    async def _ticket(self, values: dict[str, Any]) -> int:
        """Make it; its id. Raises HttpError."""
        url, app = self.settings.url, {"App-Token": self.settings.app_token} if self.settings.app_token else {}
        who = {"Authorization": f"user_token {self.settings.user_token}", **app}
        session = await self.ask("GLPI, initSession", "GET", f"{url}/initSession", headers=who)
        if not isinstance(session, dict) or not isinstance(session.get("session_token"), str):
            raise HttpError("GLPI, initSession: there is no session_token in the answer")
        headers = {"Session-Token": session["session_token"], **app}
        try:
            made = await self.ask("GLPI, Ticket", "POST", f"{url}/Ticket", body={"input": values}, headers=headers)
        finally:
            try:
                await self.ask("GLPI, killSession", "GET", f"{url}/killSession", headers=headers)
            except HttpError as error:
                self.note(str(error))
        if not isinstance(made, dict) or not isinstance(made.get("id"), int):
            raise HttpError("GLPI, Ticket: there is no id in the answer")
        ticket: int = made["id"]
        return ticket
