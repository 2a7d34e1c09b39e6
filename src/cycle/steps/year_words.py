"""What is wrong with the facts of a year, in nynorsk, for whoever starts it from a form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from cycle import wording
from cycle.errors import Problem

GIVEN = "given at the trigger"
"""Where a problem is that was given with the start, and stands in no file."""

_KEYS: Mapping[str, str] = {
    "date": "Dato",
    "start": "Start",
    "end": "Slutt",
    "venue": "Møtelokale",
    "place": "Adresse eller stad",
}
"""The fields of the start form by their labels; what only the file has goes by its key."""
_DAY = "skriv dag, månad og år: 18.02.2027"
_CLOCK = "skriv timar og minutt: 09.00"
_EARLIER = "Skriv ein tidlegare dag, eller ta linja bort"
_LATER = "Skriv ein seinare dag, eller ta linja bort"
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"the date (?P<a>\S+) is not in (?P<b>\d+)", "møtet er {a}, og det er ikkje i {b}. Rett datoen eller året"),
    (r"the meeting ends (?P<a>\S+), not after its start (?P<b>\S+)", "møtet sluttar {a}, men startar {b}. Rett tida"),
    (
        r"registration opens (?P<a>\S+), after the start (?P<b>\S+)",
        "registreringa opnar {a}, etter at møtet startar {b}. Lat ho opne før",
    ),
    (
        r"answers are due (?P<a>\S+), not before the meeting (?P<b>\S+)",
        f"svarfristen {{a}} er ikkje før møtet {{b}}. {_EARLIER}",
    ),
    (
        r"answers are due (?P<a>\S+), more than a year before the meeting (?P<b>[^\s:]+).*",
        f"svarfristen {{a}} er meir enn eit år før møtet {{b}}; han høyrer til møtet eit anna år. {_LATER}",
    ),
    (
        r"answers are due (?P<a>\S+), not after the day the invitation goes, (?P<b>\S+)",
        f"svarfristen {{a}} er ikkje etter dagen invitasjonen går ut, {{b}}. {_LATER}",
    ),
    (
        r"the record date (?P<a>\S+) is not before the meeting (?P<b>\S+)",
        f"skjeringsdatoen for lista {{a}} er ikkje før møtet {{b}}. {_EARLIER}",
    ),
    (
        r"the record date (?P<a>\S+) is more than a year before the meeting (?P<b>[^\s:]+).*",
        f"skjeringsdatoen for lista {{a}} er meir enn eit år før møtet {{b}}; han høyrer til eit anna år. {_LATER}",
    ),
    (
        r"the record date (?P<a>\S+) is after the day answers are due (?P<b>\S+)",
        f"skjeringsdatoen for lista {{a}} er etter svarfristen {{b}}. {_EARLIER}",
    ),
    (r"(?P<a>'.*') is not a date", f"{{a}} er ingen dato; {_DAY}"),
    (r"(?P<a>'.*') is not a day in the calendar", f"{{a}} er ingen dag i kalenderen; {_DAY}"),
    (r"(?P<a>'.*') has no year", f"{{a}} har ikkje noko år; {_DAY}"),
    (r"(?P<a>'.*') has a year of two digits", f"{{a}} har eit årstal på to siffer; {_DAY}"),
    (r"(?P<a>'.*') is a year, not a date", f"{{a}} er eit år, ikkje ein dato; {_DAY}"),
    (r"(?P<a>'.*') is a number, not a date", f"{{a}} er eit tal, ikkje ein dato; {_DAY}"),
    (r"(?P<a>'.*') names no month", f"{{a}} nemner ingen månad; {_DAY}"),
    (r"(?P<a>'.*') is not a time of day", f"{{a}} er ikkje eit klokkeslett; {_CLOCK}"),
    (r"missing", "dette manglar. Skriv det i skjemaet eller i årsmappa"),
    (r"unknown key (?P<a>'.*')", "nøkkelen {a} er ukjend. Sjå om han er rett skriven"),
    (r"this is not TOML: (?P<a>.*)", "fila lèt seg ikkje lese ({a}). Rett linja, og lagre fila som UTF-8"),
)


def problems_in_nynorsk(problems: Iterable[Problem]) -> str:
    """Return what is wrong, where, and what to do, a sentence or two for each; what is not known stands as it is."""
    return " ".join(_sentence(problem) for problem in problems)


def _sentence(problem: Problem) -> str:
    place = "I skjemaet" if problem.file == GIVEN else f"I {problem.file}"
    key = f", «{_KEYS.get(problem.where, problem.where)}»" if problem.where else ""
    return f"{place}{key}: {_said(problem)}."


def _said(problem: Problem) -> str:
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, problem.what, re.DOTALL)
        if found:
            return sentence.format(**{name: _value(text) for name, text in found.groupdict().items()})
    return "; ".join(part for part in (problem.what, problem.remedy) if part).rstrip(".")


def _value(text: str) -> str:
    if re.fullmatch(r"'.*'", text, re.DOTALL):
        return f"«{text[1:-1]}»"
    if re.fullmatch(r"\d\d\.\d\d", text):
        return f"kl. {text}"
    try:
        return wording.long_date(dt.date.fromisoformat(text))
    except ValueError:
        return text
