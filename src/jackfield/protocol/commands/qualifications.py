"""Commands about what a call from a queue was about, and a note on it (ours)."""

from ..values import Id, Whole
from .base import Command


class GetQualifications(Command, frozen=True, kw_only=True, tag="getQualifications"):
    """Ask for what calls from queues can be about, and follow the calls of one's own agent that can be qualified.

    Keys:
        queueId: id of the queue; by default all that the user may see.
    Events: Qualifications; CallQualification for the agent's last call from a queue if there is one, then whenever he
        has answered one, it has ended, and it has been qualified.
    Errors: not_found.
    Source: protocol 4.2 (ours).
    """

    queueId: Whole | None = None


class QualifyCall(Command, frozen=True, kw_only=True, tag="qualifyCall"):
    """Say what a call from a queue was about, and write a note on it; again to change it.

    A call can be qualified as soon as the connected user's agent has answered it, and at any time later.

    Keys:
        id: of the call, from CallQualification or from the call's entry in a history; of the last call from a queue
            its linkedId will do.
        reason: one of the reasons of its queue; empty: none.
        note: any text of at most 4000 characters; it takes the place of an earlier one.
    Events: CallQualification. AgentStateEvent when that was what the agent still had to do.
    Errors: not_found (no such call of one's own agent), bad_request (no reason of its queue, none where one is
        required, or a note too long), not_stored.
    Source: protocol 4.2 (ours).
    """

    id: Id
    reason: str = ""
    note: str = ""
