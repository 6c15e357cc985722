"""What each part is told of the configuration: the one place that knows the names on both sides. Nothing acts here."""

from tzlocal import get_localzone_name

from jackfield.config import Config
from jackfield.domain.people.columns import columns
from jackfield.domain.world import Ice, Settings
from jackfield.plugins.host import PluginSettings
from jackfield.plugins.process import Limits
from jackfield.web.settings import (
    LoginSettings,
    OutboxSettings,
    ResumeSettings,
    ShuttleSettings,
    SiteSettings,
    ThrottleSettings,
    WebSettings,
)


def core_settings(config: Config) -> Settings:
    """What the core is told of the configuration."""
    return Settings(
        pbx="simulator" if config.demo else config.asterisk.host,
        no_profile=config.access.no_profile,
        obedient_agents=tuple(agent.lower() for agent in config.telephony.obedient_agents),
        command_deadline_seconds=config.telephony.command_deadline_seconds,
        originate_timeout_seconds=config.telephony.originate_timeout_seconds,
        international_prefix=config.telephony.international_prefix,
        sip_host=config.telephony.sip_host or config.asterisk.host,
        sip_proxy_name=config.telephony.sip_proxy_name,
        sip_port=config.telephony.sip_port,
        look_seconds=config.telephony.look_seconds,
        time_zone=config.queues.time_zone or get_localzone_name(),
        queue_thresholds=config.queues.thresholds,
        absence_seconds=60.0 * config.queues.absence_minutes,
        announce_listening=config.queues.announce_listening,
        dial_rules=config.dialing.rules,
        mobile_channel=config.telephony.mobile_channel,
        voice_messages=config.telephony.voice_messages,
        directory_columns=columns(config.directory.columns),
        contact_sources=config.contact_sources,
        directory_results=config.directory.max_results,
        peer_technology=config.shuttle.peer_technology,
        outside_prefix=next(iter(config.render.prefixes), ""),
        by_days_event=config.history.by_days_event,
    )


def ice(config: Config) -> Ice:
    """How browsers' calls find their way."""
    webrtc = config.webrtc
    return Ice(
        stun_urls=webrtc.stun_urls,
        turn_urls=webrtc.turn_urls,
        turn_secret=webrtc.turn_secret,
        turn_seconds=webrtc.turn_seconds,
    )


def sip_url(config: Config) -> str:
    """Asterisk's own WebSocket for SIP."""
    return config.webrtc.sip_url or f"ws://{config.asterisk.host}:8088/ws"


def web_settings(config: Config) -> WebSettings:
    """What the doors are told of it."""
    websocket = config.websocket
    return WebSettings(
        host=config.server.host,
        port=config.server.port,
        throttle=ThrottleSettings(message_per_duration=websocket.message_per_duration, max_burst=websocket.max_burst),
        outbox=OutboxSettings(max_bytes=websocket.outbox_bytes, stall_seconds=websocket.outbox_seconds),
        resume=ResumeSettings(keep_seconds=round(websocket.keep_seconds), entries=websocket.keep_events),
        logins=LoginSettings(
            account_failures=config.auth.account_failures, address_failures=config.auth.address_failures
        ),
        sites=SiteSettings(keys=config.sites.keys, trusted=config.sites.trusted),
        trusted_proxies=config.server.trusted_proxies,
        shuttle=shuttle_settings(config),
        max_sockets=config.server.max_sockets,
        drain_seconds=config.server.drain_seconds,
        token_seconds=config.auth.token_seconds,
        legacy_login=config.auth.legacy_login,
        cors_origins=config.server.allowed_origins,
        websocket_origins=() if "*" in config.server.websocket_origins else config.server.websocket_origins,
        ping_seconds=websocket.ping_seconds,
        silent_seconds=websocket.idle_seconds,
        sip_token_required=config.webrtc.token_required,
        sip_keep_seconds=config.webrtc.keep_seconds,
        max_sip_sockets=config.webrtc.max_sockets,
    )


def plugin_settings(config: Config) -> list[PluginSettings]:
    """The plug-ins that are to run."""
    return [
        PluginSettings(
            name=name,
            use=section.use or name,
            settings=section.settings,
            queues=frozenset(section.queues),
            outbound=section.outbound,
            most_waiting=section.max_waiting,
            memory_megabytes=section.memory_megabytes,
            limits=Limits(event=section.time_limit_seconds, at_once=section.at_once),
        )
        for name, section in config.integrations.items()
        if section.on
    ]


def shuttle_settings(config: Config) -> ShuttleSettings:
    """What the door for integrations is told."""
    shuttle = config.shuttle
    return ShuttleSettings(
        on=shuttle.on,
        engine_io_3=shuttle.engine_io_3,
        engine_io_4=shuttle.engine_io_4,
        token=shuttle.token,
        plain_port=None if shuttle.plain_port < 0 else shuttle.plain_port,
        tls_port=None if shuttle.tls_port < 0 else shuttle.tls_port,
        tls_certificate=shuttle.tls_certificate,
        tls_key=shuttle.tls_key,
        event_message=shuttle.event_message,
        outbound=shuttle.outbound,
        max_clients=shuttle.max_clients,
        messages_per_second=shuttle.messages_per_second,
        burst=shuttle.burst,
    )
