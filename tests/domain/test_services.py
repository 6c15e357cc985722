"""Services and statuses in the core: checked, stored, ordered, told; taken back where the disk or the PBX says no."""

from collections.abc import Sequence

import pytest

from jackfield.domain import facts
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import Directory, Forward, Status, StatusAction, UserServices
from jackfield.domain.effects import Effect, Request, Store
from jackfield.domain.facts import PbxLink, ServiceSeen, ServicesRead
from jackfield.domain.lasting import Change, Kept, ServicesSet, StatusSet
from jackfield.domain.phone.patterns import DialRules, Purpose, number_list
from jackfield.domain.requests import MarkServicesKept, ShowDoNotDisturb, SwitchService
from jackfield.domain.world import Settings
from jackfield.protocol import commands
from jackfield.protocol.events import CommandResult, Error, Event, UserConfigUpdate, UserStatusUpdate
from tests.support.office import (
    ALICE,
    BRUNO,
    NOBODY,
    ROOT,
    WENDY,
    Office,
    actions,
    office_directory,
    published,
    replies,
)

STATUSES = (
    Status(name="available", color="#00FF00", actions=(StatusAction(name="enablednd", parameters="false"),)),
    Status(name="busy", color="#FF0000", actions=(StatusAction(name="enablednd", parameters="true"),)),
    Status(
        name="gone",
        color="#0000FF",
        actions=(
            StatusAction(name="enableunc", parameters="10.03"),
            StatusAction(name="enablerna", parameters="false"),
            StatusAction(name="queuepause_all", parameters="true"),
        ),
    ),
    Status(name="home", color="#00FFFF", actions=(StatusAction(name="enablebusy", parameters="true"),)),
    Status(name="plain", color="#FFFFFF"),
)


def with_statuses() -> Directory:
    known = office_directory()
    return Directory.build(users=known.users, lines=known.lines, statuses=STATUSES)


class Desk(Office):
    """An office whose disk and PBX answer when told to."""

    def __init__(self, settings: Settings | None = None, kept: Kept | None = None) -> None:
        super().__init__(settings)
        self.core = Core(with_statuses(), epoch="test", settings=settings, kept=kept)
        self.resynchronise(kept=True)
        self.effects.clear()

    def resynchronise(self, *listed: ServiceSeen, kept: bool) -> list[Effect]:
        return [
            *self.feed(facts.LinkChanged(PbxLink.SYNCING), *listed, ServicesRead(kept=kept)),
            *self.feed(facts.LinkChanged(PbxLink.UP)),
        ]

    def stores(self, effects: Sequence[Effect]) -> list[Store]:
        return [effect for effect in effects if isinstance(effect, Store)]

    def keep(self, effects: Sequence[Effect], ok: bool = True) -> list[Effect]:
        """The disk answers; what follows."""
        (store,) = self.stores(effects)
        return self.feed(facts.Stored(store.tag, ok=ok, message="" if ok else "The disk is full"))

    def carry_out(self, effects: Sequence[Effect], ok: bool = True) -> list[Effect]:
        """The PBX answers to all it was asked."""
        tags = [effect.tag for effect in effects if isinstance(effect, Request)]
        return self.feed(*(facts.RequestDone(tag, ok=ok, message="" if ok else "no") for tag in tags))

    def through(self, user: int, command: commands.Command) -> list[Effect]:
        """A command whose every step succeeds."""
        asked = self.ask(user, command)
        if not self.stores(asked):
            return asked
        kept = self.keep(asked)
        return [*asked, *kept, *self.carry_out(kept)]

    def in_force(self, user: int) -> UserServices:
        return self.core.world.services.get(user, UserServices())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def changes(effects: Sequence[Effect]) -> list[Change]:
    return [change for effect in effects if isinstance(effect, Store) for change in effect.changes]


def result(effects: list[Effect]) -> str:
    (answer,) = [event for event in replies(effects) if isinstance(event, CommandResult)]
    return str(answer.code or answer.status)


def config(events: Sequence[Event]) -> UserConfigUpdate:
    (found,) = [event for event in events if isinstance(event, UserConfigUpdate)]
    return found


ON = UserServices(do_not_disturb=True)
TO_WENDY = Forward(enabled=True, destination="1003")


def test_do_not_disturb_is_stored_then_ordered_then_told(desk: Desk) -> None:
    asked = desk.ask(ALICE, commands.Dnd(state=True, requestId="1"))
    assert changes(asked) == [ServicesSet(ALICE, ON)]
    assert (actions(asked), published(asked, ALICE)) == ([], [])
    kept = desk.keep(asked)
    assert actions(kept) == [
        SwitchService(number="1001", service="dnd", value="1"),
        ShowDoNotDisturb(number="1001", on=True),
    ]
    assert published(kept, ALICE) == []
    done = desk.carry_out(kept)
    assert config(published(done, ALICE)).dndEnabled
    assert result(done) == "done"


@pytest.mark.parametrize(
    ("command", "service", "field"),
    [
        (commands.UncFwd, "unc", "uncFwd"),
        (commands.NaFwd, "na", "naFwd"),
        (commands.BusyFwd, "busy", "busyFwd"),
    ],
)
def test_a_forward_keeps_its_destination_when_it_is_off(
    desk: Desk, command: type[commands.UncFwd], service: str, field: str
) -> None:
    on = desk.through(ALICE, command(state=True, destination="10-03"))
    assert actions(on) == [SwitchService(number="1001", service=service, value="1003")]
    off = desk.through(ALICE, command(state=False, destination="1003"))
    assert actions(off) == [SwitchService(number="1001", service=service, value="")]
    told = config(published(off, ALICE))
    assert (getattr(told, f"{field}Enabled"), getattr(told, f"{field}Destination")) == (False, "1003")
    assert (told.firstName, told.lineIds, told.fullName) == ("Alice", (1,), "Alice Martin")
    other = desk.through(ALICE, command(state=False, destination="1004"))
    assert (actions(other), getattr(config(published(other, ALICE)), f"{field}Destination")) == ([], "1004")


def test_setting_what_is_set_stores_nothing_and_is_done(desk: Desk) -> None:
    effects = desk.ask(ALICE, commands.Dnd(state=False, requestId="1"))
    assert (changes(effects), actions(effects), result(effects)) == ([], [], "done")
    assert not config(published(effects, ALICE)).dndEnabled


def test_a_disk_that_fails_leaves_everything_as_it_was(desk: Desk) -> None:
    failed = desk.keep(desk.ask(ALICE, commands.Dnd(state=True, requestId="1")), ok=False)
    assert (actions(failed), published(failed, ALICE), result(failed)) == ([], [], "not_stored")
    assert replies(failed)[0] == Error(Error="The disk is full")
    assert desk.in_force(ALICE) == UserServices()


def test_a_pbx_that_refuses_has_it_all_taken_back(desk: Desk) -> None:
    desk.through(ALICE, commands.NaFwd(state=True, destination="1003"))
    before = desk.in_force(ALICE)
    failed = desk.carry_out(desk.keep(desk.ask(ALICE, commands.Dnd(state=True, requestId="1"))), ok=False)
    assert changes(failed) == [ServicesSet(ALICE, before)]
    assert (published(failed, ALICE), result(failed), desk.in_force(ALICE)) == ([], "pbx_refused", before)


def test_of_a_status_half_of_which_the_pbx_refuses_nothing_stays(desk: Desk) -> None:
    desk.through(BRUNO, commands.NaFwd(state=True, destination="1004"))
    before = desk.in_force(BRUNO)
    kept = desk.keep(desk.ask(BRUNO, commands.ChangeUserStatus(status="gone", requestId="1")))
    unc, na = [e for e in kept if hasattr(e, "tag")]
    assert desk.feed(facts.RequestDone(unc.tag, ok=True)) == []
    failed = desk.feed(facts.RequestDone(na.tag, ok=False, message="no"))
    assert actions(failed) == [SwitchService(number="1002", service="unc", value="")]
    assert changes(failed) == [ServicesSet(BRUNO, before), StatusSet(BRUNO, None)]
    assert (published(failed, BRUNO), result(failed)) == ([], "pbx_refused")
    assert desk.core.world.statuses == {}


def test_two_changes_of_a_user_at_once_do_not_lose_each_other(desk: Desk) -> None:
    first = desk.ask(ALICE, commands.Dnd(state=True, requestId="1"))
    assert desk.stores(desk.ask(ALICE, commands.UncFwd(state=True, destination="1003", requestId="2"))) == []
    done = desk.carry_out(desk.keep(first))
    assert changes(done) == [ServicesSet(ALICE, UserServices(do_not_disturb=True, unconditional=TO_WENDY))]
    desk.carry_out(desk.keep(done))
    assert desk.in_force(ALICE) == UserServices(do_not_disturb=True, unconditional=TO_WENDY)


@pytest.mark.parametrize(
    ("user", "command", "code"),
    [
        (ALICE, commands.UncFwd(state=True, destination="1001", requestId="1"), "conflict"),
        (ALICE, commands.BusyFwd(state=True, destination=" ", requestId="1"), "bad_request"),
        (ALICE, commands.NaFwd(state=True, destination="nobody", requestId="1"), "bad_request"),
        (ALICE, commands.NaFwd(state=False, destination="no,body", requestId="1"), "bad_request"),
        (NOBODY, commands.Dnd(state=True, requestId="1"), "not_found"),
        (NOBODY, commands.ChangeUserStatus(status="busy", requestId="1"), "not_found"),
        (ALICE, commands.ChangeUserStatus(status="Busy", requestId="1"), "not_found"),
        (ALICE, commands.ChangeUserStatus(status="home", requestId="1"), "conflict"),
        (ALICE, commands.UncFwd(state=True, destination="112", requestId="1"), "not_allowed"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, user: int, command: commands.Command, code: str) -> None:
    effects = desk.ask(user, command)
    assert (result(effects), changes(effects), actions(effects)) == (code, [], [])
    assert [type(event) for event in replies(effects)] == [Error, CommandResult]


def forward(desk: Desk, user: int, kind: type[commands.UncFwd], to: str) -> str:
    return result(desk.through(user, kind(state=True, destination=to, requestId=f"{user}{kind}{to}")))


def test_loops_are_refused_and_name_the_way(desk: Desk) -> None:
    assert forward(desk, ALICE, commands.UncFwd, "1002") == "done"
    assert forward(desk, BRUNO, commands.UncFwd, "1003") == "done"
    effects = desk.ask(WENDY, commands.UncFwd(state=True, destination="1001", requestId="1"))
    assert result(effects) == "conflict"
    assert "1003 -> 1001 -> 1002 -> 1003" in str(replies(effects)[0])
    assert forward(desk, WENDY, commands.NaFwd, "1001") == "conflict"
    assert forward(desk, WENDY, commands.NaFwd, "1004") == "done"
    assert forward(desk, ROOT, commands.UncFwd, "1001") == "conflict"
    assert forward(desk, ROOT, commands.BusyFwd, "1001") == "done"


def test_two_that_forward_to_each_other_when_busy_are_no_loop(desk: Desk) -> None:
    assert forward(desk, ALICE, commands.BusyFwd, "1002") == "done"
    assert forward(desk, BRUNO, commands.BusyFwd, "1001") == "done"
    assert forward(desk, BRUNO, commands.UncFwd, "1001") == "conflict"


def test_dial_rules_count_for_forwards_at_the_screen_and_at_the_phone() -> None:
    rules = DialRules(purposes={Purpose.FORWARD: number_list(["1XXX"])})
    desk = Desk(Settings(dial_rules=rules))
    assert forward(desk, ALICE, commands.UncFwd, "0612345678") == "not_allowed"
    effects = desk.feed(ServiceSeen("1001", "unc", "0612345678"))
    assert actions(effects) == [SwitchService(number="1001", service="unc", value="")]
    assert [type(event) for event in published(effects, ALICE)] == [Error]
    assert desk.feed(ServiceSeen("1001", "unc", "0612345678")) == []
    desk.carry_out(effects)
    assert len(actions(desk.feed(ServiceSeen("1001", "unc", "0612345678")))) == 1


def test_without_a_pbx_nothing_is_set(desk: Desk) -> None:
    desk.feed(facts.LinkChanged(PbxLink.DOWN))
    assert result(desk.ask(ALICE, commands.Dnd(state=True, requestId="1"))) == "pbx_down"
    assert result(desk.ask(ALICE, commands.ChangeUserStatus(status="busy", requestId="2"))) == "pbx_down"
    plain = desk.keep(desk.ask(ALICE, commands.ChangeUserStatus(status="plain", requestId="3")))
    assert result(plain) == "done"


def test_a_feature_code_is_told_to_all_at_once_and_kept(desk: Desk) -> None:
    effects = desk.feed(ServiceSeen("1001", "na", "1003"))
    told = config(published(effects, ALICE))
    assert (told.naFwdEnabled, told.naFwdDestination) == (True, "1003")
    assert changes(effects) == [ServicesSet(ALICE, UserServices(no_answer=TO_WENDY))]
    assert desk.feed(ServiceSeen("1001", "na", "1003")) == []
    off = config(published(desk.feed(ServiceSeen("1001", "na", "")), ALICE))
    assert (off.naFwdEnabled, off.naFwdDestination) == (False, "1003")
    assert desk.feed(ServiceSeen("7777", "na", "1003")) == []


def test_a_feature_code_in_the_middle_of_a_command_loses_neither(desk: Desk) -> None:
    asked = desk.ask(ALICE, commands.Dnd(state=True, requestId="1"))
    seen = desk.feed(ServiceSeen("1001", "unc", "1003"))
    assert not config(published(seen, ALICE)).dndEnabled
    both = UserServices(do_not_disturb=True, unconditional=TO_WENDY)
    assert changes(seen) == [ServicesSet(ALICE, both)]
    desk.carry_out(desk.keep(asked))
    assert desk.in_force(ALICE) == both


def test_a_pbx_that_knows_us_is_right_after_a_while_apart() -> None:
    known = UserServices(do_not_disturb=True, unconditional=TO_WENDY)
    desk = Desk()
    desk.core.world.services[ALICE] = known
    effects = desk.resynchronise(ServiceSeen("1001", "busy", "1002"), ServiceSeen("1002", "dnd", "1"), kept=True)
    now = UserServices(unconditional=Forward(destination="1003"), busy=Forward(enabled=True, destination="1002"))
    assert changes(effects) == [ServicesSet(ALICE, now), ServicesSet(BRUNO, ON)]
    assert config(published(effects, BRUNO)).dndEnabled
    assert actions(effects) == []


def test_a_pbx_that_does_not_know_us_is_told_what_was_kept() -> None:
    desk = Desk()
    desk.core.world.services[ALICE] = UserServices(do_not_disturb=True, unconditional=Forward(destination="1003"))
    effects = desk.resynchronise(ServiceSeen("1001", "na", "1002"), ServiceSeen("1002", "unc", "1004"), kept=False)
    assert actions(effects) == [
        SwitchService(number="1001", service="dnd", value="1"),
        ShowDoNotDisturb(number="1001", on=True),
        SwitchService(number="1001", service="na", value=""),
        MarkServicesKept(),
    ]
    # of Bruno nothing was ever kept: what the PBX has of him stays
    assert changes(effects) == [
        ServicesSet(BRUNO, UserServices(unconditional=Forward(enabled=True, destination="1004")))
    ]
    assert actions(desk.resynchronise(ServiceSeen("1001", "dnd", "1"), kept=True)) == []


def test_where_astdb_cannot_be_read_nothing_is_concluded() -> None:
    desk = Desk()
    desk.core.world.services[ALICE] = ON
    effects = desk.feed(facts.LinkChanged(PbxLink.SYNCING), facts.LinkChanged(PbxLink.UP))
    assert (actions(effects), changes(effects), desk.in_force(ALICE)) == ([], [], ON)


def test_a_status_runs_its_actions_and_is_kept_with_them(desk: Desk) -> None:
    effects = desk.through(ALICE, commands.ChangeUserStatus(status="gone", requestId="1"))
    assert changes(effects) == [ServicesSet(ALICE, UserServices(unconditional=TO_WENDY)), StatusSet(ALICE, "gone")]
    assert actions(effects) == [SwitchService(number="1001", service="unc", value="1003")]
    assert [type(event) for event in published(effects, ALICE)] == [UserConfigUpdate, UserStatusUpdate]
    assert published(effects, ALICE)[1] == UserStatusUpdate(userId=ALICE, status="gone")
    assert result(effects) == "done"


def test_a_status_that_changes_no_service_needs_no_line(desk: Desk) -> None:
    effects = desk.keep(desk.ask(NOBODY, commands.ChangeUserStatus(status="available", requestId="1")))
    assert published(effects, NOBODY) == [UserStatusUpdate(userId=NOBODY, status="available")]
    assert result(effects) == "done"


def test_choosing_the_present_status_again_is_done(desk: Desk) -> None:
    desk.through(ALICE, commands.ChangeUserStatus(status="plain"))
    effects = desk.ask(ALICE, commands.ChangeUserStatus(status="plain", requestId="1"))
    assert (changes(effects), result(effects)) == ([], "done")


def test_what_was_chosen_is_told_at_connect_and_what_is_gone_is_not() -> None:
    desk = Desk(kept=Kept(statuses={ALICE: "busy", BRUNO: "no more"}))
    desk.core.world.services[ALICE] = ON
    told = replies(desk.core.connect(Client("s", ALICE), 0.0))
    assert config(told).dndEnabled
    assert UserStatusUpdate(userId=ALICE, status="busy") in told
    assert UserStatusUpdate(userId=BRUNO, status="available") in replies(desk.core.connect(Client("s", BRUNO), 0.0))
