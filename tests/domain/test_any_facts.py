"""Facts in any order, lost, doubled or late: the core never fails, and the next resynchronisation makes all right."""

from hypothesis import given
from hypothesis import strategies as st

from jackfield.domain import facts
from jackfield.domain.core import Core
from jackfield.domain.effects import Effect, Publish
from jackfield.domain.facts import Channel, ChannelState, Fact, PbxLink
from jackfield.protocol.events import PhoneEvent
from jackfield.protocol.values import PhoneEventType
from tests.support.office import office_directory

NAMES = (
    "PJSIP/1001-1", "PJSIP/1001-2", "PJSIP/1002-1", "PJSIP/1003-1", "PJSIP/trunk-1", "Local/1002@x-1;1",
    "Local/1002@x-1;2",
)  # fmt: skip
names = st.sampled_from(NAMES)
bridges = st.sampled_from(("b1", "b2"))
rooms = st.sampled_from(("4000", "4001"))
channels = st.builds(
    Channel,
    uniqueid=names.map(lambda name: f"u-{name}"),
    name=names,
    linkedid=names.map(lambda name: f"u-{name}"),
    state=st.sampled_from((ChannelState.DOWN, ChannelState.RING, ChannelState.RINGING, ChannelState.UP)).map(int),
    caller_number=st.sampled_from(("", "1001", "1002")),
    connected_number=st.sampled_from(("", "1001", "1002")),
    exten=st.sampled_from(("s", "1002", "3001")),
).map(lambda channel: Channel(f"u-{channel.name}", *[getattr(channel, f) for f in channel.__struct_fields__[1:]]))

any_fact: st.SearchStrategy[Fact] = st.one_of(
    st.builds(facts.ChannelSeen, channels),
    st.builds(facts.ChannelGone, channels.map(lambda channel: channel.uniqueid)),
    st.builds(facts.DialBegan, st.none() | channels, channels),
    st.builds(facts.DialEnded, channels, st.sampled_from(("ANSWER", "NOANSWER", "BUSY", "CANCEL"))),
    st.builds(facts.BridgeEntered, channels, bridges, st.booleans()),
    st.builds(facts.BridgeEntered, channels, st.just("b3"), st.just(True), st.just("1001")),
    st.builds(facts.BridgeLeft, channels, st.just("b3")),
    st.builds(facts.RoomJoined, channels, rooms, st.booleans(), st.booleans()),
    st.builds(facts.RoomListed, channels, rooms, st.booleans()),
    st.builds(facts.RoomLeft, channels.map(lambda channel: channel.uniqueid), rooms),
    st.builds(facts.RoomMuted, channels.map(lambda channel: channel.uniqueid), rooms, st.booleans()),
    st.builds(facts.RoomEnded, rooms),
    st.builds(facts.BridgeLeft, channels, bridges),
    st.builds(facts.HoldChanged, channels, st.booleans()),
    st.builds(facts.PickedUp, channels, names),
    st.builds(facts.QueueJoined, channels, st.just("blue")),
    st.builds(facts.QueueOffered, channels, st.just("blue")),
    st.builds(facts.OriginateSent, names.map(lambda name: f"u-{name}"), names, exten=st.sampled_from(("", "1002"))),
    st.builds(facts.HoldSent, held=names, holder=names),
    st.builds(facts.ChannelListed, channels, st.just("") | bridges),
    st.builds(facts.HintChanged, st.sampled_from(("1001", "4000")), st.just("x"), st.integers(-3, 20)),
    st.builds(facts.DeviceChanged, names, st.sampled_from(("NOT_INUSE", "ONHOLD", "UNAVAILABLE", "?"))),
    st.builds(facts.LinkChanged, st.sampled_from(PbxLink)),
    st.just(facts.TimeReached()),
)


class Told:
    """What each user would know from the events alone."""

    def __init__(self) -> None:
        self.calls: dict[tuple[str, str], PhoneEventType] = {}

    def hear(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Publish) and isinstance(effect.event, PhoneEvent):
                key = (effect.topic.key, effect.event.uniqueId)
                if effect.event.eventType is PhoneEventType.RELEASED:
                    assert key in self.calls, "released without ever having been told"
                    del self.calls[key]
                else:
                    self.calls[key] = effect.event.eventType


@given(st.lists(st.tuples(any_fact, st.floats(0, 3)), max_size=60))
def test_after_any_facts_a_resynchronisation_makes_all_right(given_facts: list[tuple[Fact, float]]) -> None:
    core, told, now = Core(office_directory(), epoch="t"), Told(), 1000.0
    for fact, pause in given_facts:
        now += pause
        told.hear(core.feed(fact, now))
    for fact in (facts.LinkChanged(PbxLink.SYNCING), facts.LinkChanged(PbxLink.UP)):
        told.hear(core.feed(fact, now))
    assert told.calls == {}
    assert core.world.legs == {}
    assert core.world.bridges == {}
    assert core.world.rooms == {}
    assert all(not phone.legs for phone in core.world.phones.values())


@given(st.lists(any_fact, max_size=60))
def test_a_present_call_is_told_by_the_resynchronisation(given_facts: list[Fact]) -> None:
    core, told, now = Core(office_directory(), epoch="t"), Told(), 1000.0
    for fact in given_facts:
        told.hear(core.feed(fact, now))
    caller = Channel("new-a", "PJSIP/1001-9", "new-a", 6, "1001", "", "1002", "", "internal", "s")
    called = Channel("new-b", "PJSIP/1002-9", "new-a", 6, "1002", "", "1001", "", "internal", "s")
    lists = (facts.ChannelListed(caller, "b9"), facts.ChannelListed(called, "b9"), facts.BridgeListed("b9"))
    for fact in (facts.LinkChanged(PbxLink.SYNCING), *lists, facts.LinkChanged(PbxLink.UP)):
        told.hear(core.feed(fact, now))
    assert told.calls == {
        ("1", "new-a"): PhoneEventType.ESTABLISHED,
        ("2", "new-b"): PhoneEventType.ESTABLISHED,
    }
