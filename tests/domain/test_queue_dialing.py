"""`dialFromQueue`: which agent is called, with what caller id, and what is refused."""

import pytest

from jackfield.domain.effects import Request
from jackfield.domain.requests import Originate
from jackfield.protocol import commands
from jackfield.protocol.events import CommandResult
from tests.domain.test_agents import ALICE, BRUNO, SAM, Centre

BLUE = 1


def orders(centre: Centre) -> list[Originate]:
    return [e.action for e in centre.first.effects if isinstance(e, Request) and isinstance(e.action, Originate)]


def code(centre: Centre, **keys: object) -> str | None:
    command = commands.DialFromQueue(**({"destination": "0612345678", "queueId": BLUE, "requestId": "1"} | keys))
    found = [event for event in centre.ask(SAM, command) if isinstance(event, CommandResult)]
    return found[0].code if found and found[0].status == "refused" else None


def test_the_free_agent_with_the_lowest_penalty_is_called_with_the_caller_id_given() -> None:
    centre = Centre()
    centre.login(ALICE, BRUNO)
    assert code(centre, callerIdName="Sales", callerIdNumber="0123453001", variables={"k": "v"}) is None
    (order,) = orders(centre)
    assert (order.endpoint, order.exten) == ("PJSIP/1001", "0612345678")
    assert (order.shown_number, order.shown_name) == (order.caller_number, order.caller_name) == ("0123453001", "Sales")
    assert order.variables == {"USR_k": "v"}
    assert code(centre, requestId="2") is None
    assert orders(centre)[1].endpoint == "PJSIP/1002"


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({}, "conflict"),
        ({"queueId": 99}, "not_found"),
        ({"callerIdNumber": "sales"}, "bad_request"),
        ({"callerIdName": "x" * 81}, "bad_request"),
    ],
)
def test_refused(keys: dict[str, object], wanted: str) -> None:
    assert code(Centre(), **keys) == wanted
