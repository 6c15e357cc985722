"""Another server acts for users of the demo, by REST 1.0, as its documents show it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from jackfield.app import Running
from tests.end_to_end.conftest import Connect


@pytest.fixture
async def site(demo: Running) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{demo.port}/xuc/api/1.0/") as http:
        yield http


async def post(site: aiohttp.ClientSession, path: str, body: object) -> tuple[int, dict[str, str]]:
    async with site.post(path, json=body) as answer:
        return answer.status, await answer.json()


async def test_it_dials_for_alice_and_sees_the_call_in_her_history(
    site: aiohttp.ClientSession, connect: Connect
) -> None:
    alice, bruno = await connect("alice"), await connect("bruno")
    assert await post(site, "dial/crm/alice/", {"number": "10 02"}) == (200, {"status": "done", "message": ""})
    await bruno.expect("PhoneEvent", eventType="EventRinging", otherDN="1001")
    async with site.get("historyByUsername/crm/alice?size=1") as answer:
        (running,) = await answer.json()
    assert (running["dstNum"], running["status"]) == ("1002", "ongoing")
    await alice.ask("hangup")
    await bruno.phone("EventReleased")
    async with site.get("historyByUsername/crm/bruno/") as answer:
        (missed,) = await answer.json()
    assert (missed["srcNum"], missed["status"]) == ("1001", "missed")


async def test_it_dials_colleagues_by_name(site: aiohttp.ClientSession, connect: Connect) -> None:
    chloe = await connect("chloe")
    body = {"username": "chloe", "variables": {"case": "42"}}
    assert (await post(site, "dialByUsername/crm/alice/", body))[0] == 200
    ringing = await chloe.phone("EventRinging", otherDN="1001")
    assert ringing["userData"]["USR_case"] == "42"
    status, told = await post(site, "dialByUsername/crm/alice/", {"username": "nobody"})
    assert (status, told["error"]) == (404, "NotFound")


async def test_it_sets_services_and_the_user_sees_it(site: aiohttp.ClientSession, connect: Connect) -> None:
    alice = await connect("alice")
    assert (await post(site, "dnd/crm/alice/", {"state": True}))[0] == 200
    await alice.expect("UserConfigUpdate", dndEnabled=True)
    for path, enabled, destination in (
        ("uncForward", "uncFwdEnabled", "uncFwdDestination"),
        ("naForward", "naFwdEnabled", "naFwdDestination"),
        ("busyForward", "busyFwdEnabled", "busyFwdDestination"),
    ):
        assert (await post(site, f"{path}/crm/alice/", {"destination": "2000", "state": True}))[0] == 200
        await alice.expect("UserConfigUpdate", **{enabled: True, destination: "2000"})
        assert (await post(site, f"{path}/crm/alice/", {"destination": "", "state": False}))[0] == 200
        await alice.expect("UserConfigUpdate", **{enabled: False, destination: ""})
    status, told = await post(site, "uncForward/crm/alice/", {"destination": "1001", "state": True})
    assert (status, told["error"]) == (409, "Conflict")


async def test_a_pbx_that_is_away_is_503(site: aiohttp.ClientSession, demo: Running) -> None:
    assert demo.simulator is not None
    await demo.link.close()
    status, told = await post(site, "dial/crm/alice/", {"number": "1002"})
    assert (status, told["error"]) == (503, "PbxDown")
