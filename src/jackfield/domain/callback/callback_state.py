"""The callbacks as the core knows them: look-ups over what is kept. Data only; who changes it is `callbacks.py`."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from jackfield.domain.callback.callback_entries import Callback, CallbackTicket, CallList, KeptCallbacks, Period


@dataclass(slots=True, eq=False)
class Callbacks:
    """By uuid, in the order in which they are shown."""

    periods: dict[str, Period] = field(default_factory=dict)
    lists: dict[str, CallList] = field(default_factory=dict)
    open: dict[str, Callback] = field(default_factory=dict)
    closed: dict[str, Callback] = field(default_factory=dict)
    tickets: dict[str, CallbackTicket] = field(default_factory=dict)
    tickets_of: dict[str, list[str]] = field(default_factory=dict)
    """By callback: its tickets, the oldest first."""
    views: dict[str, frozenset[int] | None] = field(default_factory=dict)
    """What the sessions that follow callbacks see, by the key of their topic: these queues, or None for all."""
    untold: set[str] = field(default_factory=set)
    """Open callbacks that are in no list told so far (`callback_telling.py`)."""
    quiet_until: float = 0.0
    """Before that the lists are not told again."""
    due: float = 0.0
    """When they are to be told again; 0: they are as they were told."""

    @classmethod
    def of(cls, kept: KeptCallbacks) -> "Callbacks":
        """As it was kept."""
        made = cls(
            periods={period.uuid: period for period in kept.periods},
            lists={each.uuid: each for each in kept.lists},
        )
        for callback in kept.callbacks:
            made.put(callback)
        for ticket in kept.tickets:
            made.put_ticket(ticket)
        return made

    def configure(self, lists: Iterable[CallList], periods: Iterable[Period]) -> None:
        """There are these lists and periods; those of callbacks stay, the storage has seen to it."""
        self.lists = {each.uuid: each for each in lists}
        self.periods = {each.uuid: each for each in periods}

    def put(self, callback: Callback) -> None:
        """From now on it is so."""
        if callback.closed:
            self.open.pop(callback.uuid, None)
            self.closed[callback.uuid] = callback
        else:
            self.open[callback.uuid] = callback

    def forget(self, uuid: str) -> Callback | None:
        """It is gone, with its tickets; as it was, None when it was not there."""
        gone = self.open.pop(uuid, None) or self.closed.pop(uuid, None)
        for ticket in self.tickets_of.pop(uuid, ()):
            self.tickets.pop(ticket, None)
        return gone

    def forget_ticket(self, ticket: CallbackTicket) -> None:
        """It is gone."""
        self.tickets.pop(ticket.uuid, None)
        self.tickets_of[ticket.request_uuid].remove(ticket.uuid)

    def put_ticket(self, ticket: CallbackTicket) -> None:
        """From now on it is so."""
        if ticket.uuid not in self.tickets:
            self.tickets_of.setdefault(ticket.request_uuid, []).append(ticket.uuid)
        self.tickets[ticket.uuid] = ticket

    def queue_of(self, callback: Callback) -> int:
        """The queue that serves its list."""
        return self.lists[callback.list_uuid].queue_id

    def when(self, callback: Callback) -> tuple[object, ...]:
        """What callbacks are sorted by."""
        return (callback.due_date, self.periods[callback.period_uuid].starts, callback.uuid)

    def default_period(self) -> Period | None:
        """The one that is taken where nobody chose; None without any."""
        return next(
            (each for each in self.periods.values() if each.is_default), next(iter(self.periods.values()), None)
        )
