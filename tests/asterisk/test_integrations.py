"""Integrations on Node beside the real Asterisk: what they hear of a queue call, the page and the row they show."""

import json

from tests.asterisk.conftest import Office
from tests.support.integration import integration

PAGE = "https://crm.example/orders/4711"


async def test_a_queue_call_from_its_first_ring_to_the_record_that_belongs_to_it(office: Office) -> None:
    bruno, david = await office.desks("bruno", "david")
    root = await office.connect("root")
    assert office.started is not None
    # the dial plan of the bed sets it for calls of this queue
    office.started.engine.core.world.shuttle.variables = ("USR_DATA1",)
    assert (await root.ask("subscribeToRealtimeCTI"))["status"] == "done"
    assert (await david.client.ask("agentLogin"))["status"] == "done"
    async with (
        integration("1", office.url) as one,
        integration("2", office.url, {"transports": ["polling"]}) as two,
        integration("4", office.url) as four,
    ):
        programs = (one, two, four)
        for program in programs:
            await program.expect("connect")
        await bruno.phone.dial("3003")
        await david.phone.rings()
        for program in programs:
            assert (await program.expect("ringing"))["peer"] == "PJSIP/1004"
        await david.phone.answer()
        for program in programs:
            up = await program.expect("up")
            assert (up["queue"], up["agentname"], up["callernum"]) == ("green", "David Östlund", "1002")
            assert up["USR_DATA1"] == "green-call"
        for mode in ("new_tab", "new_window", "new_frame"):
            assert await four.ask("wakeup", {"url": PAGE, "peer": up["peer"], "type": mode}) == {"ok": True, "pages": 1}
            assert await david.client.expect("wakeup", patience=20) == {"url": PAGE, "mode": mode}
        assert not bruno.client.has("wakeup")
        two.do(f"pushevent('Orders', {json.dumps(up)}, '4711', '{PAGE}')")
        row = await root.expect("RealtimeCTI", patience=20)
        assert (row["type"], row["reference"], row["url"]) == ("Orders", "4711", PAGE)
        await david.phone.hang_up()
        for program in programs:
            hangup = await program.expect("hangup")
            assert (hangup["reason"], hangup["uniqueid"]) == ("agent", up["uniqueid"])
            heard = [told[0] for told in program.heard if told[0] in ("ringing", "up", "hangup", "abandon")]
            assert heard == ["ringing", "up", "hangup"]


async def test_who_gives_up_is_told_once(office: Office) -> None:
    [bruno] = await office.desks("bruno")
    async with integration("2", office.url) as old, integration("4", office.url) as new:
        for program in (old, new):
            await program.expect("connect")
        await bruno.phone.dial("3003")
        await bruno.told("EventEstablished", patience=20)
        await bruno.phone.hang_up()
        for program in (old, new):
            abandon = await program.expect("abandon")
            assert (abandon["unmanaged"], abandon["queue"]) == (True, "green")
        await office.settled(bruno)
        for program in (old, new):
            assert program.names() == ["connect", "abandon"]
