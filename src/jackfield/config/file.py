"""Reading the configuration: a file, the environment over it, and what is wrong with them in words for administrators.

The settings themselves, their defaults are in `jackfield.config`, their manual beside it.
"""

import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import msgspec
from msgspec.structs import replace

from jackfield.config import Config
from jackfield.config.contact_sources import sources_of
from jackfield.config.manual import settings
from jackfield.contacts.source import SourceError
from jackfield.domain.phone.patterns import PatternError
from jackfield.webhooks.receiver import Receiver, ReceiverError, key_of

PREFIX = "JACKFIELD_"
SHORTEST_KEY = 16


class ConfigError(Exception):
    """The configuration cannot be used; the text says file, key and what is allowed."""


DOCUMENTED_SPELLINGS = {
    ("websocket", "messagePerDuration"): "message_per_duration",
    ("websocket", "maxBurst"): "max_burst",
}
"""Keys that the documents write otherwise (protocol 1.9)."""

DOCUMENTED_ENVIRONMENT = {
    "WS_THROTTLING_NB_MESSAGES": ("websocket", "message_per_duration"),
    "WS_THROTTLING_NB_MESSAGES_BURST": ("websocket", "max_burst"),
    "AUTH_EXPIRES": ("auth", "token_seconds"),
}


def load(path: Path | None, environment: Mapping[str, str]) -> Config:
    """The configuration of a file (or none) under an environment.

    Raises:
        ConfigError: unreadable file, unknown key, bad value.
    """
    tables = _read(path) if path else {}
    _rename(tables)
    where = _override(tables, environment)
    try:
        config = msgspec.convert(tables, Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(_explain(str(error), str(path or "the configuration"), where)) from None
    _check_networks(config, path)
    _check_dial_rules(config, path)
    _check_time_zone(config, path)
    _check_shuttle(config, path)
    config = _with_webhook_secrets(_with_keys(_with_secrets(config)))
    config = _with_plugin_secrets(_with_ldap_password(config))
    _check_webhooks(config, path)
    _check_contact_sources(config, path)
    return config


def _check_contact_sources(config: Config, path: Path | None) -> None:
    names = config.contact_sources
    try:
        sources_of(config)
        if len(set(names)) != len(names):
            raise ValueError(f"two sources of contacts have one name: {', '.join(names)}")
        if config.sql_contacts.url and not config.sql_contacts.query.strip():
            raise ValueError("[sql_contacts] query is needed")
        if config.ldap_contacts.url and not config.ldap_contacts.base:
            raise ValueError("[ldap_contacts] base is needed")
    except (ValueError, SourceError) as error:
        raise ConfigError(f"{path or 'the configuration'}: contacts: {error}") from None


def _with_ldap_password(config: Config) -> Config:
    section = config.ldap_contacts
    if not section.password_file:
        return config
    try:
        password = Path(section.password_file).read_text(encoding="utf-8").splitlines()[0]
    except (OSError, IndexError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", "is empty or no text")
        raise ConfigError(f"[ldap_contacts] password_file: {section.password_file}: {said}") from None
    return msgspec.structs.replace(config, ldap_contacts=msgspec.structs.replace(section, password=password))


def _with_plugin_secrets(config: Config) -> Config:
    """What plug-ins are to know, with the texts that are kept in files of their own."""
    if not config.integrations:
        return config
    plugins = {
        name: replace(section, settings=_read_in(section.settings, f"[integrations.{name}.settings]"))
        for name, section in config.integrations.items()
    }
    return replace(config, integrations=plugins)


def _read_in(settings: object, where: str) -> object:
    if isinstance(settings, list):
        return [_read_in(each, where) for each in settings]
    if not isinstance(settings, dict):
        return settings
    if settings.keys() == {"file"} and isinstance(settings["file"], str):
        return _first_line(settings["file"], where)
    return {name: _read_in(value, f"{where} {name}") for name, value in settings.items()}


def _check_webhooks(config: Config, path: Path | None) -> None:
    section, what = config.webhooks, ""
    try:
        for number, url in enumerate(section.urls, 1):
            what = f"urls: number {number}"
            Receiver.at(url)
        for secret in section.secrets:
            what = "secret"
            key_of(secret)
    except ReceiverError as error:
        raise ConfigError(f"{path or 'the configuration'}: [webhooks] {what} {error}") from None
    if section.urls and not section.secrets:
        text = "secret or secret_file is needed, requests are signed with it; `openssl rand -base64 32` makes one"
        raise ConfigError(f"{path or 'the configuration'}: [webhooks] {text}")


def _with_webhook_secrets(config: Config) -> Config:
    section = config.webhooks
    if not section.secret_file:
        return config
    secrets = "\n".join((*section.secrets, *_secrets("[webhooks] secret_file", section.secret_file)))
    return msgspec.structs.replace(config, webhooks=msgspec.structs.replace(section, secret=secrets))


def _check_networks(config: Config, path: Path | None) -> None:
    for key, networks in (
        ("server.trusted_proxies", config.server.trusted_proxies),
        ("sites.trusted", config.sites.trusted),
    ):
        for text in networks:
            try:
                ip_network(text)
            except ValueError as error:
                raise ConfigError(f"{path or 'the configuration'}: [{key}] {error}") from None


def _check_dial_rules(config: Config, path: Path | None) -> None:
    try:
        _ = config.dialing.rules
    except PatternError as error:
        raise ConfigError(f"{path or 'the configuration'}: [dialing] {error}") from None


def _check_time_zone(config: Config, path: Path | None) -> None:
    name = config.queues.time_zone
    if name and name not in available_timezones():
        text = f"{name!r} is no time zone; they are called `Europe/Paris`, `UTC` and so on"
        raise ConfigError(f"{path or 'the configuration'}: [queues.time_zone] {text}")


def _check_shuttle(config: Config, path: Path | None) -> None:
    section = config.shuttle
    if section.tls_port >= 0 and not section.tls_certificate:
        text = "tls_port needs tls_certificate, the file with its certificate"
        raise ConfigError(f"{path or 'the configuration'}: [shuttle] {text}")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None


def _rename(tables: dict[str, Any]) -> None:
    for (section, spelling), key in DOCUMENTED_SPELLINGS.items():
        table = tables.get(section)
        if isinstance(table, dict) and spelling in table:
            table[key] = table.pop(spelling)
    api = tables.get("api")
    if isinstance(api, dict) and set(api) == {"eventUrl"}:  # protocol section 13
        tables.setdefault("webhooks", {}).setdefault("urls", [tables.pop("api")["eventUrl"]])


def _override(tables: dict[str, Any], environment: Mapping[str, str]) -> dict[str, str]:
    """Put the environment's values in; which variable set which key, for error texts."""
    where: dict[str, str] = {}
    known = dict(DOCUMENTED_ENVIRONMENT)
    for section, key, _ in settings():
        known[f"{PREFIX}{section}_{key}".upper()] = (section, key)
    for name, value in environment.items():
        target = known.get(name)
        if target is None:
            if name.startswith(PREFIX) and not name.startswith(PREFIX + "TEST_"):
                raise ConfigError(f"{name}: there is no such setting; the manual lists them all")
            continue
        section, key = target
        table = tables.setdefault(section, {})
        if isinstance(table, dict):
            table[key] = [part.strip() for part in value.split(",")] if _is_list(section, key) else value
            where[f"$.{section}.{key}"] = name
    return where


def _is_list(section: str, key: str) -> bool:
    default = getattr(getattr(Config(), section), key)
    return isinstance(default, tuple)


def _explain(error: str, source: str, where: Mapping[str, str]) -> str:
    text, _, path = error.partition(" - at `")
    path = path.rstrip("`")
    source = where.get(path, source)
    key = path.removeprefix("$").removeprefix(".")
    hint = ""
    if "unknown field" in text:
        section = key
        keys = sorted(each for name, each, _ in settings() if name == section) or sorted(Config.__struct_fields__)
        hint = f"; allowed here: {', '.join(keys)}"
    return f"{source}: {f'[{key}] ' if key else ''}{text}{hint}"


def _with_keys(config: Config) -> Config:
    path = config.sites.keys_file
    if not path:
        return config
    keys = _secrets("[sites] keys_file", path)
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise ConfigError(f"[sites] keys_file: {path}: a key has fewer than {SHORTEST_KEY} characters")
    return msgspec.structs.replace(config, sites=msgspec.structs.replace(config.sites, keys=config.sites.keys + keys))


def _secrets(setting: str, path: str) -> tuple[str, ...]:
    """The secrets in a file, one a line; empty lines and comments are left out."""
    try:
        lines = [line.strip() for line in Path(path).read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{setting}: {path}: {getattr(error, 'strerror', 'is no text')}") from None
    found = tuple(line for line in lines if line and not line.startswith("#"))
    if not found:
        raise ConfigError(f"{setting}: {path}: is empty")
    return found


def _with_secrets(config: Config) -> Config:
    """The secrets that are in files of their own."""
    if path := config.asterisk.secret_file:
        secret = _first_line(path, "[asterisk] secret_file")
        config = replace(config, asterisk=replace(config.asterisk, secret=secret))
    if path := config.webrtc.turn_secret_file:
        secret = _first_line(path, "[webrtc] turn_secret_file")
        config = replace(config, webrtc=replace(config.webrtc, turn_secret=secret))
    return config


def _first_line(path: str, setting: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, IndexError) as error:
        raise ConfigError(f"{setting}: {path}: {getattr(error, 'strerror', 'is empty')}") from None
