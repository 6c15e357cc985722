"""The passwords that go into the files, kept in `secrets.toml` beside them: made once, readable by their owner only.

Never shown, never logged. What the file has is kept; what is missing is made.
"""

import os
import secrets
import tomllib
from pathlib import Path

from jackfield.telephony.asterisk import text
from jackfield.telephony.asterisk.text import RenderError

NAME = "secrets.toml"
SECTIONS = ("lines", "mailboxes", "managers")
PIN_DIGITS = 6


class SecretsFile:
    """See `site.Secrets`. `manager_secret`: the one Jackfield's configuration names, instead of one made here."""

    def __init__(self, folder: Path, manager_secret: str = "") -> None:
        """Raises RenderError for a file that cannot be read or understood; a missing one is empty."""
        self.path = folder / NAME
        self._given = manager_secret
        self._kept = _read(self.path)
        self._before = _written(self._kept)

    def line(self, number: str) -> str:
        return self._one("lines", number, secrets.token_urlsafe(18))

    def mailbox(self, mailbox: str) -> str:
        return self._one("mailboxes", mailbox, f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}")

    def ami(self, user: str) -> str:
        if self._given:
            if not text.SECRET.fullmatch(self._given):
                raise RenderError(["the manager's secret has signs that cannot stand in a file of Asterisk"])
            return self._given
        return self._one("managers", user, secrets.token_urlsafe(24))

    def save(self) -> bool:
        """Write the file if something is new; whether it was. Raises OSError."""
        now = _written(self._kept)
        if now == self._before:
            return False
        part = self.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(now)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)
        self._before = now
        return True

    def _one(self, section: str, name: str, fresh: str) -> str:
        pattern = text.PIN if section == "mailboxes" else text.SECRET
        kept = self._kept[section].setdefault(name, fresh)
        if not pattern.fullmatch(kept):
            raise RenderError([f"{self.path}: the secret of {name} in [{section}] cannot stand in a file of Asterisk"])
        return kept


def line_passwords(path: Path) -> dict[str, str]:
    """The SIP passwords that such a file keeps, by line number. Raises RenderError; a missing file is one too."""
    if not path.exists():
        raise RenderError([f"{path}: does not exist; `jackfield asterisk render` makes it"])
    return _read(path)["lines"]


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except OSError as error:
        raise RenderError([f"{path}: {error.strerror}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise RenderError([f"{path}: is not TOML"]) from None
    kept: dict[str, dict[str, str]] = {}
    for section in SECTIONS:
        table = tables.pop(section, {})
        if not isinstance(table, dict) or not all(isinstance(each, str) for each in table.values()):
            raise RenderError([f"{path}: [{section}] must be names with texts"])
        kept[section] = dict(table)
    if tables:
        raise RenderError([f"{path}: only {', '.join(SECTIONS)} are known here"])
    return kept


def _written(kept: dict[str, dict[str, str]]) -> str:
    """As TOML; names and secrets are of signs that need no more than quotation marks."""
    blocks = ["# Passwords of the rendered files. Whoever may read this may call at your expense.\n"]
    for section in SECTIONS:
        entries = [f"{_quoted(name)} = {_quoted(kept[section][name])}\n" for name in sorted(kept[section])]
        blocks.append(f"[{section}]\n{''.join(entries)}")
    return "\n".join(blocks)


def _quoted(given: str) -> str:
    return '"' + given.replace("\\", "\\\\").replace('"', '\\"') + '"'
