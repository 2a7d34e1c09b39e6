"""Why Prefect did not take an answer, in the words of whoever reads it."""

from __future__ import annotations

import re

from cycle.catalogue import say, sentence
from cycle.model import Language

NO_FORM_YET = sentence("The form is not ready yet. Wait a few seconds, and try again.")
_KNOWN = {
    "Cannot resume a flow run that is not paused": (
        sentence(
            "Somebody has already answered here, or the run has stopped. Your answer was not taken. Reload the page."
        )
    ),
    "Run input schema not found": NO_FORM_YET,
}
_FIELD = re.compile(r"Validation failed(?: for field '(?P<field>[^']*)')?\. Failure reason: (?P<why>.*)", re.DOTALL)
_WHY = (
    (re.compile(r"'(?P<a>.*)' is a required property"), sentence("the field “{a}” must be filled in")),
    (re.compile(r".* is too short"), sentence("what is written there is too short")),
    (re.compile(r".* is too long"), sentence("what is written there is too long")),
    (re.compile(r"(?P<a>.*) was expected"), sentence("it should say {a}")),
    (re.compile(r".* is not one of \[(?P<a>.*)\]"), sentence("choose one of these: {a}")),
    (re.compile(r".* is less than the minimum of (?P<a>.*)"), sentence("the number must be at least {a}")),
    (re.compile(r".* is greater than the maximum of (?P<a>.*)"), sentence("the number must be at most {a}")),
    (re.compile(r".* is not of type '(integer|number)'"), sentence("it should be a number")),
)


def reason_in_words(reason: str, language: Language = "nn") -> str:
    """Return a reason of Prefect's in the reader's language; what is not known stands behind our words as it came."""
    for start, words in _KNOWN.items():
        if start in reason:
            return say(language, words)
    found = _FIELD.search(reason)
    if not found:
        if not reason:
            return say(language, "Prefect did not do it.")
        return say(language, "Prefect did not do it: {reason}", reason=reason)
    why = found["why"].strip()
    for pattern, words in _WHY:
        known = pattern.fullmatch(why)
        if known:
            given = {name: text for name, text in known.groupdict().items() if text is not None}
            why = say(language, words, **given)
            break
    field = f"«{found['field']}»: " if found["field"] else ""
    return say(language, "The form was not accepted: {why}.", why=f"{field}{why}")
