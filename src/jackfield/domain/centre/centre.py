"""The live state of the contact centre: members of queues, agents at work, queues. Data only.

What facts change in it is in `members.py`, `agents.py` and `queues.py`.
"""

from dataclasses import dataclass, field

import msgspec

from jackfield.domain.centre.agent_day import AgentDay
from jackfield.domain.centre.queue_state import QueueState
from jackfield.domain.past.agent_times import AgentTime, SessionEnd
from jackfield.domain.requests import AddMember, RemoveMember, SetPenalty
from jackfield.protocol.events import AgentStateEvent
from jackfield.protocol.values import AgentStateName

READY_CAUSE = "available"
"""What `cause` says of an agent who is ready, the name of the status (documented sample), and of a pause with none."""


@dataclass(slots=True, eq=False)
class Member:
    """One interface in one queue, as the PBX has it."""

    queue: str
    interface: str
    name: str = ""
    penalty: int = 0
    paused: bool = False
    reason: str = ""
    status: int = 0
    in_call: bool = False
    listed: int = 0
    """Number of the last resynchronisation that mentioned it."""


@dataclass(slots=True, eq=False)
class Duty:
    """An agent at work, or not: where he is logged in, and what was last said of him."""

    agent_id: int
    number: str = ""
    """The line he is logged in on; empty when logged out."""
    last_number: str = ""
    """The line he was on last: shown also when logged out."""
    leaving: bool = False
    """Logged out of the queues already; told when the call is over."""
    paused: bool = False
    reason: str = ""
    wrap_up_until: float = 0.0
    serves: str = ""
    """The queue of the call that he is on, until it is told to be over."""
    parted: SessionEnd = SessionEnd.AWAY
    """Why he has his line no longer."""
    acted: tuple[AgentStateName, str] | None = None
    """The state that somebody else has asked for, and his login; for as long as a pause or an absence lasts."""
    since: float = 0.0
    """When the state began that was last said."""
    said: AgentStateEvent | None = None

    @property
    def cause(self) -> str:
        """Why he is paused, as it is told; the PBX may have been given no reason."""
        return self.reason or READY_CAUSE


class Qualifying(msgspec.Struct, frozen=True, kw_only=True):
    """The last call from a queue that an agent has answered, and what he has said of it."""

    call_id: int
    linkedid: str
    uniqueid: str
    """Of the caller's channel."""
    queue: str
    agent_id: int
    caller_number: str
    caller_name: str
    answered: float
    required: bool
    ended: bool = False
    reason: str = ""
    note: str = ""

    @property
    def holds(self) -> bool:
        """The agent gets no call from any queue until he has given a reason."""
        return self.required and not self.reason


@dataclass(slots=True, eq=False)
class Unkept:
    """What of the day's counting is not on the disk yet, and the texts that are or are on their way (`keeping.py`)."""

    queues: set[str] = field(default_factory=set)
    agents: set[int] = field(default_factory=set)
    at: float = 0.0
    """When it is to be kept; 0: there is nothing."""
    queue_texts: dict[int, str] = field(default_factory=dict)
    agent_texts: dict[int, str] = field(default_factory=dict)
    times: list[AgentTime] = field(default_factory=list)
    """Sessions and pauses that are over."""
    stores: int = 0


class QueueSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the PBX does with calls to a queue. `recorded`: None where it does as the directory says."""

    recorded: bool | None = None
    closed: bool = False
    dissuasion: str = ""


@dataclass(slots=True, eq=False)
class Centre:
    """All of it, of one PBX."""

    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    """By queue and interface."""
    members_in: dict[str, dict[str, Member]] = field(default_factory=dict)
    """The same by queue, then interface."""
    members_of: dict[str, dict[str, Member]] = field(default_factory=dict)
    """The same by interface, then queue."""
    queues: dict[str, QueueState] = field(default_factory=dict)
    """By name at the PBX; only queues of the directory."""
    caller_in: dict[str, set[str]] = field(default_factory=dict)
    """Uniqueid of each caller, to the names of the queues that have known him: until his channel ends."""
    queue_settings: dict[str, QueueSettings] = field(default_factory=dict)
    """By name; a queue of which AstDB holds nothing is missing."""
    settings_listed: dict[str, QueueSettings] = field(default_factory=dict)
    """The same as far as it has been read anew."""
    queues_due: dict[str, float] = field(default_factory=dict)
    """Queues whose figures have changed, and when they are to be told."""
    queues_left: set[str] = field(default_factory=set)
    """Queues that a caller has left of whom it was not told yet why."""
    day_ends: float = 0.0
    """The next local midnight; 0 until it is first asked for."""
    duties: dict[int, Duty] = field(default_factory=dict)
    """By agent; who never logged in is missing."""
    agent_days: dict[int, AgentDay] = field(default_factory=dict)
    """By agent: what was counted of him."""
    taken_up: set[int] = field(default_factory=set)
    """Agents who were logged in before a restart, until the PBX has told whether they still are."""
    qualifying: dict[int, Qualifying] = field(default_factory=dict)
    """By agent."""
    qualifying_callers: dict[str, int] = field(default_factory=dict)
    """Uniqueid of each caller whom an agent has answered and still talks to, to the agent."""
    absent: dict[int, float] = field(default_factory=dict)
    """Agents whose users have closed their last page, and when they are to be logged out for it."""
    unkept: Unkept = field(default_factory=Unkept)
    agent_on: dict[str, int] = field(default_factory=dict)
    """Number of each line somebody is logged in on, to the agent."""
    wrapping_up: set[int] = field(default_factory=set)
    """Agents whose wrap-up was begun and has not been told as over."""
    listened: dict[str, int] = field(default_factory=dict)
    """Uniqueid of each channel that listens to an agent, to the agent."""
    changing: dict[str, AddMember | RemoveMember | SetPenalty] = field(default_factory=dict)
    """What the PBX is being asked to change about members, by the tag of the request."""
