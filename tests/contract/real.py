"""The real Asterisk as a stage, with real SIP phones."""

import asyncio

from jackfield.telephony.ami.link import Connect, tcp
from jackfield.telephony.ami.outcomes import Credentials
from tests.contract.language import OBEDIENT, USER_AGENT, Scenario
from tests.contract.stage import PATIENCE
from tests.support.ami import Watcher
from tests.support.pbx import Asterisk
from tests.support.phones import Phone, PhoneError, PhoneFactory, outside

MARK = "1019"


class Real:
    """As `stage.Stage`."""

    def __init__(self, asterisk: Asterisk, watcher: Watcher) -> None:
        self._asterisk, self._watcher = asterisk, watcher
        self._phones: dict[str, Phone] = {}
        self.connect: Connect = tcp(asterisk.host, asterisk.port)
        self.credentials = Credentials(user=asterisk.user, secret=asterisk.secret)
        self._undo: list[tuple[str, dict[str, str]]] = []

    async def bring(self, make: PhoneFactory, scenario: Scenario) -> None:
        """The phones of the story; their mailboxes are emptied."""
        for number in scenario.mailboxes:
            await self._empty_mailbox(number)
        obedient = sorted(scenario.obedient)
        pretenders = sorted(scenario.pretenders)
        plain = [number for number in scenario.devices if number not in scenario.obedient | scenario.pretenders]
        groups = await asyncio.gather(
            make(*plain, mode="header", user_agent=USER_AGENT),
            make(*obedient, mode="header", user_agent=OBEDIENT, obeys_notify=True),
            make(*pretenders, mode="header", user_agent=OBEDIENT),
            make(*scenario.outsiders),
        )
        self._phones = {phone.number: phone for group in groups for phone in group}

    async def _call(self, number: str, peer: str | None) -> int | None:
        """The phone's own id of its newest call with `peer`; it may tell of it later than the PBX does."""
        if peer is None:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                while (found := self._find(number, peer)) is None:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"{number} has no call with {peer}") from None
        return found

    def _find(self, number: str, peer: str) -> int | None:
        for event in reversed(self._phones[number].events):
            if event["ev"] == "calling" and event["to"].endswith(peer):
                return int(event["call"])
            if event["ev"] == "incoming" and any(f"sip:{peer}@" in head for head in event["headers"]):
                return int(event["call"])
        return None

    # ---- doing

    async def dial(self, number: str, to: str) -> None:
        await self._phones[number].dial(f"012345{to}" if outside(number) else to)

    async def answer(self, number: str, peer: str | None) -> None:
        await self._phones[number].answer(await self._call(number, peer))

    async def refuse(self, number: str, peer: str | None) -> None:
        await self._phones[number].refuse(await self._call(number, peer))

    async def say_busy(self, number: str, peer: str | None) -> None:
        await self._phones[number].busy(await self._call(number, peer))

    async def hang_up(self, number: str, peer: str | None) -> None:
        try:
            await self._phones[number].hang_up(await self._call(number, peer))
        except PhoneError:
            # the other end was quicker
            await self.hangs_idle(number)

    async def hold(self, number: str, peer: str | None) -> None:
        await self._phones[number].hold(await self._call(number, peer))

    async def resume(self, number: str, peer: str | None) -> None:
        await self._phones[number].resume(await self._call(number, peer))

    async def press(self, number: str, digits: str) -> None:
        await self._phones[number].press(digits)

    async def transfer(self, number: str, peer: str, to: str) -> None:
        await self._phones[number].transfer(to, await self._call(number, peer))

    async def join(self, number: str, one: str, other: str) -> None:
        first, second = await self._call(number, one), await self._call(number, other)
        assert first is not None
        assert second is not None
        await self._phones[number].join(first, second)

    async def speak(self, number: str, aloud: bool) -> None:
        await self._phones[number].speak(aloud)

    async def hears(self, number: str) -> bool:
        return await self._phones[number].hears()

    async def heard_keys(self, number: str, keys: str) -> None:
        heard = [(await self._phones[number].expect("dtmf", PATIENCE))["digit"] for _ in keys]
        assert "".join(heard) == keys, heard

    async def behave(self, number: str, mode: str) -> None:
        await self._phones[number].behave(mode, delay=0.05)

    async def register(self, number: str, registered: bool) -> None:
        phone = self._phones[number]
        await (phone.register() if registered else phone.unregister())

    async def pull_plug(self, number: str) -> None:
        await self._phones[number].kill()
        # a moment later it would by itself: qualify_frequency
        await self._watcher.action("PJSIPQualify", Endpoint=number)

    async def restart(self) -> None:
        await self._watcher.close()
        await self._asterisk.restart()
        self._watcher = await Watcher.connect(self._asterisk.host, self._asterisk.port)

    async def leave_message(self, number: str) -> None:
        since = len(self._watcher.messages)
        await asyncio.sleep(0.5)
        await self._phones[number].press("#")
        await self._watcher.event("DTMFEnd", since=since, Digit="#")
        # the beep, and more than the second of sound without which it is thrown away
        await asyncio.sleep(2.5)
        await self.hang_up(number, None)

    async def _empty_mailbox(self, number: str) -> None:
        box = self._asterisk.bed.folder / "spool" / "voicemail" / "default" / number
        for path in box.glob("*/msg*"):
            path.unlink()
        await self._watcher.action("VoicemailRefresh", Context="default", Mailbox=number)

    # ---- waiting

    async def rings(self, number: str) -> None:
        call = await self._phones[number].rings(PATIENCE)
        if outside(number):  # it answers to any number: was it this one that the PBX called?
            assert any(head.startswith("To: ") and f"sip:{number}@" in head for head in call["headers"]), call

    async def hangs_idle(self, number: str) -> None:
        await self._phones[number].ends(PATIENCE)

    async def ami(self, action: str, **heads: str) -> None:
        answer = await self._watcher.action(action, **heads)
        assert answer["Response"] == "Success", (action, heads, answer)
        if action == "DBPut":
            self._undo.append(("DBDel", {"Family": heads["Family"], "Key": heads["Key"]}))
        elif action == "Setvar":
            as_usual = {"RINGTIME": "20"}.get(heads["Variable"], "")
            self._undo.append(("Setvar", {"Variable": heads["Variable"], "Value": as_usual}))

    async def values(self, variable: str, part: str) -> list[str]:
        names = [name for name in await self._asterisk.channels() if part in name]
        answers = [await self._watcher.action("Getvar", Channel=name, Variable=variable) for name in names]
        return [answer.get("Value", "") for answer in answers]

    async def seen(self) -> str:
        looked = ("core show channels concise", "queue show", "database show jackfield", "devstate list")
        return "\n".join([await self._asterisk.cli(command) for command in looked])

    async def quiet(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self._asterisk.channels():
                await asyncio.sleep(0.03)

    async def settle(self) -> None:
        """A device nobody else uses changes there and back: it is told after everything before it."""
        device = f"Custom:DND-{MARK}"
        for state in ("INUSE", "NOT_INUSE"):
            since = len(self._watcher.messages)
            await self._watcher.action("Setvar", Variable=f"DEVICE_STATE({device})", Value=state)
            await self._watcher.event("DeviceStateChange", since=since, Device=device)
        # the server has been sent what the watcher has read, and needs a moment to read it
        await asyncio.sleep(0.1)

    async def close(self) -> None:
        """Takes back what was set, and empties the queues."""
        since = len(self._watcher.messages)
        await self._watcher.action("QueueStatus")
        await self._watcher.event("QueueStatusComplete", since=since)
        for message in self._watcher.messages[since:]:
            if message.get("Event") == "QueueMember":
                self._undo.append(("QueueRemove", {"Queue": message["Queue"], "Interface": message["Location"]}))
        for action, heads in reversed(self._undo):
            await self._watcher.action(action, **heads)
        await self._watcher.close()
