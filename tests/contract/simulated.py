"""The simulator as a stage, in virtual time."""

import asyncio
from collections.abc import Callable, Mapping

from msgspec import structs

from jackfield.telephony.ami.link import Connect
from jackfield.telephony.ami.outcomes import Credentials
from jackfield.telephony.simulator import Queue, RealClock, Simulator, demo_setup
from jackfield.telephony.simulator.agents import UserAgent
from jackfield.telephony.simulator.channels import Channel
from tests.contract.language import OBEDIENT, USER_AGENT, Scenario
from tests.contract.stage import PATIENCE
from tests.support.phones import outside
from tests.telephony.simulator.client import Client

MOMENT = 0.01
MODES = {"busy": "busy", "refuse": "refuse:0.05", "answer": "answer:0.05", "ring": "ring"}

SETUP = structs.replace(
    demo_setup(),
    queues=(
        Queue(name="blue", number="3001", strategy="rrmemory", weight=2, timeout=8, wrapuptime=10, recorded=True),
        Queue(name="red", number="3002", strategy="leastrecent", weight=1, timeout=8, wrapuptime=5),
        Queue(name="green", number="3003", strategy="ringall", timeout=8),
    ),
    queue_data="{queue}-call",
)
"""Queues and their attached data as on the test bed."""


def from_carrier(caller: str) -> Mapping[str, str]:
    """What the dial plan of the real one attaches to a call from the trunk."""
    return {"USR_CUSTNO": f"C{caller[-4:]}", "USR_DATA1": "", "USR_LANG": "fr"}


class LoopClock(RealClock):
    """The running loop's time as a date too: in virtual time what must have lasted a second has."""

    def now(self) -> float:
        return 1_800_000_000.0 + asyncio.get_running_loop().time()


class Simulated:
    """As `stage.Stage`."""

    def __init__(self, scenario: Scenario) -> None:
        lines = [structs.replace(line, browser=line.number in scenario.doubled) for line in SETUP.lines]
        self.simulator = Simulator(structs.replace(SETUP, lines=tuple(lines)), LoopClock())
        setup = self.simulator.setup
        self.connect: Connect = self.simulator.connect
        self.credentials = Credentials(user=setup.username, secret=setup.secret)
        self._client = Client(self.simulator)
        for number in scenario.devices:
            self.simulator.phone(number).register()
            phone = self.simulator.phone(number)
            phone.obeys_notify = number in scenario.obedient
            claims = scenario.obedient | scenario.pretenders
            phone.user_agent = OBEDIENT if number in claims else USER_AGENT
        for number in scenario.outsiders:
            self.simulator.outside.behave(number, "ring")
        self._outgoing: dict[tuple[str, str], Channel] = {}

    # ---- finding

    def _agent(self, number: str) -> UserAgent:
        return self.simulator.outside if outside(number) else self.simulator.phone(number)

    def _calls(self, number: str) -> list[Channel]:
        calls = self._agent(number).calls
        if not outside(number):
            return list(calls)
        return [call for call in calls if number in (call.far_number, call.caller[0]) or call is self._made(number)]

    def _made(self, number: str) -> Channel | None:
        return next((call for (who, _), call in self._outgoing.items() if who == number), None)

    def _call(self, number: str, peer: str | None, fits: Callable[[Channel], bool]) -> Channel | None:
        if peer is not None and (made := self._outgoing.get((number, peer))) is not None and not made.hung_up:
            return made
        found = [call for call in self._calls(number) if fits(call) and peer in (None, call.connected[0])]
        if not found:
            raise AssertionError(f"{number} has no such call")
        return found[-1]

    # ---- doing

    async def dial(self, number: str, to: str) -> None:
        if outside(number):
            call = self.simulator.call_in(number, f"012345{to}", variables=from_carrier(number))
        else:
            call = self.simulator.phone(number).dial(to)
        self._outgoing[number, to] = call
        await asyncio.sleep(MOMENT)

    async def answer(self, number: str, peer: str | None) -> None:
        await self._press(number, self._agent(number).answer, self._ringing(number, peer))

    async def refuse(self, number: str, peer: str | None) -> None:
        await self._press(number, self._agent(number).refuse, self._ringing(number, peer))

    async def say_busy(self, number: str, peer: str | None) -> None:
        await self._press(number, self._agent(number).busy, self._ringing(number, peer))

    async def hang_up(self, number: str, peer: str | None) -> None:
        if self._calls(number):  # else the other end was quicker
            await self._press(number, self._agent(number).hang_up, self._call(number, peer, lambda call: True))

    async def hold(self, number: str, peer: str | None) -> None:
        await self._press(number, self._agent(number).hold, self._call(number, peer, lambda call: not call.holding))

    async def resume(self, number: str, peer: str | None) -> None:
        await self._press(number, self._agent(number).resume, self._call(number, peer, lambda call: call.holding))

    async def press(self, number: str, digits: str) -> None:
        self._agent(number).send_dtmf(digits)

    async def transfer(self, number: str, peer: str, to: str) -> None:
        self.simulator.phone(number).transfer(to, self._call(number, peer, lambda call: True))
        await asyncio.sleep(MOMENT)

    async def join(self, number: str, one: str, other: str) -> None:
        self.simulator.phone(number).join_calls()
        await asyncio.sleep(MOMENT)

    def _ringing(self, number: str, peer: str | None) -> Channel | None:
        return self._call(number, peer, lambda call: call.outgoing is not None)

    async def _press(self, number: str, key: Callable[[Channel | None], Channel], call: Channel | None) -> None:
        key(call)
        await asyncio.sleep(MOMENT)

    async def speak(self, number: str, aloud: bool) -> None:
        self._agent(number).talk(aloud)

    async def hears(self, number: str) -> bool:
        return self._agent(number).hears()

    async def heard_keys(self, number: str, keys: str) -> None:
        await self._until(lambda: self._agent(number).heard_keys == keys, f"{number} has heard {keys}")

    async def behave(self, number: str, mode: str) -> None:
        self.simulator.phone(number).behave(MODES[mode])

    async def register(self, number: str, registered: bool) -> None:
        phone = self.simulator.phone(number)
        if registered:
            phone.register()
        else:
            phone.unregister()

    async def pull_plug(self, number: str) -> None:
        self.simulator.phone(number).pull_plug()

    async def restart(self) -> None:
        self.simulator.restart()
        await asyncio.sleep(MOMENT)

    async def leave_message(self, number: str) -> None:
        self._agent(number).send_dtmf("#")
        await asyncio.sleep(3)
        await self.hang_up(number, None)

    # ---- waiting

    async def rings(self, number: str) -> None:
        await self._until(lambda: any(call.outgoing is not None for call in self._calls(number)), f"{number} rings")

    async def hangs_idle(self, number: str) -> None:
        await self._until(lambda: not self._calls(number), f"{number} is idle")

    async def ami(self, action: str, **heads: str) -> None:
        answer = self._client.act(action, **heads)
        assert answer["Response"] == ["Success"], (action, heads, answer)
        await asyncio.sleep(MOMENT)

    async def values(self, variable: str, part: str) -> list[str]:
        names = [name for name in self.simulator.pbx.channels if part in name]
        answers = [self._client.act("Getvar", Channel=name, Variable=variable) for name in names]
        return [answer["Value"][0] for answer in answers]

    async def seen(self) -> str:
        return "\n".join(self.simulator.pbx.channels)

    async def quiet(self) -> None:
        await self._until(lambda: not self.simulator.pbx.channels, "no channel is left")

    async def settle(self) -> None:
        await asyncio.sleep(1.0)

    async def _until(self, true: Callable[[], bool], what: str) -> None:
        for _ in range(round(PATIENCE / MOMENT)):
            if true():
                return
            await asyncio.sleep(MOMENT)
        raise AssertionError(f"never: {what}")

    async def close(self) -> None:
        self.simulator.cut()
