"""The configuration: one TOML file, every key also by environment, the manual printed from the same types.

`[section] key` is overridden by the environment variable `JACKFIELD_SECTION_KEY`. A key that does not exist or a bad
value stops the start with file, key and what is allowed. `python -m jackfield.config` prints the manual.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from jackfield.config.outside import CsvContacts, LdapContacts, PluginSection, Sites, SqlContacts
from jackfield.config.outside import Webhooks as Webhooks
from jackfield.config.section import Count, Port, Seconds, Section
from jackfield.domain.access import NoProfile
from jackfield.domain.people.columns import DEFAULT, WRITTEN
from jackfield.domain.phone.patterns import DialRules, Purpose, lists_by_name, lists_by_profile, number_list
from jackfield.domain.world import OBEDIENT_AGENTS


class Server(Section, frozen=True, kw_only=True):
    """Where browsers and programs reach Jackfield."""

    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[Port, Meta(description="Port for HTTP and WebSocket; 0 takes a free one.")] = 8090
    allowed_origins: Annotated[
        tuple[str, ...],
        Meta(
            description="Origins that may use the API from another site; `*` is all, and then no cookie is ever used."
        ),
    ] = ("*",)
    websocket_origins: Annotated[
        tuple[str, ...], Meta(description="Origins from which a WebSocket may be opened; `*` is all.")
    ] = ("*",)
    trusted_proxies: Annotated[
        tuple[str, ...], Meta(description="Addresses or networks whose `X-Forwarded-For` is believed.")
    ] = ()
    max_sockets: Annotated[Count, Meta(description="WebSockets at the same time.")] = 15_000
    drain_seconds: Annotated[
        Seconds, Meta(description="How long clients may take what waits for them when the server stops.")
    ] = 5.0


class Websocket(Section, frozen=True, kw_only=True):
    """Limits of one WebSocket."""

    message_per_duration: Annotated[
        Count, Meta(description="Messages a client may send per 30 s in the long run (`WS_THROTTLING_NB_MESSAGES`).")
    ] = 90
    max_burst: Annotated[
        Count, Meta(description="Messages it may send at once (`WS_THROTTLING_NB_MESSAGES_BURST`).")
    ] = 180
    outbox_bytes: Annotated[
        Count, Meta(description="Bytes kept for a client that does not read; over it, it is cut.")
    ] = 1024 * 1024
    outbox_seconds: Annotated[Seconds, Meta(description="Seconds without progress after which it is cut.")] = 10.0
    ping_seconds: Annotated[Seconds, Meta(description="Interval of protocol pings.")] = 20.0
    idle_seconds: Annotated[
        Seconds, Meta(description="Silence (no frame, no pong) after which a socket is dropped.")
    ] = 60.0
    keep_seconds: Annotated[
        Seconds, Meta(description="How long the session of a lost numbered socket can be resumed.")
    ] = 300.0
    keep_events: Annotated[Count, Meta(description="How many events are kept for resuming.")] = 10_000


class Auth(Section, frozen=True, kw_only=True):
    """Tokens and logins."""

    token_seconds: Annotated[Count, Meta(description="Lifetime of a token (`AUTH_EXPIRES`).")] = 3600
    legacy_login: Annotated[
        bool, Meta(description="Accept user name and password in the WebSocket URL, as old clients send them.")
    ] = True
    account_failures: Annotated[
        Count, Meta(description="Failed logins of one account in a row before it has to wait between attempts.")
    ] = 10
    address_failures: Annotated[Count, Meta(description="The same for one address, whatever the account.")] = 100


class Access(Section, frozen=True, kw_only=True):
    """Rights."""

    no_profile: Annotated[
        NoProfile, Meta(description="What a user without profile may do: `admin` (documented default) or `own`.")
    ] = NoProfile.ADMIN


class StorageSection(Section, frozen=True, kw_only=True):
    """Where what must last is kept."""

    data: Annotated[str, Meta(description="Data directory; empty: a temporary one, only with the demo.")] = ""
    url: Annotated[str, Meta(description="Database URL; empty: SQLite in the data directory.")] = ""


class Asterisk(Section, frozen=True, kw_only=True):
    """The PBX. Without a host, the built-in simulator is used."""

    host: Annotated[str, Meta(description="Address of the manager interface (AMI).")] = ""
    port: Annotated[Port, Meta(description="Port of the manager interface.")] = 5038
    user: Annotated[str, Meta(description="Manager user.")] = "jackfield"
    secret: Annotated[str, Meta(description="Its secret; better kept in a file (`secret_file`).")] = ""
    secret_file: Annotated[str, Meta(description="File whose first line is the secret.")] = ""
    hold_context: Annotated[
        str, Meta(description="Context whose extension `hold` plays music, for holds by the server.")
    ] = "jackfield"
    dead_after_seconds: Annotated[Seconds, Meta(description="A silent link is given up after this time.")] = 10.0


class Render(Section, frozen=True, kw_only=True):
    """What `jackfield asterisk render` puts into Asterisk's files besides the directory. Seconds are whole."""

    sip_bind: Annotated[
        str, Meta(description="Where SIP over UDP is taken; empty when pjsip.conf has transports of its own.")
    ] = "0.0.0.0:5060"
    media_address: Annotated[str, Meta(description="The only address for sound; empty lets Asterisk choose.")] = ""
    manager_bind: Annotated[str, Meta(description="Address on which Asterisk serves the manager interface.")] = (
        "127.0.0.1"
    )
    manager_permit: Annotated[tuple[str, ...], Meta(description="Networks from which the manager user may log in.")] = (
        "127.0.0.1/255.255.255.255",
    )
    trunk: Annotated[str, Meta(description="Host and port of the trunk behind `0...`; empty for none.")] = ""
    trunk_match: Annotated[
        tuple[str, ...], Meta(description="Networks from which its calls come; empty: the trunk's own address.")
    ] = ()
    prefixes: Annotated[
        tuple[str, ...],
        Meta(
            description="What the trunk writes before our numbers; the first is put before them in calls that go out."
        ),
    ] = ()
    includes: Annotated[
        tuple[str, ...], Meta(description="Contexts of your own that phones may dial too, such as `parkedcalls`.")
    ] = ()
    data_keys: Annotated[tuple[str, ...], Meta(description="Attached data that events carry from the beginning.")] = (
        "USR_DATA1",
        "USR_DATA2",
        "USR_DATA3",
    )
    strategies: Annotated[
        tuple[str, ...], Meta(description="Strategies of single queues, `NAME=STRATEGY` each; the others: `rrmemory`.")
    ] = ()
    agent_ring_seconds: Annotated[Count, Meta(description="How long an agent's phone rings for a queue call.")] = 15
    ring_seconds: Annotated[Count, Meta(description="How long a phone rings.")] = 30
    wait_seconds: Annotated[Count, Meta(description="How long a call may wait in a queue.")] = 300
    mailbox_answers: Annotated[
        bool, Meta(description="Calls nobody answers go to the mailbox of the line's user; `*90` overrules.")
    ] = True
    callback_digit: Annotated[
        str, Meta(description="Who presses it while waiting in a queue asks to be called back.", pattern="^[0-9*#]$")
    ] = "1"


class Telephony(Section, frozen=True, kw_only=True):
    """How calls are made."""

    obedient_agents: Annotated[
        tuple[str, ...],
        Meta(description="Beginnings of user agents, lower case, that answer and hold on an in-dialog NOTIFY."),
    ] = OBEDIENT_AGENTS
    originate_timeout_seconds: Annotated[Seconds, Meta(description="How long the user's own phone rings.")] = 30.0
    command_deadline_seconds: Annotated[
        Seconds, Meta(description="After this time the outcome of a command is called unknown.")
    ] = 10.0
    look_seconds: Annotated[
        float,
        Meta(
            description="How often what is known is compared with the PBX's own lists and repaired; 0: never.",
            ge=0,
            le=60,
        ),
    ] = 2.0
    line_passwords_file: Annotated[
        str,
        Meta(
            description="The `secrets.toml` that `jackfield asterisk render` keeps: from it the browsers of webrtc "
            "lines are told their SIP passwords. Empty: they are told none."
        ),
    ] = ""
    sip_host: Annotated[
        str, Meta(description="Host of Asterisk's SIP by WebSocket as browsers reach it; empty: `asterisk.host`.")
    ] = ""
    sip_proxy_name: Annotated[str, Meta(description="SIP domain that newer WebRTC clients use; empty for none.")] = ""
    sip_port: Annotated[int, Meta(description="SIP port that they use with it; 0 for none.", ge=0, le=65535)] = 0
    international_prefix: Annotated[
        str, Meta(description="What a leading `+` of a number becomes.", pattern="^[0-9]{0,6}$")
    ] = "00"
    mobile_channel: Annotated[
        str,
        Meta(
            description="How a user's mobile is called, `{number}` being its number.",
            pattern=r"^[A-Za-z0-9]{1,20}/[A-Za-z0-9_+*#.@:;/-]*\{number\}[A-Za-z0-9_+*#.@:;/-]*$",
        ),
    ] = "PJSIP/{number}@trunk"
    voice_messages: Annotated[
        str,
        Meta(
            description="Directory of the PBX with the messages that callbacks name in `Message`.",
            pattern=r"^(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+/?$",
        ),
    ] = "/var/spool/asterisk/callbacks"


class WebRtc(Section, frozen=True, kw_only=True):
    """Telephones in the browser: SIP over WebSocket through Jackfield (`/ws`, `/wssip`), STUN and TURN."""

    sip_url: Annotated[
        str,
        Meta(
            description="Asterisk's own WebSocket for SIP; empty: `ws://` `asterisk.host` `:8088/ws`.",
            pattern=r"^(wss?://\S+)?$",
        ),
    ] = ""
    token_required: Annotated[
        bool,
        Meta(
            description="Only who shows a token may open `/ws`; old pages show none and have their SIP password only."
        ),
    ] = False
    keep_seconds: Annotated[
        float,
        Meta(ge=0, le=120, description="How long the line of a browser whose connection broke is kept for its return."),
    ] = 20.0
    max_sockets: Annotated[Count, Meta(description="SIP WebSockets at the same time.")] = 5000
    stun_urls: Annotated[tuple[str, ...], Meta(description="STUN servers, `stun:HOST:PORT` each.")] = ()
    turn_urls: Annotated[
        tuple[str, ...], Meta(description="TURN servers, `turn:HOST:PORT` or `turns:HOST:PORT` each.")
    ] = ()
    turn_secret: Annotated[
        str, Meta(description="coturn's `static-auth-secret`, with which credentials are made for each user.")
    ] = ""
    turn_secret_file: Annotated[str, Meta(description="File whose first line is that secret.")] = ""
    turn_seconds: Annotated[int, Meta(ge=60, le=86_400, description="How long the credentials hold.")] = 3600


class Dialing(Section, frozen=True, kw_only=True):
    """What the PBX may be made to call through Jackfield: a guard against toll fraud.

    Patterns are those of the dial plan (`X` 0 to 9, `Z` 1 to 9, `N` 2 to 9, `[13-5]`, `.` one or more, `!` any number
    of anything); `-PATTERN` forbids what others allow. The list of the line counts, else that of the user's profile,
    else `allow`. What is dialled at a phone is the dial plan's affair.
    """

    allow: Annotated[tuple[str, ...], Meta(description="Numbers that may be called.")] = (".",)
    profiles: Annotated[
        tuple[str, ...], Meta(description="Other lists for users of a profile, `PROFILE: PATTERN PATTERN ...` each.")
    ] = ()
    lines: Annotated[
        tuple[str, ...], Meta(description="Other lists for single lines, `NUMBER: PATTERN PATTERN ...` each.")
    ] = ()
    forwards: Annotated[tuple[str, ...], Meta(description="Calls may only be forwarded to these of them.")] = (".",)
    transfers: Annotated[tuple[str, ...], Meta(description="Calls may only be transferred to these of them.")] = (".",)
    invitations: Annotated[
        tuple[str, ...], Meta(description="Only these of them may be invited into a conference.")
    ] = (".",)
    emergency: Annotated[
        tuple[str, ...],
        Meta(description="Numbers never blocked, counted or rewritten; calls are never forwarded there."),
    ] = ("112", "911", "999", "110", "15", "17", "18")
    calls_per_minute: Annotated[
        int, Meta(ge=0, le=10_000, description="Calls a user may place within a minute; 0: any number.")
    ] = 30

    @property
    def rules(self) -> DialRules:
        """The rules, read. Raises PatternError."""
        purposes = {
            Purpose.FORWARD: number_list(self.forwards),
            Purpose.TRANSFER: number_list(self.transfers),
            Purpose.CONFERENCE: number_list(self.invitations),
        }
        return DialRules(
            allow=number_list(self.allow),
            profiles=lists_by_profile(self.profiles),
            lines=lists_by_name(self.lines),
            purposes=purposes,
            emergency=frozenset(self.emergency),
            calls_per_minute=self.calls_per_minute,
        )


class Queues(Section, frozen=True, kw_only=True):
    """Queues and agents, and their figures."""

    time_zone: Annotated[
        str, Meta(description="Where days end, such as `Europe/Paris`; empty: the time zone of this machine.")
    ] = ""
    thresholds: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=3600)], ...],
        Meta(description="Seconds of waiting that are counted as in time (`...Before15`) and too long (`...After15`)."),
    ] = (15,)
    absence_minutes: Annotated[
        int,
        Meta(
            description="An agent whose user has had no page open for so long (his browser has crashed, his machine is "
            "off) is logged out; 0: never.",
            ge=0,
            le=1440,
        ),
    ] = 0
    announce_listening: Annotated[
        bool, Meta(description="Agents are told when somebody listens to their call (`AgentListen`).")
    ] = True


class DirectorySection(Section, frozen=True, kw_only=True):
    """What people are shown of users and contacts."""

    columns: Annotated[
        tuple[Annotated[str, Meta(pattern=WRITTEN)], ...],
        Meta(
            description="Columns of directory results, `TITLE=FIELD` each, a field being `first_name`, `last_name`, "
            "`name` (both), `company`, `number`, `mobile`, `email`, `source` or `favorite`.",
            min_length=1,
        ),
    ] = DEFAULT
    max_results: Annotated[Count, Meta(description="Contacts in one answer; narrower terms show the others.")] = 100


class Shuttle(Section, frozen=True, kw_only=True):
    """Programs written for the Shuttle CTI interface: Socket.IO at `/socket.io/`.

    It is served on the main port, and on the two further ports where they are set. Old programs connect to 8888 with
    TLS. The plain port of their documentation is 98888, which is none: 9888 is meant.
    """

    on: Annotated[bool, Meta(description="Whether it is served at all.")] = True
    engine_io_3: Annotated[bool, Meta(description="For Socket.IO 1 and 2.")] = True
    engine_io_4: Annotated[bool, Meta(description="For Socket.IO 3 and 4.")] = True
    token: Annotated[
        str,
        Meta(
            description="What a program names as `?token=` in the connection's query. Empty: only programs of this "
            "machine are let in, without one."
        ),
    ] = ""
    plain_port: Annotated[int, Meta(description="A further port without TLS; -1: none.", ge=-1, le=65535)] = -1
    tls_port: Annotated[int, Meta(description="A further port with TLS; -1: none.", ge=-1, le=65535)] = -1
    tls_certificate: Annotated[str, Meta(description="File with the certificate of that port, and its chain.")] = ""
    tls_key: Annotated[str, Meta(description="File with its key; empty: it is in the file of the certificate.")] = ""
    event_message: Annotated[
        bool, Meta(description="Tell every step a second time as the message `event`, for templates that look there.")
    ] = False
    outbound: Annotated[
        bool,
        Meta(description="Tell all programs of the calls that agents make; otherwise those that ask by `?outbound=1`."),
    ] = False
    peer_technology: Annotated[
        str,
        Meta(
            description="What programs are told as the technology of agents' phones, such as `SIP` for old ones that "
            "know no other; empty: the true one.",
            pattern="^[A-Za-z0-9]{0,20}$",
        ),
    ] = ""
    max_clients: Annotated[Count, Meta(description="Programs at the same time.")] = 1000
    messages_per_second: Annotated[
        Seconds, Meta(description="Messages that a program may send per second in the long run.")
    ] = 20.0
    burst: Annotated[Count, Meta(description="Messages that it may send at once; who ignores that is cut.")] = 100


class History(Section, frozen=True, kw_only=True):
    """What is told of past calls."""

    queue_log: Annotated[
        str,
        Meta(
            description="The PBX's `queue_log`, where this machine can read it: queue calls that came and went while "
            "the server was away are put into the history from it. Empty: they are missing there."
        ),
    ] = ""
    cdr: Annotated[
        str,
        Meta(
            description="The PBX's call detail records as cdr_csv writes them (`Master.csv`, with `loguniqueid = yes` "
            "and `newcdrcolumns = yes`), where this machine can read them: all calls that came and went while the "
            "server was away are put into the history from them. Empty: they are missing there."
        ),
    ] = ""
    cel: Annotated[
        str,
        Meta(
            description="The PBX's channel events as cel_custom writes them by its sample mapping, where this machine "
            "can read them: calls that are not in `cdr` are put into the history from them. Empty: they are not."
        ),
    ] = ""
    by_days_event: Annotated[
        bool,
        Meta(description="Answer `getUserCallHistoryByDays` with `CallHistoryByDays` in the place of `CallHistory`."),
    ] = False


class Retention(Section, frozen=True, kw_only=True):
    """How long data of people are kept; what is older is deleted each night."""

    calls_days: Annotated[int, Meta(ge=0, le=36_500, description="Days that past calls are kept; 0: for ever.")] = 0
    callbacks_days: Annotated[
        int, Meta(ge=0, le=36_500, description="Days that closed callbacks are kept; 0: for ever.")
    ] = 0
    agents_days: Annotated[
        int, Meta(ge=0, le=36_500, description="Days that sessions and pauses of agents are kept; 0: for ever.")
    ] = 0
    audit_days: Annotated[
        int, Meta(ge=0, le=36_500, description="Days that administrators' changes are kept; 0: for ever.")
    ] = 0


class Log(Section, frozen=True, kw_only=True):
    """The log, on standard error."""

    level: Annotated[
        str, Meta(description="debug, info, warning or error.", pattern="^(debug|info|warning|error)$")
    ] = "info"
    format: Annotated[str, Meta(description="`text` for people, `json` for programs.", pattern="^(text|json)$")] = (
        "text"
    )
    mask_numbers: Annotated[
        bool, Meta(description="Write telephone numbers as their last two digits, such as `*****78`.")
    ] = False


class Config(Section, frozen=True, kw_only=True):
    """Everything that can be configured."""

    server: Server = Server()
    websocket: Websocket = Websocket()
    auth: Auth = Auth()
    sites: Sites = Sites()
    webhooks: Webhooks = Webhooks()
    access: Access = Access()
    storage: StorageSection = StorageSection()
    asterisk: Asterisk = Asterisk()
    telephony: Telephony = Telephony()
    webrtc: WebRtc = WebRtc()
    dialing: Dialing = Dialing()
    queues: Queues = Queues()
    directory: DirectorySection = DirectorySection()
    csv_contacts: CsvContacts = CsvContacts()
    sql_contacts: SqlContacts = SqlContacts()
    ldap_contacts: LdapContacts = LdapContacts()
    render: Render = Render()
    shuttle: Shuttle = Shuttle()
    integrations: dict[Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")], PluginSection] = msgspec.field(
        default_factory=dict
    )
    history: History = History()
    retention: Retention = Retention()
    log: Log = Log()

    @property
    def contact_sources(self) -> tuple[str, ...]:
        """The names of the sources of contacts that are configured, in the order in which they are searched."""
        named = (
            (self.csv_contacts.file, self.csv_contacts.name),
            (self.sql_contacts.url, self.sql_contacts.name),
            (self.ldap_contacts.url, self.ldap_contacts.name),
        )
        return tuple(name for there, name in named if there)

    @property
    def demo(self) -> bool:
        """No PBX is configured: the simulator stands in."""
        return not self.asterisk.host
