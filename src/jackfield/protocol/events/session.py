"""Events about the connection itself: log-in, errors, results, sessions, the PBX link (protocol 7.1)."""

from msgspec import UNSET, UnsetType

from ..errors import RefusalCode
from ..values import PbxState, Profile, ResetReason, ResultStatus, Right
from .base import Event


class LoggedOn(Event, frozen=True, kw_only=True):
    """The connection is authenticated; always the first event. Its payload is empty.

    When: on connect.
    Source: protocol 7.1.
    """


class RightProfile(Event, frozen=True, kw_only=True):
    """What the user may do.

    When: on connect, and when an administrator changes it.
    Keys:
        profile: the user's profile; NoRight when none was given.
        rights: what the profile adds.
    Source: protocol 7.1, 11.
    """

    profile: Profile
    rights: tuple[Right, ...] = ()


class Error(Event, frozen=True, kw_only=True):
    """A frame was not understood, throttled, or refused.

    When: as the answer to such a frame, to its sender only.
    Keys:
        Error: text for people; `Maximum throttle throughput exceeded.` for a throttled frame.
    Source: protocol 1.7, 1.9, 7.1.
    """

    Error: str


class AgentError(Event, frozen=True, kw_only=True):
    """An agent could not be logged in.

    When: as the answer to a command about agents, to its sender only.
    Keys:
        Error: `PhoneNumberUnknown`, `LoggedInOnAnotherPhone` or `UserIsNotAnAgent`.
        phoneNb: number where the agent is logged in; with `LoggedInOnAnotherPhone` only.
        RequestedNb: number that was asked for; with `LoggedInOnAnotherPhone` only.
    Source: protocol 4.1.
    """

    Error: str
    phoneNb: str | UnsetType = UNSET
    RequestedNb: str | UnsetType = UNSET


class CommandResult(Event, frozen=True, kw_only=True):
    """What became of a command that carried a `requestId`: exactly one, at most 10 s later.

    When: as the answer to such a command, to its sender only.
    Keys:
        requestId: the one of the command.
        status: done, refused, or unknown: the deadline passed, or the link to the PBX broke before it had answered, and
            the effect may still come.
        code: why, when refused.
        message: text for people.
    Source: an addition of Jackfield; older clients ignore it.
    """

    requestId: str
    status: ResultStatus
    code: RefusalCode | UnsetType = UNSET
    message: str | UnsetType = UNSET


class Session(Event, frozen=True, kw_only=True):
    """What a client needs to resume after a lost connection: `&resume=SESSION:EPOCH:SEQ`.

    When: right after LoggedOn on connections that asked for numbered events.
    Keys:
        session: names the session; URL-safe, without a colon.
        epoch: names the run of the event log; URL-safe, without a colon.
        seq: position in the event log from which the client's events follow.
        keepSeconds: how long the session is kept after a loss, in seconds.
    Source: an addition of Jackfield; sent on request only.
    """

    session: str
    epoch: str
    seq: int
    keepSeconds: int


class Reset(Event, frozen=True, kw_only=True):
    """The session could not be resumed: a new one and the connect sequence follow; subscribe again.

    When: first, before LoggedOn and Session, on connections that asked to resume in vain.
    Keys:
        why: unknown_session (ended or never was), too_old (the log no longer reaches back), other_epoch (another log).
    Source: an addition of Jackfield; sent on request only.
    """

    why: ResetReason


class PbxStatus(Event, frozen=True, kw_only=True):
    """The state of the link to the PBX; while it is down phones show ERROR and commands are refused `pbx_down`.

    When: on connect and on change, on connections that asked for numbered events.
    Keys:
        pbx: name of the PBX.
        status: up, down, or syncing: connected and reading what happened meanwhile.
        since: seconds already spent in the status.
    Source: protocol 7.3; an addition of Jackfield.
    """

    pbx: str
    status: PbxState
    since: int
