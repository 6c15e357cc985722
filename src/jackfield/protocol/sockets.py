"""Who is connected, as administrators see it."""

import msgspec


class Socket(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A WebSocket of a user.

    Keys:
        login: whose it is.
        session: the name of its session.
        seconds: how long the session has been there.
        silent_seconds: how long nothing has come from the client, answers to pings included.
        waiting_bytes: what waits because the client reads slowly.
        topics: how many things it follows.
        resumable: it may come back to its session after it was lost.
        last_error: the last refusal it was told; empty: none.
    """

    user_id: int
    login: str
    session: str
    seconds: int
    silent_seconds: int
    waiting_bytes: int
    topics: int
    resumable: bool
    last_error: str
