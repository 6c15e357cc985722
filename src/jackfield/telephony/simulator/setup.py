"""What a simulated PBX consists of when it starts: parameters only, no behaviour.

The defaults are the demo: lines 1001 to 1008, three queues, an outside world behind `0`.
"""

import msgspec

DEMO_NAMES = {
    "1001": "Alice",
    "1002": "Bruno",
    "1003": "Chloe",
    "1004": "David",
    "1005": "Erin",
    "1006": "Sam",
    "1007": "Root",
    "1008": "Wendy",
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint `PJSIP/<number>` with its phone.

    `behaviour` says what the phone does without anybody touching it: `ring` (for ever), `answer:SECONDS`, `refuse`,
    `refuse:SECONDS`, `busy`. `obeys_auto_answer`: an INVITE with `answer-after=0` or `info=alert-autoanswer` is
    answered after 0.2 s. `obeys_notify`: NOTIFY `talk` and `hold` are obeyed; a phone that does not obey answers 500
    and the call lives on. `browser`: a second endpoint, `PJSIP/<number>_w`, which is not registered at first; it is
    rung instead of the first while AstDB has `jackfield/NUMBER/browser` = 1.
    """

    number: str
    name: str = ""
    webrtc: bool = False
    browser: bool = False
    registered: bool = True
    user_agent: str = "Jackfield simulated phone"
    max_calls: int = 2
    behaviour: str = "ring"
    obeys_auto_answer: bool = True
    obeys_notify: bool = True

    @property
    def second(self) -> str:
        """The name of its second endpoint, if it has one."""
        return f"{self.number}_w"


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue as queues.conf words it, and the number that leads there.

    `strategy`: rrmemory, leastrecent, fewestcalls, ringall or linear. `timeout`, `retry`, `wrapuptime`, `max_wait`,
    `servicelevel`: seconds. `joinempty`, `leavewhenempty`: yes, no, strict, loose or conditions with commas.
    """

    name: str
    number: str
    strategy: str = "rrmemory"
    weight: int = 0
    timeout: float = 15.0
    retry: float = 1.0
    wrapuptime: int = 0
    ringinuse: bool = False
    joinempty: str = "yes"
    leavewhenempty: str = "no"
    maxlen: int = 0
    max_wait: float = 300.0
    servicelevel: int = 15
    recorded: bool = False


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A number that leads into a conference, as admin or not.

    With PINs, the one that is dialled tells who one is; without any, everybody enters as `admin` says.
    """

    number: str
    conference: str
    admin: bool = False
    user_pin: str = ""
    organizer_pin: str = ""


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that distinguishes one simulated PBX from another.

    `busy_at`: how many calls make a phone's device state BUSY instead of INUSE (0: never), as `device_state_busy_at`.
    `ring_time`, `outside_answers`: seconds. `parking_seconds`: until a parked call comes back. `shared_lastcall`:
    wrap-up counts across queues. `queue_data`: USR_DATA1 of queue calls that have none, `{queue}` is the name.
    `emergency`: numbers that go out by the trunk as they are.
    `tells_agent_legs`: UserEvent AgentLeg before AgentConnect. `music_number`: plays music; empty: there is none.
    `channel_variables`: as `channelvars` in manager.conf.
    """

    lines: tuple[Line, ...] = ()
    queues: tuple[Queue, ...] = ()
    rooms: tuple[Room, ...] = (
        Room(number="4000", conference="4000"),
        Room(number="4001", conference="4000", admin=True),
    )
    parking_seconds: float = 60.0
    username: str = "jackfield"
    secret: str = "jackfield-secret"
    system_name: str = "simulator"
    ring_time: float = 30.0
    outside_answers: float = 2.0
    busy_at: int = 2
    country_prefix: str = "+3312345"
    emergency: tuple[str, ...] = ("112", "911", "999", "110", "15", "17", "18")
    phone_context: str = "internal"
    hint_context: str = "phones"
    channel_variables: tuple[str, ...] = (
        "CALL_ORIGIN",
        "USR_DATA1",
        "USR_DATA2",
        "USR_CUSTNO",
        "USR_LANG",
        "QUEUENAME",
        "SIPCALLID",
        "CHANNEL(linkedid)",
    )
    shared_lastcall: bool = True
    queue_data: str = ""
    tells_agent_legs: bool = False
    music_number: str = ""
    seed: int = 0


DEMO_QUEUES = (
    Queue(name="blue", number="3001", wrapuptime=10, recorded=True),
    Queue(name="red", number="3002", wrapuptime=5),
    Queue(name="green", number="3003"),
)


DEMO_ROOMS = (
    Room(number="4000", conference="4000"),
    Room(number="4001", conference="4001", user_pin="1234", organizer_pin="9876"),
)


def demo_lines() -> tuple[Line, ...]:
    """Lines 1001 to 1008 of the demo directory; 1008 is a WebRTC line."""
    return tuple(Line(number=number, name=name, webrtc=number == "1008") for number, name in DEMO_NAMES.items())


def demo_setup() -> Setup:
    """The PBX of the demo."""
    return Setup(lines=demo_lines(), queues=DEMO_QUEUES, rooms=DEMO_ROOMS)
