"""What the core asks the edges to do: values only, nothing here acts.

The application performs each effect (see `app.py`): a `Publish` or `Reply` goes to the hub, a `Request` to the
telephony link, a `Wake` to the clock. Never a callback, never a socket.
"""

from enum import StrEnum

import msgspec

from jackfield.domain.lasting import Change
from jackfield.domain.past.call_records import CallRecord
from jackfield.domain.questions import Question
from jackfield.domain.requests import Action
from jackfield.domain.shuttle.steps import StepTold
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import Event


class TopicKind(StrEnum):
    """What a publication is about. The kind and the key are also its access key (see `access.may_see`)."""

    USER = "user"
    """Everything of one user: his phone events, his statuses. Key: the user's id."""
    HINT = "hint"
    """The phone status of one number. Key: the number, normalised."""
    OWN_AGENT = "own_agent"
    """The state of one agent, for the user who is this agent. Key: the agent's id."""
    AGENTS = "agents"
    """The states of agents. Key: `group-ID`, or `all` for who may see every agent."""
    ROOMS = "rooms"
    """The conference rooms and who is in them. Key: empty."""
    AGENT_LIST = "agent_list"
    """What agents there are and of which group. Key: `group-ID`, `agent-ID`, or `all` for who may see every agent."""
    AGENT_STATS = "agent_stats"
    """The statistics of agents. Key: `group-ID`, `agent-ID`, or `all` for who may see every agent."""
    QUEUE_STATS = "queue_stats"
    """The figures of queues. Key: the queue's id, or `all` for who may see every queue."""
    QUEUE_CALLS = "queue_calls"
    """The calls that wait in a queue. Key: its id."""
    QUEUE_LIST = "queue_list"
    """What queues there are. Key: the queue's id, or `all` for who may see every queue."""

    QUEUE_MEMBERS = "queue_members"
    """Who is in which queue. Key: the queue's id, or `all` for who may see every queue."""
    REALTIME = "realtime"
    """What integrations say of calls. Key: the queue's id, or `all` for who may see every queue."""
    CALLBACKS = "callbacks"
    """Callbacks, and what becomes of them. Key: the ids of the queues seen, in order (`1,2`), or `all`."""
    DEFAULTS = "defaults"
    """The usual queues of a user. Key: the user's id, or `all`."""
    QUALIFICATIONS = "qualifications"
    """What an agent's calls were about, for himself. Key: the agent's id."""
    PBX = "pbx"
    """The state of the link to the PBX. Key: empty."""


class Topic(msgspec.Struct, frozen=True):
    """An address for publications. Hashable; `key` is text for every kind (`"3"` for user 3)."""

    kind: TopicKind
    key: str = ""


def user_topic(user_id: int) -> Topic:
    """The topic of everything that concerns one user."""
    return Topic(TopicKind.USER, str(user_id))


def hint_topic(number: str) -> Topic:
    """The topic of one number's phone status; `number` is normalised."""
    return Topic(TopicKind.HINT, number)


def own_agent_topic(agent_id: int) -> Topic:
    """The topic of one agent's state, for himself."""
    return Topic(TopicKind.OWN_AGENT, str(agent_id))


def agents_topic(group_id: int | None = None) -> Topic:
    """The topic of the states of a group's agents; without a group: of all agents there are."""
    return Topic(TopicKind.AGENTS, "all" if group_id is None else f"group-{group_id}")


def agent_list_topic(group_id: int | None = None) -> Topic:
    """The topic of what the agents of a group are; without a group: of all agents there are."""
    return Topic(TopicKind.AGENT_LIST, "all" if group_id is None else f"group-{group_id}")


def one_agent_list_topic(agent_id: int) -> Topic:
    """The topic of what one agent is, for himself where he sees no others."""
    return Topic(TopicKind.AGENT_LIST, f"agent-{agent_id}")


def agent_stats_topic(group_id: int | None = None) -> Topic:
    """The topic of the statistics of a group's agents; without a group: of all agents there are."""
    return Topic(TopicKind.AGENT_STATS, "all" if group_id is None else f"group-{group_id}")


def one_agent_stats_topic(agent_id: int) -> Topic:
    """The topic of one agent's statistics, for himself where he sees no others."""
    return Topic(TopicKind.AGENT_STATS, f"agent-{agent_id}")


def queue_stats_topic(queue_id: int | None = None) -> Topic:
    """The topic of a queue's figures; without a queue: of all queues there are."""
    return Topic(TopicKind.QUEUE_STATS, "all" if queue_id is None else str(queue_id))


def queue_list_topic(queue_id: int | None = None) -> Topic:
    """The topic of what a queue is; without a queue: of all queues there are."""
    return Topic(TopicKind.QUEUE_LIST, "all" if queue_id is None else str(queue_id))


def realtime_topic(queue_id: int | None = None) -> Topic:
    """The topic of what integrations say of a queue's calls; without a queue: of all calls there are."""
    return Topic(TopicKind.REALTIME, "all" if queue_id is None else str(queue_id))


def queue_members_topic(queue_id: int | None = None) -> Topic:
    """The topic of a queue's members; without a queue: of all queues there are."""
    return Topic(TopicKind.QUEUE_MEMBERS, "all" if queue_id is None else str(queue_id))


def defaults_topic(user_id: int | None = None) -> Topic:
    """The topic of a user's usual queues; without a user: of everybody's."""
    return Topic(TopicKind.DEFAULTS, "all" if user_id is None else str(user_id))


def queue_calls_topic(queue_id: int) -> Topic:
    """The topic of the calls that wait in a queue."""
    return Topic(TopicKind.QUEUE_CALLS, str(queue_id))


def callbacks_topic(queues: frozenset[int] | None = None) -> Topic:
    """The topic of the callbacks of exactly these queues, and so of those who see them; None: of all there are."""
    return Topic(TopicKind.CALLBACKS, "all" if queues is None else ",".join(map(str, sorted(queues))))


def qualifications_topic(agent_id: int) -> Topic:
    """The topic of what an agent's calls were about, for himself."""
    return Topic(TopicKind.QUALIFICATIONS, str(agent_id))


PBX = Topic(TopicKind.PBX)
ROOMS = Topic(TopicKind.ROOMS)


class Publish(msgspec.Struct, frozen=True):
    """Send `event` to every session subscribed to `topic` that may see it."""

    topic: Topic
    event: Event
    also: tuple[Topic, ...] = ()
    """Further topics it concerns; no session is subscribed to two of them."""


class Reply(msgspec.Struct, frozen=True):
    """Send `event` to one session only."""

    session: str
    event: Event


class Subscribe(msgspec.Struct, frozen=True):
    """From now on `session` gets what is published to `topic`. Subscribing twice changes nothing but the echo.

    `echo`: hints only: the number as the client wrote it; its events carry exactly this text (protocol 14.1, point 8).
    One session may subscribe to one hint under several spellings: each is answered.
    """

    session: str
    topic: Topic
    echo: str = ""


class Unsubscribe(msgspec.Struct, frozen=True):
    """`session` leaves every topic of this kind, or the one of this key."""

    session: str
    kind: TopicKind
    key: str | None = None


class Follow(msgspec.Struct, frozen=True):
    """Whoever follows topics of this kind is to follow these from now on, and none of the kinds `instead_of`."""

    kind: TopicKind
    topics: tuple[Topic, ...]
    instead_of: tuple[TopicKind, ...] = ()
    always: bool = False
    """Also who has followed nothing of this kind so far."""


class ChangeRights(msgspec.Struct, frozen=True):
    """What a user may see has changed: his rights are to be asked for anew. `gone`: he is no user any more."""

    user_id: int
    follows: tuple[Follow, ...] = ()
    gone: bool = False


class Request(msgspec.Struct, frozen=True):
    """Ask the PBX for `action`. Its answer comes back as the fact `RequestDone` with the same `tag`."""

    tag: str
    action: Action


class Wake(msgspec.Struct, frozen=True):
    """Feed the fact `TimeReached` at the clock time `at` (seconds, the same clock as `now`), or a little later."""

    at: float


class Journal(msgspec.Struct, frozen=True):
    """Keep these entries over a restart (no PBX tells them). Replaces all earlier ones; on disk within 1 s."""

    entries: dict[str, str]


class Store(msgspec.Struct, frozen=True):
    """Commit these changes, all or none, after those of every earlier `Store`. The answer is the fact `Stored`."""

    tag: str
    changes: tuple[Change, ...]


class Fetch(msgspec.Struct, frozen=True):
    """Ask the storage this question. The answer is the fact `Fetched` with the same tag."""

    tag: str
    question: Question


class Record(msgspec.Struct, frozen=True):
    """Keep the record of a call that is over. Nobody waits for it, and nothing answers."""

    call: CallRecord


class Look(msgspec.Struct, frozen=True):
    """Read the PBX's lists of what is now; they come back as the fact `Looked`."""


class TellIntegrations(msgspec.Struct, frozen=True):
    """Tell those programs of others that are connected what happened to a call."""

    told: StepTold


class AnswerProgram(msgspec.Struct, frozen=True):
    """Tell the program that asked under `tag` what has become of it: done, or refused with `code` and `text`."""

    tag: str
    code: RefusalCode | None = None
    text: str = ""


class Repaired(msgspec.Struct, frozen=True):
    """Something was not as the PBX lists it, and has been put right: to be logged."""

    kind: str
    subject: str
    reason: str


class BrowserLog(msgspec.Struct, frozen=True):
    """Write this into the server's log: a browser of this user said it. One line, not long."""

    user: str
    level: str
    text: str


Effect = (
    AnswerProgram
    | BrowserLog
    | Publish
    | Reply
    | Subscribe
    | Unsubscribe
    | ChangeRights
    | Request
    | Wake
    | Journal
    | Store
    | Fetch
    | Record
    | Look
    | TellIntegrations
    | Repaired
)
