"""Values as plain data and back, and the digest that names them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return the value as JSON-ready plain data: dates as ISO, tuples as lists."""
    return _adapter(Any).dump_python(value, mode="json")


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """Return the frozen value that `to_plain` made this of; pydantic's ValidationError when it does not fit."""
    return cast(T, _adapter(cast(Hashable, kind)).validate_python(plain))


def digest(value: Any) -> str:
    """Return the sha256 (hex) of the value's canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """Return the value's canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(to_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    """Return what reads and writes a kind of value; making one takes longer than all it then does for a letter."""
    return TypeAdapter(cast(Any, kind))
