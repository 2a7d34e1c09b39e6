"""What is decided at each gate, in a sentence or two and in the written language its reader reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from cycle import wording
from cycle.application.dispatches.reader_facts import changes_told
from cycle.application.results import (
    ActResult,
    AsWritten,
    CommitteeResult,
    HostResult,
    InvitationsResult,
    LettersResult,
    MailingResult,
    PlanResult,
    SignalsResult,
    read,
)
from cycle.application.year import OpenCycle, StepNode, TranslatedYear, plain
from cycle.catalogue import counted, plural, say, sentence
from cycle.model import HostStatus, Language
from cycle.store.years.results import Result

STATUS: Mapping[HostStatus, str] = {
    "stated": sentence("Stands in the source"),
    "ruled": sentence("Follows from the rule"),
    "override": sentence("Decided by a decision of its own"),
    "doubtful": sentence("Uncertain – read what stands under «Note»"),
}
"""How certain it is who hosts."""
MODES: Mapping[str, str] = {
    "folder": sentence("**Trial:** everything is put into a folder of the service. Nobody gets mail."),
    "redirect": sentence("**Trial:** everything goes to one address, {to}. Nobody else gets mail."),
    "allowlist": sentence("**Limited:** only the addresses that are opened in the settings get mail."),
    "live": sentence("**This goes to the recipients for real.**"),
}
"""Who gets mail, by the mode of the machine."""
TRIED: Mapping[str, str] = {
    "folder": sentence("on trial: nobody got mail"),
    "redirect": sentence("on trial: all mail went to one address"),
}
"""What became of a rehearsal, in the middle of a line."""
LIST = "invitasjonsliste"
"""The milestone by which the list is approved."""
OF_THEN = sentence("The list is of those who have the role on {day}.")
OF_LATER = sentence(
    "The list is of those who have the role on {day}, as the register has it now. If that changes before the day, you "
    "are asked again."
)
SEATS = plural("{number} seat", "{number} seats")
ONE_FORM = plural(
    "**{number} text stands in one written form only:** {which}.",
    "**{number} texts stand in one written form only:** {which}.",
)
MOST_NAMED, MOST_QUOTED = 4, 60
"""Texts that are named, and characters of one that are quoted; more are counted, and cut short."""
UNSURE = plural(
    "**Nobody knows whether {number} of them was there.**", "**Nobody knows whether {number} of them were there.**"
)
WITHOUT_PDF = plural(
    "**PDF is missing: LibreOffice is not installed. The letter goes as a Word file.**",
    "**PDF is missing: LibreOffice is not installed. The letters go as Word files.**",
)
RECIPIENTS = plural("{number} recipient", "{number} recipients")


def gist(cycle: OpenCycle, node: StepNode, result: Result, language: Language = "nn") -> str:
    """Return what is decided at the step's gate, as markdown without links."""
    return " ".join(gist_parts(cycle, node, result, language))


def gist_parts(cycle: OpenCycle, node: StepNode, result: Result, language: Language = "nn") -> tuple[str, ...]:
    """Return the same, one thing at a time."""
    parts = _GISTS[node.kind](TranslatedYear(cycle=cycle, language=language), node, result)
    return tuple(part for part in parts if part)


def in_own_form(letters: Result, language: Language = "nn") -> str:
    """Return how many get a letter in the other written language than they asked for, and why; nothing for nobody."""
    others = [letter for letter in read(LettersResult, letters).letters if not letter.in_own_form]
    if not others:
        return ""
    return counted(
        language,
        len(others),
        "**{number} recipient reads {asked} and gets the letter in {given}:** some of the words exist in {given} only.",
        "**{number} recipients read {asked} and get the letter in {given}:** some of the words exist in {given} only.",
        asked=wording.LANGUAGE_NAMES[others[0].asked or others[0].language],
        given=wording.LANGUAGE_NAMES[others[0].language],
    )


def _plan(year: TranslatedYear, _node: StepNode, result: Result) -> list[str]:
    plan = read(PlanResult, result)
    facts, warnings = plan.facts, len(plan.warnings)
    where = ", ".join(plain(part) for part in (facts.venue, facts.place) if part)
    when = f"{wording.full_date(facts.date, year.language)}, {wording.clock_range(facts.start, facts.end)}"
    remarks = plural("There is {number} remark on the date.", "There are {number} remarks on the date.")
    return [
        f"{plain(year.rules.name)} {facts.year}: {when}, {where}.",
        counted(year.language, warnings, *remarks) if warnings else "",
    ]


def _committee(year: TranslatedYear, _node: StepNode, result: Result) -> list[str]:
    committee, language = read(CommitteeResult, result).committee, year.language
    members, vacant = len(committee.members), len(committee.vacancies)
    on_it = plural("{number} member of the programme committee.", "{number} members of the programme committee.")
    free = plural("{number} seat is vacant.", "{number} seats are vacant.")
    return [
        counted(language, members, *on_it) if members else say(language, "No members of the programme committee."),
        counted(language, vacant, *free) if vacant else say(language, "No seats are vacant."),
    ]


def _host(year: TranslatedYear, _node: StepNode, result: Result) -> list[str]:
    host = read(HostResult, result).host
    parts, sides = year.host(host), {side.id: side.name for side in year.community.sides}
    who = sides.get(host.side, parts.holder)
    chair = say(year.language, "Chair: {chair}.", chair=plain(parts.chair))
    if not parts.chair:
        chair = (
            say(year.language, "It is not decided who chairs the meeting.") if year.rules.chair.how != "none" else ""
        )
    return [
        _hosting(year, who=who, organisation=host.organisation, on=host.year),
        chair,
        f"{say(year.language, STATUS[host.status])}.",
    ]


def _hosting(year: TranslatedYear, *, who: str, organisation: str, on: int) -> str:
    """Return who hosts, and by which organisation where its name does not say both."""
    if who and wording.names(organisation, who):
        who = organisation
    if who and organisation not in {"", who}:
        words = sentence("In {year} **{who}** is the host, through **{organisation}**.")
        return say(year.language, words, year=on, who=plain(who), organisation=plain(organisation))
    if who:
        return say(year.language, "In {year} **{who}** is the host.", year=on, who=plain(who))
    if year.rules.host.how == "none":
        return say(year.language, "The meeting has no host.")
    return say(year.language, "It is not decided who is the host in {year}.", year=on)


def _invitations(year: TranslatedYear, _node: StepNode, result: Result) -> list[str]:
    stored, language = read(InvitationsResult, result), year.language
    made, coming = stored.list, len(stored.meanwhile)
    unreachable = len({left_out.who for left_out in made.left_out if left_out.unreachable})
    invited = plural("**{number} person is invited**.", "**{number} people are invited**.")
    cannot = plural("**{number} person cannot get a letter.**", "**{number} people cannot get a letter.**")
    changes = plural(
        "**{number} thing changes before the meeting. Read that first.**",
        "**{number} things change before the meeting. Read those first.**",
    )
    number = len(made.invitees)
    day = wording.long_date(made.record_date, language)
    return [
        counted(language, number, *invited) if number else say(language, "**Nobody is invited**."),
        _free(language, len(made.vacancies), made.seats),
        say(language, OF_LATER if _decided_before(year, made.record_date) else OF_THEN, day=day),
        counted(language, unreachable, *cannot) if unreachable else "",
        counted(language, coming, *changes) if coming else "",
    ]


def _decided_before(year: TranslatedYear, record_date: dt.date) -> bool:
    """Return whether the list is to be approved before the day whose mandates decide it."""
    days = {milestone.id: milestone.date for milestone in year.cycle.milestones}
    return LIST in days and days[LIST] < record_date


def _free(language: Language, free: int, seats: int) -> str:
    """Return how many of the seats are vacant."""
    of = counted(language, seats, *SEATS)
    if not seats:
        return ""
    if not free:
        filled = sentence("The one seat is filled.") if seats == 1 else sentence("None of {seats} are vacant.")
        return say(language, filled, seats=of)
    if free == seats == 1:
        return say(language, "The one seat is vacant.")
    return counted(language, free, "{number} of {seats} is vacant.", "{number} of {seats} are vacant.", seats=of)


def _signals(year: TranslatedYear, _node: StepNode, result: Result) -> list[str]:
    made, language = read(SignalsResult, result), year.language
    number, unheard = len(made.signals), sum(not signal.people for signal in made.signals)
    given = plural("The meeting gave **{number} steering signal**.", "The meeting gave **{number} steering signals**.")
    return [counted(language, number, *given), _unheard(language, unheard, number)]


def _unheard(language: Language, unheard: int, signals: int) -> str:
    """Return how many of the signals are to somebody for whom nobody on the list answers."""
    nobody = plural(
        "**Nobody on the list answers for the addressee of {number} of them.**",
        "**Nobody on the list answers for the addressees of {number} of them.**",
    )
    if unheard == signals == 1:
        return say(language, "**Nobody on the list answers for its addressee.**")
    return counted(language, unheard, *nobody) if unheard else ""


def _letters(year: TranslatedYear, node: StepNode, result: Result) -> list[str]:
    stored, language = read(LettersResult, result), year.language
    letters, one_form, unsure = stored.letters, len(stored.as_written), len(stored.unsure)
    made = plural("**{number} letter is made**.", "**{number} letters are made**.")
    return [
        counted(language, len(letters), *made) if letters else say(language, "**No letters are made**."),
        counted(language, len(letters), *WITHOUT_PDF) if any(letter.pdf is None for letter in letters) else "",
        _changed(year, node, [letter.recipient for letter in letters]),
        in_own_form(result, language),
        _one_form(language, stored.as_written) if one_form else "",
        counted(language, unsure, *UNSURE) if unsure else "",
    ]


def _changed(year: TranslatedYear, node: StepNode, readers: Sequence[str]) -> str:
    """Return what letters about a change say is another than before; nothing in any other letter."""
    lines = [
        say(year.language, "{what}: {now} (was {before})", what=what, before=plain(before), now=plain(now))
        for what, before, now in changes_told(year, node, readers)
    ]
    return say(year.language, "**What is changed:** {changes}.", changes="; ".join(lines)) if lines else ""


def _one_form(language: Language, texts: Sequence[AsWritten]) -> str:
    """Return how many texts stand in one written form only, and which."""
    named = list(dict.fromkeys(_as_written(language, text) for text in texts))
    more = len(named) - MOST_NAMED
    if more > 0:
        named = [*named[:MOST_NAMED], counted(language, more, "{number} more text", "{number} more texts")]
    return counted(language, len(texts), *ONE_FORM, which=wording.listed(named))


def _as_written(language: Language, text: AsWritten) -> str:
    what = wording.in_a_sentence(say(language, text.what))
    quoted = text.said if len(text.said) <= MOST_QUOTED else f"{text.said[:MOST_QUOTED].rstrip()} …"
    return f"{what} («{plain(quoted)}»)" if quoted else what


UNDER_ANOTHER_NAME = plural(
    "**{number} person is not in the number:** the address has had the dispatch under another name already. "
    "Decide on it.",
    "**{number} people are not in the number:** the address has had the dispatch under another name already. "
    "Decide on each of them.",
)


def _mailing(year: TranslatedYear, node: StepNode, result: Result) -> list[str]:
    made, language = read(MailingResult, result), year.language
    held = sum(overlap.waits for overlap in made.same_address)
    subject = plain(year.subject(node))
    number = counted(language, made.count, *RECIPIENTS)
    return [
        say(language, "“{subject}” goes to **{number}**.", subject=subject, number=number)
        if made.count
        else say(language, "**Nobody** is to have “{subject}”.", subject=subject),
        say(language, MODES[made.mode], to=plain(year.cycle.services.settings.mail_redirect_to)),
        counted(language, held, *UNDER_ANOTHER_NAME) if held else "",
    ]


def _archive(year: TranslatedYear, _node: StepNode, _result: Result) -> list[str]:
    title = plain(f"{year.meeting} {year.cycle.year}")
    return [say(year.language, "The page of **{meeting}** is ready.", meeting=title)]


def _act(_cycle: TranslatedYear, _node: StepNode, result: Result) -> list[str]:
    return [plain(read(ActResult, result).said)]


_GISTS: Mapping[str, Callable[[TranslatedYear, StepNode, Result], list[str]]] = {
    "plan": _plan,
    "committee": _committee,
    "host": _host,
    "invitations": _invitations,
    "signals": _signals,
    "letters": _letters,
    "mailing": _mailing,
    "archive": _archive,
    "act": _act,
}
