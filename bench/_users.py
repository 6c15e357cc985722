"""The users of the server under test, as clients know them: their numbers and the addresses they connect to.

User n (from 1) has the line `10000 + n`.
"""

import time

from jackfield.web.tokens import Tokens

KEY = b"bench-bench-bench-bench-bench-32"
FIRST_NUMBER = 10_000
HINT = "77001"
"""A number that is no line; clients subscribe to it."""


def number_of(user_id: int) -> str:
    """The number of a user's line."""
    return str(FIRST_NUMBER + user_id)


def paths(users: range, *, numbered: bool) -> list[str]:
    """The WebSocket address of each user, with a token."""
    tokens = Tokens(KEY, seconds=3600, clock=time.time)
    wish = "&events=numbered" if numbered else ""
    return [f"/xuc/api/2.0/cti?token={tokens.issue(n, f'user{n}')}{wish}" for n in users]
