"""Events about integrations: programs of others that hear of the calls (Shuttle CTI)."""

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
