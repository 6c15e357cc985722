"""Tokens: what is in them, when they end, and what is no token of ours."""

import re

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.web.tokens import Claims, InvalidToken, TokenExpired, Tokens

KEY = b"0123456789abcdef0123456789abcdef"


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def make(clock: Clock, key: bytes = KEY) -> Tokens:
    return Tokens(key, seconds=3600, clock=clock)


def test_a_token_names_its_user() -> None:
    tokens = make(Clock())
    assert tokens.read(tokens.issue(7, "été@x")) == Claims(7, "été@x")


@given(st.integers(0, 2**53), st.text(max_size=50).filter(lambda text: text.isprintable()))
def test_a_token_can_stand_in_a_url_as_it_is(user_id: int, login: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", make(Clock()).issue(user_id, login))


@given(st.integers(0, 2**53), st.text(max_size=50).filter(lambda text: text.isprintable()))
def test_any_other_library_reads_it(user_id: int, login: str) -> None:
    token = make(Clock()).issue(user_id, login)
    claims = jwt.decode(token, KEY, algorithms=["HS256"], issuer="jackfield", options={"verify_exp": False})
    assert (claims["sub"], claims["login"]) == (str(user_id), login)
    assert make(Clock()).read(token) == Claims(user_id, login)


@given(st.integers(0, 300), st.sampled_from("AZaz09-_.=+/é"))
def test_no_letter_may_be_changed(place: int, letter: str) -> None:
    token = make(Clock()).issue(1, "alice")
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(InvalidToken):
            make(Clock()).read(changed)


def test_it_ends_to_the_second() -> None:
    clock = Clock()
    tokens = make(clock)
    token = tokens.issue(1, "alice")
    clock.now += 3599.5
    assert tokens.read(token).user_id == 1
    clock.now += 0.5
    with pytest.raises(TokenExpired):
        tokens.read(token)


def test_a_fresher_one_leaves_the_older_alone() -> None:
    clock = Clock()
    tokens = make(clock)
    older = tokens.issue(1, "alice")
    clock.now += 10
    newer = tokens.issue(1, "alice")
    assert older != newer
    assert tokens.read(older) == tokens.read(newer)


def test_any_process_with_the_key_reads_it() -> None:
    clock = Clock()
    assert make(clock).read(make(clock).issue(1, "alice")).login == "alice"


def forged(claims: dict[str, object], key: bytes | str = KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


GOOD: dict[str, object] = {"iss": "jackfield", "sub": "1", "login": "a", "iat": 1_700_000_000, "exp": 1_700_003_600}


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        "é.é.é",
        "\ud800",
        "x" * 5000,
        forged(GOOD, b"x" * 32),
        forged(GOOD, "", "none"),
        forged(GOOD, b"x" * 64, "HS512"),
        forged(GOOD | {"iss": "somebody"}),
        forged({key: value for key, value in GOOD.items() if key != "exp"}),
        forged({key: value for key, value in GOOD.items() if key != "login"}),
        forged(GOOD | {"sub": "one"}),
        forged(GOOD | {"sub": "²"}),
        forged(GOOD | {"sub": "-1"}),
        forged(GOOD | {"exp": "never"}),
        jwt.encode(GOOD, KEY, algorithm="HS256", headers={"kid": "x"}),
        forged(GOOD)[:-1],
        forged(GOOD) + ".x",
    ],
)
def test_no_token_of_ours(token: str) -> None:
    tokens = make(Clock())
    for _ in range(2):
        with pytest.raises(InvalidToken) as refused:
            tokens.read(token)
        assert not isinstance(refused.value, TokenExpired)


def test_an_expired_one_of_somebody_else_is_invalid_not_expired() -> None:
    with pytest.raises(InvalidToken) as refused:
        make(Clock()).read(forged(GOOD | {"exp": 1}, b"x" * 32))
    assert not isinstance(refused.value, TokenExpired)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        Tokens(b"short", seconds=1, clock=Clock())
