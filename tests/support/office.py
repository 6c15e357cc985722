"""A core with a few lines and hand-made facts: what pure tests of commands play with."""

from jackfield.domain import facts
from jackfield.domain.core import Client, Core
from jackfield.domain.directory import AnswerBy, Directory, Line, LineKind, User
from jackfield.domain.effects import Effect, Publish, Reply, Request
from jackfield.domain.facts import Channel, ChannelState, Fact, PbxLink
from jackfield.domain.requests import Action
from jackfield.domain.world import Settings
from jackfield.protocol.commands import Command
from jackfield.protocol.events import Event, PhoneEvent
from jackfield.protocol.values import Profile

ALICE, BRUNO, WENDY, ROOT, NOBODY = 1, 2, 3, 4, 5


def office_directory() -> Directory:
    users = [
        User(id=ALICE, login="alice", first_name="Alice", last_name="Martin", line_id=1),
        User(id=BRUNO, login="bruno", first_name="Bruno", last_name="Keller", line_id=2),
        User(id=WENDY, login="wendy", first_name="Wendy", line_id=3),
        User(id=ROOT, login="root", profile=Profile.ADMIN, line_id=4),
        User(id=NOBODY, login="nobody"),
    ]
    lines = [
        Line(id=1, number="1001", endpoint="PJSIP/1001", context="internal", user_id=ALICE),
        Line(id=2, number="1002", endpoint="PJSIP/1002", context="internal", user_id=BRUNO, answer_by=AnswerBy.NOTIFY),
        Line(id=3, number="1003", endpoint="PJSIP/1003", context="internal", user_id=WENDY, kind=LineKind.WEBRTC),
        Line(
            id=4, number="1004", endpoint="PJSIP/1004", context="internal", user_id=ROOT, answer_by=AnswerBy.AUTOANSWER
        ),
    ]
    return Directory.build(users=users, lines=lines)


class Office:
    """The core, a clock, and all that it has said."""

    def __init__(
        self, settings: Settings | None = None, link: PbxLink = PbxLink.UP, directory: Directory | None = None
    ) -> None:
        self.core = Core(directory or office_directory(), epoch="test", settings=settings)
        self.now = 1000.0
        self.channels: dict[str, Channel] = {}
        self.effects: list[Effect] = []
        if link is PbxLink.UP:
            self.feed(facts.LinkChanged(PbxLink.SYNCING))
            for number in ("1001", "1002", "1003", "1004"):
                self.feed(facts.HintChanged(number, "internal", 0))
            self.feed(facts.LinkChanged(PbxLink.UP))

    def feed(self, *given: Fact) -> list[Effect]:
        new = [effect for fact in given for effect in self.core.feed(fact, self.now)]
        self.effects += new
        return new

    def ask(self, user: int, command: Command, session: str = "") -> list[Effect]:
        new = self.core.ask(command, Client(session or f"s{user}", user), self.now)
        self.effects += new
        return new

    def pass_time(self, seconds: float) -> list[Effect]:
        self.now += seconds
        return self.feed(facts.TimeReached())

    def channel(self, name: str, state: ChannelState, **changes: str) -> Channel:
        """The channel of this name, in another state; its uniqueid is its name unless given."""
        known = self.channels.get(name)
        fields: dict[str, str] = {"uniqueid": name, "linkedid": name, "caller_number": name[6:10]}
        if known is not None:
            fields = {field: getattr(known, field) for field in known.__struct_fields__ if field != "variables"}
        fields |= {"name": name} | changes
        channel = Channel(**{**fields, "state": int(state)})  # type: ignore[arg-type]
        self.channels[name] = channel
        return channel

    def ring(self, caller: str = "PJSIP/1001-1", called: str = "PJSIP/1002-1") -> list[Effect]:
        """`caller` calls `called`, whose phone rings."""
        a = self.channel(caller, ChannelState.RING, exten=called[6:10], context="internal")
        b = self.channel(called, ChannelState.DOWN, linkedid=a.linkedid, connected_number=caller[6:10])
        new = self.feed(facts.ChannelSeen(a), facts.ChannelSeen(b), facts.DialBegan(a, b))
        return new + self.feed(facts.ChannelSeen(self.channel(called, ChannelState.RINGING)))

    def talk(self, caller: str = "PJSIP/1001-1", called: str = "PJSIP/1002-1") -> list[Effect]:
        """The ringing call is answered."""
        b = self.channel(called, ChannelState.UP)
        new = self.feed(facts.ChannelSeen(b), facts.DialEnded(b, "ANSWER"))
        a = self.channel(caller, ChannelState.UP, connected_number=called[6:10])
        return new + self.feed(facts.ChannelSeen(a), *self.bridge(caller, called))

    def bridge(self, one: str, other: str) -> list[Fact]:
        """Both are in a bridge of their own."""
        bridge = f"{one}+{other}"
        return [facts.BridgeEntered(self.channels[name], bridge) for name in (one, other)]

    def apart(self, one: str, other: str) -> list[Fact]:
        """Both leave it."""
        bridge = f"{one}+{other}"
        return [facts.BridgeLeft(self.channels[name], bridge) for name in (one, other)]


def replies(effects: list[Effect]) -> list[Event]:
    return [effect.event for effect in effects if isinstance(effect, Reply)]


def actions(effects: list[Effect]) -> list[Action]:
    return [effect.action for effect in effects if isinstance(effect, Request)]


def published(effects: list[Effect], user: int) -> list[Event]:
    return [e.event for e in effects if isinstance(e, Publish) and (e.topic.kind, e.topic.key) == ("user", str(user))]


def stages(effects: list[Effect], user: int) -> list[str]:
    return [str(event.eventType) for event in published(effects, user) if isinstance(event, PhoneEvent)]
