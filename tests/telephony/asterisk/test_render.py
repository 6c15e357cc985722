"""The rendered files as text: the demo's are as committed, and no value can break one."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from jackfield.domain.directory import Directory, Line, Queue, User, Voicemail
from jackfield.domain.entries import Conference
from jackfield.telephony.asterisk.render import FILES, render
from jackfield.telephony.asterisk.site import Site, Strategy, strategies
from jackfield.telephony.asterisk.text import NAME_LENGTH, RenderError
from tests.telephony.asterisk.rendering import GOLDEN, SITE, OpenSecrets, demo_files

ANYTHING = st.text(st.characters(), max_size=120) | st.sampled_from(
    ['"; x', "a\n[evil]", "\r\n#exec /bin/true", ";-- b", '\\"', "<1234>", "${SHELL(id)}", "a,b|c", "=> x", "\u2028["]
)


def office(name: str = "Zoë", **line: object) -> Directory:
    """One user with one line, a mailbox and a queue, all called `name`."""
    made = Line(id=1, number="20", endpoint="PJSIP/20", context="office", name=name, user_id=1)
    return Directory.build(
        users=[User(id=1, login="a", first_name=name, line_id=1, voicemail_id=1)],
        lines=[structs.replace(made, **line)],
        queues=[Queue(id=1, name="blue", display_name=name, number="30", context="office")],
        voicemails=[Voicemail(id=1, number="20")],
    )


def rendered(directory: Directory, *rooms: Conference, site: Site = SITE) -> dict[str, str]:
    return render(directory, rooms, structs.replace(site, strategies={}), OpenSecrets())


async def test_the_demo_is_rendered_as_committed(tmp_path: Path) -> None:
    assert await demo_files(tmp_path) == {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.iterdir()}


async def test_the_same_every_time(tmp_path: Path) -> None:
    assert await demo_files(tmp_path / "a") == await demo_files(tmp_path / "b")


def skeleton(content: str) -> list[str]:
    """What Asterisk goes by, without what is shown to people."""
    shown = re.compile(r'(callerid = ").*(" <20>)$|(20 => 4321,).*$')
    return [shown.sub(r"\1\2\3", line) for line in content.splitlines() if not line.startswith(";")]


@given(name=ANYTHING)
@example(name="0" * 74)
@example(name="0" * 100)
def test_no_name_breaks_a_file(name: str) -> None:
    room = Conference(id=1, number="40", name=name)
    plain = rendered(office(), structs.replace(room, name="x"))
    for file, content in rendered(office(name), room).items():
        content.encode()
        assert skeleton(content) == skeleton(plain[file])
        for line in content.splitlines():
            if line.startswith(("callerid", "20 =>")):
                assert not re.search(r"(?<!\\);", line)
                assert line.isprintable() or not line.isascii()
                assert len(line) < 2 * NAME_LENGTH + 40


@pytest.mark.parametrize("number", ["", "12a", "1 2", "1,2", "1;2", "1\n2", "${X}", "+33", "1" * 21, "_X."])
def test_a_number_must_be_one(number: str) -> None:
    with pytest.raises(ValueError, match=r"line|number"):
        rendered(office(number=number))


@pytest.mark.parametrize(
    "endpoint", ["PJSIP/a b", "PJSIP/1]", "SIP/1", "PJSIP/a,b", "PJSIP/", "PJSIP/a\n", "Local/1@x"]
)
def test_an_endpoint_must_be_one(endpoint: str) -> None:
    with pytest.raises(RenderError, match="endpoint of line 20"):
        rendered(office(endpoint=endpoint))


@pytest.mark.parametrize("context", ["", "a b", "a]", "phones", "general", "to-line", "parkedcalls", "a\nb", "a,b"])
def test_a_context_must_be_one_and_free(context: str) -> None:
    with pytest.raises(RenderError, match="the context"):
        rendered(office(context=context))


@pytest.mark.parametrize("name", ["general", "jackfield-queue", "a,b", "a b", "]", "blue\n[x]", "ü"])
def test_a_queue_must_have_a_name_for_asterisk(name: str) -> None:
    with pytest.raises(RenderError, match="the queue"):
        rendered(Directory.build(queues=[Queue(id=1, name=name)]))


def test_a_number_leads_to_one_thing() -> None:
    with pytest.raises(RenderError, match="'20' is line 20 and conference 20"):
        rendered(office(), Conference(id=1, number="20"))
    with pytest.raises(RenderError, match="'9000' is line 9000 and a test number"):
        rendered(office(number="9000"))
    with pytest.raises(RenderError, match="'112' is line 112 and an emergency number"):
        rendered(office(number="112"), site=SITE)


def test_everything_wrong_is_told_at_once() -> None:
    site = Site(trunk="a b", prefixes=("x",), data_keys=("usr",), includes=("a]",), callback_digit="12")
    with pytest.raises(RenderError) as told:
        rendered(office(context="a b"), Conference(id=1, number="x"), site=site)
    assert len(told.value.problems) == 7


def test_a_bad_pin_is_refused_and_not_told() -> None:
    with pytest.raises(RenderError) as told:
        rendered(office(), Conference(id=1, number="40", user_pin='1"x'))
    assert '1"x' not in str(told.value)


def test_without_a_trunk_nothing_leads_outside() -> None:
    files = rendered(office(), site=Site())
    assert "outside" not in re.sub("^;.*$", "", files["extensions.conf"], flags=re.MULTILINE)
    assert "[trunk]" not in files["pjsip.conf"]


def test_emergency_numbers_go_out_as_they_are() -> None:
    files = rendered(office(), site=structs.replace(SITE, emergency=("112", "15")))
    dialled = re.findall(r"Dial\(PJSIP/(\d+)@trunk", "\n".join(files.values()))
    assert dialled == ["112", "15"]
    with pytest.raises(RenderError, match="emergency"):
        rendered(office(), site=structs.replace(SITE, emergency=("112,1,System(x)",)))


def test_of_two_devices_the_one_in_use_is_rung_and_both_tell_the_state() -> None:
    files = rendered(office(browser_endpoint="PJSIP/20_w"))
    plan, sip = files["extensions.conf"], files["pjsip.conf"]
    assert "exten => 20,hint,PJSIP/20&PJSIP/20_w&Custom:DND-20," in plan
    assert '1(${IF($["${DB(jackfield/20/browser)}" = "1"]?PJSIP/20_w:PJSIP/20)},office,' in plan
    assert "[20](jackfield-phone)" in sip
    assert "[20_w](jackfield-webrtc)" in sip
    assert "username = 20_w\npassword = pw-20_w\n" in sip
    with pytest.raises(RenderError, match="endpoint of line 20"):
        rendered(office(browser_endpoint="PJSIP/20,w"))


def test_without_an_address_the_transports_are_asterisks_own() -> None:
    assert "transport" not in rendered(office(), site=Site(sip_bind=""))["pjsip.conf"]


def test_a_line_that_is_switched_off_is_left_out() -> None:
    files = rendered(office(enabled=False))
    assert "PJSIP/20" not in files["extensions.conf"]
    assert "[20]" not in files["pjsip.conf"]


def test_strategies_are_named() -> None:
    assert strategies(["blue=linear", " red = ringall "]) == {"blue": Strategy.LINEAR, "red": Strategy.RINGALL}
    with pytest.raises(RenderError, match="NAME=STRATEGY"):
        strategies(["blue"])
    with pytest.raises(RenderError, match="'pink', which does not exist"):
        render(office(), (), Site(strategies={"pink": Strategy.LINEAR}), OpenSecrets())


def test_no_word_is_left_open() -> None:
    assert set(rendered(office())) == set(FILES)
    for content in rendered(office()).values():
        assert not re.search(r"@[A-Z_]+@", content)
        assert "\n\n\n" not in content
        assert content.endswith("\n")
