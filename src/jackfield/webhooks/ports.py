"""What the webhook needs of the storage; promises only. Every method may raise an error of the kind given to it."""

from collections.abc import Collection, Sequence
from typing import Protocol

from jackfield.domain.letters import Letter


class Letters(Protocol):
    """Where letters wait; see `storage.letter_store.LetterStore`."""

    async def put(self, to: Collection[str], written: Sequence[Letter]) -> None:
        """Keep these letters for each of the receivers; those that are there already stay."""

    async def newest(self) -> int:
        """The highest id there is; 0 without letters."""

    async def waiting(self, receiver: str, after: int, most: int) -> list[Letter]:
        """The oldest letters to a receiver with a higher id than `after`, in order."""

    async def count(self, receiver: str) -> tuple[int, float]:
        """How many wait for a receiver, and when the oldest was written."""

    async def remove(self, receiver: str, ids: Sequence[int]) -> None:
        """Letters that were delivered or given up."""

    async def postpone(self, receiver: str, letter_id: int, tries: int, due: float) -> None:
        """A letter was tried so often in vain, and is due then."""

    async def trim(self, receiver: str, before: float, most: int) -> tuple[int, int]:
        """Give up the old, and the oldest beyond so many; how many, and the id below which all are gone."""

    async def forget_others(self, known: Collection[str]) -> int:
        """Delete the letters to receivers that are not configured any more."""

    async def paused(self) -> frozenset[str]:
        """The receivers that administrators have stopped."""

    async def pause(self, receiver: str, paused: bool) -> None:
        """Stop a receiver, or let it go on."""
