"""Commands whose requests the PBX has not answered before the link broke: nobody knows, and nothing else is said."""

import pytest
from msgspec import UNSET

from jackfield.domain import facts
from jackfield.domain.directory import Agent, Directory, Membership, Queue, User, UserServices
from jackfield.domain.effects import Effect, Request, Store
from jackfield.domain.facts import PbxLink
from jackfield.domain.lasting import ServicesSet
from jackfield.domain.requests import NumberExists
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import AgentStateEvent, CommandResult, Error, UserConfigUpdate
from jackfield.protocol.values import ResultStatus
from tests.support.office import ALICE, Office, actions, office_directory, published, replies

LOST = "The connection to the PBX was lost"
BLUE = "blue"


def working_office() -> Office:
    """Alice is an agent of the queue blue."""
    known = office_directory()
    own = next(user for user in known.users if user.id == ALICE)
    users = [
        User(id=own.id, login=own.login, first_name=own.first_name, line_id=own.line_id, agent_id=1),
        *(user for user in known.users if user.id != ALICE),
    ]
    return Office(
        directory=Directory.build(
            users=users,
            lines=known.lines,
            agents=[Agent(id=1, number="2001", first_name="Alice", user_id=ALICE)],
            queues=[Queue(id=1, name=BLUE, number="3001")],
            memberships=[Membership(agent_id=1, queue_id=1)],
        )
    )


def kept(office: Office, effects: list[Effect]) -> list[Effect]:
    """What follows when all of it is on the disk."""
    return office.feed(*(facts.Stored(one.tag, ok=True, message="") for one in effects if isinstance(one, Store)))


def lost(office: Office, effects: list[Effect]) -> list[Effect]:
    """What follows when the link breaks before any of these requests is answered."""
    tags = [effect.tag for effect in effects if isinstance(effect, Request)]
    assert tags
    return office.feed(
        *(facts.RequestDone(tag, ok=False, message=LOST, unknown=True) for tag in tags),
        facts.LinkChanged(PbxLink.DOWN),
    )


def outcome(effects: list[Effect]) -> CommandResult:
    [found] = [event for event in replies(effects) if isinstance(event, CommandResult)]
    return found


def assert_unknown(effects: list[Effect]) -> None:
    told = outcome(effects)
    assert (told.status, told.code) == (ResultStatus.UNKNOWN, UNSET)
    assert LOST in str(told.message)
    assert [event.Error for event in replies(effects) if isinstance(event, Error)] == [told.message]


@pytest.mark.parametrize(
    "command",
    [
        commands.Dial(destination="1003", requestId="r"),
        commands.Hangup(requestId="r"),
        commands.Hold(requestId="r"),
        commands.SetData(variables={"a": "1"}, requestId="r"),
        commands.AgentLogin(requestId="r"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nobody_knows_whether_it_was_done(command: Command) -> None:
    office = working_office()
    office.talk()
    assert_unknown(lost(office, office.ask(ALICE, command)))
    assert [effect for effect in office.pass_time(60.0) if hasattr(effect, "session")] == []


def test_an_agent_who_was_logged_in_all_the_same_is_found_so() -> None:
    office = working_office()
    assert_unknown(lost(office, office.ask(ALICE, commands.AgentLogin(requestId="r"))))
    office.feed(facts.LinkChanged(PbxLink.SYNCING))
    member = facts.MemberSeen(BLUE, "PJSIP/1001", "Agent/2001", status=1)
    told = office.feed(member, facts.LinkChanged(PbxLink.UP))
    assert "AgentReady" in [effect.event.name for effect in told if _tells_of_an_agent(effect)]  # type: ignore[union-attr]


def _tells_of_an_agent(effect: Effect) -> bool:
    return isinstance(getattr(effect, "event", None), AgentStateEvent)


def test_a_service_that_may_be_on_is_put_back_and_the_pbx_is_believed_afterwards() -> None:
    office = working_office()
    ordered = kept(office, office.ask(ALICE, commands.Dnd(state=True, requestId="r")))
    told = lost(office, ordered)
    assert_unknown(told)
    assert [one.changes for one in told if isinstance(one, Store)] == [(ServicesSet(ALICE, UserServices()),)]
    assert published(told, ALICE) == []
    office.feed(
        facts.LinkChanged(PbxLink.SYNCING), facts.ServiceSeen("1001", "dnd", "1"), facts.ServicesRead(kept=True)
    )
    found = published(office.feed(facts.LinkChanged(PbxLink.UP)), ALICE)
    assert [event.dndEnabled for event in found if isinstance(event, UserConfigUpdate)] == [True]


def test_a_transfer_whose_number_was_only_asked_for_has_not_begun() -> None:
    office = working_office()
    office.talk()
    asked = office.ask(ALICE, commands.DirectTransfer(destination="1003", requestId="r"))
    assert [type(action) for action in actions(asked)] == [NumberExists]
    told = outcome(lost(office, asked))
    assert (told.status, told.code) == (ResultStatus.REFUSED, RefusalCode.PBX_DOWN)
    assert "not begun" in str(told.message)


def test_a_consultation_that_the_pbx_has_accepted_may_have_begun() -> None:
    office = working_office()
    office.talk()
    [check] = [
        e
        for e in office.ask(ALICE, commands.AttendedTransfer(destination="1003", requestId="r"))
        if isinstance(e, Request)
    ]
    [consult] = [e for e in office.feed(facts.RequestDone(check.tag, ok=True)) if isinstance(e, Request)]
    office.feed(facts.RequestDone(consult.tag, ok=True), facts.LinkChanged(PbxLink.DOWN))
    assert outcome(office.pass_time(5.0)).status is ResultStatus.UNKNOWN


def test_what_the_pbx_refuses_is_refused_all_the_same() -> None:
    office = working_office()
    office.talk()
    [request] = [e for e in office.ask(ALICE, commands.Hangup(requestId="r")) if isinstance(e, Request)]
    told = outcome(office.feed(facts.RequestDone(request.tag, ok=False, message="No such channel")))
    assert (told.status, told.code) == (ResultStatus.REFUSED, RefusalCode.PBX_REFUSED)
