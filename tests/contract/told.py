"""What users were told in a scenario, and how it reads: the text of a golden sequence.

Times and channel names do not show; ids of legs and calls are numbered in the order of their appearance, so that the
same leg has the same number in all that is told of it.
"""

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from msgspec import UNSET, UnsetType

from jackfield.domain.shuttle.steps import Data
from jackfield.protocol.events import (
    AgentStateEvent,
    CallHistory,
    ConferenceEvent,
    ConferenceList,
    ConferenceMember,
    ConferenceParticipantEvent,
    Event,
    Participant,
    PhoneEvent,
    PhoneStatusUpdate,
    QueueCalls,
    Sheet,
    UserConfigUpdate,
)
from jackfield.protocol.values import ConferenceRole

LEFT_OUT = {"SIPCALLID"}
OF_CHANCE = {"agentId", "since", "wrapupUntil", "id", "linkedId", "start"}
"""Keys of events that differ each time, or say again whom they are about."""


def _lists() -> dict[str, list[Event]]:
    return defaultdict(list)


def _numbers() -> dict[str, list[int]]:
    return defaultdict(list)


def _words() -> dict[str, list[str]]:
    return defaultdict(list)


@dataclass
class Told:
    """By line, by agent's number, by followed number, by login."""

    lines: dict[str, list[Event]] = field(default_factory=_lists)
    agents: dict[str, list[Event]] = field(default_factory=_lists)
    qualifications: dict[str, list[Event]] = field(default_factory=_lists)
    """By agent's number. Apart: a queue's end of a call and others' news of it come in no order from the PBX."""
    hints: dict[str, list[int]] = field(default_factory=_numbers)
    results: dict[str, list[str]] = field(default_factory=_words)
    rooms: list[str] = field(default_factory=list)
    """Every list of the conference rooms, if anybody follows them."""
    integrations: list[Data] | None = None
    """What integrations are told, if one listens."""
    floor: list[str] = field(default_factory=list)
    """What is told of members of queues and of agents, if anybody follows them."""
    queues: dict[str, list[str]] = field(default_factory=_words)
    """By number: who waits, each time it has changed, if anybody follows them."""

    def sections(self) -> dict[str, list[str]]:
        """The text, by what it is about. Between sections there is no order of time."""
        names = _Names()
        found = {number: [*_of_line(self.lines[number], names)] for number in sorted(self.lines)}
        for what, told in (("agent", self.agents), ("qualifications of", self.qualifications)):
            for number in sorted(told):
                found[f"{what} {number}"] = [fields_of(event, OF_CHANCE) for event in told[number]]
        found |= {f"hint {number}": [str(code) for code in self.hints[number]] for number in sorted(self.hints)}
        found |= {"integrations": [_step(data, names) for data in _phones_in_order(self.integrations or ())]}
        found |= {"rooms": self.rooms, "members": self.floor}
        found |= {f"queue {number}": self.queues[number] for number in sorted(self.queues)}
        found |= {login: self.results[login] for login in sorted(self.results)}
        return {name: lines for name, lines in found.items() if lines}


def _phones_in_order(steps: Iterable[Data]) -> Iterator[Data]:
    """Which of a queue's phones is rung first is chance."""
    for _, together in groupby(steps, key=lambda data: (data["event"], data["uniqueid"])):
        yield from sorted(together, key=lambda data: str(data.get("peer", "")))


def written(title: str, sections: dict[str, list[str]]) -> str:
    """The golden text."""
    parts = [f"[{title}]"]
    parts += ["\n".join([name, *(f"    {line}" for line in lines)]) for name, lines in sections.items()]
    return "\n\n".join(parts) + "\n"


def read(text: str) -> dict[str, list[str]]:
    """The sections of a golden text."""
    found: dict[str, list[str]] = {}
    for part in text.split("\n\n")[1:]:
        name, *lines = part.rstrip("\n").split("\n")
        found[name] = [line[4:] for line in lines]
    return found


class _Names:
    """#1, #2, ... for uniqueids and linkedids: a call is named as the leg that began it."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, uniqueid: str) -> str:
        return self._known.setdefault(uniqueid, f"#{len(self._known) + 1}")


def _of_line(events: list[Event], names: _Names) -> Iterator[str]:
    data: dict[str, dict[str, str]] = {}
    for event in events:
        match event:
            case PhoneStatusUpdate():
                yield str(event.status)
            case PhoneEvent():
                yield _phone_event(event, names)
                present = {key: value for key, value in event.userData.items() if key not in LEFT_OUT}
                # said in full once, then only when it has changed
                if data.get(event.uniqueId) != present:
                    data[event.uniqueId] = present
                    yield "    " + " ".join(f"{key}={_quoted(value)}" for key, value in sorted(present.items()))
            case ConferenceEvent():
                words = ["ConferenceEvent", event.eventType, names(event.uniqueId), event.conferenceNumber]
                yield " ".join([*words, _quoted(event.conferenceName), "with", *map(_participant, event.participants)])
            case ConferenceParticipantEvent():
                words = ["ConferenceParticipantEvent", event.eventType, names(event.uniqueId), event.conferenceNumber]
                yield " ".join([*words, _participant(event)])
            case Sheet():
                yield from _sheet(event, names)
            case UserConfigUpdate():
                yield services_line(event)
            case _:
                yield fields_of(event, {"sipCallId"})


def fields_of(event: Event, left_out: Container[str] = ()) -> str:
    """Type and fields of an event in one line; an agent's state begins with its name."""
    fields = {key: getattr(event, key) for key in event.__struct_fields__ if key not in left_out}
    shown = {key: value for key, value in fields.items() if value is not UNSET}
    kind = shown.pop("name") if isinstance(event, AgentStateEvent) else type(event).__name__
    return " ".join([kind, *(f"{key}={value}" for key, value in shown.items())])


def _step(data: Data, names: _Names) -> str:
    """A step of a call; seconds and channels do not show, only what they are."""
    shown: list[str] = []
    for key, value in data.items():
        if key in ("holdtime", "ringtime", "talktime"):
            assert isinstance(value, str)
            assert value.isdigit()
            shown.append(f"{key}=N")
        elif key in ("trunk", "channel"):
            shown.append(f"{key}={str(value).rpartition('-')[0]}-...")
        elif key == "uniqueid":
            shown.append(names(str(value)))
        elif key not in ("event", "variables"):
            shown.append(f"{key}={_quoted(value) if isinstance(value, str) else value}")
    return " ".join([str(data["event"]), *shown])


def waiting_line(event: QueueCalls) -> str:
    """Who waits, in order; times and channels do not show."""
    return ", ".join(f"{call.position} {call.number} {_quoted(call.name)}" for call in event.calls) or "nobody waits"


def services_line(event: UserConfigUpdate) -> str:
    """What a user has switched on, and the destinations of what is off."""
    forwards = {
        "always": (event.uncFwdEnabled, event.uncFwdDestination),
        "busy": (event.busyFwdEnabled, event.busyFwdDestination),
        "without answer": (event.naFwdEnabled, event.naFwdDestination),
    }
    words = [f"{name} to {to}" + ("" if on else " (off)") for name, (on, to) in forwards.items() if on or to]
    return "services: " + ", ".join([*(["do not disturb"] if event.dndEnabled else []), *words] or ["none"])


def _phone_event(event: PhoneEvent, names: _Names) -> str:
    words = [event.eventType, names(event.uniqueId), "of call", names(event.linkedId), event.callDirection]
    words += [f"DN={event.DN}", f"otherDN={event.otherDN}", f"otherDName={_quoted(event.otherDName)}"]
    words += [f"username={event.username}"] if event.username is not UNSET else []
    words += [f"queueName={event.queueName}"] if event.queueName is not UNSET else []
    return " ".join(words)


def _quoted(text: str) -> str:
    return text if text and text.isalnum() else json.dumps(text, ensure_ascii=False)


def _participant(who: Participant | ConferenceParticipantEvent) -> str:
    states = {"me": who.isMe, "organizer": who.role is ConferenceRole.ORGANIZER, "muted": who.isMuted}
    states |= {"deaf": who.isDeaf is True, "talking": who.isTalking}
    shown = [name for name, true in states.items() if true]
    return f"({' '.join([str(who.index), who.callerIdNum, _quoted(who.callerIdName), *shown])})"


def conference_list(event: ConferenceList) -> list[str]:
    """A line a room; times do not show."""
    return [
        " ".join(
            [
                f"room {room.number}",
                _quoted(room.name),
                "asks for a PIN" if room.pinRequired else "is open",
                "since a time" if room.startTime else "empty",
                *map(_member, room.members),
            ]
        )
        for room in event.items
    ]


def history_lines(history: CallHistory) -> list[str]:
    """A line a call, most recent first; times do not show."""
    return [
        "history:",
        *(
            f"    {call.status} {call.srcNum} {_name(call.srcFirstName, call.srcLastName)}"
            f" to {call.dstNum} {_name(call.dstFirstName, call.dstLastName)}"
            for call in history.items
        ),
    ]


def _name(*parts: str | UnsetType) -> str:
    return _quoted(" ".join(part for part in parts if part))


def _member(who: ConferenceMember) -> str:
    words = [str(who.joinOrder), who.number, _quoted(who.name), _quoted(who.username)]
    return f"({' '.join([*words, *(['muted'] if who.muted else [])])})"


def _sheet(event: Sheet, names: "_Names") -> Iterator[str]:
    user = event.payload.profile.user
    internal = {each.name: each.content for each in user.internal}
    yield f"Sheet {internal['where']} of {names(internal['uid'])}"
    for each in user.sheetInfo:
        yield f"    {each.order} {each.type} {_quoted(each.name)} {_quoted(each.value)}"
