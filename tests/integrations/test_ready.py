"""The plug-ins that come along, each against a small stand-in of its application's documented interface."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from jackfield.integration import Integration, Notebook, event_of
from jackfield.integrations.glpi import Glpi
from jackfield.integrations.http import HttpError
from jackfield.integrations.webhook import Webhook
from jackfield.integrations.zammad import Zammad
from tests.support.standin import StandIn

UP = event_of({
    "event": "up", "up": True, "uniqueid": "17.1", "queue": "sales", "direction": "inbound", "callernum": "+33 611",
    "callername": "Zoë <b>", "agentname": "John Doe", "agentnum": "1007", "peer": "PJSIP/1007", "extension": "3001",
    "holdtime": "4", "variables": {"ordernumber": "A/1", "queue": "never"}, "ordernumber": "A/1",
})  # fmt: skip


def later(event: str, **more: str) -> Any:
    return event_of({**msgspec.to_builtins(UP), "event": event, **more})


@asynccontextmanager
async def opened(plugin: type[Integration[Any]], settings: dict[str, object]) -> AsyncIterator[tuple[Any, Notebook]]:
    desk = Notebook(closed=frozenset({"PJSIP/9"}))
    made = plugin(msgspec.convert(settings, plugin.settings_type), desk)
    await made.open()
    yield made, desk
    await made.close()


async def test_the_webhook_posts_what_it_is_told_to_and_opens_what_it_is_answered() -> None:
    async with StandIn() as crm:
        crm.answers["/calls/17.1/sales"] = {"wakeup": {"url": "https://crm.example/7", "mode": "new_frame"}}
        body = {
            "who": "{callername} {callernum}",
            "order": ["{ordernumber}"],
            "kind": "{event}",
            "n": 7,
            "raw": "{x}",
        }
        settings = {
            "url": f"{crm.url}/calls/{{uniqueid}}/{{queue}}", "method": "PUT", "body": body, "steps": ["up"],
            "headers": {"Authorization": "Bearer s3cret"},
        }  # fmt: skip
        async with opened(Webhook, settings) as (webhook, desk):
            await webhook.handle(later("ringing"))
            await webhook.handle(UP)
        [asked] = crm.asked
        assert (asked.method, asked.headers["Authorization"]) == ("PUT", "Bearer s3cret")
        assert asked.body == {
            "who": "Zoë <b> +33 611", "order": ["A/1"], "kind": "up", "n": 7, "raw": "{x}",
        }  # fmt: skip
        assert desk.pages == [("https://crm.example/7", "PJSIP/1007", "new_frame")]


async def test_the_webhook_posts_the_whole_event_and_says_what_went_wrong() -> None:
    async with StandIn() as crm:
        async with opened(Webhook, {"url": f"{crm.url}/all"}) as (webhook, desk):
            crm.answers["/all"] = {"wakeup": "nothing"}
            await webhook.handle(UP)
            crm.status["/all"] = 500
            with pytest.raises(HttpError, match=r"^the webhook: answered 500"):
                await webhook.handle(later("hangup"))
            crm.status["/all"] = 302
            with pytest.raises(HttpError, match=r"^the webhook: answered 302"):
                await webhook.handle(later("abandon"))
        assert [asked.body["event"] for asked in crm.asked] == ["up", "hangup", "abandon"]
        assert crm.asked[0].body["variables"]["ordernumber"] == "A/1"
        assert not desk.pages
    async with opened(Webhook, {"url": f"{crm.url}/secret"}) as (webhook, _):
        with pytest.raises(HttpError, match=r"^the webhook: cannot be reached: [A-Za-z]*$"):
            await webhook.handle(UP)


async def test_glpi_has_a_ticket_for_each_call() -> None:
    async with StandIn() as glpi:
        glpi.answers |= {
            "/apirest.php/initSession": {"session_token": "session"},
            "/apirest.php/Ticket": {"id": 15, "message": ""},
            "/apirest.php/killSession": {},
        }
        glpi.status["/apirest.php/Ticket"] = 201
        settings = {
            "url": f"{glpi.url}/apirest.php", "user_token": "user", "app_token": "app", "open": "new_tab",
            "fields": {"itilcategories_id": 3}, "content": "{callername} on {ordernumber}",
        }  # fmt: skip
        async with opened(Glpi, settings) as (plugin, desk):
            await plugin.handle(later("ringing"))
            await plugin.handle(UP)
            assert [(asked.method, asked.path) for asked in glpi.asked] == [
                ("GET", "/apirest.php/initSession"), ("POST", "/apirest.php/Ticket"),
                ("GET", "/apirest.php/killSession"),
            ]  # fmt: skip
            begun, made, ended = glpi.asked
            assert begun.headers["Authorization"] == "user_token user"
            assert {asked.headers["App-Token"] for asked in glpi.asked} == {"app"}
            assert {asked.headers["Session-Token"] for asked in (made, ended)} == {"session"}
            assert made.body == {
                "input": {
                    "itilcategories_id": 3, "name": "Call from +33 611 Zoë <b>", "content": "Zoë &lt;b&gt; on A/1",
                }
            }  # fmt: skip
            page = f"{glpi.url}/front/ticket.form.php?id=15"
            assert desk.pages == [(page, "PJSIP/1007", "new_tab")]
            assert [(row["type"], row["reference"], row["url"]) for row in desk.rows] == [("GLPI", "15", page)]
            assert desk.notes == ["ticket 15"]
            # a session is ended whatever becomes of the ticket
            glpi.status["/apirest.php/Ticket"] = 400
            glpi.answers["/apirest.php/Ticket"] = ["ERROR_BAD_ARRAY", "input parameter must be an array"]
            with pytest.raises(HttpError, match=r"GLPI, Ticket: answered 400: .*ERROR_BAD_ARRAY"):
                await plugin.handle(UP)
            assert glpi.asked[-1].path == "/apirest.php/killSession"
            glpi.status["/apirest.php/initSession"] = 401
            glpi.answers["/apirest.php/initSession"] = ["ERROR_GLPI_LOGIN_USER_TOKEN", "user_token seems invalid"]
            with pytest.raises(HttpError, match=r"initSession: answered 401"):
                await plugin.handle(UP)


async def test_zammad_has_each_call_in_its_log() -> None:
    async with StandIn() as zammad:
        path = "/api/v1/cti/t0ken"
        zammad.answers[path] = {}
        async with opened(Zammad, {"url": zammad.url + path}) as (plugin, _):
            for event in (later("ringing"), later("ringing", agentnum="1008"), UP, later("hangup", reason="agent")):
                await plugin.handle(event)
            await plugin.handle(later("abandon", uniqueid="17.2", callernum=""))
            await plugin.handle(later("up", uniqueid="17.3", direction="outbound", destnum="0199", callernum="1007"))
            await plugin.handle(later("hangup", uniqueid="17.3", reason="transfer"))
        assert {asked.path for asked in zammad.asked} == {path}
        sent = [asked.body for asked in zammad.asked]
        assert [(each["event"], each["callId"], each.get("cause")) for each in sent] == [
            ("newCall", "17.1", None), ("answer", "17.1", None), ("hangup", "17.1", "normalClearing"),
            ("newCall", "17.2", None), ("hangup", "17.2", "cancel"),
            ("newCall", "17.3", None), ("answer", "17.3", None), ("hangup", "17.3", "forwarded"),
        ]  # fmt: skip
        assert sent[0] == {
            "event": "newCall", "from": "33611", "to": "3001", "direction": "in", "callId": "17.1", "user": "John Doe",
            "queue": "sales",
        }  # fmt: skip
        assert sent[1]["answeringNumber"] == "1007"
        assert (sent[3]["from"], sent[6]["direction"], sent[6]["to"]) == ("anonymous", "out", "0199")


@pytest.mark.parametrize(
    ("plugin", "settings"),
    [
        (Webhook, {}), (Webhook, {"url": "ftp://x/"}), (Webhook, {"url": "https://{queue}.example/"}),
        (Webhook, {"url": "https://x/", "steps": ["all"]}), (Glpi, {"url": "https://x/apirest.php"}),
        (Glpi, {"url": "https://x/", "user_token": "u"}), (Zammad, {"url": "https://x/api/v1/cti/"}),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused(plugin: type[Integration[Any]], settings: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(settings, plugin.settings_type)
