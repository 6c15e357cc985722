"""Generated days, counted twice: by the core, and naively from a log of what happened. They must agree.

Callers come, are answered, hang up, time out or vanish; agents come, pause, work and go; midnights pass, in a zone with
summer time, and the server is restarted in between.
"""

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jackfield.domain import facts
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect, Publish, Request, Store, Wake
from jackfield.domain.facts import Channel, ChannelState, PbxLink
from jackfield.domain.lasting import DaysKept, Kept
from jackfield.domain.local_time import day_began
from jackfield.domain.world import Settings
from jackfield.protocol import commands
from jackfield.protocol.events import QueueCalls, QueueStatistics
from tests.domain.test_agents import ALICE, directory

ZONE = "Europe/Paris"
QUEUES = {"blue": 1, "red": 2, "green": 3}
LIMIT = 15
ALICES = "PJSIP/1001"

COUNTED = (
    "TotalNumberCallsEntered",
    "TotalNumberCallsAnswered",
    "TotalNumberCallsAbandonned",
    "TotalNumberCallsTimeout",
    "TotalNumberCallsAnsweredBefore15",
    "TotalNumberCallsAbandonnedAfter15",
)


@dataclass
class Caller:
    """As the PBX would know him."""

    uniqueid: str
    queue: str
    since: float
    talking: bool = False

    @property
    def channel(self) -> Channel:
        return Channel(self.uniqueid, f"PJSIP/trunk-{self.uniqueid}", self.uniqueid, ChannelState.UP, "+331")


@dataclass
class Spell:
    """What an agent did from when on."""

    since: float
    state: str
    reason: str = ""


@dataclass
class Days:
    """A PBX made of nothing but what it says, a core that hears it, and the log."""

    now: float
    core: Core = field(init=False)
    wakes: list[float] = field(default_factory=list)
    callers: dict[str, Caller] = field(default_factory=dict)
    number: int = 0
    log: list[tuple[float, str, str]] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    queue_texts: dict[int, str] = field(default_factory=dict)
    agent_texts: dict[int, str] = field(default_factory=dict)
    shown: dict[int, dict[str, float]] = field(default_factory=dict)
    calls: dict[int, list[str]] = field(default_factory=dict)
    directory: Directory = field(default_factory=directory)

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """The server starts with what is on the disk, and reads the lists."""
        self.wakes, self.shown, self.calls = [], {}, {}
        kept = Kept(queue_days=dict(self.queue_texts), agent_days=dict(self.agent_texts))
        self.core = Core(self.directory, epoch="x", settings=Settings(time_zone=ZONE), kept=kept)
        self.feed(facts.LinkChanged(PbxLink.DOWN))
        self.feed(facts.LinkChanged(PbxLink.SYNCING))
        for caller in self.callers.values():
            self.feed(facts.ChannelListed(caller.channel))
        places: Counter[str] = Counter()
        for caller in self.callers.values():
            if not caller.talking:
                places[caller.queue] += 1
                waited = int(self.now - caller.since)
                listed = facts.QueueWaits(
                    caller.uniqueid, caller.channel.name, caller.queue, places[caller.queue], waited, "+331"
                )
                self.feed(listed)
        if self.spells and self.spells[-1].state != "out":
            self.feed(self.member())
        self.feed(facts.LinkChanged(PbxLink.UP))

    def feed(self, fact: facts.Fact) -> list[Effect]:
        effects = self.core.feed(fact, self.now)
        self.take(effects)
        return effects

    def take(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Wake():
                    heapq.heappush(self.wakes, effect.at)
                case Store():
                    for change in effect.changes:
                        if isinstance(change, DaysKept):
                            self.queue_texts |= change.queues
                            self.agent_texts |= change.agents
                    self.feed(facts.Stored(effect.tag, ok=True))
                case Publish(event=QueueStatistics() as event):
                    told = {counter.statName: counter.value for counter in event.counters}
                    self.shown.setdefault(event.queueId, {}).update(told)
                case Publish(event=QueueCalls() as event):
                    self.calls[event.queueId] = [str(call.uniqueId) for call in event.calls]

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while self.wakes and self.wakes[0] <= end:
            self.now = max(self.now, heapq.heappop(self.wakes))
            self.feed(facts.TimeReached())
        self.now = end
        self.feed(facts.TimeReached())

    def member(self) -> facts.MemberSeen:
        spell = self.spells[-1]
        return facts.MemberSeen(
            "blue", ALICES, "Agent/2001", paused=spell.state == "paused", reason=spell.reason, status=1
        )

    # ------------------------------------------------------------ what happens

    def arrive(self, queue: str) -> None:
        self.number += 1
        caller = Caller(f"{self.number}.1", queue, self.now)
        self.callers[caller.uniqueid] = caller
        self.log.append((self.now, queue, "entered"))
        self.feed(facts.ChannelSeen(caller.channel))
        self.feed(facts.QueueJoined(caller.channel, queue))

    def one(self, pick: int, *, talking: bool) -> Caller | None:
        found = [caller for caller in self.callers.values() if caller.talking is talking]
        return found[pick % len(found)] if found else None

    def waited(self, caller: Caller) -> int:
        return int(self.now - caller.since)

    def answer(self, pick: int) -> None:
        if caller := self.one(pick, talking=False):
            waited = self.waited(caller)
            self.log.append((self.now, caller.queue, "answered"))
            if waited <= LIMIT:
                self.log.append((self.now, caller.queue, "in time"))
            caller.talking = True
            self.feed(facts.QueueLeft(caller.uniqueid, caller.queue))
            self.feed(facts.QueueAnswered(caller.uniqueid, caller.queue, "PJSIP/9999", waited))

    def abandon(self, pick: int) -> None:
        if caller := self.one(pick, talking=False):
            waited = self.waited(caller)
            self.log.append((self.now, caller.queue, "abandoned"))
            if waited > LIMIT:
                self.log.append((self.now, caller.queue, "late"))
            del self.callers[caller.uniqueid]
            self.feed(facts.QueueAbandoned(caller.uniqueid, caller.queue, waited))
            self.feed(facts.QueueLeft(caller.uniqueid, caller.queue))
            self.feed(facts.ChannelGone(caller.uniqueid))

    def time_out(self, pick: int) -> None:
        if caller := self.one(pick, talking=False):
            del self.callers[caller.uniqueid]
            self.feed(facts.QueueLeft(caller.uniqueid, caller.queue))
            self.pass_time(0.21)
            self.log.append((self.now, caller.queue, "timed out"))
            self.feed(facts.ChannelGone(caller.uniqueid))

    def move(self, pick: int) -> None:
        """He leaves one queue and enters another."""
        if caller := self.one(pick, talking=False):
            self.feed(facts.QueueLeft(caller.uniqueid, caller.queue))
            self.pass_time(0.21)
            self.log.append((self.now, caller.queue, "timed out"))
            del self.callers[caller.uniqueid]
            caller.queue, caller.since = "red" if caller.queue == "blue" else "blue", self.now
            self.callers[caller.uniqueid] = caller
            self.log.append((self.now, caller.queue, "entered"))
            self.feed(facts.QueueJoined(caller.channel, caller.queue))

    def vanish(self, pick: int) -> None:
        """His channel ends and the queue says nothing."""
        if caller := self.one(pick, talking=False):
            del self.callers[caller.uniqueid]
            self.log.append((self.now, caller.queue, "abandoned"))
            self.feed(facts.ChannelGone(caller.uniqueid))

    def finish(self, pick: int) -> None:
        if caller := self.one(pick, talking=True):
            del self.callers[caller.uniqueid]
            self.feed(facts.QueueCompleted(caller.uniqueid, caller.queue, "PJSIP/9999", 1, 1, "caller"))
            self.feed(facts.ChannelGone(caller.uniqueid))

    def agent(self, state: str, reason: str = "") -> None:
        out = not self.spells or self.spells[-1].state == "out"
        if state == "out":
            if not out:
                self.log_out()
            return
        self.spells.append(Spell(self.now, state, reason))
        self.feed(self.member())

    def log_out(self) -> None:
        self.spells.append(Spell(self.now, "out"))
        effects = self.core.ask(commands.AgentLogout(), Client("s", ALICE), self.now)
        self.take(effects)
        self.feed(facts.MemberGone("blue", ALICES))
        for effect in effects:
            if isinstance(effect, Request):
                self.feed(facts.RequestDone(effect.tag, ok=True))

    def restart(self, away: float) -> None:
        self.take(self.core.closing(self.now))
        self.now += away
        self.begin()

    # ------------------------------------------------------------ the second account

    def naive(self, queue: str) -> dict[str, float]:
        today = day_began(self.now, ZONE)
        seen = Counter(what for at, name, what in self.log if name == queue and at >= today)
        values = ("entered", "answered", "abandoned", "timed out", "in time", "late")
        found: dict[str, float] = {name: seen[value] for name, value in zip(COUNTED, values, strict=True)}
        here = [caller for caller in self.callers.values() if caller.queue == queue]
        found["WaitingCalls"] = sum(not caller.talking for caller in here)
        found["TalkingAgents"] = sum(caller.talking for caller in here)
        return found

    def naive_times(self) -> dict[str, float]:
        """Seconds today by state, and pauses by reason."""
        today, found = day_began(self.now, ZONE), Counter[str]()
        ends = [*(spell.since for spell in self.spells[1:]), self.now]
        for spell, end in zip(self.spells, ends, strict=True) if self.spells else ():
            seconds = max(0.0, end - max(spell.since, today))
            found[spell.state] += seconds  # type: ignore[assignment]
            if spell.state == "paused":
                found[f"paused {spell.reason}"] += seconds  # type: ignore[assignment]
        return {key: seconds for key, seconds in found.items() if seconds and key != "out"}

    def counted_times(self) -> dict[str, float]:
        day = self.core.world.centre.agent_days.get(1)
        if day is None:
            return {}
        totals = day.up_to(self.now)
        found = {"ready": totals.ready, "paused": totals.paused}
        found |= {f"paused {reason}": seconds for reason, seconds in totals.paused_for.items()}
        return {key: seconds for key, seconds in found.items() if seconds}


picks = st.integers(0, 99)
times = st.one_of(st.floats(0.3, 40.0), st.floats(600.0, 30_000.0))
happenings = st.one_of(
    st.tuples(st.just("arrive"), st.sampled_from(sorted(QUEUES))),
    st.tuples(st.just("arrive"), st.sampled_from(sorted(QUEUES))),
    *(st.tuples(st.just(what), picks) for what in ("answer", "abandon", "time_out", "move", "vanish", "finish")),
    st.tuples(st.just("agent"), st.sampled_from(["ready", "paused lunch", "paused réunion", "out"])),
    st.tuples(st.just("restart"), st.floats(0.0, 2000.0)),
    st.tuples(st.just("pass_time"), times),
    st.tuples(st.just("pass_time"), times),
)
beginnings = st.sampled_from([1774735200.0, 1792872000.0, 1780000000.0])
"""Before the clocks go forward, before they go back, and some day."""


def play(days: Days, story: list[tuple[str, object]]) -> Iterator[None]:
    for what, argument in story:
        if what == "agent":
            days.agent(*str(argument).split(" "))
        else:
            getattr(days, what)(argument)
        yield


@given(beginning=beginnings, story=st.lists(happenings, max_size=60))
def test_both_accounts_of_generated_days_agree(beginning: float, story: list[tuple[str, object]]) -> None:
    days = Days(beginning)
    for _ in play(days, story):
        pass
    days.pass_time(2.5)
    for queue, queue_id in QUEUES.items():
        naive = days.naive(queue)
        state = days.core.world.centre.queues.get(queue)
        if state is None:
            assert not any(naive.values())
            continue
        shown = days.shown.get(queue_id, {})
        assert {name: shown.get(name, 0) for name in naive} == naive
        waiting = [caller.uniqueid for caller in days.callers.values() if caller.queue == queue and not caller.talking]
        assert list(state.waiting) == days.calls.get(queue_id, []) == waiting
        answered = naive["TotalNumberCallsAnsweredBefore15"]
        entered = naive["TotalNumberCallsEntered"]
        percentage = min(100.0, round(100 * answered / entered, 1)) if entered else 0.0
        assert shown["PercentageAnsweredBefore15"] == percentage
    naive_times, counted = days.naive_times(), days.counted_times()
    assert naive_times.keys() == counted.keys()
    assert all(abs(naive_times[key] - counted[key]) < 0.01 for key in naive_times)


def test_calls_with_priority_wait_where_the_pbx_says() -> None:
    days = Days(1780000000.0)
    for _ in range(3):
        days.arrive("blue")
    urgent = Caller("9.1", "blue", days.now)
    days.callers[urgent.uniqueid] = urgent
    days.feed(facts.QueueJoined(urgent.channel, "blue", 1))
    assert days.calls[1] == ["9.1", "1.1", "2.1", "3.1"]
    days.callers = {key: days.callers[key] for key in ("3.1", "9.1", "1.1", "2.1")}
    days.begin()
    assert days.calls[1] == ["3.1", "9.1", "1.1", "2.1"]


def test_a_queue_removed_while_calls_wait() -> None:
    days = Days(1780000000.0)
    days.arrive("blue")
    days.arrive("red")
    days.feed(facts.QueueLeft("1.1", "blue"))
    before = days.directory
    without = Directory.build(
        users=[replace(user, queue_ids=frozenset()) for user in before.users],
        lines=before.lines,
        agents=before.agents,
        groups=before.groups,
        queues=[queue for queue in before.queues if queue.name != "blue"],
        memberships=[one for one in before.memberships if one.queue_id != 1],
    )
    days.take(days.core.adopt(without, days.now))
    days.pass_time(5)
    days.feed(facts.QueueAbandoned("1.1", "blue", 5))
    days.feed(facts.ChannelGone("1.1"))
    days.feed(facts.MemberSeen("blue", ALICES, "Agent/2001"))
    days.pass_time(5)
    assert set(days.core.world.centre.queues) == {"red"}
    days.take(days.core.adopt(before, days.now))
    days.arrive("blue")
    days.pass_time(2)
    assert days.shown[1]["TotalNumberCallsEntered"] == 1


def test_an_agent_deleted_while_logged_in_leaves_the_queues() -> None:
    days = Days(1780000000.0)
    days.agent("ready")
    before = days.directory
    without = Directory.build(
        users=[replace(user, agent_id=None) if user.agent_id == 1 else user for user in before.users],
        lines=before.lines,
        agents=[agent for agent in before.agents if agent.id != 1],
        groups=before.groups,
        queues=before.queues,
        memberships=[one for one in before.memberships if one.agent_id != 1],
    )
    days.core.world.centre.duties[1].wrap_up_until = days.now + 5
    days.core.world.centre.wrapping_up.add(1)
    effects = days.core.adopt(without, days.now)
    days.take(effects)
    removed = [effect.action for effect in effects if isinstance(effect, Request)]
    assert [(action.queue, action.interface) for action in removed] == [("blue", ALICES)]  # type: ignore[union-attr]
    days.feed(facts.MemberGone("blue", ALICES))
    days.pass_time(10)
    centre = days.core.world.centre
    assert 1 not in centre.duties | centre.agent_days
    assert centre.agent_on == {}


def test_a_line_removed_under_an_agent_logs_him_out() -> None:
    days = Days(1780000000.0)
    days.agent("ready")
    before = days.directory
    without = Directory.build(
        users=[replace(user, line_id=None) if user.id == ALICE else user for user in before.users],
        lines=[line for line in before.lines if line.number != "1001"],
        agents=before.agents,
        groups=before.groups,
        queues=before.queues,
        memberships=before.memberships,
    )
    days.take(days.core.adopt(without, days.now))
    days.pass_time(3)
    said = days.core.world.centre.duties[1].said
    assert said is not None
    assert said.name == "AgentLoggedOut"
    assert days.counted_times() == {}


def test_a_clock_that_was_set_back_over_a_restart() -> None:
    days = Days(1780000000.0)
    days.agent("ready")
    days.arrive("blue")
    days.pass_time(100)
    days.restart(-50.0)
    days.pass_time(2)
    totals = days.core.world.centre.agent_days[1].up_to(days.now)
    assert 0 <= totals.ready < 105
    (caller,) = days.core.world.centre.queues["blue"].waiting.values()
    assert caller.since <= days.now
    assert days.shown[1]["WaitingCalls"] == 1
