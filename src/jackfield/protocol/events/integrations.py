"""Events about integrations: programs of others that hear of the calls (Shuttle CTI)."""

from typing import Any

from ..values import WakeupMode
from .base import Event


class Wakeup(Event, frozen=True, kw_only=True):
    """A page is to be opened on the agent's screen; its `msgType` is `wakeup`, as integrations call it.

    When: an integration asks for it, to every session of the user who is the agent.
    Keys:
        url: an http or https address.
        mode: new_tab, new_window, or new_frame: inside the agent's own page.
    Source: the Shuttle CTI interface; an addition of Jackfield.
    """

    url: str
    mode: WakeupMode


class RealtimeCTI(Event, frozen=True, kw_only=True):
    """An integration says which record of its application belongs to a call.

    When: an integration sends it, to those who asked subscribeToRealtimeCTI and may see the call's queue.
    Keys:
        id: of the row; later ones are larger.
        time: when it came, ISO 8601.
        type: name of the application.
        channel: the data of the call as the integration was told it, and `time`.
        reference: what the record is called there; null if nothing is.
        url: address of its page, http or https; null if there is none.
    Source: the Shuttle CTI interface; id and time are additions of Jackfield.
    """

    id: int
    time: str
    type: str
    channel: dict[str, Any]
    reference: str | None
    url: str | None


class RealtimeCTIList(Event, frozen=True, kw_only=True):
    """What integrations have said of calls lately: 500 rows at most, of the last 30 days.

    When: as the answer to subscribeToRealtimeCTI.
    Keys:
        rows: the newest first.
    Source: an addition of Jackfield.
    """

    rows: tuple[RealtimeCTI, ...]
