"""Whose line a SIP message speaks for: what honest browsers send, and what others try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.protocol.sip import Unreadable, is_keepalive, read
from jackfield.web import sip


def message(start: str = "INVITE sip:9000@pbx SIP/2.0", **headers: str) -> str:
    """A message; `Proxy_Authorization` is written with a hyphen, and an empty value leaves a header out."""
    known = {
        "Via": "SIP/2.0/WS a.invalid;branch=z9hG4bK1",
        "From": "<sip:1008@pbx>;tag=f",
        "To": "<sip:9000@pbx>",
        "Call-ID": "c",
        "CSeq": "1 INVITE",
    }
    known.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = [f"{name}: {value}" for name, value in known.items() if value]
    return "\r\n".join([start, *lines, "Content-Length: 0", "", ""])


REGISTER = "REGISTER sip:pbx SIP/2.0"
DIGEST = 'Digest username="{}", realm="asterisk", uri="sip:pbx", response="00"'

HONEST = {
    "call": message(),
    "call with a name that lies": message(From='"<sip:1001@pbx>" <sip:1008@pbx>;tag=f'),
    "short names": message(From="", f="sip:1008@pbx;tag=f"),
    "escaped": message(From="<sip:%31008@pbx>;tag=f"),
    "with digest": message(Authorization=DIGEST.format("1008")),
    "digest of commas": message(Authorization='Digest realm="a,username=1001",username="1008"'),
    "registration": message(REGISTER, To="<sip:1008@pbx>"),
    "in a dialogue": message("BYE sip:x SIP/2.0", From="<sip:a7b@x.invalid>;tag=1", To="<sip:1001@pbx>;tag=2"),
    "an answer": message("SIP/2.0 200 OK", From="<sip:1001@pbx>;tag=1", To="<sip:1008@pbx>;tag=2"),
}
FOREIGN = {
    "call of another": message(From="<sip:1001@pbx>;tag=f"),
    "call of nobody": message(From="<sip:pbx>;tag=f"),
    "call of a telephone": message(From="<tel:1008>;tag=f"),
    "escaped": message(From="<sip:%31001@pbx>;tag=f"),
    "with a password": message(From="<sip:1001:1008@pbx>;tag=f"),
    "tag inside the address": message(From="<sip:1001@pbx>;tag=f", To="<sip:9000@pbx;tag=2>"),
    "registration of another": message(REGISTER, To="<sip:1001@pbx>"),
    "registration by another": message(REGISTER, From="<sip:1001@pbx>;tag=f", To="<sip:1008@pbx>"),
    "registration in a dialogue": message(REGISTER, From="<sip:1001@pbx>;tag=f", To="<sip:1001@pbx>;tag=2"),
    "digest of another": message(Authorization=DIGEST.format("1001")),
    "digest of two": message(Authorization='Digest username="1008", username="1001"'),
    "digest escaped": message(Authorization='Digest username="10\\01"'),
    "digest for a proxy": message(Proxy_Authorization=DIGEST.format("1001")),
    "digest of nobody": message(Authorization="Basic MTAwMTpwdw=="),
}  # fmt: skip
UNREADABLE = {
    "nothing": "x",
    "no end": "INVITE sip:9000@pbx SIP/2.0\r\nFrom: <sip:1008@pbx>",
    "another protocol": message("GET / HTTP/1.1"),
    "two From": message(f="<sip:1001@pbx>;tag=g"),
    "folded": message(From="<sip:1008@pbx>;tag=f\r\n <sip:1001@pbx>"),
    "single line ends": message(From="<sip:1008@pbx>;tag=f\nFrom: <sip:1001@pbx>"),
    "a null": message(From="<sip:1008@pbx>;tag=f\0"),
    "no From": message(From=""),
    "not UTF-8": message().encode().replace(b"9000", b"\xff"),
}


@pytest.mark.parametrize("name", HONEST)
def test_what_is_of_the_line_passes(name: str) -> None:
    assert sip.speaks_for(read(HONEST[name]), "1008")


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_of_another_line_does_not(name: str) -> None:
    head = read(FOREIGN[name])
    assert not sip.speaks_for(head, "1008")
    answer = read(sip.refusal(head, "No"))
    assert (answer.method, answer.one("call-id"), answer.one("cseq")) == ("", "c", "1 INVITE")
    assert answer.all("via") == head.all("via")


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_could_be_read_in_two_ways_is_not_read(name: str) -> None:
    with pytest.raises(Unreadable, match=r"^its? "):
        read(UNREADABLE[name])


@given(st.one_of(st.text(), st.binary(), st.text().map(lambda noise: message(From=noise))))
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    if is_keepalive(text):
        return
    try:
        sip.speaks_for(read(text), "1008")
    except Unreadable:
        pass
