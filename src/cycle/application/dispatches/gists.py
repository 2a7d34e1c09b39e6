"""What is decided at each gate, in a sentence or two and in the written language its reader reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cycle import wording
from cycle.application.results import (
    ActResult,
    CommitteeResult,
    HostResult,
    InvitationsResult,
    LettersResult,
    MailingResult,
    PlanResult,
    read,
)
from cycle.application.year import OpenCycle, StepNode, TranslatedYear, plain
from cycle.model import (
    HostStatus,
    Language,
)
from cycle.store.results import Result

STATUS: Mapping[Language, Mapping[HostStatus, str]] = {
    "nn": {
        "stated": "Står i kjelda",
        "ruled": "Følgjer av regelen",
        "override": "Avgjort ved eige vedtak",
        "doubtful": "Usikkert – les merknadene",
    },
    "nb": {
        "stated": "Står i kilden",
        "ruled": "Følger av regelen",
        "override": "Avgjort ved eget vedtak",
        "doubtful": "Usikkert – les merknadene",
    },
}
FORMS: Mapping[Language, str] = {"nn": "nynorsk", "nb": "bokmål"}
WORDS: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "remarks": "Det er {number} til datoen.",
        "remark": "merknad|merknader",
        "member": "medlem|medlemmer",
        "members": "{number} i programkomiteen.",
        "vacant": "plass er ledig|plassar er ledige",
        "hosting": "I {year} er **{who}** vertskap{by}.",
        "by": ", ved **{organisation}**",
        "no host": "Det er ikkje avgjort kven som er vertskap i {year}.",
        "without host": "Møtet har ikkje noko vertskap.",
        "chairing": "Møteleiing: {chair}.",
        "person": "person blir invitert|personar blir inviterte",
        "invited": "**{number}**.",
        "nobody": "Ingen {many}",
        "seat": "plass|plassar",
        "free": "{free} av {seats} er ledig.|{free} av {seats} er ledige.",
        "none free": "Ingen av {seats} er ledige.",
        "record": "Lista gjeld dei som har rolla {day}.",
        "unreachable": "person|personar",
        "cannot": "**{number} kan ikkje få brev.**",
        "coming": "**{number} først.**",
        "thing": "ting endrar seg før møtet. Les det|ting endrar seg før møtet. Les dei",
        "letter": "brev er laga|brev er laga",
        "no pdf": "**PDF manglar: LibreOffice er ikkje installert. Breva går som Word-filer.**",
        "reader": "mottakar|mottakarar",
        "own form": "**{who} les {asked}, og får brevet på {given}:** nokre av orda finst berre på {given}.",
        "mailing": "«{subject}» skal til **{number}**.",
        "mailing to nobody": "**Ingen** skal ha «{subject}».",
        "held": "person er|personar er",
        "without": "**{them} ikkje med i talet:** adressa har alt fått utsendinga under eit anna namn. "
        "Avgjer kvar og ein.",
        "page": "Sida om **{title}** er klar.",
        "folder": "**Prøve:** breva blir lagde i ei mappe på denne maskina. Ingen får e-post.",
        "redirect": "**Prøve:** alt går til éi adresse, {to}. Ingen andre får e-post.",
        "allowlist": "**Avgrensa:** berre adressene som er opna i oppsettet, får e-post.",
        "live": "**Breva går til mottakarane på ordentleg.**",
    },
    "nb": {
        "remarks": "Det er {number} til datoen.",
        "remark": "merknad|merknader",
        "member": "medlem|medlemmer",
        "members": "{number} i programkomiteen.",
        "vacant": "plass er ledig|plasser er ledige",
        "hosting": "I {year} er **{who}** vertskap{by}.",
        "by": ", ved **{organisation}**",
        "no host": "Det er ikke avgjort hvem som er vertskap i {year}.",
        "without host": "Møtet har ikke noe vertskap.",
        "chairing": "Møteledelse: {chair}.",
        "person": "person blir invitert|personer blir invitert",
        "invited": "**{number}**.",
        "nobody": "Ingen {many}",
        "seat": "plass|plasser",
        "free": "{free} av {seats} er ledig.|{free} av {seats} er ledige.",
        "none free": "Ingen av {seats} er ledige.",
        "record": "Listen gjelder dem som har rollen {day}.",
        "unreachable": "person|personer",
        "cannot": "**{number} kan ikke få brev.**",
        "coming": "**{number} først.**",
        "thing": "ting endrer seg før møtet. Les det|ting endrer seg før møtet. Les dem",
        "letter": "brev er laget|brev er laget",
        "no pdf": "**PDF mangler: LibreOffice er ikke installert. Brevene går som Word-filer.**",
        "reader": "mottaker|mottakere",
        "own form": "**{who} leser {asked}, og får brevet på {given}:** noen av ordene finnes bare på {given}.",
        "mailing": "«{subject}» skal til **{number}**.",
        "mailing to nobody": "**Ingen** skal ha «{subject}».",
        "held": "person er|personer er",
        "without": "**{them} ikke med i tallet:** adressen har alt fått utsendingen under et annet navn. "
        "Avgjør hver og en.",
        "page": "Siden om **{title}** er klar.",
        "folder": "**Prøve:** brevene blir lagt i en mappe på denne maskinen. Ingen får e-post.",
        "redirect": "**Prøve:** alt går til én adresse, {to}. Ingen andre får e-post.",
        "allowlist": "**Avgrenset:** bare adressene som er åpnet i oppsettet, får e-post.",
        "live": "**Brevene går til mottakerne på ordentlig.**",
    },
}
"""Sentences and counted words by what they say; `one|many` are the forms for one and for any other number."""


def gist(cycle: OpenCycle, link: StepNode, result: Result, language: Language = "nn") -> str:
    """Return what is decided at the step's gate, as markdown without links."""
    parts = _GISTS[link.kind](TranslatedYear(cycle=cycle, language=language), link, result)
    return " ".join(part for part in parts if part)


def counted(language: Language, key: str, number: int) -> str:
    """Return `1 plass er ledig` or `2 plassar er ledige`."""
    one, many = WORDS[language][key].split("|")
    return wording.count(number, one, many)


def begun(language: Language, key: str, number: int) -> str:
    """Return the same where it begins a sentence: for none, `Ingen plassar er ledige`."""
    return counted(language, key, number) if number else WORDS[language]["nobody"].format(many=_many(language, key))


def _many(language: Language, key: str) -> str:
    return WORDS[language][key].split("|")[1]


def _free(language: Language, free: int, seats: int) -> str:
    """Return how many of the seats are vacant."""
    words, of = WORDS[language], counted(language, "seat", seats)
    one, many = words["free"].split("|")
    return (one if free == 1 else many if free else words["none free"]).format(free=free, seats=of)


def in_own_form(letters: Result, language: Language = "nn") -> str:
    """Return how many get a letter in the other written language than they asked for, and why; nothing for nobody."""
    others = [letter for letter in read(LettersResult, letters).letters if not letter.in_own_form]
    if not others:
        return ""
    forms = {"asked": FORMS[others[0].asked or others[0].language], "given": FORMS[others[0].language]}
    return WORDS[language]["own form"].format(who=counted(language, "reader", len(others)), **forms)


def _plan(year: TranslatedYear, _link: StepNode, result: Result) -> list[str]:
    plan = read(PlanResult, result)
    facts, warnings = plan.facts, plan.warnings
    where = ", ".join(plain(part) for part in (facts.venue, facts.place) if part)
    when = f"{wording.full_date(facts.date, year.language)}, {wording.clock_range(facts.start, facts.end)}"
    number = counted(year.language, "remark", len(warnings))
    return [
        f"{plain(year.rules.name)} {facts.year}: {when}, {where}.",
        WORDS[year.language]["remarks"].format(number=number) if warnings else "",
    ]


def _committee(year: TranslatedYear, _link: StepNode, result: Result) -> list[str]:
    committee = read(CommitteeResult, result).committee
    members = begun(year.language, "member", len(committee.members))
    return [
        WORDS[year.language]["members"].format(number=members),
        f"{begun(year.language, 'vacant', len(committee.vacancies))}.",
    ]


def _host(year: TranslatedYear, _link: StepNode, result: Result) -> list[str]:
    words, host = WORDS[year.language], read(HostResult, result).host
    parts, sides = year.host(host), {side.id: side.name for side in year.community.sides}
    who = sides.get(host.side, parts.holder)
    by = words["by"].format(organisation=plain(host.organisation)) if host.organisation not in {"", who} else ""
    said = words["without host" if year.rules.host.how == "none" else "no host"].format(year=host.year)
    if who:
        said = words["hosting"].format(year=host.year, who=plain(who), by=by)
    return [
        said,
        words["chairing"].format(chair=plain(parts.chair)) if parts.chair else "",
        f"{STATUS[year.language][host.status]}.",
    ]


def _invitations(year: TranslatedYear, _link: StepNode, result: Result) -> list[str]:
    words, stored = WORDS[year.language], read(InvitationsResult, result)
    made, coming = stored.list, stored.meanwhile
    unreachable = {left_out.who for left_out in made.left_out if left_out.unreachable}
    number = begun(year.language, "person", len(made.invitees))
    return [
        words["invited"].format(number=number),
        _free(year.language, len(made.vacancies), made.seats),
        words["record"].format(day=wording.long_date(made.record_date, year.language)),
        words["cannot"].format(number=counted(year.language, "unreachable", len(unreachable))) if unreachable else "",
        words["coming"].format(number=counted(year.language, "thing", len(coming))) if coming else "",
    ]


def _letters(year: TranslatedYear, _link: StepNode, result: Result) -> list[str]:
    letters = read(LettersResult, result).letters
    return [
        f"**{begun(year.language, 'letter', len(letters))}**.",
        WORDS[year.language]["no pdf"] if any(letter.pdf is None for letter in letters) else "",
        in_own_form(result, year.language),
    ]


def _mailing(year: TranslatedYear, link: StepNode, result: Result) -> list[str]:
    words, made = WORDS[year.language], read(MailingResult, result)
    held = [overlap for overlap in made.same_address if overlap.waits]
    number = counted(year.language, "reader", made.count)
    to = plain(year.cycle.services.settings.mail_redirect_to)
    return [
        words["mailing" if made.count else "mailing to nobody"].format(
            subject=plain(year.subject(link)), number=number
        ),
        words[made.mode].format(to=to),
        words["without"].format(them=counted(year.language, "held", len(held))) if held else "",
    ]


def _archive(year: TranslatedYear, _link: StepNode, _result: Result) -> list[str]:
    return [WORDS[year.language]["page"].format(title=plain(f"{year.meeting} {year.cycle.year}"))]


def _act(_cycle: TranslatedYear, _link: StepNode, result: Result) -> list[str]:
    return [plain(read(ActResult, result).said)]


_GISTS: Mapping[str, Callable[[TranslatedYear, StepNode, Result], list[str]]] = {
    "plan": _plan,
    "committee": _committee,
    "host": _host,
    "invitations": _invitations,
    "letters": _letters,
    "mailing": _mailing,
    "archive": _archive,
    "act": _act,
}
