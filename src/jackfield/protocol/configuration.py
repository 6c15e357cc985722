"""What administrators see and change: users, lines, queues and the rest, as JSON of `/xuc/api/2.0/config/`.

The types say what a value may be; the OpenAPI document and the forms of `/admin` follow from them. What fits together
is decided in the domain.
"""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import UNSET, UnsetType

from jackfield.protocol.configuration_answers import AuditEntry as AuditEntry
from jackfield.protocol.configuration_answers import Difference as Difference
from jackfield.protocol.configuration_answers import Done as Done
from jackfield.protocol.configuration_answers import Page as Page
from jackfield.protocol.configuration_answers import Problem as Problem
from jackfield.protocol.configuration_answers import Refused as Refused
from jackfield.protocol.configuration_answers import Step as Step
from jackfield.protocol.configuration_answers import Transaction as Transaction
from jackfield.protocol.configuration_values import KIND as KIND
from jackfield.protocol.configuration_values import (
    AnswerBy,
    AnyNumber,
    Color,
    Context,
    Endpoint,
    IntegrationStep,
    LineKind,
    LocalTime,
    Long,
    Name,
    Number,
    OtherEndpoint,
    OwnId,
    OwnUuid,
    PageTemplate,
    Password,
    Penalty,
    Phone,
    Pin,
    QueueName,
    Seconds,
    SheetCalls,
    SheetMoment,
    Text,
    ToAgent,
    ToGroup,
    ToLine,
    ToProfile,
    ToQueue,
    ToUser,
    ToVoicemail,
    VariableName,
)
from jackfield.protocol.configuration_values import Item as Item
from jackfield.protocol.values import Profile, Right, WakeupMode


class User(Item, frozen=True, kw_only=True):
    """A person with a login.

    Keys:
        id: given by the server when it is left out.
        login: the name to sign in with; capitals count.
        mobile_number: where `dialFromMobile` calls.
        named_profile_id: where one is named, `profile`, `rights`, `queueIds` and `groupIds` are that one's.
        profile: what the user may do and see; Admin may also change all of this.
        rights: what else, for supervisors and administrators.
        queue_ids: the queues a supervisor sees.
        group_ids: the groups of agents a supervisor sees.
        line_id: left out, the user keeps his line.
        agent_id: left out, the user stays the agent that he is.
        cti_enabled: false: the line shows the user's name, but he cannot sign in.
        password: never given out; left out it stays, null takes it away.
    """

    id: OwnId | UnsetType = UNSET
    login: Name
    first_name: Text = ""
    last_name: Text = ""
    mobile_number: Phone = ""
    named_profile_id: ToProfile | None = None
    profile: Profile = Profile.NO_RIGHT
    rights: tuple[Right, ...] = ()
    queue_ids: tuple[ToQueue, ...] = ()
    group_ids: tuple[ToGroup, ...] = ()
    line_id: ToLine | UnsetType | None = UNSET
    agent_id: ToAgent | UnsetType | None = UNSET
    voicemail_id: ToVoicemail | None = None
    cti_enabled: bool = True
    password: Password | UnsetType | None = UNSET


class NamedProfile(Item, frozen=True, kw_only=True):
    """What several users may do and see alike; who has it follows every change of it.

    Keys:
        id: given by the server when it is left out.
        profile: what they may do and see; Admin may also change all of this.
        rights: what else, for supervisors and administrators.
        queue_ids: the queues its supervisors see.
        group_ids: the groups of agents its supervisors see.
    """

    id: OwnId | UnsetType = UNSET
    name: Name
    profile: Profile = Profile.SUPERVISOR
    rights: tuple[Right, ...] = ()
    queue_ids: tuple[ToQueue, ...] = ()
    group_ids: tuple[ToGroup, ...] = ()


class Line(Item, frozen=True, kw_only=True):
    """A number and what rings when it is called.

    Keys:
        id: given by the server when it is left out.
        endpoint: what Asterisk dials, such as `PJSIP/1001`; left out it is made of the number.
        context: the dial plan context it dials in.
        user_id: whose line it is; null: nobody's.
        answer_by: how its phone is made to answer.
        browser_endpoint: a second device for the same number, in a browser, such as `PJSIP/1001_w`; its user chooses
            which of the two is in use. Empty: there is none.
    """

    id: OwnId | UnsetType = UNSET
    number: Number
    endpoint: Endpoint | UnsetType = UNSET
    context: Context = "default"
    kind: LineKind = LineKind.PHONE
    user_id: ToUser | None = None
    name: Text = ""
    enabled: bool = True
    answer_by: AnswerBy = AnswerBy.AUTO
    browser_endpoint: OtherEndpoint = ""


class Agent(Item, frozen=True, kw_only=True):
    """Somebody who can work in queues.

    Keys:
        id: given by the server when it is left out.
        user_id: who this agent is; null: nobody.
    """

    id: OwnId | UnsetType = UNSET
    number: Number
    first_name: Text = ""
    last_name: Text = ""
    group_id: ToGroup | None = None
    context: Context = "default"
    user_id: ToUser | None = None


class Group(Item, frozen=True, kw_only=True):
    """A group of agents.

    Keys:
        id: given by the server when it is left out.
    """

    id: OwnId | UnsetType = UNSET
    name: Name


class Queue(Item, frozen=True, kw_only=True):
    """A queue of callers.

    Keys:
        id: given by the server when it is left out.
        name: Asterisk's name of it.
        number: the extension that leads to it; empty: none does.
        recorded: its calls are recorded.
        wrap_up_seconds: how long an agent is left in peace after a call.
        qualifications: what its calls can be about, in the order in which it is offered.
        qualification_required: who has answered one of its calls gets no other before he has said what it was about.
    """

    id: OwnId | UnsetType = UNSET
    name: QueueName
    display_name: Text = ""
    number: AnyNumber = ""
    context: Context = "default"
    recorded: bool = False
    wrap_up_seconds: Seconds = 0
    qualifications: tuple[Name, ...] = ()
    qualification_required: bool = False


class Membership(Item, frozen=True, kw_only=True):
    """An agent belongs to a queue, logged in or not.

    Keys:
        id: agent and queue: `3-1`.
        penalty: a smaller one is called first.
    """

    id: OwnUuid | UnsetType = UNSET
    agent_id: ToAgent
    queue_id: ToQueue
    penalty: Penalty = 0


class Voicemail(Item, frozen=True, kw_only=True):
    """A mailbox; Asterisk calls it `number@context`.

    Keys:
        id: given by the server when it is left out.
    """

    id: OwnId | UnsetType = UNSET
    number: Number
    context: Context = "default"


class Conference(Item, frozen=True, kw_only=True):
    """A conference room.

    Keys:
        id: given by the server when it is left out.
        user_pin: tells who comes in; empty: everybody may.
        organizer_pin: tells who leads.
    """

    id: OwnId | UnsetType = UNSET
    number: Number
    name: Text = ""
    user_pin: Pin = ""
    organizer_pin: Pin = ""


class StatusAction(Item, frozen=True, kw_only=True):
    """What choosing a status does.

    Keys:
        name: such as `queuepause_all` or `enablednd`.
        parameters: such as `true`.
    """

    name: Name
    parameters: Text = ""


class Status(Item, frozen=True, kw_only=True):
    """A status a user may choose.

    Keys:
        name: what programs call it; it stays as it is.
        color: `#RRGGBB`.
        long_name: what people read.
    """

    name: Name
    color: Color = "#9E9E9E"
    long_name: Text = ""
    actions: tuple[StatusAction, ...] = ()


class SheetField(Item, frozen=True, kw_only=True):
    """A field of a sheet.

    Keys:
        value: a text in which names in braces, such as `{caller_number}`, are filled in.
        type: `text`, `url`, or another that a client knows.
    """

    name: Name
    value: Long = ""
    type: Name = "text"


class Sheet(Item, frozen=True, kw_only=True):
    """What pops up on a user's screen.

    Keys:
        id: given by the server when it is left out.
        calls: for which incoming calls.
        queue_id: for calls of this queue only.
        number: for callers who dialled this first only.
        login: for this user only.
    """

    id: OwnId | UnsetType = UNSET
    name: Text = ""
    moment: SheetMoment = SheetMoment.LINK
    calls: SheetCalls = SheetCalls.QUEUE
    queue_id: ToQueue | None = None
    number: AnyNumber = ""
    login: Text = ""
    fields: tuple[SheetField, ...] = ()


class Integration(Item, frozen=True, kw_only=True):
    """An integration without code: a page that opens for the agent at a step of a call.

    Keys:
        id: given by the server when it is left out.
        step: ringing, up (the agent has answered), hangup, or abandon (the caller has given up).
        queue_id: for calls of this queue only.
        variables: names of variables of the caller's channel that the address needs.
        url: an address in which names in braces, such as `{callernum}`, are filled in.
        mode: in a new tab, a new window, or inside the agent's page.
        outbound: also for calls that agents make.
    """

    id: OwnId | UnsetType = UNSET
    name: Name
    enabled: bool = True
    step: IntegrationStep = IntegrationStep.UP
    queue_id: ToQueue | None = None
    variables: tuple[VariableName, ...] = ()
    url: PageTemplate
    mode: WakeupMode = WakeupMode.NEW_TAB
    outbound: bool = False


class CustomVariable(Item, frozen=True, kw_only=True):
    """A variable of callers' channels that all integrations are told.

    Keys:
        id: given by the server when it is left out.
        name: as the dial plan has it.
    """

    id: OwnId | UnsetType = UNSET
    name: VariableName


class CallbackList(Item, frozen=True, kw_only=True):
    """A list of people to be called back.

    Keys:
        uuid: given by the server when it is left out.
        queue_id: the queue whose agents serve it.
    """

    uuid: OwnUuid | UnsetType = UNSET
    name: Name
    queue_id: ToQueue


class CallbackPeriod(Item, frozen=True, kw_only=True):
    """A part of the day in which people like to be called back.

    Keys:
        uuid: given by the server when it is left out.
        starts: local time.
        ends: local time.
        is_default: taken where nobody chose.
    """

    uuid: OwnUuid | UnsetType = UNSET
    name: Name
    starts: LocalTime
    ends: LocalTime
    is_default: bool = False


class Contact(Item, frozen=True, kw_only=True):
    """Somebody whom everybody may look up.

    Keys:
        id: given by the server when it is left out.
    """

    id: OwnId | UnsetType = UNSET
    first_name: Text = ""
    last_name: Text = ""
    company: Text = ""
    number: Phone = ""
    mobile: Phone = ""
    fax: Phone = ""
    email: Text = ""


KINDS: Mapping[str, type[Item]] = MappingProxyType(
    {
        "users": User,
        "profiles": NamedProfile,
        "lines": Line,
        "agents": Agent,
        "groups": Group,
        "queues": Queue,
        "memberships": Membership,
        "voicemails": Voicemail,
        "conferences": Conference,
        "statuses": Status,
        "sheets": Sheet,
        "integrations": Integration,
        "customVariables": CustomVariable,
        "callbackLists": CallbackList,
        "callbackPeriods": CallbackPeriod,
        "contacts": Contact,
    }
)
"""By the name of the kind in addresses."""
