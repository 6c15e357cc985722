"""Who may come in, as the doors ask it: the directory's users, by the passwords of the storage."""

from contextlib import AsyncExitStack

from jackfield.domain.core import Core
from jackfield.domain.directory import LineKind, User
from jackfield.storage.passwords import Passwords
from jackfield.storage.port import Storage


class Accounts:
    """Who may log in: the directory's users, by the storage's passwords."""

    def __init__(self, core: Core, passwords: Passwords, signing_key: bytes) -> None:
        self._core = core
        self._passwords = passwords
        self.signing_key = signing_key

    async def verify(self, login: str, password: str) -> User | None:
        """The user whose password this is."""
        user_id = await self._passwords.verify(login, password)
        return None if user_id is None else self.user(user_id)

    def user(self, user_id: int) -> User | None:
        """The user, if he may log in at present."""
        return _enabled(self._core.world.directory.user(user_id))

    def named(self, login: str) -> User | None:
        """The user of this login, if he may log in at present."""
        return _enabled(self._core.world.directory.user_by_login(login))

    def mark(self, user_id: int) -> str:
        """What tells his password from those that he had before."""
        return self._passwords.mark(user_id)

    def sip_account(self, user: User) -> str:
        """What a browser registers as, for a user with a line of that kind."""
        line = self._core.world.directory.line_of_user(user.id)
        device = self._core.world.in_use(line) if line is not None and line.enabled else None
        return device.endpoint.partition("/")[2] if device is not None and device.kind is LineKind.WEBRTC else ""


def _enabled(user: User | None) -> User | None:
    return user if user is not None and user.cti_enabled else None


async def passwords_of(stack: AsyncExitStack, storage: Storage) -> Passwords:
    """Who has which password, as it is now."""
    passwords = Passwords(storage.password_hash, storage.password_hashes)
    stack.push_async_callback(passwords.close)
    await passwords.look()
    return passwords
