"""What the tests of the rendered files share: secrets that everybody may know, the demo's directory, the golden files.

`python -m tests.telephony.asterisk.rendering` writes the golden files anew; look at the difference before committing.
"""

import asyncio
import tempfile
from pathlib import Path

from jackfield.domain.directory import Directory
from jackfield.domain.entries import Conference
from jackfield.storage import demo
from jackfield.storage.sql import SqlStorage
from jackfield.telephony.asterisk.render import render
from jackfield.telephony.asterisk.site import Site, Strategy

GOLDEN = Path(__file__).parent / "golden"
SITE = Site(
    emergency=("112",),
    trunk="trunk.example.com:5060",
    trunk_match=("192.0.2.0/24",),
    prefixes=("+3319900", "019900"),
    includes=("parkedcalls",),
    strategies={"green": Strategy.RINGALL},
)


class OpenSecrets:
    """Passwords by rule."""

    def line(self, number: str) -> str:
        return f"pw-{number}"

    def mailbox(self, mailbox: str) -> str:
        return "4321"

    def ami(self, user: str) -> str:
        return f"{user}-secret"


async def demo_in(folder: Path) -> tuple[Directory, tuple[Conference, ...]]:
    """The demo's directory and rooms, by way of a database in this folder."""
    storage = SqlStorage.in_directory(folder)
    try:
        await storage.open()
        await demo.fill(storage)
        return await storage.load_directory(), await storage.conferences()
    finally:
        await storage.close()


async def demo_files(folder: Path) -> dict[str, str]:
    """The demo, rendered."""
    return render(*await demo_in(folder), SITE, OpenSecrets())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in asyncio.run(demo_files(Path(folder))).items():
            (GOLDEN / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
