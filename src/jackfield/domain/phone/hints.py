"""Subscribing to the status of any number (protocol 3.1)."""

from collections.abc import Iterator

from jackfield.domain.asking import Asking, loosely_normalised
from jackfield.domain.effects import Effect, Reply, Subscribe, TopicKind, Unsubscribe, hint_topic
from jackfield.domain.phone.phones import hint_of
from jackfield.domain.results import Refused
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import PhoneHintStatusEvent
from jackfield.protocol.values import ResultStatus


def subscribe(ask: Asking, command: commands.SubscribeToPhoneHints) -> Iterator[Effect]:
    """One event for each number whose state is known, with the number exactly as it was written; then every change."""
    limit = ask.world.settings.max_hint_subscriptions
    spellings = dict.fromkeys(command.phoneNumbers)
    if len(spellings) > limit:
        raise Refused(RefusalCode.BAD_REQUEST, f"phoneNumbers: {len(spellings)} numbers, at most {limit} are allowed")
    for spelling in spellings:
        number = loosely_normalised(spelling, ask.world.settings.international_prefix)
        if number is None:
            continue
        yield Subscribe(ask.ticket.session, hint_topic(number), spelling)
        code = hint_of(ask.world, number, ask.now)
        if code is not None:
            yield Reply(ask.ticket.session, PhoneHintStatusEvent(number=spelling, status=code))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def unsubscribe_all(ask: Asking, command: commands.UnsubscribeFromAllPhoneHints) -> Iterator[Effect]:
    """No hint any more for this session."""
    yield Unsubscribe(ask.ticket.session, TopicKind.HINT)
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)
