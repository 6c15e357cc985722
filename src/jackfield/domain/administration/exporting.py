"""The configuration as files that can be imported again: TOML with everything, CSV with one kind. Without passwords."""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from jackfield.domain.administration import kinds
from jackfield.domain.administration.columns import columns_of, name_of, written
from jackfield.domain.administration.configuration import Configuration, Entry, Value, entries_of

ORDER = (
    "voicemails",
    "groups",
    "queues",
    "profiles",
    "users",
    "lines",
    "agents",
    "memberships",
    "conferences",
    "statuses",
    "sheets",
    "callbackPeriods",
    "callbackLists",
    "customVariables",
    "integrations",
    "contacts",
)
"""Whatever is named comes before what names it."""


def as_toml(configuration: Configuration) -> str:
    """All of it."""
    names = _names(configuration)
    lines: list[str] = []
    for kind in ORDER:
        for entry in entries_of(configuration, kind):
            lines += ["", f"[[{kind}]]"]
            lines += [f"{column} = {_toml(value)}" for column, value in written(kind, entry, names).items()]
    return "\n".join(lines).lstrip("\n") + "\n"


def as_csv(configuration: Configuration, kind: str) -> str:
    """One kind; users with their lines and agents."""
    names = _names(configuration)
    columns = [column for column in columns_of(kind) if column not in ("password", "password_hash")]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for entry in entries_of(configuration, kind):
        cells = written(kind, entry, names, whole=True)
        if kind == "users":
            cells |= _around(configuration, entry)
        writer.writerow([_cell(cells.get(column, "")) for column in columns])
    return out.getvalue()


def _names(configuration: Configuration) -> dict[str, dict[int, str]]:
    """What things are called in files, by kind and id."""
    targets = {target for kind in ORDER for target in kinds.references_of(kind).values()}
    return {kind: {entry.id: name_of(kind, entry) for entry in entries_of(configuration, kind)} for kind in targets}


def _around(configuration: Configuration, user: Entry) -> dict[str, Value]:
    directory = configuration.directory
    line, agent = directory.line_of_user(user.id), directory.agent_of_user(user.id)
    found: dict[str, Value] = {"line": line.number if line else ""}
    if agent is not None:
        group = directory.group(agent.group_id) if agent.group_id is not None else None
        members = [(directory.queue(one.queue_id), one.penalty) for one in directory.memberships_of(agent.id)]
        queues = [f"{queue.name}:{penalty}" if penalty else queue.name for queue, penalty in members if queue]
        found |= {"agent": agent.number, "agent_group": group.name if group else "", "agent_queues": queues}
    return found


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        plain = all(isinstance(one, str) for one in value)
        return "; ".join(value) if plain else json.dumps(value, ensure_ascii=False)
    return str(value)


def _toml(value: Value) -> str:
    """A value as TOML has it; JSON's texts are TOML's, but for DEL, which TOML wants written out."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, Iterable):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)
