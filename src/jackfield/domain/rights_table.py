"""Who may do and see what, as a table: asked of `access` for every command and every kind of publication there is.

`manual()` is docs/reference/rights.md. Nothing is decided here.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from jackfield.domain.access import (
    WITH_RIGHT,
    NoProfile,
    Rights,
    may_act_for,
    may_ask_for,
    may_record,
    may_see,
    rights_of,
)
from jackfield.domain.directory import User
from jackfield.domain.effects import Topic, TopicKind
from jackfield.protocol.commands import COMMANDS, Command
from jackfield.protocol.values import Profile

_Row = TypeVar("_Row")

OWN, THEIRS, OTHER = 1, 2, 3
"""In the users below: the id of what is one's own, of what a supervisor has on his list, of what is nobody's."""


def _user(profile: Profile) -> User:
    return User(
        id=OWN,
        login="who",
        profile=profile,
        agent_id=OWN,
        queue_ids=frozenset({THEIRS}),
        group_ids=frozenset({THEIRS}),
    )


PROFILES: Mapping[str, Rights] = MappingProxyType(
    {
        "Admin": rights_of(_user(Profile.ADMIN)),
        "Supervisor": rights_of(_user(Profile.SUPERVISOR)),
        "none (`admin`)": rights_of(_user(Profile.NO_RIGHT), NoProfile.ADMIN),
        "none (`own`)": rights_of(_user(Profile.NO_RIGHT), NoProfile.OWN),
    }
)
"""The columns: profiles, and for users without one the two values of the setting `access.no_profile`."""

ABOUT_AGENTS = frozenset({"agentLogin", "agentLogout", "pauseAgent", "unpauseAgent", "listenAgent"})
"""Commands that may name an agent; the rule is `access.may_act_for`."""

ABOUT_RECORDINGS = frozenset({"monitorPause", "monitorUnpause"})
"""Commands about what is recorded of an agent; the rule is `access.may_record`."""

EVENTS: Mapping[TopicKind, str] = MappingProxyType(
    {
        TopicKind.USER: "PhoneEvent, PhoneStatusUpdate, UserConfigUpdate, Sheet, AgentListen, RightProfile, ...",
        TopicKind.HINT: "PhoneHintStatusEvent",
        TopicKind.OWN_AGENT: "AgentStateEvent of one's own agent",
        TopicKind.AGENTS: "AgentStateEvent",
        TopicKind.AGENT_LIST: "AgentConfig",
        TopicKind.AGENT_STATS: "AgentStatistics",
        TopicKind.ROOMS: "ConferenceList",
        TopicKind.QUEUE_STATS: "QueueStatistics",
        TopicKind.REALTIME: "RealtimeCTI",
        TopicKind.QUEUE_CALLS: "QueueCalls",
        TopicKind.QUEUE_LIST: "QueueConfig",
        TopicKind.QUEUE_MEMBERS: "QueueMember",
        TopicKind.DEFAULTS: "UserQueueDefaultMembership",
        TopicKind.CALLBACKS: "CallbackTaken and the other events of callback requests",
        TopicKind.QUALIFICATIONS: "CallQualification",
        TopicKind.PBX: "PbxStatus",
    }
)
"""What is published to the topics of a kind."""


def topics_of(kind: TopicKind) -> dict[str, Topic]:
    """A topic of this kind about oneself, about what is on a supervisor's list, about something else, about all."""
    match kind:
        case TopicKind.USER | TopicKind.OWN_AGENT | TopicKind.QUALIFICATIONS:
            return {"own": Topic(kind, str(OWN)), "others'": Topic(kind, str(OTHER))}
        case TopicKind.AGENTS:
            keys = {"on the list": f"group-{THEIRS}", "others'": f"group-{OTHER}", "all": "all"}
        case TopicKind.AGENT_LIST | TopicKind.AGENT_STATS:
            keys = {"own": f"agent-{OWN}", "on the list": f"group-{THEIRS}", "others'": f"group-{OTHER}", "all": "all"}
        case (
            TopicKind.QUEUE_STATS
            | TopicKind.QUEUE_LIST
            | TopicKind.QUEUE_MEMBERS
            | TopicKind.CALLBACKS
            | TopicKind.REALTIME
        ):
            keys = {"on the list": str(THEIRS), "others'": str(OTHER), "all": "all"}
        case TopicKind.HINT | TopicKind.QUEUE_CALLS | TopicKind.DEFAULTS:
            keys = {"all": str(OTHER)}
        case _:
            keys = {"all": ""}
    return {word: Topic(kind, key) for word, key in keys.items()}


def sight(rights: Rights, kind: TopicKind) -> str:
    """How much of a kind of publication somebody may see: `all`, `own`, `on the list`, both, or `-`."""
    seen = [word for word, topic in topics_of(kind).items() if may_see(rights, topic)]
    return "all" if "all" in seen else " and ".join(seen) or "-"


def permission(rights: Rights, kind: type[Command]) -> str:
    """Whether somebody may ask for something: `yes`, `own agent`, or `-`."""
    tag = str(kind.__struct_config__.tag)
    if not may_ask_for(rights, kind):
        return f"with `{WITH_RIGHT[tag]}`" if rights.supervisor else "-"
    if tag in ABOUT_RECORDINGS and not may_record(rights, OTHER):
        return "own agent; others with `recording`" if rights.supervisor else "own agent"
    return "own agent" if tag in ABOUT_AGENTS and not may_act_for(rights, OTHER) else "yes"


def manual() -> str:
    """The page."""
    names = sorted(COMMANDS, key=str.lower)
    lines = [
        "# Rights",
        "",
        "Who may ask for what, and who is sent what. The columns are the profiles; for users without one, the two",
        "values of the setting `access.no_profile`. The list is a supervisor's own: his queues, his groups of agents.",
        "",
        "## Commands",
        "",
        *_table("command", names, lambda rights, name: permission(rights, COMMANDS[name])),
        "",
        "## What is sent later",
        "",
        "Every publication is asked about when it is sent. Rights changed meanwhile hold at once: the user is sent a",
        "RightProfile, then the lists as he may see them now.",
        "",
        *_table("event", [*EVENTS], sight, lambda kind: EVENTS[kind]),
        "",
        "## Lists",
        "",
        "What `getList`, `getAgentStates` and `getAgentDirectory` answer follows the same lists: queues and members of",
        "queues by the supervisor's queues, agents and groups by his groups. A supervisor who is an agent himself",
        "always sees himself. An agent without group is seen by those who see everybody.",
        "",
        "## `recording` and `dissuasion`",
        "",
        "Rights of supervisors, told in RightProfile. Admin has both. A user without profile is told none, and needs",
        "none where he may ask everything.",
        "",
        "`recording`: the recordings of other agents' calls may be paused; histories, on the WebSocket, over HTTP and",
        "in tables, say in which files the PBX has recorded a call; and it may be set which queues are recorded.",
        "",
        "`dissuasion`: queues may be closed and opened again, and it may be set where their calls go meanwhile.",
        "",
        "## Administration",
        "",
        "`/admin` and `/xuc/api/2.0/config/` are for users with the profile Admin alone, also where users without",
        "profile may ask everything else.",
        "",
    ]
    return "\n".join(lines)


def _table(
    head: str, rows: Iterable[_Row], cell: Callable[[Rights, _Row], str], shown: Callable[[_Row], str] = "`{}`".format
) -> list[str]:
    lines = [f"| {head} | {' | '.join(PROFILES)} |", "| --- |" + " --- |" * len(PROFILES)]
    return lines + [
        f"| {shown(row)} | {' | '.join(cell(rights, row) for rights in PROFILES.values())} |" for row in rows
    ]
