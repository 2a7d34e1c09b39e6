"""Why an act on a closed year cannot be done, as an error that says so in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cycle.application.year import OpenCycle
from cycle.errors import InputError, Problem, StepError
from cycle.phrases import Phrase
from cycle.store.years.archive_acts import ArchiveAct


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRefusal:
    """Why an act cannot be done: a sentence with its values, about one part of what was asked for."""

    where: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


def act_refused(*found: ActRefusal) -> InputError:
    """Return the error for what cannot be done: in English for operators, in both written forms for the others."""
    phrases = [Phrase(refusal.sentence, **refusal.values) for refusal in found]
    problems = [
        Problem(file="", where=refusal.where, what=phrase) for refusal, phrase in zip(found, phrases, strict=True)
    ]
    error: InputError = InputError(problems).with_message(Phrase.together(*phrases))
    return error


def fits_no_more(cycle: OpenCycle, act: ArchiveAct, error: InputError) -> InputError:
    """Return the error for an act that was asked for and cannot be done as the page is now, with what to do about it.

    Another act has changed the page meanwhile, or somebody asked for the same.
    """
    how = f"cycle archive withdraw {cycle.year} {act.number}"
    remedy = Phrase("take it back with “{how}”, and ask for what is to be done now", how=how)
    problems = [replace(problem, remedy=problem.remedy or remedy) for problem in error.problems]
    why = error.message or "; ".join(problem.said(cycle.language) for problem in error.problems)
    return InputError(problems).with_message(
        Phrase("{why} Take it back with “{how}”, and ask for what is to be done now.", why=why, how=how)
    )


def year_is_open(cycle: OpenCycle) -> StepError:
    """Return the error for an act on a year that is not closed."""
    what = f"{cycle.id}: is open; what is wrong is changed in its files, and its archive approved"
    return StepError(what).with_message(
        Phrase("The year is open. Change what is wrong in its files, and approve its archive.")
    )
