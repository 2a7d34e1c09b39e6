"""One example letter of a template made into a PDF: what the gate will demand of every letter is asked before any."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cycle.errors import ConversionError, Problem, TemplateError
from cycle.letters.fields import Field, lesser_examples
from cycle.letters.ooxml import CORE, inspect_package, parse_xml, property_place
from cycle.letters.pdf import GIVE_A_TITLE, convert, remedy_of
from cycle.letters.render import compile_template
from cycle.model import DOCX, Document
from cycle.phrases import Phrase

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
    if title is None or not any(map(str.isalnum, title.text or "")):
        what = Phrase("the document has no title, and every PDF for the archive must have one")
        yield Problem(file=name, where=property_place("title"), what=what, remedy=GIVE_A_TITLE)


def letter_problems(trial: Trial) -> tuple[Problem, ...]:
    """Return why the example letter cannot be made, LibreOffice or not: a sum of words, a filter used wrongly.

    Where it can, what a reader with less would be refused for is a warning: a second seat, a theme, a programme.
    """
    try:
        template = compile_template(trial.data, name=trial.name, known=trial.known)
        template.render(trial.fields)
    except TemplateError as error:
        return error.problems
    found: dict[tuple[str, str], Problem] = {}
    for fields in lesser_examples(trial.known):
        try:
            template.render(fields)
        except TemplateError as error:
            for problem in error.problems:
                what = Phrase("some letters would be refused: {what}", what=problem.what)
                found[problem.what, problem.where] = replace(problem, what=what, severity="warning")
    return tuple(found.values())


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
    failures: Mapping[str, Phrase] = {}
    try:
        convert(letters, office=office, workers=1)
    except ConversionError as error:
        failures = error.failures
    for trial in trials:
        if trial.name in failures:
            why = failures[trial.name]
            where = Phrase("an example as PDF")
            yield (Problem(file=trial.name, where=where, what=why, remedy=remedy_of(why)),)
        else:
            yield found.get(trial.name, ())
