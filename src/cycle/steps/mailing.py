"""Step 6, mailing: everyone on the approved list exactly once, after the secretariat confirms the exact count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal

from cycle import wording
from cycle.mail.guard import allowed
from cycle.model import Invitee, OutboxRow, StoredFile, from_plain, to_plain
from cycle.services import OSLO
from cycle.steps.audience import answered_since
from cycle.steps.chain import Link
from cycle.steps.contact import everybody
from cycle.steps.cycle import OpenCycle
from cycle.steps.kinds import calendar_kind, kind_of
from cycle.steps.ledger import called, mails_of, names_in, needs_person, remedies
from cycle.steps.letter_mail import LetterMails, enclosed
from cycle.steps.links import file_link
from cycle.steps.mail_plan import going, mail_plan, told
from cycle.steps.mail_size import limit_of, refuse_too_large
from cycle.steps.markdown import bullets, paragraphs, plain, table
from cycle.steps.meeting_calendar import sequences
from cycle.steps.paper import paper_body, paper_inputs, printed_of
from cycle.steps.post import Addressed, intended, send
from cycle.steps.step import Body, Presentation, Step, Table
from cycle.steps.upstream import result_of
from cycle.store.outbox import is_withdrawn
from cycle.store.printed import PrintedLetter
from cycle.store.results import Result

MODES = {
    "folder": "**Prøve:** breva blir lagde i ei mappe på denne maskina. Ingen får e-post.",
    "redirect": "**Prøve:** alt går til éi adresse, {to}. Ingen andre får e-post.",
    "allowlist": "**Avgrensa:** berre adressene som er opna i oppsettet, får e-post.",
    "live": "**Breva går til mottakarane på ordentleg.**",
}
STATES = {
    "queued": "står i kø",
    "sending": "blir sende no",
    "sent": "sende",
    "refused": "avviste av e-posttenaren",
    "failed": "gav vi opp",
    "uncertain": "uvisse – de må avgjere",
}


def inputs(cycle: OpenCycle, link: Link) -> Mapping[str, Any]:
    """Return what the mailing depends on: the mail bodies and the way mail leaves the house."""
    settings = cycle.services.settings
    mails = LetterMails(cycle, link)
    return {
        "bodies": mails.template_digest(),
        "sender": to_plain(mails.sender),
        "mode": settings.mail_mode,
        "to": settings.mail_redirect_to,
        "allow": list(settings.mail_allowlist),
        "largest": settings.mail_max_mb,
        **paper_inputs(cycle, everybody(cycle)),
    }


def prepare(cycle: OpenCycle, link: Link) -> Body:
    """Return one planned mail per letter, the exact count, and who gets none and why.

    InputError naming every mail that is larger than the setting, the provider or the mail server lets through.
    """
    settings = cycle.services.settings
    letters = result_of(cycle, f"letters.{link.dispatch}").body
    mails, dispatch = LetterMails(cycle, link), cycle.dispatch(link)
    rows = {row.recipient: row for row in cycle.memory.outbox.rows(cycle=cycle.id, kind=kind_of(cycle, link))}
    planned, left_out = [], []
    people, order = {one.id: one for one in everybody(cycle)}, sequences(cycle, dispatch)
    answered = answered_since(cycle, dispatch, [one["recipient"] for one in letters["letters"]])
    invitees = [people[one["recipient"]] for one in letters["letters"]]
    for letter, invitee in zip(letters["letters"], invitees, strict=True):
        if invitee.id in answered:
            left_out.append({"who": invitee.name, "why": answered[invitee.id]})
            continue
        if invitee.on_paper:
            continue
        if settings.mail_mode == "allowlist" and not allowed(invitee.address, settings.mail_allowlist):
            left_out.append({"who": invitee.name, "why": "Adressa er ikkje opna i oppsettet."})
            continue
        files = mails.files(letter, enclosed(letters["common"], invitee.language))
        sequence = order[invitee.id]
        content = mails.content_digest(invitee, files, sequence=sequence)
        mail = Addressed(recipient=invitee.id, address=invitee.address, content=content)
        row = intended(cycle, kind=kind_of(cycle, link), sender=mails.sender, mail=mail)
        planned.append(
            {
                "recipient": invitee.id,
                "name": invitee.name,
                "address": invitee.address,
                "files": to_plain(files),
                "content": content,
                "size": sum(one.size for one in files),
                "bytes": mails.size(row, invitee, files, sequence=sequence),
                "sequence": sequence,
            }
        )
    limit = limit_of(settings)
    refuse_too_large(planned, limit, mailing=cycle.title_of(link))
    advice = remedies(cycle, rows.values())
    stands = {one["recipient"]: _stands(rows.get(one["recipient"]), one["address"]) for one in planned}
    already = {recipient for recipient, stand in stands.items() if stand == "already"}
    return {
        "mails": planned,
        "left_out": left_out,
        "already": sorted(already),
        "changed_since_sent": [one["name"] for one in planned if one["recipient"] in already and _differs(rows, one)],
        "again": sorted(recipient for recipient, stand in stands.items() if stand == "again"),
        "open": {
            recipient: {"state": rows[recipient].state, "remedy": advice[rows[recipient].id]}
            for recipient, stand in stands.items()
            if stand == "open"
        },
        "count": sum(stand in {"new", "again"} for stand in stands.values()),
        "mode": settings.mail_mode,
        "limit": limit.size,
        "paper": paper_body(cycle, link, invitees, letters),
    }


def present(cycle: OpenCycle, link: Link, result: Result) -> Presentation:
    """Return what the secretariat confirms: the count first."""
    body = result.body
    settings = cycle.services.settings
    now = going(body)
    unsettled = [
        (one["name"], STATES[body["open"][one["recipient"]]["state"]], body["open"][one["recipient"]]["remedy"])
        for one in body["mails"]
        if one["recipient"] in body["open"]
    ]
    dispatch = cycle.dispatch(link)
    subject = dispatch.subject.format(year=cycle.year, meeting=cycle.rules.name.lower())
    goes_to = f"«{plain(subject)}» skal til **{wording.count(body['count'], 'mottakar', 'mottakarar')}**"
    mode = MODES[body["mode"]].format(to=plain(settings.mail_redirect_to))
    markdown = paragraphs(
        f"{goes_to}.",
        mode,
        told(mail_plan(cycle, link, result)),
        _on_paper(cycle, link, body),
        "Kvar av dei får òg ei kalenderinnkalling i ein e-post for seg sjølv, rett etter brevet."
        if dispatch.calendar == "invitation" and body["mode"] != "redirect"
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
        "### Får ikkje e-post\n\n" + table(("Kven", "Kvifor"), [(one["who"], one["why"]) for one in body["left_out"]])
        if body["left_out"]
        else "",
        f"Skriv talet **{body['count']}** i skjemaet og godkjenn. Då blir breva sende med ein gong.",
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
        summary=f"{goes_to}. {mode}",
        markdown=markdown,
        tables=(Table(id="mottakarar", title="Mottakarar", rows=rows),),
    )


def perform(cycle: OpenCycle, link: Link, result: Result) -> Body:
    """Put every planned mail in the outbox, send what is due, and return the counts.

    Unavailable when the server is down: nothing is marked sent, and the same call later goes on.
    """
    mails, dispatch = LetterMails(cycle, link), cycle.dispatch(link)
    people = {one.id: one for one in everybody(cycle)}
    planned = {one["recipient"]: one for one in result.body["mails"]}
    for one in answered_since(cycle, dispatch, planned):
        del planned[one]
    files = {key: [from_plain(StoredFile, file) for file in one["files"]] for key, one in planned.items()}
    order = {key: one.get("sequence", 0) for key, one in planned.items()}
    send(
        cycle,
        kind=kind_of(cycle, link),
        sender=mails.sender,
        planned=[
            Addressed(recipient=key, address=people[key].address, content=one["content"])
            for key, one in planned.items()
        ],
        again=set(result.body["again"]) & set(planned),
        build=lambda row: mails.build(row, people[row.recipient], files[row.recipient], sequence=order[row.recipient]),
        stop=partial(cycle.called_off_meanwhile, link),
    )
    if dispatch.calendar == "invitation":
        _send_invitations(cycle, link, mails, people, planned)
    return {"counts": cycle.memory.outbox.counts(cycle=cycle.id, kind=kind_of(cycle, link))}


def _send_invitations(
    cycle: OpenCycle,
    link: Link,
    mails: LetterMails,
    people: Mapping[str, Invitee],
    planned: Mapping[str, Mapping[str, Any]],
) -> None:
    """Send everyone who got the letter the calendar invitation as a mail of its own.

    Not when all goes to one address: an answer from there would count as one from each of them.
    """
    if cycle.services.settings.mail_mode == "redirect":
        return
    letters = cycle.memory.outbox.rows(cycle=cycle.id, kind=kind_of(cycle, link), state="sent")
    got = [row.recipient for row in letters if row.recipient in planned]
    send(
        cycle,
        kind=calendar_kind(cycle, link),
        sender=mails.sender,
        planned=[Addressed(recipient=key, address=people[key].address, content=planned[key]["content"]) for key in got],
        again=set(),
        build=lambda row: mails.build_invitation(
            row, people[row.recipient], sequence=planned[row.recipient].get("sequence", 0)
        ),
        stop=partial(cycle.called_off_meanwhile, link),
        look_first=False,
    )


def remains(cycle: OpenCycle, link: Link, result: Result) -> bool:
    """Return whether a mail of this result is queued again, since a person said so after it was carried out."""
    planned = {one["recipient"] for one in result.body["mails"]}
    kinds = (kind_of(cycle, link), calendar_kind(cycle, link))
    queued = [row for one in kinds for row in cycle.memory.outbox.rows(cycle=cycle.id, kind=one, state="queued")]
    return any(row.recipient in planned for row in queued)


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
    """Return the server's code and words."""
    return " ".join(part for part in (str(row.code or ""), row.text) if part)


def _stands(row: OutboxRow | None, address: str) -> Literal["new", "already", "again", "open"]:
    """Return what an approval means for one person: a first mail, none, a mail to a corrected address, or a question.

    Nothing goes out twice to one address unless a person decides it for that mail.
    """
    if row is None or row.state == "queued" or is_withdrawn(row):
        return "new"
    if row.state in {"sent", "sending"}:
        return "already"
    return "again" if row.state in {"refused", "failed"} and row.address != address else "open"


def _differs(rows: Mapping[str, Any], planned: Mapping[str, Any]) -> bool:
    return bool(rows[planned["recipient"]].content != planned["content"])


STEP = Step(
    title="Utsending",
    inputs=inputs,
    prepare=prepare,
    present=present,
    perform=perform,
    report=report,
    remains=remains,
)
