"""The papers of the meeting day: name badges, table signs, attendance list, minutes and steering signals, as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from cycle.application.dispatches import signals_in_programme
from cycle.application.documents.letters import file_in, letter_language, make
from cycle.application.results import RenderedLetter
from cycle.application.year import (
    MINUTES,
    OpenCycle,
    Pictures,
    TranslatedYear,
    addressee_problems,
    has_programme,
    load_minutes,
)
from cycle.catalogue import say, sentence
from cycle.errors import ConfigError, Problem, StepError, did_you_mean, nearest
from cycle.letters.fields import PAPER, PAPERS, SIGNS, PaperName, paper_fields, programme_fields
from cycle.model import Dispatch, HostAnswer, Invitee, Language, Minutes, Nameable, Substitute, spelt
from cycle.phrases import Phrase

TITLES: Mapping[PaperName, str] = {
    "namneskilt": sentence("Name badges"),
    "bordskilt": sentence("Table signs"),
    "deltakarliste": sentence("Attendance list"),
    "referat": sentence("Minutes of {meeting}"),
    "styringssignal": sentence("Steering signals from {meeting}"),
}
ONE_SIGNAL = sentence("Steering signal from {meeting}")
"""What the paper is called when the meeting gave one."""


def paper_named(name: str) -> PaperName:
    """Return the paper; StepError naming those there are."""
    for paper in get_args(PaperName):
        if name == paper:
            return paper  # type: ignore[no-any-return]
    raise StepError(f"paper {name!r}: there is no such paper; {did_you_mean(name, PAPERS)}").with_message(
        Phrase("There is no paper called «{name}». These exist: {known}.", name=name, known=tuple(PAPERS))
    )


DRAFT = sentence("Draft of steering signals from {meeting}")
"""What it is called until the meeting is held: one or several, nobody knows yet."""


def paper_title(
    name: PaperName, language: Language, *, meeting: str, year: int, minutes: Minutes, draft: bool = False
) -> str:
    """Return what a paper is called, its file and its heading: one signal is a `styringssignal` in both forms."""
    if name == "styringssignal" and draft:
        return f"{say(language, DRAFT, meeting=meeting)} {year}"
    single = name == "styringssignal" and len(minutes.signals) == 1
    return f"{say(language, ONE_SIGNAL if single else TITLES[name], meeting=meeting)} {year}"


def paper_language(cycle: OpenCycle, name: PaperName, minutes: Minutes, language: Language) -> Language:
    """Return the language a paper comes in: what is written once, minutes or programme, is not translated."""
    matters = not minutes.matters and has_programme(cycle, language)
    whole = {"referat": matters and not minutes.signals, "styringssignal": not minutes.signals}
    return letter_language(cycle, f"{name}.docx", language if whole.get(name, True) else cycle.language)


def papers(
    cycle: OpenCycle,
    names: Sequence[PaperName],
    *,
    invitees: Sequence[Invitee],
    host: HostAnswer,
    language: Language | None = None,
    substitutes: Mapping[str, Substitute] | None = None,
) -> dict[PaperName, RenderedLetter]:
    """Return each paper in the community's language, or in the one given where there is a template in it.

    What holds words that are written once, of minutes or programme, is in the language they are written in.

    ConfigError when somebody is noted as present who is not invited; TemplateError and MissingToolError as for letters.
    """
    instead = substitutes or {}
    minutes = _checked(load_minutes(cycle.year_folder), invitees, cycle, instead)
    made: dict[PaperName, RenderedLetter] = {}
    draft = cycle.called_off is None and cycle.services.today < cycle.year_inputs.facts.date
    for name in names:
        file = f"{name}.docx"
        translated = TranslatedYear(
            cycle=cycle, language=paper_language(cycle, name, minutes, language or cycle.language)
        )
        printed_host = translated.host(host)
        title = paper_title(
            name, translated.language, meeting=translated.meeting, year=cycle.year, minutes=minutes, draft=draft
        )
        common = programme_fields(
            community=translated.community,
            meeting=translated.meeting,
            kind=translated.kind,
            facts=translated.facts,
            host=printed_host,
            dispatch=_paper(title),
            date=cycle.services.today,
            programme=translated.programme,
            open_signals=signals_in_programme(cycle, translated.language),
            language=translated.language,
            pictures=Pictures(translated.loaded).of(printed_host),
        )
        people = [translated.invitee(invitee, host=printed_host) for invitee in invitees]
        fields = paper_fields(
            common,
            invitees=people,
            marks={invitee.id: invitee.marks for invitee in invitees},
            minutes=minutes,
            language=translated.language,
            substitutes=instead,
            called_off=cycle.called_off is not None,
            on_signs=name in SIGNS,
        )
        made[name] = make(cycle, file_in(cycle, file, translated.language), {name: (title, fields)}, known=PAPER)[name]
    return made


def _paper(title: str) -> Dispatch:
    return Dispatch(id="motepapir", title=title, template="", subject=title, milestone="", mail="")


def _checked(
    minutes: Minutes, invitees: Sequence[Invitee], cycle: OpenCycle, substitutes: Mapping[str, Substitute]
) -> Minutes:
    people = [_called(invitee, substitutes) for invitee in invitees]
    known = [*(invitee.name for invitee in invitees), *(substitute.name for substitute in substitutes.values())]
    told_apart = {f"{name} ({mark})" for name, marks in people for mark in marks}
    there = {spelt(name) for name in (*known, *told_apart)}
    file = f"{cycle.year_folder.name}/{MINUTES}"
    strangers = [
        Problem(
            file=file, where=where, what=Phrase("'{name}' is not invited", name=name), remedy=did_you_mean(name, known)
        )
        for where, names in (("present", minutes.present), ("absent", minutes.absent))
        for name in names
        if spelt(name) not in there
    ]
    strangers += namesake_problems(people, minutes.came(people), file=file, where="present")
    strangers += namesake_problems(people, minutes.stayed_away(people), file=file, where="absent")
    misspelt = [
        Problem(
            file=file, where=where, what=Phrase("'{name}' is not invited", name=name), remedy=did_you_mean(name, known)
        )
        for where, names in (("chair", minutes.chairs), ("taker", minutes.takers))
        for name in names
        if spelt(name) not in there and nearest(name, known)
    ]
    on = cycle.year_inputs.facts.date
    problems = [*strangers, *misspelt, *addressee_problems(minutes.signals, cycle.loaded.community, file=file, on=on)]
    if problems:
        raise ConfigError(problems)
    return minutes


def _called(invitee: Invitee, substitutes: Mapping[str, Substitute]) -> Nameable:
    """Return the name of whoever comes, and what tells them from another of it."""
    instead = substitutes.get(invitee.id)
    return instead.name if instead else invitee.name, invitee.marks


def namesake_problems(
    people: Sequence[Nameable], noted: Sequence[bool | None], *, file: str, where: str
) -> Iterator[Problem]:
    """Yield a problem for each name that several have where nobody can tell which of them is meant."""
    unclear: dict[str, list[str]] = {}
    shared = Counter((spelt(name), spelt(mark)) for name, marks in people for mark in set(marks))
    for (name, marks), there in zip(people, noted, strict=True):
        if there is None:
            own = [mark for mark in marks if shared[spelt(name), spelt(mark)] == 1]
            unclear.setdefault(name, []).append(f"«{name} ({next(iter([*own, *marks]), '?')})»")
    for name, written in unclear.items():
        what = Phrase("several who are invited are called '{name}', and it does not say which", name=name)
        remedy = Phrase("write the place behind the name: {names}", names=", ".join(written))
        yield Problem(file=file, where=where, what=what, remedy=remedy)
