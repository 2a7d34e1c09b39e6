"""The papers of the meeting day: name badges, table signs, attendance list, minutes and steering signals, as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

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
from cycle.errors import ConfigError, Problem, StepError, did_you_mean
from cycle.letters.fields import PAPER, PAPERS, PaperName, paper_fields, programme_fields
from cycle.model import Dispatch, HostAnswer, Invitee, Language, Minutes, Substitute
from cycle.phrases import Phrase

TITLES: Mapping[Language, Mapping[PaperName, str]] = {
    "nn": {
        "namneskilt": "Namneskilt",
        "bordskilt": "Bordskilt",
        "deltakarliste": "Deltakarliste",
        "referat": "Referat frå {meeting}",
        "styringssignal": "Styringssignal frå {meeting}",
    },
    "nb": {
        "namneskilt": "Navneskilt",
        "bordskilt": "Bordskilt",
        "deltakarliste": "Deltakerliste",
        "referat": "Referat fra {meeting}",
        "styringssignal": "Styringssignaler fra {meeting}",
    },
}


def paper_named(name: str) -> PaperName:
    """Return the paper; StepError naming those there are."""
    for paper in get_args(PaperName):
        if name == paper:
            return paper  # type: ignore[no-any-return]
    raise StepError(f"paper {name!r}: there is no such paper; {did_you_mean(name, PAPERS)}").with_message(
        Phrase("There is no paper called «{name}». These exist: {known}.", name=name, known=tuple(PAPERS))
    )


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
    for name in names:
        file = f"{name}.docx"
        translated = TranslatedYear(cycle=cycle, language=_spoken(cycle, name, minutes, language or cycle.language))
        printed_host = translated.host(host)
        title = TITLES[translated.language][name].format(meeting=translated.meeting) + f" {cycle.year}"
        common = programme_fields(
            community=translated.community,
            meeting=translated.meeting,
            kind=translated.kind,
            facts=translated.facts,
            host=printed_host,
            dispatch=_paper(title),
            date=cycle.services.today,
            programme=translated.programme,
            language=translated.language,
            pictures=Pictures(translated.loaded).of(printed_host),
        )
        people = [translated.invitee(invitee, host=printed_host) for invitee in invitees]
        fields = paper_fields(
            common, invitees=people, minutes=minutes, language=translated.language, substitutes=instead
        )
        made[name] = make(cycle, file_in(cycle, file, translated.language), {name: (title, fields)}, known=PAPER)[name]
    return made


def _spoken(cycle: OpenCycle, name: PaperName, minutes: Minutes, language: Language) -> Language:
    matters = not minutes.matters and has_programme(cycle, language)
    whole = {"referat": matters and not minutes.signals, "styringssignal": not minutes.signals}
    return letter_language(cycle, f"{name}.docx", language if whole.get(name, True) else cycle.language)


def _paper(title: str) -> Dispatch:
    return Dispatch(id="motepapir", title=title, template="", subject=title, milestone="", mail="")


def _checked(
    minutes: Minutes, invitees: Sequence[Invitee], cycle: OpenCycle, substitutes: Mapping[str, Substitute]
) -> Minutes:
    known = [*(invitee.name for invitee in invitees), *(substitute.name for substitute in substitutes.values())]
    file = f"{cycle.year_folder.name}/{MINUTES}"
    strangers = [
        Problem(
            file=file, where=where, what=Phrase("'{name}' is not invited", name=name), remedy=did_you_mean(name, known)
        )
        for where, names in (("present", minutes.present), ("absent", minutes.absent))
        for name in names
        if name not in known
    ]
    on = cycle.year_inputs.facts.date
    problems = [*strangers, *addressee_problems(minutes.signals, cycle.loaded.community, file=file, on=on)]
    if problems:
        raise ConfigError(problems)
    return minutes
