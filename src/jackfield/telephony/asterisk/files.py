"""The rendered files on the disk: what differs, and writing what does.

Differences are for people's eyes, so passwords and PINs in them are covered.
"""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path

MODE = 0o640
"""Asterisk must read them, nobody else: they hold passwords."""

_SECRET_LINES = (
    (re.compile(r"^(.?\s*(?:password|secret)\s*=\s*).*$", re.MULTILINE), r"\1***"),
    (re.compile(r"^(.?\d+ => )\d+(,)", re.MULTILINE), r"\1***\2"),
    (re.compile(r'("\$\{PIN\}" = ")\d*(")'), r"\1***\2"),
)


def read(folder: Path, names: Mapping[str, str]) -> dict[str, str]:
    """What is there now, "" for what is not. Raises OSError and UnicodeDecodeError."""
    return {name: path.read_text(encoding="utf-8") if (path := folder / name).exists() else "" for name in names}


def changed(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The names of the files that would change."""
    before = read(folder, files)
    return [name for name, now in files.items() if before[name] != now]


def difference(folder: Path, files: Mapping[str, str]) -> str:
    """The unified difference between what is there and `files`, with secrets covered; "" when there is none.

    A secret that changed shows as its line leaving and coming, both covered.
    """
    before = read(folder, files)
    lines: list[str] = []
    for name, now in files.items():
        lines += difflib.unified_diff(
            before[name].splitlines(), now.splitlines(), f"{folder / name}", f"{name}, rendered", lineterm=""
        )
    shown = "".join(f"{line}\n" for line in lines)
    for pattern, cover in _SECRET_LINES:
        shown = pattern.sub(cover, shown)
    return shown


def write(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write what differs, each file at once or not at all, with the folder's owner; the names written.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = changed(folder, files)
    owner = folder.stat()
    for name in names:
        part = folder / f".{name}.part"
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "w", encoding="utf-8") as file:
            file.write(files[name])
        if os.geteuid() == 0:
            os.chown(part, owner.st_uid, owner.st_gid)
        part.replace(folder / name)
    return names
