"""Who may ask what and see what: every command and every outgoing publication passes here (protocol section 11).

Pure: rights in, yes or no out. The hub asks `may_see` once per publication and distinct `Rights` value, never per
client, so `Rights` is hashable and equal for equal rights.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec

from jackfield.domain.directory import Agent, User
from jackfield.domain.effects import Topic, TopicKind
from jackfield.protocol.commands import Command
from jackfield.protocol.values import Profile, Right


class NoProfile(StrEnum):
    """What a user without profile may do: the setting `access.no_profile`."""

    ADMIN = "admin"
    """The documented fall-back: everything, as an administrator."""
    OWN = "own"
    """Hardened: his own phone, agent and history, read-only lists."""


class Rights(msgspec.Struct, frozen=True):
    """What one user may do and see. `everything` is true for Admin and for the documented no-profile fall-back."""

    user_id: int
    profile: Profile
    everything: bool
    supervisor: bool
    queues: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    agent_id: int | None = None
    granted: frozenset[Right] = frozenset()
    """What a supervisor may besides; who may everything needs none of it."""


OWN_COMMANDS = frozenset({
    "dial", "dialFromMobile", "dialByUsername", "originate", "hangup", "answer", "hold", "directTransfer",
    "attendedTransfer", "completeTransfer", "cancelTransfer", "conference", "setData", "getCurrentCallsPhoneEvents",
    "dnd", "naFwd", "uncFwd", "busyFwd", "sendDtmf", "getConfig", "agentLogin", "agentLogout", "toggleAgentLogin",
    "pauseAgent", "unpauseAgent", "monitorPause", "monitorUnpause",
    "getList", "getUserCallHistory", "getUserCallHistoryByDays", "getAgentCallHistory",
    "userStatusUpdate", "toggleMicrophone", "conferenceMuteMe", "conferenceUnmuteMe", "conferenceMuteAll",
    "conferenceUnmuteAll", "conferenceMute", "conferenceUnmute", "conferenceKick", "conferenceDeafen",
    "conferenceUndeafen", "conferenceReset", "conferenceClose", "conferenceInvite", "includeToConference",
    "inviteConferenceRoom", "displayNameLookup", "setUserPreference", "pushLogToServer", "getIceConfig",
    "reportCallQuality", "toggleUniqueAccountDevice",
    "unregisterMobileApp", "getQualifications", "qualifyCall",
})  # fmt: skip
"""What a hardened user without profile may ask; agent commands only about himself."""

WITH_RIGHT: Mapping[str, Right] = MappingProxyType(
    {"setQueueRecording": Right.RECORDING, "setQueueDissuasion": Right.DISSUASION}
)
"""What a supervisor may only ask with a right of his own (protocol section 11)."""


def rights_of(user: User, no_profile: NoProfile = NoProfile.ADMIN) -> Rights:
    """The rights of a user as of now; a profile changed later gives other rights, asked for anew."""
    everything = user.profile is Profile.ADMIN or (user.profile is Profile.NO_RIGHT and no_profile is NoProfile.ADMIN)
    supervisor = user.profile is Profile.SUPERVISOR
    return Rights(
        user_id=user.id,
        profile=user.profile,
        everything=everything,
        supervisor=supervisor,
        queues=frozenset(user.queue_ids) if supervisor else frozenset(),
        groups=frozenset(user.group_ids) if supervisor else frozenset(),
        agent_id=user.agent_id,
        granted=user.rights if supervisor else frozenset(),
    )


def may_ask(rights: Rights, command: Command) -> bool:
    """Whether a command may be asked at all; a supervisor's are not restricted, but by his rights."""
    return may_ask_for(rights, type(command))


def may_ask_for(rights: Rights, kind: type[Command]) -> bool:
    """The same for a type of command: nothing in it matters but what it is."""
    tag = kind.__struct_config__.tag
    if rights.everything or (rights.supervisor and tag in WITH_RIGHT):
        return rights.everything or WITH_RIGHT[str(tag)] in rights.granted
    return rights.supervisor or tag in OWN_COMMANDS


def may_act_for(rights: Rights, agent_id: int) -> bool:
    """Whether commands about this agent may be asked: one's own always."""
    return rights.everything or rights.supervisor or rights.agent_id == agent_id


def may_record(rights: Rights, agent_id: int) -> bool:
    """Whether the recording of this agent's call may be paused: one's own always, others' with the right to."""
    return rights.agent_id == agent_id or may_manage_recordings(rights)


def may_manage_recordings(rights: Rights) -> bool:
    """Whether it may be set which queues are recorded, and seen where recordings are."""
    return rights.everything or Right.RECORDING in rights.granted


def may_configure(rights: Rights) -> bool:
    """Whether users, lines, queues and the rest may be seen as a whole and changed: by administrators alone.

    The documented fall-back for users without profile does not reach so far.
    """
    return rights.profile is Profile.ADMIN


def may_see_agent(rights: Rights, agent: Agent) -> bool:
    """Whether lists and states show this agent: a supervisor sees his groups, and everybody himself."""
    if rights.supervisor:
        return agent.group_id in rights.groups or agent.id == rights.agent_id
    return True


def may_see_work(rights: Rights, agent: Agent | None, agent_id: int) -> bool:
    """Whether it is shown when an agent was at work: a supervisor his groups, everybody himself. None: he is gone."""
    grouped = agent is not None and rights.supervisor and agent.group_id in rights.groups
    return rights.everything or grouped or rights.agent_id == agent_id


def may_see_queue(rights: Rights, queue_id: int) -> bool:
    """Whether lists and figures show this queue."""
    return not rights.supervisor or queue_id in rights.queues


def may_see(rights: Rights, topic: Topic) -> bool:
    """Whether a publication to `topic` may reach somebody with these rights."""
    match topic.kind:
        case TopicKind.USER:
            return topic.key == str(rights.user_id)
        case TopicKind.HINT:
            return rights.everything or rights.supervisor
        case TopicKind.OWN_AGENT | TopicKind.QUALIFICATIONS:
            return topic.key == str(rights.agent_id)
        case TopicKind.AGENTS:
            return rights.everything or (rights.supervisor and _group_of(topic) in rights.groups)
        case TopicKind.AGENT_STATS | TopicKind.AGENT_LIST:
            own = topic.key == f"agent-{rights.agent_id}"
            return own or rights.everything or (rights.supervisor and _group_of(topic) in rights.groups)
        case TopicKind.QUEUE_STATS | TopicKind.QUEUE_MEMBERS | TopicKind.REALTIME:
            return rights.everything or (rights.supervisor and topic.key in map(str, rights.queues))
        case TopicKind.CALLBACKS:
            seen = set(topic.key.split(",")) - {""}
            return rights.everything or (rights.supervisor and seen <= set(map(str, rights.queues)))
        case TopicKind.QUEUE_LIST:
            return not rights.supervisor or topic.key in map(str, rights.queues)
        case TopicKind.QUEUE_CALLS | TopicKind.DEFAULTS:
            return rights.everything or rights.supervisor
        case TopicKind.PBX | TopicKind.ROOMS:
            return True


def may_tell_others(topic: Topic) -> bool:
    """Whether other servers (the webhook) may be told of it: what concerns single users. They tell which of it."""
    return topic.kind is TopicKind.USER


def _group_of(topic: Topic) -> int | None:
    """The group whose agents an `AGENTS`, `AGENT_LIST` or `AGENT_STATS` topic is about; None for any other."""
    kind, _, group = topic.key.partition("-")
    return int(group) if kind == "group" else None
