"""Events about phones: their state, their calls, the line's configuration, WebRTC (protocol 7.3, 7.4, 9.3)."""

from collections.abc import Mapping

import msgspec
from msgspec import UNSET, UnsetType

from ..values import CallDirection, LineDevice, PhoneEventType, PhoneHint, PhoneStatus, WebRTCAction
from .base import Event


class PhoneStatusUpdate(Event, frozen=True, kw_only=True):
    """The state of the user's own phone.

    When: on connect and on change.
    Keys:
        status: the state by name.
    Source: protocol 7.3.
    """

    status: PhoneStatus


class PhoneHintStatusEvent(Event, frozen=True, kw_only=True):
    """The state of a phone that the client follows.

    When: on subscribeToPhoneHints when it is known, and on change.
    Keys:
        number: the number exactly as it was subscribed.
        status: the state as a number: 0 available, 1 on call, 2 busy, 4 unavailable, 8 ringing, 9 busy and ringing,
            16 has a call on hold, -1 deactivated, -2 does not exist, -99 unknown.
    Source: protocol 7.3.
    """

    number: str
    status: PhoneHint


class PhoneEvent(Event, frozen=True, kw_only=True):
    """Something happened to a call of the user's phone.

    When: by itself, for every leg of the user's line.
    Keys:
        eventType: what happened.
        DN: number of the phone it happened to.
        otherDN: number of the other party; empty when not known, clients then keep what they have.
        otherDName: name of the other party, or empty.
        linkedId: Asterisk's linkedid: the call.
        uniqueId: Asterisk's uniqueid: the leg; what `hangup` takes.
        queueName: name (not display name) of the queue that gave the call; absent otherwise.
        callDirection: seen from this phone.
        userData: attached data, text to text: keys `USR_...`, `XIVO_...` and `SIPCALLID`.
        username: login of the other user; absent when the other party is none of ours.
    Source: protocol 7.4, 10.
    """

    eventType: PhoneEventType
    DN: str
    otherDN: str = ""
    otherDName: str = ""
    linkedId: str
    uniqueId: str
    queueName: str | UnsetType = UNSET
    callDirection: CallDirection
    userData: Mapping[str, str] = msgspec.field(default_factory=dict)
    username: str | UnsetType = UNSET


class CurrentCallsPhoneEvents(Event, frozen=True, kw_only=True):
    """The last PhoneEvent of each of the user's calls.

    When: as the answer to getCurrentCallsPhoneEvents.
    Keys:
        events: payloads of PhoneEvent; empty when there is no call.
    Source: protocol 7.4.
    """

    events: tuple[PhoneEvent, ...]


class LineConfig(Event, frozen=True, kw_only=True):
    """How the user's line registers; only ever sent to its owner.

    When: as the answer to getConfig `line`; when the other device of the number is used from now on; when an
        administrator has changed the line (ours).
    Keys:
        id: id of the line as text; `-` when the user has none.
        name: SIP account.
        password: SIP password; a text, empty when there is no line.
        xivoIp: host of the SIP server and of its WebSocket.
        webRtc: the line is one of a browser.
        hasDevice: the line has a desk phone too, which then comes first.
        vendor: brand of the phone; absent when not known.
        sipProxyName: SIP domain for newer clients; absent when there is none.
        sipPort: SIP port for newer clients; absent when there is none.
        device: which of the two devices of the number is used now, in the words of toggleUniqueAccountDevice; absent
            when the line has one device (ours).
    Source: protocol 9.3.
    """

    id: str
    name: str = ""
    password: str = ""
    xivoIp: str = ""
    webRtc: bool = False
    hasDevice: bool = False
    vendor: str | UnsetType = UNSET
    sipProxyName: str | UnsetType = UNSET
    sipPort: int | UnsetType = UNSET
    device: LineDevice | UnsetType = UNSET


class StunConfig(msgspec.Struct, frozen=True, kw_only=True):
    """STUN servers.

    Keys:
        urls: `stun:HOST:PORT`.
    """

    urls: tuple[str, ...]


class TurnConfig(msgspec.Struct, frozen=True, kw_only=True):
    """TURN servers, and what lets this user in for a while.

    Keys:
        urls: `turn:HOST:PORT` or `turns:HOST:PORT`.
        username: made for this user and time.
        credential: goes with it.
        ttl: seconds for which both hold.
    """

    urls: tuple[str, ...]
    username: str
    credential: str
    ttl: int


class IceConfig(Event, frozen=True, kw_only=True):
    """How calls from browsers find their way through networks.

    When: as the answer to getIceConfig.
    Keys:
        stunConfig: absent when no STUN server is configured.
        turnConfig: absent when no TURN server is configured.
    Source: protocol 9.3.
    """

    stunConfig: StunConfig | UnsetType = UNSET
    turnConfig: TurnConfig | UnsetType = UNSET


class WebRTCCmd(Event, frozen=True, kw_only=True):
    """Asks the browser that holds the SIP session to act.

    When: on answer, hold and sendDtmf of a user with a webrtc line, to all connections of the user.
    Keys:
        command: what to do.
        sipCallId: which SIP session; absent when any will do.
        key: the key to send; with SendDtmf only.
    Source: protocol 9.3.
    """

    command: WebRTCAction
    sipCallId: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
