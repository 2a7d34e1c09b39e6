"""The border of every configuration file: strict tables, and all their faults as problems with a remedy."""

from __future__ import annotations

import ast
import inspect
import itertools
import string
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cycle.errors import ConfigError, Problem, did_you_mean
from cycle.governance.community_data.doubt import certain_doubt_in
from cycle.governance.community_data.table_errors import DEFAULTS, explained_error, table_error
from cycle.model import Basis
from cycle.phrases import Phrase


class Strict(BaseModel):
    """A table of a configuration file: frozen, and every key must be known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, str_strip_whitespace=True, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe each key by the sentence under it.

        Pydantic's own way reads every source file when the classes are made, at each start of each command.
        """
        made = handler(core)
        properties = handler.resolve_ref_schema(made).get("properties", {})
        for key, sentence in _sentences_under(cls).items():
            if key in properties:
                properties[key].setdefault("description", sentence)
        return made

    @model_validator(mode="before")
    @classmethod
    def _where_it_stands_for_the_file(cls, written: Any, info: ValidationInfo) -> Any:
        """Return the table with the source and basis of the whole file where it has none of its own."""
        defaults = (info.context or {}).get("defaults")
        if not defaults or not isinstance(written, dict):
            return written
        return {
            key: default for key, default in defaults.items() if key in cls.model_fields and key in DEFAULTS
        } | written


Table = TypeVar("Table", bound=Strict)

SLUG = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
"""An id as a pattern, for editors."""


def parse(
    kind: type[Table], plain: Mapping[str, Any], *, file: str, sources: Mapping[str, object] | None = None
) -> Table:
    """Return the table, with source ids replaced by what `sources` holds for them, as text.

    Raises ConfigError with every problem of the file: key, what is wrong, what would be right.
    """
    given = plain.get("defaults")
    defaults = given if isinstance(given, dict) else {}
    try:
        return kind.model_validate(plain, context={"sources": sources, "defaults": defaults})
    except ValidationError as error:
        raise ConfigError(problems(kind, error, file=file)) from error


def problems(kind: type[Strict], error: ValidationError, *, file: str) -> Iterator[Problem]:
    """Yield one problem for every fault pydantic found."""
    schema = kind.model_json_schema()
    for fault in error.errors(include_url=False):
        where = fault["loc"]
        what, remedy = explained_error(schema, fault)
        yield Problem(file=file, where=_path(where), what=what, remedy=remedy)


def is_slug(value: object) -> bool:
    """Return whether the value is an id: a-z, 0-9 and hyphens between them."""
    letters = set(string.ascii_lowercase + string.digits + "-")
    return isinstance(value, str) and bool(value) and value.strip("-") == value and set(value) <= letters


def _known_id(value: str) -> str:
    if not is_slug(value):
        raise table_error(Phrase("an id is made of a-z, 0-9 and hyphens: `{example}`", example="helse-bergen"))
    return value


def _known_seat_id(value: str) -> str:
    if value.count(".") != 1 or not all(is_slug(part) for part in value.split(".")):
        raise table_error(Phrase("a seat id is holder.function: `{example}`", example="ssu.leiar"))
    return value


def _known_source(value: str, info: ValidationInfo) -> str:
    sources = (info.context or {}).get("sources")
    if sources is not None and value not in sources:
        raise table_error(Phrase("unknown source '{source}'", source=value), did_you_mean(value, sources))
    return value


def _printed_source(value: str, info: ValidationInfo) -> str:
    sources = (info.context or {}).get("sources")
    return value if sources is None else str(sources[_known_source(value, info)])


def _sentence(value: str) -> str:
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
    except ValueError as error:
        remedy = Phrase("write {first}, {second} or no braces", first="{organisation}", second="{title}")
        raise table_error(Phrase("unbalanced braces"), remedy) from error
    if unknown := sorted(fields - {"organisation", "title"}):
        remedy = Phrase("use {first} or {second}", first="{organisation}", second="{title}")
        raise table_error(Phrase("unknown field {field}", field=f"{{{unknown[0]}}}"), remedy)
    if not value.strip():
        raise table_error(Phrase("empty"), Phrase("write one sentence that can stand in a letter"))
    return value


def _letter_sentence(value: str) -> str:
    if found := certain_doubt_in(value):
        raise table_error(
            Phrase("'{found}' is for those who judge the rule, and this text is printed in the letter", found=found),
            Phrase("say it without sources and doubt"),
        )
    return value


Slug = Annotated[str, AfterValidator(_known_id), Field(json_schema_extra={"pattern": SLUG})]
"""An id: a-z, 0-9 and hyphens."""

SeatId = Annotated[
    str, AfterValidator(_known_seat_id), Field(json_schema_extra={"pattern": rf"{SLUG[:-1]}\.{SLUG[1:]}"})
]
"""A seat's id, `holder.function`."""

SourceId = Annotated[str, AfterValidator(_known_source)]
"""An id of the community's [sources]."""

PrintedSource = Annotated[str, AfterValidator(_printed_source)]
"""An id of the community's [sources], replaced by the printed source when the file is read."""

Sentence = Annotated[str, AfterValidator(_sentence)]
"""A sentence for those who judge the rule; may hold {organisation} and {title}."""

LetterText = Annotated[str, AfterValidator(_letter_sentence)]
"""A text that is printed in a letter: it speaks of no source and no doubt."""

LetterSentence = Annotated[str, AfterValidator(_sentence), AfterValidator(_letter_sentence)]
"""A sentence that is printed in a letter: it speaks of no source and no doubt; may hold {organisation} and {title}."""


class Defaults(Strict):
    """What holds for every table of the file that says nothing else."""

    source: SourceId | None = Field(default=None, description="Id of an entry in [sources] of community.toml.")
    basis: Basis | None = Field(default=None, description="stated, inferred or ours.")


@cache
def _sentences_under(table: type[BaseModel]) -> dict[str, str]:
    """Return the sentence that stands under each key in the source of the class and of those it is made from."""
    found: dict[str, str] = {}
    for kind in reversed(table.__mro__):
        if issubclass(kind, Strict) and "[" not in kind.__name__:  # pydantic makes Fact[str], which is written nowhere
            [written] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
            assert isinstance(written, ast.ClassDef)
            for key, below in itertools.pairwise(written.body):
                match key, below:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(sentence))):
                        found[name] = inspect.cleandoc(sentence)
    return found


def _path(where: tuple[int | str, ...]) -> str:
    text = ""
    for part in where:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
