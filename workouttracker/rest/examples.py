"""Examples made from JSON Schema: the one that a model gives, else a likely value for each field."""

from collections.abc import Mapping
from typing import Any

BY_FORMAT = {
    "date": "2026-06-30",
    "date-time": "2026-06-30T18:30:00Z",
    "uuid": "6f7c1c9e-8a52-4c6f-9c83-2d0a4be8e0a1",
    "binary": "strong.csv",
}
BY_NAME: dict[str, Any] = {
    "name": "Push A",
    "time_zone": "Europe/Berlin",
    "weight": "80",
    "email": "athlete@example.org",
    "unit": "kg",
    "next_cursor": "",
    "notes": "",
    "description": "",
    "error": "",
    "label": "Bench Press (Barbell)",
}
"""What fields of these names usually hold."""
DEEPEST = 8


def example_of(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value that ``schema`` allows; ``schemas`` are those that ``$ref`` names."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth)
    if "examples" in schema:
        return schema["examples"][0]
    for said in ("example", "const", "default"):
        if schema.get(said) is not None:
            return schema[said]
    if "enum" in schema:
        return schema["enum"][0]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return example_of(schema[several][0], schemas, name, depth)
    return _by_type(schema, schemas, name, depth)


def _by_type(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str, depth: int) -> Any:
    kind = schema.get("type", "object")
    if kind == "object":
        fields = schema.get("properties", {}) if depth < DEEPEST else {}
        return {key: example_of(each, schemas, key, depth + 1) for key, each in fields.items()}
    if kind == "array":
        items = schema.get("items")
        return [example_of(items, schemas, name, depth + 1)] if items and depth < DEEPEST else []
    if kind == "string":
        return BY_FORMAT.get(schema.get("format", "")) or _text(schema, name)
    return {
        "integer": max(1, int(schema.get("minimum", 1))),
        "number": schema.get("minimum", 1.5),
        "boolean": True,
    }.get(kind)


def _text(schema: Mapping[str, Any], name: str) -> str:
    likely = BY_NAME.get(name)
    if isinstance(likely, str) and "pattern" not in schema:
        return likely
    return "82.5" if r"\d" in schema.get("pattern", "") else str(likely or name.replace("_", " "))
