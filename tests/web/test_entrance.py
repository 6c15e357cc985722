"""Who may come in: limits on failed logins, and who is behind a proxy."""

import asyncio
from http import HTTPStatus

import pytest

from jackfield.domain.directory import User
from jackfield.web.entrance import Attempts, Entrance, Proxies, Refusal
from jackfield.web.settings import LoginSettings
from jackfield.web.tokens import Tokens

ALICE = User(id=1, login="alice")


class Accounts:
    """Knows alice, and counts how often a password was looked at."""

    signing_key = b"k" * 32

    def __init__(self) -> None:
        self.asked = 0
        self.alice: User | None = ALICE
        self.marks = {1: "first"}

    async def verify(self, login: str, password: str) -> User | None:
        self.asked += 1
        await asyncio.sleep(0)
        return self.alice if (login, password) == ("alice", "demo") else None

    def user(self, user_id: int) -> User | None:
        return self.alice if user_id == 1 else None

    def mark(self, user_id: int) -> str:
        return self.marks.get(user_id, "")


class Door:
    def __init__(self, settings: LoginSettings | None = None) -> None:
        self.now = 1000.0
        self.accounts = Accounts()
        self.tokens = Tokens(Accounts.signing_key, seconds=60, clock=lambda: self.now)
        attempts = Attempts(settings or LoginSettings(), lambda: self.now)
        self.entrance = Entrance(self.accounts, self.tokens, attempts)

    async def knock(self, login: str = "alice", password: str = "bad", address: str = "10.0.0.1") -> int:
        try:
            await self.entrance.by_password(login, password, address)
        except Refusal as refusal:
            assert refusal.error == "InvalidCredentials"
            return refusal.status
        return 200


async def test_an_account_may_fail_ten_times_then_waits() -> None:
    door = Door()
    assert [await door.knock(address=f"10.0.0.{n}") for n in range(11)] == [401] * 10 + [429]
    assert door.accounts.asked == 10
    assert await door.knock(password="demo", address="10.9.9.9") == 429, "the right password waits too"
    assert await door.knock(login="bruno") == 401, "others do not"
    door.now += 30
    assert [await door.knock(), await door.knock()] == [401, 429]


async def test_an_unknown_login_waits_just_the_same() -> None:
    door = Door()
    assert [await door.knock(login="nobody") for _ in range(11)] == [401] * 10 + [429]


async def test_an_address_may_fail_a_hundred_times() -> None:
    door = Door()
    assert [await door.knock(login=f"user{n}") for n in range(101)] == [401] * 100 + [429]
    assert await door.knock(login="user1", address="10.0.0.2") == 401


async def test_success_costs_nothing() -> None:
    door = Door()
    assert [await door.knock(password="demo") for _ in range(200)] == [200] * 200


async def test_many_at_the_same_moment_are_no_way_around() -> None:
    door = Door()
    results = await asyncio.gather(*(door.knock() for _ in range(100)))
    assert sorted(results) == [401] * 10 + [429] * 90


async def test_memory_is_bounded_and_the_longest_unused_goes() -> None:
    door = Door(LoginSettings(account_failures=1, address_failures=10**6, remembered=3))
    for login in ("a", "b", "c", "a", "d"):
        await door.knock(login=login)
    assert [await door.knock(login=login) for login in ("a", "b")] == [429, 401]


@pytest.mark.parametrize(("login", "password"), [("", "x"), ("alice", ""), ("a" * 300, "x"), ("alice", "x" * 2000)])
async def test_nonsense_is_not_even_hashed(login: str, password: str) -> None:
    door = Door()
    assert await door.knock(login=login, password=password) == 401
    assert door.accounts.asked == 0


async def test_a_refusal_says_how_long_to_wait() -> None:
    door = Door(LoginSettings(account_failures=1))
    await door.knock()
    with pytest.raises(Refusal) as refused:
        await door.entrance.by_password("alice", "bad", "10.0.0.1")
    assert refused.value.headers == {"Retry-After": "30"}
    assert "30 s" in refused.value.message


def test_a_token_of_a_user_who_is_gone_or_renamed() -> None:
    door = Door()
    token = str(door.entrance.token_for(ALICE)["token"])
    assert door.entrance.by_token(token) == ALICE
    for now in (None, User(id=1, login="anna")):
        door.accounts.alice = now
        with pytest.raises(Refusal) as refused:
            door.entrance.by_token(token)
        assert (refused.value.status, refused.value.error) == (HTTPStatus.FORBIDDEN, "InvalidToken")


def test_a_token_ends_with_the_password_of_its_time() -> None:
    door = Door()
    token = str(door.entrance.token_for(ALICE)["token"])
    for mark in ("second", ""):
        door.accounts.marks[1] = mark
        for old in (token, door.tokens.issue(1, "alice", "first")):
            with pytest.raises(Refusal) as refused:
                door.entrance.by_token(old)
            assert (refused.value.status, refused.value.error) == (HTTPStatus.FORBIDDEN, "InvalidToken")
        assert door.entrance.by_token(str(door.entrance.token_for(ALICE)["token"])) == ALICE


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        ((), "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        (("10.0.0.0/8",), "10.0.0.1", "1.2.3.4", "1.2.3.4"),
        (("10.0.0.0/8",), "10.0.0.1", "", "10.0.0.1"),
        (("10.0.0.0/8",), "10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.7", "1.2.3.4"),
        (("10.0.0.0/8",), "10.0.0.1", "6.6.6.6, nonsense", "10.0.0.1"),
        (("10.0.0.0/8",), "1.2.3.4", "6.6.6.6", "1.2.3.4"),
        (("::1", "10.0.0.1"), "::1", "2001:db8::1", "2001:db8::1"),
        (("10.0.0.0/8",), "", "1.2.3.4", ""),
        (("10.0.0.0/8",), "10.0.0.1", "10.0.0.2", "10.0.0.2"),
    ],
)
def test_who_is_behind_a_proxy(trusted: tuple[str, ...], peer: str, forwarded: str, client: str) -> None:
    assert Proxies(trusted).client(peer, forwarded) == client
