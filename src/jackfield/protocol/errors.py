"""What can go wrong on the wire: refusal codes, WebSocket close codes and the texts clients compare.

Every code says whether trying again can help, in itself: clients need no list.
"""

from enum import IntEnum, StrEnum
from typing import NamedTuple

THROTTLED = "Maximum throttle throughput exceeded."
"""The exact text of the `Error` for a frame over the limit (protocol 1.9), final dot included."""

PHONE_NUMBER_UNKNOWN = "PhoneNumberUnknown"
"""`AgentError` for a login on a number that is no line (protocol 4.1)."""

LOGGED_IN_ON_ANOTHER_PHONE = "LoggedInOnAnotherPhone"
"""`AgentError` for a login while logged in elsewhere (protocol 4.1)."""

USER_IS_NOT_AN_AGENT = "UserIsNotAnAgent"
"""`AgentError` for an agent command of a user who is no agent and named none (protocol 4.1)."""


class Meaning(NamedTuple):
    """What a code tells: may the same thing work later, and one sentence for people."""

    retry: bool
    sentence: str


class RefusalCode(StrEnum):
    """Why a command was refused, in `CommandResult.code`."""

    BAD_REQUEST = "bad_request"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    PBX_DOWN = "pbx_down"
    PBX_REFUSED = "pbx_refused"
    THROTTLED = "throttled"
    NOT_SUPPORTED = "not_supported"
    NOT_STORED = "not_stored"
    NOT_READ = "not_read"

    @property
    def retry(self) -> bool:
        """True when the same command may succeed later without being changed."""
        return _REFUSALS[self].retry

    @property
    def sentence(self) -> str:
        """One sentence for people."""
        return _REFUSALS[self].sentence


_REFUSALS = {
    RefusalCode.BAD_REQUEST: Meaning(
        False, "The command is malformed or one of its arguments has an impossible value."
    ),
    RefusalCode.NOT_ALLOWED: Meaning(False, "Your profile does not allow this command."),
    RefusalCode.NOT_FOUND: Meaning(
        False, "The call, agent, queue, user or other thing named by the command does not exist."
    ),
    RefusalCode.CONFLICT: Meaning(True, "The command does not fit the present state, or somebody else was faster."),
    RefusalCode.PBX_DOWN: Meaning(True, "There is no connection to the PBX at the moment."),
    RefusalCode.PBX_REFUSED: Meaning(True, "The PBX did not carry out the command."),
    RefusalCode.THROTTLED: Meaning(True, "Too many commands in a short time; this one was dropped."),
    RefusalCode.NOT_SUPPORTED: Meaning(False, "This server knows the command by name but does not offer it."),
    RefusalCode.NOT_STORED: Meaning(True, "The server could not put it on its disk; nothing was changed."),
    RefusalCode.NOT_READ: Meaning(True, "The server could not read it from its disk."),
}


class CloseCode(IntEnum):
    """WebSocket close codes of ours: 4000 to 4499 say "come back", 4500 to 4999 "do not"."""

    DRAINING = 4000
    SLOW = 4001
    SILENT = 4002
    OVERLOADED = 4003
    INTERNAL = 4004
    BAD_TOKEN = 4500
    SESSION_REPLACED = 4501
    REVOKED = 4502
    FRAME_TOO_BIG = 4503
    NOT_TEXT = 4504
    LINE_IN_USE = 4505
    LINE_TAKEN_OVER = 4506
    BAD_SIP = 4507

    @property
    def retry(self) -> bool:
        """True when the client should connect again by itself."""
        return self < FIRST_FINAL_CLOSE_CODE

    @property
    def sentence(self) -> str:
        """One sentence for people; short enough (123 bytes at most) to be the close reason."""
        return _CLOSES[self]


FIRST_FINAL_CLOSE_CODE = 4500

_CLOSES = {
    CloseCode.DRAINING: "The server is shutting down or restarting.",
    CloseCode.SLOW: "The client reads too slowly: its outbox was full or too old.",
    CloseCode.SILENT: "Nothing was heard from the client for 60 s.",
    CloseCode.OVERLOADED: "The server has no room for another connection at the moment.",
    CloseCode.INTERNAL: "Something broke in the server.",
    CloseCode.BAD_TOKEN: "The token or the password is wrong or expired.",
    CloseCode.SESSION_REPLACED: "The session was resumed on another connection.",
    CloseCode.REVOKED: "An administrator ended the access of this user.",
    CloseCode.FRAME_TOO_BIG: "A frame was larger than the server accepts.",
    CloseCode.NOT_TEXT: "A binary frame came where only text frames are understood.",
    CloseCode.LINE_IN_USE: "Another browser is the telephone of this line; it can be taken over.",
    CloseCode.LINE_TAKEN_OVER: "Another browser has become the telephone of this line.",
    CloseCode.BAD_SIP: "What came cannot be read as SIP.",
}


class BadFrame(Exception):
    """A frame that is no command of ours.

    `message` is the text for the `Error` event, `requestId` the one the frame carried when it could be read,
    `code` the refusal for its `CommandResult`: BAD_REQUEST, or NOT_SUPPORTED for a command known by name only.
    """

    def __init__(self, message: str, requestId: str | None = None, code: RefusalCode = RefusalCode.BAD_REQUEST) -> None:
        super().__init__(message)
        self.message = message
        self.requestId = requestId
        self.code = code
