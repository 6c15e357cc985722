"""Packets of Engine.IO 3 and Socket.IO as clients of either generation write and read them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.web.shuttle import packets
from jackfield.web.shuttle.packets import BadPacket, Said

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.lists(texts.map(lambda text: "4" + text), min_size=1, max_size=5))
def test_posted_packets_are_read_as_text_and_as_bytes(sent: list[str]) -> None:
    text = "".join(f"{units(packet)}:{packet}" for packet in sent)
    assert packets.packets(text.encode()) == sent
    body = b""
    for packet in sent:
        data = packet.encode()
        body += b"\x00" + bytes(map(int, str(len(data)))) + b"\xff" + data
    assert packets.packets(body) == sent


@given(st.lists(texts.map(lambda text: "4" + text), min_size=1, max_size=3))
def test_clients_of_the_first_generation_that_take_no_bytes_encode_twice(sent: list[str]) -> None:
    twice = [packet.encode().decode("latin-1") for packet in sent]
    body = "".join(f"{len(packet)}:{packet}" for packet in twice).encode()
    assert packets.packets(body, twice_encoded=True) == sent


@pytest.mark.parametrize(
    "body",
    [b"x", b"5:4a", b":4", b"-1:4", b"0:", b"99999999:4", b"1:\xff", b"\x00", b"\x00\xff", b"\x00\x05\xff4",
     b"\x01\x01\xff4", b"\x00\x0b\xff4", "3:4é".encode()],
)  # fmt: skip
def test_what_is_no_payload_is_refused(body: bytes) -> None:
    with pytest.raises(BadPacket):
        packets.packets(body)


@given(st.binary(max_size=60))
def test_any_bytes_are_packets_or_refused(body: bytes) -> None:
    try:
        assert all(packets.packets(body)) or not body
    except BadPacket:
        pass


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('2["wakeup",{"url":"x"}]', Said("2", "/", "", "wakeup", ({"url": "x"},))),
        ('212["wakeup","x","y"]', Said("2", "/", "12", "wakeup", ("x", "y"))),
        ('2/other,3["a"]', Said("2", "/other", "3", "a")),
        ("0/other?token=1", Said("0", "/other")),
        ("1", Said("1")),
        ("0", Said("0")),
    ],
)
def test_socket_io_packets_are_read(text: str, said: Said) -> None:
    assert packets.said(text) == said


@pytest.mark.parametrize("text", ["2", "2{}", "2[]", "2[1]", "2[null]", '2["a"', "2" + "[" * 100_000, "2x"])
def test_what_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(BadPacket):
        packets.said(text)


@given(st.dictionaries(texts, texts, max_size=4))
def test_an_event_is_the_same_for_all_and_ascii_for_those_who_poll(data: dict[str, str]) -> None:
    message = packets.event("up", data)
    assert json.loads(message[2:]) == ["up", data]
    plain = packets.ascii_only(message)
    assert plain.isascii()
    assert json.loads(plain[2:]) == ["up", data]
    assert packets.packets(packets.payload([plain, "3"]).encode()) == [plain, "3"]


def test_an_answer_carries_its_number() -> None:
    assert packets.answer("7", {"ok": True}) == b'437[{"ok":true}]'
