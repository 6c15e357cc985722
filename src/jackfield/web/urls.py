"""The query of a URL as old and new clients write it. Pure text.

The documented snippet separates parameters with the literal text `&amp;` (protocol 1.1): split at `&` only, since a
raw password may contain `;`, then take a leading `amp;` off each key. `+` is a plus sign, not a space: clients either
write the password raw or with `encodeURIComponent`, which turns a space into `%20` and a plus into `%2B`.
"""

from urllib.parse import unquote


def parameters(path: str) -> dict[str, str]:
    """The parameters of a raw path with its query; of one given twice, the first counts."""
    found: dict[str, str] = {}
    for part in filter(None, path.partition("?")[2].split("&")):
        key, _, value = part.partition("=")
        found.setdefault(unquote(key).removeprefix("amp;"), unquote(value))
    return found
