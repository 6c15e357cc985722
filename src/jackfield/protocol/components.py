"""JSON schemas of types, with what their docstrings say: what all our documents are made of."""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from .describe import describe, enums, structs

Schema: TypeAlias = "dict[str, Schema] | list[Schema] | str | int | float | bool | None"
Object: TypeAlias = dict[str, Schema]


def components(kinds: Iterable[type[msgspec.Struct]], ref_template: str) -> Object:
    """msgspec's schemas by class name, with our descriptions of types and keys."""
    kinds = list(kinds)
    schemas: Object
    _, schemas = msgspec.json.schema_components(kinds, ref_template=ref_template)
    for name, struct in structs(kinds).items():
        description = describe(struct)
        schema = as_object(schemas[name])
        schema["description"] = description.summary
        for key, value in as_object(schema["properties"]).items():
            if key in description.keys:
                as_object(value)["description"] = description.keys[key]
    for name, closed_set in enums(kinds).items():
        as_object(schemas[name])["description"] = describe(closed_set).summary
    return schemas


def as_object(schema: Schema) -> Object:
    if not isinstance(schema, dict):
        raise TypeError(f"not an object: {schema!r}")
    return schema
