"""Phone states have the documented numbers and names, each leading to the other."""

from jackfield.protocol.values import HINT_OF_PHONE_STATUS, PHONE_STATUS_OF_HINT, PhoneHint, PhoneStatus

DOCUMENTED = {
    "ONHOLD": 16,
    "RINGING": 8,
    "INDISPONIBLE": 4,
    "BUSY_AND_RINGING": 9,
    "AVAILABLE": 0,
    "CALLING": 1,
    "BUSY": 2,
    "DEACTIVATED": -1,
    "UNEXISTING": -2,
    "ERROR": -99,
}


def test_hints_have_the_documented_numbers() -> None:
    assert {hint.name: int(hint) for hint in PhoneHint} == DOCUMENTED
    assert {str(status) for status in PhoneStatus} == set(DOCUMENTED)


def test_numbers_and_names_lead_to_each_other() -> None:
    for name, code in DOCUMENTED.items():
        assert PHONE_STATUS_OF_HINT[PhoneHint(code)] == name
        assert HINT_OF_PHONE_STATUS[PhoneStatus(name)] == code
