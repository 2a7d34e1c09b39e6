"""What pydantic finds wrong with a table of a file, as phrases of ours: by kind and values, not by its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

from cycle.catalogue import sentence
from cycle.errors import did_you_mean
from cycle.phrases import Phrase

DEFAULTS = ("source", "basis")
"""What a whole file may say once, in its table `[defaults]`."""

MISSING = Phrase("missing")
"""What is said of a key that must be there and is not."""


def table_error(message: Phrase, remedy: Phrase | None = None) -> PydanticCustomError:
    """Return what a check of ours raises inside a table: what is wrong, and what would be right."""
    return PydanticCustomError("refused", "{message}", {"message": message, "remedy": remedy or ""})


def explained_error(schema: Mapping[str, Any], fault: ErrorDetails) -> tuple[str, str]:
    """Return what is wrong and what would be right; `schema` is the JSON Schema of the table."""
    context, where, given = fault.get("ctx", {}), fault["loc"], fault["input"]
    key = str(where[-1]) if where else ""
    match fault["type"]:
        case "refused":
            return context["message"], context["remedy"]
        case "extra_forbidden":
            return Phrase("unknown key '{key}'", key=key), did_you_mean(key, _keys(schema, where[:-1]))
        case "missing" if key in DEFAULTS:
            return MISSING, Phrase("write {key} = …, here or once for the file under [defaults]", key=key)
        case "missing":
            return MISSING, Phrase("write {key} = …", key=key)
        case "literal_error" | "enum":
            known = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            return Phrase("'{given}' is not one of the choices", given=str(given)), did_you_mean(str(given), known)
        case "model_type" | "model_attributes_type" | "dataclass_type" | "dict_type" | "mapping_type":
            keys = _keys(schema, where)
            inside = "value = …" if "value" in keys else ", ".join(sorted(keys)) or "key = …"
            alone = Phrase("'{given}' stands alone where a table must be", given=str(given))
            return alone, Phrase("write {key} = {table}", key=key, table=f"{{ {inside} }}")
        case "string_too_short" if context["min_length"] == 1:
            return Phrase("empty"), Phrase("write something, or take the line away")
        case kind if kind in MESSAGES:
            what, remedy = MESSAGES[kind]
            return Phrase(what, **{name: context[name] for name in _NAMED.get(kind, ())}), Phrase(remedy)
        case _:
            return fault["msg"].removeprefix("Value error, "), ""


_TEXT = (sentence("text must stand here"), sentence("write it in quotes"))
_WHOLE = (sentence("a whole number must stand here"), sentence("write it without quotes"))
_NUMBER = (sentence("a number must stand here"), sentence("write it without quotes"))
_YES = (sentence("true or false must stand here"), sentence("write it without quotes"))
_LIST = (sentence('a list must stand here: ["…", "…"]'), "")
_TABLE = (sentence("a table with keys and values must stand here"), "")
_DAY = (sentence("this is not a date"), sentence("write year, month and day: 2027-02-18"))
_CLOCK = (sentence("this is not a time of day"), sentence("write hour and minute: 09:00"))
_ADDRESS = (sentence("this is not an address of the web"), sentence("write all of it: https://…"))
_PATTERN = (sentence("this is not written in the right way"), sentence("see how others of its kind are written"))
_FEW = (sentence("here are {actual_length}, and there must be at least {min_length}"), "")
_MANY = (sentence("here are more than {max_length}, and that is the most"), "")

MESSAGES: Mapping[str, tuple[str, str]] = {
    "string_too_short": (sentence("this is too short: at least {min_length} characters"), ""),
    "string_too_long": (sentence("this is too long: at most {max_length} characters"), ""),
    "string_pattern_mismatch": _PATTERN,
    **dict.fromkeys(("string_type", "string_unicode"), _TEXT),
    **dict.fromkeys(("bool_type", "bool_parsing"), _YES),
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), _NUMBER),
    **dict.fromkeys(("decimal_type", "decimal_parsing", "decimal_max_digits"), _NUMBER),
    **dict.fromkeys(("decimal_max_places", "decimal_whole_digits"), _NUMBER),
    "greater_than": (sentence("the number is too small: more than {gt}"), ""),
    "greater_than_equal": (sentence("the number is too small: at least {ge}"), ""),
    "less_than": (sentence("the number is too large: less than {lt}"), ""),
    "less_than_equal": (sentence("the number is too large: at most {le}"), ""),
    "multiple_of": (sentence("the number must be a multiple of {multiple_of}"), ""),
    "too_short": _FEW,
    "too_long": _MANY,
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type", "deque_type"), _LIST),
    "iterable_type": _LIST,
    **dict.fromkeys(("is_instance_of", "invalid_key", "frozen_dict_type"), _TABLE),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _DAY),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_object_invalid"), _DAY),
    "datetime_from_date_parsing": _DAY,
    **dict.fromkeys(("time_type", "time_parsing"), _CLOCK),
    **dict.fromkeys(("date_past", "datetime_past"), (sentence("the day must be before today"), "")),
    **dict.fromkeys(("date_future", "datetime_future"), (sentence("the day must be after today"), "")),
    **dict.fromkeys(("url_type", "url_parsing", "url_syntax_violation", "url_too_long", "url_scheme"), _ADDRESS),
}
"""By pydantic's name of the fault: what is wrong, and what would be right."""

_NAMED: Mapping[str, tuple[str, ...]] = {
    "string_too_short": ("min_length",),
    "string_too_long": ("max_length",),
    "greater_than": ("gt",),
    "greater_than_equal": ("ge",),
    "less_than": ("lt",),
    "less_than_equal": ("le",),
    "multiple_of": ("multiple_of",),
    "too_short": ("actual_length", "min_length"),
    "too_long": ("max_length",),
}
"""What the sentence of a fault names."""


def _keys(schema: Mapping[str, Any], where: tuple[int | str, ...]) -> set[str]:
    """Return the keys that the table at this place may have, read from its JSON Schema."""
    node: Mapping[str, Any] = schema
    for part in where:
        node = _table(schema, node)
        node = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
    return set(_table(schema, node).get("properties", {}))


def _table(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    for choice in node.get("anyOf", ()):
        if choice.get("type") != "null":
            node = choice
            break
    if "$ref" in node:
        return _table(schema, schema["$defs"][node["$ref"].rpartition("/")[2]])
    return node
