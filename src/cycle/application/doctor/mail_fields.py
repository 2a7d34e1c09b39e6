"""What the mails of the service may mention, as a tree of fields like that of the letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

from cycle.letters.fields import Field, FieldKind
from cycle.mail.message import AnyMail

_KINDS: Mapping[type, FieldKind] = {str: "text", bool: "flag", int: "number", dt.date: "day", dt.time: "time"}
_NAMED: Mapping[str, tuple[str, ...]] = {"changes": ("label", "before", "after"), "links": ("name", "link")}
"""What the mappings in a mail have, which no type says."""


def mail_fields(of: type[AnyMail]) -> Field:
    """Return what a sort of mail may mention."""
    return Field(name="", kind="group", meaning="", inside=tuple(_inside(of)))


def _inside(of: type) -> Iterator[Field]:
    hints = get_type_hints(of)
    for field in fields(of):
        yield _field(field.name, hints[field.name])
    for name, member in vars(of).items():
        if isinstance(member, property):
            yield _field(name, get_type_hints(member.fget)["return"])


def _field(name: str, hint: object) -> Field:
    """Return the field of a type, which is a class, a union or an alias."""
    if get_origin(hint) in {Union, UnionType}:
        [inner] = [part for part in get_args(hint) if part is not NoneType]
        found = _field(name, inner)
        return replace(found, optional=True)
    if get_origin(hint) is Literal:
        found = _field(name, type(get_args(hint)[0]))
        return replace(found, values=get_args(hint)) if found.kind == "text" else found
    if get_origin(hint) is tuple:
        entry = _field("", get_args(hint)[0])
        if get_origin(get_args(hint)[0]) is Mapping:
            named = tuple(Field(name=key, kind="text", meaning="") for key in _NAMED[name])
            entry = Field(name="", kind="group", meaning="", inside=named)
        return Field(name=name, kind="list", meaning="", inside=(entry,))
    if isinstance(hint, type) and is_dataclass(hint):
        return Field(name=name, kind="group", meaning="", inside=tuple(_inside(hint)))
    return Field(name=name, kind=_KINDS[hint] if isinstance(hint, type) else "text", meaning="")
