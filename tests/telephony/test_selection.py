"""The selection of events: nothing that is understood may be missing from it, for what is missing never comes."""

from jackfield.telephony.ami import actions, selection
from jackfield.telephony.ami.codec import encode
from jackfield.telephony.ami.translate import EVENTS

ONLY_IN_LISTS = {
    "ConfbridgeList",
    "CoreShowChannel",
    "BridgeListItem",
    "ContactList",
    "QueueEntry",
    "QueueMember",
    "QueueParams",
}


def test_every_event_that_is_understood_is_asked_for() -> None:
    asked = {name for name, _, _ in selection.INCLUDES}
    assert EVENTS.keys() - ONLY_IN_LISTS <= asked


def test_no_event_is_asked_for_twice_but_parts_of_some() -> None:
    names = [name for name, header, _ in selection.INCLUDES if not header]
    assert len(names) == len(set(names))


def test_every_include_can_be_sent() -> None:
    for include in selection.INCLUDES:
        assert encode(actions.include(*include))


def test_the_masks_are_masks() -> None:
    for mask in (selection.CLASSES, selection.CLASSES_AT_LOGIN, selection.CLASSES_WITH_FILTERS):
        assert actions.event_mask(mask)
