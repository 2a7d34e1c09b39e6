"""Tells the secretariat what needs a person: a mailing that waits, a run that failed, and each morning what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from cycle import wording
from cycle.application.actions import goes_on_at, step_state, step_states, stuck_steps
from cycle.application.delivery import (
    FAILED,
    HELD,
    NEXT,
    SECRETARIAT,
    SUMMARY,
    Notice,
    content_of,
    held_how,
    needs_person,
    notice_rows,
    put,
    said_reason,
    secretariat,
    take_back,
)
from cycle.application.notifications.gate_opened import running_text
from cycle.application.replies import silence
from cycle.application.year import (
    OpenCycle,
    StepNode,
    TranslatedYear,
    calendar_kind,
    kind_of,
    link_named,
    mailing_link,
    start_link,
    unmarked,
)
from cycle.errors import CycleError
from cycle.mail.message import ActionItem, Bodies, SecretariatMail
from cycle.model import Language, OutboxRow
from cycle.services import OSLO
from cycle.store.holds import Hold

MOST_WORDS = 4000
"""Letters of an error that are quoted; the rest is in the log of the run."""
FormTrouble = Literal["refused", "partly", "broken"]
"""How a form went wrong: nothing is done, what it asked for is done but not what follows, or nobody knows."""

WORDS: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "held": "Ventar på deg: {what} {year} er sett på vent",
        "held opening": "{What} står stille til nokon har sett på ho. Ingen fleire får e-post før det.",
        "failed": "Ventar på deg: {what} {year} stansa",
        "failed opening": "{What} stansa, og går ikkje vidare av seg sjølv. Det som er gjort, blir ikkje gjort om att.",
        "failed what": "Les kva som er gale, og rett det.",
        "failed how": "Start så året på nytt: «Deployments → start → Run» i Prefect, eller «cycle start {year}».",
        "given up opening": "{What} stansa {times}, og tenesta prøver ikkje fleire gonger. "
        "Det som er gjort, blir ikkje gjort om att.",
        "given up what": "Sjå kva som er gale, og rett det. Finn du det ikkje, spør den som driv tenesta.",
        "refused form": "Ventar på deg: skjemaet «{what}» {year} vart ikkje utført",
        "refused form opening": "Skjemaet «{what}» vart ikkje utført. Ingenting er gjort.",
        "refused form what": "Les kva som er gale, og rett det.",
        "refused form how": "Fyll så ut skjemaet på nytt.",
        "partly form": "Ventar på deg: skjemaet «{what}» {year} er gjort, men det som følgjer etter, stansa",
        "partly form opening": "Det som skjemaet «{what}» bad om, er gjort og skal ikkje gjerast ein gong til. "
        "Men det som skulle følgje etter, stansa.",
        "partly form what": "Les kva som er gale, og rett det.",
        "partly form how": "Trykk så «Retry» på køyringa. Ikkje fyll ut skjemaet på nytt.",
        "broken form": "Ventar på deg: skjemaet «{what}» {year} stansa",
        "broken form opening": "Skjemaet «{what}» stansa av ein feil, og det er uvisst kor mykje som er gjort.",
        "broken form what": "Sjå først om det er gjort likevel.",
        "broken form how": "Trykk så «Retry» på køyringa. Ikkje fyll ut skjemaet på nytt.",
        "waits opening": "{What} stansa. Det som ikkje er sendt, står i kø, og ingen får noko to gonger.",
        "waits how": "Tenesta prøver igjen kvar arbeidsdag klokka åtte. Skal det gå før, start året på nytt: "
        "«Deployments → start → Run» i Prefect, eller «cycle start {year}».",
        "next": "{meeting} {next} kan opnast",
        "next opening": "Det er tid for å opne neste år. "
        "Ingenting blir sendt til nokon før det er godkjent steg for steg.",
        "next what": "Opne året {next}",
        "next how": "Lag mappa for året med dato og stad for møtet, og start året: "
        "«Deployments → start → Run» i Prefect, eller «cycle start {next}».",
        "round": "Ventar på deg: {round} står stille",
        "round opening": "Tenesta har prøvd i meir enn eit døgn, og får det ikkje til.",
        "round svar": "Svar og e-post i retur er ikkje lesne. Dei som har svart, ser ut som om dei teier.",
        "round morgon": "Morgonrunden er ikkje gått. Ingen er minte på det som ventar.",
        "round kontroll": "Arkivpakkane er ikkje kontrollerte.",
        "damaged": "Ventar på deg: arkivpakkane er ikkje som dei vart laga",
        "damaged opening": "Kontrollen av arkivpakkane fann filer som manglar, er endra eller er komne til.",
        "damaged what": "Hent pakkane fram att frå tryggingskopien",
        "damaged how": "Sei det til den som driv tenesta: «cycle archive verify» seier kva som er gale.",
        "round how": "Sei det til den som driv tenesta: «cycle doctor» seier kva som er gale.",
        "open": "Ventar på deg: {number} i arbeidet med {meeting} {year}",
        "open opening": "Dette må nokon avgjere. Du får denne e-posten ein gong til først når noko er endra.",
        "notices": "Til koordinatorar og sekretariat",
        "rows how": "Sjå kven det er og kva du gjer: på sida, eller «cycle outbox {year}».",
        "since": "sist {day}",
        "silent how": "Påminninga skal gå {day}.",
        "silent by": "Svarfristen er {day}.",
    },
    "nb": {
        "held": "Venter på deg: {what} {year} er satt på vent",
        "held opening": "{What} står stille til noen har sett på den. Ingen flere får e-post før det.",
        "failed": "Venter på deg: {what} {year} stanset",
        "failed opening": "{What} stanset, og går ikke videre av seg selv. Det som er gjort, blir ikke gjort om igjen.",
        "failed what": "Les hva som er galt, og rett det.",
        "failed how": "Start så året på nytt: «Deployments → start → Run» i Prefect, eller «cycle start {year}».",
        "given up opening": "{What} stanset {times}, og tjenesten prøver ikke flere ganger. "
        "Det som er gjort, blir ikke gjort om igjen.",
        "given up what": "Se hva som er galt, og rett det. Finner du det ikke, spør den som drifter tjenesten.",
        "refused form": "Venter på deg: skjemaet «{what}» {year} ble ikke utført",
        "refused form opening": "Skjemaet «{what}» ble ikke utført. Ingenting er gjort.",
        "refused form what": "Les hva som er galt, og rett det.",
        "refused form how": "Fyll så ut skjemaet på nytt.",
        "partly form": "Venter på deg: skjemaet «{what}» {year} er gjort, men det som følger etter, stanset",
        "partly form opening": "Det som skjemaet «{what}» ba om, er gjort og skal ikke gjøres en gang til. "
        "Men det som skulle følge etter, stanset.",
        "partly form what": "Les hva som er galt, og rett det.",
        "partly form how": "Trykk så «Retry» på kjøringen. Ikke fyll ut skjemaet på nytt.",
        "broken form": "Venter på deg: skjemaet «{what}» {year} stanset",
        "broken form opening": "Skjemaet «{what}» stanset av en feil, og det er uvisst hvor mye som er gjort.",
        "broken form what": "Se først om det er gjort likevel.",
        "broken form how": "Trykk så «Retry» på kjøringen. Ikke fyll ut skjemaet på nytt.",
        "waits opening": "{What} stanset. Det som ikke er sendt, står i kø, og ingen får noe to ganger.",
        "waits how": "Tjenesten prøver igjen hver arbeidsdag klokken åtte. Skal det gå før, start året på nytt: "
        "«Deployments → start → Run» i Prefect, eller «cycle start {year}».",
        "next": "{meeting} {next} kan åpnes",
        "next opening": "Det er tid for å åpne neste år. "
        "Ingenting blir sendt til noen før det er godkjent steg for steg.",
        "next what": "Åpne året {next}",
        "next how": "Lag mappen for året med dato og sted for møtet, og start året: "
        "«Deployments → start → Run» i Prefect, eller «cycle start {next}».",
        "round": "Venter på deg: {round} står stille",
        "round opening": "Tjenesten har prøvd i mer enn et døgn, og får det ikke til.",
        "round svar": "Svar og e-post i retur er ikke lest. De som har svart, ser ut som om de tier.",
        "round morgon": "Morgenrunden er ikke gått. Ingen er minnet om det som venter.",
        "round kontroll": "Arkivpakkene er ikke kontrollert.",
        "damaged": "Venter på deg: arkivpakkene er ikke slik de ble laget",
        "damaged opening": "Kontrollen av arkivpakkene fant filer som mangler, er endret eller er kommet til.",
        "damaged what": "Hent pakkene fram igjen fra sikkerhetskopien",
        "damaged how": "Si det til den som drifter tjenesten: «cycle archive verify» sier hva som er galt.",
        "round how": "Si det til den som drifter tjenesten: «cycle doctor» sier hva som er galt.",
        "open": "Venter på deg: {number} i arbeidet med {meeting} {year}",
        "open opening": "Noen må avgjøre dette. Du får denne e-posten en gang til først når noe er endret.",
        "notices": "Til koordinatorer og sekretariat",
        "rows how": "Se hvem det er og hva du gjør: på siden, eller «cycle outbox {year}».",
        "since": "sist {day}",
        "silent how": "Påminnelsen skal gå {day}.",
        "silent by": "Svarfristen er {day}.",
    },
}
ROUNDS: Mapping[Language, Mapping[str, str]] = {
    "nn": {"svar": "lesinga av svar", "morgon": "morgonrunden", "kontroll": "månadskontrollen"},
    "nb": {"svar": "lesingen av svar", "morgon": "morgenrunden", "kontroll": "månedskontrollen"},
}
COUNTS: Mapping[Language, Mapping[str, tuple[str, str]]] = {
    "nn": {
        "uncertain": ("e-post er uavklart", "e-postar er uavklarte"),
        "refused": ("e-post er avvist", "e-postar er avviste"),
        "failed": ("e-post er ikkje send", "e-postar er ikkje sende"),
        "silent": ("invitert har ikkje svart", "inviterte har ikkje svart"),
        "matter": ("ting", "ting"),
        "time": ("gong", "gonger"),
    },
    "nb": {
        "uncertain": ("e-post er uavklart", "e-poster er uavklart"),
        "refused": ("e-post er avvist", "e-poster er avvist"),
        "failed": ("e-post er ikke sendt", "e-poster er ikke sendt"),
        "silent": ("invitert har ikke svart", "inviterte har ikke svart"),
        "matter": ("ting", "ting"),
        "time": ("gang", "ganger"),
    },
}


def notify_held(cycle: OpenCycle, step: str) -> int:
    """Queue one mail for each reason a mailing waits for a person, with how it goes on; return how many reasons."""
    link = link_named(cycle.chain, step)
    waiting = _waiting(cycle, link)
    for hold in waiting:
        what = _title(cycle, link)
        mail = _mail(
            cycle,
            title=_say(cycle, "held", what=what),
            opening=_say(cycle, "held opening", what=what),
            matters=[_hold_item(cycle, link, hold)],
        )
        put(cycle, f"{HELD}.{link.dispatch}.{hold.reason}.{hold.since:%Y%m%dT%H%M%S}", [_notice(cycle, mail)])
    return len(waiting)


def notify_failed(cycle: OpenCycle, step: str, *, run: str, error: str, link: str) -> None:
    """Queue one mail that a run ended for an error, with its words; the same run is told of once."""
    what = _title(cycle, link_named(cycle.chain, step))
    how = "waits" if _goes_on(cycle, step) else "failed"
    matter = ActionItem(what=_say(cycle, "failed what"), how=_say(cycle, f"{how} how"), link=link)
    quoted = error if len(error) <= MOST_WORDS else f"{error[:MOST_WORDS]} …"
    mail = _mail(
        cycle,
        title=_say(cycle, "failed", what=what),
        opening=_say(cycle, f"{how} opening", what=what),
        matters=[matter],
        quoted=quoted,
    )
    put(cycle, f"{FAILED}.{step}.{run[-12:]}", [_notice(cycle, mail)])


def notify_given_up(cycle: OpenCycle, step: str, *, link: str) -> None:
    """Queue one mail that a step died as often as it was tried, with the last error's words; none when it goes on."""
    found = next((stuck_step for stuck_step in stuck_steps(cycle) if stuck_step.step == step), None)
    if found is None:
        return
    what = _title(cycle, link_named(cycle.chain, step))
    times = wording.count(found.tries, *COUNTS[_language(cycle)]["time"])
    mail = _mail(
        cycle,
        title=_say(cycle, "failed", what=what),
        opening=_say(cycle, "given up opening", what=what, times=times),
        matters=[ActionItem(what=_say(cycle, "given up what"), how=_say(cycle, "failed how"), link=link)],
        quoted=found.why if len(found.why) <= MOST_WORDS else f"{found.why[:MOST_WORDS]} …",
    )
    put(cycle, f"{FAILED}.{step}.{found.since:%Y%m%dT%H%M%S}", [_notice(cycle, mail)])


def notify_next_year(cycle: OpenCycle, *, year: int) -> None:
    """Queue one mail that next year can be opened, with the way to do it; the same year is told of once."""
    meeting = TranslatedYear(cycle=cycle, language=_language(cycle)).meeting
    capital = meeting[:1].upper() + meeting[1:]
    matter = ActionItem(
        what=_say(cycle, "next what", next=str(year)),
        how=_say(cycle, "next how", next=str(year)),
        link=start_link(cycle.services.settings),
    )
    mail = _mail(
        cycle,
        title=_say(cycle, "next", meeting=capital, next=str(year)),
        opening=_say(cycle, "next opening"),
        matters=[matter],
        about=year,
    )
    put(cycle, f"{NEXT}.{year}", [_notice(cycle, mail)])


def notify_round(cycle: OpenCycle, name: str, *, trouble: str) -> None:
    """Queue one mail that a round has not gone well for a day, with the last error's words; once a day at most."""
    matter = ActionItem(what=_say(cycle, f"round {name}"), how=_say(cycle, "round how"), link="")
    mail = _mail(
        cycle,
        title=_say(cycle, "round", round=ROUNDS[_language(cycle)][name]),
        opening=_say(cycle, "round opening"),
        matters=[matter],
        quoted=trouble[:MOST_WORDS],
    )
    put(cycle, f"{FAILED}.{name}.{cycle.services.today:%Y%m%d}", [_notice(cycle, mail)])


def notify_damaged(cycle: OpenCycle, *, problems: str) -> None:
    """Queue one mail that the archive packages are not as they were made; once a day at most."""
    mail = _mail(
        cycle,
        title=_say(cycle, "damaged"),
        opening=_say(cycle, "damaged opening"),
        matters=[ActionItem(what=_say(cycle, "damaged what"), how=_say(cycle, "damaged how"), link="")],
        quoted=problems[:MOST_WORDS],
    )
    put(cycle, f"{FAILED}.arkivpakkar.{cycle.services.today:%Y%m%d}", [_notice(cycle, mail)])


def notify_form(cycle: OpenCycle, what: str, *, ended: FormTrouble, run: str, error: str, link: str) -> None:
    """Queue one mail that what a person asked for in a form did not go well, with why; told once for each run."""
    matter = ActionItem(what=_say(cycle, f"{ended} form what"), how=_say(cycle, f"{ended} form how"), link=link)
    mail = _mail(
        cycle,
        title=_say(cycle, f"{ended} form", what=what),
        opening=_say(cycle, f"{ended} form opening", what=what),
        matters=[matter],
        quoted=error[:MOST_WORDS],
    )
    put(cycle, f"{FAILED}.skjema.{run[-12:]}", [_notice(cycle, mail)])


def summarise(cycle: OpenCycle) -> bool:
    """Queue the day's mail on what needs a person and return whether there is one.

    None when nothing does, when today's is written already, and when all is as in the last one.
    """
    matters = open_items(cycle)
    if not matters:
        return False
    number = wording.count(len(matters), *COUNTS[_language(cycle)]["matter"])
    meeting = TranslatedYear(cycle=cycle, language=_language(cycle)).meeting
    mail = _mail(
        cycle,
        title=_say(cycle, "open", number=number, meeting=meeting),
        opening=_say(cycle, "open opening"),
        matters=matters,
    )
    notice = _notice(cycle, mail)
    earlier = notice_rows(cycle, SUMMARY)
    stem = f"{SUMMARY}.{cycle.services.today.isoformat()}"
    if earlier and (earlier[-1].content == content_of(cycle, notice) or unmarked(earlier[-1].kind) == stem):
        return False
    put(cycle, stem, [notice])
    return True


def open_items(cycle: OpenCycle) -> tuple[ActionItem, ...]:
    """Return what needs a person by now: mailings that wait, mails in doubt or come to nothing, silent invitees."""
    found = []
    for link in cycle.chain:
        if link.kind == "mailing":
            found += [_hold_item(cycle, link, hold) for hold in _waiting(cycle, link)]
            rows = [row for kind in _kinds(cycle, link) for row in cycle.record.mails_of(kind)]
            title = _title(cycle, link)
            found += _row_matters(cycle, title[:1].upper() + title[1:], rows, link=mailing_link(cycle, link))
    found += _silent(cycle)
    ours = [row for row in notice_rows(cycle) if not row.kind.startswith(f"{SUMMARY}.")]
    found += _row_matters(cycle, _say(cycle, "notices"), ours, link="")
    return tuple(found)


def take_back_settled(cycle: OpenCycle) -> int:
    """Take back queued mails about mailings that go on and runs whose step is done since; return how many."""
    done = {status.step for status in step_states(cycle) if status.state == "done"}
    held = {
        f"{HELD}.{link.dispatch}.{hold.reason}.{hold.since:%Y%m%dT%H%M%S}"
        for link in cycle.chain
        if link.kind == "mailing"
        for hold in _waiting(cycle, link)
    }

    def outdated(kind: str) -> bool:
        if kind.startswith(f"{HELD}."):
            return kind not in held
        return kind.startswith(f"{FAILED}.") and kind.removeprefix(f"{FAILED}.").rpartition(".")[0] in done

    return take_back(cycle, outdated, who="desk")


def _goes_on(cycle: OpenCycle, step: str) -> bool:
    """Return whether the step is tried again by itself; not when even where it stands cannot be read."""
    try:
        return goes_on_at(cycle, step_state(cycle, step)) is not None
    except CycleError:
        return False


def _kinds(cycle: OpenCycle, link: StepNode) -> tuple[str, str]:
    """Return what the letters of a dispatch and its calendar invitations are called in the outbox."""
    return kind_of(cycle, link), calendar_kind(cycle, link)


def _waiting(cycle: OpenCycle, link: StepNode) -> list[Hold]:
    return [hold for kind in _kinds(cycle, link) for hold in cycle.memory.holds.waiting(cycle.id, kind)]


def _hold_item(cycle: OpenCycle, link: StepNode, hold: Hold) -> ActionItem:
    """Return why a mailing waits and how it goes on, as the run itself says it."""
    title = _title(cycle, link)
    what = f"{title[:1].upper()}{title[1:]}: {said_reason(cycle, hold.why)}"
    return ActionItem(what=what, how=held_how(cycle, hold.kind), link=mailing_link(cycle, link))


def _silent(cycle: OpenCycle) -> list[ActionItem]:
    found, language = silence(cycle), _language(cycle)
    if found is None:
        return []
    remind_on = wording.long_date(found.remind_on, language)
    how = _say(cycle, "silent how", day=remind_on)
    if found.answer_by:
        how += " " + _say(cycle, "silent by", day=wording.long_date(found.answer_by, language))
    what = wording.count(found.number, *COUNTS[language]["silent"])
    return [ActionItem(what=what, how=how, link=mailing_link(cycle, found.link))]


def _row_matters(cycle: OpenCycle, title: str, rows: Sequence[OutboxRow], *, link: str) -> list[ActionItem]:
    """Return one matter for each state that needs a person, with the day of its newest mail."""
    language, found = _language(cycle), []
    for state in ("uncertain", "refused", "failed"):
        there = [row for row in rows if row.state == state and needs_person(row)]
        if there:
            last = max((row.updated_at for row in there if row.updated_at), default=cycle.now)
            day = _say(cycle, "since", day=wording.long_date(last.astimezone(OSLO).date(), language))
            what = f"{title}: {wording.count(len(there), *COUNTS[language][state])} ({day})"
            found.append(ActionItem(what=what, how=_say(cycle, "rows how"), link=link))
    return found


def _mail(
    cycle: OpenCycle,
    *,
    title: str,
    opening: str,
    matters: Sequence[ActionItem],
    quoted: str = "",
    about: int | None = None,
) -> SecretariatMail:
    """Return a mail of the matters; it says that it is about the cycle's year unless `about` names another."""
    year = TranslatedYear(cycle=cycle, language=_language(cycle))
    return SecretariatMail(
        meeting=f"{year.meeting} {about or cycle.year}",
        community=year.community.name,
        title=title,
        opening=opening,
        matters=tuple(matters),
        contact=year.contact,
        quoted=quoted,
    )


def _notice(cycle: OpenCycle, mail: SecretariatMail) -> Notice:
    contact, language = secretariat(cycle), _language(cycle)
    bodies = Bodies(cycle.services.settings.templates / "mail")
    return Notice(
        recipient=SECRETARIAT,
        name=contact.name,
        address=contact.address,
        language=language,
        subject=mail.title,
        body=bodies.render("sekretariat", mail, language=language),
    )


def _say(cycle: OpenCycle, words: str, *, what: str = "", **values: str) -> str:
    """Return the words in the community's language; `What` is what it is about with a capital letter."""
    capital = what[:1].upper() + what[1:]
    return WORDS[_language(cycle)][words].format(year=cycle.year, what=what, What=capital, **values)


def _title(cycle: OpenCycle, link: StepNode) -> str:
    return running_text(cycle, link, _language(cycle))


def _language(cycle: OpenCycle) -> Language:
    return cycle.loaded.community.language
