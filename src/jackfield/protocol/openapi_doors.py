"""The rest of the HTTP API for the OpenAPI document: log-in, acting for users (protocol 13), history, callbacks,
personal contacts, and what administrators see and do besides configuring. One row an operation.

Types of the protocol are named; the shapes of other answers are written down here, and a test compares them with what
the server makes.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from jackfield.protocol.components import Object, Schema, as_object

XUC = "/xuc/api/2.0"
CONFIG = f"{XUC}/config"
REFERENCE = "#/components/schemas/"
CSV = "text/csv"

SHAPES: dict[str, tuple[str, ...]] = {
    "Credentials": ("login", "password"),
    "Token": ("login", "token", "TTL"),
    "Error": ("error", "message"),
    "SiteOutcome": ("status", "message"),
    "Handshake": ("status", "told"),
    "SessionsPage": ("times", "next"),
    "PausesPage": ("times", "next"),
    "SessionReport": ("agentId", "agent", "line", "start", "end", "ending"),
    "PauseReport": ("agentId", "agent", "reason", "start", "end", "pausedSeconds", "callSeconds"),
    "CallPage": ("total", "calls", "next"),
    "Imported": ("rows", "added", "known", "errors"),
    "PersonalContact": ("id", "firstname", "lastname", "company", "number", "mobile", "fax", "email"),
    "PersonalContacts": ("items",),
    "PersonalImport": ("created", "failed"),
    "DirectoryResult": ("headers", "entries"),
    "Receivers": ("items",),
    "ReceiverState": (
        *("id", "url", "paused", "waiting", "oldest", "delivered", "dropped", "failures", "last_error"),
        *("last_error_at", "next_try"),
    ),
    "Sources": ("items",),
    "SourceState": ("name", "contacts", "read_at", "error"),
    "Trial": ("data", "url", "mode", "peer", "problem"),
    "Run": (
        *("id", "integration", "at", "step", "uniqueid", "queue", "caller", "peer", "url", "problem", "note", "took"),
    ),
    "Program": ("id", "name", "remote", "engineIo", "outbound", "polling"),
    "PluginState": (
        *("name", "use", "status", "since", "pid", "restarts", "waiting", "handled", "failed", "dropped"),
        *("last_error", "last_error_at", "next_start"),
    ),
}
"""Answers and bodies that are no types of the protocol: the keys each has."""

WITHIN: dict[str, tuple[str, str]] = {
    "SessionsPage": ("times", "SessionReport"),
    "PausesPage": ("times", "PauseReport"),
    "PersonalContacts": ("items", "PersonalContact"),
    "Receivers": ("items", "ReceiverState"),
    "Sources": ("items", "SourceState"),
}
"""What stands in a list of a shape."""

TEXTS: dict[str, str] = {
    "200": "Done.",
    "201": "It is made.",
    "202": "It was asked for; nobody knows yet whether it was done.",
    "204": "Done.",
    "101": "The connection is a WebSocket from now on.",
    "400": "Something in the request cannot be so, or no token was given.",
    "401": "The user name or the password is wrong.",
    "403": "The token does not hold, or this is not allowed.",
    "404": "There is no such thing.",
    "408": "The request did not end in time.",
    "409": "It contradicts how things are.",
    "413": "The body is too long.",
    "426": "This address is for WebSockets.",
    "429": "Too many attempts.",
    "501": "The server cannot do this.",
    "502": "The PBX refuses it.",
    "503": "The PBX or the database is away; nothing was changed.",
}


class Door(NamedTuple):
    """An operation. `takes` and `gives`: names of schemas; `[Name]`: a list; a media type: a file; empty: nothing."""

    method: str
    path: str
    name: str
    summary: str
    takes: str = ""
    gives: str = ""
    done: tuple[str, ...] = ("200",)
    errors: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    key: str = "token"
    """What lets somebody in: `token`, `site` (an address or an API key), or nothing."""


FILTERS = (
    *("src", "srcStart", "srcEnd", "srcPart", "dst", "dstStart", "dstEnd", "dstPart", "queue", "queueId", "agent"),
    *("user", "status", "from", "to"),
)
ASKED = ("400", "403", "404", "409", "501", "502", "503")
"""What may come of a command."""

ACTS = {
    "dial": "Call a number from the phone of a user.",
    "dialByUsername": "Call a colleague by his login.",
    "dnd": "Switch do not disturb on or off.",
    "uncForward": "Forward every call, or do not.",
    "naForward": "Forward calls that nobody answers, or do not.",
    "busyForward": "Forward calls while the line is busy, or do not.",
}


def _sites() -> Iterator[Door]:
    for version, key in (("1.0", "site"), ("2.0", "token")):
        start, mark = f"/xuc/api/{version}", "" if version == "1.0" else "2"
        for act, text in ACTS.items():
            path = f"{start}/{act}/{{domain}}/{{user}}"
            yield Door(
                "post", path, f"{act}{mark}", text, "Object", "SiteOutcome", ("200", "202"), (*ASKED, "408"), key=key
            )
        path = f"{start}/historyByUsername/{{domain}}/{{user}}"
        yield Door(
            "get", path, f"historyByUsername{mark}", "The last calls of a user.", "", "[Object]", errors=ASKED,
            query=("size",), key=key,
        )  # fmt: skip
    yield Door(
        "post", "/xuc/api/1.0/connect/{domain}/{user}", "connect", "Whether a user's password is right.", "Object",
        "Token", errors=("400", "401", "403", "404", "408", "429"), key="site",
    )  # fmt: skip
    yield Door(
        "post", "/xuc/api/1.0/handshake/{domain}", "handshake", "Have the webhook's receivers told all states.", "",
        "Handshake", errors=("403",), key="site",
    )  # fmt: skip


def _agent_times() -> Iterator[Door]:
    for kind, name, text in (
        ("sessions", "Sessions", "When an agent was logged in, the latest first."),
        ("pauses", "Pauses", "When he paused, the latest first."),
    ):
        path, span = f"{XUC}/history/agents/{{agent}}/{kind}", ("from", "to")
        yield Door("get", path, f"agent{name}", text, "", f"{name}Page", errors=ASKED, query=(*span, "size", "after"))
        yield Door("get", f"{path}.csv", f"agent{name}Table", "The same as a table.", "", CSV, errors=ASKED, query=span)


ADMIN = ("400", "403")
OWN = ("400", "403", "404", "409", "503")

DOORS: tuple[Door, ...] = (
    Door(
        "post", f"{XUC}/auth/login", "login", "Log in.", "Credentials", "Token",
        errors=("400", "401", "403", "408", "413", "429"), key="",
    ),
    Door("get", f"{XUC}/auth/check", "check", "A valid token to a fresh one.", "", "Token", errors=("400", "403")),
    Door(
        "get", f"{XUC}/cti", "cti", "The WebSocket of clients; see the commands and events.", "", "", ("101",),
        ("400", "403", "426", "503"), ("token",),
    ),
    *_sites(),
    Door(
        "get", f"{XUC}/history", "history", "Past calls that the user may see, the latest first.", "", "CallPage",
        errors=ASKED, query=(*FILTERS, "size", "after"),
    ),
    Door("get", f"{XUC}/history.csv", "historyTable", "The same as a table.", "", CSV, errors=ASKED, query=FILTERS),
    *_agent_times(),
    Door(
        "get", f"{XUC}/callbacks", "listCallbacks", "Requests to be called back, the soonest due first.", "",
        "CallbackPage", errors=ADMIN,
        query=("search", "offset", "limit", "listUuid", "queueId", "agentId", "closed", "dueDate", "periodUuid"),
    ),
    Door(
        "post", f"{XUC}/callbacks", "createCallback", "A new request.", "CallbackWish", "CallbackShown", ("201",), OWN
    ),
    Door("get", f"{XUC}/callbacks/{{uuid}}", "getCallback", "One of them.", "", "CallbackShown", errors=OWN),
    Door(
        "patch", f"{XUC}/callbacks/{{uuid}}", "changeCallback", "Other values for one that nobody has taken.",
        "CallbackWish", "CallbackShown", errors=OWN,
    ),
    Door("delete", f"{XUC}/callbacks/{{uuid}}", "deleteCallback", "Delete it.", done=("204",), errors=OWN),
    Door(
        "post", f"{XUC}/callbacks/{{uuid}}/release", "releaseCallback", "Set free what an agent has taken.", "",
        "CallbackShown", errors=OWN,
    ),
    Door(
        "post", f"{XUC}/callbacks/lists/{{uuid}}/csv", "importCallbacks", "People out of a table into a list.", CSV,
        "Imported", errors=(*OWN, "408", "413"), query=("dryRun",),
    ),
    Door(
        "get", f"{XUC}/callbacks/tickets.csv", "callbackTickets", "A line for each attempt to call back.", "", CSV,
        errors=ADMIN, query=("from", "to", "list"),
    ),
    Door("get", f"{XUC}/contact/personal", "listPersonal", "One's own contacts.", "", "PersonalContacts", errors=OWN),
    Door(
        "post", f"{XUC}/contact/personal", "createPersonal", "A new one.", "PersonalContact", "PersonalContact",
        ("201",), (*OWN, "408"),
    ),
    Door("delete", f"{XUC}/contact/personal", "deleteAllPersonal", "None any more.", done=("204",), errors=OWN),
    Door("get", f"{XUC}/contact/personal/{{id}}", "getPersonal", "One of them.", "", "PersonalContact", errors=OWN),
    Door(
        "put", f"{XUC}/contact/personal/{{id}}", "replacePersonal", "Other fields; those left out are empty.",
        "PersonalContact", "PersonalContact", errors=(*OWN, "408"),
    ),
    Door("delete", f"{XUC}/contact/personal/{{id}}", "deletePersonal", "One less.", done=("204",), errors=OWN),
    Door(
        "get", f"{XUC}/contact/display/personal", "showPersonal", "As clients show what they have searched.", "",
        "DirectoryResult", errors=OWN,
    ),
    Door("get", f"{XUC}/contact/export/personal", "exportPersonal", "All of them as a table.", "", CSV, errors=OWN),
    Door(
        "post", f"{XUC}/contact/import/personal", "importPersonal", "Contacts out of a table.", CSV, "PersonalImport",
        ("201",), (*OWN, "408", "413"),
    ),
    Door("get", f"{CONFIG}/openapi.json", "openapi", "This document.", "", "Object", key=""),
    Door(
        "get", f"{CONFIG}/webhooks", "webhooks", "How the webhook's receivers are.", "", "Receivers",
        errors=(*ADMIN, "503"),
    ),
    *(
        Door(
            "post", f"{CONFIG}/webhooks/{{id}}/{act}", f"{act}Webhook", text, "", "Receivers",
            errors=(*ADMIN, "404", "503"),
        )
        for act, text in (("pause", "Stop one."), ("resume", "Let it go on."), ("retry", "Have it tried at once."))
    ),
    Door(
        "get", f"{CONFIG}/contactSources", "contactSources", "How the sources of contacts are.", "", "Sources",
        errors=ADMIN,
    ),
    Door(
        "post", f"{CONFIG}/integrations/try", "tryIntegration", "What one would do for an example of a call.",
        "Integration", "Trial", errors=(*ADMIN, "409"),
    ),
    Door(
        "get", f"{CONFIG}/integrations/{{key}}/runs", "integrationRuns", "What one did lately, the newest first.", "",
        "[Run]", errors=(*ADMIN, "404"),
    ),
    Door(
        "get", f"{CONFIG}/integrations/connected", "connectedPrograms", "The programs that are connected.", "",
        "[Program]", errors=ADMIN,
    ),
    Door("get", f"{CONFIG}/integrations/plugins", "plugins", "How plug-ins are.", "", "[PluginState]", errors=ADMIN),
    Door(
        "get", f"{CONFIG}/integrations/plugins/{{name}}/runs", "pluginRuns", "What one did lately.", "", "[Run]",
        errors=(*ADMIN, "404"),
    ),
    Door(
        "post", f"{CONFIG}/integrations/plugins/{{name}}/restart", "restartPlugin", "Begin one again.", done=("204",),
        errors=(*ADMIN, "404"),
    ),
    Door(
        "post", f"{CONFIG}/privacy/search", "searchNumber", "Everything that is kept of a telephone number.",
        "NumberQuestion", "NumberKept", errors=(*ADMIN, "503"),
    ),
    Door(
        "post", f"{CONFIG}/privacy/erase", "eraseNumber", "Forget a telephone number.", "NumberQuestion",
        "NumberErased", errors=(*ADMIN, "503"),
    ),
)  # fmt: skip


def shapes() -> Object:
    """The schemas of the shapes."""
    found: Object = {"Object": {"type": "object"}}
    for name, keys in SHAPES.items():
        properties: Object = {key: {} for key in keys}
        if name in WITHIN:
            key, inner = WITHIN[name]
            properties[key] = {"type": "array", "items": {"$ref": REFERENCE + inner}}
        found[name] = {"type": "object", "properties": properties}
    return found


def paths() -> Object:
    """The operations, by path and method."""
    found: Object = {}
    for door in DOORS:
        there = as_object(found.setdefault(door.path, {}))
        if names := re.findall(r"{(\w+)}", door.path):
            there["parameters"] = [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
            ]
        there[door.method] = _operation(door)
    return found


def _operation(door: Door) -> Object:
    responses = {code: _response(code, door.gives) for code in door.done}
    errors = {"403", *door.errors} if door.key else door.errors
    responses |= {code: _response(code, "Error") for code in sorted(errors)}
    operation: Object = {"operationId": door.name, "summary": door.summary, "responses": {**responses}}
    if door.query:
        operation["parameters"] = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in door.query]
    if door.takes:
        operation["requestBody"] = {"required": True} | _content(door.takes)
    if door.key != "token":
        operation["security"] = [{"apiKey": []}, {}] if door.key else []
    return operation


def _response(code: str, name: str) -> Object:
    return {"description": TEXTS[code], **_content(name)}


def _content(name: str) -> Object:
    """Of a body: JSON of a schema, a list of it, or a file."""
    if not name:
        return {}
    if "/" in name:
        return {"content": {name: {"schema": {"type": "string"}}}}
    inner: Schema = {"$ref": REFERENCE + name.strip("[]")}
    schema: Schema = {"type": "array", "items": inner} if name.startswith("[") else inner
    return {"content": {"application/json": {"schema": schema}}}
