"""What the phones of each recording saw themselves, call by call, against what their users are told."""

import json
from collections import Counter

import pytest

from tests.support import traces

ACCOUNT: dict[str, dict[str, dict[str, int]]] = json.loads((traces.FOLDER / "phones.json").read_text(encoding="utf-8"))

OTHERWISE = {
    ("answer-by-autoanswer", "1001", "incoming"): "our own way to answer it calls the phone once more: the same call",
    ("atxfer-cancelled", "1001", "answered"): "the consultation is a second call to its user; the phone has one",
    ("atxfer-completed", "1001", "answered"): "likewise",
    ("busy-and-reject", "1001", "incoming"): "a busy phone does not ring",
    ("click-to-dial", "1000", "answered"): "it joined in, but the far end refused: never established",
    ("click-to-dial", "1000", "incoming"): "its user dials: the phone is only asked to join in",
    ("click-to-dial", "1002", "incoming"): "the last one is a click to dial of its own, refused as busy",
    ("forwards-dnd-presence", "1001", "incoming"): "a busy phone does not ring",
    ("voicemail-mwi", "1001", "incoming"): "a busy phone does not ring",
    ("reconnect-resync", "1000", "incoming"): "after the connection was cut",
    ("reconnect-resync", "1008", "incoming"): "after the connection was cut",
    ("reconnect-resync", "1008", "answered"): "after the connection was cut",
}
"""Where the two differ, and why it is right so."""


def told(name: str) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    answered: set[tuple[str, str]] = set()
    for entry in traces.told_in(name):
        if entry.msgType != "PhoneEvent":
            continue
        event = json.loads(bytes(entry.ctiMessage))
        leg = (entry.number, event["uniqueId"])
        of_phone = counts.setdefault(entry.number, Counter())
        if event["eventType"] == "EventRinging":
            of_phone["incoming"] += 1
        elif event["eventType"] == "EventEstablished" and leg not in answered:
            answered.add(leg)
            of_phone["answered"] += 1
    return counts


@pytest.mark.parametrize("name", sorted(ACCOUNT))
def test_users_are_told_of_exactly_the_calls_their_phones_had(name: str) -> None:
    found = told(name)
    for number, seen in ACCOUNT[name].items():
        for what, count in seen.items():
            same = found.get(number, Counter())[what] == count
            assert same != ((name, number, what) in OTHERWISE), f"{number} {what}: the phone saw {count}: {found}"
