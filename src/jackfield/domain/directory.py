"""The directory: who and what exists (users, lines, agents, groups, queues, memberships, mailboxes, statuses).

Values only, given by the storage and looked up by the core. Never here: live state (calls, agent states), user services
such as forwards (they change at every moment and are kept apart), access decisions (`access.py`), any I/O.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from copy import copy
from typing import TypeVar

from jackfield.domain.entries import (
    Agent,
    AnswerBy,
    Conference,
    Contact,
    Forward,
    Group,
    Line,
    LineKind,
    Membership,
    NamedProfile,
    Queue,
    Sheet,
    Status,
    StatusAction,
    User,
    UserServices,
    Voicemail,
)
from jackfield.domain.shuttle.integration import CustomVariable, Integration
from jackfield.domain.user.sheet_templates import problem_of

__all__ = [
    "Agent",
    "AnswerBy",
    "Conference",
    "Directory",
    "DirectoryError",
    "Forward",
    "Group",
    "Line",
    "LineKind",
    "Membership",
    "Queue",
    "Sheet",
    "Status",
    "StatusAction",
    "User",
    "UserServices",
    "Voicemail",
]

_Item = TypeVar("_Item")
_Key = TypeVar("_Key", bound=Hashable)

INTERNAL = "internal"
"""The source whose contacts are the users."""

PROBLEMS_SHOWN = 20
"""How many problems the message of one `DirectoryError` names; the rest is counted."""


class DirectoryError(ValueError):
    """The parts of a directory contradict each other; `problems` says each in words, the message the first of them."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        shown = "; ".join(problems[:PROBLEMS_SHOWN])
        more = len(problems) - PROBLEMS_SHOWN
        super().__init__(shown + (f"; and {more} more" if more > 0 else ""))


class Directory:
    """All the entries with look-ups in constant time. A value: a change makes a new one.

    Every look-up gives None for what does not exist. The tuples are in the order given to `build`.
    """

    __slots__ = (
        "_agents",
        "_agents_by_number",
        "_conferences_by_number",
        "_groups",
        "_lines",
        "_lines_by_endpoint",
        "_lines_by_number",
        "_members",
        "_memberships",
        "_queues",
        "_queues_by_name",
        "_queues_by_number",
        "_statuses",
        "_users",
        "_users_by_login",
        "_users_by_voicemail",
        "_voicemails",
        "_voicemails_by_mailbox",
        "agents",
        "conferences",
        "custom_variables",
        "groups",
        "integrations",
        "lines",
        "memberships",
        "profiles",
        "queues",
        "sheets",
        "statuses",
        "users",
        "voicemails",
    )

    @classmethod
    def build(
        cls,
        *,
        users: Iterable[User] = (),
        lines: Iterable[Line] = (),
        agents: Iterable[Agent] = (),
        groups: Iterable[Group] = (),
        queues: Iterable[Queue] = (),
        memberships: Iterable[Membership] = (),
        voicemails: Iterable[Voicemail] = (),
        statuses: Iterable[Status] = (),
        conferences: Iterable[Conference] = (),
        sheets: Iterable[Sheet] = (),
        integrations: Iterable[Integration] = (),
        custom_variables: Iterable[CustomVariable] = (),
        profiles: Iterable[NamedProfile] = (),
    ) -> "Directory":
        """Index and check the parts; raises DirectoryError (a ValueError) naming everything that is wrong."""
        made = cls()
        made.users, made.lines, made.agents = tuple(users), tuple(lines), tuple(agents)
        made.groups, made.queues, made.memberships = tuple(groups), tuple(queues), tuple(memberships)
        made.voicemails, made.statuses = tuple(voicemails), tuple(statuses)
        made.conferences, made.sheets = tuple(conferences), tuple(sheets)
        made.integrations, made.custom_variables = tuple(integrations), tuple(custom_variables)
        made.profiles = tuple(profiles)
        problems: list[str] = []
        made._index(problems)
        made._check_links(problems)
        made._check_extensions(problems)
        if problems:
            raise DirectoryError(problems)
        return made

    def with_membership(self, membership: Membership) -> "Directory":
        """The same with this membership, in the place of an earlier one of the agent in that queue."""
        where = membership.agent_id, membership.queue_id
        kept = [one if (one.agent_id, one.queue_id) != where else membership for one in self.memberships]
        return self._with_memberships(kept if membership in kept else [*kept, membership])

    def without_membership(self, agent_id: int, queue_id: int) -> "Directory":
        """The same, this agent not being in that queue."""
        return self._with_memberships(
            one for one in self.memberships if (one.agent_id, one.queue_id) != (agent_id, queue_id)
        )

    def with_agent(self, agent: Agent) -> "Directory":
        """The same with this agent in the place of the one of the same id; number and user must be that one's too."""
        made = copy(self)
        made.agents = tuple(agent if one.id == agent.id else one for one in self.agents)
        made._agents = self._agents | {agent.id: agent}
        made._agents_by_number = self._agents_by_number | {agent.number: agent}
        return made

    def _with_memberships(self, memberships: Iterable[Membership]) -> "Directory":
        """Only what is about memberships is made anew: it happens while calls go on."""
        made = copy(self)
        made.memberships = tuple(memberships)
        made._memberships = _grouped(made.memberships, lambda member: member.agent_id)
        made._members = _grouped(made.memberships, lambda member: member.queue_id)
        return made

    def __init__(self) -> None:
        """An empty directory; `build` makes one with something in it."""
        self.users: tuple[User, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self.agents: tuple[Agent, ...] = ()
        self.groups: tuple[Group, ...] = ()
        self.queues: tuple[Queue, ...] = ()
        self.memberships: tuple[Membership, ...] = ()
        self.voicemails: tuple[Voicemail, ...] = ()
        self.statuses: tuple[Status, ...] = ()
        self.conferences: tuple[Conference, ...] = ()
        self.sheets: tuple[Sheet, ...] = ()
        self.integrations: tuple[Integration, ...] = ()
        self.custom_variables: tuple[CustomVariable, ...] = ()
        self.profiles: tuple[NamedProfile, ...] = ()
        self._index([])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Directory):
            return NotImplemented
        return self._parts() == other._parts()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Directory: {len(self.users)} users, {len(self.lines)} lines, {len(self.queues)} queues>"

    def user(self, user_id: int) -> User | None:
        return self._users.get(user_id)

    def user_by_login(self, login: str) -> User | None:
        """The user with exactly this login: capitals count."""
        return self._users_by_login.get(login)

    def user_of_line(self, line_id: int) -> User | None:
        line = self._lines.get(line_id)
        return None if line is None or line.user_id is None else self._users.get(line.user_id)

    def people(self) -> Iterator[Contact]:
        """The users as contacts of the source `internal`, with the number of their line."""
        for user in self.users:
            line = self.line_of_user(user.id)
            yield Contact(
                source=INTERNAL,
                id=str(user.id),
                first_name=user.first_name or ("" if user.last_name else user.login),
                last_name=user.last_name,
                number=line.number if line else "",
                mobile=user.mobile_number,
            )

    def user_of_agent(self, agent_id: int) -> User | None:
        agent = self._agents.get(agent_id)
        return None if agent is None or agent.user_id is None else self._users.get(agent.user_id)

    def users_of_voicemail(self, voicemail_id: int) -> tuple[User, ...]:
        """Everybody who listens to this mailbox: one mailbox may be shared."""
        return self._users_by_voicemail.get(voicemail_id, ())

    def line(self, line_id: int) -> Line | None:
        return self._lines.get(line_id)

    def line_by_number(self, number: str) -> Line | None:
        return self._lines_by_number.get(number)

    def line_by_endpoint(self, endpoint: str) -> Line | None:
        """The line dialled as this endpoint (`PJSIP/1001`, without the channel's own suffix)."""
        return self._lines_by_endpoint.get(endpoint)

    def line_of_user(self, user_id: int) -> Line | None:
        user = self._users.get(user_id)
        return None if user is None or user.line_id is None else self._lines.get(user.line_id)

    def agent(self, agent_id: int) -> Agent | None:
        return self._agents.get(agent_id)

    def agent_by_number(self, number: str) -> Agent | None:
        return self._agents_by_number.get(number)

    def agent_of_user(self, user_id: int) -> Agent | None:
        user = self._users.get(user_id)
        return None if user is None or user.agent_id is None else self._agents.get(user.agent_id)

    def group(self, group_id: int) -> Group | None:
        return self._groups.get(group_id)

    def queue(self, queue_id: int) -> Queue | None:
        return self._queues.get(queue_id)

    def queue_by_name(self, name: str) -> Queue | None:
        return self._queues_by_name.get(name)

    def queue_by_number(self, number: str) -> Queue | None:
        return self._queues_by_number.get(number)

    def memberships_of(self, agent_id: int) -> tuple[Membership, ...]:
        """The queues of an agent."""
        return self._memberships.get(agent_id, ())

    def members_of(self, queue_id: int) -> tuple[Membership, ...]:
        """The agents of a queue."""
        return self._members.get(queue_id, ())

    def voicemail(self, voicemail_id: int) -> Voicemail | None:
        return self._voicemails.get(voicemail_id)

    def voicemail_by_mailbox(self, mailbox: str) -> Voicemail | None:
        """The mailbox Asterisk calls `number@context`."""
        return self._voicemails_by_mailbox.get(mailbox)

    def status(self, name: str) -> Status | None:
        return self._statuses.get(name)

    def conference_by_number(self, number: str) -> Conference | None:
        return self._conferences_by_number.get(number)

    def _parts(self) -> tuple[tuple[object, ...], ...]:
        return (
            self.users,
            self.lines,
            self.agents,
            self.groups,
            self.queues,
            self.memberships,
            self.voicemails,
            self.statuses,
            self.conferences,
            self.sheets,
            self.integrations,
            self.custom_variables,
            self.profiles,
        )

    def _index(self, problems: list[str]) -> None:
        """Fill the look-ups; what is there twice becomes a problem."""
        self._users = _unique(self.users, lambda user: user.id, "user id", problems)
        self._users_by_login = _unique(self.users, lambda user: user.login, "login", problems)
        self._lines = _unique(self.lines, lambda line: line.id, "line id", problems)
        self._lines_by_number = _unique(self.lines, lambda line: line.number, "line number", problems)
        devices = [(endpoint, line) for line in self.lines for endpoint in line.endpoints]
        self._lines_by_endpoint = {
            endpoint: line
            for endpoint, (_, line) in _unique(devices, lambda pair: pair[0], "endpoint", problems).items()
        }
        self._agents = _unique(self.agents, lambda agent: agent.id, "agent id", problems)
        self._agents_by_number = _unique(self.agents, lambda agent: agent.number, "agent number", problems)
        self._groups = _unique(self.groups, lambda group: group.id, "group id", problems)
        self._queues = _unique(self.queues, lambda queue: queue.id, "queue id", problems)
        self._queues_by_name = _unique(self.queues, lambda queue: queue.name, "queue name", problems)
        reachable = [queue for queue in self.queues if queue.number]
        self._queues_by_number = _unique(reachable, lambda queue: queue.number, "queue number", problems)
        self._voicemails = _unique(self.voicemails, lambda voicemail: voicemail.id, "voicemail id", problems)
        self._voicemails_by_mailbox = _unique(self.voicemails, lambda box: box.mailbox, "mailbox", problems)
        self._statuses = _unique(self.statuses, lambda status: status.name, "status", problems)
        self._conferences_by_number = _unique(self.conferences, lambda room: room.number, "conference number", problems)
        _unique(self.memberships, lambda member: (member.agent_id, member.queue_id), "membership", problems)
        self._memberships = _grouped(self.memberships, lambda member: member.agent_id)
        self._members = _grouped(self.memberships, lambda member: member.queue_id)
        self._users_by_voicemail = _grouped(self.users, lambda user: user.voicemail_id)

    def _check_links(self, problems: list[str]) -> None:
        """Every id leads somewhere, and what belongs to a user is what the user says it has."""
        for user in self.users:
            who = f"user {user.login!r}"
            _leads(who, "line", user.line_id, self._lines, problems)
            _leads(who, "agent", user.agent_id, self._agents, problems)
            _leads(who, "voicemail", user.voicemail_id, self._voicemails, problems)
            self._check_profile(who, user, problems)
            for queue_id in sorted(user.queue_ids - self._queues.keys()):
                _leads(who, "queue", queue_id, self._queues, problems)
            for group_id in sorted(user.group_ids - self._groups.keys()):
                _leads(who, "group", group_id, self._groups, problems)
        for line in self.lines:
            self._check_owner(f"line {line.number!r}", line.id, line.user_id, "line_id", problems)
        for agent in self.agents:
            self._check_owner(f"agent {agent.number!r}", agent.id, agent.user_id, "agent_id", problems)
            _leads(f"agent {agent.number!r}", "group", agent.group_id, self._groups, problems)
        self._check_belongings(problems)
        for member in self.memberships:
            who = f"membership of agent {member.agent_id} in queue {member.queue_id}"
            _leads(who, "agent", member.agent_id, self._agents, problems)
            _leads(who, "queue", member.queue_id, self._queues, problems)
            if member.penalty < 0:
                problems.append(f"{who} has the negative penalty {member.penalty}")

    def _check_profile(self, who: str, user: User, problems: list[str]) -> None:
        """What a user with a named profile may do and see is what it says."""
        named = next((each for each in self.profiles if each.id == user.named_profile_id), None)
        if named is None and user.named_profile_id is not None:
            problems.append(f"{who} has profile {user.named_profile_id}, which does not exist")
        elif named is not None and granted_by(named) != granted_by(user):
            problems.append(f"{who} has the profile {named.name!r}, and other rights than that")

    def _check_owner(self, what: str, own_id: int, user_id: int | None, field: str, problems: list[str]) -> None:
        """A line or agent that names a user must be the one that user names."""
        if user_id is None:
            return
        user = self._users.get(user_id)
        if user is None:
            problems.append(f"{what} belongs to user {user_id}, which does not exist")
        elif (theirs := getattr(user, field)) != own_id:
            problems.append(f"{what} belongs to user {user.login!r}, whose {field} is {theirs}")

    def _check_belongings(self, problems: list[str]) -> None:
        """The other direction: the line and agent a user names must name that user."""
        for user in self.users:
            line = self._lines.get(user.line_id) if user.line_id is not None else None
            if line is not None and line.user_id != user.id:
                problems.append(f"user {user.login!r} has line {line.number!r}, which belongs to user {line.user_id}")
            agent = self._agents.get(user.agent_id) if user.agent_id is not None else None
            if agent is not None and agent.user_id != user.id:
                problems.append(f"user {user.login!r} is agent {agent.number!r}, who belongs to user {agent.user_id}")

    def _check_extensions(self, problems: list[str]) -> None:
        """A number must not be empty, nor lead to a line and to a queue of the same context, or to a conference too."""
        for line in self.lines:
            if not line.number or not line.endpoint:
                problems.append(f"line {line.id} needs a number and an endpoint")
            if line.browser_endpoint and line.kind is LineKind.WEBRTC:
                problems.append(f"line {line.number!r} is a browser's already: its second device cannot be one too")
            queue = self._queues_by_number.get(line.number)
            if queue is not None and queue.context == line.context:
                problems.append(f"number {line.number!r} is a line and the queue {queue.name!r}")
        for sheet in self.sheets:
            _leads(f"sheet {sheet.name!r}", "queue", sheet.queue_id, self._queues, problems)
            problems += [
                f"sheet {sheet.name!r}, field {field.name!r}: {problem}"
                for field in sheet.fields
                if (problem := problem_of(field.name, field.type, field.value))
            ]
        for each in self.integrations:
            _leads(f"integration {each.name!r}", "queue", each.queue_id, self._queues, problems)
            if problem := problem_of("popupUrl", "url", each.url):
                problems.append(f"integration {each.name!r}: {problem}")
        for room in self.conferences:
            if not room.number:
                problems.append(f"conference {room.id} needs a number")
            elif room.number in self._lines_by_number or room.number in self._queues_by_number:
                problems.append(f"number {room.number!r} is a conference and a line or a queue")
        problems += [f"user {user.id} needs a login" for user in self.users if not user.login]
        problems += [f"agent {agent.id} needs a number" for agent in self.agents if not agent.number]
        problems += [f"queue {queue.id} needs a name" for queue in self.queues if not queue.name]
        for queue in self.queues:
            if queue.qualification_required and not queue.qualifications:
                problems.append(f"queue {queue.name!r} requires a qualification and has none to choose from")
            if any(not reason.strip() or not reason.isprintable() for reason in queue.qualifications):
                problems.append(f"queue {queue.name!r} has a qualification that is empty or cannot be shown")
            _unique(queue.qualifications, str, f"queue {queue.name!r}: qualification", problems)


def granted_by(entry: User | NamedProfile) -> dict[str, object]:
    """What a user may do and see by what is configured of him, or of the profile that he has."""
    return {name: getattr(entry, name) for name in ("profile", "rights", "queue_ids", "group_ids")}


def _unique(items: Iterable[_Item], key: Callable[[_Item], _Key], what: str, problems: list[str]) -> dict[_Key, _Item]:
    """The items by key; a key met twice is a problem, and its first item stays."""
    index: dict[_Key, _Item] = {}
    for item in items:
        value = key(item)
        if value in index:
            problems.append(f"{what} {value!r} is given twice")
        else:
            index[value] = item
    return index


def _grouped(items: Iterable[_Item], key: Callable[[_Item], _Key]) -> dict[_Key, tuple[_Item, ...]]:
    """All items of each key, in their order."""
    groups: dict[_Key, list[_Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {value: tuple(members) for value, members in groups.items()}


def _leads(who: str, what: str, target: int | None, index: dict[int, _Item], problems: list[str]) -> None:
    """A problem unless `target` is None or known."""
    if target is not None and target not in index:
        problems.append(f"{who} names {what} {target}, which does not exist")
