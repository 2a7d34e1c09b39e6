"""The proof of notice (kvittering) of a dispatch: who got the letter, when, what the server said, and its sha256."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cycle import wording
from cycle.application.delivery.evidence.ledger import names_in
from cycle.application.delivery.evidence.proof_words import MailOutcome, iso, outcome_of, when_in
from cycle.application.dispatches import why_not
from cycle.application.documents import file_in, letter_language, make, printed_of
from cycle.application.results import (
    DispatchProof,
    MailingResult,
    NotMailed,
    PaperLetter,
    PlannedMail,
    RenderedLetter,
    read,
)
from cycle.application.year import OpenCycle, StepNode, TranslatedYear, host_of, kind_of
from cycle.catalogue import counted, plural, say, sentence
from cycle.errors import StepError, did_you_mean
from cycle.letters.fields import PROOF, STATES, ProofRow, ProofState, programme_fields, proof_csv, proof_fields
from cycle.mail.inbox import reply_states
from cycle.model import Document, HostAnswer, Language, OutboxRow, Reply, StoredFile
from cycle.phrases import Phrase
from cycle.private import given_out
from cycle.services import OSLO
from cycle.store.mails.printed_letters import PrintedLetter

TEMPLATE = "kvittering.docx"
CSV = "text/csv"
BY_MAIL = frozenset({"sent", "claimed"})
"""The states of a mail that reached somebody."""
ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;\"']+")
"""What a server says may name anybody: the proof is kept for ever, and says itself where the mail went."""
TRIALS: Mapping[str, str] = {
    "folder": sentence("The mail was put into a folder."),
    "redirect": sentence("All mail went to one trial address."),
}
"""What sort of rehearsal a mailing was, by the mode of the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The proof of one dispatch, as files. `page` is the Word file and the PDF of it, where LibreOffice is there."""

    dispatch: str
    rows: tuple[ProofRow, ...]
    table: Document
    page: RenderedLetter


def proof_rows(cycle: OpenCycle, node: StepNode, language: Language) -> tuple[ProofRow, ...]:
    """Return what became of the letter to everyone on the list of the mailing, each once, by name.

    Nobody before the mailing is planned. Those who left the list since are there with what they got.
    """
    result = cycle.record.latest(node.name)
    made = read(MailingResult, result) if result else None
    mails, paper, left_out = (made.mails, made.paper.letters, made.left_out) if made else ((), (), ())
    rows = {row.recipient: row for row in cycle.record.mails_of(kind_of(cycle, node))}
    printed, names, back = printed_of(cycle, node), names_in(cycle), _returned(cycle, node)
    found = []
    for row in rows.values():
        outcome = outcome_of(row, cycle.record.mail_events.get(row.id, ()), language)
        found.append(_mailed(row, names.get(row.recipient, ""), outcome, back.get(row.recipient), language))
    found += [_planned(mail) for mail in mails if mail.recipient not in rows]
    for planned in paper:
        found.append(paper_row(planned, printed.get(planned.recipient), language))
    on_list = {planned.recipient for planned in paper}
    for recipient, letter in printed.items():
        if recipient not in on_list:  # printed because the mail did not arrive
            unplanned = PaperLetter(
                recipient=recipient, name=names.get(recipient, ""), postal=letter.postal, content=letter.content
            )
            found.append(paper_row(unplanned, letter, language))
    found += [_left_out(person, language) for person in left_out]
    return tuple(sorted(_by_person(found, language), key=lambda row: (wording.alphabetical(row.name), row.by)))


def proofs(cycle: OpenCycle, *, dispatch: str = "") -> tuple[Proof, ...]:
    """Return the proof of every dispatch that has one, or of the one that is named.

    StepError when it has not been planned; TemplateError and MissingToolError as for letters.
    """
    mailings = [node for node in cycle.graph if node.kind == "mailing"]
    if dispatch and dispatch not in {node.dispatch for node in mailings}:
        known = [node.dispatch for node in mailings]
        what = f"{cycle.id}: there is no dispatch {dispatch!r}; {did_you_mean(dispatch, known)}"
        raise StepError(what).with_message(Phrase("The year has no dispatch called «{name}».", name=dispatch))
    language = letter_language(cycle, TEMPLATE, cycle.loaded.community.language)
    rows = {
        node: found
        for node in mailings
        if dispatch in {"", node.dispatch} and (found := proof_rows(cycle, node, language))
    }
    if dispatch and not rows:
        raise StepError(f"{cycle.id} {dispatch}: no mailing is planned, so there is nothing to prove").with_message(
            Phrase("No mailing of it is planned, so there is nothing to prove.")
        )
    if not rows:
        return ()
    translated = TranslatedYear(cycle=cycle, language=language)
    wanted = {node.dispatch: proof_page(translated, node, found, host=host_of(cycle)) for node, found in rows.items()}
    made = make(cycle, file_in(cycle, TEMPLATE, language), wanted, known=PROOF)
    return tuple(
        Proof(
            dispatch=node.dispatch,
            rows=found,
            table=Document(name=f"{wanted[node.dispatch][0]}.csv", media_type=CSV, data=proof_csv(found, language)),
            page=made[node.dispatch],
        )
        for node, found in rows.items()
    )


def proof_table(cycle: OpenCycle, node: StepNode) -> Document:
    """Return the proof as a file for spreadsheets, as things stand now."""
    language = cycle.loaded.community.language
    title = _title(TranslatedYear(cycle=cycle, language=language), node)
    return Document(name=f"{title}.csv", media_type=CSV, data=proof_csv(proof_rows(cycle, node, language), language))


def stored_proofs(cycle: OpenCycle) -> tuple[DispatchProof, ...]:
    """Return the proof of every dispatch as files in the store, for the year's archive."""
    put = cycle.memory.files.put
    return tuple(
        DispatchProof(dispatch=proof.dispatch, files=(put(proof.table), proof.page.file)) for proof in proofs(cycle)
    )


def save_proofs(cycle: OpenCycle, folder: Path, *, dispatch: str = "") -> list[str]:
    """Return the names of the files written into the folder: for each dispatch a spreadsheet file and a page."""
    with given_out():
        folder.mkdir(parents=True, exist_ok=True)
    saved = []
    for proof in proofs(cycle, dispatch=dispatch):
        page: StoredFile = proof.page.pdf or proof.page.docx
        for name, data in ((proof.table.name, proof.table.data), (page.name, cycle.memory.files.read(page))):
            with given_out():
                (folder / name).write_bytes(data)
            saved.append(name)
    return saved


def proof_page(
    translated: TranslatedYear, node: StepNode, rows: Sequence[ProofRow], *, host: HostAnswer
) -> tuple[str, dict[str, object]]:
    """Return the name of the page's file and what it is filled with."""
    cycle = translated.cycle
    title, here = _title(translated, node), cycle.now.astimezone(OSLO)
    reached = [row for row in rows if row.state in BY_MAIL]
    paper = [row for row in rows if row.state == "printed"]
    missing = [row for row in rows if row not in reached and row not in paper]
    common = programme_fields(
        community=translated.community,
        meeting=translated.meeting,
        kind=translated.kind,
        facts=translated.facts,
        host=translated.host(host),
        dispatch=translated.dispatch(node),
        date=cycle.services.today,
        language=translated.language,
        title=title,
    )
    fields = proof_fields(
        common,
        dispatch=translated.dispatch(node).title,
        subject=translated.subject(node),
        trial=say(translated.language, TRIALS.get(cycle.services.settings.mail_mode, "")),
        made=when_in(here, translated.language),
        summary=_summary(rows, translated.language),
        reached=reached,
        paper=paper,
        missing=missing,
        language=translated.language,
    )
    return title, fields


def _summary(rows: Sequence[ProofRow], language: Language) -> str:
    """Return how many the letter reached how, and how many it did not."""
    number = Counter(row.state for row in rows)
    reached = (
        (number["sent"], plural("{number} accepted by e-mail", "{number} accepted by e-mail")),
        (number["claimed"], plural("{number} counted as sent by a person", "{number} counted as sent by a person")),
        (number["printed"], plural("{number} printed on paper", "{number} printed on paper")),
    )
    missing = len(rows) - sum(there for there, _ in reached)
    counts = (*reached, (missing, plural("{number} not reached", "{number} not reached")))
    return wording.listed([counted(language, there, *forms) for there, forms in counts if there])


def _title(translated: TranslatedYear, node: StepNode) -> str:
    dispatch = translated.dispatch(node).title.lower()
    words = sentence("Proof of notice of {dispatch} {year}")
    return say(translated.language, words, dispatch=dispatch, year=translated.cycle.year)


def _returned(cycle: OpenCycle, node: StepNode) -> Mapping[str, Reply]:
    """Return recipient → the report that the mail of this dispatch did not arrive after all."""
    heard = [reply for reply in cycle.record.replies if reply.kind in {"", kind_of(cycle, node)}]
    return {status.recipient: status.returned for status in reply_states(heard).values() if status.returned}


def _mailed(row: OutboxRow, name: str, outcome: MailOutcome, back: Reply | None, language: Language) -> ProofRow:
    made = ProofRow(
        name=name or row.recipient,
        recipient=row.recipient,
        by="mail",
        address=row.address,
        state=outcome.state,
        at=iso(outcome.at),
        when=outcome.when,
        code=outcome.code,
        answer=outcome.answer,
        sha256=row.sha256,
        message_id=row.message_id,
        handed_over=outcome.handed_over,
    )
    if back is None or row.state != "sent":
        return made
    said = " ".join(part for part in (back.code, ADDRESS.sub("…", back.text)) if part)
    answer = say(language, "returned {moment}: {words}", moment=iso(back.at), words=said)
    return replace(made, state="returned", answer=answer, code="")


def _by_person(rows: Sequence[ProofRow], language: Language) -> list[ProofRow]:
    """Return the rows with one for whoever was mailed and has a letter on paper too."""
    mailed = {row.recipient: row for row in rows if row.recipient and row.by != "paper"}
    paper = {row.recipient: row for row in rows if row.by == "paper"}
    both = [who for who in mailed if who in paper]
    alone = [row for row in rows if row.recipient not in both]
    return [*alone, *(_both_ways(mailed[who], paper[who], language) for who in both)]


def _both_ways(mail: ProofRow, paper: ProofRow, language: Language) -> ProofRow:
    """Return the way that reached somebody, the mail where both did, with what became of the other."""
    if mail.state in BY_MAIL:
        also = say(language, "printed on paper too {when}", when=paper.when) if paper.state == "printed" else ""
        return replace(mail, answer=_joined(mail.answer, also))
    state = "" if mail.state == "returned" else say(language, STATES[mail.state])
    outcome = " ".join(part for part in (state, mail.code, mail.answer) if part)
    reported = say(language, "the e-mail to {address}: {outcome}", address=mail.address, outcome=outcome)
    when = _joined(paper.when, reported) if paper.state == "printed" else paper.when
    name = mail.name if paper.name == paper.recipient else paper.name
    return replace(paper, name=name, when=when, answer=_joined(paper.answer, reported), message_id=mail.message_id)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _planned(mail: PlannedMail) -> ProofRow:
    return _unsent(mail.name, mail.recipient, mail.address, "planned", "")


def _left_out(person: NotMailed, language: Language) -> ProofRow:
    return _unsent(person.who, "", "", "none", why_not(language, person.why))


def _unsent(name: str, recipient: str, address: str, state: ProofState, why: str) -> ProofRow:
    return ProofRow(
        name=name, recipient=recipient, by="none", address=address, state=state, at="", when="", code="", answer=why
    )


def paper_row(planned: PaperLetter, letter: PrintedLetter | None, language: Language) -> ProofRow:
    """Return what became of a letter on paper: printed by whom and when, or not yet."""
    who = say(language, "by {name}", name=letter.who) if letter else ""
    return ProofRow(
        name=planned.name or planned.recipient,
        recipient=planned.recipient,
        by="paper",
        address=letter.postal if letter else planned.postal,
        state="printed" if letter else "unprinted",
        at=iso(letter.at) if letter else "",
        when=f"{wording.long_date(letter.at.astimezone(OSLO).date(), language)} {who}" if letter else "",
        code="",
        answer=who,
        sha256=letter.content if letter else "",
    )
