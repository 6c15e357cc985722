"""The PBX behind the link: frames become facts, requests become actions, and after each login the lists are read.

No socket here (`link.py` has it), and no state but what is on its way. Synchronous.
"""

from collections import Counter
from collections.abc import Callable, Mapping

import msgspec
import structlog

from jackfield.domain import facts
from jackfield.domain.facts import Fact, PbxLink
from jackfield.domain.requests import Action, Originate, PickUp, Spy
from jackfield.telephony.ami import actions
from jackfield.telephony.ami.actions import BadPart, Pairs
from jackfield.telephony.ami.codec import Frame
from jackfield.telephony.ami.orders import SERVICES, action_of
from jackfield.telephony.ami.outcomes import Answer, End
from jackfield.telephony.ami.translate import (
    contact_detail,
    fact_of,
    facts_of_status,
    is_services_mark,
    mailbox_counted,
    mailbox_listed,
    outcome,
    service_listed,
)

log = structlog.get_logger()

LISTS: tuple[tuple[str, Callable[[], Pairs]], ...] = (
    ("hints", actions.hint_list),
    ("devices", actions.device_list),
    ("contacts", actions.contact_list),
    ("channels", actions.channel_list),
    ("bridges", actions.bridge_list),
    ("queues", actions.queue_status),
    ("mailboxes", actions.mailbox_list),
    ("rooms", actions.room_list),
    (SERVICES, lambda: actions.database_tree(SERVICES)),
    ("variables", actions.status),
)
"""What is read after each login, in this order: who is there before what they do, and attached data last."""

LOOKS: tuple[tuple[str, Callable[[], Pairs]], ...] = (
    ("bridges", actions.bridge_list),
    ("channels", actions.channel_list),
    ("devices", actions.device_list),
    ("hints", actions.hint_list),
)
"""What is read for a look at what is now."""

ENDPOINT = "endpoint"
"""Tag of the question which phones are registered on one endpoint."""

ROOM = "room "
"""Beginning of the tag of the question who is in one room."""

EMPTY_LISTS = (
    "No endpoints found",
    "No Contacts found",
    "No channels",
    "No active conferences",
    "No Conference by",
    "There are no",
)
"""Errors that Asterisk 22 sends for a list without items (PJSIPShowContacts and its like)."""


class Tag(msgspec.Struct, frozen=True):
    """What an action was for: the request of the core, or one of the lists of a resynchronisation."""

    name: str
    round: int = 0
    """Which resynchronisation; 0 for a request."""
    look: int = 0
    """Which look at what is now; 0 for everything else."""
    rings: bool = False
    """It is an Originate: what became of it comes later, as OriginateResponse."""


Send = Callable[[Pairs, Tag], None]
"""Hands an action to the link; its answer comes back to `AmiPbx.answer`, whatever happens."""


class AmiPbx:
    """Between the link and the core. `feed` takes the facts; `send` is set by whoever makes the link."""

    def __init__(self, feed: Callable[[Fact], None], hold_context: str) -> None:
        self._feed = feed
        self._hold_context = hold_context
        self._round = 0
        self._missing: set[str] = set()
        self._originates: dict[str, str] = {}
        """ActionID of each Originate that still rings, to its channel id."""
        self._early: dict[str, Frame] = {}
        """OriginateResponse events that came before the answer that tells whose they are."""
        self._looks = 0
        self._seen: dict[str, list[Fact] | None] = {}
        """The lists of the present look that have come; None for one that could not be read."""
        self.send: Send = self._refuse
        self.announce: Callable[[], None] = lambda: None
        """Told before several events are fed at once: what follows from them can be sent together."""
        self.ignored: Counter[str] = Counter()
        """How often each event came that is not understood."""
        self.ready = False
        """The link is up and every list has been read."""
        self.why_not_ready = "The PBX has not been reached yet."

    # ------------------------------------------------------------ towards the PBX

    def order(self, tag: str, request: Action) -> None:
        """Send a request of the core; its answer is the fact `RequestDone`."""
        try:
            pairs = action_of(request, self._hold_context)
        except BadPart as error:
            log.error("request not sent", request=type(request).__name__, error=str(error))
            self._feed(facts.RequestDone(tag, ok=False, message="The PBX cannot be asked that"))
            return
        self.send(pairs, Tag(tag, rings=isinstance(request, Originate | PickUp | Spy)))

    def look(self) -> None:
        """Read what is now; it is fed as the fact `Looked`, also when it cannot be read."""
        self._looks += 1
        self._seen = {}
        for name, build in LOOKS:
            self.send([*build(), actions.UNRECORDED], Tag(name, look=self._looks))

    def _refuse(self, pairs: Pairs, tag: Tag) -> None:
        self.answer(Answer(tag, End.NOT_SENT, message="there is no link"))

    # ------------------------------------------------------------ from the link

    def link_up(self, version: str, filtered: bool) -> None:
        """Logged in: read the lists."""
        self._round += 1
        self._missing = {name for name, _ in LISTS}
        self._originates.clear()
        self._early.clear()
        self.why_not_ready = "The state of the PBX is being read."
        self._feed(facts.LinkChanged(PbxLink.SYNCING))
        for name, build in LISTS:
            self.send(build(), Tag(name, self._round))

    def link_down(self, reason: str) -> None:
        """There is no link (any more)."""
        self.ready = False
        self.link_failed(reason)
        self._feed(facts.LinkChanged(PbxLink.DOWN))

    def link_failed(self, reason: str) -> None:
        """It cannot be reached; the core knows that it is down already."""
        self.why_not_ready = f"The PBX is not connected: {reason}"

    def frames(self, frames: list[Frame]) -> None:
        """Events, in the order they came."""
        if len(frames) > 1:
            self.announce()
        for frame in frames:
            self._event(frame)

    def _event(self, frame: Frame) -> None:
        fact = fact_of(frame)
        if fact is None:
            self.ignored[frame.name] += 1
        elif isinstance(fact, facts.OriginateEnded):
            self._originate_ended(fact, frame)
        else:
            self._feed(fact)
            if isinstance(fact, facts.ContactChanged) and not fact.user_agent:
                self._ask_which_phone(fact.endpoint)

    def _ask_which_phone(self, endpoint: str) -> None:
        """A registration came or went: which phones are there now, only the endpoint's details tell."""
        name = endpoint.removeprefix("PJSIP/")
        try:
            self.send(actions.endpoint(name), Tag(ENDPOINT, self._round))
        except BadPart:
            log.warning("phone not asked for", endpoint=endpoint[:80])

    def _originate_ended(self, fact: facts.OriginateEnded, frame: Frame) -> None:
        """On failure the event does not name the channel (Asterisk 22), only the action that ordered it."""
        action_id = frame.get("ActionID")
        channel_id = self._originates.pop(action_id, None)
        if channel_id is not None:
            self._feed(msgspec.structs.replace(fact, channel_id=channel_id, tag=channel_id))
        elif not fact.channel_id:
            self._early[action_id] = frame

    def answer(self, answer: Answer[Tag]) -> None:
        """What became of an action."""
        if answer.tag.round:
            self._listed(answer)
            return
        if answer.tag.look:
            self._looked_at(answer)
            return
        action_id = answer.frame.get("ActionID") if answer.frame is not None else ""
        if answer.ok and answer.tag.rings and action_id:
            self._originates[action_id] = answer.tag.name
        if answer.ok and answer.frame is not None and "NewMessages" in answer.frame:
            self._feed(mailbox_counted(answer.frame))
        self._feed(done(answer))
        early = self._early.pop(action_id, None)
        if early is not None:
            self._event(early)

    # ------------------------------------------------------------ resynchronisation

    def _listed(self, answer: Answer[Tag]) -> None:
        """One list has been read. One that fails leaves a gap, which is said; the others still count."""
        if answer.tag.round != self._round or answer.end is End.LOST:
            return
        name = answer.tag.name
        if name == ENDPOINT:
            for frame in answer.items:
                self._take_item(name, frame)
            return
        if not answer.ok and not answer.message.startswith(EMPTY_LISTS):
            log.warning("list not read", list=name, error=said(answer))
        for frame in answer.items:
            self._take_item(name, frame)
        if name == "mailboxes" and answer.ok:
            self._feed(facts.MailboxesListed())
        if name == SERVICES and answer.ok:
            self._feed(facts.ServicesRead(kept=any(map(is_services_mark, answer.items))))
        self._missing.discard(name)
        if name == "rooms":
            self._ask_who_is_in(answer.items)
        if not self._missing:
            self.ready, self.why_not_ready = True, ""
            self.announce()
            self._feed(facts.LinkChanged(PbxLink.UP))

    def _ask_who_is_in(self, rooms: list[Frame]) -> None:
        """The list of rooms names them only; those in them are asked for room by room."""
        for frame in rooms:
            room = frame.get("Conference")
            try:
                pairs = actions.room_members(room)
            except BadPart:
                log.warning("room not asked for", room=room[:80])
                continue
            self._missing.add(ROOM + room)
            self.send(pairs, Tag(ROOM + room, self._round))

    def _looked_at(self, answer: Answer[Tag]) -> None:
        """One list of a look. Those of an earlier one, cut off by a new link, are nobody's any more."""
        if answer.tag.look != self._looks:
            return
        readable = answer.ok or answer.message.startswith(EMPTY_LISTS)
        stated = [fact for frame in answer.items if (fact := fact_of(frame)) is not None]
        self._seen[answer.tag.name] = stated if readable else None
        if len(self._seen) == len(LOOKS):
            self._feed(looked(self._seen))

    def _take_item(self, name: str, frame: Frame) -> None:
        if name == "variables":
            for variable in facts_of_status(frame):
                self._feed(variable)
        elif name == "mailboxes":
            self._feed(mailbox_listed(frame))
        elif name == ENDPOINT:
            if frame.name == "ContactStatusDetail":
                self._feed(contact_detail(frame))
        elif (fact := (service_listed if name == SERVICES else fact_of)(frame)) is not None:
            self._feed(fact)


def looked(lists: Mapping[str, list[Fact] | None]) -> facts.Looked:
    """The lists of a look as one fact."""
    every = [fact for seen in lists.values() for fact in seen or ()]
    return facts.Looked(
        complete=all(seen is not None for seen in lists.values()),
        channels=tuple(fact for fact in every if isinstance(fact, facts.ChannelListed)),
        bridges=tuple(fact for fact in every if isinstance(fact, facts.BridgeListed)),
        devices=tuple(fact for fact in every if isinstance(fact, facts.DeviceChanged)),
        hints=tuple(fact for fact in every if isinstance(fact, facts.HintChanged)),
    )


def done(answer: Answer[Tag]) -> facts.RequestDone:
    """The fact that an answer states."""
    if answer.ok and answer.frame is not None:
        return outcome(answer.tag.name, answer.frame)
    return facts.RequestDone(
        answer.tag.name,
        ok=answer.ok,
        message="" if answer.ok else said(answer),
        unknown=answer.end in (End.TIMEOUT, End.LOST),
    )


def said(answer: Answer[Tag]) -> str:
    """What went wrong, for people."""
    match answer.end:
        case End.TIMEOUT:
            return "The PBX did not answer: it may be done all the same"
        case End.LOST:
            return "The connection to the PBX was lost: it may be done all the same"
        case End.NOT_SENT:
            return f"The PBX could not be asked: {answer.message}"
    return answer.message or "The PBX refused"
