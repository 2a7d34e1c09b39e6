"""Prints the letters that go on paper (på papir), and writes down who printed which letter and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cycle.application.actions.running.states import step_state
from cycle.application.delivery import enclosures_on_paper, needs_person
from cycle.application.dispatches import everybody, not_found, people_named
from cycle.application.documents import batch_of, enclosed_digests, letter_digest
from cycle.application.results import LettersResult, read
from cycle.application.year import OpenCycle, StepNode, kind_of, node_named, result_of
from cycle.errors import StepError, did_you_mean
from cycle.mail.inbox import reply_states
from cycle.model import Document, Invitee
from cycle.phrases import Phrase
from cycle.store.mails.printed_letters import PrintedLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBatch:
    """A PDF to print. `without` are those who were asked for and have no postal address."""

    file: Document
    names: tuple[str, ...]
    without: tuple[str, ...]
    noted: int
    """How many letters were written down as printed now, for the first time."""


def print_letters(
    cycle: OpenCycle,
    dispatch: str,
    *,
    also: Iterable[str] = (),
    who: str = "",
    only: Sequence[str] = (),
    keep: Callable[[bytes], None] = lambda _data: None,
) -> PaperBatch:
    """Return one PDF of the letters that go on paper, and write down that `who` printed them; nothing when it is empty.

    `keep` is handed the PDF before anything is written down: where it raises, no letter counts as printed.
    `also` may hold `refused`: those whose mail was refused, given up or came back, as far as they have a postal
    address. `only` limits it to these people, by id, name or address. StepError when the mailing is not approved and
    `who` is given, when nobody gets a letter on paper, when some whom `only` names do not, who are all named, or when
    letters have no PDF.
    """
    node = _mailing(cycle, dispatch)
    if who:
        _refuse_unapproved(cycle, node)
    letters = read(LettersResult, result_of(cycle, f"letters.{dispatch}"))
    made = {letter.recipient for letter in letters.letters}
    readers = [invitee for invitee in everybody(cycle) if invitee.id in made]
    unreached = unreached_by_mail(cycle, node) if "refused" in set(also) else set()
    wanted = _only([invitee for invitee in readers if invitee.on_paper or invitee.id in unreached], cycle, only)
    chosen = [invitee for invitee in wanted if invitee.postal]
    if not chosen:
        raise _nobody(f"{cycle.id} {dispatch}", without=len(wanted))
    file = batch_of(cycle, node, chosen, letters)
    if file is None:
        what = f"{cycle.id} {dispatch}: the letters have no PDF; install LibreOffice and make them again"
        raise StepError(what).with_message(
            Phrase("The letters have no PDF. Ask whoever runs the service for LibreOffice, and make them again.")
        )
    new = _unnoted(cycle, node, chosen, letters, who=who) if who else []
    keep(file.data)
    noted = cycle.memory.printed.add(new)
    return PaperBatch(
        file=file,
        names=tuple(invitee.name for invitee in chosen),
        without=tuple(invitee.name for invitee in wanted if not invitee.postal),
        noted=noted,
    )


def unreached_by_mail(cycle: OpenCycle, node: StepNode) -> set[str]:
    """Return the ids of those whose mail was refused or given up, or came back without having reached them later.

    By what was heard of this very mailing: an answer to another letter, or to a rehearsal, says nothing of it.
    """
    kind = kind_of(cycle, node)
    rows = cycle.record.mails_of(kind)
    refused = {row.recipient for row in rows if row.state != "uncertain" and needs_person(row)}
    heard = reply_states(reply for reply in cycle.record.replies if reply.kind == kind)
    return refused | {status.recipient for status in heard.values() if status.stand == "returned"}


def _only(wanted: list[Invitee], cycle: OpenCycle, names: Sequence[str]) -> list[Invitee]:
    """Return those of them who are named, all where nobody is; an error names everybody who is not among them."""
    if not names:
        return wanted
    people = everybody(cycle)
    ids, problems = people_named(people, names)
    there = {invitee.id for invitee in wanted}
    mailed = [invitee.name for invitee in people if invitee.id in ids and invitee.id not in there]
    if problems or mailed:
        strays = ", ".join([problem.where for problem in problems] + mailed)
        what = "\n".join([f"{cycle.id}: gets no letter on paper: {strays}", *map(str, problems)])
        said = list(not_found(people, problems))
        said += [Phrase("Gets no letter on paper: {names}. Nothing is printed.", names=tuple(mailed))] if mailed else []
        raise StepError(what).with_message(Phrase.together(*said))
    return [invitee for invitee in wanted if invitee.id in ids]


def _refuse_unapproved(cycle: OpenCycle, node: StepNode) -> None:
    if step_state(cycle, node.name).state not in {"approved", "done"}:
        what = f"{cycle.id} {node.name}: is not approved; approve it before letters are noted as printed"
        raise StepError(what).with_message(
            Phrase("The mailing is not approved. Approve it before letters are noted as printed.")
        )


def _nobody(where: str, *, without: int) -> StepError:
    """Return the error where there is nothing to print; `without` is how many have no postal address."""
    if not without:
        said = Phrase("Nobody gets this letter on paper.")
        return StepError(f"{where}: nobody gets this letter on paper").with_message(said)
    said = Phrase(
        "Nobody gets this letter on paper. Those who should have, and have no postal address: {number}.", number=without
    )
    what = f"{where}: nobody gets this letter on paper; without a postal address: {without}"
    return StepError(what).with_message(said)


def _mailing(cycle: OpenCycle, dispatch: str) -> StepNode:
    known = [node.dispatch for node in cycle.graph if node.kind == "mailing"]
    if dispatch not in known:
        what = f"{cycle.id}: there is no dispatch {dispatch!r}; {did_you_mean(dispatch, known)}"
        raise StepError(what).with_message(Phrase("The year has no dispatch called «{name}».", name=dispatch))
    return node_named(cycle.graph, f"mailing.{dispatch}")


def _unnoted(
    cycle: OpenCycle, node: StepNode, chosen: Iterable[Invitee], letters: LettersResult, *, who: str
) -> list[PrintedLetter]:
    """Return what is to be written down: who prints what for whom, but what stands there already.

    Of what was printed before enclosures were written down, they follow from what the year had made by then. Read
    before the file is kept, so that no letter is printed of which nothing can be written down.
    """
    made = [
        PrintedLetter(
            cycle=cycle.id,
            kind=kind_of(cycle, node),
            recipient=invitee.id,
            content=letter_digest(letters, invitee),
            postal=invitee.postal,
            who=" ".join(who.split()),
            at=cycle.now,
            enclosures=enclosed_digests(letters, invitee),
        )
        for invitee in chosen
    ]
    new = {_key(letter) for letter in made}
    old = [known for known in cycle.record.printed if known.enclosures is None and _key(known) in new]
    before = dict(zip(map(_key, old), enclosures_on_paper(cycle, old), strict=True))
    return [letter for letter in made if before.get(_key(letter)) != letter.enclosures]


def _key(letter: PrintedLetter) -> tuple[str, str, str]:
    return letter.kind, letter.recipient, letter.content
