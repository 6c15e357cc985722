"""Plug-ins on a running server: the example as it is published, one that comes along, and what administrators see."""

import asyncio
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
from msgspec import structs

from jackfield.app import running
from jackfield.config import PluginSection
from tests.end_to_end.conftest import demo_config
from tests.end_to_end.test_integrations import Admin
from tests.support.client import Cti, until_ready
from tests.support.page import ROOT
from tests.support.plugins import install, on_path
from tests.support.standin import StandIn

pytestmark = [pytest.mark.process]

EXAMPLE = ROOT / "examples" / "integration-plugin"
PAGE = "https://crm.example/orders/A%2F4711"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example as pip would install it."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    install(tmp_path / "site", project["name"], project["entry-points"]["jackfield.integrations"], monkeypatch)
    on_path(EXAMPLE / "src", monkeypatch)


async def test_the_example_opens_the_order_and_is_there_after_a_restart(tmp_path: Path, example: None) -> None:
    async with StandIn() as crm:
        plugins = {
            "orders": PluginSection(queues=("blue",), settings={"site": "https://crm.example"}),
            "webhook": PluginSection(settings={"url": f"{crm.url}/calls"}),
            "broken": PluginSection(use="orders"),
            "off": PluginSection(use="orders", on=False),
        }
        crm.answers["/calls"] = {}
        config = structs.replace(demo_config(tmp_path / "data"), integrations=plugins)
        async with running(config) as demo, aiohttp.ClientSession() as http:
            base = f"http://127.0.0.1:{demo.port}"
            await until_ready(base)
            admin = Admin(http, base, await Cti.token(http, base, "root"))
            assert (await admin.ask("POST", "customVariables", {"name": "ordernumber"}))[0] == 201
            states_of = demo.engine.plugin_states
            await until(lambda: [each.status for each in states_of()] == ["running", "running", "unfit"])
            async with await Cti.connect(base, "alice") as alice, await Cti.connect(base, "root") as root:
                assert (await root.ask("subscribeToRealtimeCTI"))["status"] == "done"
                assert (await alice.ask("agentLogin"))["status"] == "done"
                assert demo.simulator is not None
                demo.simulator.call_in("+33611223344", "3001", variables={"ordernumber": "A/4711"})
                await alice.phone("EventRinging")
                assert (await alice.ask("answer"))["status"] == "done"
                assert await alice.expect("wakeup") == {"url": PAGE, "mode": "new_tab"}
                row = await root.expect("RealtimeCTI")
                assert (row["type"], row["reference"], row["url"]) == ("Orders", "A/4711", PAGE)
                assert (await alice.ask("hangup"))["status"] == "done"
            await until(lambda: len(crm.asked) == 3 and states_of()[0].handled == 3)
            assert [asked.body["event"] for asked in crm.asked] == ["ringing", "up", "hangup"]
            _, states = await admin.ask("GET", "integrations/plugins")
            assert [(each["name"], each["status"]) for each in states] == [
                ("orders", "running"), ("webhook", "running"), ("broken", "unfit"),
            ]  # fmt: skip
            assert "missing required field `site`" in states[2]["last_error"]
            _, runs = await admin.ask("GET", "integrations/plugins/orders/runs")
            assert [(run["step"], run["url"], run["problem"]) for run in runs] == [
                ("hangup", "", ""), ("up", PAGE, ""), ("ringing", "", ""),
            ]  # fmt: skip
            assert (await admin.ask("POST", "integrations/plugins/broken/restart"))[0] == 200
            assert (await admin.ask("POST", "integrations/plugins/none/restart"))[0] == 404
            user = Admin(http, base, await Cti.token(http, base, "alice"))
            for method, path in (
                ("GET", "plugins"),
                ("GET", "plugins/orders/runs"),
                ("POST", "plugins/orders/restart"),
            ):
                assert (await user.ask(method, f"integrations/{path}"))[0] == 403
        async with running(structs.replace(config, integrations={})) as demo:
            assert [run.step for run in demo.engine.runs("plugin:orders")] == ["hangup", "up", "ringing"]


async def until(fits: Callable[[], bool]) -> None:
    async with asyncio.timeout(40):
        while not fits():
            await asyncio.sleep(0.01)


def test_the_tests_of_the_example_pass(tmp_path: Path, example: None) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", "tests"]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=EXAMPLE, env=alone, capture_output=True, text=True, timeout=50)
    assert done.returncode == 0, done.stdout
