"""From the text of a frame to a command.

One road: JSON to a dict, the dict made regular by the table of `tolerance`, the regular dict to the Struct. Whatever
comes in, the outcome is a command, a ping, or `BadFrame` with a text that says what was wrong, where, and what is
allowed. The size of a frame is limited at the door, not here.
"""

import re
from difflib import get_close_matches

import msgspec

from .commands import COMMANDS, KNOWN_BY_NAME, Command, Ping
from .errors import BadFrame, RefusalCode
from .tolerance import Json, Wrong, shape_of, shown

PING = Ping()

EXAMPLE = '{"claz":"web","command":NAME,...} or {"claz":"ping"}'

JAVASCRIPT_NAMES = {
    "loginAgent": "agentLogin",
    "logoutAgent": "agentLogout",
    "changeUserStatus": "userStatusUpdate",
    "getConferenceRooms": "getList",
    "unsubscribeToQueueCalls": "unSubscribeToQueueCalls",
}
"""Methods of the client library whose command has quite another name; people type them by mistake."""

_KINDS = {name: (shape_of(kind), kind) for name, kind in COMMANDS.items()}
_MALFORMED = "JSON is malformed: "
_HALF_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
_NAMES_IN_LOWER_CASE = {name.lower(): name for name in COMMANDS} | {
    method.lower(): name for method, name in JAVASCRIPT_NAMES.items()
}
_decode = msgspec.json.Decoder().decode


def decode_frame(text: str | bytes) -> Command | Ping:
    """The command in a text frame; raises BadFrame, never anything else."""
    raw = _object(text)
    match raw.get("claz"):
        case "ping":
            return PING
        case "web":
            return _command(raw)
        case None:
            raise BadFrame(f"The frame has no claz: it must be {EXAMPLE}.", _request_id(raw))
        case other:
            raise BadFrame(f"Unknown claz {shown(other)}: the frame must be {EXAMPLE}.", _request_id(raw))


def _object(text: str | bytes) -> dict[str, Json]:
    try:
        raw: Json = _decode(text)
    except RecursionError:
        raise BadFrame("The frame is nested too deeply.") from None
    except UnicodeError as error:
        raise BadFrame(f"The frame is not Unicode text: {getattr(error, 'reason', error)}.") from None
    except ValueError as error:
        raise BadFrame(f"The frame is not JSON: {_where(str(error), text)}.") from None
    if not isinstance(raw, dict):
        raise BadFrame(f"The frame is {shown(raw)}, not an object: it must be {EXAMPLE}.")
    return raw


def _command(raw: dict[str, Json]) -> Command:
    name = raw.get("command")
    known = _KINDS.get(name) if isinstance(name, str) else None
    if known is None:
        raise _unknown(name, _request_id(raw))
    shape, kind = known
    try:
        return msgspec.convert(shape.read(raw), kind)
    except Wrong as wrong:
        raise BadFrame(f"{name}: argument {wrong.path} {wrong.problem}.", _request_id(raw)) from None
    except msgspec.ValidationError as error:
        raise BadFrame(f"{name}: {error}.", _request_id(raw)) from None


def _unknown(name: Json, request_id: str | None) -> BadFrame:
    if not isinstance(name, str) or not name:
        given = "has no command" if name is None or name == "" else f"has a command that is no text: {shown(name)}"
        return BadFrame(f"The frame {given}: it must be {EXAMPLE}.", request_id)
    if name in KNOWN_BY_NAME:
        return BadFrame(f"{name}: not supported by this server.", request_id, RefusalCode.NOT_SUPPORTED)
    close = _close_to(name)
    hint = f": did you mean {' or '.join(close)}?" if close else "."
    return BadFrame(f"Unknown command {shown(name)}{hint}", request_id)


def _close_to(name: str) -> list[str]:
    same = _NAMES_IN_LOWER_CASE.get(name.lower())
    if same is not None:
        return [same]
    return get_close_matches(name[:64], COMMANDS, n=3, cutoff=0.7)  # cut: its cost grows with the length


def _request_id(raw: dict[str, Json]) -> str | None:
    """The frame's requestId, for the result of a command that could not be read; None when it is unusable too."""
    try:
        return msgspec.convert(_REQUEST_ID.read(raw), Command).requestId
    except (Wrong, msgspec.ValidationError):
        return None


def _where(error: str, text: str | bytes) -> str:
    """msgspec's account of bad JSON, in a form that follows a colon and names the byte."""
    if error == "Input data was truncated":
        half = _HALF_PAIR.search(text if isinstance(text, str) else text.decode(errors="replace"))
        if half:  # msgspec looks for the second half beyond the end of the frame
            return f"half a surrogate pair, {half[0]}"
        return f"it ends too early, after {len(text)} {'bytes' if isinstance(text, bytes) else 'characters'}"
    error = error.removeprefix(_MALFORMED)
    return error[:1].lower() + error[1:]


_REQUEST_ID = shape_of(Command)
