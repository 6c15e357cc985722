"""The application Queue: one caller's way through a queue, from joining to the end of the talk.

Events and their order are app_queue's. A waiting caller looks for a free member once in `retry` seconds, as there.
"""

from jackfield.telephony.simulator.channels import Channel, Leaving
from jackfield.telephony.simulator.clock import Timer
from jackfield.telephony.simulator.events import escaped, lines
from jackfield.telephony.simulator.local import pair_named
from jackfield.telephony.simulator.outgoing import Outgoing
from jackfield.telephony.simulator.program import Program
from jackfield.telephony.simulator.queues import CallQueue, Member

EXIT_KEY, EXIT = "1", "EXIT"
"""Who presses this key while waiting leaves the queue; what the application then came to."""
SETTLED_SECONDS = 0.01
"""A member that answered is not rung again before its device state says so."""


class QueueCall:
    """Its result is QUEUESTATUS: CONTINUE, TIMEOUT, FULL, JOINEMPTY or LEAVEEMPTY; here also EXIT."""

    name = "Queue"

    def __init__(self, queue: CallQueue) -> None:
        self.data = f"{queue.name},ctTkKxX,,,{queue.setup.max_wait:g},,queue-agent-leg"
        self.queue = queue
        self.joined = 0.0
        self.priority = 0
        self._waiting = False
        self._rings: list[Ring] = []
        self._tried: set[str] = set()
        self._timers: list[Timer] = []
        self._talk: Talk | None = None

    @property
    def asking(self) -> bool:
        return self._waiting and not self._rings

    @property
    def party(self) -> tuple[str, str, str]:
        return self.caller.uniqueid, *self.caller.caller

    @property
    def rung(self) -> list[str]:
        return [ring.member.interface for ring in self._rings]

    def begin(self, program: Program) -> None:
        self._program = program
        self.pbx, self.caller = program.pbx, program.channel
        queue = self.queue
        if queue.full():
            program.proceed("FULL")
            return
        if queue.empty(joining=True):
            program.proceed("JOINEMPTY")
            return
        self.joined = self.pbx.clock.now()
        self._waiting = True
        self.caller.keys = self._pressed
        given = program.channel.variable("QUEUE_PRIO") or self.pbx.globals.get("QUEUE_PRIO", "")
        self.priority = int(given) if given.isdecimal() else 0
        ahead = [other for other in queue.callers if other.priority >= self.priority]
        queue.callers.insert(len(ahead), self)
        queue.tell_waiting()
        self._original = self._position()
        self._publish("QueueCallerJoin", ("Position", self._original), ("Count", len(queue.callers)))
        self.pbx.events.publish("MusicOnHoldStart", self.caller.snapshot(), "Class: default\r\n")
        self._timers.append(self.pbx.later(self.pbx.queue_time(queue.setup.max_wait), self._waited_enough))
        self._look()

    def shown(self, position: int) -> str:
        number, name = self.caller.caller
        connected_number, connected_name = self.caller.connected
        pairs: list[tuple[str, object]] = [
            ("Queue", self.queue.name),
            ("Position", position),
            ("Channel", self.caller.name),
            ("Uniqueid", self.caller.uniqueid),
            ("CallerIDNum", number or "unknown"),
            ("CallerIDName", escaped(name) or "unknown"),
            ("ConnectedLineNum", connected_number or "unknown"),
            ("ConnectedLineName", escaped(connected_name) or "unknown"),
            ("Wait", self.waited()),
            ("Priority", self.priority),
        ]
        return lines(pairs)

    def waited(self) -> int:
        """Whole seconds, of clocks without fractions, as Asterisk counts."""
        return self.queue.now() - int(self.joined)

    def _position(self) -> int:
        return self.queue.callers.index(self) + 1

    def _publish(self, event: str, *pairs: tuple[str, object]) -> None:
        self.pbx.events.publish(event, self.caller.snapshot(), lines((("Queue", self.queue.name), *pairs)))

    # ------------------------------------------------------------ looking for a member

    def _look(self) -> None:
        """Ring whom it may; else look again in `retry` seconds."""
        if not self._waiting:
            return
        if self.queue.empty(joining=False):
            self._end("LEAVEEMPTY")
            return
        self._tried.clear()
        self._ring_next()

    def _ring_next(self) -> None:
        """Ring whom strategy and penalty choose among those not tried in this round."""
        for member in self.queue.served(self, self._tried):
            if not self.pbx.queues.claimed_elsewhere(member):
                self._tried.add(member.interface)
                self._ring(member)
        if not self._rings:
            self._look_again()

    def _look_again(self) -> None:
        self._timers = self._timers[:1]
        self._timers.append(self.pbx.later(self.queue.setup.retry, self._look))

    def _ring(self, member: Member) -> None:
        leg = self._leg(member.interface)
        if leg is None:
            return
        self.queue.rung(member)
        leg.uncaused = True
        ring = Ring(self, member, leg)
        self._rings.append(ring)
        self.queue.ringing[member.interface] = 1
        leg.application, leg.application_data = "AppQueue", "(Outgoing Line)"
        self.pbx.events.publish("AgentCalled", self.caller.snapshot(), leg.snapshot("Dest"), ring.about())
        ring.out.begin()
        if leg.pair is None:
            self.pbx.connect_line(self.caller, leg.caller)
        ring.timer = self.pbx.later(self.queue.setup.timeout, ring.timed_out)
        leg.endpoint.agent.invited(leg, auto_answer=False)

    def _leg(self, interface: str) -> Channel | None:
        """The channel by which a member is called; none when it cannot be reached."""
        pair = pair_named(self.pbx, interface, self.caller)
        if pair is not None:
            pair.offered(self.caller)
            pair.tell_bridged()
            return pair.one
        endpoint = self.pbx.interface(interface)
        if endpoint is None or not endpoint.reachable:
            return None
        return self.pbx.new_leg(endpoint, interface, self.caller)

    def rang_in_vain(self, ring: "Ring", *, refused: bool = False) -> None:
        """A member did not take it. The others ring on; when there are none, it looks again after `retry`.

        Who refuses makes room for the next one at once, unless all ring together (app_queue, wait_for_answer).
        """
        self._rings.remove(ring)
        if self._rings or not self._waiting:
            return
        if refused and self.queue.setup.strategy != "ringall":
            self._ring_next()
        else:
            self._look_again()

    # ------------------------------------------------------------ the ends of waiting

    def answered(self, ring: "Ring", leg: Channel) -> None:
        """A member took it."""
        pbx, member = self.pbx, ring.member
        for other in [other for other in self._rings if other is not ring]:
            other.give_up()
        self._rings.clear()
        if leg is ring.out.leg:
            ring.out.ends("ANSWER")
        else:
            # picked up: nobody tells the end of the dialling, and the picker gets the data of the call
            for name, value in self.caller.variables.inherited():
                pbx.set_variable(leg, name, value)
        pbx.events.publish("MusicOnHoldStop", self.caller.snapshot())
        hold = self.waited()
        self.queue.answered(hold)
        pbx.set_variable(self.caller, "QUEUENAME", self.queue.name)
        self._leave_queue()
        pbx.set_variable(leg, "QUEUENAME", self.queue.name)
        self._tell_leg(leg, member)
        self._talk = Talk(self, member, leg, hold)
        times = f"HoldTime: {hold}\r\nRingTime: {int(pbx.clock.now() - ring.begun)}\r\n"
        pbx.events.publish("AgentConnect", self.caller.snapshot(), leg.snapshot("Dest"), ring.about(), times)
        pbx.bridge(leg, self.caller)

    def _tell_leg(self, leg: Channel, member: Member) -> None:
        """The subroutine on the member's channel before the two are connected, where the dial plan has one."""
        if not self.pbx.setup.tells_agent_legs:
            return
        place = leg.context, leg.exten, leg.priority
        leg.place("queue-agent-leg", "s", 1)
        told = (("Queue", self.queue.name), ("Member", member.interface), ("Caller", leg.caller[0]))
        self.pbx.user_event(leg, "AgentLeg", told)
        leg.place(*place)

    def _leave_queue(self) -> None:
        self._waiting = False
        self.caller.keys = None
        for timer in self._timers:
            timer.cancel()
        position = self._position()
        self.queue.callers.remove(self)
        self.queue.tell_waiting()
        self._publish("QueueCallerLeave", ("Position", position), ("Count", len(self.queue.callers)))

    def _pressed(self, digit: str) -> None:
        """A digit of the context `queue-exit` leads there; the queue tells that he left, and not that he gave up."""
        if digit != EXIT_KEY:
            return
        self._stop_ringing()
        self.pbx.events.publish("MusicOnHoldStop", self.caller.snapshot())
        self.pbx.set_variable(self.caller, "QUEUENAME", self.queue.name)
        self._leave_queue()
        self._program.proceed(EXIT)

    def _stop_ringing(self) -> None:
        for ring in list(self._rings):
            # Asterisk tells this end twice.
            ring.out.ends("CANCEL")
            ring.give_up()
        self._rings.clear()

    def _waited_enough(self) -> None:
        if self._waiting and not self._rings:
            self._end("TIMEOUT")
        elif self._waiting:
            # A ringing member may still take it: only then is the time over.
            self._timers[0] = self.pbx.later(1.0, self._waited_enough)

    def _end(self, status: str) -> None:
        self._abandon()
        self.pbx.set_variable(self.caller, "QUEUESTATUS", status)
        self._program.proceed(status)

    def _abandon(self) -> None:
        self.pbx.events.publish("MusicOnHoldStop", self.caller.snapshot())
        self._stop_ringing()
        self.queue.abandoned += 1
        self.pbx.set_variable(self.caller, "QUEUENAME", self.queue.name)
        hold = self.waited()
        figures = ("Position", self._position()), ("OriginalPosition", self._original), ("HoldTime", hold)
        self._publish("QueueCallerAbandon", *figures)
        self._leave_queue()

    def leave(self, why: Leaving) -> None:
        """The caller hangs up or is sent elsewhere; or the talk is over."""
        if self._waiting:
            self._abandon()
        elif self._talk is not None:
            self._talk.over("caller")
            if why is Leaving.HANGUP and self._talk.reason == "agent":
                # Option `c`: the caller goes on in the dial plan, where nothing but the end is left.
                self.caller.place("to-queue", "s", 7)


class Ring:
    """One member's phone being rung for a caller."""

    def __init__(self, call: QueueCall, member: Member, leg: Channel) -> None:
        self.call = call
        self.member = member
        self.begun = call.pbx.clock.now()
        self.out = Outgoing(call.pbx, leg, call.caller, member.interface, self)
        self.timer: Timer | None = None

    def about(self) -> str:
        member = self.member
        return f"Queue: {member.queue.name}\r\nInterface: {member.interface}\r\nMemberName: {member.name}\r\n"

    def ringing(self) -> None:
        """The caller hears music: nothing to tell."""

    def answered(self) -> None:
        self._stop(SETTLED_SECONDS)
        self.call.answered(self, self.out.leg)

    def picked_up(self, picker: Channel) -> None:
        """Somebody, the member by another call perhaps, takes the ringing leg's place."""
        rung = self.out.leg
        rung.outgoing = None
        self._stop(SETTLED_SECONDS)
        picker.uncaused = True
        self.call.pbx.connect_line(self.call.caller, picker.caller)
        self.call.answered(self, picker)
        self.call.pbx.drop(rung)

    def refused(self) -> None:
        leg = self.out.leg
        self._stop(0.0)
        leg.outgoing = None
        status = "BUSY" if leg.cause == 17 else "NOANSWER"
        self.out.ends(status)
        self._tell_unanswered()
        self.call.pbx.drop(leg)
        self.call.rang_in_vain(self, refused=True)

    def timed_out(self) -> None:
        self._tell_unanswered()
        self.out.ends("NOANSWER")
        self.give_up()
        self.call.rang_in_vain(self)

    def _tell_unanswered(self) -> None:
        call = self.call
        rang = int((call.pbx.clock.now() - self.begun) * 1000 + 0.5) // 1000 * 1000
        dest = self.out.leg.snapshot("Dest")
        times = f"RingTime: {rang}\r\n"
        call.pbx.events.publish("AgentRingNoAnswer", call.caller.snapshot(), dest, self.about(), times)

    def give_up(self) -> None:
        """The leg is cancelled."""
        leg = self.out.leg
        self._stop(0.0)
        leg.outgoing = None
        self.out.ends("CANCEL")
        self.call.pbx.drop(leg)

    def _stop(self, settled: float) -> None:
        if self.timer is not None:
            self.timer.cancel()
        ringing, interface = self.member.queue.ringing, self.member.interface
        if settled:
            self.call.pbx.later(settled, lambda: _forget(ringing, interface))
        else:
            ringing.pop(interface, None)


def _forget(ringing: dict[str, int], interface: str) -> None:
    ringing.pop(interface, None)


class Talk:
    """The talk of caller and member; told as AgentComplete when either asks to hang up, or is transferred."""

    def __init__(self, call: QueueCall, member: Member, leg: Channel, hold: int) -> None:
        self.reason = ""
        self._call = call
        self._member = member
        self._leg = leg
        self._hold = hold
        self._begun = call.queue.now()
        self._counted = False
        leg.watchers.append(self)
        call.caller.watchers.append(self)
        call.pbx.later(SETTLED_SECONDS, self._counts)

    def _counts(self) -> None:
        """The member's device is told to be in use before its queue counts the call."""
        if not self.reason:
            self._member.in_call, self._member.free = True, self._complete

    def _complete(self) -> None:
        """The queue counts the call, once: when it ends, or when the member's device is free before."""
        self._member.free = None
        if not self._counted:
            self._counted = True
            self._call.pbx.queues.completed(self._member, self._hold, self._call.queue.now() - self._begun)

    def hanging_up(self, channel: Channel) -> None:
        self.over("agent" if channel is self._leg else "caller")

    def transferred(self, channel: Channel) -> None:
        self.over("transfer")

    def over(self, reason: str) -> None:
        """The first reason counts."""
        if self.reason:
            return
        self.reason = reason
        call, member = self._call, self._member
        for channel in (self._leg, call.caller):
            if self in channel.watchers:
                channel.watchers.remove(self)
        if self._leg.pair is not None:
            self._leg.pair.tell_caller()
        talk = call.queue.now() - self._begun
        self._complete()
        about = f"Queue: {call.queue.name}\r\nInterface: {member.interface}\r\nMemberName: {member.name}\r\n"
        figures = f"HoldTime: {self._hold}\r\nTalkTime: {talk}\r\nReason: {reason}\r\n"
        call.pbx.events.publish("AgentComplete", call.caller.snapshot(), self._leg.snapshot("Dest"), about, figures)
