"""The types of the wire as TypeScript, generated like the schemas and the reference pages, for the front end.

Three files: what a client may ask, what the server says, and the values inside both. Nothing is written by hand there.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, IntEnum
from pathlib import Path
from textwrap import wrap

import msgspec
from msgspec import inspect

from .commands import COMMANDS, KNOWN_BY_NAME
from .describe import Description, describe, enums, structs
from .errors import FIRST_FINAL_CLOSE_CODE, CloseCode
from .events import EVENTS, ListEvent

_INTRO = """\
// {title}
// Generated from src/jackfield/protocol by `make reference`: do not edit.
"""

TAKEN = {"Error": "ErrorMessage"}
"""Names that mean something else in every browser."""


def write(directory: Path) -> None:
    """Write the files."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (directory / name).write_text(text, encoding="utf-8")


def files() -> dict[str, str]:
    """The files by name."""
    outer = {*COMMANDS.values(), *EVENTS.values()}
    asked = {name: kind for name, kind in structs(COMMANDS.values()).items() if kind not in outer}
    said = {name: kind for name, kind in structs(EVENTS.values()).items() if kind not in outer}
    both = {name: asked[name] for name in sorted(asked.keys() & said.keys())}
    sets = enums(outer)
    shared = [*sets, *both, "CloseCode"]
    return {
        "values.ts": _values(sets, both),
        "commands.ts": _commands({name: asked[name] for name in sorted(asked.keys() - both.keys())}, shared),
        "events.ts": _events({name: said[name] for name in sorted(said.keys() - both.keys())}, shared),
    }


def _values(sets: Mapping[str, type[Enum]], inner: Mapping[str, type[msgspec.Struct]]) -> str:
    blocks = [_INTRO.format(title="The values inside commands and events.")]
    blocks += [_enum(sets[name]) for name in sorted(sets)]
    blocks += [_interface(kind, asked=False) for kind in inner.values()]
    codes = "".join(f"  /** {code.sentence} */\n  {code.name}: {code.value},\n" for code in CloseCode)
    blocks.append(f"/** Why the server closed a WebSocket. */\nexport const CloseCode = {{\n{codes}}} as const;\n")
    blocks.append(
        "/** From this code on a client does not come back: it would only happen again. */\n"
        f"export const FIRST_FINAL_CLOSE_CODE = {FIRST_FINAL_CLOSE_CODE};\n"
    )
    return "\n".join(blocks)


def _commands(inner: Mapping[str, type[msgspec.Struct]], shared: list[str]) -> str:
    blocks = [_interface(kind, asked=True) for kind in inner.values()]
    blocks += [_interface(kind, asked=True, tag=tag) for tag, kind in COMMANDS.items()]
    names = " | ".join(kind.__name__ for kind in COMMANDS.values())
    blocks.append(f"/** Every command that the server carries out. */\nexport type Command = {names};\n")
    blocks.append(_names("COMMAND_NAMES", "The `command` of each of them.", COMMANDS))
    blocks.append(_names("UNSUPPORTED_NAMES", "Known to the server by name only: refused.", sorted(KNOWN_BY_NAME)))
    return _file("What a client may ask.", blocks, shared)


def _events(inner: Mapping[str, type[msgspec.Struct]], shared: list[str]) -> str:
    blocks = [_interface(kind, asked=False) for kind in inner.values()]
    blocks += [
        _list(kind) if issubclass(kind, ListEvent) else _interface(kind, asked=False) for kind in EVENTS.values()
    ]
    rows = "".join(f"  {name}: {_name(kind)};\n" for name, kind in EVENTS.items())
    blocks.append(f"/** The payload of each `msgType`. */\nexport interface Events {{\n{rows}}}\n")
    blocks.append(_names("EVENT_NAMES", "Every `msgType`.", EVENTS))
    return _file("What the server says.", blocks, shared)


def _file(title: str, blocks: list[str], shared: list[str]) -> str:
    """The blocks below an introduction that imports what they use."""
    text = "\n".join(blocks)
    words = set(text.replace(";", " ").replace("[", " ").replace(")", " ").replace("(", " ").split())
    used = sorted(name for name in shared if name in words)
    names = "".join(f"  {name},\n" for name in used)
    imports = f"\nimport type {{\n{names}}} from './values';\n" if used else ""
    return f"{_INTRO.format(title=title)}{imports}\n{text}"


def _names(name: str, summary: str, names: Iterable[str]) -> str:
    rows = "".join(f"  '{each}',\n" for each in names)
    return f"/** {summary} */\nexport const {name} = [\n{rows}] as const;\n"


def _enum(kind: type[Enum]) -> str:
    summary = _comment(describe(kind).summary)
    if issubclass(kind, IntEnum):
        return f"{summary}export type {kind.__name__} = {' | '.join(str(member.value) for member in kind)};\n"
    return f"{summary}export type {kind.__name__} = {' | '.join(repr(member.value) for member in kind)};\n"


def _list(kind: type[msgspec.Struct]) -> str:
    (field,) = _fields(kind)
    return f"{_comment(_summary(describe(kind)))}export type {_name(kind)} = {_type(field.type)};\n"


def _interface(kind: type[msgspec.Struct], *, asked: bool, tag: str | None = None) -> str:
    description = describe(kind)
    rows = [f"  command: '{tag}';\n"] if tag else []
    for field in _fields(kind):
        rows.append(_comment(description.keys.get(field.name, ""), "  "))
        rows.append(f"  {field.encode_name}{_given(field, asked=asked)};\n")
    head = f"{_comment(_summary(description))}export interface {_name(kind)}"
    return f"{head} {{\n{''.join(rows)}}}\n" if rows else f"{head} {{}}\n"


def _given(field: inspect.Field, *, asked: bool) -> str:
    """A client may leave out what has a default; the server leaves out only what is UNSET."""
    if field.required:
        return f": {_type(field.type)}"
    if asked:
        return f"?: {_type(field.type)} | undefined"
    unset = field.default is msgspec.NODEFAULT and field.default_factory is msgspec.NODEFAULT
    return f"{'?' if unset else ''}: {_type(field.type)}"


def _fields(kind: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(kind)
    return info.fields if isinstance(info, inspect.StructType) else ()


def _type(kind: inspect.Type) -> str:
    match kind:
        case inspect.UnionType():
            return " | ".join(dict.fromkeys(_type(part) for part in kind.types))
        case inspect.EnumType():
            return kind.cls.__name__
        case inspect.VarTupleType():
            inner = _type(kind.item_type)
            return f"({inner})[]" if "|" in inner else f"{inner}[]"
        case inspect.StructType():
            return _name(kind.cls)
        case inspect.DictType():
            return f"Record<string, {_type(kind.value_type)}>"
    return _WORDS[type(kind)]


_WORDS: Mapping[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.AnyType: "unknown",
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
    inspect.DateType: "string",
    inspect.TimeType: "string",
}


def _name(kind: type[msgspec.Struct]) -> str:
    return TAKEN.get(kind.__name__, kind.__name__)


def _summary(description: Description) -> str:
    when = description.parts.get("When")
    return f"{description.summary} Sent {when}" if when else description.summary


def _comment(text: str, indent: str = "") -> str:
    """A comment of one line, or of several when it is long."""
    if not text:
        return ""
    text = text.replace("*/", "* /")
    if len(text) + len(indent) <= 112:
        return f"{indent}/** {text} */\n"
    return "".join(_lines(text, indent))


def _lines(text: str, indent: str) -> Iterator[str]:
    yield f"{indent}/**\n"
    for line in wrap(text, 116 - len(indent), break_long_words=False, break_on_hyphens=False):
        yield f"{indent} * {line}\n"
    yield f"{indent} */\n"


def main() -> None:
    """Write everything into the directory named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m jackfield.protocol.typescript", description=write.__doc__)
    parser.add_argument("directory", type=Path, help="where the files go")
    write(parser.parse_args().directory)


if __name__ == "__main__":
    main()
