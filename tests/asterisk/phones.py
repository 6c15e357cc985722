#!/usr/bin/env python3
"""Real SIP phones without sound hardware: PJSIP's own Python binding, driven by JSON lines.

Here: the process that *is* the phones. Never here: pytest, AMI, waiting for anything (`tests/support/phones.py`).

    python phones.py --pbx 127.0.0.1:5060 1001 1002

One JSON object a line in. Every command may carry "id": it is then answered `{"ev": "done", "id": ...}` or
`{"ev": "error", "id": ..., "error": ...}`. `ext` names the phone; `call` a call of an earlier event, without it the
newest that fits.

    {"cmd": "register" | "unregister", "ext": "1001"}
    {"cmd": "call", "ext": "1001", "to": "1002", "headers": {"X-A": "b"}}
    {"cmd": "behave", "ext": "1001", "mode": Mode, "delay": seconds, "obeys_notify": bool}
    {"cmd": "answer" | "refuse" | "hangup" | "hold" | "resume", "ext": "1001", "call": 3, "code": 603}
    {"cmd": "dtmf", "ext": "1001", "digits": "123#"}
    {"cmd": "speak", "ext": "1001", "aloud": true}                  a tone into the call, or silence again
    {"cmd": "listen", "ext": "1001"}                                answered by "heard": the loudest of half a second
    {"cmd": "transfer", "ext": "1001", "to": "1003"}                the phone's blind transfer (REFER)
    {"cmd": "transfer", "ext": "1001", "call": 3, "other": 4}       the phone's attended transfer (REFER, Replaces)
    {"cmd": "quit"}

One JSON object a line out, "t" being the Unix time, "ev" one of ready, registration, incoming, calling, state, media,
notify, transfer, dtmf, heard, mailbox, done, error. A phone whose number starts with "+" or "0" is the outside world,
and so is one of less than four digits (112): it does not register and lives at the address --trunk. The wheel is built
for 4 calls and 8 accounts a process.
"""

import argparse
import json
import os
import select
import sys
import time
from collections.abc import Callable
from enum import StrEnum

import pjsua2 as pj

HOST = "127.0.0.1"
MEDIA = {
    pj.PJSUA_CALL_MEDIA_ACTIVE: "active",
    pj.PJSUA_CALL_MEDIA_LOCAL_HOLD: "local-hold",
    pj.PJSUA_CALL_MEDIA_REMOTE_HOLD: "remote-hold",
    pj.PJSUA_CALL_MEDIA_NONE: "none",
}
SHOWN = ("from", "to", "p-asserted-identity", "call-info", "alert-info", "diversion")
RINGING, OK, BUSY, DECLINE = 180, 200, 486, 603


class Mode(StrEnum):
    """What a phone does by itself with an incoming call."""

    RING = "ring"
    ANSWER = "answer"
    BUSY = "busy"
    REFUSE = "refuse"
    SILENT = "silent"
    HEADER = "header"
    """Answers only if Call-Info or Alert-Info asks it to, else rings."""


ASK_AGAIN_SECONDS = 0.5
"""A re-INVITE that crossed another one is refused (491); a desk phone sends it again."""
NOT_BRIDGED, MOST_TRANSFERS = 400, 8
"""What the PBX says of a REFER while the two are not in a bridge yet; so often a person presses again."""
AGAIN_SECONDS, MOST_REFUSALS = 0.05, 60
"""What a call plans is tried again so often while PJSIP says that it is not the moment."""
TONE_HERTZ, TONE_VOLUME = 440, 12000
LISTEN_SECONDS, LOUD = 0.5, 10
"""How long a phone listens, and the level (0 to 255) from which it hears a tone and not a hiss."""


def say(**event: object) -> None:
    """Writes one event."""
    sys.stdout.write(json.dumps({"t": round(time.time(), 4), **event}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class Call(pj.Call):
    """One call of one phone. `planned` is what to do next by itself: (time, what)."""

    def __init__(self, phone: "Phone", call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(phone, call_id)
        self.phone = phone
        self.held = False
        self.told = ""
        self.told_media = ""
        self.planned: tuple[float, Callable[[], None]] | None = None
        self.refusals = 0
        self.asked: tuple[float, str, Callable[[], None]] | None = None
        """A hold or resumption the far end has not agreed to yet: when to ask again, the media it leads to, and how."""
        self.transfers = 0
        self.refer: Callable[[], None] | None = None
        """The transfer it has asked for."""

    def plan(self, seconds: float, action: Callable[[], None]) -> None:
        """Does `action` later, outside PJSIP's own callbacks."""
        self.planned = (time.monotonic() + seconds, action)

    @property
    def state(self) -> int:
        """PJSIP's state of the INVITE session."""
        return self.getInfo().state

    def reply(self, code: int) -> None:
        """Answers the INVITE with the status `code`."""
        prm = pj.CallOpParam()
        prm.statusCode = code
        self.answer(prm)

    def hold(self) -> None:
        """Holds the far end."""
        self.setHold(pj.CallOpParam())
        self.held = True
        self.asked = (time.monotonic() + ASK_AGAIN_SECONDS, "local-hold", lambda: self.setHold(pj.CallOpParam()))

    def resume(self) -> None:
        """Takes the far end back."""
        prm = pj.CallOpParam(True)
        prm.opt.flag = pj.PJSUA_CALL_UNHOLD
        self.reinvite(prm)
        self.held = False
        self.asked = (time.monotonic() + ASK_AGAIN_SECONDS, "active", lambda: self.reinvite(prm))

    def send_away(self, refer: Callable[[], None]) -> None:
        """Asks the PBX for a transfer."""
        self.refer = refer
        refer()

    def onCallTransferStatus(self, prm: pj.OnCallTransferStatusParam) -> None:
        self.phone.say(ev="transfer", call=self.getId(), code=int(prm.statusCode), final=prm.finalNotify)
        if prm.statusCode == NOT_BRIDGED and self.refer is not None and self.transfers < MOST_TRANSFERS:
            self.transfers += 1
            self.plan(AGAIN_SECONDS, self.refer)

    @property
    def sound(self) -> pj.AudioMedia:
        """What comes from the far end, and where to send sound to it."""
        return self.getAudioMedia(-1)

    def talk(self) -> None:
        """What NOTIFY `Event: talk` asks: answer a ringing call, resume a held one."""
        if self.held:
            self.resume()
        elif self.state in (pj.PJSIP_INV_STATE_INCOMING, pj.PJSIP_INV_STATE_EARLY):
            self.reply(OK)

    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        info = self.getInfo()
        if info.stateText != self.told:
            self.told = info.stateText
            self.phone.say(
                ev="state", call=info.id, state=info.stateText, code=info.lastStatusCode, remote=info.remoteUri
            )
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.planned = None
            self.phone.calls.pop(info.id, None)

    def onCallMediaState(self, prm: pj.OnCallMediaStateParam) -> None:
        info = self.getInfo()
        for media in info.media:
            state = MEDIA.get(media.status, str(media.status))
            if media.type == pj.PJMEDIA_TYPE_AUDIO and state != self.told_media:
                self.told_media = state
                self.phone.say(ev="media", call=info.id, media=state)

    def onDtmfDigit(self, prm: pj.OnDtmfDigitParam) -> None:
        self.phone.say(ev="dtmf", call=self.getId(), digit=prm.digit)

    def onCallTsxState(self, prm: pj.OnCallTsxStateParam) -> None:
        if prm.e.type != pj.PJSIP_EVENT_TSX_STATE or prm.e.body.tsxState.type != pj.PJSIP_EVENT_RX_MSG:
            return
        message = prm.e.body.tsxState.src.rdata.wholeMsg
        if not message.startswith("NOTIFY"):
            return
        event = next(
            (h.partition(":")[2].strip().lower() for h in heads(message) if h.lower().startswith("event:")), ""
        )
        self.phone.say(ev="notify", call=self.getId(), event=event)
        if self.phone.obeys_notify and event in ("talk", "hold"):
            self.plan(0, self.talk if event == "talk" else self.hold)


class Phone(pj.Account):
    """One number. Outside numbers (`trunk`) do not register."""

    def __init__(self, ext: str, transport: int, places: argparse.Namespace) -> None:
        super().__init__()
        self.ext = ext
        self.pbx = places.pbx
        self.mode = Mode.RING
        self.delay = 0.0
        self.obeys_notify = False
        self.calls: dict[int, Call] = {}
        self.tone: pj.ToneGenerator | None = None
        self.listening: tuple[float, int, Call] | None = None
        """Until when, the loudest so far, and to what."""
        host = own_host(ext, places)
        config = pj.AccountConfig()
        config.idUri = f"<sip:{ext}@{host if outside(ext) else self.pbx}>"
        config.sipConfig.transportId = transport
        config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_INACTIVE
        config.mwiConfig.enabled = False
        config.mediaConfig.transportConfig.boundAddress = host
        config.mediaConfig.transportConfig.publicAddress = host
        # else an UPDATE follows each answer, and a hold meanwhile carries the UPDATE's offer: agreed to, and no hold
        config.mediaConfig.lockCodecEnabled = False
        if not outside(ext):
            config.regConfig.registrarUri = f"sip:{self.pbx}"
            config.regConfig.timeoutSec = 300
            config.regConfig.retryIntervalSec = 1
            config.regConfig.firstRetryIntervalSec = 1
            config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", ext, 0, f"pw-{ext}"))
        self.create(config)

    def say(self, **event: object) -> None:
        """Writes an event of this phone."""
        say(ext=self.ext, **event)

    def pick(self, call: int | None, fits: Callable[[Call], bool]) -> Call:
        """The call with the id `call`, else the newest that fits. Raises KeyError when there is none."""
        if call is not None:
            return self.calls[call]
        for candidate in reversed(self.calls.values()):
            if fits(candidate):
                return candidate
        raise KeyError(f"{self.ext}: no call fits")

    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        self.say(ev="registration", code=int(prm.code), expires=prm.expiration)

    def onMwiInfo(self, prm: pj.OnMwiInfoParam) -> None:
        self.say(ev="mailbox", body=prm.rdata.wholeMsg.split("\r\n\r\n", 1)[-1].strip())

    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        call = self.calls[prm.callId] = Call(self, prm.callId)
        message = prm.rdata.wholeMsg
        lower = message.lower()
        asked = "answer-after=0" in lower or "alert-autoanswer" in lower
        shown = [h for h in heads(message) if h.partition(":")[0].lower() in SHOWN or h.lower().startswith("x-")]
        self.say(ev="incoming", call=prm.callId, asked=asked, headers=shown)
        if self.mode == Mode.BUSY:
            call.plan(0, lambda: call.reply(BUSY))
        elif self.mode != Mode.SILENT:
            call.reply(RINGING)
            if self.mode == Mode.ANSWER or (self.mode == Mode.HEADER and asked):
                call.plan(self.delay, lambda: call.reply(OK))
            elif self.mode == Mode.REFUSE:
                call.plan(self.delay, lambda: call.reply(DECLINE))


def heads(message: str) -> list[str]:
    """The header lines of a SIP message."""
    return message.split("\r\n\r\n", 1)[0].split("\r\n")[1:]


def outside(ext: str) -> bool:
    """Whether the number is one of the outside world, behind the trunk: of the short ones, emergency numbers."""
    return ext[0] in "+0" or len(ext) < 4


def own_host(ext: str, places: argparse.Namespace) -> str:
    """The address a phone binds to."""
    return str(places.trunk).partition(":")[0] if outside(ext) else HOST


def confirmed(call: Call) -> bool:
    """Whether the call is answered."""
    return call.state == pj.PJSIP_INV_STATE_CONFIRMED


def unanswered(call: Call) -> bool:
    """Whether the call rings here."""
    return call.state in (pj.PJSIP_INV_STATE_INCOMING, pj.PJSIP_INV_STATE_EARLY)


def dial(phone: Phone, order: dict) -> None:
    """Calls `to`, a number or a whole SIP address."""
    prm = pj.CallOpParam(True)
    for name, value in order.get("headers", {}).items():
        header = pj.SipHeader()
        header.hName, header.hValue = name, value
        prm.txOption.headers.append(header)
    to = order["to"]
    call = Call(phone)
    call.makeCall(to if to.startswith("sip:") else f"sip:{to}@{phone.pbx}", prm)
    phone.calls[call.getId()] = call
    phone.say(ev="calling", call=call.getId(), to=to)


def behave(phone: Phone, order: dict) -> None:
    """Changes what the phone does by itself; what is not named stays."""
    phone.mode = Mode(order.get("mode", phone.mode))
    phone.delay = order.get("delay", phone.delay)
    phone.obeys_notify = order.get("obeys_notify", phone.obeys_notify)


def transfer(phone: Phone, order: dict) -> None:
    """Blind to `to`, or joining the far ends of `call` and `other`."""
    call = phone.pick(order.get("call"), confirmed)
    if "other" in order:
        other = phone.calls[order["other"]]
        call.send_away(lambda: call.xferReplaces(other, pj.CallOpParam()))
    else:
        call.send_away(lambda: call.xfer(f"sip:{order['to']}@{phone.pbx}", pj.CallOpParam()))


def speak(phone: Phone, order: dict) -> None:
    """A tone into the call, as if somebody spoke; or silence again."""
    call = phone.pick(order.get("call"), lambda c: confirmed(c) and not c.held)
    if phone.tone is None:
        phone.tone = pj.ToneGenerator()
        phone.tone.createToneGenerator(8000, 1)
        tone = pj.ToneDesc()
        tone.freq1, tone.on_msec, tone.off_msec, tone.volume = TONE_HERTZ, 1000, 0, TONE_VOLUME
        phone.tone.play(pj.ToneDescVector([tone]), True)
    if order.get("aloud", True):
        phone.tone.startTransmit(call.sound)
    else:
        phone.tone.stopTransmit(call.sound)


def listen(phone: Phone, order: dict) -> None:
    """Begins to listen; what was heard is said when the time is over."""
    call = phone.pick(order.get("call"), lambda c: confirmed(c) and not c.held)
    # PJSIP only looks at the sound of a call that goes somewhere
    call.sound.startTransmit(pj.Endpoint.instance().audDevManager().getPlaybackDevMedia())
    phone.listening = (time.monotonic() + LISTEN_SECONDS, 0, call)


def run_ears(phone: Phone) -> None:
    """How loud it is where the phone listens."""
    if phone.listening is None:
        return
    until, loudest, call = phone.listening
    # the first half is what was still on its way when it was asked
    if time.monotonic() > until - LISTEN_SECONDS / 2:
        loudest = max(loudest, call.sound.getTxLevel(), call.sound.getRxLevel())
    phone.listening = (until, loudest, call)
    if time.monotonic() >= until:
        phone.listening = None
        phone.say(
            ev="heard",
            call=call.getId(),
            level=loudest,
            tx=call.sound.getTxLevel(),
            rx=call.sound.getRxLevel(),
            loud=loudest >= LOUD,
        )


ORDERS: dict[str, Callable[[Phone, dict], None]] = {
    "register": lambda phone, _: phone.setRegistration(True),
    "unregister": lambda phone, _: phone.setRegistration(False),
    "call": dial,
    "behave": behave,
    "answer": lambda phone, order: phone.pick(order.get("call"), unanswered).reply(order.get("code", OK)),
    "refuse": lambda phone, order: phone.pick(order.get("call"), unanswered).reply(order.get("code", DECLINE)),
    "hangup": lambda phone, order: phone.pick(order.get("call"), lambda _: True).hangup(pj.CallOpParam()),
    "hold": lambda phone, order: phone.pick(order.get("call"), lambda c: confirmed(c) and not c.held).hold(),
    "resume": lambda phone, order: phone.pick(order.get("call"), lambda c: c.held).resume(),
    "dtmf": lambda phone, order: phone.pick(order.get("call"), confirmed).dialDtmf(order["digits"]),
    "transfer": transfer,
    "speak": speak,
    "listen": listen,
}


def obey(phones: dict[str, Phone], line: bytes) -> bool:
    """Does one command; False when it was `quit`."""
    order = json.loads(line)
    if order["cmd"] == "quit":
        return False
    try:
        ORDERS[order["cmd"]](phones[order["ext"]], order)
    except pj.Error as error:
        say(ev="error", id=order.get("id"), ext=order.get("ext"), error=error.info())
    except (KeyError, ValueError) as error:
        say(ev="error", id=order.get("id"), ext=order.get("ext"), error=repr(error))
    else:
        say(ev="done", id=order.get("id"), ext=order["ext"])
    return True


def run_plans(phones: dict[str, Phone]) -> None:
    """Does what calls planned for now."""
    now = time.monotonic()
    for phone in phones.values():
        run_ears(phone)
        for call in list(phone.calls.values()):
            if call.asked and call.told_media in (call.asked[1], "remote-hold"):
                call.asked = None
            elif call.asked and now >= call.asked[0]:
                call.plan(0, call.asked[2])
                call.asked = (now + ASK_AGAIN_SECONDS, *call.asked[1:])
            if call.planned and now >= call.planned[0]:
                action, call.planned = call.planned[1], None
                try:
                    action()
                except pj.Error as error:
                    # an ACK or a re-INVITE is still on its way: PJSIP refuses, a desk phone would wait for it
                    call.refusals += 1
                    if call.refusals < MOST_REFUSALS:
                        call.plan(AGAIN_SECONDS, action)
                    else:
                        phone.say(ev="error", error=error.info())


def library(user_agent: str, log_level: int) -> pj.Endpoint:
    """PJSIP, in this thread only, without sound hardware."""
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.maxCalls = 4
    config.uaConfig.userAgent = user_agent
    config.logConfig.level = config.logConfig.consoleLevel = log_level
    config.medConfig.clockRate = config.medConfig.sndClockRate = 8000
    config.medConfig.ecTailLen = 0
    config.medConfig.noVad = True
    endpoint.libInit(config)
    return endpoint


def transport(endpoint: pj.Endpoint, place: str) -> int:
    """A UDP transport at `place`, HOST:PORT; port 0 is any."""
    config = pj.TransportConfig()
    config.boundAddress, _, port = place.partition(":")
    config.port = int(port)
    return endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, config)


def loop(endpoint: pj.Endpoint, phones: dict[str, Phone]) -> None:
    """Serves SIP and commands until `quit` or the end of standard input."""
    pending = b""
    while True:
        endpoint.libHandleEvents(10)
        run_plans(phones)
        if not select.select([0], [], [], 0)[0]:
            continue
        data = os.read(0, 65536)
        if not data:
            return
        *lines, pending = (pending + data).split(b"\n")
        if not all(obey(phones, line) for line in lines if line.strip()):
            return


def leave(endpoint: pj.Endpoint, phones: dict[str, Phone]) -> None:
    """Hangs up, unregisters, and goes; never longer than a second."""
    endpoint.hangupAllCalls()
    for phone in phones.values():
        if not outside(phone.ext) and phone.getInfo().regIsActive:
            phone.setRegistration(False)
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline and any(
        phone.calls or (not outside(phone.ext) and phone.getInfo().regIsActive) for phone in phones.values()
    ):
        endpoint.libHandleEvents(10)
    # libDestroy waits for transactions to time out; all that counts has been said.
    os._exit(0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pbx", default="127.0.0.1:5060", help="HOST:PORT of the registrar")
    parser.add_argument("--port", type=int, default=0, help="own UDP port; 0 is any")
    parser.add_argument("--trunk", default="127.0.2.1:5060", help="where numbers of the outside world live")
    parser.add_argument("--user-agent", default="testbed-phone")
    parser.add_argument("--log", type=int, default=0, help="PJSIP's log level, on standard error's terminal")
    parser.add_argument("ext", nargs="+")
    return parser.parse_args()


def main() -> None:
    places = arguments()
    endpoint = library(places.user_agent, places.log)
    here = {False: f"{HOST}:{places.port}", True: places.trunk}
    transports = {kind: transport(endpoint, here[kind]) for kind in {outside(ext) for ext in places.ext}}
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    phones = {ext: Phone(ext, transports[outside(ext)], places) for ext in places.ext}
    say(ev="ready", phones=places.ext)
    loop(endpoint, phones)
    leave(endpoint, phones)


if __name__ == "__main__":
    main()
