"""What the parts of the PBX may ask of the whole: the face that pbx.py shows to endpoints, phones and the dial plan.

They import this and never pbx.py, which imports them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from jackfield.telephony.simulator.bridges import Bridge, Kind
from jackfield.telephony.simulator.channels import AnyEndpoint, Channel, State
from jackfield.telephony.simulator.clock import Clock, Timer
from jackfield.telephony.simulator.events import EventBus
from jackfield.telephony.simulator.hints import Hints
from jackfield.telephony.simulator.queues import Queues
from jackfield.telephony.simulator.setup import Line, Room, Setup

Place = tuple[str, str, int]
"""Context, extension, priority."""


class AnyRooms(Protocol):
    """The conference rooms, as the dial plan needs them."""

    def door(self, number: str) -> Room | None: ...

    def enter(self, channel: Channel, door: Room) -> bool: ...

    def leave(self, channel: Channel) -> None: ...

    def speaks(self, channel: Channel, aloud: bool) -> None: ...


class AnyParking(Protocol):
    """The parking lot, as the dial plan needs it."""

    def holds(self, number: str) -> bool: ...

    def fetch(self, number: str, channel: Channel) -> bool: ...


class AnyMailboxes(Protocol):
    """Voicemail, as its applications need it."""

    def counts(self, box: str) -> tuple[int, int]: ...

    def put(self, box: str, new: int, old: int) -> None: ...

    def tell(self, box: str, channel: Channel) -> None: ...


class Exchange(Protocol):
    """The PBX as its parts see it; what each does is said in pbx.py."""

    setup: Setup
    clock: Clock
    events: EventBus
    hints: Hints
    queues: Queues
    lines: dict[str, Line]
    database: dict[str, str]
    channels: dict[str, Channel]
    local_pairs: int
    endpoints: dict[str, AnyEndpoint]

    @property
    def mailboxes(self) -> AnyMailboxes: ...

    @property
    def rooms(self) -> AnyRooms: ...

    @property
    def parking(self) -> AnyParking: ...

    @property
    def trunk(self) -> AnyEndpoint: ...

    def ring_time(self) -> float: ...

    def soon(self, action: Callable[[], None]) -> None: ...

    def later(self, seconds: float, action: Callable[[], None]) -> Timer: ...

    def interface(self, name: str) -> AnyEndpoint | None: ...

    def address_of(self, number: str) -> str: ...

    def user_event(self, channel: Channel | None, name: str, pairs: Iterable[tuple[str, object]]) -> None: ...

    def incoming(
        self, endpoint: AnyEndpoint, number: str, caller: tuple[str, str], variables: Mapping[str, str] | None = None
    ) -> Channel: ...

    def new_leg(self, endpoint: AnyEndpoint, number: str, caller: Channel) -> Channel: ...

    def set_variable(self, channel: Channel, name: str, value: str) -> None: ...

    def identify(self, channel: Channel, caller: tuple[str, str]) -> None: ...

    def connect_line(self, channel: Channel, party: tuple[str, str]) -> None: ...

    def change_state(self, channel: Channel, state: State) -> None: ...

    def answer(self, channel: Channel) -> None: ...

    def run(self, channel: Channel, place: Place) -> None: ...

    def local_half(self, endpoint: AnyEndpoint, name: str, state: State, exten: str, context: str) -> Channel: ...

    def hold(self, channel: Channel, music: str = ...) -> None: ...

    def record(self, channel: Channel) -> None: ...

    def unhold(self, channel: Channel) -> None: ...

    def resume(self, channel: Channel) -> None: ...

    def new_bridge(self, kind: Kind = ...) -> Bridge: ...

    def finish(self, channels: list[Channel]) -> None: ...

    def bridge(self, called: Channel, caller: Channel) -> None: ...

    def hang_up(self, channel: Channel, cause: int = 16, tech_cause: int = 0, *, by_phone: bool = False) -> None: ...

    def soft_hangup(self, channel: Channel) -> None: ...

    def drop(self, channel: Channel) -> None: ...
