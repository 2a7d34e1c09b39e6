"""What people read about a mailing: before it goes, the count they confirm; afterwards, what became of every mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cycle import wording
from cycle.application.delivery.ledger import called, mails_of, names_in, needs_person, remedies
from cycle.application.delivery.plan import going, mail_plan, told
from cycle.application.dispatches import WORDS, Overlap, gist
from cycle.application.documents import printed_of
from cycle.application.year import (
    Link,
    OpenCycle,
    Presentation,
    Table,
    bullets,
    file_link,
    invites_apart,
    paragraphs,
    plain,
    table,
)
from cycle.mail.outbox import as_read
from cycle.model import OutboxRow, StoredFile, from_plain
from cycle.services import OSLO
from cycle.store.printed_letters import PrintedLetter
from cycle.store.results import Outcome, Result

STATES: Mapping[str, tuple[str, str]] = {
    "queued": ("står i kø", "står i kø"),
    "sending": ("blir send no", "blir sende no"),
    "sent": ("send", "sende"),
    "refused": ("avvist av e-posttenaren", "avviste av e-posttenaren"),
    "failed": ("ikkje send", "ikkje sende"),
    "uncertain": ("uavklart – de må avgjere", "uavklarte – de må avgjere"),
}
"""What has become of a mail, and of any other number of mails."""


def present(cycle: OpenCycle, link: Link, result: Result) -> Presentation:
    """Return what the secretariat confirms: the count first."""
    body = result.body
    settings = cycle.services.settings
    now = going(body)
    held = [from_plain(Overlap, one) for one in body.get("same_address", ()) if one["held"] and not one["settled"]]
    unsettled = [
        (
            one["name"],
            cycle.say(STATES[body["open"][one["recipient"]]["state"]][0]),
            body["open"][one["recipient"]]["remedy"],
        )
        for one in body["mails"]
        if one["recipient"] in body["open"]
    ]
    dispatch = cycle.dispatch(link)
    say = cycle.say
    subject = dispatch.subject.format(year=cycle.year, meeting=wording.in_a_sentence(cycle.rules.name_definite))
    number = cycle.count(body["count"], "mottakar", "mottakarar")
    mode = WORDS[cycle.language][body["mode"]].format(to=plain(settings.mail_redirect_to))
    markdown = paragraphs(
        say("«{subject}» skal til **{number}**.", subject=plain(subject), number=number),
        mode,
        told(cycle, mail_plan(cycle, link, result)),
        _on_paper(cycle, link, body),
        say("Kvar av dei får òg ei kalenderinnkalling i ein e-post for seg sjølv, rett etter brevet.")
        if invites_apart(cycle, link)
        else "",
        say(
            "{number} har alt fått denne utsendinga og får ho ikkje ein gong til.",
            number=cycle.count(len(body["already"]), "mottakar", "mottakarar"),
        )
        if body["already"]
        else "",
        say("### Har fått ein tidlegare versjon av brevet") + "\n\n" + bullets(body["changed_since_sent"])
        if body["changed_since_sent"]
        else "",
        say("### Går ikkje ut no: avgjer kvar og ein")
        + "\n\n"
        + table((say("Kven"), say("Status"), say("Råd")), unsettled)
        if unsettled
        else "",
        _held(cycle, link, held),
        say("### Får ikkje e-post")
        + "\n\n"
        + table((say("Kven"), say("Kvifor")), [(one["who"], say(one["why"])) for one in body["left_out"]])
        if body["left_out"]
        else "",
        say(
            "Skriv talet **{number}** i skjemaet og godkjenn. Då blir breva sende med ein gong."
            if body["count"] > 1
            else "Skriv talet **{number}** i skjemaet og godkjenn. Då blir brevet sendt med ein gong.",
            number=body["count"],
        )
        if body["count"]
        else say("Ingen får e-post om du godkjenner."),
    )
    rows = [
        {
            say("Mottakar"): one["name"],
            say("E-post"): one["address"],
            say("Vedlegg"): ", ".join(file["name"] for file in one["files"]),
        }
        for one in now
    ]
    return Presentation(
        title=cycle.title_of(link),
        summary=gist(cycle, link, result, cycle.language),
        markdown=markdown,
        tables=(Table(id="mottakarar", title=say("Mottakarar"), rows=rows),),
    )


def report(cycle: OpenCycle, link: Link, _outcome: Outcome) -> Presentation:
    """Return what has become of the mails by now: counts, and every row that needs a person."""
    letters, calendars = mails_of(cycle, link)
    rows = [*letters, *calendars]
    say = cycle.say
    names, advice = names_in(cycle), remedies(cycle, rows)
    open_rows = [
        (say(called(row, names)), row.address, say(STATES[row.state][0]), _said(cycle, row), advice[row.id])
        for row in rows
        if needs_person(row)
    ]
    waiting = sum(row.state in {"queued", "sending"} for row in rows)
    markdown = paragraphs(
        table((say("Status"), say("Tal")), _counted(cycle, letters)),
        say("### Kalenderinnkallingar") + "\n\n" + table((say("Status"), say("Tal")), _counted(cycle, calendars))
        if calendars
        else "",
        say("### Desse må de sjå på")
        + "\n\n"
        + table((say("Mottakar"), say("E-post"), say("Status"), say("Tenaren sa"), say("Råd")), open_rows)
        if open_rows
        else say(
            "{number} enno. Ingen treng dykk.",
            number=cycle.count(waiting, "{number} mail waits", "{number} mails wait"),
        )
        if waiting
        else say("Alle har fått brevet på e-post." if rows else "Ingen har fått brevet på e-post."),
        _on_paper(cycle, link, _outcome_of(cycle, link)),
    )
    table_rows: Sequence[Mapping[str, str]] = [
        {
            say("Mottakar"): called(row, names),
            say("E-post"): row.address,
            say("Status"): say(STATES[row.state][0]),
            say("Tenaren sa"): _said(cycle, row),
            say("Råd"): advice[row.id],
        }
        for row in rows
    ]
    return Presentation(
        title=f"{cycle.title_of(link)} – {say('resultat')}",
        summary=say(
            "E-postar: {states}.",
            states=wording.listed([f"{number} {state}" for state, number in _counted(cycle, letters)]) or "0",
        ),
        markdown=markdown,
        tables=(Table(id="resultat", title=say("Kva som skjedde med kvar e-post"), rows=table_rows),),
    )


def why_held(cycle: OpenCycle, one: Overlap) -> str:
    """Return why somebody gets no mail although a letter is made."""
    if one.settled:
        return cycle.say("Har fått ho i eige namn, i utsendinga {dispatch}.", dispatch=one.settled)
    return cycle.say(
        "Adressa {address} har alt fått ho, i brevet til {name} (e-post {mail}). De må avgjere.",
        address=one.address,
        name=one.before,
        mail=one.mail,
    )


def _held(cycle: OpenCycle, link: Link, held: Sequence[Overlap]) -> str:
    """Return who may have got the dispatch under another name, and exactly how to go on; nothing for nobody."""
    if not held:
        return ""
    request = cycle.dispatch(link).request
    kind = request.dispatch if request else link.dispatch
    rows = [(one.name, one.address, f"{one.before} (e-post {one.mail})", one.person, one.recipient) for one in held]
    first, say = held[0], cycle.say
    head = (say("Kven"), say("E-post"), say("Har fått ho som"), say("Person-id før"), say("Person-id no"))
    return paragraphs(
        say("### Har kanskje fått ho under eit anna namn: avgjer kvar og ein") + "\n\n" + table(head, rows),
        say(
            "**Same person, og namnet er retta:** Skriv *Person-id før* i kolonnen *Person-id* i registeret, og start "
            "året på nytt. Då er det éin person, som ikkje får ho ein gong til. Skal brevet med rett namn òg ut, be så "
            "om **retting** i Prefect med nummeret på e-posten, eller køyr "
            "«cycle outbox correct {mail} --name NAMN --why GRUNN».",
            mail=first.mail,
        ),
        say(
            "**Ein annan person, eller brevet skal ut likevel:** Be om **ekstra-utsending** i Prefect med «{kind}» "
            "under *Utsending* og *Person-id no* under *Berre til*, eller køyr "
            "«cycle dispatch {year} {kind} --to {recipient} --name NAMN --why GRUNN». "
            "Brevet får si eiga godkjenning.",
            kind=kind,
            year=cycle.year,
            recipient=first.recipient,
        ),
    )


def _counted(cycle: OpenCycle, rows: Sequence[OutboxRow]) -> list[tuple[str, str]]:
    """Return each state there is, in words, with how many mails are in it."""
    found: Counter[str] = Counter(row.state for row in rows)
    return [(cycle.say(words[found[state] != 1]), str(found[state])) for state, words in STATES.items() if found[state]]


def _on_paper(cycle: OpenCycle, link: Link, body: Mapping[str, Any]) -> str:
    """Return who gets the letter on paper, whether it is printed, and how; nothing when nobody does."""
    paper = body.get("paper", {"letters": [], "batch": None})
    if not paper["letters"]:
        return ""
    done = printed_of(cycle, link)
    rows = [
        (one["name"], ", ".join(one["postal"].splitlines()), _printed(cycle, done.get(one["recipient"])))
        for one in paper["letters"]
    ]
    batch = from_plain(StoredFile, paper["batch"]) if paper["batch"] else None
    say = cycle.say
    how = (
        say("[Skriv ut alle i éin PDF]({link}), med adresser til vindaugskonvoluttar.", link=file_link(cycle, batch))
        if batch
        else say("PDF manglar; skriv ut Word-filene.")
    )
    noted = say(
        "Køyr «cycle outbox print {year} {dispatch} --to BREV.pdf --name NAMN», så står det i kvitteringa kven som "
        "skreiv ut og når.",
        year=cycle.year,
        dispatch=link.dispatch,
    )
    head = (say("Kven"), say("Postadresse"), say("Skrive ut"))
    return paragraphs(say("### Får brevet på papir") + "\n\n" + table(head, rows), f"{how} {noted}")


def _outcome_of(cycle: OpenCycle, link: Link) -> Mapping[str, Any]:
    newest = cycle.record.latest(link.name)
    return newest.body if newest else {}


def _printed(cycle: OpenCycle, one: PrintedLetter | None) -> str:
    if one is None:
        return cycle.say("ikkje enno")
    return f"{wording.long_date(one.at.astimezone(OSLO).date(), cycle.language)} av {one.who}"


def _said(cycle: OpenCycle, row: OutboxRow) -> str:
    """Return the server's code and words, or our own as the reader reads them."""
    return " ".join(part for part in (str(row.code or ""), as_read(row.text, cycle.language)) if part)
