"""The people at the simulated phones: what they see, and what they do there.

Acts go to the phones, the trunk and the fault knobs; what comes of them is told by AMI as everything else. For the
demo page: `app.py` hands a Panel to the door in `web/demo.py`.
"""

from collections import deque
from collections.abc import Callable

from jackfield.protocol.demo import (
    Answer,
    AnswerBySelf,
    AnyAct,
    AtPhone,
    CallIn,
    Code,
    Dial,
    Disturb,
    EndOutside,
    HangUp,
    Hold,
    InCall,
    Join,
    LoadView,
    NotPossible,
    PbxView,
    PhoneView,
    Plug,
    Press,
    Restart,
    Resume,
    Scene,
    SetLink,
    SetStalled,
    SetTraffic,
    SignIn,
    Transfer,
)
from jackfield.telephony.simulator.agents import NoSuchCall, Phone, UserAgent
from jackfield.telephony.simulator.channels import Channel
from jackfield.telephony.simulator.clock import Timer
from jackfield.telephony.simulator.simulator import Simulator
from jackfield.telephony.simulator.traffic import Traffic
from jackfield.telephony.simulator.views import number_of, phone_view, queue_view, stage_of, trunk_views

SAMPLE_SECONDS = 2.0
SAMPLES = 90


class Panel:
    """Everybody in the room with the phones. On a real clock it must be made within a running loop, and closed."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._pbx = simulator.pbx
        self.traffic = Traffic(simulator)
        self._watchers: list[Callable[[], None]] = []
        self._samples: deque[int] = deque([0] * SAMPLES, maxlen=SAMPLES)
        self._signed: dict[str, tuple[str, ...]] = {}
        self._signed_at = -1
        self._sampling: Timer | None = None
        self._sample()
        simulator.pbx.events.watch(self._happened)

    def close(self) -> None:
        """Stop what runs by itself."""
        self.traffic.close()
        self._pbx.events.unwatch(self._happened)
        if self._sampling is not None:
            self._sampling.cancel()
            self._sampling = None

    # ------------------------------------------------------------ what is seen

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Have `changed` called, often and cheaply, whenever something may look different. Gives what ends it."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    def now(self) -> float:
        """The PBX's clock, Unix seconds."""
        return self._simulator.clock.now()

    def find(self, search: str, *, in_use: bool = False) -> list[str]:
        """The numbers of the phones whose number or name contain `search`, in order."""
        wanted = search.strip().casefold()
        return [
            number
            for number, phone in self._pbx.phones.items()
            if (not in_use or phone.calls) and (wanted in number or wanted in phone.line.name.casefold())
        ]

    def phone(self, number: str) -> PhoneView:
        """One phone. Raises KeyError."""
        return phone_view(self._pbx, self._pbx.phones[number], self._queues_of(number))

    def scene(self) -> Scene:
        """Everything but the phones."""
        return Scene(
            queues=tuple(queue_view(self._pbx, queue) for queue in self._pbx.queues),
            outside=trunk_views(self._pbx),
            outside_count=len(self._pbx.trunk.channels),
            traffic=self.traffic.view(),
            pbx=self._pbx_view(),
            load=LoadView(calls=self._going_on(), every=SAMPLE_SECONDS, samples=tuple(self._samples)),
        )

    def _pbx_view(self) -> PbxView:
        ami, odds = self._simulator.ami, self._pbx.events.faults.odds
        return PbxView(
            started=self._pbx.started,
            plugged=not ami.isolated,
            up_at=ami.up_at if ami.down else 0.0,
            stalled=ami.stalled,
            drop=odds.drop,
            delay=odds.delay,
            double=odds.double,
            reorder=odds.reorder,
        )

    def _going_on(self) -> int:
        return len({channel.linkedid for channel in self._pbx.channels.values()})

    def _queues_of(self, number: str) -> tuple[str, ...]:
        if self._signed_at != self._pbx.events.published:
            self._signed_at = self._pbx.events.published
            self._signed = {}
            for queue in self._pbx.queues:
                for interface in queue.members:
                    member = number_of(interface)
                    self._signed[member] = (*self._signed.get(member, ()), queue.name)
        return self._signed.get(number, ())

    def _sample(self) -> None:
        self._samples.append(self._going_on())
        self._sampling = self._simulator.clock.call_later(SAMPLE_SECONDS, self._sample)
        self._happened()

    def _happened(self) -> None:
        for watcher in self._watchers:
            watcher()

    # ------------------------------------------------------------ what is done

    def do(self, act: AnyAct) -> None:
        """Do it now. Raises NotPossible, with nothing done."""
        try:
            if isinstance(act, AtPhone):
                self._at_phone(act)
            else:
                self._elsewhere(act)
        except NoSuchCall as error:
            code = Code.NO_FREE_LINE if isinstance(act, Dial) else Code.NO_CALL
            raise NotPossible(code, _TEXTS[code]) from error
        self._happened()

    def call_id(self, channel: str, call_id: str) -> None:
        """The SIP Call-ID of a call, as the dial plan leaves it on the channel; nothing when the call is over."""
        found = self._pbx.find_channel(channel)
        if found is not None:
            self._pbx.set_variable(found, "SIPCALLID", call_id)

    def _at_phone(self, act: AtPhone) -> None:
        phone = self._pbx.phones.get(act.phone)
        if phone is None:
            raise NotPossible(Code.NOT_FOUND, f"There is no phone {act.phone}.")
        self.traffic.spare(act.phone)
        match act:
            case Plug(plugged=True):
                phone.register()
            case Plug():
                phone.unregister()
            case AnswerBySelf():
                phone.behave("ring" if act.after is None else f"answer:{act.after:g}")
            case SignIn():
                self._sign_in(phone, act)
            case _:
                self._usable(phone)
                self._key(phone, act)

    def _key(self, phone: Phone, act: AtPhone) -> None:
        """A key of the phone."""
        leg = _named(phone, act.call) if isinstance(act, InCall) else None
        match act:
            case Dial():
                self._needs_pbx()
                if len(phone.calls) >= phone.max_calls:
                    raise NoSuchCall("no line is free")
                _set_aside(phone, None)
                phone.dial(act.number)
            case Answer():
                leg = leg or _ringing(phone)
                _set_aside(phone, leg)
                phone.answer(leg)
            case HangUp():
                phone.hang_up(leg)
            case Hold():
                phone.hold(leg)
            case Resume():
                leg = leg or next((call for call in phone.calls if call.holding), None)
                if leg is None or not leg.holding:
                    raise NoSuchCall("no call is held")
                _set_aside(phone, leg)
                phone.resume(leg)
            case Transfer():
                phone.transfer(act.number, leg)
            case Join():
                phone.join_calls()
            case Press():
                phone.send_dtmf(act.keys, leg)

    def _elsewhere(self, act: AnyAct) -> None:
        simulator = self._simulator
        match act:
            case CallIn():
                self._needs_pbx()
                simulator.call_in(act.caller, act.number, name=act.name, variables=act.variables)
            case EndOutside():
                leg = _named(simulator.outside, act.call)
                simulator.outside.hang_up(leg)
            case SetTraffic():
                self.traffic.set_rate(act.per_minute)
            case SetLink():
                simulator.isolate(not act.plugged)
            case SetStalled():
                simulator.stall(act.stalled)
            case Restart():
                simulator.restart(act.seconds)
            case Disturb():
                simulator.disturb(drop=act.drop, delay=act.delay, double=act.double, reorder=act.reorder)

    def _sign_in(self, phone: Phone, act: SignIn) -> None:
        self._needs_pbx()
        queue = self._pbx.queues.by_name.get(act.queue)
        if queue is None:
            raise NotPossible(Code.NOT_FOUND, f"There is no queue {act.queue}.")
        number = phone.endpoint.name
        present = [interface for interface in queue.members if number_of(interface) == number]
        if act.signed_in and not present:
            name = phone.line.name
            hint = f"hint:{number}@{self._pbx.setup.hint_context}"
            queue.add(f"PJSIP/{number}", name, hint, penalty=0, paused=False, reason="")
        elif not act.signed_in:
            for interface in present:
                queue.remove(interface)

    def _usable(self, phone: Phone) -> None:
        if not phone.endpoint.registered:
            raise NotPossible(Code.UNPLUGGED, _TEXTS[Code.UNPLUGGED])

    def _needs_pbx(self) -> None:
        if self._simulator.ami.down:
            raise NotPossible(Code.PBX_DOWN, _TEXTS[Code.PBX_DOWN])


_TEXTS = {
    Code.NO_CALL: "There is no call for which this key would do anything now.",
    Code.NO_FREE_LINE: "All lines of this phone are taken.",
    Code.UNPLUGGED: "The phone is not plugged in.",
    Code.PBX_DOWN: "The PBX is restarting.",
}


def _named(agent: UserAgent, call: str) -> Channel | None:
    """The call of this id, None when none is named. Raises NoSuchCall."""
    if not call:
        return None
    for leg in agent.calls:
        if leg.uniqueid == call and stage_of(leg) is not None:
            return leg
    raise NoSuchCall(f"{agent.endpoint.name}: no call {call}")


def _ringing(phone: Phone) -> Channel:
    for leg in phone.calls:
        if leg.outgoing is not None:
            return leg
    raise NoSuchCall(f"{phone.endpoint.name}: no call rings")


def _set_aside(phone: Phone, wanted: Channel | None) -> None:
    """A desk phone has one ear: before another call is taken, those that talk are put on hold."""
    for leg in phone.calls:
        if leg is not wanted and leg.answered and not leg.holding:
            phone.hold(leg)
