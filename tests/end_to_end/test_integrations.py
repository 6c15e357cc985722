"""Integrations configured by REST: made, tried out, at work, looked at, and there after a restart."""

from pathlib import Path
from typing import Any

import aiohttp

from jackfield.app import running
from tests.end_to_end.conftest import demo_config
from tests.support.client import Cti, until_ready

SALES = {
    "name": "Sales",
    "step": "up",
    "queueId": 1,
    "variables": ["ordernumber"],
    "url": "https://crm.example/orders/{ordernumber}?from={callernum}",
    "mode": "new_frame",
}


class Admin:
    """Talks to `/xuc/api/2.0/config/`."""

    def __init__(self, http: aiohttp.ClientSession, base: str, token: str) -> None:
        self.http, self.base, self.headers = http, base, {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        url = f"{self.base}/xuc/api/2.0/config/{path}"
        async with self.http.request(method, url, headers=self.headers, json=body) as answer:
            return answer.status, await answer.json() if answer.content_type == "application/json" else None


async def test_an_integration_without_code_is_made_tried_and_works(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    async with running(config) as demo, aiohttp.ClientSession() as http:
        base = f"http://127.0.0.1:{demo.port}"
        await until_ready(base)
        admin = Admin(http, base, await Cti.token(http, base, "root"))
        status, refused = await admin.ask("POST", "integrations", {**SALES, "url": "javascript:alert(1)"})
        assert (status, refused["problems"][0]["field"]) == (400, "url")
        assert (await admin.ask("POST", "customVariables", {"name": "a b"}))[0] == 400
        assert (await admin.ask("POST", "customVariables", {"name": "customer"}))[0] == 201
        status, shown = await admin.ask("POST", "integrations/try", SALES)
        assert (status, shown["url"]) == (200, "https://crm.example/orders/4711?from=%2B33611223344")
        assert shown["data"]["customer"] == "4711"
        assert (await admin.ask("GET", "integrations"))[1]["total"] == 0
        status, made = await admin.ask("POST", "integrations", SALES)
        assert status == 201
        async with await Cti.connect(base, "alice") as alice, await Cti.connect(base, "bruno") as bruno:
            for agent in (alice, bruno):
                assert (await agent.ask("agentLogin"))["status"] == "done"
            assert demo.simulator is not None
            demo.simulator.call_in("+33611223344", "3001", variables={"ordernumber": "A 7"})
            await alice.phone("EventRinging")
            assert (await alice.ask("answer"))["status"] == "done"
            page = {"url": "https://crm.example/orders/A%207?from=%2B33611223344", "mode": "new_frame"}
            assert await alice.expect("wakeup") == page
            assert not bruno.has("wakeup")
        _, runs = await admin.ask("GET", f"integrations/{made['id']}/runs")
        assert [(run["url"], run["problem"], run["peer"]) for run in runs] == [(page["url"], "", "PJSIP/1001")]
        assert (await admin.ask("GET", "integrations/connected"))[1] == []
        user = Admin(http, base, await Cti.token(http, base, "alice"))
        assert (await user.ask("GET", f"integrations/{made['id']}/runs"))[0] == 403
        assert (await admin.ask("DELETE", "queues/1"))[0] == 409
    async with running(config) as demo:
        world = demo.engine.core.world
        assert [each.name for each in world.directory.integrations] == ["Sales"]
        assert world.shuttle.variables == ("customer", "ordernumber")
