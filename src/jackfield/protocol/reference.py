"""The reference pages of the wire as Markdown, generated from the types: commands, events, errors."""

import sys
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import inspect

from .commands import COMMANDS, Command
from .describe import Description, describe, structs
from .errors import FIRST_FINAL_CLOSE_CODE, THROTTLED, CloseCode, RefusalCode
from .events import EVENTS, ListEvent

_COMMANDS_PACKAGE = Command.__module__.rpartition(".")[0]

_COMMANDS_INTRO = """# Commands

<!-- Generated from the code by `make reference`: do not edit. -->

What a client may ask: `{"claz":"web","command":NAME,...}`, one JSON object in a text frame. Every command may carry a
`requestId`, a text of at most 128 characters: it is then answered by exactly one `CommandResult`.

Be strict in what you send; the server is not. It takes a whole number in quotes for a whole number, a number for a
text, `"true"` and `"false"` for true and false, null for an argument that is not given (so is an empty text where an
argument may be left out, and where it names something), and both spellings of `agentid` and `agentId`. It ignores
keys that it does not know. A frame that cannot be read is answered by an `Error` that says what is wrong and where,
and the connection stays open. `{"claz":"ping"}` is echoed at once.

The same as JSON Schema: {download}`commands.schema.json`; with the events as AsyncAPI: {download}`asyncapi.json`.
"""

_EVENTS_INTRO = """# Events

<!-- Generated from the code by `make reference`: do not edit. -->

What the server says: `{"msgType":NAME,"ctiMessage":PAYLOAD}`, one JSON object in a text frame. On connections opened
with `events=numbered` every frame also carries `seq`, its position in the event log: rising, not consecutive. Ignore
events and keys that you do not know.

The same as JSON Schema: {download}`events.schema.json`; with the commands as AsyncAPI: {download}`asyncapi.json`.
"""

_ERRORS_INTRO = """# Errors

<!-- Generated from the code by `make reference`: do not edit. -->

A command without a `requestId` that is refused is answered by an `Error` event with a text for people, or by nothing
where the documented interface says so (`setAgentQueue` and `removeAgentFromQueue`). With a `requestId` it also gets a
`CommandResult` whose `status` is `refused` and whose `code` is one of these.
"""


def pages() -> dict[str, str]:
    """The pages by file name."""
    return {
        "commands.md": _page(_COMMANDS_INTRO, COMMANDS),
        "events.md": _page(_EVENTS_INTRO, EVENTS),
        "errors.md": _errors_page(),
    }


def _page(intro: str, kinds: Mapping[str, type[msgspec.Struct]]) -> str:
    """One heading for each subject (a module), in it one for each type, then the types inside them."""
    blocks = [intro]
    module = ""
    for name, kind in kinds.items():
        if kind.__module__ != module:
            module = kind.__module__
            blocks.append(f"## {_subject(module)}\n")
        blocks.append(_entry(f"### {name}", kind))
    inner = {name: kind for name, kind in sorted(structs(kinds.values()).items()) if kind not in kinds.values()}
    if inner:
        blocks.append("## Values inside\n")
        blocks += [_entry(f"### {name}", kind) for name, kind in inner.items()]
    return "\n".join(blocks)


def _subject(module: str) -> str:
    """The first line of a module's docstring, without its opening words and its sources."""
    line = (sys.modules[module].__doc__ or "").splitlines()[0]
    line = line.partition(" (protocol")[0].partition(" about ")[2].rstrip(".")
    return line[:1].upper() + line[1:]


def _entry(heading: str, kind: type[msgspec.Struct]) -> str:
    description = describe(kind)
    lines = [heading, "", description.summary, ""]
    if rows := list(_rows(kind, description)):
        lines += ["| key | type | given | meaning |", "|---|---|---|---|", *rows, ""]
    elif issubclass(kind, ListEvent):
        lines += [f"The payload is an {_list_type(kind)}.", ""]
    labels = {"When": "Sent", "Events": "Events", "Errors": "Refusals"}
    for part, label in labels.items():
        if text := description.parts.get(part):
            lines += [f"{label}: {text}", ""]
    return "\n".join(lines)


def _rows(kind: type[msgspec.Struct], description: Description) -> Iterator[str]:
    """One row for each key; the array of a list event has none, `requestId` is told once in the introduction."""
    if issubclass(kind, ListEvent):
        return
    for field in _fields(kind):
        if field.name != "requestId" or kind.__name__ == "CommandResult":
            meaning = description.keys[field.name].replace("|", "\\|")
            given = _given(field, asked=kind.__module__.startswith(_COMMANDS_PACKAGE))
            yield f"| `{field.encode_name}` | {_type_text(field.type)} | {given} | {meaning} |"


def _fields(kind: type[msgspec.Struct]) -> Iterable[inspect.Field]:
    info = inspect.type_info(kind)
    return info.fields if isinstance(info, inspect.StructType) else ()


def _given(field: inspect.Field, *, asked: bool) -> str:
    """Whether the key is there; a default spares the client of a command a key, but not the reader of an event."""
    if field.required:
        return "always"
    if asked:
        return "optional"
    unset = field.default is msgspec.NODEFAULT and field.default_factory is msgspec.NODEFAULT
    return "sometimes" if unset else "always"


def _list_type(kind: type[msgspec.Struct]) -> str:
    return next(_type_text(field.type) for field in _fields(kind))


def _type_text(kind: inspect.Type) -> str:
    """A type in words."""
    match kind:
        case inspect.UnionType():
            return " or ".join(_type_text(part) for part in kind.types)
        case inspect.EnumType():
            return ", ".join(f"`{member.value}`" for member in kind.cls)
        case inspect.VarTupleType():
            return f"array of {_type_text(kind.item_type)}"
        case inspect.StructType():
            return f"`{kind.cls.__name__}`"
        case inspect.DictType():
            return "object of texts" if isinstance(kind.value_type, inspect.StrType) else "object"
    return _WORDS[type(kind)]


_WORDS: Mapping[type[inspect.Type], str] = {
    inspect.StrType: "text",
    inspect.IntType: "whole number",
    inspect.FloatType: "number",
    inspect.BoolType: "true or false",
    inspect.NoneType: "null",
    inspect.DateType: "day",
    inspect.TimeType: "time of day",
}


def _errors_page() -> str:
    lines = [_ERRORS_INTRO, "| code | try again? | meaning |", "|---|---|---|"]
    lines += [f"| `{code.value}` | {_yes(code.retry)} | {code.sentence} |" for code in RefusalCode]
    lines += [
        "",
        "## Too many frames",
        "",
        "A frame over the limit is dropped, the connection stays open, and its sender gets an `Error` with exactly",
        f"this text: `{THROTTLED}`",
        "",
        "## Close codes",
        "",
        f"When the server closes a WebSocket its code says what to do: below {FIRST_FINAL_CLOSE_CODE} come back, with",
        f"a growing and random delay; from {FIRST_FINAL_CLOSE_CODE} on do not, for it would only happen again. The",
        "standard codes below 4000 (1001, 1006, ...) come from networks and proxies: come back.",
        "",
        "| code | name | come back? | meaning |",
        "|---|---|---|---|",
    ]
    lines += [f"| {code.value} | `{code.name}` | {_yes(code.retry)} | {code.sentence} |" for code in CloseCode]
    return "\n".join(lines) + "\n"


def _yes(retry: bool) -> str:
    return "yes" if retry else "no"
