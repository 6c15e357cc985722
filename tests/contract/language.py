"""The scenario language: text in, scenarios out. What a sentence does is said in `sentences.py`, nothing is done here.

[title]                 begins a scenario; its golden sequence is golden/TITLE.txt
# remark                for readers
1001 dials 1002         one sentence a line
"""

import re
from pathlib import Path

import msgspec
from msgspec import structs

from jackfield.config import Dialing

HERE = Path(__file__).parent
PHONE = r"10\d\d(?:_w)?"
"""A number, or its second device, the one in the browser: 1004_w."""
OUTSIDE = r"\+\d{6,}|0\d{6,}|112|15|17"
"""Numbers behind the trunk; the short ones are emergency numbers."""
USER_AGENT, OBEDIENT = "testbed-phone", "Yealink SIP-T46S 66.86.0.15"


class Step(msgspec.Struct, frozen=True):
    """One sentence and where it stands."""

    text: str
    place: str


class Scenario(msgspec.Struct, frozen=True):
    """A story, and whom it needs."""

    title: str
    steps: tuple[Step, ...]

    @property
    def slug(self) -> str:
        """The title as the name of a file."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")

    def _text(self) -> str:
        return "\n".join(step.text for step in self.steps)

    @property
    def phones(self) -> list[str]:
        """Every phone of the house that is named, in order of numbers."""
        return [number for number in self.devices if not number.endswith("_w")]

    @property
    def devices(self) -> list[str]:
        """The same with the second devices of their numbers."""
        return sorted(set(re.findall(rf"(?<![\d+]){PHONE}(?!\d)", self._text())))

    @property
    def doubled(self) -> set[str]:
        """The lines with a second device, in a browser, which a phone plays here."""
        return set(re.findall(rf"^({PHONE}) has a browser too$", self._text(), re.MULTILINE))

    @property
    def outsiders(self) -> list[str]:
        """Who acts or waits outside; a number that is only dialled needs nobody."""
        return sorted(set(re.findall(rf"^({OUTSIDE}) ", self._text(), re.MULTILINE)))

    @property
    def obedient(self) -> set[str]:
        """The phones that obey NOTIFY; what they call themselves tells the server."""
        return set(re.findall(rf"^({PHONE}) obeys notify$", self._text(), re.MULTILINE))

    @property
    def browsers(self) -> set[str]:
        """The lines that ring in a browser, which a phone plays here."""
        return set(re.findall(rf"^({PHONE}) is a browser$", self._text(), re.MULTILINE))

    @property
    def pretenders(self) -> set[str]:
        """The phones that call themselves obedient and are not."""
        return set(re.findall(rf"^({PHONE}) only claims to obey notify$", self._text(), re.MULTILINE))

    @property
    def mailboxes(self) -> list[str]:
        """The phones whose mailboxes take messages; at the beginning they are empty."""
        return re.findall(rf"^the mailbox of ({PHONE}) answers$", self._text(), re.MULTILINE)

    @property
    def qualified(self) -> list[str]:
        """The queues whose calls must be qualified."""
        return re.findall(r"^calls of queue (\w+) must be qualified$", self._text(), re.MULTILINE)

    @property
    def shows_sheets(self) -> bool:
        """Calls from outside show a sheet as soon as they ring."""
        return "calls from outside show a sheet when they ring" in self._text().splitlines()

    @property
    def dialing(self) -> Dialing:
        """What may be dialled from the screen."""
        allowed = re.findall(r"^dial rules allow (.+)$", self._text(), re.MULTILINE)
        calls = re.findall(r"^users may place (\d+) calls? a minute$", self._text(), re.MULTILINE)
        rules = Dialing()
        if allowed:
            listed = () if allowed[0] == "nothing" else tuple(allowed[0].split(", "))
            rules = structs.replace(rules, allow=listed, forwards=listed, transfers=listed, invitations=listed)
        return structs.replace(rules, calls_per_minute=int(calls[0])) if calls else rules

    @property
    def custom_variables(self) -> list[str]:
        """The variables of callers that integrations are told."""
        found = re.findall(r"^an integration listens for (.+)$", self._text(), re.MULTILINE)
        return found[0].split(", ") if found else []

    @property
    def picked_up(self) -> set[str]:
        """The lines whose calls are answered by calling the phone, which then picks up."""
        return set(re.findall(rf"^({PHONE}) answers by pick-up$", self._text(), re.MULTILINE))


def parse(text: str, source: str) -> list[Scenario]:
    """The scenarios of a file. Raises ValueError with the place for a sentence before any title, or a title twice."""
    found: dict[str, list[Step]] = {}
    steps: list[Step] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line, place = re.sub(r"(^|\s+)#.*$", "", raw).strip(), f"{source}:{number}"
        if not line:
            continue
        if line.startswith("["):
            title = line.strip("[]")
            if title in found:
                raise ValueError(f"{place}: [{title}] is there already")
            steps = found[title] = []
        elif steps is None:
            raise ValueError(f"{place}: a sentence before any [title]: {line}")
        else:
            steps.append(Step(line, place))
    return [Scenario(title, tuple(steps)) for title, steps in found.items()]


def scenarios() -> list[Scenario]:
    """All that there are. Raises ValueError for titles that are not each other's own."""
    found = [
        scenario
        for path in sorted((HERE / "scenarios").glob("*.txt"))
        for scenario in parse(path.read_text(encoding="utf-8"), path.name)
    ]
    slugs = [scenario.slug for scenario in found]
    doubled = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if doubled:
        raise ValueError(f"two scenarios of the same name: {', '.join(doubled)}")
    return found
