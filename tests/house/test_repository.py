"""What the repository must and must not contain: no address of a package registry, no path of somebody's machine,
pinned requirements with hashes, verbs that exist, a README that starts with its two commands."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, below, shown, tracked

VERBS = ("install", "serve", "test", "check", "soak", "docs", "bench", "testbed", "clean")

# Split, so that this file does not contain what it looks for.
REGISTRIES = tuple(
    "".join(parts)
    for parts in (
        ("pypi.", "org"),
        ("pythonhosted.", "org"),
        ("npmjs.", "org"),
        ("npmjs.", "com"),
        ("deb.debian.", "org"),
        ("security.debian.", "org"),
        ("static.crates.", "io"),
        ("proxy.golang.", "org"),
    )
)
DOWNLOAD = re.compile(r"(https?|ftp|file)://\S+?\.(whl|tar\.gz|tgz|deb|zip|tar\.xz)\b")
MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(?:" + "|".join(["work/", "var/" + "tmp/", "root/", "home/\\w", "Users/\\w"]) + ")"
)


def texts() -> list[tuple[Path, str]]:
    """Every tracked text file with what is in it; binary files are left out."""
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            found.append((path, data.decode("utf-8", "replace")))
    return found


def pins(name: str) -> dict[str, str]:
    """The packages of a requirements file with everything said about each, hashes and all."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return {block.partition("==")[0].strip(): block for block in blocks if "==" in block}


def project() -> dict[str, object]:
    """`pyproject.toml`."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def canonical(requirement: str) -> str:
    """The name in a requirement as the compiled files spell it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


def test_no_registry_is_named() -> None:
    assert not [f"{shown(path)}: {host}" for path, text in texts() for host in REGISTRIES if host in text]


def test_no_package_download_is_named() -> None:
    assert not [f"{shown(path)}: {found[0]}" for path, text in texts() if (found := DOWNLOAD.search(text))]


def test_no_path_of_a_machine() -> None:
    here = str(ROOT) if len(ROOT.parts) > 2 else "\0"
    breaches = [
        f"{shown(path)}:{number} {line.strip()[:80]}"
        for path, text in texts()
        if path != Path(__file__)
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATHS.search(line) or here in line
    ]
    assert not breaches


@pytest.mark.parametrize("line", ["cd /" + "work/main", "/" + "root/x", "at /" + "home/ann/x"])
def test_paths_of_machines_are_seen(line: str) -> None:
    assert MACHINE_PATHS.search(line)


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_exist(verb: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    told = subprocess.run(["make", "-n", verb], cwd=ROOT, capture_output=True, text=True, env=environment, timeout=50)
    assert told.returncode == 0, told.stderr
    assert re.search(rf"^{verb}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_help_names_every_verb() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=50).stdout
    assert not [verb for verb in VERBS if f"make {verb} " not in told]


def test_readme_starts_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = re.search(r"```\w*\n(.*?)```", readme, re.DOTALL)
    assert first is not None
    commands = [line.partition("#")[0].strip() for line in first[1].splitlines()]
    assert commands == ["make serve", "make test"]
    assert readme[: first.start()].count("\n") <= 12, "the commands belong on the first screen"


def test_continuous_integration_runs_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "exec make test"


@pytest.mark.parametrize("name", ["build.txt", "run.txt", "web.txt", "test.txt"])
def test_requirements_are_pinned_with_hashes(name: str) -> None:
    found = pins(name)
    assert found
    assert not [package for package, block in found.items() if "--hash=sha256:" not in block]


def test_requirements_are_compiled() -> None:
    """A package added by hand to one place only would not be installed by the verbs."""
    settings = json.loads(json.dumps(project()))
    assert {canonical(name) for name in settings["project"]["dependencies"]} <= {canonical(n) for n in pins("run.txt")}
    assert {canonical(name) for name in settings["build-system"]["requires"]} <= set(pins("build.txt"))
    asked = (ROOT / "requirements" / "test.in").read_text(encoding="utf-8").splitlines()
    wanted = {canonical(line) for line in asked if line and not line.startswith(("#", "-c"))}
    assert wanted <= {canonical(name) for name in pins("test.txt")}


def test_same_versions_everywhere() -> None:
    """The files are installed into one environment."""
    seen: dict[str, set[str]] = {}
    for name in ("build.txt", "run.txt", "web.txt", "test.txt"):
        for package, block in pins(name).items():
            seen.setdefault(canonical(package), set()).add(block.partition("==")[2].split()[0])
    assert not {package: versions for package, versions in seen.items() if len(versions) > 1}


def test_no_test_is_switched_off() -> None:
    """A test is left out by its marker, in the Makefile, aloud. One door may skip, where something cannot be had."""
    hiding = re.compile(r"pytest\.(skip|xfail|importorskip)|mark\.(skip|skipif|xfail)|unittest\.skip")
    allowed = {Path(__file__), ROOT / "tests" / "support" / "left_out.py"}
    hidden = [path for path in below("tests", ".py") if hiding.search(path.read_text(encoding="utf-8"))]
    assert not [shown(path) for path in hidden if path not in allowed]
