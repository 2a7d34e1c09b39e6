"""What went wrong, in nynorsk or bokmål, for those who prepare the year: what is wrong, where, and what to do.

Every error that can end a run, a form or a round has its sentence here, or carries its own: no run ends in words of a
program alone.
"""

from __future__ import annotations

import errno

from cycle.application.year.written.problem_words import problems_in_words
from cycle.catalogue import say, sentence
from cycle.errors import (
    BusyError,
    ConversionError,
    CycleError,
    FullDiskError,
    HeldError,
    InputError,
    MissingToolError,
    Refused,
    SettingError,
    StoreError,
    TemplateError,
    Unavailable,
    Uncertain,
)
from cycle.model import Language

_NO_ROOM = sentence("The disk is full. Ask whoever runs the service to make room. What is done is kept.")
_KINDS: tuple[tuple[type[CycleError], str], ...] = (
    (SettingError, sentence("A setting of the service is missing or wrong. Tell whoever runs the service.")),
    (FullDiskError, _NO_ROOM),
    (BusyError, sentence("Another run is at work on the same. Wait a little, and try again.")),
    (
        MissingToolError,
        sentence("A program that the service needs is missing on the machine. Tell whoever runs the service."),
    ),
    (
        ConversionError,
        sentence("The letters did not become PDF. See whether the templates open in Word, and try again."),
    ),
    (
        StoreError,
        sentence("The database or the stored files are not as they should be. Tell whoever runs the service."),
    ),
    (
        Unavailable,
        sentence("The mail server does not answer, or takes nothing now. What is not sent is queued."),
    ),
    (Refused, sentence("The mail server said no. See in the list of the dispatch who it is about.")),
    (
        Uncertain,
        sentence("It is not certain that the mail arrived. Look in the list of the dispatch, and decide."),
    ),
)
"""What each kind of error is to those who prepare the year; the first that fits is said."""

_UNKNOWN = sentence(
    "The service could not do this. Tell whoever runs the service; the whole error stands in the log of the run "
    "({error})."
)
_OURS = sentence(
    "The service made a mistake that is not yours. Try once more. If it happens again, tell whoever runs the service; "
    "the whole error stands in the log of the run ({error})."
)
_PREFECT = sentence(
    "Prefect does not answer just now. Wait a little, and try again. If it happens again, tell whoever runs the "
    "service ({error})."
)
_MACHINE = sentence(
    "The service could not read or write a file. Tell whoever runs the service; the whole error stands in the log of "
    "the run ({error})."
)


def words_of(error: BaseException, language: Language) -> str:
    """Return what went wrong in the reader's language; what is for developers stands last, in brackets."""
    if isinstance(error, CycleError):
        return _of_ours(error, language)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return say(language, _NO_ROOM)
    words = _PREFECT if _is_of_prefect(error) else _MACHINE if isinstance(error, OSError) else _OURS
    return say(language, words, error=type(error).__name__)


def _of_ours(error: CycleError, language: Language) -> str:
    if error.message and not isinstance(error, ConversionError):
        return error.message.said(language)
    if isinstance(error, TemplateError):
        return "\n".join(problem.said(language) for problem in error.problems)
    if isinstance(error, HeldError):
        return str(error)
    if isinstance(error, InputError) and not isinstance(error, SettingError):
        return problems_in_words(error.problems, language)
    for kind, words in _KINDS:
        if isinstance(error, kind):
            return f"{say(language, words)} ({error.message.said(language) if error.message else error})"
    return say(language, _UNKNOWN, error=error)


def _is_of_prefect(error: BaseException) -> bool:
    """Return whether the error is of Prefect or of the way to it; these rooms know neither."""
    return type(error).__module__.partition(".")[0] in {"prefect", "httpx", "httpcore"}
