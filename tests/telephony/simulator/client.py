"""An AMI client of the simplest kind: it sends actions, and keeps the blocks that come."""

from jackfield.telephony.simulator import Simulator

Block = dict[str, list[str]]


class Client:
    """Attached to a simulator, logged in unless told otherwise. `blocks` are headers with all their values."""

    def __init__(self, pbx: Simulator, *, login: bool = True, events: str = "on") -> None:
        self.pbx = pbx
        self.text = ""
        self.session = pbx.attach(self._take)
        if login:
            self.act("Login", Username=pbx.setup.username, Secret=pbx.setup.secret, Events=events)
            self.text = ""

    def _take(self, data: bytes) -> None:
        self.text += data.decode()

    @property
    def blocks(self) -> list[Block]:
        found = []
        for text in self.text.split("\r\n\r\n"):
            block: Block = {}
            for line in text.split("\r\n"):
                name, colon, value = line.partition(": ")
                if colon:
                    block.setdefault(name, []).append(value)
            if block:
                found.append(block)
        return found

    def act(self, action: str, **headers: str | list[str]) -> Block:
        """Send it and give the response."""
        lines = [f"Action: {action}", "ActionID: this"]
        for name, values in headers.items():
            lines += [f"{name}: {value}" for value in ([values] if isinstance(values, str) else values)]
        before = len(self.text)
        self.session.receive(("\r\n".join(lines) + "\r\n\r\n").encode())
        answers = self.text[before:]
        kept, self.text = self.text, answers
        found = [block for block in self.blocks if "Response" in block and "Event" not in block]
        self.text = kept
        return found[0] if found else {}

    def message(self, action: str, **headers: str | list[str]) -> str:
        """`Success: ...` or `Error: ...`."""
        answer = self.act(action, **headers)
        return f"{answer['Response'][0]}: {answer['Message'][0]}"

    def events(self, *names: str) -> list[Block]:
        """The events of these names that have come, all when none is named."""
        return [block for block in self.blocks if "Event" in block and (not names or block["Event"][0] in names)]

    def values(self, event: str, header: str) -> list[str]:
        return [block[header][0] for block in self.events(event)]
