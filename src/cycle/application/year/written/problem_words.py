"""What is wrong with a file or a form of the year, in the words of its readers: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cycle.catalogue import say, sentence
from cycle.errors import Problem
from cycle.model import Language
from cycle.phrases import said
from cycle.wording import with_capital

GIVEN = "given at the trigger"
"""Where a problem is that was given with the start, and stands in no file."""

_FIELDS: Mapping[str, str] = {
    "date": sentence("Date"),
    "start": sentence("Start"),
    "end": sentence("End"),
    "venue": sentence("Venue"),
    "place": sentence("Address or place"),
}
"""The fields of the start form by their labels; what only a file has goes by its key."""


def problems_in_words(problems: Iterable[Problem], language: Language) -> str:
    """Return what is wrong, where, and what to do, a sentence or two for each; twice the same is said once."""
    return " ".join(dict.fromkeys(problem_in_words(problem, language) for problem in problems))


def problem_in_words(problem: Problem, language: Language) -> str:
    """Return what is wrong with one place, and what to do."""
    where = ", ".join(part for part in (_place(problem, language), _key(problem, language)) if part)
    what, remedy = (said(text, language).rstrip(". ") for text in (problem.what, problem.remedy))
    sentences = [part for part in (what if where else with_capital(what), with_capital(remedy)) if part]
    whole = " ".join(part if part.endswith(("?", "!")) else f"{part}." for part in sentences)
    return f"{where}: {whole}" if where else whole


def _place(problem: Problem, language: Language) -> str:
    if problem.file == GIVEN:
        return say(language, "In the form")
    return say(language, "In {file}", file=problem.file) if problem.file else ""


def _key(problem: Problem, language: Language) -> str:
    """Return what a problem is about: the label of the form's field, and the key where it stands in a file."""
    label = say(language, _FIELDS[problem.where]) if problem.where in _FIELDS else ""
    if problem.file == GIVEN and label:
        return f"«{label}»"
    return f"«{problem.where}»" + (f" ({label})" if label else "") if problem.where else ""
