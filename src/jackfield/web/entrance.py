"""Who may come in, at every door alike: by token, or by login and password within limits. No HTTP here.

Errors are generic: nobody learns whether a login exists, neither by text nor by time nor by the limit on attempts.
"""

from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil

from jackfield.domain.directory import User
from jackfield.web.ports import Accounts
from jackfield.web.settings import LoginSettings
from jackfield.web.throttle import Bucket, Rate
from jackfield.web.tokens import InvalidToken, TokenExpired, Tokens

LONGEST_LOGIN = 256
LONGEST_PASSWORD = 1024
"""Characters; nothing longer is hashed."""


class Refusal(Exception):
    """A request is refused: HTTP status, the code for programs, a text for people, headers."""

    def __init__(self, status: HTTPStatus, error: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.error = error
        self.message = message
        self.headers = headers or {}


class Entrance:
    """Says who somebody is, or raises Refusal."""

    def __init__(self, accounts: Accounts, tokens: Tokens, attempts: "Attempts") -> None:
        self._accounts = accounts
        self._tokens = tokens
        self._attempts = attempts

    def by_token(self, token: str) -> User:
        """The user a token names, if he may still log in, and with the password that he had then."""
        try:
            claims = self._tokens.read(token)
        except TokenExpired:
            raise Refusal(
                HTTPStatus.FORBIDDEN, "TokenExpired", "Your session has expired, please log in again."
            ) from None
        except InvalidToken:
            raise _bad_token() from None
        user = self._accounts.user(claims.user_id)
        if user is None or user.login != claims.login:  # an id may have passed to somebody else
            raise _bad_token()
        if claims.mark != self._accounts.mark(user.id):
            raise _bad_token()
        return user

    async def by_password(self, login: str, password: str, address: str) -> User:
        """The user with this password; too many failures of an account or address make all its attempts wait."""
        wait = self._attempts.begin(login, address)
        if wait:
            raise Refusal(
                HTTPStatus.TOO_MANY_REQUESTS,
                "InvalidCredentials",
                f"Too many failed logins, please try again in {ceil(wait)} s.",
                {"Retry-After": str(ceil(wait))},
            )
        user = None
        if login and password and len(login) <= LONGEST_LOGIN and len(password) <= LONGEST_PASSWORD:
            user = await self._accounts.verify(login, password)
        if user is None:
            raise Refusal(HTTPStatus.UNAUTHORIZED, "InvalidCredentials", "The user name or the password is wrong.")
        self._attempts.succeeded(login, address)
        return user

    def token_for(self, user: User) -> dict[str, str | int]:
        """The body that hands a token to a client: `{login, token, TTL}`, the last in seconds."""
        token = self._tokens.issue(user.id, user.login, self._accounts.mark(user.id))
        return {"login": user.login, "token": token, "TTL": self._tokens.seconds}


class Attempts:
    """Counts failed logins per account and per address, in bounded memory.

    An attempt is paid for before the password is looked at, and given back when it was right: a thousand attempts at
    the same moment are no way around the limit.
    """

    def __init__(self, settings: LoginSettings, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._account = Rate(float(settings.account_failures), 1.0 / settings.account_refill_seconds)
        self._address = Rate(float(settings.address_failures), 1.0 / settings.address_refill_seconds)
        self._accounts: OrderedDict[str, Bucket] = OrderedDict()
        self._addresses: OrderedDict[str, Bucket] = OrderedDict()
        self._remembered = settings.remembered

    def begin(self, login: str, address: str) -> float:
        """Seconds to wait, or 0: the attempt may be made."""
        now = self._clock()
        account = self._bucket(self._accounts, self._account, login[:LONGEST_LOGIN], now)
        origin = self._bucket(self._addresses, self._address, address, now)
        wait = max(account.wait_seconds(now), origin.wait_seconds(now))
        if not wait:
            account.admits(now)
            origin.admits(now)
        return wait

    def succeeded(self, login: str, address: str) -> None:
        """The password was right."""
        for buckets, key in ((self._accounts, login[:LONGEST_LOGIN]), (self._addresses, address)):
            if (bucket := buckets.get(key)) is not None:
                bucket.give_back()

    def _bucket(self, buckets: "OrderedDict[str, Bucket]", rate: Rate, key: str, now: float) -> Bucket:
        bucket = buckets.get(key)
        if bucket is None:
            bucket = buckets[key] = Bucket(rate, now)
            if len(buckets) > self._remembered:
                buckets.popitem(last=False)
        else:
            buckets.move_to_end(key)
        return bucket


class Proxies:
    """Finds out who is behind a proxy that is trusted."""

    def __init__(self, trusted: tuple[str, ...]) -> None:
        self._trusted = [ip_network(text) for text in trusted]

    def client(self, peer: str, forwarded_for: str) -> str:
        """The client's address: the nearest hop of `X-Forwarded-For` that is no trusted proxy itself."""
        address = peer
        for hop in reversed(forwarded_for.split(",") if forwarded_for else []):
            if not self._trusts(address):
                break
            if _address(hop.strip()) is None:
                break
            address = hop.strip()
        return address

    def _trusts(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(
            address in network for network in self._trusted if _same_family(address, network)
        )


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _same_family(address: IPv4Address | IPv6Address, network: IPv4Network | IPv6Network) -> bool:
    return address.version == network.version


def _bad_token() -> Refusal:
    return Refusal(HTTPStatus.FORBIDDEN, "InvalidToken", "The token is not valid, please log in again.")
