"""Integrations on Node beside the real Asterisk: what they hear of a queue call, the page and the row they show.

They come by the main port, by the further ones with and without TLS, and come back.
"""

import json
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from jackfield.config import Config
from tests.asterisk.conftest import Office
from tests.support.integration import check_step, integration, make_certificate

PAGE = "https://crm.example/orders/4711"
UNCHECKED = {"rejectUnauthorized": False}


def with_ports(certificate: Path, config: Config) -> Config:
    return replace(config, shuttle=replace(config.shuttle, plain_port=0, tls_port=0, tls_certificate=str(certificate)))


async def test_a_queue_call_from_its_first_ring_to_the_record_that_belongs_to_it(
    closed_office: Office, tmp_path: Path
) -> None:
    office = closed_office
    await office.open(change=partial(with_ports, make_certificate(tmp_path / "both.pem")))
    bruno, david = await office.desks("bruno", "david")
    root = await office.connect("root")
    assert office.started is not None
    assert office.started.server.listeners is not None
    ports = office.started.server.listeners.ports
    plain, tls = f"http://127.0.0.1:{ports['plain']}", f"https://127.0.0.1:{ports['tls']}"
    # the dial plan of the bed sets it for calls of this queue
    office.started.engine.core.world.shuttle.variables = ("USR_DATA1",)
    assert (await root.ask("subscribeToRealtimeCTI"))["status"] == "done"
    assert (await david.client.ask("agentLogin"))["status"] == "done"
    async with (
        integration("1", tls, UNCHECKED) as one,
        integration("2", plain, {"transports": ["polling"]}) as two,
        integration("4", tls, UNCHECKED) as four,
        integration("4", office.url) as main,
        integration("2", office.url) as away,
    ):
        programs = (one, two, four, main)
        for program in (*programs, away):
            await program.expect("connect")
        await bruno.phone.dial("3003")
        await david.phone.rings()
        await away.expect("ringing")
        for program in programs:
            ringing = await program.expect("ringing")
            check_step(ringing, "USR_DATA1")
            assert ringing["peer"] == "PJSIP/1004"
        away.do("socket.disconnect()")
        await away.expect("disconnect")
        await david.phone.answer()
        for program in programs:
            up = await program.expect("up")
            assert (up["queue"], up["agentname"], up["callernum"]) == ("green", "David Östlund", "1002")
            check_step(up, "USR_DATA1")
            assert up["USR_DATA1"] == "green-call"
        away.do("socket.connect()")
        await away.expect("connect", 2)
        # those that were away come back, and have missed nothing that comes
        for program in (one, four):
            program.do("socket.io.engine.close()")
            await program.expect("disconnect")
            await program.expect("connect", 2)
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
            check_step(hangup, "USR_DATA1")
            assert (hangup["reason"], hangup["uniqueid"]) == ("agent", up["uniqueid"])
            heard = [told[0] for told in program.heard if told[0] in ("ringing", "up", "hangup", "abandon")]
            assert heard == ["ringing", "up", "hangup"]
        await away.expect("hangup")
        assert away.names() == ["connect", "ringing", "disconnect", "connect", "hangup"]  # nothing is replayed


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
            check_step(abandon)
            assert abandon["queue"] == "green"
        await office.settled(bruno)
        for program in (old, new):
            assert program.names() == ["connect", "abandon"]
