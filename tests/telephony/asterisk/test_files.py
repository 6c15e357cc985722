"""The rendered files on the disk, and the passwords beside them."""

import stat
from pathlib import Path

import pytest

from jackfield.telephony.asterisk import files
from jackfield.telephony.asterisk.secrets import SecretsFile
from jackfield.telephony.asterisk.text import RenderError

SOME = {"pjsip.conf": "[1]\npassword = geheim\n", "voicemail.conf": "1 => 1234,Zoë\n", "queues.conf": "a = b\n"}


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert files.write(folder, SOME) == list(SOME)
    assert files.write(folder, SOME) == []
    assert files.write(folder, {**SOME, "queues.conf": "a = c\n"}) == ["queues.conf"]
    assert {path.name for path in folder.iterdir()} == set(SOME)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o640}


def test_the_difference_covers_secrets(tmp_path: Path) -> None:
    files.write(tmp_path, SOME)
    assert files.difference(tmp_path, SOME) == ""
    shown = files.difference(
        tmp_path,
        {
            "pjsip.conf": "[1]\npassword = other\n",
            "voicemail.conf": "1 => 9876,Zoë\n",
            "queues.conf": 'GotoIf($["${PIN}" = "5555"]?x)\n',
        },
    )
    assert not [word for word in ("geheim", "other", "1234", "9876", "5555") if word in shown]
    assert {"-password = ***", "+password = ***", "-1 => ***,Zoë", "-a = b"} <= set(shown.splitlines())


def test_secrets_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = SecretsFile(tmp_path)
    made = (first.line("1001"), first.mailbox("1001@default"), first.ami("jackfield"))
    assert len(set(made)) == 3
    assert len(made[0]) >= 24
    assert made[1].isdigit()
    assert not first.path.exists()
    assert first.save()
    assert not first.save()
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    again = SecretsFile(tmp_path)
    assert (again.line("1001"), again.mailbox("1001@default"), again.ami("jackfield")) == made
    assert again.line("1002") != made[0]
    assert again.save()


def test_the_configured_secret_of_the_manager_comes_first(tmp_path: Path) -> None:
    secrets = SecretsFile(tmp_path, 'it\'s; "x"\\')
    assert secrets.ami("jackfield") == 'it\'s; "x"\\'
    for bad in ("line\nend", " first", "é"):
        with pytest.raises(RenderError) as told:
            SecretsFile(tmp_path, bad).ami("jackfield")
        assert bad not in str(told.value)


@pytest.mark.parametrize(
    "content", ["not toml", "[lines]\n1001 = 7\n", "[other]\n", "lines = 1\n", '[lines]\n1001 = "a\\nb"\n']
)
def test_a_bad_file_of_secrets_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "secrets.toml").write_text(content)
    with pytest.raises(RenderError, match=r"secrets\.toml"):
        SecretsFile(tmp_path).line("1001")


def test_signs_of_toml_in_a_kept_secret_survive(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text("[lines]\n1001 = 'a\"\\b'\n")
    secrets = SecretsFile(tmp_path)
    secrets.line("1002")
    secrets.save()
    assert SecretsFile(tmp_path).line("1001") == 'a"\\b'
