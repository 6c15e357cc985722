"""Each recording's queue_log against what users were told: who came, who was answered, by whom, for how long."""

import json

import pytest

from jackfield.domain import facts
from jackfield.telephony.ami.replay import facts_of_entry
from jackfield.telephony.asterisk.queue_log import Outcome, Visit, read, visits
from tests.support import traces
from tests.support.queue_account import SLACK_SECONDS, Served, disagreements, served_in

pytestmark = pytest.mark.xdist_group("queue_log")
"""One process plays the large recordings once for all of these."""

LOGGED = sorted(path.stem for path in traces.FOLDER.glob("*.queue_log"))

OTHERWISE = {
    "agent-local-channel": "the queue sees the Local channel only, which stays when the agent transfers the caller",
    "reconnect-resync": "its first connection was cut: what came after it is in the second recording, from lists only",
}
"""Where the two accounts differ, and why it is right so."""


def log_of(name: str) -> list[Visit]:
    return visits(read((traces.FOLDER / f"{name}.queue_log").read_text(encoding="utf-8")))


def began(name: str) -> float:
    """Unix time of the recording's beginning."""
    story = json.loads((traces.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return float(story["t0"])


def told(name: str) -> list[Served]:
    return served_in(traces.told_in(name), began(name))


def joined(name: str) -> list[tuple[float, str, str]]:
    """Who came into which queue when, by the facts."""
    start = began(name)
    return [
        (start + entry.at, fact.channel.uniqueid, fact.queue)
        for entry in traces.trace_of(name).entries
        for fact in facts_of_entry(entry)
        if isinstance(fact, facts.QueueJoined)
    ]


@pytest.mark.parametrize("name", LOGGED)
def test_the_same_were_answered_by_the_same_for_as_long(name: str) -> None:
    found = disagreements(log_of(name), told(name))
    assert (found != []) == (name in OTHERWISE), found


@pytest.mark.parametrize("name", LOGGED)
def test_the_same_callers_came(name: str) -> None:
    ours, theirs = joined(name), log_of(name)
    assert [(call, queue) for _, call, queue in ours] == [(visit.call, visit.queue) for visit in theirs]
    for (at, call, _), visit in zip(ours, theirs, strict=True):
        assert abs(at - visit.entered) <= SLACK_SECONDS, call


@pytest.mark.parametrize("name", LOGGED)
def test_nobody_was_told_of_a_talk_with_who_gave_up(name: str) -> None:
    gave_up = {(visit.call, visit.queue) for visit in log_of(name) if visit.outcome is Outcome.ABANDONED}
    talked = {(each.call, each.queue) for each in told(name) if each.answered}
    assert gave_up.isdisjoint(talked)


def test_there_is_much_to_compare() -> None:
    ends = [visit.outcome for name in LOGGED for visit in log_of(name)]
    assert len(ends) > 500
    assert {Outcome.ABANDONED, Outcome.BY_AGENT, Outcome.BY_CALLER, Outcome.TRANSFERRED} <= set(ends)


def test_a_difference_is_found() -> None:
    name = "queue-answered-wrapup"
    ours, theirs = told(name), log_of(name)
    assert disagreements(theirs, ours) == []
    assert disagreements(theirs[1:], ours) != []
    assert disagreements(theirs, ours[1:]) != []
    theirs[0].agent = "Agent/1009"
    assert len(disagreements(theirs, ours)) == 2
    theirs[1].talk_seconds += 3
    assert len(disagreements(theirs, ours)) == 3
