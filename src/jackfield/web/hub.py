"""The hub: takes publications and answers, and gives each session what it subscribed to and may see.

Synchronous and without I/O of its own: outboxes, clock and names are given. A publication is encoded once per variant
(plain, numbered, and once per spelling of a hint), whoever receives it. What numbered sessions are sent is kept in
the event log, so that a client that lost its socket can resume without a gap (design: `Session`, `Reset`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from jackfield.domain.access import Rights
from jackfield.domain.effects import Effect, Follow, Publish, Reply, Subscribe, Topic, TopicKind, Unsubscribe
from jackfield.protocol import events
from jackfield.protocol.encode import frame, number
from jackfield.protocol.errors import CloseCode
from jackfield.protocol.events import Event
from jackfield.protocol.values import ResetReason
from jackfield.web.log import Entry, Lane, Ring
from jackfield.web.outbox import Outbox, Post
from jackfield.web.session import Channel, Session
from jackfield.web.settings import ResumeSettings
from jackfield.web.wire import text_frame


class Hub:
    """All sessions of a process, and the way to them.

    `clock` gives seconds; `new_id` a name for a session, `epoch` names this run of the event log: URL-safe, without
    a colon, never the same twice. `on_forget` is told the id of every session that has ended for good,
    `on_presence` whether a user has a socket: when his first comes and his last goes.
    """

    def __init__(
        self, post: Post, *, clock: Callable[[], float], epoch: str, new_id: Callable[[], str], settings: ResumeSettings
    ) -> None:
        self.post = post
        self.epoch = epoch
        self.seq = 0
        """The last position given in the event log."""
        self.on_forget: Callable[[str], None] = lambda session: None
        self.on_presence: Callable[[int, bool], None] = lambda user_id, present: None
        self._clock = clock
        self._new_id = new_id
        self._settings = settings
        self._log = Ring(settings.entries, settings.keep_seconds, settings.max_bytes)
        self._answers = Ring(settings.replies, settings.keep_seconds, settings.max_bytes)
        self._sessions: dict[str, Session] = {}
        self._of_user: dict[int, dict[Session, None]] = {}
        self._detached: dict[Session, None] = {}
        self._listeners: dict[str, Callable[[Event], None]] = {}
        self._channels: dict[Topic, dict[str, Channel]] = {}

    def perform(self, effect: Effect) -> None:
        """Do what the core asks; effects that are no business of the hub are ignored."""
        match effect:
            case Publish(topic, event, also):
                self._publish((topic, *also), event)
            case Reply(session, event):
                self._reply(session, event)
            case Subscribe(session, topic, echo):
                self._subscribe(session, topic, echo)
            case Unsubscribe(session, kind, key):
                self._unsubscribe_kind(session, kind, key)

    def join(self, rights: Rights, box: Outbox, *, numbered: bool) -> Session:
        """A new session on a socket; it gets nothing before the core answers it."""
        session = Session(self._new_id(), rights, numbered=numbered, since=self._clock())
        self._attach(session, box)
        self._sessions[session.id] = session
        self._of_user.setdefault(session.user_id, {})[session] = None
        return session

    def resume(self, point: str, rights: Rights, box: Outbox) -> Session | ResetReason:
        """Attach a socket to the session of an earlier one and send what it missed since `SESSION:EPOCH:SEQ`.

        A session belongs to its user: for others it does not exist. An older socket still on it is closed.
        """
        name, seq = self._position(point)
        session = self._sessions.get(name)
        if seq is None:
            return ResetReason.OTHER_EPOCH
        if session is None or session.user_id != rights.user_id or not session.numbered or not 0 <= seq <= self.seq:
            return ResetReason.UNKNOWN_SESSION
        missed = session.missed(seq, rights)
        if missed is None:
            if session.box is None:
                self.forget(session)
            return ResetReason.TOO_OLD
        self._take_over(session, rights, box)
        if missed:
            self.post.send(box, b"".join([entry.wire() for entry in missed]))
        return session

    def leave(self, session: Session, box: Outbox, *, for_good: bool = False) -> None:
        """A socket is gone. A numbered session waits to be resumed, any other ends; one taken over is left alone."""
        if session.box is not box:
            return
        session.detach(self._clock())
        if not self.pages_of(session.user_id):
            self.on_presence(session.user_id, False)
        if for_good or not session.numbered:
            self.forget(session)
            return
        self._detached[session] = None
        waiting = [other for other in self._of_user[session.user_id] if other.box is None]
        for oldest in sorted(waiting, key=lambda other: -other.lost_at)[self._settings.detached_per_user :]:
            self.forget(oldest)

    def forget(self, session: Session) -> None:
        """A session has ended for good."""
        if self._sessions.pop(session.id, None) is None:
            return
        for channel in list(session.channels):
            self._unsubscribe(session, channel)
        self._detached.pop(session, None)
        siblings = self._of_user[session.user_id]
        del siblings[session]
        if not siblings:
            del self._of_user[session.user_id]
        self.on_forget(session.id)

    def expire(self) -> None:
        """Forget what is older than it is kept; to be called about once a second."""
        now = self._clock()
        self._log.expire(now)
        self._answers.expire(now)
        for session in list(self._detached):  # in the order in which they were lost
            if now - session.lost_at <= self._settings.keep_seconds:
                break
            self.forget(session)

    def rights_changed(self, user_id: int, rights: Rights, follows: tuple[Follow, ...] = ()) -> None:
        """A user may see other things from now on, on all his sessions, and follows what he may instead."""
        for session in self._of_user.get(user_id, ()):
            session.give_rights(rights)
            for follow in follows:
                self._follow(session, follow)

    def _follow(self, session: Session, follow: Follow) -> None:
        if not (follow.always or any(channel.topic.kind is follow.kind for channel in session.channels)):
            return
        ended = (follow.kind, *follow.instead_of)
        for channel in tuple(session.channels):
            if channel.topic.kind in ended and channel.topic not in follow.topics:
                self._unsubscribe(session, channel)
        for topic in follow.topics:
            self._subscribe(session.id, topic, "")

    def revoke(self, user_id: int) -> None:
        """End all sessions of a user whose access was taken away."""
        for session in list(self._of_user.get(user_id, ())):
            if session.box is not None:
                session.box.on_end(CloseCode.REVOKED)
            self.forget(session)

    def tell(self, session: Session, event: Event) -> None:
        """An answer that is not worth keeping, such as the refusal of a flood: it has a position, but no place."""
        if session.box is not None:
            plain = frame(event)
            self.post.send(session.box, text_frame(number(plain, self._next()) if session.numbered else plain))

    @contextmanager
    def listening(self, session_id: str, hear: Callable[[Event], None]) -> Iterator[None]:
        """Give answers to a session that is none of ours, because it has no socket, to `hear`."""
        self._listeners[session_id] = hear
        try:
            yield
        finally:
            del self._listeners[session_id]

    def pages_of(self, user_id: int) -> int:
        """How many sessions of a user have a socket now."""
        return sum(session.box is not None for session in self._of_user.get(user_id, ()))

    @property
    def sessions(self) -> int:
        """How many sessions there are, detached ones too."""
        return len(self._sessions)

    def _position(self, point: str) -> tuple[str, int | None]:
        """Session and position of a resume string; position -1 if it is malformed, None in another epoch."""
        parts = point.split(":")
        if len(parts) != 3 or not (parts[2].isascii() and parts[2].isdigit() and len(parts[2]) <= 18):
            return "", -1
        return parts[0], int(parts[2]) if parts[1] == self.epoch else None

    def _take_over(self, session: Session, rights: Rights, box: Outbox) -> None:
        older = session.box
        if older is not None:
            session.detach(self._clock())
            older.on_end(CloseCode.SESSION_REPLACED)
        self._detached.pop(session, None)
        session.give_rights(rights)
        self._attach(session, box)

    def _attach(self, session: Session, box: Outbox) -> None:
        if not self.pages_of(session.user_id):
            self.on_presence(session.user_id, True)
        session.attach(box)

    def _publish(self, topics: tuple[Topic, ...], event: Event) -> None:
        encoded = b""
        for channel in [channel for topic in topics for channel in self._channels.get(topic, {}).values()]:
            if channel.echo:
                plain = frame(replace(event, number=channel.echo))
            else:
                plain = encoded = encoded or frame(event)
            if channel.plain:
                self.post.spread(channel.plain, text_frame(plain))
            if len(channel.members) > len(channel.plain):
                entry = self._keep(self._log, channel, plain)
                if channel.numbered:
                    self.post.spread(channel.numbered, entry.wire())

    def _reply(self, session_id: str, event: Event) -> None:
        session = self._sessions.get(session_id)
        if session is None:
            if (hear := self._listeners.get(session_id)) is not None:
                hear(event)
            return
        if type(event) is events.Error:
            session.last_error = event.Error
        if not session.numbered:
            self.tell(session, event)
            return
        self._answer(session, event)
        if type(event) is events.LoggedOn:
            here = events.Session(
                session=session.id, epoch=self.epoch, seq=self.seq + 1, keepSeconds=self._settings.keep_seconds
            )
            self._answer(session, here)

    def _answer(self, session: Session, event: Event) -> None:
        entry = self._keep(self._answers, session.replies, frame(event))
        if len(session.replies) > self._settings.replies_per_session:
            self._answers.shorten(session.replies)
        if session.box is not None:
            self.post.send(session.box, entry.wire())

    def _keep(self, ring: Ring, lane: Lane, plain: bytes) -> Entry:
        entry = Entry(self._next(), self._clock(), lane, plain)
        ring.append(entry)
        return entry

    def _next(self) -> int:
        self.seq += 1
        return self.seq

    def _subscribe(self, session_id: str, topic: Topic, echo: str) -> None:
        session = self._sessions.get(session_id)
        if session is None:
            return
        spellings = self._channels.setdefault(topic, {})
        channel = spellings.get(echo)
        if channel is None:
            channel = spellings[echo] = Channel(topic, echo)
        if channel not in session.channels:
            session.subscribe(channel, self.seq)

    def _unsubscribe_kind(self, session_id: str, kind: TopicKind, key: str | None) -> None:
        session = self._sessions.get(session_id)
        if session is not None:
            for channel in tuple(session.channels):
                if channel.topic.kind is kind and key in (None, channel.topic.key):
                    self._unsubscribe(session, channel)

    def _unsubscribe(self, session: Session, channel: Channel) -> None:
        session.unsubscribe(channel, self.seq)
        if not channel.members:
            spellings = self._channels[channel.topic]
            del spellings[channel.echo]
            if not spellings:
                del self._channels[channel.topic]
