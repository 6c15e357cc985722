"""The lists that a client synchronises from: their shape is the recorded Asterisk's."""

import pytest

from jackfield.telephony.simulator import Simulator
from tests.support.traces import data_of
from tests.telephony.simulator.client import Client


def recorded_shapes() -> dict[str, list[str]]:
    """Header names of the first list item of each kind in a recorded resynchronisation."""
    shapes: dict[str, list[str]] = {}
    for block in data_of("reconnect-resync.2").decode().split("\r\n\r\n"):
        lines = [line for line in block.split("\r\n") if line]
        names = [line.partition(":")[0] for line in lines]
        if lines and lines[0].startswith("Event: ") and "ActionID" in names:
            shapes.setdefault(lines[0][7:], names)
    return shapes


@pytest.fixture
def busy(pbx: Simulator) -> Client:
    """A call held, a call that rings."""
    client = Client(pbx, events="off")
    pbx.phone("1001").dial("1002")
    pbx.advance(0.1)
    pbx.phone("1002").answer()
    pbx.phone("1001").hold()
    pbx.phone("1003").dial("1004")
    pbx.advance(0.1)
    return client


@pytest.mark.parametrize(
    ("action", "item", "complete"),
    [
        ("CoreShowChannels", "CoreShowChannel", "CoreShowChannelsComplete"),
        ("QueueStatus", "QueueParams", "QueueStatusComplete"),
        ("QueueSummary", "QueueSummary", "QueueSummaryComplete"),
        ("ExtensionStateList", "ExtensionStatus", "ExtensionStateListComplete"),
        ("DeviceStateList", "DeviceStateChange", "DeviceStateListComplete"),
        ("BridgeList", "BridgeListItem", "BridgeListComplete"),
        ("BridgeInfo", "BridgeInfoChannel", "BridgeInfoComplete"),
        ("PJSIPShowEndpoints", "EndpointList", "EndpointListComplete"),
        ("PJSIPShowContacts", "ContactList", "ContactListComplete"),
    ],
)
def test_items_have_the_recorded_headers(busy: Client, action: str, item: str, complete: str) -> None:
    bridge = busy.pbx.snapshot()["bridges"][0]["uniqueid"]
    busy.act(action, BridgeUniqueid=bridge)
    shapes = recorded_shapes()
    variables = {"ChanVariable"}
    for name in (item, complete):
        block = next(text for text in busy.text.split("\r\n\r\n") if text.startswith(f"Event: {name}\r\n"))
        names = [line.partition(":")[0] for line in block.split("\r\n")]
        wanted = [header for header in shapes[name] if header not in variables]
        assert [header for header in names if header not in variables] == wanted
    assert busy.values(complete, "ListItems") == [str(len(busy.events(item)))]


def test_the_holder_is_the_peer_of_the_leg_whose_device_is_on_hold(busy: Client) -> None:
    busy.act("DeviceStateList")
    states = dict(
        zip(busy.values("DeviceStateChange", "Device"), busy.values("DeviceStateChange", "State"), strict=True)
    )
    assert states["PJSIP/1001"] == "INUSE"
    assert states["PJSIP/1002"] == "ONHOLD"
    assert states["PJSIP/1004"] == "RINGING"
    assert states["PJSIP/1005"] == "NOT_INUSE"


def test_core_status_counts_calls(busy: Client) -> None:
    answer = busy.act("CoreStatus")
    assert answer["CoreCurrentCalls"] == ["2"]
    assert answer["CoreProcessedCalls"] == ["2"]


def test_a_list_without_items_still_has_its_end(pbx: Simulator, client: Client) -> None:
    client.act("CoreShowChannels")
    assert client.values("CoreShowChannelsComplete", "ListItems") == ["0"]
    for number in pbx.pbx.phones:
        pbx.phone(number).unregister()
    assert client.act("PJSIPShowContacts")["Message"] == ["No Contacts found"]
