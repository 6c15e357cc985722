"""What a client asks about its user and keeps for him: the line's configuration, names, preferences (protocol 5.4)."""

import hmac
from base64 import b64encode
from collections.abc import Iterator

from msgspec import UNSET, UnsetType

from jackfield.domain.asking import Asking
from jackfield.domain.directory import Line, LineKind, User
from jackfield.domain.effects import BrowserLog, Effect, Publish, Reply, user_topic
from jackfield.domain.lasting import Preference, PreferenceSet
from jackfield.domain.phone import phones
from jackfield.domain.results import Refused
from jackfield.domain.storing import store_for
from jackfield.domain.world import Ice, World
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import LineDevice, ResultStatus

LONGEST_KEY, LONGEST_VALUE, MOST_PREFERENCES = 100, 10_000, 200
LONGEST_LOG = 2000
LEVELS = {
    "error": "error", "fatal": "error", "warn": "warning", "warning": "warning", "debug": "debug", "trace": "debug",
}  # fmt: skip
"""What browsers call a level to what the log calls it; any other is `info`."""
NO_LINE = "-"
"""The id of the line of a user without one: what clients look for (protocol 9.3)."""


def get_config(ask: Asking, command: commands.GetConfig) -> Iterator[Effect]:
    """The line of the asker, to himself only; the one type there is was checked with the command."""
    line = ask.world.directory.line_of_user(ask.user.id)
    yield Reply(ask.ticket.session, line_config(ask.world, line))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def line_config(world: World, line: Line | None) -> events.LineConfig:
    """How a line registers. A desk phone has its password already: only browsers are told theirs."""
    if line is None:
        return events.LineConfig(id=NO_LINE)
    line = world.in_use(line)
    settings, webrtc = world.settings, line.kind is LineKind.WEBRTC
    agent = world.phones[line.number].user_agent
    account = line.endpoint.partition("/")[2]
    return events.LineConfig(
        id=str(line.id),
        name=account,
        password=world.line_passwords.get(account if line.browser_endpoint else line.number, "") if webrtc else "",
        xivoIp=settings.sip_host,
        webRtc=webrtc,
        hasDevice=not webrtc,
        vendor=agent.replace("/", " ").split()[0] if agent.strip() and not webrtc else UNSET,
        sipProxyName=settings.sip_proxy_name or UNSET,
        sipPort=settings.sip_port or UNSET,
        device=_device_in_use(line),
    )


def _device_in_use(line: Line) -> LineDevice | UnsetType:
    """Of a line as it is in use now."""
    if not line.browser_endpoint:
        return UNSET
    return LineDevice.WEBRTC if line.kind is LineKind.WEBRTC else LineDevice.PHONE


def other_device(world: World, user: User, now: float) -> Iterator[Effect]:
    """The other one of the two devices of a user's number is in use: his pages are told, and what state it is in."""
    line = world.directory.line_of_user(user.id)
    yield Publish(user_topic(user.id), line_config(world, line))
    if line is not None and (phone := world.phones.get(line.number)):
        yield from phones.tell_phone(world, phone, now)


def get_ice_config(ask: Asking, command: commands.GetIceConfig) -> Iterator[Effect]:
    """The servers that are configured; what is not is absent, clients trip over `null` (protocol 9.3)."""
    yield Reply(ask.ticket.session, ice_config(ask.world.ice, ask.user, ask.now))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def ice_config(ice: Ice, user: User, now: float) -> events.IceConfig:
    """STUN and TURN for one user; the credentials are those of coturn's REST scheme (`use-auth-secret`)."""
    stun = events.StunConfig(urls=ice.stun_urls) if ice.stun_urls else UNSET
    if not (ice.turn_urls and ice.turn_secret):
        return events.IceConfig(stunConfig=stun)
    username = f"{int(now) + ice.turn_seconds}:{user.login}"
    signed = hmac.digest(ice.turn_secret.encode(), username.encode(), "sha1")
    turn = events.TurnConfig(
        urls=ice.turn_urls, username=username, credential=b64encode(signed).decode(), ttl=ice.turn_seconds
    )
    return events.IceConfig(stunConfig=stun, turnConfig=turn)


def look_up_name(ask: Asking, command: commands.DisplayNameLookup) -> Iterator[Effect]:
    """The full name of a user."""
    user = ask.world.directory.user_by_login(command.username)
    if user is None:
        raise Refused(RefusalCode.NOT_FOUND, f"There is no user {command.username[:64]!r}")
    yield Reply(ask.ticket.session, events.UserDisplayName(userName=user.login, displayName=user.full_name))
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def set_preference(ask: Asking, command: commands.SetUserPreference) -> Iterator[Effect]:
    """Keep it; told to all connections of the user when it is on the disk."""
    world, user = ask.world, ask.user
    own = world.preferences.get(user.id, {})
    if len(command.key) > LONGEST_KEY or len(command.value) > LONGEST_VALUE or len(command.value_type) > LONGEST_KEY:
        text = f"A preference has at most {LONGEST_KEY} characters of key and type and {LONGEST_VALUE} of value"
        raise Refused(RefusalCode.BAD_REQUEST, text)
    if command.key not in own and len(own) >= MOST_PREFERENCES:
        raise Refused(RefusalCode.BAD_REQUEST, f"A user has at most {MOST_PREFERENCES} preferences")
    preference = Preference(command.value, command.value_type)

    def kept(now: float) -> Iterator[Effect]:
        world.preferences.setdefault(user.id, {})[command.key] = preference
        yield Publish(user_topic(user.id), _told(command.key, preference))

    yield from store_for(ask, (PreferenceSet(user.id, command.key, preference),), kept)


def push_log(ask: Asking, command: commands.PushLogToServer) -> Iterator[Effect]:
    """One line of the browser's log, without anything that could look like another line."""
    text = "".join(sign if sign.isprintable() else " " for sign in command.log[:LONGEST_LOG])
    yield BrowserLog(ask.user.login, LEVELS.get(command.level.lower(), "info"), text)
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def unregister_app(ask: Asking, command: commands.UnregisterMobileApp) -> Iterator[Effect]:
    """No token of a mobile app is kept, so there is none to forget."""
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def preferences_of(world: World, user: User) -> Iterator[events.UserPreference]:
    """All that is kept for a user, for a session that begins."""
    for key, preference in world.preferences.get(user.id, {}).items():
        yield _told(key, preference)


def _told(key: str, preference: Preference) -> events.UserPreference:
    return events.UserPreference(key=key, value=preference.value, value_type=preference.value_type)
