"""The wheel as it is published: it holds the pages, and runs without Node and without the repository."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("wheel")]

STATIC = ROOT / "src" / "jackfield" / "web" / "static"

ASK = """
import asyncio, sys
from aiohttp import ClientSession
import jackfield
from jackfield.app import running
from jackfield.config import Config, Server

async def main():
    assert jackfield.__file__.startswith(sys.argv[1]), jackfield.__file__
    config = Config(server=Server(port=0))
    async with running(config) as server, ClientSession(f"http://127.0.0.1:{server.port}") as http:
        for path in sys.argv[2:]:
            async with http.get(path) as answer:
                print(answer.status, answer.content_type, path)

asyncio.run(main())
"""


def built() -> set[str]:
    """What the build of the front end left, by its name in the package."""
    found = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}
    assert found, "the front end is not built: make install, or npm run build in frontend/"
    return found - {".built"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with a path on which there is no Node."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    environment = {**os.environ, "PATH": "/usr/sbin:/sbin"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=50)
    (found,) = target.glob("*.whl")
    return found


def test_the_wheel_holds_what_was_built(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    prefix = "jackfield/web/static/"
    assert {name.removeprefix(prefix) for name in names if name.startswith(prefix)} == built()
    assert not [name for name in names if "node_modules" in name or name.startswith("frontend")]


def test_the_source_archive_holds_it_too(tmp_path: Path) -> None:
    """A wheel that is built from it, as some tools do, needs no Node either."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=50)
    (found,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(found) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    prefix = "src/jackfield/web/static/"
    assert {name.removeprefix(prefix) for name in names if name.startswith(prefix)} == built()
    assert "frontend/package-lock.json" in names
    assert not [name for name in names if "node_modules" in name]


def test_the_wheel_serves_its_pages(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    paths = sorted(f"/{name}" for name in built() if name.startswith("assets/"))
    command = [sys.executable, "-W", "error", "-c", ASK, str(tmp_path), *paths]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PATH": "/usr/sbin:/sbin"}
    told = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=50)
    assert told.returncode == 0, told.stderr
    answers = [line for line in told.stdout.splitlines() if line.endswith(tuple(paths))]
    assert len(answers) == len(paths) > 0
    assert not [line for line in answers if not line.startswith("200 ")]
