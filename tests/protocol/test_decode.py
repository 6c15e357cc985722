"""The decoder, case by case: the documented frames, what is tolerated, and what is said when a frame is refused."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.encode import command_frame
from jackfield.protocol.errors import BadFrame, RefusalCode
from jackfield.protocol.values import CallbackStatus, ListType, QueuePenalty
from tests.support.frames import check_frame

DOCUMENTED = (Path(__file__).parent / "fixtures" / "commands.jsonl").read_text(encoding="utf-8").splitlines()


def read(command: str, **arguments: Any) -> Any:
    return decode_frame(json.dumps({"claz": "web", "command": command, **arguments}))


def refusal(frame: str | bytes) -> BadFrame:
    with pytest.raises(BadFrame) as caught:
        decode_frame(frame)
    return caught.value


@pytest.mark.parametrize("frame", DOCUMENTED)
def test_a_documented_frame_is_read_whole(frame: str) -> None:
    check_frame(frame)
    command = decode_frame(frame)
    assert isinstance(command, Command)
    given = json.loads(frame)
    again = json.loads(command_frame(command))
    assert {key: given[key] for key in again} == again
    # What is not written again is at its default: leaving it out means the same.
    assert not any(value for key, value in given.items() if key not in again)


@pytest.mark.parametrize("frame", DOCUMENTED)
def test_a_request_id_is_kept(frame: str) -> None:
    command = decode_frame(json.dumps(json.loads(frame) | {"requestId": "r-1"}))
    assert isinstance(command, Command)
    assert command.requestId == "r-1"


def test_bytes_are_read_like_text() -> None:
    assert decode_frame('{"claz":"web","command":"setData","variables":{"a":"é"}}'.encode()) == commands.SetData(
        variables={"a": "é"}
    )


@pytest.mark.parametrize(
    ("command", "arguments", "expected"),
    [
        # Not given: absent, null, and the empty text where an argument may be left out or names something.
        ("hangup", {"uniqueId": None}, commands.Hangup()),
        ("hangup", {"uniqueId": ""}, commands.Hangup()),
        ("agentLogin", {"agentphonenumber": "", "agentid": ""}, commands.AgentLogin()),
        ("agentLogin", {"agentphonenumber": "1000", "agentid": " "}, commands.AgentLogin(agentphonenumber="1000")),
        ("dial", {"destination": "1", "variables": None}, commands.Dial(destination="1")),
        ("dial", {"destination": "1", "variables": ""}, commands.Dial(destination="1")),
        ("getUserCallHistory", {"size": None}, commands.GetUserCallHistory()),
        ("dial", {"destination": "1", "requestId": ""}, commands.Dial(destination="1")),
        ("uncFwd", {"state": False, "destination": None}, commands.UncFwd(state=False)),
        # An empty text is a value where it says something.
        ("directoryLookUp", {"term": ""}, commands.DirectoryLookUp(term="")),
        ("getQueueCallHistory", {"queue": "", "size": 3}, commands.GetQueueCallHistory(queue="", size=3)),
        # Whole numbers in quotes; numbers for texts.
        (
            "setAgentQueue",
            {"agentId": "19", "queueId": " 3 ", "penalty": 12.0},
            commands.SetAgentQueue(agentId=19, queueId=3, penalty=12),
        ),
        ("dial", {"destination": 1002}, commands.Dial(destination="1002")),
        ("dial", {"destination": 1002.0}, commands.Dial(destination="1002")),
        ("subscribeToPhoneHints", {"phoneNumbers": [1000, "1 001", None]}, ...),
        ("addFavorite", {"contactId": 5, "source": "internal"}, commands.AddFavorite(contactId="5", source="internal")),
        ("dial", {"destination": "1", "requestId": 7}, commands.Dial(destination="1", requestId="7")),
        ("sendDtmf", {"key": 5}, commands.SendDtmf(key="5")),
        # Truth in quotes.
        ("dnd", {"state": "true"}, commands.Dnd(state=True)),
        ("dnd", {"state": "false"}, commands.Dnd(state=False)),
        # Other spellings.
        ("pauseAgent", {"agentId": 19}, commands.PauseAgent(agentid=19)),
        ("removeAgentFromQueue", {"agentid": 19, "queueId": 3}, commands.RemoveAgentFromQueue(agentId=19, queueId=3)),
        ("pauseAgent", {"agentid": None, "agentId": 19}, commands.PauseAgent(agentid=19)),
        ("pauseAgent", {"agentid": 18, "agentId": 19}, commands.PauseAgent(agentid=18)),
        ("startCallback", {"uuid": "u", "phoneNumber": 123}, commands.StartCallback(uuid="u", number="123")),
        ("listenCallbackMessage", {"uuid": "u"}, commands.ListenCallbackMessage(voiceMessageRef="u")),
        ("searchDirectory", {"pattern": "haw"}, commands.SearchDirectory(term="haw")),
        # Keys nobody knows.
        ("answer", {"mood": {"is": ["good"]}, "seq": 1}, commands.Answer()),
        # Lists of ids from form fields.
        (
            "setUsersDefaultMembership",
            {"userIds": ["1", 2, "", None], "membership": [{"queueId": "8", "penalty": "0", "more": 1}]},
            commands.SetUsersDefaultMembership(userIds=(1, 2), membership=(QueuePenalty(queueId=8, penalty=0),)),
        ),
        ("getList", {"objectType": "agentgroup"}, commands.GetList(objectType=ListType.AGENT_GROUP)),
    ],
)
def test_what_is_tolerated(command: str, arguments: dict[str, Any], expected: object) -> None:
    if expected is ...:
        expected = commands.SubscribeToPhoneHints(phoneNumbers=("1000", "1 001"))
    assert read(command, **arguments) == expected


def test_one_caller_id_stands_for_name_and_number() -> None:
    both = read("dialFromQueue", destination="1", queueId=3, callerId=3001)
    assert (both.callerIdName, both.callerIdNumber) == ("3001", "3001")
    named = read("dialFromQueue", destination="1", queueId=3, callerId="3001", callerIdName="Sales")
    assert (named.callerIdName, named.callerIdNumber) == ("Sales", "3001")


def test_a_callback_ticket_by_its_documented_names() -> None:
    ticket = read("updateCallbackTicket", uuid="t", status="Callback", description="later", dueDate="2016-08-01")
    assert ticket == commands.UpdateCallbackTicket(
        uuid="t", status=CallbackStatus.CALLBACK, comment="later", dueDate=date(2016, 8, 1)
    )


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"a": "1", "b": 2, "c": 2.0, "d": 0.5}, {"a": "1", "b": "2", "c": "2", "d": "0.5"}),
        ({"a": True, "b": False, "c": None}, {"a": "true", "b": "false"}),
        ({}, {}),
        ('{"var1":"val1"}', {"var1": "val1"}),
        ("{'var1':'val1','USR_var2':'val2'}", {"var1": "val1", "USR_var2": "val2"}),
        ("{\u2018var1\u2019:\u2019val1\u2019,\u2019b\u2019:\u20191\u2019}", {"var1": "val1", "b": "1"}),
        ("{'var1':'l\u2019appel'}", {"var1": "l\u2019appel"}),
        ("{'n': 5}", {"n": "5"}),
    ],
)
def test_attached_data(variables: object, expected: dict[str, str]) -> None:
    assert read("setData", variables=variables).variables == expected


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        ("", "The frame is not JSON: it ends too early, after 0 characters."),
        ("hello", "The frame is not JSON: invalid character (byte 0)."),
        ('{"claz" "web"}', "The frame is not JSON: expected ':' (byte 8)."),
        ('{"claz":"web","command":"answer"} ?', "The frame is not JSON: trailing characters (byte 35)."),
        ('{"claz":"web","command":"dial","destination":0612}', "The frame is not JSON: invalid number (byte 46)."),
        (b'{"claz":"web"', "The frame is not JSON: it ends too early, after 13 bytes."),
        (b'{"claz":"\xff"}', "The frame is not Unicode text: invalid start byte."),
        ('{"claz":"\ud800"}', "The frame is not Unicode text: surrogates not allowed."),
        ('{"claz":"\\ud800"}', "The frame is not JSON: half a surrogate pair, \\ud800."),
        (
            '{"claz":"web","command":"\\udc00......."}',
            "The frame is not JSON: invalid utf-16 surrogate pair (byte 31).",
        ),
        ("[" * 60_000, "The frame is nested too deeply."),
        ("[1]", 'The frame is [1], not an object: it must be {"claz":"web","command":NAME,...} or {"claz":"ping"}.'),
        ("null", 'The frame is null, not an object: it must be {"claz":"web","command":NAME,...} or {"claz":"ping"}.'),
        ("{}", 'The frame has no claz: it must be {"claz":"web","command":NAME,...} or {"claz":"ping"}.'),
        (
            '{"claz":"Web"}',
            'Unknown claz "Web": the frame must be {"claz":"web","command":NAME,...} or {"claz":"ping"}.',
        ),
        (
            '{"claz":"web"}',
            'The frame has no command: it must be {"claz":"web","command":NAME,...} or {"claz":"ping"}.',
        ),
        ('{"claz":"web","command":[1]}', "The frame has a command that is no text: [1]: it must be"),
        ('{"claz":"web","command":"dail"}', 'Unknown command "dail": did you mean dial?'),
        ('{"claz":"web","command":"hangUp"}', 'Unknown command "hangUp": did you mean hangup?'),
        ('{"claz":"web","command":"loginAgent"}', 'Unknown command "loginAgent": did you mean agentLogin?'),
        ('{"claz":"web","command":"xyzzy"}', 'Unknown command "xyzzy".'),
        ('{"claz":"web","command":"videoEvent"}', "videoEvent: not supported by this server."),
        ('{"claz":"web","command":"dial"}', "dial: argument destination is missing."),
        ('{"claz":"web","command":"takeCallback","uuid":""}', "takeCallback: argument uuid is missing."),
        ('{"claz":"web","command":"dial","destination":true}', "dial: argument destination must be text, not true."),
        ('{"claz":"web","command":"dial","destination":1.5}', "dial: argument destination must be text, not 1.5."),
        ('{"claz":"web","command":"dial","destination":{}}', "dial: argument destination must be text, not {}."),
        (
            '{"claz":"web","command":"reportCallQuality","sipCallId":"a","jitter":"1","roundTrip":0,"loss":0,"mos":4}',
            'reportCallQuality: argument jitter must be a number from 0 to 60000, not "1".',
        ),
        (
            '{"claz":"web","command":"reportCallQuality","sipCallId":"a","jitter":1,"roundTrip":0,"loss":101,"mos":4}',
            "reportCallQuality: argument loss must be a number from 0 to 100, not 101.",
        ),
        ('{"claz":"web","command":"dnd","state":1}', "dnd: argument state must be true or false, not 1."),
        ('{"claz":"web","command":"dnd","state":"yes"}', 'dnd: argument state must be true or false, not "yes".'),
        (
            '{"claz":"web","command":"setAgentQueue","agentid":"x","queueId":1,"penalty":0}',
            'setAgentQueue: argument agentid must be a whole number, not "x".',
        ),
        (
            '{"claz":"web","command":"subscribeToQueueCalls","queueId":9007199254740992}',
            "subscribeToQueueCalls: argument queueId must be a whole number, not 9007199254740992.",
        ),
        (
            '{"claz":"web","command":"subscribeToQueueCalls","queueId":true}',
            "subscribeToQueueCalls: argument queueId must be a whole number, not true.",
        ),
        (
            '{"claz":"web","command":"getList","objectType":"cat"}',
            "getList: argument objectType must be one of queue, agent, queuemember, agentgroup, meetme, "
            'basequeuemember, not "cat".',
        ),
        (
            '{"claz":"web","command":"updateCallbackTicket","uuid":"t","status":"Fax","dueDate":"01/08/2016"}',
            'updateCallbackTicket: argument dueDate must be a day written YYYY-MM-DD, not "01/08/2016".',
        ),
        (
            '{"claz":"web","command":"subscribeToPhoneHints","phoneNumbers":"1000"}',
            'subscribeToPhoneHints: argument phoneNumbers must be an array, not "1000".',
        ),
        (
            '{"claz":"web","command":"subscribeToPhoneHints","phoneNumbers":["1000",[]]}',
            "subscribeToPhoneHints: argument phoneNumbers[1] must be text, not [].",
        ),
        (
            '{"claz":"web","command":"setUserDefaultMembership","userId":1,"membership":[{"queueId":1}]}',
            "setUserDefaultMembership: argument membership[0].penalty is missing.",
        ),
        (
            '{"claz":"web","command":"setUserDefaultMembership","userId":1,"membership":[5]}',
            "setUserDefaultMembership: argument membership[0] must be an object, not 5.",
        ),
        (
            '{"claz":"web","command":"setData","variables":{"a":{"b":1}}}',
            'setData: argument variables["a"] must be text, not {"b":1}.',
        ),
        (
            """{"claz":"web","command":"setData","variables":"{'a':'it's'}"}""",
            "setData: argument variables must be an object, or a text that holds one as JSON, not \"{'a':'it's'}\".",
        ),
        (
            '{"claz":"web","command":"setData","variables":"[1]"}',
            "setData: argument variables must be an object of texts, not [1].",
        ),
        (
            '{"claz":"web","command":"findCallbackRequest","id":[1],"request":{}}',
            "findCallbackRequest: argument id must be a plain value, not [1].",
        ),
        ('{"claz":"web","command":"findCallbackRequest","id":true}', "findCallbackRequest: Expected `int | str`"),
        (
            '{"claz":"web","command":"answer","requestId":"%s"}' % ("r" * 129),
            "answer: argument requestId must be at most 128 characters long, not 129.",
        ),
        ('{"claz":"web","command":"answer","requestId":{}}', "answer: argument requestId must be text, not {}."),
    ],
)
def test_what_is_said_about_a_bad_frame(frame: str | bytes, says: str) -> None:
    assert refusal(frame).message.startswith(says)


def test_a_long_value_is_cut_in_the_message() -> None:
    message = refusal('{"claz":"web","command":"dnd","state":"%s"}' % ("x" * 50_000)).message
    assert len(message) < 200


def test_numbers_without_bounds_are_refused_where_a_number_is_wanted() -> None:
    frame = '{"claz":"web","command":"subscribeToQueueCalls","queueId":%s}'
    assert "must be a whole number, not 9999" in refusal(frame % ("9" * 4_000)).message
    assert "out of range" in refusal(frame % ("9" * 5_000)).message
    assert "out of range" in refusal(frame % "1e999").message


def test_a_value_at_the_very_limit_of_nesting_is_refused() -> None:
    for depth in range(850, 1_000):
        frame = '{"claz":"web","command":"dnd","state":' + "[" * depth + "]" * depth + "}"
        message = refusal(frame).message
        assert message.startswith("dnd: argument state must be true or false") or message.endswith("too deeply.")


@pytest.mark.parametrize(
    ("frame", "request_id", "code"),
    [
        ('{"claz":"web","command":"dial","requestId":"r"}', "r", RefusalCode.BAD_REQUEST),
        ('{"claz":"web","command":"dial","requestId":5}', "5", RefusalCode.BAD_REQUEST),
        ('{"claz":"web","command":"dial"}', None, RefusalCode.BAD_REQUEST),
        ('{"claz":"web","command":"dial","requestId":[]}', None, RefusalCode.BAD_REQUEST),
        ('{"claz":"web","command":"nope","requestId":"r"}', "r", RefusalCode.BAD_REQUEST),
        ('{"requestId":"r"}', "r", RefusalCode.BAD_REQUEST),
        ('{"claz":"web","command":"videoEvent","requestId":"r"}', "r", RefusalCode.NOT_SUPPORTED),
        ('{"claz":"web","requestId":"r"', None, RefusalCode.BAD_REQUEST),
    ],
)
def test_the_request_id_and_code_of_a_bad_frame(frame: str, request_id: str | None, code: RefusalCode) -> None:
    bad = refusal(frame)
    assert (bad.requestId, bad.code) == (request_id, code)
