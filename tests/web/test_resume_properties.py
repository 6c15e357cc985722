"""Coming back, against a naive model: whatever is subscribed, published, lost and resumed in whatever order, each tab
ends up with exactly what it should have got: nothing lost, nothing doubled, in order.
"""

from hypothesis import given
from hypothesis import strategies as st

from jackfield.domain.effects import PBX, Publish, Reply, Subscribe, Topic, TopicKind, Unsubscribe, hint_topic
from jackfield.protocol.events import Error, PhoneHintStatusEvent
from jackfield.protocol.values import PhoneHint
from jackfield.web.settings import ResumeSettings
from tests.web.still import EPOCH, StillHub, Tab, admin

TOPICS = (PBX, hint_topic("1001"))
ECHOES = ("", "10 01")

Step = tuple[str, int, int]
steps = st.lists(
    st.one_of(
        st.tuples(st.just("subscribe"), st.integers(0, 2), st.integers(0, 3)),
        st.tuples(st.just("unsubscribe"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("publish"), st.integers(0, 1), st.just(0)),
        st.tuples(st.just("publish"), st.integers(0, 1), st.just(0)),
        st.tuples(st.just("reply"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("lose"), st.integers(0, 2), st.integers(0, 6)),
        st.tuples(st.just("resume"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("turn"), st.just(0), st.just(0)),
        st.tuples(st.just("time"), st.integers(1, 100), st.just(0)),
    ),
    min_size=20,
    max_size=60,
)


class Client:
    """A tab: what it was sent and what it should have been sent, as (position, spelling or text)."""

    def __init__(self, still: StillHub, user: int) -> None:
        self.still = still
        self.user = user
        self.session, self.tab = still.open(admin(user), numbered=True)
        self.attached = True
        self.subscribed: set[tuple[Topic, str]] = set()
        self.received: list[tuple[int, str]] = []
        self.meant: list[tuple[range, str]] = []

    def read(self) -> None:
        for frame in self.tab.take():
            payload = frame["ctiMessage"]
            self.received.append((frame["seq"], payload.get("number") or payload["Error"]))

    def lose(self, in_flight: int) -> None:
        """The socket dies; the last frames never arrived."""
        self.read()
        del self.received[len(self.received) - min(in_flight, len(self.received)) :]
        self.still.hub.leave(self.session, self.tab.box)
        self.attached = False

    def resume(self) -> object:
        """Come back; a socket that is still there is replaced, with the last frames under way to it."""
        self.read()
        self.tab = Tab(self.still)
        seq = self.received[-1][0] if self.received else 0
        outcome = self.still.hub.resume(f"{self.session.id}:{EPOCH}:{seq}", admin(self.user), self.tab.box)
        self.attached = outcome is self.session
        return outcome

    def check(self) -> None:
        """Exactly what was meant, in order; spellings of one publication may come in any order."""
        positions = [position for position, _ in self.received]
        assert positions == sorted(set(positions))
        assert len(self.received) == len(self.meant)
        for (position, text), (among, _) in zip(self.received, self.meant, strict=True):
            assert position in among
            assert (among, text) in self.meant


class World:
    """The hub and the model side by side."""

    def __init__(self, settings: ResumeSettings) -> None:
        self.still = StillHub(resume=settings)
        self.clients = [Client(self.still, user) for user in (1, 1, 2)]

    def step(self, what: str, which: int, detail: int) -> None:
        hub, client = self.still.hub, self.clients[which % 3]
        match what:
            case "subscribe" if client.attached:
                topic, echo = TOPICS[detail % 2], ECHOES[detail // 2]
                client.subscribed.add((topic, echo))
                hub.perform(Subscribe(client.session.id, topic, echo))
            case "unsubscribe" if client.attached:
                client.subscribed = {each for each in client.subscribed if each[0].kind is not TopicKind.HINT}
                hub.perform(Unsubscribe(client.session.id, TopicKind.HINT))
            case "publish":
                self._publish(TOPICS[which])
            case "reply":
                before = hub.seq
                hub.perform(Reply(client.session.id, Error(Error="reply")))
                client.meant.append((range(before + 1, hub.seq + 1), "reply"))
            case "lose" if client.attached:
                client.lose(detail)
            case "resume":
                assert client.resume() is client.session
            case "turn":
                self.still.loop.turn()
            case "time":
                self.still.loop.pass_time(which / 1000)
                hub.expire()

    def _publish(self, topic: Topic) -> None:
        before = self.still.hub.seq
        self.still.hub.perform(Publish(topic, PhoneHintStatusEvent(number="1001", status=PhoneHint.AVAILABLE)))
        among = range(before + 1, self.still.hub.seq + 1)
        for client in self.clients:
            client.meant += [(among, echo or "1001") for of, echo in client.subscribed if of == topic]


@given(steps)
def test_nothing_lost_nothing_doubled_order_kept(todo: list[Step]) -> None:
    world = World(ResumeSettings())
    for what, which, detail in todo:
        world.step(what, which, detail)
    for client in world.clients:
        assert client.resume() is client.session
        client.read()
        client.check()


@given(steps)
def test_with_a_short_log_it_is_all_or_a_reset(todo: list[Step]) -> None:
    """Never a gap: whoever is let back in has everything."""
    world = World(ResumeSettings(entries=5, replies=5, replies_per_session=3))
    gone: list[Client] = []
    for what, which, detail in todo:
        client = world.clients[which % 3]
        if what == "publish" or client not in gone:
            if what == "resume":
                if client.resume() is not client.session:
                    gone.append(client)
            else:
                world.step(what, which, detail)
    for client in world.clients:
        if client not in gone and client.resume() is client.session:
            client.read()
            client.check()
