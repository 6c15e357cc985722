"""Requests to AMI actions: one row a request, the twin of `translate.py`.

Pure. The builders in `actions.py` check and escape every part once more; what comes out can be sent as it is.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from jackfield.domain import requests
from jackfield.domain.requests import Action
from jackfield.protocol.values import ListenMode
from jackfield.telephony.ami import actions
from jackfield.telephony.ami.actions import Pairs

SERVICES, SERVICES_KEPT = "jackfield", "kept"
"""The family of AstDB that holds what users switched on, and the key in it that says that we know it."""

HOLD_EXTEN = "hold"
"""The extension that plays music to both legs of a call held by the server."""


def originate(request: requests.Originate, hold_context: str) -> Pairs:
    """Click to dial: the user's own phone is asked to answer by itself, then runs the dial plan."""
    return actions.originate(
        channel=request.endpoint,
        channel_id=request.channel_id,
        goes_to=actions.Extension(exten=request.exten, context=request.context),
        timeout_seconds=request.timeout_seconds,
        connected=(request.shown_name, request.shown_number),
        variables=request.variables,
        caller=(request.caller_name, request.caller_number),
        mobile_of=request.mobile_of,
        answers_itself=request.answers_itself,
        inherited=False,
    )


def pick_up(request: requests.PickUp, hold_context: str) -> Pairs:
    """A second call to the phone, answered by itself, that picks up the first."""
    return actions.originate(
        channel=request.endpoint,
        channel_id=request.channel_id,
        goes_to=actions.PickupOf(request.channel),
        timeout_seconds=5.0,
    )


def hangup(request: requests.Hangup, hold_context: str) -> Pairs:
    """End a channel."""
    return actions.hangup(request.channel, request.cause)


def notify(request: requests.Notify, hold_context: str) -> Pairs:
    """Tell a desk phone in its dialog."""
    return actions.notify(request.channel, request.event.value)


def hold_both(request: requests.HoldBoth, hold_context: str) -> Pairs:
    """Both legs to music at once."""
    return actions.redirect(request.held, HOLD_EXTEN, hold_context, extra_channel=request.holder)


def bridge_both(request: requests.BridgeBoth, hold_context: str) -> Pairs:
    """Both legs together again."""
    return actions.bridge(request.one, request.other)


def add_member(request: requests.AddMember, hold_context: str) -> Pairs:
    """An agent enters a queue."""
    return actions.queue_add(
        request.queue,
        request.interface,
        name=request.name,
        state_interface=f"hint:{request.state_of}" if request.state_of else request.interface,
        penalty=request.penalty,
        paused=request.paused,
        reason=request.reason,
    )


def remove_member(request: requests.RemoveMember, hold_context: str) -> Pairs:
    """An agent leaves a queue."""
    return actions.queue_remove(request.queue, request.interface)


def set_penalty(request: requests.SetPenalty, hold_context: str) -> Pairs:
    """Another penalty."""
    return actions.queue_penalty(request.queue, request.interface, request.penalty)


def pause_member(request: requests.PauseMember, hold_context: str) -> Pairs:
    """An agent takes a break from one queue or all, or ends it."""
    return actions.queue_pause(request.interface, request.paused, request.reason, request.queue)


LISTENING = {ListenMode.LISTEN: "", ListenMode.WHISPER: "w", ListenMode.BARGE: "B"}
"""Options of ChanSpy."""


def spy(request: requests.Spy, hold_context: str) -> Pairs:
    """The phone of who listens is called, and hears."""
    return actions.originate(
        channel=request.endpoint,
        channel_id=request.channel_id,
        goes_to=actions.Spying(request.channel, LISTENING[request.mode]),
        timeout_seconds=request.timeout_seconds,
        connected=(request.shown_name, request.shown_number),
    )


def play_message(request: requests.PlayMessage, hold_context: str) -> Pairs:
    """The phone of who wants to hear it is called, and hears."""
    return actions.originate(
        channel=request.endpoint,
        channel_id=request.channel_id,
        goes_to=actions.Playing(request.file),
        timeout_seconds=request.timeout_seconds,
        connected=(request.shown_name, request.shown_number),
    )


def mute_recording(request: requests.MuteRecording, hold_context: str) -> Pairs:
    """Both ways of a recording."""
    return actions.mute_recording(request.channel, request.muted)


def count_messages(request: requests.CountMessages, hold_context: str) -> Pairs:
    """What is in a mailbox."""
    return actions.mailbox_count(request.mailbox)


def meet_both(request: requests.MeetBoth, hold_context: str) -> Pairs:
    """Both legs to a room of their own at once."""
    return actions.redirect(request.one, request.room, hold_context, extra_channel=request.other)


def room_mute(request: requests.RoomMute, hold_context: str) -> Pairs:
    """One participant of a conference."""
    return actions.room_mute(request.room, request.channel, request.muted)


def room_kick(request: requests.RoomKick, hold_context: str) -> Pairs:
    """One participant of a conference."""
    return actions.room_kick(request.room, request.channel)


def silence(request: requests.Silence, hold_context: str) -> Pairs:
    """One way of a channel's sound."""
    return actions.mute_audio(request.channel, request.way.value, request.silent)


def press_key(request: requests.PressKey, hold_context: str) -> Pairs:
    """A key of the phone."""
    return actions.press_key(request.channel, request.key)


def mark_channel(request: requests.MarkChannel, hold_context: str) -> Pairs:
    """A variable of one channel."""
    return actions.set_variable(request.channel, request.name, request.value)


def send_to(request: requests.SendTo, hold_context: str) -> Pairs:
    """One channel to another place."""
    return actions.redirect(request.channel, request.exten, request.context)


def blind_transfer(request: requests.BlindTransfer, hold_context: str) -> Pairs:
    """The other party goes on alone."""
    return actions.blind_transfer(request.channel, request.exten, request.context)


def consult(request: requests.Consult, hold_context: str) -> Pairs:
    """The PBX presses the keys of an attended transfer."""
    return actions.attended_transfer(request.channel, request.exten, request.context)


def cancel_consult(request: requests.CancelConsult, hold_context: str) -> Pairs:
    """The PBX presses the keys that end it."""
    return actions.cancel_attended_transfer(request.channel)


def number_exists(request: requests.NumberExists, hold_context: str) -> Pairs:
    """Is there such a number."""
    return actions.number_exists(request.exten, request.context)


def read_variable(request: requests.ReadVariable, hold_context: str) -> Pairs:
    """What a variable is."""
    return actions.get_variable(request.channel, request.name)


def set_variable(request: requests.SetVariable, hold_context: str) -> Pairs:
    """Attached data."""
    return actions.set_variable(request.channel, request.name, request.value)


def switch_service(request: requests.SwitchService, hold_context: str) -> Pairs:
    """In AstDB, where the dial plan looks. An empty value and a missing key are the same to it."""
    return actions.database_put(f"{SERVICES}/{request.number}", request.service, request.value)


def set_queue_key(request: requests.SetQueueKey, hold_context: str) -> Pairs:
    """In AstDB, too."""
    return actions.database_put(f"{SERVICES}/queue/{request.queue}", request.key, request.value)


def show_do_not_disturb(request: requests.ShowDoNotDisturb, hold_context: str) -> Pairs:
    """The device that the hint of the line names beside its phone."""
    return actions.custom_device(f"DND-{request.number}", "BUSY" if request.on else "NOT_INUSE")


def mark_services_kept(request: requests.MarkServicesKept, hold_context: str) -> Pairs:
    """A key of our own, lost with all the others if AstDB is."""
    return actions.database_put(SERVICES, SERVICES_KEPT, "1")


REQUESTS: Mapping[type, Callable[[Any, str], Pairs]] = MappingProxyType(
    {
        requests.Originate: originate,
        requests.PickUp: pick_up,
        requests.Hangup: hangup,
        requests.Notify: notify,
        requests.HoldBoth: hold_both,
        requests.BridgeBoth: bridge_both,
        requests.AddMember: add_member,
        requests.RemoveMember: remove_member,
        requests.PauseMember: pause_member,
        requests.SetPenalty: set_penalty,
        requests.Spy: spy,
        requests.PlayMessage: play_message,
        requests.MuteRecording: mute_recording,
        requests.CountMessages: count_messages,
        requests.MeetBoth: meet_both,
        requests.RoomMute: room_mute,
        requests.RoomKick: room_kick,
        requests.Silence: silence,
        requests.PressKey: press_key,
        requests.MarkChannel: mark_channel,
        requests.SendTo: send_to,
        requests.BlindTransfer: blind_transfer,
        requests.Consult: consult,
        requests.CancelConsult: cancel_consult,
        requests.NumberExists: number_exists,
        requests.ReadVariable: read_variable,
        requests.SetVariable: set_variable,
        requests.SwitchService: switch_service,
        requests.ShowDoNotDisturb: show_do_not_disturb,
        requests.MarkServicesKept: mark_services_kept,
        requests.SetQueueKey: set_queue_key,
    }
)
"""Which builder makes which request an action."""


def action_of(request: Action, hold_context: str) -> Pairs:
    """The headers of the action, without ActionID.

    Raises:
        actions.BadPart: a part cannot be sent; the core should have refused it.
    """
    return REQUESTS[type(request)](request, hold_context)
