"""The laws of the front end: locked packages without addresses, pages without inline script or style, strict types."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.house.tree import ROOT, below, shown

FRONTEND = ROOT / "frontend"


class Breaches(HTMLParser):
    """What the policy of the pages would forbid in one document."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(f"inline <{tag}>")
        self.found += [f"{name}= on <{tag}>" for name in given if name == "style" or name.startswith("on")]
        for name in ("src", "href"):
            if re.match(r"(?:[a-z]+:)?//|(?:data|javascript):", given.get(name) or ""):
                self.found.append(f"{name} leads elsewhere on <{tag}>")


def breaches(text: str) -> list[str]:
    parser = Breaches()
    parser.feed(text)
    return parser.found if parser.language else [*parser.found, "no language"]


def test_lock_file_says_what_and_not_where() -> None:
    packages = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert len(packages) > 1
    fetched = {name: package for name, package in packages.items() if name}
    assert not [name for name, package in fetched.items() if "resolved" in package]
    assert not [name for name, package in fetched.items() if not package["integrity"].startswith("sha512-")]


def test_packages_are_private_and_locked() -> None:
    wanted = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"][""]
    assert wanted["private"] is True
    for kind in ("dependencies", "devDependencies"):
        assert wanted[kind] == locked[kind]


def test_addresses_are_left_out_by_setting() -> None:
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text(encoding="utf-8").splitlines()


def test_typescript_is_strict() -> None:
    options = json.loads((FRONTEND / "tsconfig.json").read_text(encoding="utf-8"))["compilerOptions"]
    assert all(options[name] for name in ("strict", "noUncheckedIndexedAccess", "exactOptionalPropertyTypes"))


def test_sources_are_typescript() -> None:
    assert not [shown(path) for suffix in (".js", ".jsx", ".tsx") for path in below("frontend", suffix)]


def test_types_are_not_talked_away() -> None:
    """No `any`, no silenced error in what is written by hand."""
    hiding = re.compile(r"@ts-(?:ignore|nocheck)|[:<(] ?any\b|\bas any\b")
    written = [path for path in below("frontend/src", ".ts") if not path.name.endswith(".test.ts")]
    assert not [shown(path) for path in written if hiding.search(path.read_text(encoding="utf-8"))]


def test_pages_hold_nothing_inline() -> None:
    found = {shown(path): breaches(path.read_text(encoding="utf-8")) for path in below("frontend/src", ".html")}
    assert not {path: said for path, said in found.items() if said}


def test_pages_are_where_the_build_looks() -> None:
    for path in below("frontend/src", ".html"):
        assert path == FRONTEND / "src" / "pages" / path.stem / f"{path.stem}.html"


@pytest.mark.parametrize(
    "text",
    [
        "<p style='color:red'>",
        "<body onload=x()>",
        "<script>1</script>",
        "<style>p{}</style>",
        "<script src=//elsewhere/x.js></script>",
        "<a href=javascript:x()>",
    ],
)
def test_breaches_are_seen(text: str) -> None:
    assert len(breaches(f"<html lang=en>{text}")) == 1


def test_modules_are_not_too_long() -> None:
    longest = 400
    written = [path for path in below("frontend", ".ts") if "wire" not in path.parts]
    assert not [shown(path) for path in written if len(path.read_text(encoding="utf-8").splitlines()) > longest]


def test_modules_say_what_lives_there() -> None:
    assert not [shown(path) for path in below("frontend", ".ts") if not _opens_with_comment(path)]


def _opens_with_comment(path: Path) -> bool:
    return path.read_text(encoding="utf-8").startswith(("//", "/*"))


def test_what_is_built_is_not_committed() -> None:
    assert not below("src/jackfield/web/static", "")


SAMPLE = FRONTEND / "src" / "pages"
METHODS = """
    dial dialFromMobile dialByUsername dialFromQueue originate hangup answer hold directTransfer attendedTransfer
    completeTransfer cancelTransfer conference setData getCurrentCallsPhoneEvents dnd naFwd uncFwd busyFwd
    subscribeToPhoneHints unsubscribeFromAllPhoneHints changeUserStatus loginAgent logoutAgent toggleAgentLogin
    pauseAgent unpauseAgent listenAgent monitorPause monitorUnpause setAgentQueue removeAgentFromQueue
    subscribeToAgentStats
    getAgentDirectory getList subscribeToQueueStats subscribeToQueueCalls unSubscribeToQueueCalls
""".split()
"""What protocol 3.1, 4.1, 5.1 and 5.4 require."""
EVENTS = """
    LoggedOn UserStatuses UserStatusUpdate UserConfigUpdate VoiceMailStatusUpdate Sheet PhoneStatusUpdate
    PhoneHintStatusEvent PhoneEvent CurrentCallsPhoneEvents DirectoryResult Conferences CallHistory
""".split()
"""What the documents name of users and phones, by the documented constants (UsersStatuses is USERSTATUSES there)."""
EVENTS_OF_AGENTS = """
    AgentStateEvent AgentError AgentDirectory AgentConfig AgentList AgentListen AgentGroupList AgentStatistics
    QueueStatistics QueueCalls QueueConfig QueueList QueueMember QueueMemberList CallHistory RightProfile
    CallbackLists CallbackTaken CallbackStarted CallbackClotured CallbackReleased CallbackRequestUpdated
    UserQueueDefaultMembership
""".split()


def test_the_sample_pages_have_a_button_for_every_required_method() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in SAMPLE.glob("sample*/*-methods.ts"))
    assert [name for name in METHODS if not re.search(rf"method\('Cti\.{name}', .*Cti\.{name}\(", written)] == []


@pytest.mark.parametrize(("page", "events"), [("sample", EVENTS), ("sampleAgents", EVENTS_OF_AGENTS)])
def test_the_sample_pages_show_every_required_event(page: str, events: list[str]) -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in (SAMPLE / page).glob("*.ts"))
    named = re.findall(r"setHandler\((?:Cti\.MessageType\.|')(\w+)'?, \w+", written)
    handled = {name.upper() for name in named}
    assert [name for name in events if name.upper() not in handled] == []
