"""Why Prefect did not take an answer, in the words of whoever reads it."""

from __future__ import annotations

import re

from cycle.catalogue import say
from cycle.model import Language

NO_FORM_YET = "Skjemaet er ikkje klart enno. Vent nokre sekund, og prøv igjen."
_KNOWN = {
    "Cannot resume a flow run that is not paused": (
        "Nokon har alt svart her, eller køyringa er stansa. Svaret ditt er ikkje teke imot. Last sida på nytt."
    ),
    "Run input schema not found": NO_FORM_YET,
}
_FIELD = re.compile(r"Validation failed(?: for field '(?P<field>[^']*)')?\. Failure reason: (?P<why>.*)", re.DOTALL)
_WHY = (
    (re.compile(r"'(?P<a>.*)' is a required property"), "feltet «{a}» må fyllast ut"),
    (re.compile(r".* is too short"), "det som står der, er for kort"),
    (re.compile(r".* is too long"), "det som står der, er for langt"),
    (re.compile(r"(?P<a>.*) was expected"), "der skal det stå {a}"),
    (re.compile(r".* is not one of \[(?P<a>.*)\]"), "vel ein av desse: {a}"),
    (re.compile(r".* is less than the minimum of (?P<a>.*)"), "talet må vere minst {a}"),
    (re.compile(r".* is greater than the maximum of (?P<a>.*)"), "talet må vere høgst {a}"),
    (re.compile(r".* is not of type '(integer|number)'"), "der skal det stå eit tal"),
)


def reason_in_words(reason: str, language: Language = "nn") -> str:
    """Return a reason of Prefect's in the reader's language; what is not known stands behind our words as it came."""
    for start, words in _KNOWN.items():
        if start in reason:
            return say(language, words)
    found = _FIELD.search(reason)
    if not found:
        if not reason:
            return say(language, "Prefect gjorde det ikkje.")
        return say(language, "Prefect gjorde det ikkje: {reason}", reason=reason)
    why = found["why"].strip()
    for pattern, words in _WHY:
        known = pattern.fullmatch(why)
        if known:
            given = {name: text for name, text in known.groupdict().items() if text is not None}
            why = say(language, words, **given)
            break
    field = f"«{found['field']}»: " if found["field"] else ""
    return say(language, "Skjemaet er ikkje teke imot: {why}.", why=f"{field}{why}")
