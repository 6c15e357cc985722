"""What can go wrong with the storage, as the rest of the program and its users are told.

Every message says where (a path or an address without password) and what to do; no driver's exception leaves the
storage. Contradictions in the directory are `jackfield.domain.directory.DirectoryError`.
"""


class StorageError(Exception):
    """Something about the storage failed; the message is fit for an administrator."""


class StorageUnavailableError(StorageError):
    """The database cannot be reached, opened or written: disk full, read-only, no permission, locked too long."""


class UnclearError(StorageUnavailableError):
    """The connection broke while the database was told to commit: it has done so, or not. Try again to know."""


class SchemaTooNewError(StorageError):
    """A newer program wrote this database; going back is refused, because it would lose what only that one knows."""


class ForeignDatabaseError(StorageError):
    """The database is not one of ours, or is damaged."""


class ConflictError(StorageError):
    """What was to be written contradicts what is there: an unknown user or status, a number taken meanwhile."""


class OutrunError(ConflictError):
    """It was to be written only if nobody else had changed the same first, and somebody had."""


class TooBroadError(StorageError):
    """A question that only a look at very many rows could answer; the message tells the asker what to do."""
