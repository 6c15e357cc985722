"""The wire as JSON Schema and AsyncAPI, generated from the types.

`python -m jackfield.protocol.schema OUTDIR` writes them and the reference pages; the same types always give the same
bytes. The schemas show the regular form of commands; what the server accepts besides is in `tolerance`.
"""

import argparse
import json
from pathlib import Path

import msgspec

from .commands import COMMANDS
from .components import Object, Schema, as_object, components
from .describe import describe, structs
from .events import EVENTS, ListEvent
from .openapi import openapi
from .reference import pages

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = "2.0"
"""Version of the wire, as in its URL."""

PING: Object = {
    "title": "ping",
    "description": "The heartbeat, echoed by the server.",
    "type": "object",
    "properties": {"claz": {"const": "ping"}},
    "required": ["claz"],
}


def commands_schema() -> Object:
    """The schema of a frame from client to server; `$defs` has one entry for each `command`."""
    schemas = command_schemas("#/$defs/{name}")
    names: list[Schema] = [{"$ref": f"#/$defs/{name}"} for name in sorted(COMMANDS)]
    return {
        "$schema": DIALECT,
        "title": "Commands",
        "description": "A text frame from client to server.",
        "oneOf": [*names, {"$ref": "#/$defs/ping"}],
        "$defs": _sorted(schemas | {"ping": PING}),
    }


def events_schema() -> Object:
    """The schema of a frame from server to client; `$defs` has the payload of each `msgType`."""
    return {
        "$schema": DIALECT,
        "title": "Events",
        "description": "A text frame from server to client.",
        "oneOf": [*(_frame(name, f"#/$defs/{name}") for name in sorted(EVENTS)), {"$ref": "#/$defs/ping"}],
        "$defs": _sorted(event_schemas("#/$defs/{name}") | {"ping": PING}),
    }


def asyncapi() -> Object:
    """The AsyncAPI 3.0 document, from the server's side: it receives commands and sends events."""
    messages: Object = {}
    for name in sorted(COMMANDS):
        messages[name] = _message(name, describe(COMMANDS[name]).summary, {"$ref": f"#/components/schemas/{name}"})
    for name in sorted(EVENTS):
        frame = _frame(name, f"#/components/schemas/{name}")
        messages[name] = _message(name, describe(EVENTS[name]).summary, frame)
    messages["ping"] = _message("ping", "The heartbeat, echoed by the server.", PING)
    schemas = command_schemas("#/components/schemas/{name}") | event_schemas("#/components/schemas/{name}")
    refs: Object = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Jackfield",
            "version": VERSION,
            "description": "A CTI server for Asterisk: commands in, events out, one JSON object in each text frame.",
        },
        "defaultContentType": "application/json",
        "servers": {"local": {"host": "127.0.0.1:8090", "protocol": "ws"}},
        "channels": {"cti": _channel(refs)},
        "operations": {
            "command": _operation("receive", "What a client may ask.", [*sorted(COMMANDS), "ping"]),
            "event": _operation("send", "What the server says.", [*sorted(EVENTS), "ping"]),
        },
        "components": {"messages": messages, "schemas": _sorted(schemas)},
    }


def command_schemas(ref_template: str) -> Object:
    """Schemas of all commands by their `command`, and of the types inside them by class name."""
    schemas = components(COMMANDS.values(), ref_template)
    for name, kind in COMMANDS.items():
        schema = as_object(schemas.pop(kind.__name__))
        properties: Object = {"claz": {"const": "web"}, "command": {"const": name}}
        schema["title"] = name
        schema["properties"] = properties | {
            key: value for key, value in as_object(schema["properties"]).items() if key != "command"
        }
        required = schema["required"]
        schema["required"] = ["claz", *(required if isinstance(required, list) else [])]
        schemas[name] = schema
    return schemas


def event_schemas(ref_template: str) -> Object:
    """Schemas of the payloads of all events by their `msgType`, and of the types inside them by class name."""
    schemas = components(EVENTS.values(), ref_template)
    for name, struct in structs(EVENTS.values()).items():
        as_object(schemas[name])["required"] = _sent(struct)
    for name, kind in EVENTS.items():
        schema = schemas[name] = as_object(schemas.pop(kind.__name__)) | {"title": name}
        if issubclass(kind, ListEvent):
            array = as_object(as_object(schema["properties"])["items"])
            schemas[name] = array | {"title": name, "description": schema["description"]}
    return schemas


def closed(schema: Schema) -> Schema:
    """The same schema with no room for keys it does not name: clients ignore such keys, our own tests must not."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: closed(value) for key, value in schema.items()}
    if copy.get("type") == "object" and "properties" in copy:
        copy["additionalProperties"] = False
    return copy


def write(directory: Path) -> None:
    """Write the schemas, the AsyncAPI document and the reference pages."""
    directory.mkdir(parents=True, exist_ok=True)
    documents = {
        "commands.schema.json": commands_schema(),
        "events.schema.json": events_schema(),
        "asyncapi.json": asyncapi(),
        "openapi.json": openapi(),
    }
    texts = {name: json.dumps(document, indent=2, ensure_ascii=False) + "\n" for name, document in documents.items()}
    for name, text in (texts | pages()).items():
        (directory / name).write_text(text, encoding="utf-8")


def _sent(struct: type[msgspec.Struct]) -> list[Schema]:
    """The keys that an event always has: a default is sent like any other value, only UNSET is not."""
    return [field.encode_name for field in msgspec.structs.fields(struct) if field.default is not msgspec.UNSET]


def _sorted(schemas: Object) -> Object:
    return {name: schemas[name] for name in sorted(schemas)}


def _frame(name: str, ref: str) -> Object:
    return {
        "title": name,
        "type": "object",
        "properties": {
            "seq": {"type": "integer", "minimum": 0, "description": "Position in the event log; on request only."},
            "msgType": {"const": name},
            "ctiMessage": {"$ref": ref},
        },
        "required": ["msgType", "ctiMessage"],
    }


def _message(name: str, summary: str, payload: Object) -> Object:
    return {"name": name, "title": name, "summary": summary, "payload": payload}


def _operation(action: str, summary: str, names: list[str]) -> Object:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/cti"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/cti/messages/{name}"} for name in names],
    }


def _channel(messages: Object) -> Object:
    return {
        "address": "/xuc/api/2.0/cti",
        "description": "One WebSocket for each tab of a user; text frames only.",
        "messages": messages,
        "bindings": {
            "ws": {
                "method": "GET",
                "query": {
                    "type": "object",
                    "properties": {
                        "token": {"type": "string", "description": "From POST /xuc/api/2.0/auth/login."},
                        "events": {"const": "numbered", "description": "Asks for `seq` in every frame."},
                        "resume": {"type": "string", "description": "SESSION:EPOCH:SEQ of a lost connection."},
                    },
                    "required": ["token"],
                },
            }
        },
    }


def main() -> None:
    """Write everything into the directory named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m jackfield.protocol.schema", description=write.__doc__)
    parser.add_argument("directory", type=Path, help="where the files go")
    write(parser.parse_args().directory)


if __name__ == "__main__":
    main()
