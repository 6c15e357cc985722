"""What administrators are told while the database does not answer; the reason is for the log."""

import structlog

from jackfield.domain.administration.edits import EditRefused, Reason
from jackfield.protocol.configuration import Problem
from jackfield.storage.errors import StorageError

log = structlog.get_logger()

AWAY = "The server cannot reach its database at the moment; nothing was changed"


def away(error: StorageError, what: str) -> EditRefused:
    """The refusal of `what` was wanted."""
    log.error("the database does not answer", wanted=what, error=str(error))
    return EditRefused(Reason.FAILED, Problem(message=AWAY))
