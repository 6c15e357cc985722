"""Frames as bytes: the sizes of RFC 6455 section 5.2, and what a control frame may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.protocol.errors import CloseCode
from jackfield.web.wire import PING, close_frame, pong_frame, text_frame
from tests.web.still import split_frames


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65535, b"\x81\x7e\xff\xff"),
        (65536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_text_frame_has_the_shortest_head(size: int, head: bytes) -> None:
    assert text_frame(b"x" * size) == head + b"x" * size


@given(st.integers(1000, 4999), st.text(max_size=200))
def test_a_close_frame_fits_and_is_whole_text(code: int, reason: str) -> None:
    [(opcode, payload)], rest = split_frames(close_frame(code, reason))
    assert (opcode, rest, payload[:2]) == (8, b"", code.to_bytes(2))
    assert len(payload) <= 125
    assert reason.startswith(payload[2:].decode())


@pytest.mark.parametrize("code", CloseCode)
def test_our_reasons_are_not_cut(code: CloseCode) -> None:
    assert split_frames(close_frame(code, code.sentence))[0][0][1][2:].decode() == code.sentence


def test_ping_and_pong() -> None:
    assert split_frames(PING + pong_frame(b"abc")) == ([(9, b""), (10, b"abc")], b"")
