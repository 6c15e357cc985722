"""What is known of queue calls for the sake of integrations: the part of the world about them. Data only."""

from collections import deque
from dataclasses import dataclass, field

from jackfield.domain.shuttle.rows import LATEST, RealtimeRow
from jackfield.domain.shuttle.run import Run
from jackfield.domain.shuttle.steps import Data, Step


@dataclass(slots=True, eq=False)
class Pending:
    """A step that waits until the call's own variables have been read, or for the step before it."""

    step: Step
    data: Data
    until: float
    """When it is told at the latest, with what is known by then."""
    unread: set[str] = field(default_factory=set)
    """The variables that the PBX has not answered for."""
    variables: dict[str, str] = field(default_factory=dict)
    outbound: bool = False


@dataclass(slots=True, eq=False)
class ToldCall:
    """A caller who has been in a queue, or an agent who calls."""

    ringing: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Uniqueid of each member's channel that rings for him, or was given up with him: interface and member's name."""
    entered: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Context and extension by which he came into each queue."""
    variables: dict[str, str] = field(default_factory=dict)
    """As read last: what is told where they cannot be read any more."""
    pending: deque[Pending] = field(default_factory=deque)
    gone: bool = False


@dataclass(slots=True, eq=False)
class OutboundCall:
    """A call that an agent makes; `answered` is None while nobody has answered, `channel` that of his phone."""

    began: float
    channel: str
    call: ToldCall = field(default_factory=ToldCall)
    """What its steps wait for; it outlives the channel."""
    answered: float | None = None


@dataclass(slots=True, eq=False)
class ShuttleState:
    """As `world.World` has it."""

    variables: tuple[str, ...] = ()
    """The names of the custom variables."""
    calls: dict[str, ToldCall] = field(default_factory=dict)
    """By the caller's uniqueid."""
    caller_of: dict[str, str] = field(default_factory=dict)
    """Uniqueid of each member's channel that rings, to that of its caller."""
    outbound: dict[tuple[str, str], OutboundCall] = field(default_factory=dict)
    """By the number of the agent's phone and the id by which he knows the call."""
    runs: dict[str, deque[Run]] = field(default_factory=dict)
    """What each integration did lately, by `Run.integration`, the newest first."""
    last_run: int = 0
    """The id given last: ids rise."""
    unkept: deque[Run] = field(default_factory=deque)
    """Runs that are not on the disk yet, the oldest first."""
    keep_at: float = 0.0
    """When they are to be, 0: nothing is planned."""
    rows: deque[RealtimeRow] = field(default_factory=lambda: deque(maxlen=LATEST))
    """The latest rows of the realtime list, the newest first."""
    last_row: int = 0
    """The id given last: ids rise."""
    waiting: dict[str, None] = field(default_factory=dict)
    """Callers of whom a step waits."""
