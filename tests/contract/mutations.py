"""Deliberate errors in the core: each is one that was made, or nearly made, somewhere. None may go unnoticed.

A mutation replaces functions of the core for as long as its test runs; no file is touched.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
import pytest
from msgspec import structs

from jackfield.domain import facts
from jackfield.domain.directory import Line
from jackfield.domain.effects import Effect
from jackfield.domain.phone import calls, phones
from jackfield.domain.world import Leg, World
from jackfield.protocol.events import PhoneEvent
from jackfield.protocol.values import PhoneEventType

Mutation = Callable[[pytest.MonkeyPatch], None]
MUTATIONS: list[Mutation] = []


def mutation(patch: Mutation) -> Mutation:
    MUTATIONS.append(patch)
    return patch


@mutation
def the_other_party_is_whom_the_pbx_shows_as_connected(patch: pytest.MonkeyPatch) -> None:
    """ConnectedLineNum is stale after transfers, and what the queue rings while a caller waits."""
    right = phones.other_party

    def wrong(world: World, leg: Leg, stage: PhoneEventType) -> tuple[str, str]:
        channel = leg.channel
        return (
            (channel.connected_number, channel.connected_name) if channel.connected_number else right(world, leg, stage)
        )

    patch.setattr(phones, "other_party", wrong)


@mutation
def a_hold_is_told_at_the_held_phone(patch: pytest.MonkeyPatch) -> None:
    """As the device state of PJSIP has it."""

    def wrong(world: World, fact: facts.HoldChanged, now: float) -> Iterable[Leg]:
        others = list(world.others_in_bridge(calls.see(world, fact.channel)))
        for other in others:
            other.held = fact.held
        return others

    patch.setattr(calls, "FACTS", {**calls.FACTS, facts.HoldChanged: wrong})


@mutation
def a_cancelled_leg_is_not_released(patch: pytest.MonkeyPatch) -> None:
    """Its phone would ring for ever."""
    right = phones._tell_leg

    def wrong(world: World, leg: Leg, line: Line, now: float) -> Iterator[Effect]:
        rang = leg.said is not None and leg.said.eventType is PhoneEventType.RINGING
        effects = list(right(world, leg, line, now))
        return iter([] if rang and leg.uniqueid not in world.legs else effects)

    patch.setattr(phones, "_tell_leg", wrong)


@mutation
def the_second_call_of_a_phone_has_the_id_of_the_first(patch: pytest.MonkeyPatch) -> None:
    """Nobody could answer or hang up the one he means."""

    def wrong(world: World, leg: Leg, event: PhoneEvent) -> PhoneEvent:
        phone = world.phone_of(leg)
        first = next(iter(phone.legs.values()), leg) if phone else leg
        return structs.replace(event, uniqueId=first.shown_uniqueid)

    _change_events(patch, wrong)


@mutation
def the_queue_of_a_call_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """An agent would not know for whom to speak."""
    _change_events(patch, lambda world, leg, event: structs.replace(event, queueName=msgspec.UNSET))


@mutation
def legs_of_a_call_do_not_share_its_id(patch: pytest.MonkeyPatch) -> None:
    """Statistics could not put the two ends together."""
    _change_events(patch, lambda world, leg, event: structs.replace(event, linkedId=event.uniqueId))


@mutation
def a_click_to_dial_is_established_when_the_own_phone_is_lifted(patch: pytest.MonkeyPatch) -> None:
    """Its channel is up long before anybody has answered."""
    right = phones.stage_of

    def wrong(leg: Leg) -> PhoneEventType | None:
        stage = right(leg)
        return PhoneEventType.ESTABLISHED if stage is PhoneEventType.DIALING and leg.up else stage

    patch.setattr(phones, "stage_of", wrong)


@mutation
def a_second_call_that_rings_is_not_shown(patch: pytest.MonkeyPatch) -> None:
    """BUSY_AND_RINGING would be RINGING."""
    right = phones.code_of

    def wrong(*given: Any) -> Any:
        code = right(*given)
        return phones.PhoneHint.RINGING if code == phones.PhoneHint.BUSY_AND_RINGING else code

    patch.setattr(phones, "code_of", wrong)


@mutation
def attached_data_is_lost(patch: pytest.MonkeyPatch) -> None:
    """The other desk would not know what the call is about."""
    patch.setattr(calls, "FACTS", {**calls.FACTS, facts.VariableSet: lambda world, fact, now: ()})
    _change_events(
        patch,
        lambda world, leg, event: structs.replace(
            event, userData={key: value for key, value in event.userData.items() if not key.startswith("USR_")}
        ),
    )


@mutation
def who_picks_up_starts_a_call_of_his_own(patch: pytest.MonkeyPatch) -> None:
    """An answer by command would release the call that rang and begin another."""
    patch.setattr(calls, "FACTS", {**calls.FACTS, facts.PickedUp: lambda world, fact, now: ()})


def _change_events(patch: pytest.MonkeyPatch, change: Callable[[World, Leg, PhoneEvent], PhoneEvent]) -> None:
    right = phones.phone_event

    def wrong(world: World, leg: Leg, line: Line, stage: PhoneEventType) -> PhoneEvent:
        return change(world, leg, right(world, leg, line, stage))

    patch.setattr(phones, "phone_event", wrong)
