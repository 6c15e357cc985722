"""Scrubbing: nothing personal is left, the same becomes the same, and the calls stay what they were."""

import gzip
import json
import re
from pathlib import Path

import pytest

from jackfield.telephony.ami.replay import replay_file
from jackfield.telephony.ami.scrub import Scrubber, scrub_file
from jackfield.telephony.ami.trace import load
from tests.support import traces


@pytest.fixture
def scrubbed(tmp_path: Path) -> tuple[str, Path]:
    target = tmp_path / "clean.ami"
    scrub_file(traces.FOLDER / "raw" / "trunk-queue-usr.ami.gz", target)
    return target.read_text(encoding="utf-8"), target


def test_nothing_personal_is_left(scrubbed: tuple[str, Path]) -> None:
    text, target = scrubbed
    sent = target.with_suffix(".sent").read_text(encoding="utf-8")
    for secret in ("33611112222", "0699887766", "User 1001", "crm=42", "C2222", "PJSIP/1001", "<1001>"):
        assert secret not in text
        assert secret not in sent
    assert "Key: scrubbed" in sent


def stages(path: Path) -> list[tuple[str, str]]:
    told = [json.loads(bytes(entry.ctiMessage)) for entry in replay_file(path) if entry.msgType == "PhoneEvent"]
    return [(event["eventType"], event["callDirection"]) for event in told]


@pytest.mark.parametrize("name", ["trunk-queue-usr", "internal-answered", "atxfer-completed", "click-to-dial"])
def test_the_calls_stay_what_they_were(name: str, tmp_path: Path) -> None:
    source, target = traces.FOLDER / f"{name}.trace.gz", tmp_path / "clean.trace.gz"
    scrub_file(source, target)
    assert stages(target) == stages(source)
    assert len(stages(target)) > 0


def test_the_same_becomes_the_same() -> None:
    scrubber = Scrubber()
    lines = (
        "CallerIDNum: 1001",
        "CallerIDName: Zoe",
        "Exten: 1002",
        "AppData: PJSIP/1001&PJSIP/1002,Zoe",
        "Uniqueid: a-1001.1",
    )
    text = "\r\n".join((*lines, ""))
    scrubber.learn(text)
    clean = dict(line.split(": ") for line in scrubber.scrub(text).split("\r\n") if line)
    first, second = clean["CallerIDNum"], clean["Exten"]
    assert first != second
    assert clean["AppData"] == f"PJSIP/{first}&PJSIP/{second},{clean['CallerIDName']}"
    assert clean["Uniqueid"] == "a-1001.1"
    assert "Zoe" not in scrubber.scrub(text)


def test_addresses_become_addresses_of_documentation() -> None:
    scrubber = Scrubber()
    lines = (
        "URI: sip:7@10.1.2.3:5060",
        "Via: 10.1.2.4",
        "Local: 127.0.0.1",
        "Six: 2a01:cb00:1::2",
        "Mail: zoe@corp.example",
    )
    text = "\r\n".join((*lines, ""))
    clean = scrubber.scrub(text)
    assert "10.1.2." not in clean
    assert "2a01" not in clean
    assert "corp" not in clean
    assert "127.0.0.1" in clean
    assert clean.count("192.0.2.") == 2


def test_bytes_that_are_no_text_survive(tmp_path: Path) -> None:
    source, target = tmp_path / "odd.ami", tmp_path / "clean.ami.gz"
    source.write_bytes(b"Event: X\r\nY: \xff\xfe\r\n\r\n")
    scrub_file(source, target)
    assert gzip.decompress(target.read_bytes()) == source.read_bytes()


@pytest.mark.parametrize("name", traces.served_names())
def test_a_scrubbed_server_takes_the_same_road_back(name: str, tmp_path: Path) -> None:
    source, target = traces.FOLDER / f"{name}.trace.gz", tmp_path / "clean.trace.gz"
    scrub_file(source, target)
    traces.assert_road_back(load(target))
    assert stages(target) == stages(source)


def test_commands_and_directory_of_a_server_are_scrubbed(tmp_path: Path) -> None:
    source, target = traces.FOLDER / "asked-dial.trace.gz", tmp_path / "clean.trace"
    scrub_file(source, target)
    text = target.read_text(encoding="utf-8")
    server = load(source).server()
    assert server is not None
    people = {word for user in server.users for word in (user.full_name, user.last_name, user.mobile_number) if word}
    assert {name for name in people if name in text} == set()
    for secret in ("Zoë", '"alice"', "PJSIP/1001", "<1002>", '"10 02"', "a[b]"):
        assert secret not in text
    assert re.findall(r"(?<![\d.])100[1-9](?![\d.])", text) == []
    assert '"command":"dial"' in text
    assert "USR_who" in text


def test_secrets_in_commands_are_scrubbed() -> None:
    scrubber = Scrubber()
    line = 'Frame: {"claz":"web","command":"x","password":"sesame","pin":"1234","number":"0612345678"}'
    scrubber.learn(line)
    clean = scrubber.scrub(line)
    assert "sesame" not in clean
    assert "1234" not in clean.replace("0612345678", "")
    assert "0612345678" not in clean
    assert '"command":"x"' in clean
