"""What people read about a mailing: before it goes, the count they confirm; afterwards, what became of every mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from cycle import wording
from cycle.application.delivery.evidence.ledger import called, mails_of, names_in, needs_person, remedies
from cycle.application.delivery.letter_mail import LetterMails
from cycle.application.delivery.planned_mails import mail_plan, plan_text
from cycle.application.dispatches import MODES, gist, why_not
from cycle.application.documents import printed_of
from cycle.application.results import AddressOverlap, MailingResult, read
from cycle.application.year import (
    OpenCycle,
    ReviewTable,
    StepNode,
    StepSummary,
    as_paragraphs,
    bullets,
    by_reason,
    file_link,
    invites_apart,
    plain,
    section,
    table,
)
from cycle.catalogue import in_context, plural, sentence
from cycle.mail.outbox import as_read
from cycle.model import OutboxRow
from cycle.services import OSLO
from cycle.store.mails.printed_letters import PrintedLetter
from cycle.store.years.results import Outcome, Result

STATES: Mapping[str, tuple[str, str]] = {
    "queued": plural("queued", "queued"),
    "sending": plural("being sent now", "being sent now"),
    "sent": plural("sent", "sent"),
    "refused": plural("refused by the mail server", "refused by the mail server"),
    "failed": plural("not sent", "not sent"),
    "uncertain": plural("in doubt – you must decide", "in doubt – you must decide"),
}
"""What has become of a mail, and of any other number of mails."""
ON_TRIAL: Mapping[str, tuple[str, str]] = {
    **STATES,
    "sending": plural("being made on trial", "being made on trial"),
    "sent": plural("made on trial", "made on trial"),
    "failed": plural("not made", "not made"),
}
"""The same of mails that are put into a folder, and nobody gets."""
TO_ONE_ADDRESS: Mapping[str, tuple[str, str]] = {
    **STATES,
    "sending": plural("being sent on trial to one address", "being sent on trial to one address"),
    "sent": plural("sent on trial to one address", "sent on trial to one address"),
}
"""The same of mails that all go to the trial address, and to none of those they are for."""
_BY_MODE: Mapping[str, Mapping[str, tuple[str, str]]] = {"folder": ON_TRIAL, "redirect": TO_ONE_ADDRESS}
_HAD: Mapping[str, str] = {
    "folder": sentence("The mail to {number} is already made on trial, and is not made again."),
    "redirect": sentence("The mail to {number} has already gone on trial to one address, and does not go again."),
}
"""What is said of those who are done already in a rehearsal, by its mode."""
_TRIED: Mapping[str, str] = {
    "folder": sentence("All of it is made on trial. Nobody has had the letter by e-mail."),
    "redirect": sentence(
        "All of it is sent on trial to one address. None of those it is for has had the letter by e-mail."
    ),
}
"""What is said when all is done in a rehearsal, by its mode."""
RECIPIENTS = plural(in_context("heading", "Recipient"), in_context("heading", "Recipients"))


def present(cycle: OpenCycle, node: StepNode, result: Result) -> StepSummary:
    """Return what the secretariat confirms: the count first."""
    made, say = read(MailingResult, result), cycle.say
    how = _how_to_confirm(cycle, made)
    markdown = as_paragraphs(
        _goes_to(cycle, node, made),
        say(MODES[made.mode], to=plain(cycle.services.settings.mail_redirect_to)),
        plan_text(cycle, mail_plan(cycle, node, result)),
        _on_paper(cycle, node, made),
        cycle.count(
            made.count,
            "The recipient also gets a calendar invitation in a mail of its own, right after the letter.",
            "Each of them also gets a calendar invitation in a mail of its own, right after the letter.",
        )
        if made.count and invites_apart(cycle, node)
        else "",
        _have_had_it(cycle, made),
        section(say("### Do not go out now: decide on each"), _unsettled(cycle, made)),
        _held(cycle, node, [overlap for overlap in made.same_address if overlap.waits]),
        section(
            say("### Do not get mail"),
            table(
                (say("Who"), say("Why")),
                by_reason((person.who, why_not(cycle.language, person.why)) for person in made.left_out),
            ),
        ),
        how,
    )
    mails = LetterMails(cycle, node)
    rows = [
        {
            say("Recipient"): mail.name,
            say("E-mail"): mail.address,
            say("Enclosures"): ", ".join(mails.attached(mail.files)),
        }
        for mail in made.going
    ]
    return StepSummary(
        title=cycle.title_of(node),
        summary=gist(cycle, node, result, cycle.language),
        markdown=markdown,
        how=how,
        tables=(ReviewTable(id="mottakarar", title=cycle.count(len(rows), *RECIPIENTS), rows=rows),),
    )


def report(cycle: OpenCycle, node: StepNode, _outcome: Outcome) -> StepSummary:
    """Return what has become of the mails by now: counts, and every row that needs a person."""
    letters, calendars = mails_of(cycle, node)
    rows = [*letters, *calendars]
    say = cycle.say
    names, advice = names_in(cycle), remedies(cycle, rows)
    open_rows = [
        (
            called(cycle, row, names),
            row.address,
            cycle.count(1, *_states(cycle)[row.state]),
            _said(cycle, row),
            advice[row.id],
        )
        for row in rows
        if needs_person(row)
    ]
    markdown = as_paragraphs(
        table((say("Status"), say("How many")), _counted(cycle, letters)),
        section(
            cycle.count(len(calendars), "### Calendar invitation", "### Calendar invitations"),
            table((say("Status"), say("How many")), _counted(cycle, calendars)),
        ),
        section(
            cycle.count(len(open_rows), "### You must look at this one", "### You must look at these"),
            table((say("Recipient"), say("E-mail"), say("Status"), say("The server said"), say("Advice")), open_rows),
        ),
        "" if open_rows else _nothing_to_look_at(cycle, rows),
        _on_paper(cycle, node, _newest(cycle, node)),
    )
    return StepSummary(
        title=f"{cycle.title_of(node)} – {say('result')}",
        summary=say(
            "Mails: {states}.",
            states=wording.listed([f"{number} {state}" for state, number in _counted(cycle, letters)]) or "0",
        ),
        markdown=markdown,
        tables=(_each_mail(cycle, rows, names, advice),),
    )


def _each_mail(
    cycle: OpenCycle, rows: Sequence[OutboxRow], names: Mapping[str, str], advice: Mapping[int, str]
) -> ReviewTable:
    """Return the table of all mails, those that need nobody too."""
    say = cycle.say
    return ReviewTable(
        id="resultat",
        title=cycle.count(len(rows), "What happened to the mail", "What happened to each mail"),
        rows=[
            {
                say("Recipient"): called(cycle, row, names),
                say("E-mail"): row.address,
                say("Status"): cycle.count(1, *_states(cycle)[row.state]),
                say("The server said"): _said(cycle, row),
                say("Advice"): advice[row.id],
            }
            for row in rows
        ],
    )


def why_held(cycle: OpenCycle, overlap: AddressOverlap) -> str:
    """Return why somebody gets no mail although a letter is made."""
    if overlap.settled:
        return cycle.say("Has had it under their own name, in the dispatch {dispatch}.", dispatch=overlap.settled)
    return cycle.say(
        "The address {address} has already had it, in the letter to {name} (mail {mail}). You must decide.",
        address=overlap.address,
        name=overlap.before,
        mail=overlap.mail,
    )


def _goes_to(cycle: OpenCycle, node: StepNode, made: MailingResult) -> str:
    meeting = wording.in_a_sentence(cycle.rules.name_definite)
    subject = plain(cycle.dispatch(node).subject.format(year=cycle.year, meeting=meeting))
    if not made.count:
        return cycle.say("**Nobody** is to have “{subject}”.", subject=subject)
    number = cycle.count(made.count, "{number} recipient", "{number} recipients")
    return cycle.say("“{subject}” goes to **{number}**.", subject=subject, number=number)


def _have_had_it(cycle: OpenCycle, made: MailingResult) -> str:
    """Return how many have had this dispatch, and who of them an earlier version of the letter."""
    number = cycle.count(len(made.already), "{number} recipient", "{number} recipients")
    had = sentence("{number} have already had this dispatch and do not get it again.")
    return as_paragraphs(
        cycle.say(_HAD.get(made.mode, had), number=number) if made.already else "",
        section(cycle.say("### Have had an earlier version of the letter"), bullets(made.changed_since_sent)),
    )


def _unsettled(cycle: OpenCycle, made: MailingResult) -> str:
    say = cycle.say
    rows = [
        (mail.name, cycle.count(1, *_states(cycle)[found.state]), found.remedy)
        for mail in made.mails
        if (found := made.open.get(mail.recipient))
    ]
    return table((say("Who"), say("Status"), say("Advice")), rows)


def _held(cycle: OpenCycle, node: StepNode, held: Sequence[AddressOverlap]) -> str:
    """Return who may have got the dispatch under another name, and exactly how to go on; nothing for nobody."""
    if not held:
        return ""
    request = cycle.dispatch(node).request
    kind = request.dispatch if request else node.dispatch
    rows = [
        (overlap.name, overlap.address, f"{overlap.before} (e-post {overlap.mail})", overlap.person, overlap.recipient)
        for overlap in held
    ]
    first, say = held[0], cycle.say
    head = (say("Who"), say("E-mail"), say("Has had it as"), say("Person id before"), say("Person id now"))
    return as_paragraphs(
        section(say("### May have had it under another name: decide on each"), table(head, rows)),
        say(
            (
                "**The same person, and the name has been corrected:** Write *Person id before* in "
                "the column *Person id* of the register, and start the year again. It is then one "
                "person, who does not get it once more. If the letter with the right name is to go "
                "out too, ask for a **correction** in Prefect with the number of the mail, {mail}. Whoever runs the "
                "service can do it with “cycle outbox correct {mail} --name NAME --why REASON”."
            ),
            mail=first.mail,
        ),
        say(
            (
                "**Another person, or the letter is to go out all the same:** Ask for an **extra "
                "dispatch** in Prefect with “{kind}” under *Dispatch* and *Person id now* under *Only "
                "to*. The letter gets an approval of its own. Whoever runs the service can do it with “cycle dispatch "
                "{year} {kind} --to {recipient} --name NAME --why REASON”."
            ),
            kind=kind,
            year=cycle.year,
            recipient=first.recipient,
        ),
    )


def _how_to_confirm(cycle: OpenCycle, made: MailingResult) -> str:
    if not made.count:
        return cycle.say("Nobody gets mail if you approve.")
    if made.mode == "folder":
        return cycle.count(
            made.count,
            "Type the number **{number}** in the form and approve. {number} mail is then made on trial, and nobody "
            "gets it.",
            "Type the number **{number}** in the form and approve. {number} mails are then made on trial, and nobody "
            "gets them.",
        )
    if made.mode == "redirect":
        return cycle.count(
            made.count,
            "Type the number **{number}** in the form and approve. {number} mail is then sent on trial to one address, "
            "and nobody else gets it.",
            "Type the number **{number}** in the form and approve. {number} mails are then sent on trial to one "
            "address, and nobody else gets them.",
        )
    return cycle.say(
        "Type the number **{number}** in the form and approve. The letters are then sent at once."
        if made.count > 1
        else "Type the number **{number}** in the form and approve. The letter is then sent at once.",
        number=made.count,
    )


def _nothing_to_look_at(cycle: OpenCycle, rows: Sequence[OutboxRow]) -> str:
    if waiting := sum(row.state in {"queued", "sending"} for row in rows):
        number = cycle.count(waiting, "{number} mail waits", "{number} mails wait")
        return cycle.say("{number} yet. None of them needs you.", number=number)
    if rows and (tried := _TRIED.get(cycle.services.settings.mail_mode)):
        return cycle.say(tried)
    return cycle.say("Everyone has had the letter by e-mail." if rows else "Nobody has had the letter by e-mail.")


def _counted(cycle: OpenCycle, rows: Sequence[OutboxRow]) -> list[tuple[str, str]]:
    """Return each state there is, in words, with how many mails are in it."""
    found: Counter[str] = Counter(row.state for row in rows)
    return [
        (cycle.count(found[state], *words), str(found[state]))
        for state, words in _states(cycle).items()
        if found[state]
    ]


def _states(cycle: OpenCycle) -> Mapping[str, tuple[str, str]]:
    return _BY_MODE.get(cycle.services.settings.mail_mode, STATES)


def _on_paper(cycle: OpenCycle, node: StepNode, made: MailingResult | None) -> str:
    """Return who gets the letter on paper, whether it is printed, and how; nothing when nobody does."""
    if made is None or not made.paper.letters:
        return ""
    done = printed_of(cycle, node)
    rows = [
        (letter.name, ", ".join(letter.postal.splitlines()), _printed(cycle, done.get(letter.recipient)))
        for letter in made.paper.letters
    ]
    batch = made.paper.batch
    say = cycle.say
    how = (
        say("[Print all in one PDF]({link}), with addresses for window envelopes.", link=file_link(cycle, batch))
        if batch
        else say("The PDF is missing; print the Word files.")
    )
    noted = say(
        (
            "Tell whoever runs the service when it is done (“cycle outbox print {year} {dispatch} --to LETTER.pdf "
            "--name NAME”), and the proof of notice says who printed and when."
        ),
        year=cycle.year,
        dispatch=node.dispatch,
    )
    head = (say("Who"), say("Postal address"), say("Printed"))
    return section(say("### Get the letter on paper"), table(head, rows), f"{how} {noted}")


def _newest(cycle: OpenCycle, node: StepNode) -> MailingResult | None:
    result = cycle.record.latest(node.name)
    return read(MailingResult, result) if result else None


def _printed(cycle: OpenCycle, printed: PrintedLetter | None) -> str:
    if printed is None:
        return cycle.say("not yet")
    day = wording.long_date(printed.at.astimezone(OSLO).date(), cycle.language)
    return cycle.say("{day} by {who}", day=day, who=printed.who)


def _said(cycle: OpenCycle, row: OutboxRow) -> str:
    """Return the server's code and words, or our own as the reader reads them."""
    return " ".join(part for part in (str(row.code or ""), as_read(row.text, cycle.language)) if part)
