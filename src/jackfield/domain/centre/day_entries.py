"""What of the day's counting is kept over a restart, as values and as the text that the storage keeps.

The storage does not look into the text: what is counted may grow without another schema. A text that cannot be read, of
another version perhaps, is as if there were none. Times are Unix times in seconds.
"""

import msgspec

from jackfield.domain.centre.agent_day import Doing, Talk, Totals
from jackfield.domain.centre.centre import Qualifying
from jackfield.domain.past.agent_times import AgentPause, AgentSession
from jackfield.protocol.values import AgentStateName


class KeptCaller(msgspec.Struct, frozen=True):
    """A call that waited; it is not to be counted again."""

    uniqueid: str
    channel: str
    number: str
    name: str
    since: float


class QueueDay(msgspec.Struct, frozen=True, kw_only=True):
    """One queue; the counts are those of `day` (YYYY-MM-DD), see `queue_state.Today`."""

    day: str
    entered: int = 0
    answered: int = 0
    abandoned: int = 0
    timed_out: int = 0
    waits_answered: dict[int, int] = {}
    waits_abandoned: dict[int, int] = {}
    waiting: tuple[KeptCaller, ...] = ()
    talking: dict[str, str] = {}


class AgentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One agent: where he was logged in (`centre.Duty`), and the counts of `day` (`agent_day.AgentDay`)."""

    day: str
    number: str = ""
    last_number: str = ""
    leaving: bool = False
    paused: bool = False
    reason: str = ""
    wrap_up_until: float = 0.0
    state: AgentStateName = AgentStateName.LOGGED_OUT
    state_since: float = 0.0
    doing: Doing = Doing()
    doing_since: float = 0.0
    logged_in_at: float = 0.0
    logged_out_at: float = 0.0
    session: AgentSession | None = None
    pause: AgentPause | None = None
    totals: Totals = msgspec.field(default_factory=Totals)
    calls: dict[str, Talk] = {}
    qualifying: Qualifying | None = None


_encoder = msgspec.json.Encoder()
_queue_day = msgspec.json.Decoder(QueueDay)
_agent_record = msgspec.json.Decoder(AgentRecord)


def text_of(entry: QueueDay | AgentRecord) -> str:
    """What the storage keeps of it."""
    return _encoder.encode(entry).decode()


def queue_day(text: str) -> QueueDay | None:
    """A queue's entry as it was kept; None for a text that is none."""
    try:
        return _queue_day.decode(text)
    except msgspec.MsgspecError:
        return None


def agent_record(text: str) -> AgentRecord | None:
    """An agent's entry as it was kept; None for a text that is none."""
    try:
        return _agent_record.decode(text)
    except msgspec.MsgspecError:
        return None
