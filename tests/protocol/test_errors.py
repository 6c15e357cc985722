"""Codes say in themselves whether trying again can help."""

from jackfield.protocol.errors import THROTTLED, CloseCode, RefusalCode


def test_the_throttle_text_is_exact() -> None:
    assert THROTTLED == "Maximum throttle throughput exceeded."


def test_refusal_codes_are_the_documented_ones() -> None:
    assert {str(code) for code in RefusalCode} == {
        "bad_request",
        "not_allowed",
        "not_found",
        "conflict",
        "pbx_down",
        "pbx_refused",
        "throttled",
        "not_supported",
        "not_stored",
        "not_read",
    }


def test_every_code_has_a_sentence() -> None:
    for code in [*RefusalCode, *CloseCode]:
        assert code.sentence.endswith(".")
        assert len(code.sentence.encode()) <= 123  # a close reason has no more room (RFC 6455, 5.5)


def test_close_codes_lie_in_the_private_range_and_say_whether_to_come_back() -> None:
    assert all(4000 <= code <= 4999 for code in CloseCode)
    assert CloseCode.SLOW.retry
    assert CloseCode.DRAINING.retry
    assert not CloseCode.BAD_TOKEN.retry
    assert not CloseCode.SESSION_REPLACED.retry


def test_what_can_pass_may_be_tried_again() -> None:
    assert {code for code in RefusalCode if code.retry} == {
        RefusalCode.CONFLICT,
        RefusalCode.PBX_DOWN,
        RefusalCode.PBX_REFUSED,
        RefusalCode.THROTTLED,
        RefusalCode.NOT_STORED,
        RefusalCode.NOT_READ,
    }
