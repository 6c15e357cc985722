"""Events become exactly the documented frames; the numbered variant is the plain one with its number."""

import json
from pathlib import Path
from typing import Any

import pytest

from jackfield.protocol.encode import PING, frame, number, numbered, payload
from jackfield.protocol.events import (
    AgentConfig,
    AgentEntry,
    AgentQueue,
    LoggedOn,
    PhoneStatusUpdate,
    QueueMember,
    QueueMemberList,
)
from jackfield.protocol.values import PhoneStatus
from tests.support.frames import check_frame, event_of

FIXTURES = Path(__file__).parent / "fixtures"
SENT = (FIXTURES / "events.jsonl").read_text(encoding="utf-8").splitlines()
DOCUMENTED = (FIXTURES / "documented.jsonl").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("text", SENT)
def test_an_event_gives_its_frame(text: str) -> None:
    event = event_of(text)
    assert json.loads(frame(event)) == json.loads(text)
    assert json.loads(payload(event)) == json.loads(text)["ctiMessage"]


@pytest.mark.parametrize("text", SENT)
def test_a_numbered_frame_is_the_plain_one_with_its_number(text: str) -> None:
    event = event_of(text)
    again = numbered(event, 4711)
    assert again == number(frame(event), 4711)
    assert check_frame(again) == json.loads(text) | {"seq": 4711}
    assert again.startswith(b'{"seq":4711,"msgType":"')


@pytest.mark.parametrize("text", DOCUMENTED)
def test_a_documented_frame_is_inside_one_that_we_send(text: str) -> None:
    documented = json.loads(text)
    sent = [json.loads(line) for line in SENT if json.loads(line)["msgType"] == documented["msgType"]]
    assert any(_covers(each["ctiMessage"], documented["ctiMessage"]) for each in sent)


def test_the_smallest_frames_to_the_byte() -> None:
    assert frame(LoggedOn()) == b'{"msgType":"LoggedOn","ctiMessage":{}}'
    assert (
        frame(PhoneStatusUpdate(status=PhoneStatus.CALLING))
        == b'{"msgType":"PhoneStatusUpdate","ctiMessage":{"status":"CALLING"}}'
    )
    assert frame(QueueMemberList(items=())) == b'{"msgType":"QueueMemberList","ctiMessage":[]}'
    assert numbered(LoggedOn(), 0) == b'{"seq":0,"msgType":"LoggedOn","ctiMessage":{}}'
    assert check_frame(PING) == {"claz": "ping"}


def test_an_agent_configuration_has_every_spelling() -> None:
    agent = AgentEntry(id=23, firstName="Jack", lastName="Flash", number="2501", context="default", groupId=1, userId=4)
    queue = AgentQueue(queue_name="queue1", queue_id=1, interface="Agent/2501", penalty=1, userid=23, position=1)
    config = AgentConfig.of(agent, (queue,))
    assert (config.firstname, config.lastname, config.numgroup, config.userid) == ("Jack", "Flash", 1, 4)
    check_frame(frame(config))


def test_a_check_finds_what_departs_from_the_schema() -> None:
    good = json.loads(frame(QueueMember(agentId=19, queueId=3, penalty=12)))
    for payload_part in ({"penalty": "12"}, {"more": 1}):
        with pytest.raises(AssertionError, match="departs from its schema"):
            check_frame(json.dumps(good | {"ctiMessage": good["ctiMessage"] | payload_part}))
    del good["ctiMessage"]["penalty"]
    with pytest.raises(AssertionError, match="'penalty' is a required property"):
        check_frame(json.dumps(good))
    for frame_text in ('{"msgType":"Nothing","ctiMessage":{}}', '{"msgType":"LoggedOn"}', '{"claz":"ping","a":1}'):
        with pytest.raises(AssertionError):
            check_frame(frame_text)


def _covers(sent: Any, documented: Any) -> bool:
    """Every documented key and element is in what we send; the documents show one element where an array is sent."""
    if isinstance(sent, list) and isinstance(documented, dict):
        return any(_covers(each, documented) for each in sent)
    if isinstance(documented, dict):
        return isinstance(sent, dict) and all(
            key in sent and _covers(sent[key], value) for key, value in documented.items()
        )
    if isinstance(documented, list):
        return len(sent) == len(documented) and all(map(_covers, sent, documented))
    return bool(sent == documented)
