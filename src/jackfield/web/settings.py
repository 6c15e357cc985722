"""What can be set at the doors, with the documented defaults; `jackfield.config` fills it. Values only."""

import msgspec


class ThrottleSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages a socket may send: a bucket of `max_burst`, refilled with `message_per_duration` per 30 s."""

    message_per_duration: int = 90
    max_burst: int = 180


class OutboxSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How much may wait for a client that reads slowly before it is cut."""

    max_bytes: int = 1 << 20
    stall_seconds: float = 10.0
    """Cut when nothing at all went out for so long although something waits."""
    high_water: int = 64 * 1024
    """Above so many bytes in the transport, frames wait in the outbox."""


class ResumeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How long and how much is kept for clients that come back."""

    keep_seconds: int = 300
    entries: int = 10_000
    """Publications in the event log."""
    replies: int = 50_000
    """Answers in the event log, of all sessions."""
    replies_per_session: int = 1_000
    max_bytes: int = 64 << 20
    """Bytes of publications, and as many of answers."""
    detached_per_user: int = 50
    """Sessions of one user that wait to be resumed; a further one ends the oldest."""


class LoginSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How many logins may fail: a bucket for each account and each address; a login that succeeds costs nothing."""

    account_failures: int = 10
    account_refill_seconds: float = 30.0
    """One more attempt on an account after so many seconds."""
    address_failures: int = 100
    address_refill_seconds: float = 2.0
    remembered: int = 10_000
    """Accounts and addresses remembered at most; the longest unused is forgotten first."""


class SiteSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Which other servers may act for users without a password of theirs (protocol section 13)."""

    keys: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ("127.0.0.0/8", "::1")
    """Networks from which no key is asked."""


class ShuttleSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The door for integrations at `/socket.io/`."""

    on: bool = True
    engine_io_3: bool = True
    engine_io_4: bool = True
    token: str = ""
    """Who connects must name it; without one only programs of this machine may."""
    plain_port: int | None = None
    """A further port; None: none."""
    tls_port: int | None = None
    tls_certificate: str = ""
    tls_key: str = ""
    event_message: bool = False
    """Every step is told a second time, as the message `event`."""
    outbound: bool = False
    """All are told of the calls that agents make."""
    max_clients: int = 1000
    messages_per_second: float = 20.0
    burst: int = 100
    max_message: int = 100_000
    """Bytes of what a client may send at once."""
    queue_bytes: int = 1 << 20
    """Bytes that may wait for a client that polls."""
    ping_seconds: float = 25.0
    silent_seconds: float = 20.0
    """How long a ping, or its answer, may be late."""


class WebSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the doors need to know."""

    host: str = "127.0.0.1"
    port: int = 8090
    """0: any free port."""
    throttle: ThrottleSettings = ThrottleSettings()
    outbox: OutboxSettings = OutboxSettings()
    resume: ResumeSettings = ResumeSettings()
    logins: LoginSettings = LoginSettings()
    sites: SiteSettings = SiteSettings()
    token_seconds: int = 3600
    """Life of a token."""
    legacy_login: bool = True
    """Whether user name and password in the WebSocket URL are accepted."""
    cors_origins: tuple[str, ...] = ("*",)
    """Pages that may use the REST API from a browser; `*`: all."""
    websocket_origins: tuple[str, ...] = ()
    """Pages that may open a WebSocket; none named: all."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks whose `X-Forwarded-For` is believed."""
    shuttle: ShuttleSettings = ShuttleSettings()
    max_sockets: int = 15_000
    max_frame_bytes: int = 64 * 1024
    max_url_bytes: int = 8 * 1024
    max_body_bytes: int = 64 * 1024
    body_seconds: float = 10.0
    """A request body must be complete within so many seconds."""
    ping_seconds: float = 20.0
    silent_seconds: float = 60.0
    """Drop a socket from which nothing, not even a pong, came for so long."""
    close_seconds: float = 5.0
    """After a close frame the client has so long to answer; then the connection is torn down."""
    slow_close_seconds: float = 30.0
    """The same for a client that was cut for reading slowly: the close frame stands behind what it has not read yet."""
    drain_seconds: float = 5.0
    sip_token_required: bool = False
    """Only who shows a token may open a SIP WebSocket."""
    sip_keep_seconds: float = 20.0
    """How long the SIP connection of a browser that went away is kept for its return; 0: not at all."""
    max_sip_sockets: int = 5000
