"""Screen pops: which calls show which, and that what a caller chose never becomes more than text."""

import pytest

from jackfield.domain.directory import Directory, DirectoryError, Sheet
from jackfield.domain.effects import Effect
from jackfield.domain.entries import SheetCalls, SheetField, SheetMoment
from jackfield.domain.user.sheet_templates import filled
from jackfield.protocol import events
from tests.support.office import ALICE, BRUNO, Office, office_directory, published

CRM = "https://crm.example.com/show?name={callerName}&number={callerNum}&token={xuc-token}"


def with_sheets(*sheets: Sheet) -> Office:
    office, old = Office(), office_directory()
    office.core.adopt(Directory.build(users=old.users, lines=old.lines, sheets=sheets), office.now)
    return office


def shown(effects: list[Effect], user: int) -> list[dict[str, str]]:
    found = [event for event in published(effects, user) if isinstance(event, events.Sheet)]
    return [{field.name: field.value for field in event.payload.profile.user.sheetInfo} for event in found]


def sheet(moment: SheetMoment = SheetMoment.DIAL, calls: SheetCalls = SheetCalls.ALL, **given: str) -> Sheet:
    fields = (SheetField(name="Caller", value="{callerName} ({callerNum}) for {calledNum}"),)
    return Sheet(id=1, name="test", moment=moment, calls=calls, fields=fields, **given)  # type: ignore[arg-type]


def test_a_sheet_comes_when_the_phone_rings_and_only_there() -> None:
    office = with_sheets(sheet())
    effects = office.ring() + office.talk()
    assert shown(effects, BRUNO) == [{"Caller": "Alice Martin (1001) for 1002"}]
    assert shown(effects, ALICE) == []


def test_a_sheet_comes_when_the_call_is_answered_and_once() -> None:
    office = with_sheets(sheet(SheetMoment.LINK))
    assert shown(office.ring(), BRUNO) == []
    assert len(shown(office.talk(), BRUNO)) == 1
    assert shown(office.feed(*office.bridge("PJSIP/1001-1", "PJSIP/1002-1")), BRUNO) == []


@pytest.mark.parametrize(
    ("chosen", "comes"),
    [
        (sheet(login="bruno"), True),
        (sheet(login="alice"), False),
        (sheet(number="1002"), True),
        (sheet(number="1003"), False),
        (sheet(calls=SheetCalls.OUTSIDE), False),
        (sheet(calls=SheetCalls.QUEUE), False),
    ],
)
def test_a_sheet_is_for_the_calls_it_names(chosen: Sheet, comes: bool) -> None:
    assert bool(shown(with_sheets(chosen).ring(), BRUNO)) is comes


def test_a_queue_that_does_not_exist_is_a_contradiction() -> None:
    with pytest.raises(DirectoryError, match="queue 7"):
        Directory.build(sheets=[Sheet(id=1, name="x", queue_id=7)])


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "//evil.example.com",
        "{USR_URL}",
        "https://{USR_HOST}/x",
        "https://crm.example.com@{USR_HOST}/",
        "https://crm.example.com{USR_X}/",
        "https://user@evil.example.com/",
        "http://a b/",
        "file:///etc/passwd",
        "vbscript:x",
        "/relative",
    ],
)
def test_an_address_is_the_administrators_and_of_a_harmless_kind(address: str) -> None:
    for field in (SheetField(name="popupUrl", value=address), SheetField(name="Page", type="url", value=address)):
        with pytest.raises(DirectoryError, match="an address must begin with"):
            Directory.build(sheets=[Sheet(id=1, name="x", fields=(field,))])
    assert filled("popupUrl", "text", address, {"USR_URL": "javascript:alert(1)", "USR_HOST": "evil"}) == ""


HOSTILE = (
    "&admin=1#",
    "../../x",
    "..",
    "{xuc-token}",
    "javascript:alert(1)",
    "<img src=x onerror=alert(1)>",
    "a\r\nSet-Cookie: x",
    "\u202egnp.exe",
    "%2e%2e/",
    '" onclick="x',
    "Zoë & Söhne",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_callers_name_stays_inside_its_place_in_an_address(name: str) -> None:
    text = filled("popupUrl", "url", CRM, {"callerName": name, "callerNum": "1001"})
    head, _, tail = text.partition("name=")
    value, _, rest = tail.partition("&")
    assert head == "https://crm.example.com/show?"
    assert rest == "number=1001&token={xuc-token}"
    assert not set(value) & set("&#/?{}<>\"' \r\n:")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_callers_name_cannot_leave_the_site_by_the_folder_that_clients_append(name: str) -> None:
    value = filled("folderNumber", "text", "{callerName}", {"callerName": name})
    assert not set(value) & set("&#/?{}<>\"' \r\n:@\\")
    assert value not in (".", "..")


@pytest.mark.parametrize("name", HOSTILE)
def test_in_text_only_signs_that_deceive_are_taken_out(name: str) -> None:
    value = filled("Caller", "text", "{callerName}", {"callerName": name})
    assert "\n" not in value
    assert "\u202e" not in value
    if name.isprintable():
        assert value == name


def test_names_that_nobody_knows_stay_and_data_that_is_missing_is_empty() -> None:
    assert filled("x", "text", "{callerNmu} {USR_A} {XIVO_B} {} {1}", {}) == "{callerNmu}   {} {1}"


def test_the_session_is_left_to_the_browser() -> None:
    assert filled("x", "text", "{xuc-token} {xuc-username}", {"xuc-token": "stolen"}) == "{xuc-token} {xuc-username}"
