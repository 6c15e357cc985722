"""The wire of the demo page: what it is told of the simulated phones, and the acts of people at them.

Spoken at `/demo/api/phones` only, and only by a server that runs on the simulator. It is about telephones as things
with lamps and keys; what the server itself makes of them is the other wire's. Types only.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

PhoneNumber = Annotated[str, Meta(pattern=r"^[0-9]{1,20}$(?!\n)")]
"""The number of a line."""
Dialled = Annotated[str, Meta(pattern=r"^\+?[0-9*#]{1,30}$(?!\n)")]
"""What may be dialled."""
Keys = Annotated[str, Meta(pattern=r"^[0-9A-D*#]{1,20}$(?!\n)")]
"""What may be pressed in a call."""
CallerNumber = Annotated[str, Meta(pattern=r"^(\+?[0-9]{1,20})?$(?!\n)")]
"""Who calls from outside; empty: he does not show his number."""
CallerName = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]{0,60}$(?!\n)")]
CallId = Annotated[str, Meta(max_length=80)]
Odds = Annotated[float, Meta(ge=0, le=1)]

LARGEST_PAGE = 60
"""Phones that one page is shown at a time."""
HIGHEST_RATE = 600
"""Calls a minute, at most, of the traffic generator."""


class Stage(StrEnum):
    """How far a call is, seen from one phone."""

    DIALING = "dialing"
    RINGING = "ringing"
    TALKING = "talking"
    HOLDING = "holding"
    """This phone has put the other end on hold."""
    HELD = "held"
    """The other end has put this phone on hold: music."""


class Lamp(StrEnum):
    """What the lamp of a phone shows."""

    IDLE = "idle"
    RINGING = "ringing"
    DIALING = "dialing"
    TALKING = "talking"
    HELD = "held"
    OFFLINE = "offline"


class Service(StrEnum):
    """Who or what is at the other end, when it is not a telephone."""

    PHONE = "phone"
    QUEUE = "queue"
    ECHO = "echo"
    CONFERENCE = "conference"
    VOICEMAIL = "voicemail"
    PARKED = "parked"
    LISTENING = "listening"
    ANNOUNCEMENT = "announcement"


class Ending(StrEnum):
    """Why a phone's last call ended, as far as a phone shows it."""

    NORMAL = "normal"
    BUSY = "busy"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    UNKNOWN_NUMBER = "unknown_number"
    UNREACHABLE = "unreachable"
    ELSEWHERE = "elsewhere"


class ForwardKind(StrEnum):
    """When a call is forwarded: always, when busy, when nobody answers."""

    ALWAYS = "unc"
    BUSY = "busy"
    UNANSWERED = "na"


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """One call at one phone. `since`: Unix seconds, of the answer, or of the call's birth while nobody has answered.

    `id` is the channel's unique id; two phones in the same call have the same `call`.
    """

    id: str
    call: str
    stage: Stage
    number: str
    name: str
    since: float
    service: Service = Service.PHONE
    outgoing: bool = False


class EndedView(msgspec.Struct, frozen=True, kw_only=True):
    """The last call of a phone, when it ended (`at`, Unix seconds) and why."""

    number: str
    name: str
    at: float
    why: Ending


class ForwardView(msgspec.Struct, frozen=True, kw_only=True):
    """Where calls go instead."""

    kind: ForwardKind
    number: str


class PhoneView(msgspec.Struct, frozen=True, kw_only=True):
    """One desk phone as somebody sees it. `messages`: new ones in its mailbox. `queues`: those it is signed in to."""

    number: str
    name: str
    lamp: Lamp
    plugged: bool
    lines: int
    """How many calls it can have at once."""
    webrtc: bool = False
    calls: tuple[CallView, ...] = ()
    ended: EndedView | None = None
    dnd: bool = False
    forwards: tuple[ForwardView, ...] = ()
    messages: int = 0
    queues: tuple[str, ...] = ()
    answers_after: float | None = None
    """It takes calls by itself after so many seconds; None: somebody has to."""


class CallerView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who waits in a queue, `since` Unix seconds."""

    id: str
    number: str
    name: str
    since: float
    ringing: tuple[str, ...] = ()
    """The phones that ring for him."""


class MemberView(msgspec.Struct, frozen=True, kw_only=True):
    """A phone that is signed in to a queue."""

    number: str
    name: str
    paused: bool
    state: str
    """Its device state, as Asterisk words it: `NOT_INUSE`, `RINGING`..."""
    calls_taken: int


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """A queue: who waits (the first ones, of `count`), who is signed in, its figures since the PBX started."""

    name: str
    number: str
    count: int
    waiting: tuple[CallerView, ...] = ()
    members: tuple[MemberView, ...] = ()
    answered: int = 0
    abandoned: int = 0


class OutsideView(msgspec.Struct, frozen=True, kw_only=True):
    """A call over the trunk, seen from inside: who is out there, and whom he called or who called him."""

    id: str
    call: str
    stage: Stage
    number: str
    name: str
    dialled: str
    since: float
    outgoing: bool
    """Somebody inside called him."""


class TrafficView(msgspec.Struct, frozen=True, kw_only=True):
    """The traffic generator: its rate, and what became of its calls since the server started."""

    per_minute: int
    highest: int
    started: int = 0
    answered: int = 0
    unanswered: int = 0
    refused: int = 0
    """No phone was free to make or take the call, or it was declined."""
    running: int = 0


class PbxView(msgspec.Struct, frozen=True, kw_only=True):
    """The PBX and its link to the server, and what is wrong with them on purpose."""

    started: float
    """When the PBX was started, Unix seconds."""
    plugged: bool
    """Nobody has cut the link."""
    up_at: float = 0.0
    """While it restarts: when it will be up, Unix seconds; else 0."""
    stalled: bool = False
    drop: float = 0.0
    delay: float = 0.0
    double: float = 0.0
    reorder: float = 0.0


class LoadView(msgspec.Struct, frozen=True, kw_only=True):
    """How many calls are going on: now, and every `every` seconds of the last minutes, the newest last."""

    calls: int
    every: float
    samples: tuple[int, ...]


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page but the phones."""

    queues: tuple[QueueView, ...]
    outside: tuple[OutsideView, ...]
    outside_count: int
    traffic: TrafficView
    pbx: PbxView
    load: LoadView


# ------------------------------------------------------------ from the page


class Show(msgspec.Struct, frozen=True, kw_only=True, tag_field="act", tag="show"):
    """Which phones the page shows: those whose number or name contain `search`, from the one at place `first` on.

    `in_use`: only those with a call. The page hears of no other phone.
    """

    id: int = 0
    search: Annotated[str, Meta(max_length=60)] = ""
    in_use: bool = False
    first: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    count: Annotated[int, Meta(ge=1, le=LARGEST_PAGE)] = 24


class Act(msgspec.Struct, frozen=True, kw_only=True, tag_field="act"):
    """Something a person does. It is answered by Done or Refused with the same `id`; what comes of it, by updates."""

    id: int = 0


class AtPhone(Act, frozen=True, kw_only=True):
    """An act at one phone."""

    phone: PhoneNumber


class InCall(AtPhone, frozen=True, kw_only=True):
    """An act in one of its calls: the one that the key would mean unless `call` names one."""

    call: CallId = ""


class Dial(AtPhone, frozen=True, kw_only=True, tag="dial"):
    """Dial a number on a free line; a talk that goes on is put on hold first."""

    number: Dialled


class Answer(InCall, frozen=True, kw_only=True, tag="answer"):
    """Take a ringing call; a talk that goes on is put on hold first."""


class HangUp(InCall, frozen=True, kw_only=True, tag="hang_up"):
    """End a call, or decline it while it rings."""


class Hold(InCall, frozen=True, kw_only=True, tag="hold"):
    """Put the other end on hold."""


class Resume(InCall, frozen=True, kw_only=True, tag="resume"):
    """Take a call back that this phone holds; another talk is put on hold first."""


class Transfer(InCall, frozen=True, kw_only=True, tag="transfer"):
    """Send the other end to a number and be done."""

    number: Dialled


class Join(AtPhone, frozen=True, kw_only=True, tag="join"):
    """Connect the other ends of the phone's two calls and be done."""


class Press(InCall, frozen=True, kw_only=True, tag="press"):
    """Press keys in the call."""

    keys: Keys


class Plug(AtPhone, frozen=True, kw_only=True, tag="plug"):
    """Plug the phone in (it registers), or pull its cable."""

    plugged: bool


class AnswerBySelf(AtPhone, frozen=True, kw_only=True, tag="answer_by_self"):
    """Let the phone take calls after so many seconds, or (None) leave that to people."""

    after: Annotated[float, Meta(ge=0, le=60)] | None = None


class SignIn(AtPhone, frozen=True, kw_only=True, tag="sign_in"):
    """Sign the phone in to a queue, or out of it."""

    queue: Annotated[str, Meta(max_length=80)]
    signed_in: bool = True


class CallIn(Act, frozen=True, kw_only=True, tag="call_in"):
    """Somebody outside calls a line, a queue or a test number; the dial plan sets `variables` on the call."""

    caller: CallerNumber = ""
    name: CallerName = ""
    number: Dialled
    variables: dict[
        Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,39}$(?!\n)")],
        Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)")],
    ] = {}


class EndOutside(Act, frozen=True, kw_only=True, tag="end_outside"):
    """The far end of a call over the trunk hangs up."""

    call: Annotated[str, Meta(min_length=1, max_length=80)]


class SetTraffic(Act, frozen=True, kw_only=True, tag="traffic"):
    """Let calls come and go by themselves; 0 stops, and ends those that go on."""

    per_minute: Annotated[int, Meta(ge=0, le=HIGHEST_RATE)]


class SetLink(Act, frozen=True, kw_only=True, tag="link"):
    """Cut the link between PBX and server until it is plugged in again. Calls go on."""

    plugged: bool


class SetStalled(Act, frozen=True, kw_only=True, tag="stall"):
    """Let the PBX fall silent with its link open."""

    stalled: bool


class Restart(Act, frozen=True, kw_only=True, tag="restart"):
    """Crash the PBX: calls and queue sign-ins are gone; it is up again after so many seconds."""

    seconds: Annotated[float, Meta(ge=0, le=60)] = 3.0


class Disturb(Act, frozen=True, kw_only=True, tag="disturb"):
    """Lose, delay, double and reorder what the PBX tells, with these probabilities."""

    drop: Odds = 0.0
    delay: Odds = 0.0
    double: Odds = 0.0
    reorder: Odds = 0.0


AnyAct = (
    Dial
    | Answer
    | HangUp
    | Hold
    | Resume
    | Transfer
    | Join
    | Press
    | Plug
    | AnswerBySelf
    | SignIn
    | CallIn
    | EndOutside
    | SetTraffic
    | SetLink
    | SetStalled
    | Restart
    | Disturb
)
"""What the simulator is asked to do."""

Asked = Show | AnyAct
"""What a page may send."""


# ------------------------------------------------------------ to the page


class Code(StrEnum):
    """Why an act was refused."""

    BAD_REQUEST = "bad_request"
    NOT_FOUND = "not_found"
    NO_CALL = "no_call"
    NO_FREE_LINE = "no_free_line"
    UNPLUGGED = "unplugged"
    PBX_DOWN = "pbx_down"
    THROTTLED = "throttled"


class NotPossible(Exception):
    """An act cannot be done now: the code for programs, the text for people."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Done(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="done"):
    """The act was done."""

    id: int


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="refused"):
    """The act was not done. `id` is 0 when the frame was too broken to have one."""

    id: int
    code: Code
    message: str


class Update(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="update", omit_defaults=True):
    """What is new; what is not named is as before. The first one on a connection names everything.

    `now`: the PBX's clock, Unix seconds. `shown`: the numbers on the page in their order, `found` how many there are
    altogether. `phones`: those of them that changed. `link`: why the server cannot work with the PBX, "" when it can.
    """

    now: float
    shown: tuple[str, ...] | UnsetType = UNSET
    found: int | UnsetType = UNSET
    phones: tuple[PhoneView, ...] | UnsetType = UNSET
    queues: tuple[QueueView, ...] | UnsetType = UNSET
    outside: tuple[OutsideView, ...] | UnsetType = UNSET
    outside_count: int | UnsetType = UNSET
    traffic: TrafficView | UnsetType = UNSET
    pbx: PbxView | UnsetType = UNSET
    load: LoadView | UnsetType = UNSET
    link: str | UnsetType = UNSET
