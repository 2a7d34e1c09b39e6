"""What people read about a mailing: before it goes, the count they confirm; afterwards, what became of every mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cycle import wording
from cycle.mail.sayings import as_read
from cycle.model import OutboxRow, StoredFile, from_plain
from cycle.services import OSLO
from cycle.steps.chain import Link
from cycle.steps.cycle import OpenCycle
from cycle.steps.gists import WORDS, gist
from cycle.steps.kinds import invites_apart
from cycle.steps.ledger import called, mails_of, names_in, needs_person, remedies
from cycle.steps.links import file_link
from cycle.steps.mail_plan import going, mail_plan, told
from cycle.steps.markdown import bullets, paragraphs, plain, table
from cycle.steps.paper import printed_of
from cycle.steps.same_address import Overlap
from cycle.steps.step import Presentation, Table
from cycle.store.printed import PrintedLetter
from cycle.store.results import Result

MODES = {mode: WORDS["nn"][mode] for mode in ("folder", "redirect", "allowlist", "live")}
STATES = {
    "queued": "står i kø",
    "sending": "blir sende no",
    "sent": "sende",
    "refused": "avviste av e-posttenaren",
    "failed": "gav vi opp",
    "uncertain": "uvisse – de må avgjere",
}


def present(cycle: OpenCycle, link: Link, result: Result) -> Presentation:
    """Return what the secretariat confirms: the count first."""
    body = result.body
    settings = cycle.services.settings
    now = going(body)
    held = [from_plain(Overlap, one) for one in body.get("same_address", ()) if one["held"] and not one["settled"]]
    unsettled = [
        (one["name"], STATES[body["open"][one["recipient"]]["state"]], body["open"][one["recipient"]]["remedy"])
        for one in body["mails"]
        if one["recipient"] in body["open"]
    ]
    dispatch = cycle.dispatch(link)
    subject = dispatch.subject.format(year=cycle.year, meeting=wording.in_a_sentence(cycle.rules.name_definite))
    goes_to = f"«{plain(subject)}» skal til **{wording.count(body['count'], 'mottakar', 'mottakarar')}**"
    mode = MODES[body["mode"]].format(to=plain(settings.mail_redirect_to))
    markdown = paragraphs(
        f"{goes_to}.",
        mode,
        told(mail_plan(cycle, link, result)),
        _on_paper(cycle, link, body),
        "Kvar av dei får òg ei kalenderinnkalling i ein e-post for seg sjølv, rett etter brevet."
        if invites_apart(cycle, link)
        else "",
        f"{len(body['already'])} har alt fått denne utsendinga og får ho ikkje ein gong til."
        if body["already"]
        else "",
        "### Har fått ein tidlegare versjon av brevet\n\n" + bullets(body["changed_since_sent"])
        if body["changed_since_sent"]
        else "",
        "### Går ikkje ut no: avgjer kvar og ein\n\n" + table(("Kven", "Status", "Råd"), unsettled)
        if unsettled
        else "",
        _held(cycle, link, held),
        "### Får ikkje e-post\n\n" + table(("Kven", "Kvifor"), [(one["who"], one["why"]) for one in body["left_out"]])
        if body["left_out"]
        else "",
        f"Skriv talet **{body['count']}** i skjemaet og godkjenn. Då blir breva sende med ein gong."
        if body["count"]
        else "Ingen får e-post om du godkjenner.",
    )
    rows = [
        {
            "Mottakar": one["name"],
            "E-post": one["address"],
            "Vedlegg": ", ".join(file["name"] for file in one["files"]),
        }
        for one in now
    ]
    return Presentation(
        title=cycle.title_of(link),
        summary=gist(cycle, link, result),
        markdown=markdown,
        tables=(Table(id="mottakarar", title="Mottakarar", rows=rows),),
    )


def report(cycle: OpenCycle, link: Link, _outcome: Mapping[str, Any]) -> Presentation:
    """Return what has become of the mails by now: counts, and every row that needs a person."""
    letters, calendars = mails_of(cycle, link)
    rows = [*letters, *calendars]
    names, advice = names_in(cycle), remedies(cycle, rows)
    open_rows = [
        (called(row, names), row.address, STATES[row.state], _said(row), advice[row.id])
        for row in rows
        if needs_person(row)
    ]
    waiting = sum(row.state in {"queued", "sending"} for row in rows)
    markdown = paragraphs(
        table(("Status", "Tal"), _counted(letters)),
        "### Kalenderinnkallingar\n\n" + table(("Status", "Tal"), _counted(calendars)) if calendars else "",
        "### Desse må de sjå på\n\n" + table(("Mottakar", "E-post", "Status", "Tenaren sa", "Råd"), open_rows)
        if open_rows
        else f"{wording.count(waiting, 'e-post ventar', 'e-postar ventar')} enno. Ingen treng dykk."
        if waiting
        else "Alle har fått brevet på e-post.",
        _on_paper(cycle, link, _outcome_of(cycle, link)),
    )
    table_rows: Sequence[Mapping[str, str]] = [
        {
            "Mottakar": called(row, names),
            "E-post": row.address,
            "Status": STATES[row.state],
            "Tenaren sa": _said(row),
            "Råd": advice[row.id],
        }
        for row in rows
    ]
    return Presentation(
        title=f"{cycle.title_of(link)} – resultat",
        summary=f"E-postar: {wording.listed([f'{number} {state}' for state, number in _counted(letters)])}.",
        markdown=markdown,
        tables=(Table(id="resultat", title="Kva som skjedde med kvar e-post", rows=table_rows),),
    )


def why_held(one: Overlap) -> str:
    """Return in nynorsk why somebody gets no mail although a letter is made."""
    if one.settled:
        return f"Har fått ho i eige namn, i utsendinga {one.settled}."
    return f"Adressa {one.address} har alt fått ho, i brevet til {one.before} (e-post {one.mail}). De må avgjere."


def _held(cycle: OpenCycle, link: Link, held: Sequence[Overlap]) -> str:
    """Return who may have got the dispatch under another name, and exactly how to go on; nothing for nobody."""
    if not held:
        return ""
    request = cycle.dispatch(link).request
    kind = request.dispatch if request else link.dispatch
    rows = [(one.name, one.address, f"{one.before} (e-post {one.mail})", one.person, one.recipient) for one in held]
    first = held[0]
    return paragraphs(
        "### Har kanskje fått ho under eit anna namn: avgjer kvar og ein\n\n"
        + table(("Kven", "E-post", "Har fått ho som", "Person-id før", "Person-id no"), rows),
        "**Same person, og namnet er retta:** Skriv *Person-id før* i kolonnen *Person-id* i registeret, og start året "
        "på nytt. Då er det éin person, som ikkje får ho ein gong til. Skal brevet med rett namn òg ut, be så om "
        "**retting** i Prefect med nummeret på e-posten, eller køyr "
        f"«cycle outbox correct {first.mail} --name NAMN --why GRUNN».",
        f"**Ein annan person, eller brevet skal ut likevel:** Be om **ekstra-utsending** i Prefect med «{kind}» under "
        "*Utsending* og *Person-id no* under *Berre til*, eller køyr "
        f"«cycle dispatch {cycle.year} {kind} --to {first.recipient} --name NAMN --why GRUNN». "
        "Brevet får sin eigen port.",
    )


def _counted(rows: Sequence[OutboxRow]) -> list[tuple[str, str]]:
    """Return each state there is, in words, with how many mails are in it."""
    found: Counter[str] = Counter(row.state for row in rows)
    return [(words, str(found[state])) for state, words in STATES.items() if found[state]]


def _on_paper(cycle: OpenCycle, link: Link, body: Mapping[str, Any]) -> str:
    """Return who gets the letter on paper, whether it is printed, and how; nothing when nobody does."""
    paper = body.get("paper", {"letters": [], "batch": None})
    if not paper["letters"]:
        return ""
    done = printed_of(cycle, link)
    rows = [
        (one["name"], ", ".join(one["postal"].splitlines()), _printed(done.get(one["recipient"])))
        for one in paper["letters"]
    ]
    batch = from_plain(StoredFile, paper["batch"]) if paper["batch"] else None
    how = (
        f"[Skriv ut alle i éin PDF]({file_link(cycle, batch)}), med adresser til vindaugskonvoluttar. "
        if batch
        else "PDF manglar; skriv ut Word-filene. "
    )
    noted = f"cycle outbox print {cycle.year} {link.dispatch} --to BREV.pdf --name NAMN"
    return paragraphs(
        "### Får brevet på papir\n\n" + table(("Kven", "Postadresse", "Skrive ut"), rows),
        f"{how}Køyr «{noted}», så står det i kvitteringa kven som skreiv ut og når.",
    )


def _outcome_of(cycle: OpenCycle, link: Link) -> Mapping[str, Any]:
    newest = cycle.memory.results.latest(cycle.id, link.name)
    return newest.body if newest else {}


def _printed(one: PrintedLetter | None) -> str:
    return f"{wording.long_date(one.at.astimezone(OSLO).date())} av {one.who}" if one else "ikkje enno"


def _said(row: OutboxRow) -> str:
    """Return the server's code and words, or our own in nynorsk."""
    return " ".join(part for part in (str(row.code or ""), as_read(row.text)) if part)
