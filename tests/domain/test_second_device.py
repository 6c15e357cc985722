"""A line with a desk phone and a browser: which of them counts, and what of the other is told and steered still."""

import pytest
from msgspec import UNSET, structs

from jackfield.domain import facts
from jackfield.domain.directory import Directory, DirectoryError, LineKind, UserServices
from jackfield.domain.effects import Store
from jackfield.domain.facts import ChannelState
from jackfield.domain.requests import HoldBoth, SwitchService
from jackfield.protocol import commands
from jackfield.protocol.events import Error, LineConfig, PhoneStatusUpdate
from tests.support.office import ALICE, WENDY, Office, actions, office_directory, published, replies, stages

DESK, BROWSER = "PJSIP/1001", "PJSIP/1001_w"


def doubled(**changes: object) -> Directory:
    known = office_directory()
    lines = [structs.replace(line, browser_endpoint=BROWSER) if line.id == 1 else line for line in known.lines]
    lines[0] = structs.replace(lines[0], **changes)
    return Directory.build(users=known.users, lines=lines)


@pytest.fixture
def office() -> Office:
    made = Office(directory=doubled())
    made.core.world.line_passwords = {"1001": "of the desk phone", "1001_w": "of the browser"}
    made.feed(facts.DeviceChanged(DESK, "NOT_INUSE"), facts.DeviceChanged(BROWSER, "UNAVAILABLE"))
    return made


def in_browser(office: Office) -> Office:
    office.core.world.services[ALICE] = UserServices(browser=True)
    return office


def config(office: Office) -> LineConfig:
    (told,) = replies(office.ask(ALICE, commands.GetConfig(objectType="line")))  # type: ignore[arg-type]
    assert isinstance(told, LineConfig)
    return told


def test_the_account_that_is_told_is_that_of_the_device_in_use(office: Office) -> None:
    desk = config(office)
    assert (desk.name, desk.password, desk.webRtc, desk.hasDevice, desk.device) == ("1001", "", False, True, "phone")
    browser = config(in_browser(office))
    assert (browser.name, browser.password, browser.webRtc, browser.hasDevice, browser.device) == (
        "1001_w", "of the browser", True, False, "webrtc",
    )  # fmt: skip


def test_a_line_with_one_device_says_nothing_of_a_choice() -> None:
    assert config(Office()).device is UNSET


def test_a_second_device_that_comes_is_told_to_who_is_connected() -> None:
    office = Office()
    told = published(office.core.adopt(doubled(), 0.0), ALICE)
    assert [event.device for event in told if isinstance(event, LineConfig)] == ["phone"]
    assert published(office.core.adopt(doubled(), 0.0), ALICE) == []


def test_calls_of_both_are_calls_of_the_number_but_only_one_tells_whether_it_is_there(office: Office) -> None:
    in_browser(office)
    states = published(office.feed(facts.DeviceChanged(BROWSER, "NOT_INUSE")), ALICE)
    assert states == []  # it was told as there already: by the desk phone, which was in use
    gone = published(office.feed(facts.DeviceChanged(BROWSER, "UNAVAILABLE")), ALICE)
    assert [event.status for event in gone if isinstance(event, PhoneStatusUpdate)] == ["INDISPONIBLE"]
    assert published(office.feed(facts.DeviceChanged(DESK, "UNAVAILABLE")), ALICE) == []
    for caller in (f"{DESK}-7", f"{BROWSER}-8"):
        assert stages(office.ring(caller, f"PJSIP/1002-{caller[-1]}"), ALICE) == ["EventDialing"]


def test_what_the_desk_phone_dials_is_held_as_a_desk_phones_call(office: Office) -> None:
    in_browser(office)
    office.talk(f"{DESK}-1", "PJSIP/1002-1")
    assert [type(action) for action in actions(office.ask(ALICE, commands.Hold()))] == [HoldBoth]


def test_a_call_under_way_and_what_is_no_device_are_refused(office: Office) -> None:
    def refusal(device: str, user: int = ALICE) -> str:
        effects = office.ask(user, commands.ToggleUniqueAccountDevice(deviceType=device))
        assert actions(effects) == []
        return "".join(event.Error for event in replies(effects) if isinstance(event, Error))

    assert "phone or webrtc" in refusal("fax")
    assert "one device" in refusal("phone", WENDY)
    office.feed(facts.ChannelSeen(office.channel(f"{DESK}-1", ChannelState.RING, exten="9000")))
    assert "has calls" in refusal("webrtc")


def test_the_choice_is_made_by_the_pbx_and_found_there(office: Office) -> None:
    told = published(office.feed(facts.ServiceSeen("1001", "browser", "1")), ALICE)
    assert [event.device for event in told if isinstance(event, LineConfig)] == ["webrtc"]
    assert [event.status for event in told if isinstance(event, PhoneStatusUpdate)] == ["INDISPONIBLE"]
    assert office.core.world.in_use(office.core.world.phones["1001"].line).endpoint == BROWSER
    off = office.ask(ALICE, commands.ToggleUniqueAccountDevice(deviceType="Phone"))
    assert actions(off) == []  # stored first
    (store,) = [effect for effect in off if isinstance(effect, Store)]
    ordered = office.feed(facts.Stored(store.tag, ok=True, message=""))
    assert actions(ordered) == [SwitchService(number="1001", service="browser", value="")]


def test_two_browsers_or_one_endpoint_twice_make_no_directory() -> None:
    with pytest.raises(DirectoryError, match="second device"):
        doubled(kind=LineKind.WEBRTC)
    with pytest.raises(DirectoryError, match="PJSIP/1002"):
        doubled(browser_endpoint="PJSIP/1002")
