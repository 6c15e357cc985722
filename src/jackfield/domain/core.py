"""The core: facts and commands in, effects out. One task owns it, so it has no locks; the clock is passed in.

    effects = core.feed(fact, now)                 what the PBX said
    effects = core.connect(client, now)            a session begins: the connect sequence (protocol 15.1)
    effects = core.ask(command, client, now)       what a client wants
"""

import msgspec


class Client(msgspec.Struct, frozen=True):
    """Who asks: a session (one browser tab, see protocol `Session`) of a user."""

    session: str
    user_id: int
