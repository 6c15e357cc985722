"""The entries of the directory, one struct per kind of thing; the closed sets their fields take are passed on.

Values only: what looks them up and checks that they fit together is `directory.py`, which passes these names on.
"""

import msgspec

from jackfield.protocol.configuration_values import AnswerBy, LineKind, SheetCalls, SheetMoment
from jackfield.protocol.values import Profile, Right

__all__ = [
    "Agent",
    "AnswerBy",
    "Conference",
    "Contact",
    "Forward",
    "Group",
    "Line",
    "LineKind",
    "Membership",
    "NamedProfile",
    "Queue",
    "Sheet",
    "SheetCalls",
    "SheetField",
    "SheetMoment",
    "Status",
    "StatusAction",
    "User",
    "UserServices",
    "Voicemail",
]


class User(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A person with a login. `queue_ids` and `group_ids` are what a supervisor sees, without meaning for others.

    Of a user with a named profile these, `profile` and `rights` are that profile's.
    """

    id: int
    login: str
    first_name: str = ""
    last_name: str = ""
    mobile_number: str = ""
    named_profile_id: int | None = None
    profile: Profile = Profile.NO_RIGHT
    rights: frozenset[Right] = frozenset()
    queue_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    line_id: int | None = None
    agent_id: int | None = None
    voicemail_id: int | None = None
    cti_enabled: bool = True
    """False: the user exists (its line shows its name) but may not log in."""

    @property
    def full_name(self) -> str:
        """First and last name, or the login of a user that has neither: something a human can read."""
        return f"{self.first_name} {self.last_name}".strip() or self.login


class NamedProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What several users may do and see alike."""

    id: int
    name: str
    profile: Profile = Profile.SUPERVISOR
    rights: frozenset[Right] = frozenset()
    queue_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A number and its endpoint, `endpoint` being what Asterisk dials and names channels after: `PJSIP/1001`.

    `browser_endpoint`: a second device with the same number, in a browser; its user chooses which of the two is rung
    and dials (`World.in_use`). Empty: there is none.
    """

    id: int
    number: str
    endpoint: str
    context: str = "default"
    kind: LineKind = LineKind.PHONE
    user_id: int | None = None
    name: str = ""
    enabled: bool = True
    answer_by: AnswerBy = AnswerBy.AUTO
    browser_endpoint: str = ""

    @property
    def endpoints(self) -> tuple[str, ...]:
        """What rings for its number, the desk phone first."""
        return (self.endpoint, self.browser_endpoint) if self.browser_endpoint else (self.endpoint,)

    def at(self, endpoint: str) -> "Line":
        """The line as this one of its devices."""
        if endpoint != self.browser_endpoint or not endpoint:
            return self
        return msgspec.structs.replace(self, endpoint=endpoint, kind=LineKind.WEBRTC)


class Agent(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody who can work in queues. Where the agent is logged in is live state, not directory."""

    id: int
    number: str
    first_name: str = ""
    last_name: str = ""
    group_id: int | None = None
    context: str = "default"
    user_id: int | None = None

    @property
    def full_name(self) -> str:
        """First and last name, or the number of an agent that has neither."""
        return f"{self.first_name} {self.last_name}".strip() or self.number


class Group(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A group of agents."""

    id: int
    name: str


class Queue(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A queue; `name` is Asterisk's name of it, `number` the extension that leads to it (empty: none does)."""

    id: int
    name: str
    display_name: str = ""
    number: str = ""
    context: str = "default"
    recorded: bool = False
    wrap_up_seconds: int = 0
    qualifications: tuple[str, ...] = ()
    """What its calls can be about, in the order in which it is offered."""
    qualification_required: bool = False
    """Who has answered one of its calls gets no other from any queue until he has said what it was about."""


class Membership(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An agent belongs to a queue, logged in or not; a smaller penalty is called first."""

    agent_id: int
    queue_id: int
    penalty: int = 0


class Voicemail(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A mailbox; Asterisk calls it `number@context`."""

    id: int
    number: str
    context: str = "default"

    @property
    def mailbox(self) -> str:
        """The name of it in Asterisk's `MessageWaiting`."""
        return f"{self.number}@{self.context}"


class Conference(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A conference room. The PIN tells who one is; an empty one asks for none."""

    id: int
    number: str
    name: str = ""
    user_pin: str = ""
    organizer_pin: str = ""


class Contact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody to look up and to call: `id` is that of the source, the directory that has him."""

    source: str
    id: str
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    number: str = ""
    mobile: str = ""
    email: str = ""
    fax: str = ""

    @property
    def name(self) -> str:
        """First and last name, or the company of a contact that has neither."""
        return f"{self.first_name} {self.last_name}".strip() or self.company


class SheetField(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A field of a sheet; `value` is a template (`sheet_templates.py`), `type` `url`, `text` or what a client knows."""

    name: str
    value: str = ""
    type: str = "text"


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A screen pop. `queue_id`, `number` (first dialled by the caller) and `login` (the called user's) narrow it down;
    None and empty do not.
    """

    id: int
    name: str = ""
    moment: SheetMoment = SheetMoment.LINK
    calls: SheetCalls = SheetCalls.QUEUE
    queue_id: int | None = None
    number: str = ""
    login: str = ""
    fields: tuple[SheetField, ...] = ()


class StatusAction(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What choosing a status does, such as `queuepause_all` with `"true"` (protocol section 7.2)."""

    name: str
    parameters: str = ""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """A status a user may choose; the order of the list is the order in which they are offered."""

    name: str
    color: str
    """`#RRGGBB`."""
    long_name: str = ""
    actions: tuple[StatusAction, ...] = ()


class Forward(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A forward of one kind: switched on or not, and where to; the destination stays when it is switched off."""

    enabled: bool = False
    destination: str = ""


class UserServices(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a user switched on for incoming calls, as `UserConfigUpdate` tells it (protocol section 7.2).

    Not part of the directory: it changes at every moment. `no_answer` is `naFwd...`, `unconditional` `uncFwd...`,
    `busy` `busyFwd...` on the wire.
    """

    do_not_disturb: bool = False
    unconditional: Forward = Forward()
    no_answer: Forward = Forward()
    busy: Forward = Forward()
    browser: bool = False
    """Of the two devices of his number, that in the browser is rung and dials."""
