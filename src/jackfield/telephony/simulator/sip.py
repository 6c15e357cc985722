"""The simulator's SIP: a browser that registers is the telephone of its line, with sound (RFC 3261, as JsSIP has it).

A small user agent of our own, see docs/decisions: one account a connection, no digest (the door has checked the
token), no retransmissions (the WebSocket loses nothing). What the browser does is done at the simulated phone by its
panel; what happens there is said to the browser. Register, call, answer, hold, keys, transfers, taking a call back.
"""

import asyncio
import re
import secrets
from collections.abc import Callable
from contextlib import suppress

import structlog

from jackfield.protocol import demo as act
from jackfield.protocol.demo import CallView, Ending, NotPossible, Stage
from jackfield.protocol.sip import Head, Unreadable, answer, finished, is_keepalive, read, tag_of, user_of
from jackfield.telephony.simulator.media import has_audio
from jackfield.telephony.simulator.panel import Panel
from jackfield.telephony.simulator.sip_dialogue import Dialogue, heard_in

log = structlog.get_logger()

CLOSING_SECONDS = 5.0
"""So long what is under way may take when the browser is gone."""
NO_AUDIO = "This demo has no sound: install jackfield[audio]"
ALLOW = "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, REFER, NOTIFY, UPDATE"
STATUS = {Ending.BUSY: 486, Ending.REFUSED: 603, Ending.UNKNOWN_NUMBER: 404}
HOST = "simulator.invalid"
REPLACES = re.compile(r"\s*([^;\s]+)")
SIGNAL = re.compile(r"^Signal\s*=\s*([0-9A-D*#])", re.MULTILINE | re.IGNORECASE)


class SimulatorSip:
    """Takes the connections of browsers."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel

    async def open(self, account: str) -> "BrowserPhone":
        """A connection of a browser that may be this phone; without an account, any one for browsers."""
        return BrowserPhone(self._panel, account)


class BrowserPhone:
    """One connection: `send` takes what the browser says, `receive` gives what it is to hear."""

    def __init__(self, panel: Panel, account: str) -> None:
        self._panel = panel
        self._account = account
        self._contact = ""
        self._out: asyncio.Queue[str | None] = asyncio.Queue()
        self._calls: dict[str, Dialogue] = {}
        self._plugged_before = True
        self._unwatch: Callable[[], None] | None = None
        self._work: asyncio.Queue[Callable[[], object] | None] = asyncio.Queue()
        self._look_due = False
        self._worker = asyncio.create_task(self._run(), name="SIP of the simulator")

    async def send(self, message: str | bytes) -> None:
        """What the browser says. What cannot be read is dropped, as by Asterisk."""
        if is_keepalive(message):
            return
        try:
            head = read(message)
        except Unreadable:
            return
        self._work.put_nowait(lambda: self._take(head))

    async def receive(self) -> str | None:
        return await self._out.get()

    async def close(self) -> None:
        """The browser is gone for good: its phone is what it was before, its calls are over."""
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
            for call in self._calls.values():
                self._do(act.HangUp(phone=self._account, call=call.channel))
            if not self._plugged_before:
                self._do(act.Plug(phone=self._account, plugged=False))
        # what is under way is brought to its end: sound that is closed by half stays open
        self._work.put_nowait(None)
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._worker
        for call in self._calls.values():
            await call.sound.close()
        self._calls.clear()
        self._out.put_nowait(None)

    # ------------------------------------------------------------ one thing after the other

    async def _run(self) -> None:
        while (work := await self._work.get()) is not None:
            try:
                done = work()
                if asyncio.iscoroutine(done):
                    await done
            except Exception:
                log.exception("SIP of the simulator failed")

    def _changed(self) -> None:
        if not self._look_due:
            self._look_due = True
            self._work.put_nowait(self._look)

    async def _take(self, head: Head) -> None:
        if head.status:
            await self._answered(head)
            return
        handler = getattr(self, f"_on_{head.method.lower()}", None)
        if head.method == "ACK":
            return
        if handler is None:
            self._say(head, 405, ALLOW)
            return
        await handler(head)

    def _say(self, head: Head, status: int, *more: str, body: str = "", reason: str = "", tag: str = "") -> None:
        given = tag or secrets.token_hex(4)
        self._out.put_nowait(answer(head, status, tag=given, reason=reason, more=more, body=body))

    def _do(self, what: act.AnyAct) -> bool:
        try:
            self._panel.do(what)
        except NotPossible as problem:
            log.debug("not possible at the simulated phone", phone=self._account, why=problem.message)
            return False
        return True

    # ------------------------------------------------------------ what the browser asks

    async def _on_register(self, head: Head) -> None:
        account = user_of(head.one("to"))
        known = account in self._panel.find(account) and self._panel.phone(account).webrtc
        if not known or self._account not in ("", account):
            self._say(head, 403)
            return
        if not has_audio():
            self._say(head, 403, reason=NO_AUDIO)
            return
        self._account = account
        contact = head.one("contact")
        found = re.search(r"<([^>]+)>", contact)
        leaves = re.search(r"expires\s*=\s*0\b", contact) is not None or head.one("expires") == "0"
        if leaves or found is None:
            self._say(head, 200)
            return
        self._contact = found[1]
        if self._unwatch is None:
            self._plugged_before = self._panel.phone(account).plugged
            self._do(act.Plug(phone=account, plugged=True))
            self._unwatch = self._panel.watch(self._changed)
        self._say(head, 200, f"Contact: <{self._contact}>;expires=60")

    async def _on_options(self, head: Head) -> None:
        self._say(head, 200, ALLOW)

    async def _on_invite(self, head: Head) -> None:
        self._say(head, 100)
        known = self._calls.get(head.one("call-id"))
        if known is not None:
            await self._again(known, head)
        elif head.one("replaces"):
            await self._replace(head)
        else:
            self._place(head)

    def _place(self, head: Head) -> None:
        """A call from the browser: the phone dials."""
        if self._unwatch is None:
            self._say(head, 403)
            return
        number = user_of(f"<{head.uri}>")
        before = {call.id for call in self._panel.phone(self._account).calls}
        if not re.fullmatch(r"\+?[0-9*#]{1,30}", number):
            self._say(head, 404)
        elif not self._do(act.Dial(phone=self._account, number=number)):
            self._say(head, 486)
        else:
            new = [call.id for call in self._panel.phone(self._account).calls if call.id not in before]
            if not new:
                ended = self._panel.phone(self._account).ended
                self._say(head, STATUS.get(ended.why, 480) if ended else 480)
                return
            self._begin(head, new[0])
            self._changed()

    def _begin(self, head: Head, channel: str) -> Dialogue:
        call = self._calls[head.one("call-id")] = Dialogue(head.one("call-id"), channel)
        call.request = head
        call.peer = head.one("from")
        call.own = f"{head.one('to')};tag={call.tag}"
        self._target(call, head)
        self._panel.call_id(channel, call.call_id)
        return call

    async def _replace(self, head: Head) -> None:
        """A page that was loaded again: this call takes the place of an old one (RFC 3891)."""
        named = REPLACES.match(head.one("replaces"))
        old = self._calls.pop(named[1], None) if named else None
        if old is None:
            self._say(head, 481)
            return
        await old.sound.close()
        call = self._begin(head, old.channel)
        self._do(act.Resume(phone=self._account, call=call.channel))
        self._changed()

    async def _again(self, call: Dialogue, head: Head) -> None:
        """Another offer in a call: hold, or resume."""
        direction = re.search(r"^a=(sendonly|inactive|sendrecv|recvonly)", head.body, re.MULTILINE)
        held = direction is not None and direction[1] in ("sendonly", "inactive")
        self._target(call, head)
        try:
            body = await call.sound.answer(head.body)
        except Exception as problem:
            log.info("an offer was not understood", problem=str(problem))
            self._say(head, 488, tag=call.tag)
            return
        what = act.Hold if held else act.Resume
        self._do(what(phone=self._account, call=call.channel))
        self._say(head, 200, ALLOW, f"Contact: <sip:{HOST};transport=ws>", body=body, tag=call.tag)

    async def _on_bye(self, head: Head) -> None:
        call = self._calls.pop(head.one("call-id"), None)
        self._say(head, 200 if call else 481)
        if call is not None:
            await call.sound.close()
            self._do(act.HangUp(phone=self._account, call=call.channel))

    async def _on_cancel(self, head: Head) -> None:
        call = self._calls.get(head.one("call-id"))
        self._say(head, 200 if call else 481)
        if call is not None and call.request is not None and not call.up:
            self._say(call.request, 487, tag=call.tag)
            self._calls.pop(call.call_id)
            await call.sound.close()
            self._do(act.HangUp(phone=self._account, call=call.channel))

    async def _on_info(self, head: Head) -> None:
        call, key = self._calls.get(head.one("call-id")), SIGNAL.search(head.body)
        self._say(head, 200 if call else 481)
        if call is not None and key is not None:
            self._do(act.Press(phone=self._account, keys=key[1].upper(), call=call.channel))

    async def _on_refer(self, head: Head) -> None:
        call, to = self._calls.get(head.one("call-id")), head.one("refer-to")
        number = user_of(to)
        if call is None:
            self._say(head, 481)
            return
        attended = "replaces=" in to.lower()
        done = self._do(
            act.Join(phone=self._account)
            if attended
            else act.Transfer(phone=self._account, number=number, call=call.channel)
        )
        self._say(head, 202 if done else 603, f"Contact: <sip:{HOST};transport=ws>", tag=call.tag)
        if done:
            more = ("Event: refer", "Subscription-State: terminated;reason=noresource")
            self._ask(call, "NOTIFY", *more, "Content-Type: message/sipfrag", body="SIP/2.0 200 OK\r\n")

    # ------------------------------------------------------------ what happens at the phone

    async def _look(self) -> None:
        """Say to the browser what is new at its phone."""
        self._look_due = False
        view = self._panel.phone(self._account)
        seen = {call.id: call for call in view.calls}
        for call in list(self._calls.values()):
            now = seen.get(call.channel)
            if now is None:
                await self._over(call, STATUS.get(view.ended.why, 480) if view.ended else 480)
            elif not call.up:
                await self._on_the_way(call, now)
            else:
                call.sound.heard = heard_in(now)
        known = {call.channel for call in self._calls.values()}
        for now in view.calls:
            if now.id not in known and now.stage is Stage.RINGING:
                await self._ring(now)

    async def _on_the_way(self, call: Dialogue, now: CallView) -> None:
        if call.incoming:
            if now.stage is not Stage.RINGING:  # somebody has answered at the phone itself
                self._calls.pop(call.call_id)
                self._ask(call, "CANCEL")
                await call.sound.close()
            return
        if call.request is None:
            return
        if now.stage is Stage.DIALING:
            if not call.rung:
                call.rung = True
                self._say(call.request, 180, tag=call.tag)
            return
        try:
            body = await call.sound.answer(call.request.body)
        except Exception as problem:
            log.info("an offer was not understood", problem=str(problem))
            self._say(call.request, 488, tag=call.tag)
            self._calls.pop(call.call_id)
            self._do(act.HangUp(phone=self._account, call=call.channel))
            return
        call.up, call.sound.heard = True, heard_in(now)
        self._say(call.request, 200, ALLOW, f"Contact: <sip:{HOST};transport=ws>", body=body, tag=call.tag)
        call.request = None

    async def _ring(self, now: CallView) -> None:
        call = Dialogue(f"{secrets.token_hex(8)}@{HOST}", now.id)
        call.incoming = True
        call.number = now.number or "anonymous"
        name = re.sub(r'[\\"\x00-\x1f\x7f]', "", now.name)
        call.own = f'"{name}" <sip:{call.number}@{HOST}>;tag={call.tag}'
        call.peer = f"<{self._contact}>"
        call.target = self._contact
        self._calls[call.call_id] = call
        self._panel.call_id(now.id, call.call_id)
        body = await call.sound.offer()
        self._ask(call, "INVITE", f"Contact: <sip:{call.number}@{HOST};transport=ws>", ALLOW, body=body)

    async def _answered(self, head: Head) -> None:
        """The browser answers our INVITE; answers to the rest change nothing."""
        call = self._calls.get(head.one("call-id"))
        if call is None or not head.one("cseq").upper().endswith("INVITE") or head.status < 200:
            return
        call.peer = head.one("to")
        if head.status >= 300:
            self._ask(call, "ACK")
            self._calls.pop(call.call_id)
            await call.sound.close()
            self._do(act.HangUp(phone=self._account, call=call.channel))
            return
        self._target(call, head)
        self._ask(call, "ACK")
        if call.up:
            return
        call.up = True
        with suppress(ValueError):
            await call.sound.accept(head.body)
        self._do(act.Answer(phone=self._account, call=call.channel))

    async def _over(self, call: Dialogue, status: int) -> None:
        self._calls.pop(call.call_id, None)
        if call.up:
            self._ask(call, "BYE")
        elif call.incoming:
            self._ask(call, "CANCEL")
        elif call.request is not None:
            self._say(call.request, status, tag=call.tag)
        await call.sound.close()

    # ------------------------------------------------------------ our own requests

    def _target(self, call: Dialogue, head: Head) -> None:
        found = re.search(r"<([^>]+)>", head.one("contact"))
        if found:
            call.target = found[1]

    def _ask(self, call: Dialogue, method: str, *more: str, body: str = "") -> None:
        """A request in the call. CANCEL and the ACK of a refusal belong to the INVITE, so they repeat its number."""
        if method not in ("ACK", "CANCEL"):
            call.sequence += 1
        if method == "INVITE":
            call.branch = secrets.token_hex(6)
        branch = call.branch if method in ("INVITE", "ACK", "CANCEL") else secrets.token_hex(6)
        peer = call.peer if method != "CANCEL" or not tag_of(call.peer) else f"<{self._contact}>"
        lines = [
            f"{method} {call.target} SIP/2.0",
            f"Via: SIP/2.0/WS {HOST};branch=z9hG4bK{branch}",
            "Max-Forwards: 70",
            f"From: {call.own}",
            f"To: {peer}",
            f"Call-ID: {call.call_id}",
            f"CSeq: {call.sequence} {method}",
            *more,
        ]
        self._out.put_nowait(finished(lines, body))
