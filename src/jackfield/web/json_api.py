"""What all HTTP answers have in common: JSON errors, security headers, cross-origin access (protocol 1.6).

A client always gets JSON, never a page and never a stack trace.
"""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import msgspec
import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from jackfield.web.entrance import Refusal
from jackfield.web.settings import WebSettings

log = structlog.get_logger()

NOT_READABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading a body as JSON may raise: the last one where it is nested too deeply."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer of the API; pages bring their own policy, which is left alone."""

ALLOWED_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
ALLOWED_HEADERS = "Content-Type, Authorization, X-Auth-Token, If-Match"
EXPOSED_HEADERS = "ETag, Location"
PREFLIGHT_SECONDS = "600"

ERROR_CODES = {
    HTTPStatus.BAD_REQUEST: "BadRequest",
    HTTPStatus.NOT_FOUND: "NotFound",
    HTTPStatus.METHOD_NOT_ALLOWED: "MethodNotAllowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "RequestTooLarge",
}

BODY_SECONDS, FILE_SECONDS = 10.0, 120.0
"""In which a body must have ended, and one that is a file."""

UNREADABLE = Refusal(HTTPStatus.BAD_REQUEST, "BadRequest", "The body of the request cannot be read.")
UNHANDLED = Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "UnhandledError", "Something went wrong on the server.")


def answer(body: object, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer."""
    return web.Response(
        body=msgspec.json.encode(body), status=status, headers=headers, content_type="application/json", charset="utf-8"
    )


async def body_of(request: web.Request, seconds: float) -> bytes:
    """The body of a request, if it ends within this time. Raises Refusal."""
    try:
        async with asyncio.timeout(seconds):
            return await request.read()
    except TimeoutError:
        raise Refusal(HTTPStatus.REQUEST_TIMEOUT, "RequestTimeout", "The request did not end in time.") from None


async def long_body(request: web.Request, seconds: float, most: int) -> bytes:
    """A body that may have more bytes than others. Raises Refusal."""
    parts, size = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.content.iter_any():
                parts.append(part)
                size += len(part)
                if size > most:
                    text = f"A file may have {most >> 20} MiB; divide it."
                    raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "RequestTooLarge", text)
    except TimeoutError:
        raise Refusal(HTTPStatus.REQUEST_TIMEOUT, "RequestTimeout", "The request did not end in time.") from None
    return b"".join(parts)


def refused(refusal: Refusal) -> web.Response:
    """The JSON of an error: `{error, message}`."""
    return answer({"error": refusal.error, "message": refusal.message}, refusal.status, refusal.headers)


def guard(settings: WebSettings) -> Middleware:
    """The middleware around all requests: long URLs, preflights, errors as JSON."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if len(request.raw_path) > settings.max_url_bytes:
            return refused(_too_long(settings))
        if request.method == hdrs.METH_OPTIONS and request.path.startswith("/xuc/"):
            return web.Response(status=HTTPStatus.NO_CONTENT)
        try:
            return await handler(request)
        except Refusal as refusal:
            return refused(refusal)
        except web.HTTPException as problem:
            return problem if problem.status < HTTPStatus.BAD_REQUEST else refused(_refusal_of(problem))
        except web.RequestPayloadError:  # garbage where something packed was announced, or it broke off
            told = refused(UNREADABLE)
            told.force_close()  # what else comes on this connection cannot be told from the rest of that body
            return told
        except Exception:
            log.exception("request failed", method=request.method, path=request.path)
            return refused(UNHANDLED)

    return guarded


def header_writer(settings: WebSettings) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """The signal that completes the headers of an answer."""
    everybody = "*" in settings.cors_origins

    async def write(request: web.Request, response: web.StreamResponse) -> None:
        if response.status == HTTPStatus.SWITCHING_PROTOCOLS:
            return
        headers = response.headers
        headers[hdrs.SERVER] = "jackfield"
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        origin = request.headers.get(hdrs.ORIGIN)
        if everybody:
            headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = "*"
        else:
            headers.add(hdrs.VARY, hdrs.ORIGIN)
            if origin in settings.cors_origins:
                headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
                headers[hdrs.ACCESS_CONTROL_ALLOW_CREDENTIALS] = "true"
        if hdrs.ETAG in headers and hdrs.ACCESS_CONTROL_ALLOW_ORIGIN in headers:
            headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = EXPOSED_HEADERS
        if request.method == hdrs.METH_OPTIONS and hdrs.ACCESS_CONTROL_ALLOW_ORIGIN in headers:
            headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = ALLOWED_METHODS
            headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = ALLOWED_HEADERS
            headers[hdrs.ACCESS_CONTROL_MAX_AGE] = PREFLIGHT_SECONDS

    return write


def _refusal_of(problem: web.HTTPException) -> Refusal:
    status = HTTPStatus(problem.status)
    kept = {str(hdrs.ALLOW): problem.headers[hdrs.ALLOW]} if hdrs.ALLOW in problem.headers else {}
    return Refusal(
        status,
        ERROR_CODES.get(status, status.phrase.title().replace(" ", "")),
        status.description or status.phrase,
        kept,
    )


def _too_long(settings: WebSettings) -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_URI_TOO_LONG, "UrlTooLong", f"The URL is longer than {settings.max_url_bytes} bytes."
    )
