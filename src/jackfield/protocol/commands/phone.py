"""Commands about the user's own phone: calls, transfers, services, hints (protocol 3)."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from ..values import Id, Whole
from .base import Command


class Dial(Command, frozen=True, kw_only=True, tag="dial"):
    """Call a number from the user's own line.

    Keys:
        destination: number as typed; blanks, dots and brackets are dropped, `+` becomes `00`.
        variables: data for the call, text to text; `k` is attached as `USR_k`.
    Events: PhoneStatusUpdate CALLING; PhoneEvent EventDialing, then EventEstablished or EventReleased.
    Errors: bad_request, not_found (no line), conflict, pbx_down, pbx_refused.
    Source: protocol 3.1, 10.
    """

    destination: str
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)


class DialFromMobile(Command, frozen=True, kw_only=True, tag="dialFromMobile"):
    """Call the user's mobile number, then bridge it to a number.

    Keys:
        destination: number as typed, or the number of a conference room.
        variables: data for the call, text to text; `k` is attached as `USR_k`.
    Events: PhoneEvent as the calls change; ConferenceEvent when the destination is a room.
    Errors: bad_request, not_found (no mobile number), pbx_down, pbx_refused.
    Source: protocol 3.1.
    """

    destination: str
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)


class DialByUsername(Command, frozen=True, kw_only=True, tag="dialByUsername"):
    """Call another user by login.

    Keys:
        username: CTI login of the called user.
        variables: data for the call, text to text; `k` is attached as `USR_k`.
    Events: as for dial.
    Errors: not_found (no such user, or without a line), conflict, pbx_down, pbx_refused.
    Source: protocol 3.1.
    """

    username: Id
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)


class DialFromQueue(Command, frozen=True, kw_only=True, tag="dialFromQueue"):
    """Call a free agent of a queue, then the destination; when nobody is free, where the queue's dissuasion leads.

    Keys:
        destination: number to call once the agent has answered.
        queueId: id of the queue that gives the agent.
        callerIdName: name shown on both legs; a single `callerId` stands for name and number.
        callerIdNumber: number shown on both legs.
        variables: data for the call, text to text; `k` is attached as `USR_k`.
    Events: PhoneEvent at the agent's phone.
    Errors: bad_request, not_found (no such queue), conflict (no free agent, and no dissuasion), pbx_down, pbx_refused.
    Source: protocol 3.1.
    """

    destination: str
    queueId: Whole
    callerIdName: str | None = None
    callerIdNumber: str | None = None
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)


class Originate(Command, frozen=True, kw_only=True, tag="originate"):
    """Ring the user's own line, then call the destination; dial without data.

    Keys:
        destination: number as typed.
    Events: as for dial.
    Errors: bad_request, not_found (no line), conflict, pbx_down, pbx_refused.
    Source: protocol 3.1.
    """

    destination: str


class Hangup(Command, frozen=True, kw_only=True, tag="hangup"):
    """Hang up a call; without an id the established one, else the dialling, the ringing, the held one.

    Keys:
        uniqueId: the `uniqueId` of the leg's PhoneEvents.
    Events: PhoneEvent EventReleased. Nothing for an id that is not a leg of the user.
    Errors: not_found, pbx_down, pbx_refused.
    Source: protocol 3.1.
    """

    uniqueId: Id | None = None


class Answer(Command, frozen=True, kw_only=True, tag="answer"):
    """Answer the ringing call.

    Keys:
        uniqueId: the `uniqueId` of the ringing leg; needed only when several ring.
    Events: PhoneEvent EventEstablished; on a webrtc line WebRTCCmd Answer first.
    Errors: not_found (nothing rings), not_supported (the phone cannot be made to answer), pbx_down, pbx_refused.
    Source: protocol 3.1, 9.3.
    """

    uniqueId: Id | None = None


class Hold(Command, frozen=True, kw_only=True, tag="hold"):
    """Hold the current call, or take the held one back.

    Keys:
        uniqueId: the `uniqueId` of the leg; needed only when there are several.
    Events: PhoneEvent EventOnHold or EventEstablished; hint 16 while held.
    Errors: not_found (no call), pbx_down, pbx_refused.
    Source: protocol 3.1.
    """

    uniqueId: Id | None = None


class DirectTransfer(Command, frozen=True, kw_only=True, tag="directTransfer"):
    """Transfer the current call blindly, else the held one; attached data travels with it.

    Keys:
        destination: number as typed.
    Events: PhoneEvent EventReleased here, EventRinging at the destination.
    Errors: bad_request, not_found (no call, or no such number), conflict (not answered, no single other party, or an
        attended transfer is under way), pbx_down, pbx_refused.
    Source: protocol 3.1, 10.
    """

    destination: str


class AttendedTransfer(Command, frozen=True, kw_only=True, tag="attendedTransfer"):
    """Hold the current call and call the destination; completeTransfer or cancelTransfer follows.

    Keys:
        destination: number as typed.
        device: which device calls, sent by newer clients; not used: the one that has the call consults.
    Events: PhoneEvent EventOnHold for the first call, EventDialing for the second.
    Errors: bad_request, not_found (no call, or no such number), conflict (not answered, no single other party, or an
        attended transfer is under way), pbx_down, pbx_refused.
    Source: protocol 3.1.
    """

    destination: str
    device: str | None = None


class CompleteTransfer(Command, frozen=True, kw_only=True, tag="completeTransfer"):
    """Join the two parties of an attended transfer, or of a held and a second call, and leave.

    While the second party still rings, the first hears it ring; if nobody answers, the phone that transferred rings.
    Events: PhoneEvent EventReleased for both calls.
    Errors: not_found (no transfer under way), conflict (a party has hung up, or the second call of the phone itself is
        not answered), pbx_down, pbx_refused.
    Source: protocol 3.1.
    """


class CancelTransfer(Command, frozen=True, kw_only=True, tag="cancelTransfer"):
    """Drop the consultation of an attended transfer and return to the first call.

    A first call that only the phone itself can take back from hold stays held.
    Events: PhoneEvent EventReleased for the second call, EventEstablished for the first.
    Errors: not_found (no transfer under way), conflict (the held party has hung up), pbx_down, pbx_refused.
    Source: protocol 3.1.
    """


class Conference(Command, frozen=True, kw_only=True, tag="conference"):
    """Bring the user's two calls, one held and one established, together into a call of three.

    Events: PhoneEvent EventEstablished for the held call; from then on both are Established until somebody leaves.
    Errors: not_found (not two calls), conflict (a call is not between two parties), pbx_down, pbx_refused.
    Source: protocol 3.1.
    """


class SetData(Command, frozen=True, kw_only=True, tag="setData"):
    """Attach data to the user's connected calls.

    Keys:
        variables: text to text; `USR_` is put before a key that lacks it. Also a text holding such an object.
    Events: none by itself; the data shows in the next PhoneEvent of the call.
    Errors: bad_request (a key is not `[A-Za-z0-9_]{1,40}` or given twice, a value longer than 900 bytes, more than 100
        of them), pbx_down, pbx_refused (the text says how many were attached); not_found without a connected call, told
        by CommandResult only.
    Source: protocol 3.1, 10.
    """

    variables: Mapping[str, str]


class GetCurrentCallsPhoneEvents(Command, frozen=True, kw_only=True, tag="getCurrentCallsPhoneEvents"):
    """Ask for the last PhoneEvent of each of the user's calls.

    Events: one CurrentCallsPhoneEvents, empty when there is no call.
    Source: protocol 3.1.
    """


class Dnd(Command, frozen=True, kw_only=True, tag="dnd"):
    """Set or unset "do not disturb".

    Keys:
        state: true to refuse calls.
    Events: UserConfigUpdate with the new `dndEnabled`.
    Errors: bad_request, not_found (no line), conflict, pbx_down, pbx_refused, not_stored.
    Source: protocol 3.1.
    """

    state: bool


class NaFwd(Command, frozen=True, kw_only=True, tag="naFwd"):
    """Forward calls that are not answered.

    Keys:
        state: true to forward.
        destination: number to forward to; with `state` false it is kept but not used.
    Events: UserConfigUpdate.
    Errors: bad_request, not_allowed (dial rules), not_found (no line), conflict (to oneself, or a loop), pbx_down,
        pbx_refused, not_stored.
    Source: protocol 3.1.
    """

    state: bool
    destination: str = ""


class UncFwd(Command, frozen=True, kw_only=True, tag="uncFwd"):
    """Forward all calls.

    Keys:
        state: true to forward.
        destination: number to forward to; with `state` false it is kept but not used.
    Events: UserConfigUpdate.
    Errors: bad_request, not_allowed (dial rules), not_found (no line), conflict (to oneself, or a loop), pbx_down,
        pbx_refused, not_stored.
    Source: protocol 3.1.
    """

    state: bool
    destination: str = ""


class BusyFwd(Command, frozen=True, kw_only=True, tag="busyFwd"):
    """Forward calls while the user is busy.

    Keys:
        state: true to forward.
        destination: number to forward to; with `state` false it is kept but not used.
    Events: UserConfigUpdate.
    Errors: bad_request, not_allowed (dial rules), not_found (no line), conflict (to oneself, or a loop), pbx_down,
        pbx_refused, not_stored.
    Source: protocol 3.1.
    """

    state: bool
    destination: str = ""


class SubscribeToPhoneHints(Command, frozen=True, kw_only=True, tag="subscribeToPhoneHints"):
    """Follow the state of phones; adds to what was subscribed before, for the life of the session.

    Keys:
        phoneNumbers: numbers; events repeat each exactly as written here.
    Events: one PhoneHintStatusEvent for each number whose state is known, then one for each change.
    Source: protocol 3.1, 14.1.
    """

    phoneNumbers: tuple[str, ...]


class UnsubscribeFromAllPhoneHints(Command, frozen=True, kw_only=True, tag="unsubscribeFromAllPhoneHints"):
    """Stop following the state of phones.

    Source: protocol 3.1.
    """


class SendDtmf(Command, frozen=True, kw_only=True, tag="sendDtmf"):
    """Send a key press on the current call.

    Keys:
        key: one of 0-9, *, #, A-D.
    Events: on a webrtc line WebRTCCmd SendDtmf.
    Errors: bad_request, not_found (no call), pbx_down, pbx_refused.
    Source: protocol 3.2, 9.3.
    """

    key: Id


class ToggleMicrophone(Command, frozen=True, kw_only=True, tag="toggleMicrophone"):
    """Switch the user's microphone off for the others in a call, or on again.

    Keys:
        uniqueId: the `uniqueId` of the leg; needed only when there are several.
    Events: on a webrtc line WebRTCCmd ToggleMicrophone; none on others.
    Errors: not_found (no call), pbx_down, pbx_refused.
    Source: protocol 3.2, 9.3.
    """

    uniqueId: Id | None = None


class ReportCallQuality(Command, frozen=True, kw_only=True, tag="reportCallQuality"):
    """Tell how a call sounds in the browser that has it; the last report is kept with the call. Ours.

    Keys:
        sipCallId: the SIP Call-ID of the call, `SIPCALLID` of its PhoneEvents.
        jitter: milliseconds.
        roundTrip: milliseconds.
        loss: percent of the packets so far.
        mos: mean opinion score.
    Errors: not_found (no such call on the own line).
    Source: protocol of Jackfield: an addition, for what is kept with a call.
    """

    sipCallId: Id
    jitter: Annotated[float, msgspec.Meta(ge=0, le=60_000)]
    roundTrip: Annotated[float, msgspec.Meta(ge=0, le=60_000)]
    loss: Annotated[float, msgspec.Meta(ge=0, le=100)]
    mos: Annotated[float, msgspec.Meta(ge=1, le=5)]


class ToggleUniqueAccountDevice(Command, frozen=True, kw_only=True, tag="toggleUniqueAccountDevice"):
    """Choose which of the two devices of one's number is rung and dials from now on.

    For lines with a desk phone and a browser under one number. It lasts; the same choice again changes nothing.

    Keys:
        deviceType: `phone` or `webrtc`; capitals do not matter.
    Events: LineConfig to all sockets of the user, PhoneStatusUpdate when the other device is in another state.
    Errors: bad_request (another deviceType), not_supported (the line has one device), conflict (calls, or an agent
        logged in on the line), pbx_down, pbx_refused, not_stored.
    Source: protocol 3.2, 9.3.
    """

    deviceType: str
