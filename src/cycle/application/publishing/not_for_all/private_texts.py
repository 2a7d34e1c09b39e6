"""What is not for everybody in the words of a page, of letters and of plain values: numbers and addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cycle.application.dispatches import signals_in_programme
from cycle.application.publishing.not_for_all.finding_words import shown_problems, stopping_problem
from cycle.application.year import FACTS, OpenCycle
from cycle.archive.inspection import Finding, in_text
from cycle.archive.public_site.pages import Edition
from cycle.archive.public_site.printed import OTHER_FORM
from cycle.catalogue import say
from cycle.errors import InputError, Problem
from cycle.model import LANGUAGES, Dispatch, Language, to_plain


def refuse_identity_numbers(cycle: OpenCycle, edition: Edition) -> None:
    """Let no national identity number stand in what a page says; InputError names each text that holds one."""
    problems = identity_numbers(edition, file=say(cycle.language, "the page of the year"), language=cycle.language)
    if problems:
        raise InputError(problems)


def refuse_in_letters(cycle: OpenCycle, dispatch: Dispatch) -> None:
    """Let no national identity number stand in what every reader of a dispatch gets, and the page shows afterwards.

    InputError names each text that holds one.
    """
    facts = {name: said for name, said in to_plain(cycle.year_inputs.facts).items() if name != "note"}
    programme = to_plain(cycle.year_inputs.programme) if dispatch.common else ()
    words = dispatch.request.words if dispatch.request else ""
    file = f"{cycle.year_folder.name}/{FACTS}"
    problems = [
        *identity_numbers_in(facts, file=file, language=cycle.language),
        *identity_numbers_in(programme, file=say(cycle.language, "the programme"), language=cycle.language),
        *identity_numbers_in(words, file=say(cycle.language, "The words of your own"), language=cycle.language),
        *(_in_open_signals(cycle) if dispatch.common else ()),
    ]
    if problems:
        raise InputError(problems)


def page_remarks(cycle: OpenCycle, edition: Edition) -> tuple[Problem, ...]:
    """Return a problem for each telephone number and street address that everybody will read on the year's page."""
    return asked_on_page(edition, file=say(cycle.language, "the page of the year"), language=cycle.language)


def asked_on_page(edition: Edition, *, file: str, language: Language, lead: str = "") -> tuple[Problem, ...]:
    """Return a problem for each telephone number and street address of a page; `file` is where its words are.

    The street that the meeting is held in is meant for everybody, a telephone number there is not. What stands at the
    same place of the page in the other written form is told once; what stands there only is told with that form.
    `lead` comes before each place.
    """
    forms = [form for form in (edition, edition.other) if form is not None]
    where_it_is = run_together(" ".join(f"{form.venue} {form.place}" for form in forms))
    findings: dict[tuple[str, str, str], Problem] = {}
    for where, place, text in _texts_of(edition, language):
        for finding in in_text(text, unit="file"):
            if finding.kind != "identity_number" and not _is_street_of(finding, where_it_is):
                [problem] = shown_problems(file, [finding], language)
                key = (where, finding.kind, run_together(finding.quote))
                findings.setdefault(key, replace(problem, where=f"{lead}{place}"))
    return tuple(dict.fromkeys(findings.values()))


def asked_in_texts(value: object, *, file: str, language: Language, meant: str = "") -> tuple[Problem, ...]:
    """Return a problem for each telephone number and street address of plain values; `file` is where they are.

    No street is told that stands in `meant`, run together: it is meant for everybody.
    """
    return tuple(
        replace(problem, where=where)
        for where, text in texts_in(value)
        for finding in in_text(text, unit="file")
        if finding.kind != "identity_number" and not _is_street_of(finding, meant)
        for problem in shown_problems(file, [finding], language)
    )


def identity_numbers(edition: Edition, *, file: str, language: Language) -> list[Problem]:
    """Return each text of a page that holds a national identity number, once over its written forms.

    `file` is what the page is called.
    """
    found: dict[tuple[str, str], Problem] = {}
    for where, place, text in _texts_of(edition, language):
        for finding in in_text(text, unit="file"):
            if finding.kind == "identity_number":
                problem = replace(stopping_problem(finding, file, language), where=place)
                found.setdefault((where, run_together(finding.quote)), problem)
    return list(found.values())


def identity_numbers_in(value: object, *, file: str, language: Language) -> list[Problem]:
    """Return each text of plain values that holds a national identity number; `file` is where they are written."""
    return [
        replace(stopping_problem(finding, file, language), where=where)
        for where, text in texts_in(value)
        for finding in in_text(text, unit="file")
        if finding.kind == "identity_number"
    ]


def _is_street_of(finding: Finding, meant: str) -> bool:
    """Return whether a finding is a street address that stands in what is meant for all."""
    return finding.kind == "private_address" and run_together(finding.quote) in meant


def run_together(quote: str) -> str:
    """Return what was found without spaces and commas, which people put where they like."""
    return "".join(quote.replace(",", " ").split()).casefold()


def texts_in(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of plain values with the name of where it stands: `programme[2].title`."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for name, held in value.items():
            if name == "sha256":
                continue  # digits by chance, and nobody's number
            yield from texts_in(held, f"{where}.{name}" if where else str(name))
    elif isinstance(value, Sequence):
        for number, held in enumerate(value, start=1):
            yield from texts_in(held, f"{where}[{number}]")


def _in_open_signals(cycle: OpenCycle) -> list[Problem]:
    """Return each identity number in the signals of earlier years that the programme prints, once over its forms."""
    texts: dict[str, dict[str, None]] = {}
    for form in LANGUAGES:
        for signal in signals_in_programme(cycle, form):
            texts.setdefault(signal.number, {}).update({signal.to: None, signal.text: None})
    file = say(cycle.language, "the minutes of earlier meetings")
    printed = {number: tuple(said) for number, said in texts.items()}
    return identity_numbers_in(printed, file=file, language=cycle.language)


def _texts_of(edition: Edition, language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield each text of a page in each written form: where it stands, the same as it is told, and the text."""
    for form, mark in ((edition, ""), (edition.other, f" [{OTHER_FORM[language]}]")):
        if form is not None:
            said = {name: held for name, held in to_plain(form).items() if name != "other"}
            yield from ((where, f"{where}{mark}", text) for where, text in texts_in(said))
