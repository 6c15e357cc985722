"""A session: one browser tab as the hub knows it, whether a socket is attached at the moment or not.

Its subscriptions, its rights, its own answers. Pure: nothing is sent from here.
"""

from jackfield.domain.access import Rights, may_see
from jackfield.domain.effects import Topic
from jackfield.web.log import Entry, Lane
from jackfield.web.outbox import Group, Outbox


class Channel(Lane):
    """Everything published to one topic under one spelling, and who gets it at present.

    Which sockets may see it was asked of `access.may_see` when they came or when their rights changed: rights and
    topic are values, so the answer cannot change in between, and a publication costs a socket only the write.
    """

    __slots__ = ("echo", "members", "numbered", "plain", "topic")

    def __init__(self, topic: Topic, echo: str) -> None:
        super().__init__()
        self.topic = topic
        self.echo = echo
        self.plain = Group(self)
        self.numbered = Group(self)
        self.members: dict[Session, None] = {}
        """All subscribed sessions, also detached ones and those that may not see it at present."""

    def place(self, session: "Session") -> None:
        """Put the session's socket where it belongs by its present rights; without a socket: nowhere."""
        self.lift(session)
        if session.box is not None and may_see(session.rights, self.topic):
            (self.numbered if session.numbered else self.plain).add(session.box)

    def lift(self, session: "Session") -> None:
        """Take the session's socket out; it stays subscribed."""
        if session.box is not None:
            (self.numbered if session.numbered else self.plain).discard(session.box)


class Session:
    """One tab of a user. `box` is None while no socket is attached; only numbered sessions outlive their socket."""

    __slots__ = (
        "_ended",
        "box",
        "channels",
        "id",
        "last_error",
        "lost_at",
        "numbered",
        "replies",
        "rights",
        "since",
        "user_id",
    )

    def __init__(self, session_id: str, rights: Rights, *, numbered: bool, since: float = 0.0) -> None:
        self.id = session_id
        self.user_id = rights.user_id
        self.rights = rights
        self.numbered = numbered
        self.box: Outbox | None = None
        self.since = since
        self.lost_at = 0.0
        self.last_error = ""
        """The last refusal it was told."""
        self.channels: dict[Channel, int] = {}
        """Its subscriptions, and the position at which each began."""
        self.replies = Lane()
        self._ended: list[tuple[Channel, int, int]] | None = None

    def subscribe(self, channel: Channel, seq: int) -> None:
        self.channels[channel] = seq
        channel.members[self] = None
        channel.place(self)

    def unsubscribe(self, channel: Channel, seq: int) -> None:
        """Leave a channel; what it carried until now may still be missed by a client that comes back."""
        began = self.channels.pop(channel)
        channel.lift(self)
        del channel.members[self]
        if self.numbered:
            kept = [past for past in self._ended or () if past[0].after(past[1])]
            if channel.after(began):
                kept.append((channel, began, seq))
            self._ended = kept or None

    def attach(self, box: Outbox) -> None:
        self.box = box
        for channel in self.channels:
            channel.place(self)

    def detach(self, now: float) -> None:
        for channel in self.channels:
            channel.lift(self)
        self.box = None
        self.lost_at = now

    def give_rights(self, rights: Rights) -> None:
        self.rights = rights
        for channel in self.channels:
            channel.place(self)

    def missed(self, seq: int, rights: Rights) -> list[Entry] | None:
        """What was sent after this position and may be seen, in order; None if some of it is no longer kept."""
        if self.replies.floor > seq:
            return None
        found = self.replies.after(seq)
        for channel, began, ended in self._subscriptions(rights):
            since = max(seq, began)
            if min(channel.floor, ended) > since:
                return None
            found += [entry for entry in channel.after(since) if entry.seq <= ended]
        found.sort(key=lambda entry: entry.seq)
        return found

    def _subscriptions(self, rights: Rights) -> list[tuple[Channel, int, int]]:
        """Channel, first and last position of each subscription that these rights let see."""
        endless = 1 << 62
        all_of_them = [(channel, began, endless) for channel, began in self.channels.items()] + (self._ended or [])
        return [past for past in all_of_them if may_see(rights, past[0].topic)]
