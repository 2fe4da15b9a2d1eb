"""Names in own JSON that have no place here: what another program added, or a slip of the finger, is said, not lost.

Looked for in the beginning of the file, as with the columns of a table: before anybody decides to import it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from portability.formats import schema
from portability.formats.jsonlists import BrokenJSONError, elements

MOST = 20
LONGEST = 60
"""More, and longer ones, are not worth reading."""


def unknown_names(sample: str) -> tuple[str, ...]:
    """``("sessions.mood", "sessions.sets.tempo")``: names without a place, each once, at most ``MOST``."""
    found: dict[str, None] = {}
    try:
        for name, index, value in elements([sample], schema.LONG_LIST, set(schema.LISTS) - {schema.LONG_LIST}):
            if index >= 0:
                found |= dict.fromkeys(_in_element(schema.LISTS[name], value, name))
            elif name not in _fields(schema.Export):
                found[name[:LONGEST]] = None
    except BrokenJSONError:
        pass  # a beginning ends anywhere
    return tuple(found)[:MOST]


def _in_element(model: type[BaseModel], value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, dict) or model.model_config.get("extra") == "allow":
        return
    fields = _fields(model)
    for key, inside in value.items():
        here = f"{place}.{key[:LONGEST]}"
        if key not in fields:
            yield here
        elif part := _model_in(fields[key]):
            for each in inside if isinstance(inside, list) else [inside]:
                yield from _in_element(part, each, here)


def _fields(model: type[BaseModel]) -> Mapping[str, Any]:
    """The annotations of the fields by the names that a file uses."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, alone or in a list; None when it holds none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _model_in(each))), None)
