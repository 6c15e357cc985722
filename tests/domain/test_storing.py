"""The road for what must last: nothing is said before it is kept, a failure leaves nothing half done."""

from collections.abc import Iterator

from jackfield.domain import facts
from jackfield.domain.asking import Asking
from jackfield.domain.effects import Effect, Publish, Store, user_topic
from jackfield.domain.lasting import StatusSet
from jackfield.domain.results import Ticket
from jackfield.domain.storing import store_for
from jackfield.protocol.events import CommandResult, Error, UserStatusUpdate
from tests.support.office import ALICE, Office, published, replies

SAID = UserStatusUpdate(userId=ALICE, status="away")


def ask(office: Office, request_id: str | None = "1") -> Store:
    """Have something kept for Alice that she is then told of; what the storage is asked."""
    user = office.core.world.directory.user(ALICE)
    assert user is not None
    asking = Asking(office.core.world, office.core.results, user, Ticket("s1", request_id), office.now)

    def tell(now: float) -> Iterator[Effect]:
        yield Publish(user_topic(ALICE), SAID)

    effects = list(store_for(asking, (StatusSet(ALICE, "away"),), tell))
    assert replies(effects) == []
    (wanted,) = [effect for effect in effects if isinstance(effect, Store)]
    return wanted


def test_it_is_told_and_answered_once_it_is_kept() -> None:
    office = Office()
    wanted = ask(office)
    assert wanted.changes == (StatusSet(ALICE, "away"),)
    effects = office.feed(facts.Stored(wanted.tag, ok=True))
    assert published(effects, ALICE) == [SAID]
    assert [e.status for e in replies(effects) if isinstance(e, CommandResult)] == ["done"]
    assert office.feed(facts.Stored(wanted.tag, ok=True)) == []


def test_a_failure_is_a_refusal_and_nothing_else() -> None:
    office = Office()
    effects = office.feed(facts.Stored(ask(office).tag, ok=False, message="The disk is full"))
    error, result = replies(effects)
    assert error == Error(Error="The disk is full")
    assert isinstance(result, CommandResult)
    assert (result.status, result.code) == ("refused", "not_stored")
    assert published(effects, ALICE) == []


def test_who_gave_no_request_id_is_told_of_a_failure_too() -> None:
    office = Office()
    effects = office.feed(facts.Stored(ask(office, None).tag, ok=False))
    assert [type(event) for event in replies(effects)] == [Error]


def test_a_storage_that_takes_too_long_leaves_the_outcome_unknown_and_is_told_when_it_comes() -> None:
    office = Office()
    wanted = ask(office)
    assert [e.status for e in replies(office.pass_time(10)) if isinstance(e, CommandResult)] == ["unknown"]
    effects = office.feed(facts.Stored(wanted.tag, ok=True))
    assert (published(effects, ALICE), replies(effects)) == ([SAID], [])


def test_an_answer_to_nobody_is_ignored() -> None:
    assert Office().feed(facts.Stored("jackfield-old-store-1", ok=True)) == []
