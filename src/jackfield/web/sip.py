"""Whose line a browser speaks for, in the SIP that Jackfield carries (RFC 3261).

Pure: messages in, yes or no out. They are never changed; what is not allowed gets an answer of its own.
"""

import re

from jackfield.protocol.sip import Head, answer, has_tag, user_of

PARAMETER = re.compile(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')
CREDENTIALS = ("authorization", "proxy-authorization")


def speaks_for(head: Head, account: str) -> bool:
    """Whether a browser that may use this account only may send it.

    What begins something (no tag in To) must come from the account; who registers registers the account; and whoever
    shows credentials shows the account's. What belongs to a dialogue that exists was allowed when that began: its From
    is then whatever the PBX had in To.
    """
    if not head.method:
        return True
    own = {account}
    begins = not has_tag(head.one("to"))
    if begins and {user_of(head.one("from"))} != own:
        return False
    if head.method == "REGISTER" and {user_of(head.one("to"))} != own:
        return False
    shown = [value for name in CREDENTIALS for value in head.all(name)]
    return all(_usernames(value) == own for value in shown)


def of_call(head: Head) -> bool:
    """Whether a browser begins a call with it, or takes part in one that came."""
    invites = head.one("cseq").upper().endswith("INVITE")
    return invites and (head.method == "INVITE" or 200 <= head.status < 300)


def _usernames(credentials: str) -> set[str]:
    given = PARAMETER.findall(credentials)
    found = {re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in given if name.lower() == "username"}
    return found or {""}


def refusal(head: Head, reason: str) -> str:
    """The answer 403 to a request."""
    return answer(head, 403, tag="refused", reason=reason)
