"""What a scenario needs of a PBX with its phones; the simulated and the real one provide it in files of their own."""

from typing import Protocol

from jackfield.telephony.ami.link import Connect
from jackfield.telephony.ami.outcomes import Credentials

FEATURES = {
    "unconditionally": "unc",
    "when busy": "busy",
    "when nobody answers": "na",
    "do-not-disturb": "dnd",
}
"""Keys in the AstDB family `jackfield/NUMBER` of what a user has set on his line: the only place in these tests that
names them."""

PATIENCE = 12.0
"""Seconds after which what is waited for is called missing."""


class Stage(Protocol):
    """One PBX, its phones and the world outside. `number` is a phone's or an outsider's; `peer` names one of its calls,
    the newest that fits is meant without it."""

    connect: Connect
    credentials: Credentials

    async def dial(self, number: str, to: str) -> None: ...

    async def answer(self, number: str, peer: str | None) -> None: ...

    async def refuse(self, number: str, peer: str | None) -> None: ...

    async def say_busy(self, number: str, peer: str | None) -> None: ...

    async def hang_up(self, number: str, peer: str | None) -> None: ...

    async def hold(self, number: str, peer: str | None) -> None: ...

    async def resume(self, number: str, peer: str | None) -> None: ...

    async def press(self, number: str, digits: str) -> None: ...

    async def transfer(self, number: str, peer: str, to: str) -> None: ...

    async def join(self, number: str, one: str, other: str) -> None: ...

    async def speak(self, number: str, aloud: bool) -> None: ...

    async def hears(self, number: str) -> bool:
        """Whether there is sound in the call that it does not hold, just now."""

    async def heard_keys(self, number: str, keys: str) -> None:
        """Waits until exactly these keys have sounded in its calls."""

    async def behave(self, number: str, mode: str) -> None:
        """`busy`, `refuse`, `answer` or `ring` (the first), from the next call on."""

    async def register(self, number: str, registered: bool) -> None: ...

    async def pull_plug(self, number: str) -> None:
        """The phone is without power; returns when the PBX has noticed."""

    async def restart(self) -> None:
        """The PBX ends, calls and all, and is back when this returns."""

    async def leave_message(self, number: str) -> None:
        """Says something after the greeting of a mailbox, and hangs up."""

    async def rings(self, number: str) -> None:
        """Waits until it rings, whatever users are told."""

    async def hangs_idle(self, number: str) -> None:
        """Waits until the far end has ended its last call."""

    async def ami(self, action: str, **heads: str) -> None:
        """An action of somebody else's AMI connection. Raises AssertionError when the PBX refuses it."""

    async def values(self, variable: str, part: str) -> list[str]:
        """What the PBX itself has as this variable on each channel whose name holds `part`, "" where it is not set."""

    async def seen(self) -> str:
        """What the PBX itself says of its calls, queues and devices, for who looks for what went wrong."""

    async def quiet(self) -> None:
        """Waits until no channel is left."""

    async def settle(self) -> None:
        """Waits until all that has happened so far has reached the server."""
