"""The scenario language itself."""

import asyncio
import inspect
import re
from collections.abc import Iterator

import pytest

from jackfield.protocol.commands import COMMANDS
from tests.contract import virtual_time
from tests.contract.differences import Difference, applied
from tests.contract.language import parse, scenarios
from tests.contract.sentences import answers, asks, dials, meaning

OF_CALLS_AND_AGENTS = """
    dial dialFromMobile dialByUsername dialFromQueue originate hangup answer hold directTransfer attendedTransfer
    completeTransfer cancelTransfer conference setData getCurrentCallsPhoneEvents dnd naFwd uncFwd busyFwd
    subscribeToPhoneHints unsubscribeFromAllPhoneHints
    agentLogin agentLogout toggleAgentLogin pauseAgent unpauseAgent listenAgent monitorPause monitorUnpause
    setAgentQueue removeAgentFromQueue subscribeToAgentStats getAgentDirectory getList
    subscribeToQueueStats subscribeToQueueCalls unSubscribeToQueueCalls userStatusUpdate
    getAgentStates subscribeToAgentEvents getQueueStatistics retrieveQueueCall getQualifications qualifyCall
""".split()
"""Protocol 3.1, 4.1, 5.1, 5.4; of the others those about calls, agents and queues that have no page of their own."""

STORY = """
# of a customer
[A call, and more]
1002 obeys notify    # it is a good phone
+33611223344 calls 1002
1001 dials 0612345678

[another]
1003 answers by pick-up
"""


def test_a_file_is_read_into_scenarios() -> None:
    first, second = parse(STORY, "x.txt")
    assert (first.title, first.slug) == ("A call, and more", "a-call-and-more")
    assert first.steps[0].text == "1002 obeys notify"
    assert first.steps[1].place == "x.txt:5"
    assert (first.phones, first.outsiders, first.obedient) == (["1001", "1002"], ["+33611223344"], {"1002"})
    assert second.picked_up == {"1003"}


@pytest.mark.parametrize("text", ["1001 dials 1002", "[one]\n1001 answers\n[one]\n"])
def test_what_is_out_of_place_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"x\.txt:[13]"):
        parse(text, "x.txt")


def test_sentences_have_gaps_and_parts_that_may_be_left_out() -> None:
    assert meaning("1001 dials *8") == (dials, ("1001", "*8"))
    assert meaning("0612345678 answers") == (answers, ("0612345678", None))
    assert meaning("1002 answers the call from 1003") == (answers, ("1002", "1003"))
    assert meaning("alice asks dial 1002 with a=b, c=d") == (asks, ("alice", "dial", "1002", None, "a=b, c=d"))
    with pytest.raises(ValueError, match="nobody knows"):
        meaning("1001 sings")


def test_a_listed_difference_must_fit() -> None:
    sections = {"1001": ["one", "two", "three"]}
    listed = Difference(pbx="asterisk", scenario="x", line="1001", why="y", instead_of=("two",), told=("2", "2b"))
    assert applied(sections, listed) == {"1001": ["one", "2", "2b", "three"]}
    with pytest.raises(ValueError, match="has no"):
        applied({"1001": ["one"]}, listed)


def test_hours_pass_in_no_time_and_in_order() -> None:
    async def story() -> list[int]:
        seen: list[int] = []

        async def wait(seconds: int) -> None:
            await asyncio.sleep(seconds)
            seen.append(seconds)

        await asyncio.gather(wait(7200), wait(3600), wait(1))
        return seen

    assert virtual_time.run(story()) == [1, 3600, 7200]


def test_a_loop_in_which_nothing_can_happen_any_more_says_so() -> None:
    async def story() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="nothing will ever happen"):
        virtual_time.run(story())


def _commands(text: str) -> Iterator[str]:
    """The commands that a sentence sends: named in it, or in what carries it out."""
    if text.startswith("at once:"):
        for part in text.partition(":")[2].split(";"):
            yield from _commands(part.strip())
        return
    function, words = meaning(text)
    yield from (word for word in words if word)
    yield from _named_in(function, set())


def _named_in(function: object, seen: set[object]) -> Iterator[str]:
    source, module = inspect.getsource(function), inspect.getmodule(function)  # type: ignore[arg-type]
    seen.add(function)
    yield from re.findall(r'"(\w+)"', source)
    if "SERVICES[" in source:
        yield from module.SERVICES.values()  # type: ignore[union-attr]
    for name in re.findall(r"\b(_\w+)\(", source):
        helper = getattr(module, name, None)
        if inspect.isfunction(helper) and helper not in seen:
            yield from _named_in(helper, seen)


def test_every_command_about_calls_agents_and_queues_has_a_scenario() -> None:
    played = {command for one in scenarios() for step in one.steps for command in _commands(step.text)}
    assert [command for command in OF_CALLS_AND_AGENTS if command not in played & COMMANDS.keys()] == []
