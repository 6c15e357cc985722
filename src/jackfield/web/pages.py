"""The pages and scripts that the front end was built into, served from the package (protocol 12).

Only files of the folder are ever named: a path is split into plain names, none of which may begin with a dot. Nothing
here knows what a page shows; pages use the public interface like everybody.
"""

import asyncio
import gzip
import hashlib
import re
from http import HTTPStatus
from pathlib import Path

import msgspec
from aiohttp import ETag, hdrs, web

BUILT = Path(__file__).parent / "static"
"""Where `frontend/build.mjs` writes, and what the wheel contains."""

PAGES = {
    "/": "home",
    "/desk": "desk",
    "/wall": "wall",
    "/elements": "elements",
    "/sample": "sample",
    "/sample/agents": "sampleAgents",
    "/admin": "admin",
    "/demo": "demo",
}
"""The address of each page and its name below `frontend/src/pages`."""

NAME = r"[A-Za-z0-9_-][A-Za-z0-9_.-]*"
ASSET = re.compile(rf"assets(/{NAME})+")

CONTENT_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".mts": "text/plain",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ts": "text/plain",
    ".wav": "audio/wav",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Types are named here, not asked of the system, which may know others. Any other file is not served."""

TEXTS = frozenset({".css", ".html", ".js", ".json", ".map", ".mjs", ".mts", ".svg", ".ts"})
"""What gets smaller by compressing it, and is UTF-8."""

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
"""The browser keeps it, and asks with its ETag whether it still holds."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "media-src 'self' data: blob:",
        # the pages have a field for the server, which may be another one
        "connect-src 'self' ws: wss: http: https:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

FRAMING = {"/desk": f"{POLICY}; frame-src http: https:"}
"""The desk shows pages that integrations want opened beside a call; no other page of ours frames anything."""

HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}

NOT_BUILT = """\
This server runs, but its web pages have not been built.

From a clone of the repository: make install (it brings Node.js and builds them).
The interface for programs is there all the same: /healthz, /xuc/api/2.0/auth/login and /xuc/api/2.0/cti.
"""

NO_DEMO = "The phones of /demo belong to the built-in simulator; this server works with another PBX.\n"
NO_PAGE = "There is no page at this address.\n"


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it goes out: its bytes, also compressed where that helps, and what tells its versions apart."""

    plain: bytes
    packed: bytes | None
    mark: ETag
    content_type: str
    charset: str | None


class Pages:
    """The handlers, to be added to an application with `routes`. Without `demo` there are no phones to show."""

    def __init__(self, folder: Path = BUILT, *, demo: bool = True) -> None:
        self._folder = folder
        self._demo = demo
        self._files: dict[str, tuple[tuple[int, int], File]] = {}
        """What was read, by name, with the time and size that the file had then."""

    def routes(self) -> list[web.RouteDef]:
        pages = [web.get(address, self.page) for address in PAGES]
        pages += [web.get(f"{address}/", self.slash) for address in PAGES if address != "/"]
        return [*pages, web.get("/assets/{name:.+}", self.asset)]

    async def page(self, request: web.Request) -> web.Response:
        """One of the pages."""
        if request.path == "/demo" and not self._demo:
            return _missing(NO_DEMO)
        file = await self._file(f"pages/{PAGES[request.path]}.html")
        if file is None:
            built = await asyncio.to_thread((self._folder / "pages").is_dir)
            return _missing(NO_PAGE if built else NOT_BUILT)
        response = _answer(request, file, REVALIDATE)
        response.headers["Content-Security-Policy"] = FRAMING.get(request.path, POLICY)
        return response

    async def slash(self, request: web.Request) -> web.Response:
        """A page's address with a slash too many, as people type it."""
        return web.Response(status=HTTPStatus.PERMANENT_REDIRECT, headers={hdrs.LOCATION: request.path.rstrip("/")})

    async def asset(self, request: web.Request) -> web.Response:
        """A script, a style, a picture; those with a hash in their name never change."""
        name = request.path.removeprefix("/")
        file = await self._file(name) if ASSET.fullmatch(name) else None
        if file is None:
            return _missing("There is no such file.\n")
        return _answer(request, file, IMMUTABLE if name.startswith("assets/built/") else REVALIDATE)

    async def _file(self, name: str) -> File | None:
        if Path(name).suffix not in CONTENT_TYPES:
            return None
        return await asyncio.to_thread(self._read, name)

    def _read(self, name: str) -> File | None:
        """The file, read again only when it has changed: whoever builds need not restart the server."""
        path = self._folder / name
        try:
            state = path.stat()
            version = (state.st_mtime_ns, state.st_size)
            known = self._files.get(name)
            if known is not None and known[0] == version:
                return known[1]
            file = _load(path)
        except (OSError, ValueError):
            return None
        self._files[name] = (version, file)
        return file


def _load(path: Path) -> File:
    plain = path.read_bytes()
    text = path.suffix in TEXTS
    packed = gzip.compress(plain, mtime=0) if text else None
    return File(
        plain=plain,
        packed=packed if packed is not None and len(packed) < len(plain) else None,
        mark=ETag(hashlib.sha256(plain).hexdigest()[:32], is_weak=True),  # weak: one for both encodings
        content_type=CONTENT_TYPES[path.suffix],
        charset="utf-8" if text else None,
    )


def _answer(request: web.Request, file: File, caching: str) -> web.Response:
    headers = {**HEADERS, hdrs.CACHE_CONTROL: caching, hdrs.VARY: hdrs.ACCEPT_ENCODING}
    asked = request.if_none_match or ()
    if any(tag.value in (file.mark.value, "*") for tag in asked):
        unchanged = web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        unchanged.etag = file.mark
        return unchanged
    body = file.plain
    if file.packed is not None and "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
        body = file.packed
        headers[hdrs.CONTENT_ENCODING] = "gzip"
    response = web.Response(body=body, headers=headers, content_type=file.content_type, charset=file.charset)
    response.etag = file.mark
    return response


def _missing(text: str) -> web.Response:
    return web.Response(text=text, status=HTTPStatus.NOT_FOUND)
