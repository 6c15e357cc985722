"""`jackfield asterisk render` as an administrator uses it."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jackfield.cli import app
from jackfield.telephony.asterisk.render import FILES
from tests.telephony.asterisk.rendering import demo_in


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with the demo's people."""
    asyncio.run(demo_in(tmp_path / "data"))
    return tmp_path / "data"


def render(data: Path, to: Path, *more: str, **environment: str) -> Result:
    words = ["asterisk", "render", "--data", str(data), "--to", str(to), *more]
    return CliRunner().invoke(app, words, env={f"JACKFIELD_{key}": value for key, value in environment.items()})


def test_files_are_written_once_and_checked(data: Path, tmp_path: Path) -> None:
    to = tmp_path / "etc" / "jackfield"
    checked = render(data, to, "--check")
    assert checked.exit_code == 1
    assert "+[1001](jackfield-phone)" in checked.output
    assert not to.exists()
    first = render(data, to)
    assert first.exit_code == 0
    assert [Path(line.removeprefix("written: ")).name for line in first.output.splitlines()] == list(FILES)
    assert sorted(path.name for path in to.iterdir()) == [*FILES[:6], "secrets.toml", *FILES[6:]]
    before = {path.name: path.read_text() for path in to.iterdir()}
    assert (render(data, to).output, render(data, to, "--check").exit_code) == ("", 0)
    assert {path.name: path.read_text() for path in to.iterdir()} == before


def test_no_secret_is_ever_shown(data: Path, tmp_path: Path) -> None:
    first = render(data, tmp_path)
    kept = [line.split('"')[3] for line in (tmp_path / "secrets.toml").read_text().splitlines() if " = " in line]
    assert len(kept) == 8 + 2 + 1
    (tmp_path / "secrets.toml").unlink()
    changed = render(data, tmp_path, "--check", ASTERISK_SECRET="one-of-ours")
    assert changed.exit_code == 1
    assert changed.output.count("+password = ***") == 8
    for secret in (*kept, "one-of-ours"):
        assert secret not in first.output + changed.output


def test_a_bad_setting_is_told_and_nothing_is_written(data: Path, tmp_path: Path) -> None:
    for environment, what in (
        ({"RENDER_TRUNK": "a b"}, "the trunk 'a b'"),
        ({"RENDER_STRATEGIES": "blue=x"}, "NAME=STRATEGY"),
        ({"RENDER_CALLBACK_DIGIT": "12"}, "callback_digit"),
    ):
        refused = render(data, tmp_path / "to", **environment)
        assert refused.exit_code == 2
        assert what in refused.output
    assert not (tmp_path / "to").exists()
