"""How much a browser loads for each page, reckoned from the built files."""

import gzip
import re

import pytest

from tests.support.browser import STATIC


@pytest.mark.parametrize("page", sorted(path.stem for path in (STATIC / "pages").glob("*.html")))
def test_the_page_is_light(page: str) -> None:
    """All that a browser loads of it, fonts for English and French included; 150 KiB is promised."""
    text = (STATIC / "pages" / f"{page}.html").read_text(encoding="utf-8")
    seen, waiting = set[str](), [*re.findall(r'(?:src|href)="/(assets/[^"]+)"', text)]
    total = len(gzip.compress(text.encode()))
    while waiting:
        name = waiting.pop()
        if name in seen or "latin-ext" in name:
            continue
        seen.add(name)
        content = (STATIC / name).read_bytes()
        total += len(content) if name.endswith(".woff2") else len(gzip.compress(content))
        if name.endswith((".js", ".css")):
            script = content.decode()
            waiting += [
                f"assets/built/{part}" for part in re.findall(r"[\"'(/]([\w.-]+-[\w-]{8}\.(?:js|css|woff2))", script)
            ]
    assert len(seen) >= 5, seen
    assert total < 150 * 1024, f"{total} bytes"
