"""The checklist: what a new command, event or fact still lacks is named here by a failing test."""

import re
from pathlib import Path

import pytest

from jackfield.domain import facts
from jackfield.domain.core import HANDLERS, OF_LINES, OF_QUEUES
from jackfield.domain.effects import Effect
from jackfield.domain.past import history
from jackfield.domain.phone.calls import FACTS
from jackfield.domain.requests import Action
from jackfield.protocol import commands
from jackfield.protocol.commands import KNOWN_BY_NAME
from jackfield.protocol.events import EVENTS
from jackfield.telephony.ami.orders import REQUESTS
from jackfield.telephony.ami.translate import EVENTS as ROWS
from tests.support import traces

ROOT = Path(__file__).parent.parent.parent
STATUS = (ROOT / "docs" / "status.md").read_text(encoding="utf-8")
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("domain", "web")
    for path in (ROOT / f"src/jackfield/{folder}").rglob("*.py")
)

OF_THE_CORE_ITSELF = {facts.RequestDone, facts.OriginateEnded, facts.TimeReached}
"""Facts that `core.feed` takes without a table: answers and moments."""

FROM_ELSEWHERE = {
    facts.CallbacksImported,
    facts.CallbackKept, facts.NumberForgotten, facts.CallbacksForgotten,
    facts.RecordingListed, facts.QueueSettingSeen,
    facts.OriginateSent, facts.HoldSent, facts.RequestDone, facts.LinkChanged, facts.JournalRead, facts.TimeReached,
    facts.VariableSet, facts.MailboxesListed, facts.Stored, facts.SilenceListed, facts.Looked,
    facts.ServicesRead, facts.MobileListed, facts.CallbackWanted, facts.QueueResult,
    facts.Fetched, facts.ContactsRead, facts.PersonalContactsRead, facts.BrowserGone,
}  # fmt: skip
"""Facts that no single AMI event states: our own orders, answers, the link, browsers, the clock; VarSet is filtered."""


def supported() -> set[str]:
    return {str(kind.__struct_config__.tag) for kind in HANDLERS}


def section(title: str) -> set[str]:
    text = STATUS.split(f"## {title}")[1].split("\n## ")[0]
    return set(re.findall(r"`(\w+)`", text))


def test_the_status_page_lists_exactly_the_commands_that_are_answered() -> None:
    assert section("Commands that work") == supported() | {"ping"}
    assert section("Commands that answer not_supported") == set(KNOWN_BY_NAME)


def test_the_status_page_lists_exactly_the_events_that_nobody_sends() -> None:
    silent = {name for name, kind in EVENTS.items() if not re.search(rf"\b{kind.__name__}(\.of)?\(", SOURCES)}
    assert section("Events that are not sent yet") == silent


def test_every_command_has_a_handler() -> None:
    assert set(commands.COMMANDS) == supported()


@pytest.mark.parametrize("fact", facts.Fact.__args__, ids=lambda fact: fact.__name__)  # type: ignore[attr-defined]
def test_every_fact_is_taken(fact: type) -> None:
    assert (fact in FACTS) + (fact in history.FACTS) + (fact in OF_LINES) + (fact in OF_QUEUES) + (
        fact in OF_THE_CORE_ITSELF
    ) >= 1


def test_every_row_and_every_fact_occurs_in_a_recorded_trace() -> None:
    made: dict[str, set[type]] = {name: set() for name in ROWS}
    for name in traces.NAMES:
        if name == "queue-load-large":
            continue
        for frame in traces.trace_of(name).came():
            row = ROWS.get(frame.name) if frame.kind == "event" else None
            fact = row(frame) if row else None
            if fact is not None:
                made[frame.name].add(type(fact))
    assert [name for name, kinds in made.items() if not kinds] == []
    stated = set().union(*made.values())
    assert set(facts.Fact.__args__) - FROM_ELSEWHERE - stated == set()  # type: ignore[attr-defined]


def test_every_request_becomes_an_action() -> None:
    assert set(REQUESTS) == set(Action.__args__)  # type: ignore[attr-defined]


def test_every_effect_is_performed() -> None:
    performed = (ROOT / "src/jackfield/engine.py").read_text(encoding="utf-8")
    for effect in Effect.__args__:  # type: ignore[attr-defined]
        assert re.search(rf"\b{effect.__name__}\(\)", performed), effect
