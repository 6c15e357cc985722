"""A page for an agent: which agent is meant by a peer, and which addresses open."""

import pytest

from jackfield.domain.directory import Line
from jackfield.domain.effects import user_topic
from jackfield.domain.results import Refused
from jackfield.domain.shuttle.wakeups import mode_of
from jackfield.protocol.values import WakeupMode
from tests.domain.shuttle.test_queue_steps import House

URL = "https://crm.example/calls?n=1#x"


@pytest.mark.parametrize(
    "peer",
    ["PJSIP/1001", "pjsip/1001", "PJSIP/1001-0000000a", "1001", "SIP/1001", " SIP/1001-0000000a ", "Local/1001"],
)
def test_a_peer_is_found_however_it_is_written(peer: str) -> None:
    user, publication = House().core.wake_up(URL, peer, WakeupMode.NEW_FRAME)
    assert user == 1
    assert publication.topic == user_topic(1)
    assert (publication.event.url, publication.event.mode) == (URL, "new_frame")  # type: ignore[attr-defined]


@pytest.mark.parametrize("peer", ["", "PJSIP/1003", "PJSIP/9999", "1001-", "100", "PJSIP/", "Agent/2001"])
def test_a_peer_where_nobody_is_at_work_is_refused(peer: str) -> None:
    with pytest.raises(Refused, match="No agent is logged in"):
        House().core.wake_up(URL, peer, WakeupMode.NEW_TAB)


def test_two_phones_of_the_same_name_are_told_apart_by_their_technology_alone() -> None:
    house = House()
    world = house.core.world
    twin = Line(id=9, number="1009", endpoint="SIP/1001")
    world.directory._lines_by_number["1009"] = twin  # the same name under another technology
    world.centre.agent_on["1009"] = 2
    assert house.core.wake_up(URL, "pjsip/1001", WakeupMode.NEW_TAB)[0] == 1
    assert house.core.wake_up(URL, "sip/1001", WakeupMode.NEW_TAB)[0] == 2
    with pytest.raises(Refused):
        house.core.wake_up(URL, "1001", WakeupMode.NEW_TAB)


@pytest.mark.parametrize(
    "url",
    [
        "", "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//crm.example/",
        "http:///nowhere", "https://", "ftp://crm.example/", "https://crm.example/a b", "https://crm.example/\x00",
        "https://crm\\example/", "http://crm.example/\njavascript:x", "https://crm.example/" + "x" * 4000,
    ],
)  # fmt: skip
def test_only_pages_open(url: str) -> None:
    with pytest.raises(Refused, match="Only the address of a page"):
        House().core.wake_up(url, "PJSIP/1001", WakeupMode.NEW_TAB)


@pytest.mark.parametrize("url", ["http://localhost", "https://crm.example:8443/é?q=Zoë", "HTTP://CRM.example/"])
def test_pages_open_as_they_are_written(url: str) -> None:
    event = House().core.wake_up(f" {url} ", "PJSIP/1001", WakeupMode.NEW_TAB)[1].event
    assert event.url == url  # type: ignore[attr-defined]


def test_a_mode_that_nobody_knows_is_a_new_tab() -> None:
    assert [mode_of(text) for text in ("new_window", " NEW_FRAME", "popup", "")] == [
        "new_window", "new_frame", "new_tab", "new_tab",
    ]  # fmt: skip
