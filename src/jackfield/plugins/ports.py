"""What plug-ins need of the engine; promises only."""

from collections.abc import Mapping
from typing import Protocol

from jackfield.domain.results import Answered
from jackfield.domain.shuttle.run import Run
from jackfield.protocol.values import WakeupMode


class Engine(Protocol):
    """The server, as far as plug-ins reach it."""

    def wake_up(self, url: str, peer: str, mode: WakeupMode) -> int:
        """Open a page for an agent; on how many of his pages. Raises Refused."""

    def add_realtime(self, given: Mapping[str, object], answered: Answered) -> None:
        """Keep and show a row of the realtime list; `answered` is told once that it is kept. Raises Refused."""

    def add_run(self, run: Run) -> None:
        """Remember what an integration has done."""
