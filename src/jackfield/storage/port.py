"""The promise every kind of storage keeps to the rest of the program.

No SQL and no driver here. Whatever a method returned as done is on the disk. All methods may raise
`StorageUnavailableError`; other errors are named where they occur (`errors.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from jackfield.domain.administration.configuration import Author, Configuration
from jackfield.domain.administration.edits import Configured, Edited
from jackfield.domain.callback.callback_entries import KeptCallbacks
from jackfield.domain.directory import Directory, UserServices
from jackfield.domain.entries import Conference, Contact
from jackfield.domain.lasting import Change, Favorite, Preference
from jackfield.domain.past.call_records import CallRecord
from jackfield.domain.questions import Found, Question
from jackfield.domain.shuttle.rows import RealtimeRow
from jackfield.domain.shuttle.run import Run
from jackfield.protocol.configuration import AuditEntry
from jackfield.storage.changes import Changes


class Storage(Protocol):
    """What must last."""

    async def open(self) -> None:
        """Make the database or bring its schema up to date, one process at a time, and be ready.

        Raises SchemaTooNewError when a newer program wrote it, ForeignDatabaseError when it is not ours.
        """

    async def close(self) -> None:
        """Give everything back; doing it twice, or without having opened, does no harm."""

    async def load_directory(self) -> Directory:
        """The whole directory as of one moment. Raises ForeignDatabaseError when somebody edited it into nonsense."""

    async def conferences(self) -> tuple[Conference, ...]:
        """All conference rooms, by their ids."""

    async def edit(self, change: Callable[[Directory], Changes]) -> Directory:
        """Change the directory: `change` sees it as it is and says what to put; gives the directory afterwards.

        All of it happens or nothing, and no other edit comes between, from this process or another; so `change` can
        choose free ids and numbers. `change` runs once and must not wait. Raises DirectoryError when the result
        contradicts itself, ConflictError for a password of nobody.
        """

    async def configure(
        self, change: Callable[[Configuration], Edited], by: Author, *, contacts: bool = False
    ) -> Configured:
        """Change the configuration and write down who did what; as `edit`, `change` sees it as it is and runs once,
        in a thread of its own.

        `contacts`: the change is about them. Raises what `change` raises, ConflictError for what is still in use.
        """

    async def configuration(self, *, contacts: bool = False) -> Configuration:
        """All that is configured, as of one moment; contacts if they are wanted."""

    async def revision(self) -> int:
        """Rises with every change of the configuration, whichever process made it."""

    async def audit(self, term: str, offset: int, limit: int) -> tuple[int, tuple[AuditEntry, ...]]:
        """What was changed by whom: how many entries match a term, and some of them, the newest first."""

    async def password_hashes(self) -> Mapping[int, str]:
        """Of all users who have a password, by their ids."""

    async def password_hash(self, login: str) -> tuple[int, str] | None:
        """Id and Argon2 hash of the user of exactly this login; None for unknown, disabled or without password."""

    async def signing_key(self) -> bytes:
        """The 32 secret bytes that sign tokens: made at the first call, the same ever after for every process."""

    async def user_services(self) -> dict[int, UserServices]:
        """Services by user id; who is missing has all of them off."""

    async def user_statuses(self) -> dict[int, str]:
        """The name of the status each user chose last; who is missing never chose one."""

    async def user_preferences(self) -> dict[int, dict[str, Preference]]:
        """What clients keep for their users, by user id and key; who is missing has none."""

    async def contacts(self) -> tuple[Contact, ...]:
        """All contacts everybody may look up, by their ids, as those of the source `contacts`."""

    async def callbacks(self) -> KeptCallbacks:
        """The callback lists, all callbacks, open and closed, and their tickets."""

    async def queue_days(self) -> dict[int, str]:
        """What was counted of queues, by queue id: texts of `centre/day_entries.py`; a deleted queue has none."""

    async def agent_days(self) -> dict[int, str]:
        """The same of agents, by agent id."""

    async def keep_calls(self, records: Sequence[CallRecord]) -> None:
        """Commit the records of these calls, all or none; one that is there already stays as it is.

        Raises ConflictError for one that contradicts itself.
        """

    async def find(self, question: Question) -> Found:
        """The answer to a question, as of one moment."""

    async def default_memberships(self) -> dict[int, dict[int, int]]:
        """Usual queues by user id: queue id to penalty; who is missing has none."""

    async def favorites(self) -> dict[int, frozenset[Favorite]]:
        """The favorites by user id; who is missing has none."""

    async def realtime_rows(self) -> tuple[RealtimeRow, ...]:
        """The latest rows of the realtime list, the newest first."""

    async def integration_runs(self) -> tuple[Run, ...]:
        """What integrations did lately, in no order."""

    async def keep(self, changes: Sequence[Change]) -> None:
        """Commit all of these changes, in their order, or none.

        Raises ConflictError for an unknown user or status, OutrunError when somebody else was first (see
        `callback_entries`).
        """
