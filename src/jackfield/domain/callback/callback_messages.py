"""Hearing what somebody said who wants to be called back (protocol 6.1): on the own phone, played by the PBX.

Only messages of callbacks that the asker may see, and only by a plain name below one directory of the PBX: what a
client sends never is a path.
"""

import re
from collections.abc import Iterator

from jackfield.domain.access import may_see_queue
from jackfield.domain.asking import Asking, loosely_normalised, own_line, reachable_pbx
from jackfield.domain.callback.callback_entries import Callback
from jackfield.domain.centre.agent_lists import rights
from jackfield.domain.effects import Effect, Request
from jackfield.domain.facts import OriginateSent
from jackfield.domain.phone import calls
from jackfield.domain.requests import PlayMessage
from jackfield.domain.results import Expectation, Refused
from jackfield.protocol import commands
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import PhoneEventType

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
"""Neither `..` nor a slash, nothing that separates arguments in the dial plan."""
FORMATS = (".wav", ".wav49", ".gsm", ".sln", ".ulaw", ".alaw", ".g722")
"""Endings that the PBX adds by itself."""


def listen(ask: Asking, command: commands.ListenCallbackMessage) -> Iterator[Effect]:
    """Ring the asker's phone; who answers hears the message. Done when it plays."""
    world = ask.world
    callback = _meant(ask, command.voiceMessageRef)
    name = callback.voice_message
    if not name:
        raise Refused(RefusalCode.NOT_FOUND, "There is no message with this callback")
    for ending in FORMATS:
        name = name.removesuffix(ending)
    if not NAME.fullmatch(name):
        raise Refused(RefusalCode.NOT_FOUND, "The message of this callback has a name that cannot be played")
    line = own_line(ask)
    reachable_pbx(ask)
    number = loosely_normalised(callback.phone_number, world.settings.international_prefix) or ""
    order = PlayMessage(
        channel_id=world.new_id("dial"),
        endpoint=line.endpoint,
        file=f"{world.settings.voice_messages.rstrip('/')}/{name}",
        shown_number=number,
        shown_name=f"{callback.first_name} {callback.last_name}".strip(),
        timeout_seconds=world.settings.originate_timeout_seconds,
    )
    calls.originate_sent(world, OriginateSent(order.channel_id, line.endpoint, exten=number), ask.now)
    expects = Expectation(order.channel_id, frozenset({PhoneEventType.DIALING, PhoneEventType.ESTABLISHED}))
    yield from ask.results.wait(ask.ticket, expects, ask.deadline, order.channel_id)
    yield Request(order.channel_id, order)


def _meant(ask: Asking, reference: str) -> Callback:
    """The callback with this message, or of this uuid; open ones first.

    Raises:
        Refused: not_found, also for one the asker may not see.
    """
    callbacks, own = ask.world.callbacks, rights(ask)
    for callback in (*callbacks.open.values(), *callbacks.closed.values()):
        if reference in (callback.uuid, callback.voice_message) and may_see_queue(own, callbacks.queue_of(callback)):
            return callback
    raise Refused(RefusalCode.NOT_FOUND, f"There is no message {reference[:64]!r}")
