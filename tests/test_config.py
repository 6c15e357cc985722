"""The configuration: files, environment, and errors that say file, key and what is allowed."""

from pathlib import Path

import pytest

from jackfield.config import Config
from jackfield.config.file import ConfigError, load
from jackfield.config.manual import manual, settings
from jackfield.domain.access import NoProfile


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "jackfield.toml"


def test_without_file_and_environment_everything_has_its_default() -> None:
    config = load(None, {})
    assert config == Config()
    assert config.demo


def test_a_file_sets_what_it_names(file: Path) -> None:
    file.write_text('[asterisk]\nhost = "pbx"\nsecret = "s"\n[access]\nno_profile = "own"\n')
    config = load(file, {})
    assert (config.asterisk.host, config.access.no_profile, config.demo) == ("pbx", NoProfile.OWN, False)


def test_the_environment_wins_over_the_file(file: Path) -> None:
    file.write_text("[server]\nport = 1\n")
    assert load(file, {"JACKFIELD_SERVER_PORT": "8091"}).server.port == 8091
    assert load(None, {"JACKFIELD_SERVER_ALLOWED_ORIGINS": "https://a, https://b"}).server.allowed_origins == (
        "https://a",
        "https://b",
    )


def test_the_documented_spellings_of_throttling_are_understood(file: Path) -> None:
    file.write_text("[websocket]\nmessagePerDuration = 5\nmaxBurst = 7\n")
    websocket = load(file, {}).websocket
    assert (websocket.message_per_duration, websocket.max_burst) == (5, 7)
    websocket = load(None, {"WS_THROTTLING_NB_MESSAGES": "6", "WS_THROTTLING_NB_MESSAGES_BURST": "8"}).websocket
    assert (websocket.message_per_duration, websocket.max_burst) == (6, 8)


def test_a_secret_may_live_in_a_file(file: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\nnot this\n")
    file.write_text(f'[asterisk]\nhost = "pbx"\nsecret_file = "{tmp_path / "secret"}"\n')
    assert load(file, {}).asterisk.secret == "hush"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[server]\nprot = 1\n", ["prot", "allowed here", "port"]),
        ("[sever]\nport = 1\n", ["sever", "allowed here", "server"]),
        ("[server]\nport = 70000\n", ["server.port", "65535"]),
        ("[server]\nport = []\n", ["server.port", "int"]),
        ('[log]\nlevel = "loud"\n', ["log.level", "debug"]),
        ('[access]\nno_profile = "all"\n', ["access.no_profile"]),
        ("[server\n", ["not TOML"]),
        ('[asterisk]\nsecret_file = "/nowhere/at/all"\n', ["secret_file", "/nowhere/at/all"]),
        ('[sites]\nkeys = ["short"]\n', ["sites.keys", "16"]),
        ('[sites]\nkeys_file = "/nowhere/at/all"\n', ["keys_file", "/nowhere/at/all"]),
        ('[sites]\ntrusted = ["everybody"]\n', ["sites.trusted", "everybody"]),
        ("[shuttle]\ntls_port = 8888\n", ["[shuttle]", "tls_certificate"]),
        ('[webhooks]\nurls = ["https://crm.example/"]\n', ["webhooks", "secret", "openssl"]),
        ('[webhooks]\nurls = ["ftp://crm.example/"]\n', ["webhooks", "number 1", "http://"]),
        ('[csv_contacts]\nfile = "x"\ncolumns = ["a=b"]\n', ["contacts", "COLUMN=FIELD"]),
        ('[csv_contacts]\nfile = "x"\nname = "internal"\n', ["csv_contacts.name"]),
        ('[sql_contacts]\nurl = "sqlite:///x"\n', ["sql_contacts", "query"]),
        ('[sql_contacts]\nurl = "x"\nquery = "x"\n', ["contacts", "URL"]),
        ('[ldap_contacts]\nurl = "ldap://x"\n', ["ldap_contacts", "base"]),
        ('[ldap_contacts]\nurl = "http://x"\n', ["ldap_contacts.url"]),
        ('[ldap_contacts]\npassword_file = "/nowhere/x"\n', ["password_file", "/nowhere/x"]),
        (
            '[csv_contacts]\nfile = "x"\nname = "a"\n[ldap_contacts]\nurl = "ldap://x"\nbase = "o=x"\nname = "a"\n',
            ["one name"],
        ),
        ('[webhooks]\nsecret = "hunter2"\n', ["webhooks", "secret", "16 bytes"]),
    ],
)
def test_a_bad_file_stops_the_start_and_says_why(file: Path, text: str, said: list[str]) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    for part in said:
        assert part in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_secrets_are_read_from_files(file: Path, tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("# of the CRM\nkey-of-the-crm-1234\n\nkey-of-the-shop-123\n")
    (tmp_path / "secrets").write_text("new secret of 16 b\nold secret of 16 b\n")
    file.write_text(
        f'[sites]\nkeys_file = "{tmp_path / "keys"}"\n[api]\neventUrl = "http://crm.example/"\n'
        f'[webhooks]\nsecret_file = "{tmp_path / "secrets"}"\n'
    )
    config = load(file, {})
    assert config.sites.keys == ("key-of-the-crm-1234", "key-of-the-shop-123")
    assert config.webhooks.urls == ("http://crm.example/",)
    assert config.webhooks.secrets == ("new secret of 16 b", "old secret of 16 b")


def test_a_bad_environment_names_its_variable() -> None:
    with pytest.raises(ConfigError, match="JACKFIELD_SERVER_PORT"):
        load(None, {"JACKFIELD_SERVER_PORT": "many"})
    with pytest.raises(ConfigError, match="JACKFIELD_SEVER_PORT"):
        load(None, {"JACKFIELD_SEVER_PORT": "1"})


def test_a_missing_file_is_said(file: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(file, {})


def test_every_setting_has_a_meaning_in_the_manual() -> None:
    text = manual()
    for _, key, field in settings():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{key}` |"))
        assert row.split("|")[3].strip(), f"{key} ({field}) has no description"


def test_a_dial_rule_that_cannot_be_read_is_said(file: Path) -> None:
    file.write_text('[dialing]\nlines = ["1001: 1XXX abc"]\n')
    with pytest.raises(ConfigError, match=r"\[dialing\] 'abc' is no pattern"):
        load(file, {})
