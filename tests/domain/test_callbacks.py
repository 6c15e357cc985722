"""Callbacks as values: who is told what, what is refused, and that nothing is told before it is kept."""

from datetime import date, time

import msgspec
import pytest

from jackfield.domain import facts
from jackfield.domain.callback.callback_entries import (
    Callback,
    CallbackAdded,
    CallbackDeleted,
    CallbackFreed,
    CallbackTaken,
    CallList,
    KeptCallbacks,
    Period,
    TicketOpened,
    TicketWritten,
)
from jackfield.domain.centre.centre import Duty
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect, Publish, Request, Store, Subscribe, Wake, callbacks_topic
from jackfield.domain.facts import PbxLink
from jackfield.domain.lasting import Change, Kept
from jackfield.domain.people.number_texts import NumberWanted
from jackfield.domain.requests import Originate, PlayMessage
from jackfield.domain.world import Settings
from jackfield.protocol import commands, events
from jackfield.protocol.commands import Command
from jackfield.protocol.events import Event
from jackfield.protocol.values import CallbackStatus
from tests.domain.test_agents import ALICE, BRUNO, CHLOE, ERIN, SAM, directory
from tests.support.office import replies

MORNING = Period(uuid="am", name="Morning", starts=time(9), ends=time(12), is_default=True)
EVENING = Period(uuid="pm", name="Evening", starts=time(18), ends=time(20))
BLUE, RED = CallList(uuid="blue", name="Blue", queue_id=1), CallList(uuid="red", name="Red", queue_id=2)
LATER = Callback(uuid="r2", list_uuid="blue", period_uuid="am", due_date=date(2026, 3, 2), phone_number="0230210082")
SOON = msgspec.structs.replace(
    LATER, uuid="r1", due_date=date(2026, 3, 1), first_name="Noé", description="", voice_message="m1"
)
OTHER = msgspec.structs.replace(LATER, uuid="r3", list_uuid="red")
KEPT = KeptCallbacks(periods=(MORNING, EVENING), lists=(BLUE, RED), callbacks=(LATER, SOON, OTHER))


class Desk:
    """A core with agents 1 and 2 logged in on 1001 and 1002, and a storage that says yes unless it is told not to."""

    def __init__(self, kept: KeptCallbacks = KEPT, settings: Settings | None = None) -> None:
        self.core = Core(directory(), epoch="test", kept=Kept(callbacks=kept), settings=settings)
        self.now = 1000.0
        self.world = self.core.world
        for agent in (1, 2):
            self.world.centre.duties[agent] = Duty(agent, number=f"100{agent}")
        self.core.feed(facts.LinkChanged(PbxLink.SYNCING), self.now)
        self.core.feed(facts.LinkChanged(PbxLink.UP), self.now)
        self.stored: list[Change] = []

    def begin(self, user: int, command: Command) -> list[Effect]:
        return self.core.ask(command, Client(f"s{user}", user), self.now)

    def keep(self, effects: list[Effect], **answer: object) -> list[Effect]:
        """The storage answers what it was asked; what follows."""
        (store,) = [effect for effect in effects if isinstance(effect, Store)]
        self.stored += store.changes
        told = {"ok": True} | answer
        return self.core.feed(facts.Stored(store.tag, **told), self.now)  # type: ignore[arg-type]

    def ask(self, user: int, command: Command) -> list[Effect]:
        """As `begin`, and the storage says yes."""
        effects = self.begin(user, command)
        return effects + self.keep(effects) if any(isinstance(e, Store) for e in effects) else effects

    def lists(self, user: int) -> events.CallbackLists:
        (told,) = replies(self.ask(user, commands.GetCallbackLists()))
        assert isinstance(told, events.CallbackLists)
        return told


def told(effects: list[Effect]) -> list[Event]:
    return [effect.event for effect in effects if isinstance(effect, Publish)]


def refusal(effects: list[Effect]) -> str:
    assert [e for e in effects if isinstance(e, Publish | Request | Store)] == []
    (error,) = replies(effects)
    assert isinstance(error, events.Error), error
    return error.Error


def test_the_lists_are_shown_the_soonest_first_and_followed() -> None:
    desk = Desk()
    effects = desk.ask(ALICE, commands.GetCallbackLists())
    assert Subscribe("s1", callbacks_topic()) in effects
    (lists,) = replies(effects)
    assert isinstance(lists, events.CallbackLists)
    assert [(each.name, [c.uuid for c in each.callbacks]) for each in lists.items] == [
        ("Blue", ["r1", "r2"]), ("Red", ["r3"]),
    ]  # fmt: skip
    first = lists.items[0].callbacks[0]
    assert (first.firstName, first.lastName, first.description, first.agentId) == ("Noé", None, None, None)
    assert (first.voiceMessageRef, first.preferredPeriod.uuid) == ("m1", "am")


def test_a_supervisor_sees_the_callbacks_of_his_queues() -> None:
    desk = Desk()
    assert [each.name for each in desk.lists(SAM).items] == ["Blue"]
    desk.lists(ALICE)
    (taken,) = [e for e in desk.ask(BRUNO, commands.TakeCallback(uuid="r1")) if isinstance(e, Publish)]
    assert {taken.topic, *taken.also} == {callbacks_topic(), callbacks_topic(frozenset({1}))}
    (taken,) = [e for e in desk.ask(BRUNO, commands.TakeCallback(uuid="r3")) if isinstance(e, Publish)]
    assert (taken.topic, taken.also) == (callbacks_topic(), ())


def test_without_lists_there_are_none() -> None:
    assert Desk(KeptCallbacks()).lists(ALICE).items == ()


def test_the_periods_are_told() -> None:
    (periods,) = replies(Desk().ask(ALICE, commands.GetCallbackPreferredPeriods()))
    assert isinstance(periods, events.PreferredCallbackPeriodList)
    assert [(each.name, each.default) for each in periods.items] == [("Morning", True), ("Evening", False)]


def test_it_is_taken_once_it_is_kept() -> None:
    desk = Desk()
    desk.lists(BRUNO)
    effects = desk.begin(ALICE, commands.TakeCallback(uuid="r1"))
    assert told(effects) == []
    assert told(desk.keep(effects)) == [events.CallbackTaken(uuid="r1", agentId=1)]
    assert desk.stored == [CallbackTaken("r1", 1)]
    assert desk.lists(BRUNO).items[0].callbacks[0].agentId == 1
    assert told(desk.ask(ALICE, commands.ReleaseCallback(uuid="r1"))) == [events.CallbackReleased(uuid="r1")]
    assert desk.stored[1:] == [CallbackFreed("r1", 1)]
    assert desk.lists(BRUNO).items[0].callbacks[0].agentId is None


def test_who_comes_second_is_told_the_owner() -> None:
    desk = Desk()
    desk.ask(BRUNO, commands.TakeCallback(uuid="r1"))
    owner = events.CallbackTaken(uuid="r1", agentId=2)
    effects = desk.ask(ALICE, commands.TakeCallback(uuid="r1", requestId="1"))
    assert replies(effects)[0] == owner
    assert replies(effects)[1].code == "conflict"  # type: ignore[attr-defined]
    assert replies(desk.ask(ALICE, commands.ReleaseCallback(uuid="r1"))) == [owner]
    assert replies(desk.ask(ALICE, commands.StartCallback(uuid="r1", number="1"))) == [owner]


def test_of_two_at_the_same_instant_the_storage_decides() -> None:
    desk = Desk()
    desk.lists(CHLOE)
    one, other = (desk.begin(user, commands.TakeCallback(uuid="r1", requestId="1")) for user in (BRUNO, ALICE))
    owner = events.CallbackTaken(uuid="r1", agentId=2)
    assert told(desk.keep(one)) == [owner]
    effects = desk.keep(other, ok=False, outrun=True)
    assert told(effects) == []
    assert owner in replies(effects)
    assert replies(effects)[-1].code == "conflict"  # type: ignore[attr-defined]


def test_a_disk_that_fails_changes_nothing() -> None:
    desk = Desk()
    effects = desk.keep(desk.begin(ALICE, commands.TakeCallback(uuid="r1")), ok=False, message="The disk is full")
    assert refusal(effects) == "The disk is full"
    assert desk.lists(ALICE).items[0].callbacks[0].agentId is None


@pytest.mark.parametrize(
    ("user", "command", "text"),
    [
        (ERIN, commands.TakeCallback(uuid="r1"), "User erin is not an agent"),
        (CHLOE, commands.TakeCallback(uuid="r1"), "Agent 2003 is not logged in"),
        (ALICE, commands.TakeCallback(uuid="r9"), "There is no callback 'r9'"),
        (ALICE, commands.ReleaseCallback(uuid="r1"), "This callback is not taken: take it first"),
        (ALICE, commands.StartCallback(uuid="r1", number="1002"), "This callback is not taken: take it first"),
        (
            ALICE,
            commands.UpdateCallbackTicket(uuid="r1", status=CallbackStatus.FAX),
            "This callback is not taken: take it first",
        ),
        (
            ALICE,
            commands.UpdateCallbackTicket(uuid="t9", status=CallbackStatus.FAX),
            "There is no ticket or callback 't9'",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(user: int, command: Command, text: str) -> None:
    assert refusal(Desk().ask(user, command)) == text


def start(desk: Desk, uuid: str = "r1", number: str = "02 30 21 00 82") -> tuple[str, Originate]:
    """Alice takes it and calls; the ticket and the order."""
    desk.ask(ALICE, commands.TakeCallback(uuid=uuid))
    effects = desk.ask(ALICE, commands.StartCallback(uuid=uuid, number=number))
    (started,) = replies(effects)
    assert isinstance(started, events.CallbackStarted)
    assert started.requestUuid == uuid
    (order,) = [e.action for e in effects if isinstance(e, Request) and isinstance(e.action, Originate)]
    return started.ticketUuid, order


def test_a_call_opens_a_ticket_and_leaves_from_the_agents_phone() -> None:
    desk = Desk()
    desk.world.centre.duties[1].number = "1005"
    ticket, order = start(desk)
    assert (order.endpoint, order.exten) == ("PJSIP/1005", "0230210082")
    (opened,) = [change for change in desk.stored if isinstance(change, TicketOpened)]
    assert (opened.ticket.uuid, opened.ticket.agent_id, opened.ticket.number) == (ticket, 1, "0230210082")
    again, _ = start(desk)
    assert again != ticket
    assert desk.world.callbacks.tickets_of["r1"] == [ticket, again]


@pytest.mark.parametrize("status", sorted(set(CallbackStatus) - {CallbackStatus.CALLBACK}))
def test_an_outcome_closes_it(status: CallbackStatus) -> None:
    desk = Desk()
    desk.lists(BRUNO)
    ticket, _ = start(desk)
    effects = desk.ask(ALICE, commands.UpdateCallbackTicket(uuid=ticket, status=status, comment="all is well"))
    assert told(effects) == [events.CallbackClotured(uuid="r1")]
    written = desk.stored[-1]
    assert isinstance(written, TicketWritten)
    assert (written.ticket.status, written.ticket.comment, written.callback.closed) == (status, "all is well", True)
    assert [c.uuid for c in desk.lists(BRUNO).items[0].callbacks] == ["r2"]
    assert refusal(desk.ask(ALICE, commands.TakeCallback(uuid="r1"))) == "This callback is closed"


@pytest.mark.parametrize(
    ("day", "period", "shown"),
    [
        (date(2026, 4, 1), "pm", (date(2026, 4, 1), "pm")),
        (date(2026, 4, 1), None, (date(2026, 4, 1), "am")),
        (None, "pm", (date(2026, 3, 1), "pm")),
        (None, None, (date(2026, 3, 1), "am")),
    ],
)
def test_to_call_again_sets_it_free(day: date | None, period: str | None, shown: tuple[date, str]) -> None:
    desk = Desk()
    desk.lists(BRUNO)
    ticket, _ = start(desk)
    later = commands.UpdateCallbackTicket(uuid=ticket, status=CallbackStatus.CALLBACK, dueDate=day, periodUuid=period)
    (updated,) = told(desk.ask(ALICE, later))
    assert isinstance(updated, events.CallbackRequestUpdated)
    request = updated.request
    assert (request.dueDate, request.preferredPeriod.uuid) == shown
    assert request.agentId is None
    # and the ticket can still be closed by whoever wrote it
    assert told(desk.ask(ALICE, commands.UpdateCallbackTicket(uuid=ticket, status=CallbackStatus.EMAIL)))


def test_an_unknown_period_is_refused() -> None:
    desk = Desk()
    ticket, _ = start(desk)
    later = commands.UpdateCallbackTicket(uuid=ticket, status=CallbackStatus.CALLBACK, periodUuid="noon")
    assert refusal(desk.ask(ALICE, later)) == "There is no period 'noon'"


def test_the_uuid_of_the_callback_means_the_open_ticket() -> None:
    desk = Desk()
    ticket, _ = start(desk)
    desk.ask(ALICE, commands.UpdateCallbackTicket(uuid="r1", status=CallbackStatus.ANSWERED))
    assert desk.world.callbacks.tickets[ticket].status is CallbackStatus.ANSWERED
    desk.ask(ALICE, commands.TakeCallback(uuid="r2"))
    desk.ask(ALICE, commands.UpdateCallbackTicket(uuid="r2", status=CallbackStatus.EMAIL, comment="wrote"))
    (without_call,) = desk.world.callbacks.tickets_of["r2"]
    assert desk.world.callbacks.tickets[without_call].number == ""


def test_a_call_that_the_pbx_cannot_make_any_more_leaves_the_ticket() -> None:
    desk = Desk()
    desk.ask(ALICE, commands.TakeCallback(uuid="r1"))
    effects = desk.begin(ALICE, commands.StartCallback(uuid="r1", number="1002"))
    desk.core.feed(facts.LinkChanged(PbxLink.DOWN), desk.now)
    started, error = replies(desk.keep(effects))
    assert isinstance(started, events.CallbackStarted)
    assert isinstance(error, events.Error)
    assert error.Error == "There is no connection to the PBX at the moment"
    assert started.ticketUuid in desk.world.callbacks.tickets


def find(
    *filters: commands.Filter, user: int = ALICE, offset: int = 0, limit: int | None = None
) -> tuple[int, list[str]]:
    desk = Desk()
    desk.world.callbacks.put(msgspec.structs.replace(OTHER, uuid="r4", closed=True, agent_id=1, last_name="Éa"))
    search = commands.CallbackSearch(filters=filters, offset=offset, limit=limit)
    (found,) = replies(desk.ask(user, commands.FindCallbackRequest(id="7", request=search)))
    assert isinstance(found, events.FindCallbackResponseWithId), found
    assert found.id == "7"
    return found.response.total, [each.uuid for each in found.response.list]


def where(field: str, operator: str, value: str | int | bool | None) -> commands.Filter:
    return commands.Filter(field=field, operator=operator, value=value)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ((), ["r1", "r2", "r3", "r4"]),
        ((where("queueId", "=", 2),), ["r3", "r4"]),
        ((where("queueId", "=", "2"), where("closed", "=", False)), ["r3"]),
        ((where("dueDate", "<", "2026-03-02"),), ["r1"]),
        ((where("lastName", "LIKE", "%éA%"),), ["r4"]),
        ((where("firstName", "ilike", "no%"),), ["r1"]),
        ((where("lastName", "like", "_a"),), []),
        ((where("agentId", "=", None),), ["r1", "r2", "r3"]),
        ((where("agentId", "!=", None),), ["r4"]),
        ((where("agentId", ">", 0),), ["r4"]),
        ((where("closed", "=", "false"),), ["r1", "r2", "r3"]),
    ],
)
def test_callbacks_are_found_by_what_they_are(filters: tuple[commands.Filter, ...], found: list[str]) -> None:
    assert find(*filters) == (len(found), found)


def test_a_page_of_them_and_of_the_own_queues_only() -> None:
    assert find(offset=1, limit=2) == (4, ["r2", "r3"])
    assert find(limit=0) == (4, [])
    assert find(user=SAM) == (2, ["r1", "r2"])


@pytest.mark.parametrize(
    ("search", "text"),
    [
        (where("password", "=", 1), "field 'password' is none of uuid, listUuid"),
        (where("uuid", "; DROP", 1), "operator '; DROP' is none of ="),
        (where("dueDate", "=", "2026-02-31"), "dueDate: '2026-02-31' is not a day, YYYY-MM-DD"),
        (where("queueId", "=", "x"), "queueId: 'x' is not a number"),
        (where("closed", "=", "no"), "closed: 'no' is not true or false"),
        (where("agentId", "<", None), "agentId: only = and != compare with null"),
        (where("agentId", "like", 1), "agentId: like wants a text"),
    ],
)
def test_a_search_that_means_nothing_is_refused(search: commands.Filter, text: str) -> None:
    command = commands.FindCallbackRequest(id=1, request=commands.CallbackSearch(filters=(search,)))
    assert refusal(Desk().ask(ALICE, command)).startswith(text)


@pytest.mark.parametrize(("offset", "limit"), [(-1, None), (0, -1), (0, 1001)])
def test_a_page_that_is_none_is_refused(offset: int, limit: int | None) -> None:
    command = commands.FindCallbackRequest(id=1, request=commands.CallbackSearch(offset=offset, limit=limit))
    assert refusal(Desk().ask(ALICE, command)).startswith("offset is 0 or more")


def test_more_filters_than_anybody_needs_are_refused() -> None:
    search = commands.CallbackSearch(filters=(where("uuid", "=", "r1"),) * 21)
    assert refusal(Desk().ask(ALICE, commands.FindCallbackRequest(id=1, request=search))).startswith("filters: 21")


def ask_for(
    desk: Desk, queue: str = "blue", number: str = "0612345678", uniqueid: str = "u1", **more: str
) -> list[Effect]:
    effects = desk.core.feed(facts.CallbackWanted(uniqueid, queue, number, **more), desk.now)
    return effects + desk.keep(effects) if any(isinstance(effect, Store) for effect in effects) else effects


def test_who_asks_at_the_pbx_is_in_the_list_and_all_get_it_anew() -> None:
    desk = Desk(settings=Settings(time_zone="Pacific/Auckland"))
    desk.now = 1_772_280_000.0  # 2026-02-28 in Greenwich, a day later there
    desk.lists(SAM)
    desk.lists(ALICE)
    effects = [e for e in ask_for(desk, name="Zoé", message="m7") if isinstance(e, Publish)]
    assert {effect.topic for effect in effects} == {callbacks_topic(), callbacks_topic(frozenset({1}))}
    lists = next(effect.event for effect in effects if effect.topic == callbacks_topic())
    assert isinstance(lists, events.CallbackLists)
    assert [len(each.callbacks) for each in lists.items] == [3, 1]
    (new,) = [c for c in lists.items[0].callbacks if c.phoneNumber == "0612345678"]
    assert (new.lastName, new.voiceMessageRef, new.dueDate, new.agentId) == ("Zoé", "m7", date(2026, 3, 1), None)
    assert new.preferredPeriod.uuid == "am"


def test_who_asks_twice_is_called_once_unless_he_says_more() -> None:
    desk = Desk()
    assert ask_for(desk)
    assert ask_for(desk) == ask_for(desk, uniqueid="u2") == []
    assert ask_for(desk, uniqueid="u3", message="m1")
    assert ask_for(desk, uniqueid="u3", message="m1") == []
    assert len(desk.world.callbacks.open) == 5


def test_nobody_can_be_called_without_number_or_message_or_in_an_unknown_queue() -> None:
    assert ask_for(Desk(), number="") == ask_for(Desk(), queue="pink") == []
    assert ask_for(Desk(), number="", message="m1")


def test_a_queue_without_a_list_gets_one_and_a_directory_without_periods_too() -> None:
    desk = Desk(KeptCallbacks())
    ask_for(desk, queue="green")
    ask_for(desk, queue="green", number="2", uniqueid="u2")
    (made,) = desk.lists(ALICE).items
    assert (made.queueId, len(made.callbacks), made.callbacks[0].preferredPeriod.default) == (3, 2, True)


def test_one_that_could_not_be_kept_is_not_shown() -> None:
    desk = Desk()
    effects = desk.core.feed(facts.CallbackWanted("u1", "blue", "1"), desk.now)
    assert desk.keep(effects, ok=False, message="The disk is full") == []
    assert len(desk.world.callbacks.open) == 3


@pytest.mark.parametrize("reference", ["m1", "r1"])
def test_a_message_is_played_on_the_own_phone(reference: str) -> None:
    desk = Desk(settings=Settings(voice_messages="/srv/messages/"))
    effects = desk.ask(ALICE, commands.ListenCallbackMessage(voiceMessageRef=reference))
    (order,) = [effect.action for effect in effects if isinstance(effect, Request)]
    assert isinstance(order, PlayMessage)
    assert (order.endpoint, order.file) == ("PJSIP/1001", "/srv/messages/m1")
    assert (order.shown_number, order.shown_name) == ("0230210082", "Noé")


@pytest.mark.parametrize(
    ("user", "reference", "text"),
    [
        (ALICE, "m9", "There is no message 'm9'"),
        (ALICE, "../../etc/passwd", "There is no message '../../etc/passwd'"),
        (ALICE, "r2", "There is no message with this callback"),
        (SAM, "r3", "There is no message 'r3'"),
        (ALICE, "bad", "The message of this callback has a name that cannot be played"),
    ],
)
def test_what_cannot_be_played_is_refused(user: int, reference: str, text: str) -> None:
    for name in ("../secret", "a/b", "a&b", "a,b", ".hidden", "a..b", "a\r\nAction: x", "é"):
        desk = Desk()
        desk.world.callbacks.put(msgspec.structs.replace(SOON, uuid="bad", voice_message=name))
        assert refusal(desk.ask(user, commands.ListenCallbackMessage(voiceMessageRef=reference))) == text


def test_what_an_agent_has_taken_is_free_when_he_is_deleted() -> None:
    desk = Desk()
    desk.lists(SAM)
    desk.ask(ALICE, commands.TakeCallback(uuid="r1"))
    opened = desk.ask(ALICE, commands.StartCallback(uuid="r1", number="9002"))
    assert any(isinstance(effect, Store) for effect in opened)
    before = desk.world.directory
    others = [agent for agent in before.agents if agent.user_id != ALICE]
    without = Directory.build(
        users=[msgspec.structs.replace(user, agent_id=None) if user.id == ALICE else user for user in before.users],
        lines=before.lines,
        agents=others,
        groups=before.groups,
        queues=before.queues,
        memberships=[each for each in before.memberships if each.agent_id in {agent.id for agent in others}],
    )
    assert events.CallbackReleased(uuid="r1") in told(desk.core.adopt(without, desk.now))
    assert desk.world.callbacks.open["r1"].agent_id is None
    assert [ticket.agent_id for ticket in desk.world.callbacks.tickets.values()] == [None]
    assert events.CallbackTaken(uuid="r1", agentId=2) in told(desk.ask(BRUNO, commands.TakeCallback(uuid="r1")))


def test_what_is_too_old_to_be_kept_is_not_shown_any_more() -> None:
    desk = Desk(
        msgspec.structs.replace(KEPT, callbacks=(LATER, msgspec.structs.replace(SOON, closed=True, agent_id=1)))
    )
    assert desk.core.feed(facts.CallbacksForgotten(("r1", "gone")), desk.now) == []
    assert (list(desk.world.callbacks.open), list(desk.world.callbacks.closed)) == (["r2"], [])


def test_what_was_forgotten_while_somebody_took_it_harms_nothing() -> None:
    desk = Desk()
    taking = desk.begin(ALICE, commands.TakeCallback(uuid="r1"))
    desk.core.feed(facts.NumberForgotten(NumberWanted.of("0230210082", "00"), ("r1",)), desk.now)
    desk.keep(taking)
    assert "r1" not in desk.world.callbacks.open


def uuids(effects: list[Effect]) -> list[list[str]]:
    """Those in each of the lists told to everybody who sees all."""
    found = [e.event for e in effects if isinstance(e, Publish) and e.topic == callbacks_topic()]
    lists = [event for event in found if isinstance(event, events.CallbackLists)]
    return [[one.uuid for each in event.items for one in each.callbacks] for event in lists]


def numbered(*numbers: int) -> tuple[Callback, ...]:
    return tuple(msgspec.structs.replace(LATER, uuid=f"n{n}", phone_number=f"01990{n}") for n in numbers)


def test_what_comes_in_shortly_one_after_another_is_told_together() -> None:
    desk = Desk()
    desk.lists(ALICE)
    assert uuids(desk.core.feed(facts.CallbacksImported(numbered(1)), desk.now)) == [["r1", "n1", "r2", "r3"]]
    for n in range(2, 5):
        desk.now += 0.2
        effects = desk.core.feed(facts.CallbacksImported(numbered(n)), desk.now)
        assert (uuids(effects), [e.at for e in effects if isinstance(e, Wake)]) == ([], [1001.0] if n == 2 else [])
    assert uuids(desk.core.feed(facts.TimeReached(), 1000.9)) == []
    assert uuids(desk.core.feed(facts.TimeReached(), 1001.0)) == [["r1", "n1", "n2", "n3", "n4", "r2", "r3"]]
    assert uuids(desk.core.feed(facts.TimeReached(), 1003.0)) == []
    assert uuids(desk.core.feed(facts.CallbacksImported(numbered(4)), 1003.0)) == []
    assert len(uuids(desk.core.feed(facts.CallbacksImported(numbered(5)), 1003.0))) == 1


def test_the_more_there_are_the_more_seldom_all_are_told() -> None:
    desk = Desk()
    desk.lists(ALICE)
    desk.core.feed(facts.CallbacksImported(numbered(*range(2997))), desk.now)
    desk.now += 1
    effects = desk.core.feed(facts.CallbackKept(CallbackAdded(numbered(3001)[0])), desk.now)
    assert (uuids(effects), [e.at for e in effects if isinstance(e, Wake)]) == ([], [1003.0])
    assert [len(lists) for lists in uuids(desk.core.feed(facts.TimeReached(), 1003.0))] == [3001]


def test_nothing_is_told_of_a_callback_before_the_lists_that_have_it() -> None:
    desk = Desk()
    desk.lists(BRUNO)
    desk.core.feed(facts.CallbacksImported(numbered(1)), desk.now)
    desk.core.feed(facts.CallbacksImported(numbered(2, 3)), desk.now)
    assert "n2" in [c.uuid for c in desk.lists(ALICE).items[0].callbacks]
    gone = desk.core.feed(facts.CallbackKept(CallbackDeleted("n3")), desk.now)
    assert told(gone) == []
    lists, taken = told(desk.ask(ALICE, commands.TakeCallback(uuid="n2")))
    assert isinstance(lists, events.CallbackLists)
    assert [(c.uuid, c.agentId) for c in lists.items[0].callbacks][1:3] == [("n1", None), ("n2", 1)]
    assert taken == events.CallbackTaken(uuid="n2", agentId=1)
    assert told(desk.core.feed(facts.TimeReached(), desk.now + 2)) == []


def test_a_table_that_is_brought_in_twice_takes_nothing_from_anybody() -> None:
    desk = Desk()
    desk.ask(ALICE, commands.TakeCallback(uuid="r1"))
    desk.core.feed(facts.CallbacksImported((SOON,)), desk.now)
    assert desk.world.callbacks.open["r1"].agent_id == 1
