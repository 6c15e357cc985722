"""Passwords: the parameters, the threads, what is remembered and for how long."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator

import pytest

from jackfield.storage import passwords as module
from jackfield.storage.passwords import NOBODY, Passwords

PARAMETERS = "$argon2id$v=19$m=19456,t=2,p=1$"


class Office:
    """Hashes by login, a clock to move, and what was computed in which thread."""

    def __init__(self) -> None:
        self.hashes: dict[str, tuple[int, str]] = {}
        self.now = 1000.0
        self.computed: list[tuple[str, str]] = []

    async def lookup(self, login: str) -> tuple[int, str] | None:
        return self.hashes.get(login)

    def clock(self) -> float:
        return self.now


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office()
    matches = module._matches

    def watched(hasher: object, password: bytes, kept: str) -> bool:
        office.computed.append((threading.current_thread().name, kept))
        return matches(hasher, password, kept)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_matches", watched)
    return office


@pytest.fixture
async def passwords(office: Office) -> AsyncIterator[Passwords]:
    passwords = Passwords(office.lookup, clock=office.clock, remembered_logins=3)
    for number, login in enumerate(("ann", "ben", "cy", "dee"), start=1):
        office.hashes[login] = (number, await passwords.hash(f"{login}'s pässword"))
    yield passwords
    await passwords.close()


async def test_hashes_have_the_decided_parameters_and_their_own_salt(passwords: Passwords, office: Office) -> None:
    assert all(kept.startswith(PARAMETERS) for _, kept in office.hashes.values())
    assert NOBODY.startswith(PARAMETERS)
    assert await passwords.hash("same") != await passwords.hash("same")


async def test_only_the_right_password_gives_the_user(passwords: Passwords) -> None:
    assert await passwords.verify("ann", "ann's pässword") == 1
    for wrong in ("", "ben's pässword", "ANN'S PÄSSWORD", "ann's pässword\0", "\ud800"):
        assert await passwords.verify("ann", wrong) is None


async def test_both_ways_to_write_an_accent_are_the_same_password(passwords: Passwords) -> None:
    assert await passwords.verify("ann", "ann's pa\u0308ssword") == 1


async def test_an_unknown_login_costs_the_same_computation(passwords: Passwords, office: Office) -> None:
    assert await passwords.verify("nobody", "x") is None
    assert await passwords.verify("ann", "x") is None
    assert [kept for _, kept in office.computed] == [NOBODY, office.hashes["ann"][1]]


async def test_a_hash_that_cannot_be_read_lets_nobody_in(passwords: Passwords, office: Office) -> None:
    for broken in ("", "demo", "$argon2id$v=19$broken"):
        office.hashes["ann"] = (1, broken)
        assert await passwords.verify("ann", "demo") is None
        assert await passwords.verify("ann", broken) is None


async def test_nothing_is_computed_on_the_loop_and_in_two_threads_only(passwords: Passwords, office: Office) -> None:
    await asyncio.gather(*(passwords.verify("ann", str(number)) for number in range(6)))
    assert {thread.rpartition("_")[0] for thread, _ in office.computed} == {"argon2"}
    assert len({thread for thread, _ in office.computed}) <= 2


async def test_a_verified_login_is_remembered_ten_minutes(passwords: Passwords, office: Office) -> None:
    async def verify() -> None:
        assert await passwords.verify("ann", "ann's pässword") == 1

    await verify()
    office.now += 599.9
    await verify()
    assert len(office.computed) == 1
    office.now += 0.1
    await verify()
    assert len(office.computed) == 2


async def test_what_is_remembered_lets_no_other_password_in(passwords: Passwords, office: Office) -> None:
    await passwords.verify("ann", "ann's pässword")
    assert await passwords.verify("ann", "other") is None
    assert await passwords.verify("ben", "ann's pässword") is None
    await passwords.verify("ann", "ann's pässword")
    assert len(office.computed) == 3


async def test_wrong_passwords_are_not_remembered(passwords: Passwords, office: Office) -> None:
    for _ in range(2):
        assert await passwords.verify("ann", "wrong") is None
    assert len(office.computed) == 2


async def test_a_changed_password_or_user_is_noticed_at_once(passwords: Passwords, office: Office) -> None:
    await passwords.verify("ann", "ann's pässword")
    office.hashes["ann"] = (1, await passwords.hash("new"))
    assert await passwords.verify("ann", "ann's pässword") is None
    assert await passwords.verify("ann", "new") == 1
    del office.hashes["ann"]
    assert await passwords.verify("ann", "new") is None


async def test_forgetting_verifies_in_full(passwords: Passwords, office: Office) -> None:
    await passwords.verify("ann", "ann's pässword")
    passwords.forget("ann")
    passwords.forget("nobody")
    await passwords.verify("ann", "ann's pässword")
    assert len(office.computed) == 2


async def test_the_oldest_makes_room(passwords: Passwords, office: Office) -> None:
    async def computed_for(login: str) -> bool:
        before = len(office.computed)
        assert await passwords.verify(login, f"{login}'s pässword")
        return len(office.computed) > before

    assert [await computed_for(login) for login in ("ann", "ben", "cy", "dee")] == [True] * 4
    assert not await computed_for("dee")
    assert not await computed_for("ben")
    assert await computed_for("ann")


async def test_closing_twice_or_unused_is_harmless(office: Office) -> None:
    passwords = Passwords(office.lookup)
    await passwords.close()
    await passwords.hash("x")
    await passwords.close()
    await passwords.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("argon2")]


def test_making_one_imports_no_hashing_library() -> None:
    program = (
        "import sys; from jackfield.storage.passwords import Passwords; Passwords(lambda login: None); "
        "print(sorted({'argon2', 'pwdlib'} & sys.modules.keys()))"
    )
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
