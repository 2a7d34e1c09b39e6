"""What goes wrong while a template is read or filled in, told with the field, the place and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import jinja2
from jinja2 import Undefined
from jinja2.runtime import LoopContext

from cycle.errors import CycleError, Problem, TemplateError
from cycle.letters.language.environment import MissingFieldError
from cycle.letters.language.well_formedness import marked_lines, text_at
from cycle.phrases import Phrase

_NAMED = 3
"""Places of the same problem that are named; of more it is told how many they are."""

TOO_DEEP = Phrase("tags or values nested too deeply, or a list inside itself")
_OUR_NAME = "<template>"
"""What Jinja calls the file of a template that is none."""


def grouped(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems in order; one that is the same in more than `_NAMED` places is one, with the first places."""
    found: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        found.setdefault((problem.file, problem.what, problem.remedy, problem.severity), []).append(problem)
    named: list[Problem] = []
    for same in found.values():
        if len(same) <= _NAMED:
            named += same
        else:
            named.append(replace(same[0], where=_first_places([problem.where for problem in same])))
    return tuple(named)


def _first_places(places: Sequence[str]) -> Phrase:
    """Return the first of many places, and how many there are beside them."""
    named = Phrase(_ALONE, place=places[0])
    for place in places[1:_NAMED]:
        named = Phrase(_TOGETHER, first=named, second=place)
    others = len(places) - _NAMED
    if others == 1:
        return Phrase("{places}; and one other place", places=named)
    return Phrase("{places}; and {number} other places", places=named, number=others)


_ALONE, _TOGETHER, _BECAUSE = "{place}", "{first}; {second}", "{what}: {why}"
"""The same in every language."""


@contextmanager
def only_template_errors(file: str, doing: Phrase) -> Iterator[None]:
    """Let nothing but errors of this service out; what else is raised becomes a TemplateError, with its cause kept."""
    try:
        yield
    except CycleError:
        raise
    except RecursionError as error:
        what = Phrase(_BECAUSE, what=doing, why=TOO_DEEP)
        remedy = Phrase("write it with fewer blocks or brackets inside each other")
        raise TemplateError([Problem(file=file, where="", what=what, remedy=remedy)]) from error
    except Exception as error:  # strangers' files: lxml, zipfile, Jinja, docxtpl and Python's own compiler read them
        what = doing.written_as(f"{doing} ({type(error).__name__}: {error})")
        remedy = Phrase(
            "save it again from Word as .docx; if that does not help, send it to those who develop the service"
        )
        raise TemplateError([Problem(file=file, where="", what=what, remedy=remedy)]) from error


def fill_problem(error: Exception, values: Mapping[str, Any], *, file: str, where: str) -> Problem:
    """Return what the error of a template that is being filled in says: a field without a value, by its whole path."""
    if isinstance(error, MissingFieldError) and error.name is None:
        what = Phrase("the first or last entry of a list that is empty")
        remedy = Phrase("ask first whether there is one: {question}", question="{% if …|length > 0 %}")
        return Problem(file=file, where=where, what=what, remedy=remedy)
    if isinstance(error, MissingFieldError):
        path = _path(values, error.owner, error.name)
        remedy = Phrase("give it a value, or ask first whether it has one: {{% if {field} is defined %}}", field=path)
        what = Phrase("a field without a value: '{field}'", field=path)
        return Problem(file=file, where=where, what=what, remedy=remedy)
    found = TOO_DEEP if isinstance(error, RecursionError) else str(error)
    what = Phrase("a tag cannot be filled in: it computes, or uses a filter wrongly")
    what = what.written_as(f"a tag that cannot be filled in: {found or type(error).__name__}")
    remedy = Phrase("mend the tag, or the value it is given")
    return Problem(file=file, where=where, what=what, remedy=remedy)


class Places:
    """Finds the words of a part where filling in fails; compiled when the first letter fails, and not before."""

    def __init__(self, source: str) -> None:
        """Keep the patched part."""
        self._source = source
        self._template: jinja2.Template | None = None

    def of_failure(self, environment: jinja2.Environment, values: Mapping[str, Any]) -> str:
        """Return the words of the paragraph that cannot be filled in with these values; empty when none is found."""
        if self._template is None:
            self._template = environment.from_string(marked_lines(self._source))
        try:
            for _ in self._template.root_render_func(self._template.new_context(dict(values))):
                pass
        except Exception as error:
            line, frame = 0, error.__traceback__
            while frame is not None:
                if frame.tb_frame.f_code.co_filename == _OUR_NAME:
                    line = self._template.get_corresponding_lineno(frame.tb_lineno)
                frame = frame.tb_next
            return text_at(self._source, line)
        return ""


def _path(values: Mapping[str, Any], owner: Any, name: Any) -> str:
    """Return the whole path of a field that was looked for in `owner`, a part of the values; its name if it is none."""
    if owner is None:
        return str(name)
    if isinstance(owner, LoopContext):
        return f"loop.{name}"
    inside = _find(values, owner, "") if isinstance(owner, dict | list) else None
    if inside is None:
        return str(name)
    if isinstance(name, str):
        return f"{inside}.{name}" if inside else name
    return f"{inside}[{name}]"


def _find(value: Any, owner: Any, path: str) -> str | None:
    """Return the path at which this very mapping or list lies in the values."""
    if value is owner:
        return path
    if isinstance(value, Undefined | str):
        return None
    inside: Iterator[tuple[str, Any]] = iter(())
    if isinstance(value, Mapping):
        inside = ((f"{path}.{key}" if path else str(key), item) for key, item in value.items())
    elif isinstance(value, list | tuple):
        inside = ((f"{path}[{number}]", item) for number, item in enumerate(value))
    return next((found for where, item in inside if (found := _find(item, owner, where)) is not None), None)
