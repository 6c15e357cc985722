"""The manual of all settings, printed from their types."""

from collections.abc import Iterator
from typing import get_args

import msgspec
from msgspec import NODEFAULT, Meta

import jackfield.config
from jackfield.config import Config
from jackfield.config.outside import PluginSection
from jackfield.config.section import Section


def tables() -> Iterator[tuple[str, type[Section]]]:
    """Every table: how it is called in the manual, and what is in it."""
    for section in msgspec.structs.fields(Config):
        if section.name == "integrations":
            yield "integrations.NAME", PluginSection
        else:
            yield section.name, section.type


def settings() -> Iterator[tuple[str, str, msgspec.structs.FieldInfo]]:
    """Every setting: section, key, and the field with its type and default."""
    for name, section in tables():
        for field in msgspec.structs.fields(section):
            yield name, field.name, field


def manual() -> str:
    """The manual of all settings as markdown."""
    lines = ["# Configuration", "", (jackfield.config.__doc__ or "").strip(), ""]
    for name, section in tables():
        lines += [f"## `[{name}]`", "", (section.__doc__ or "").strip(), ""]
        lines += ["| key | default | meaning |", "| --- | --- | --- |"]
        for field in msgspec.structs.fields(section):
            default = msgspec.json.encode(field.default if field.default is not NODEFAULT else {}).decode()
            lines.append(f"| `{field.name}` | `{default}` | {_description(field.type)} |")
        lines.append("")
    return "\n".join(lines)


def _description(kind: object) -> str:
    metas = [meta for meta in getattr(kind, "__metadata__", ()) if isinstance(meta, Meta)]
    texts = [meta.description for meta in metas if meta.description]
    return texts[0] if texts else _description(get_args(kind)[0]) if get_args(kind) else ""
