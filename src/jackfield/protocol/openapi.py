"""The HTTP API as an OpenAPI document: what is configured from its types, the rest from `openapi_doors.py`."""

from typing import cast

import msgspec

from jackfield.protocol import configuration as wire
from jackfield.protocol import openapi_doors
from jackfield.protocol.callback_requests import CallbackPage, CallbackShown, CallbackWish
from jackfield.protocol.components import Object, Schema, components
from jackfield.protocol.describe import describe
from jackfield.protocol.privacy import NumberErased, NumberKept, NumberQuestion
from jackfield.protocol.sockets import Socket

PREFIX = "/xuc/api/2.0/config"
SCHEMAS = "#/components/schemas/"

QUERY: tuple[tuple[str, Object, str], ...] = (
    ("search", {"type": "string"}, "Only what has every word of it somewhere; accents and capitals do not count."),
    ("offset", {"type": "integer", "minimum": 0, "default": 0}, "How many to leave out."),
    ("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}, "How many at most."),
    ("sort", {"type": "string"}, "A field to sort by; with `-` before it, the other way round."),
)

ERRORS = {
    "400": "A value cannot be so.",
    "401": "No token, or no valid one.",
    "403": "The user is no administrator.",
    "404": "There is no such thing.",
    "409": "It contradicts something else that is configured.",
    "412": "Somebody else has changed it meanwhile.",
    "503": "The storage does not answer; nothing was changed.",
}


def openapi() -> Object:
    """The OpenAPI 3.1 document."""
    others: list[type[msgspec.Struct]] = [wire.AuditEntry, Socket, wire.Refused, wire.Transaction, wire.Done]
    others += [CallbackWish, CallbackShown, CallbackPage, NumberQuestion, NumberKept, NumberErased]
    schemas = components([*wire.KINDS.values(), *others], SCHEMAS + "{name}") | openapi_doors.shapes()
    paths: Object = openapi_doors.paths()
    for kind, struct in wire.KINDS.items():
        paths[f"{PREFIX}/{kind}"] = _list_path(kind, struct)
        paths[f"{PREFIX}/{kind}/{{key}}"] = _item_path(kind, struct)
    paths[f"{PREFIX}/transactions"] = {
        "post": _operation(
            "transaction",
            "Make several changes together, or none.",
            body={"$ref": f"{SCHEMAS}Transaction"},
            answer={"$ref": f"{SCHEMAS}Done"},
            errors=("400", "404", "409", "412", "503"),
        )
    }
    paths |= _files()
    paths[f"{PREFIX}/sockets"] = {
        "get": _operation(
            "sockets", "Who is connected, the slowest first.", answer=_page("Socket"), query=QUERY[:3], errors=("400",)
        )
    }
    paths[f"{PREFIX}/audit"] = {
        "get": _operation(
            "audit", "Who changed what, the newest first.", answer=_page("AuditEntry"), query=QUERY[:3], errors=("400",)
        )
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Jackfield",
            "version": "2.0",
            "description": "What is under `/config/` is for users with the profile Admin.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token of POST /xuc/api/2.0/auth/login.",
                },
                "apiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key", "description": "Of `[api] keys`."},
            },
        },
    }


def _files() -> Object:
    kinds: Object = {"type": "string", "enum": [*wire.KINDS]}
    form = ("form", cast(Object, {"type": "string", "enum": ["csv", "toml"]}), "What the file is.")
    apply: Object = {"type": "boolean", "default": False}
    query: tuple[tuple[str, Object, str], ...] = (
        form,
        ("kind", kinds, "What a CSV is about, where its heading does not say it."),
        ("apply", apply, "Without it nothing changes: only what would is told."),
        ("deleteMissing", apply, "Delete what the file does not have, of the kinds that it has."),
        (
            "deletions",
            {"type": "integer", "default": 0},
            "With `deleteMissing`: how many things that may be, as shown.",
        ),
    )
    texts: Object = {name: {"schema": {"type": "string"}} for name in ("text/csv", "application/toml")}
    bring_in = _operation(
        "import",
        "Change or make what a file says, all rows or none.",
        query=query,
        answer={"$ref": f"{SCHEMAS}Done"},
        errors=("400", "409", "503"),
    )
    export = _operation("export", "A file that can be imported again.", query=query[:2], errors=("400",))
    export["responses"] = {
        **cast(Object, export["responses"]),
        "200": {"description": "The file.", "content": texts},
    }
    cast(Object, export["responses"]).pop("204")
    return {
        f"{PREFIX}/import": {"post": bring_in | {"requestBody": {"required": True, "content": texts}}},
        f"{PREFIX}/export": {"get": export},
    }


def _list_path(kind: str, struct: type[msgspec.Struct]) -> Object:
    ref: Object = {"$ref": f"{SCHEMAS}{struct.__name__}"}
    name = struct.__name__
    return {
        "get": _operation(f"list{name}", f"The {kind}.", answer=_page(name), query=QUERY, errors=("400",)),
        "post": _operation(
            f"create{name}", describe(struct).summary, body=ref, answer=ref, created=True, errors=("400", "409", "503")
        ),
    }


def _item_path(kind: str, struct: type[msgspec.Struct]) -> Object:
    ref: Object = {"$ref": f"{SCHEMAS}{struct.__name__}"}
    name = struct.__name__
    changes = ("400", "404", "409", "412", "503")
    return {
        "parameters": [{"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": _operation(f"get{name}", f"One of the {kind}, with its ETag.", answer=ref, errors=("404",)),
        "put": _operation(f"replace{name}", "Make it so.", body=ref, answer=ref, match=True, errors=changes),
        "patch": _operation(
            f"change{name}",
            "Change the values given, leave the others.",
            body={"type": "object"},
            answer=ref,
            match=True,
            errors=changes,
        ),
        "delete": _operation(f"delete{name}", "Delete it.", match=True, errors=changes),
    }


def _operation(
    name: str,
    summary: str,
    *,
    body: Object | None = None,
    answer: Object | None = None,
    query: tuple[tuple[str, Object, str], ...] = (),
    match: bool = False,
    created: bool = False,
    errors: tuple[str, ...] = (),
) -> Object:
    parameters: list[Schema] = [
        {"name": word, "in": "query", "schema": cast(Schema, schema), "description": text}
        for word, schema, text in query
    ]
    if match:
        text = "The ETag of the state that was seen; another one is answered with 412."
        parameters.append({"name": "If-Match", "in": "header", "schema": {"type": "string"}, "description": text})
    responses: Object = {code: _refusal(code) for code in sorted({"401", "403", *errors})}
    if answer is None:
        responses["204"] = {"description": "Done."}
    else:
        responses["201" if created else "200"] = {"description": "Done.", "content": _json(answer)}
    operation: Object = {"operationId": name, "summary": summary, "responses": responses}
    if parameters:
        operation["parameters"] = parameters
    if body is not None:
        operation["requestBody"] = {"required": True, "content": _json(body)}
    return operation


def _json(schema: Object) -> Object:
    return {"application/json": {"schema": schema}}


def _refusal(code: str) -> Object:
    return {"description": ERRORS[code], "content": _json({"$ref": f"{SCHEMAS}Refused"})}


def _page(name: str) -> Object:
    numbers: Object = {key: {"type": "integer"} for key in ("total", "offset", "limit")}
    items: Object = {"type": "array", "items": {"$ref": f"{SCHEMAS}{name}"}}
    words: Object = {"type": "object", "additionalProperties": {"type": "string"}}
    labels: Object = {
        "type": "object",
        "additionalProperties": words,
        "description": "What people call the things that the items lead to, by kind and id.",
    }
    properties: Object = {**numbers, "items": items, "labels": labels}
    return {"type": "object", "properties": properties, "required": [*properties]}
