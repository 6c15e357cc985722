"""What other servers are told, as values: letters to the receivers of the webhook, and how each receiver is.

Values only. Who writes letters and how they are delivered is in `webhooks/`, where they wait meanwhile in `storage/`.
"""

import msgspec


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell. `id` rises and is the same for all receivers and at each try; `body` is JSON.

    Letters of one lane (a call, or the states of one user) are delivered in the order of their ids. `created` and
    `due` (not to be tried before) are Unix times.
    """

    id: int
    lane: str
    body: str
    created: float
    tries: int = 0
    due: float = 0.0


class ReceiverState(msgspec.Struct, frozen=True, kw_only=True):
    """How it goes with one receiver. Moments are Unix times, 0 for never.

    Keys:
        id: names it, also after a new start.
        url: where letters go, without what may be secret in it.
        paused: an administrator has stopped it; letters wait.
        waiting: letters that are not delivered yet.
        oldest: when the oldest of them was written.
        delivered: since the start of the server.
        dropped: letters given up since then: refused by the receiver, too old, or too many.
        failures: attempts in a row that failed.
        last_error: why the last one did; empty when none ever did.
        last_error_at: when.
        next_try: when the next one is made, while it fails.
    """

    id: str
    url: str
    paused: bool = False
    waiting: int = 0
    oldest: float = 0.0
    delivered: int = 0
    dropped: int = 0
    failures: int = 0
    last_error: str = ""
    last_error_at: float = 0.0
    next_try: float = 0.0
