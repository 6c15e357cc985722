"""A channel's thread of dial plan: a generator that yields applications and is sent what each one came to.

It may be left at any moment (hang-up, Redirect, Bridge): the running application then cleans up behind itself.
"""

from collections.abc import Callable, Generator
from typing import Protocol

from jackfield.telephony.simulator.channels import Channel, Leaving
from jackfield.telephony.simulator.exchange import Exchange

Extension = Generator["Application", str, None]
"""The steps of one extension; what is sent in is the result of the application (for Dial its DIALSTATUS)."""


class Application(Protocol):
    """Something a channel does until it is done (it calls `program.proceed`) or left."""

    name: str
    data: str

    def begin(self, program: "Program") -> None: ...

    def leave(self, why: Leaving) -> None: ...


class Program:
    """One channel being led through one extension."""

    def __init__(self, pbx: Exchange, channel: Channel, extension: Extension) -> None:
        self.pbx = pbx
        self.channel = channel
        self.application: Application | None = None
        self._extension = extension
        self._stepping = False
        channel.program = self

    def start(self) -> None:
        self._step(lambda: next(self._extension))

    def proceed(self, result: str = "") -> None:
        """The running application is done: go on with the extension, and hang up at its end."""
        if self.channel.program is self:
            self._step(lambda: self._extension.send(result))

    def _step(self, take: "Callable[[], Application]") -> None:
        self._stepping = True
        try:
            application = take()
        except StopIteration:
            self.finish()
            return
        finally:
            self._stepping = False
        if self.channel.program is not self:
            # Somebody took the channel away in answer to an event of this very step.
            self._extension.close()
            return
        self.application = application
        self.channel.application, self.channel.application_data = application.name, application.data
        if application.name:
            place = f"Extension: {self.channel.exten}\r\n"
            running = f"Application: {application.name}\r\nAppData: {application.data}\r\n"
            self.pbx.events.publish("Newexten", self.channel.snapshot(), place, running)
        application.begin(self)

    def finish(self) -> None:
        """The extension ended, or the bridge the channel was in did: the channel goes."""
        channel = self.channel
        if channel.hung_up or channel.program is not self:
            return
        self.close(Leaving.HANGUP)
        self.pbx.soft_hangup(channel)
        self.pbx.drop(channel)

    def close(self, why: Leaving) -> None:
        """Leave the application and forget the rest of the extension."""
        application, self.application = self.application, None
        if self.channel.program is self:
            self.channel.program = None
        self.channel.application, self.channel.application_data = "", ""
        if application is not None:
            application.leave(why)
        if not self._stepping:
            self._extension.close()
