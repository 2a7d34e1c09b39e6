"""One example letter of a template made into a PDF: what the gate will demand of every letter is asked before any."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from cycle.errors import ConversionError, Problem, TemplateError
from cycle.letters.fields import Field
from cycle.letters.language import letter_environment
from cycle.letters.ooxml import CORE, inspect_package, parse_xml
from cycle.letters.pdf import convert, remedy_of
from cycle.letters.render import compile_template
from cycle.model import DOCX, Document

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A template to try, what it may mention, and an example of all of it."""

    name: str
    data: bytes
    known: Field
    fields: Mapping[str, Any]


def stated_problems(data: bytes, *, name: str) -> Iterator[Problem]:
    """Yield what an archive PDF must say and the template does not, as far as the file alone tells: a title."""
    members, unsafe = inspect_package(data, name=name)
    if any(problem.severity == "error" for problem in unsafe):
        return
    title = parse_xml(members[CORE]).find(_TITLE) if CORE in members else None
    if title is None or not (title.text or "").strip():
        what = "the document has no title, and every PDF for the archive must have one"
        yield Problem(file=name, where="document property title", what=what, remedy=remedy_of("a title"))


def title_problems(trial: Trial) -> Iterator[Problem]:
    """Yield that the title of the letters is empty when every field is that may be: an error when it always is."""
    members, unsafe = inspect_package(trial.data, name=trial.name)
    if any(problem.severity == "error" for problem in unsafe) or CORE not in members:
        return
    title = parse_xml(members[CORE]).find(_TITLE)
    text = title.text if title is not None else ""
    if not (text or "").strip():
        return
    for values, severity in ((trial.fields, "error"), (_emptied(trial.fields, trial.known), "warning")):
        try:
            said = letter_environment(autoescape=False).from_string(text or "").render(values)
        except (jinja2.TemplateError, TypeError, ValueError):
            return  # that is told of the template
        if not any(unicodedata.category(sign)[0] not in "CZ" for sign in said):
            what = "the title of the letters is empty where nobody has filled in the fields in it"
            where = "document property title"
            yield Problem(file=trial.name, where=where, what=what, remedy=remedy_of("a title"), severity=severity)
            return


def _emptied(value: Any, known: Field) -> Any:
    """Return the values with nothing in each text that may be empty."""
    if known.kind == "text":
        return "" if known.may_be_empty else value
    if known.kind == "list":
        return [_emptied(item, known.entry) for item in value]
    if known.kind == "group":
        return {field.name: _emptied(value[field.name], field) for field in known.inside if field.name in value}
    return value


def trial_problems(trials: Sequence[Trial], *, office: Path) -> tuple[Problem, ...]:
    """Return what the gate finds wrong with an example PDF of each template; all are made in one go.

    What has been found is remembered for the same templates: the answer is the same.
    """
    asked = [trial for trial in trials if (_key(trial), str(office)) not in _known()]
    if asked:
        for trial, found in zip(asked, _tried(asked, office), strict=True):
            known = _known()
            known[(_key(trial), str(office))] = found
            while len(known) > _KEPT:
                del known[next(iter(known))]
    return tuple(problem for trial in trials for problem in _known().get((_key(trial), str(office)), ()))


@lru_cache(maxsize=1)
def _known() -> dict[tuple[str, str], tuple[Problem, ...]]:
    return {}


def _key(trial: Trial) -> str:
    return f"{trial.name}:{hashlib.sha256(trial.data).hexdigest()}"


def _tried(trials: Sequence[Trial], office: Path) -> Iterator[tuple[Problem, ...]]:
    """Yield the problems of each template in order."""
    letters: list[Document] = []
    found: dict[str, tuple[Problem, ...]] = {}
    for trial in trials:
        try:
            letter = compile_template(trial.data, name=trial.name, known=trial.known).render(trial.fields)
        except TemplateError as error:
            found[trial.name] = error.problems
        else:
            letters.append(Document(name=trial.name, media_type=DOCX, data=letter))
    failures: Mapping[str, str] = {}
    try:
        convert(letters, office=office, workers=1)
    except ConversionError as error:
        failures = error.failures
    for trial in trials:
        if trial.name in failures:
            why = failures[trial.name]
            problem = Problem(file=trial.name, where="an example as PDF", what=why, remedy=remedy_of(why))
            yield (problem,)
        else:
            yield found.get(trial.name, ())
