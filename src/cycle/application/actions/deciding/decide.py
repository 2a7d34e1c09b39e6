"""What a person does from the command line instead of in the Prefect UI: the same rows, the same checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import uuid4

from cycle.application.actions.deciding.decision_words import unfit_words
from cycle.application.actions.deciding.late_answers import in_vain
from cycle.application.actions.running.run_step import decide
from cycle.application.actions.running.states import step_state
from cycle.application.documents import (
    common_documents,
    paper_named,
    papers,
    personal_letters,
    require_programme,
)
from cycle.application.persons import at_terminal, may_decide
from cycle.application.replies import reply_lines
from cycle.application.results import RenderedLetter
from cycle.application.year import OpenCycle, approved_list, host_answer, list_as_it_is, node_named
from cycle.catalogue import sentence
from cycle.errors import StepError
from cycle.letters.fields import PAPERS
from cycle.phrases import Phrase, said
from cycle.private import given_out
from cycle.store.years.decisions import DecisionKind

NOT_THEIRS = sentence(
    "{name} does not decide on this step. Those who do are on the list of people, which the secretariat keeps."
)
NOTHING_OPEN = sentence("Nothing is decided here right now, so your decision was not taken.")
LONGEST_NAME = 200
"""Bytes of a file's name without its ending; file systems hold 255."""


def decide_by_hand(
    cycle: OpenCycle,
    step: str,
    *,
    decision: DecisionKind,
    name: str,
    comment: str = "",
    to: str = "",
    count: int | None = None,
    user: str = "",
) -> str:
    """Write a decision on the step's newest result; return "" or, in the readers' form, why it cannot count.

    `user` is who the operating system says uses the machine. What builds on something that has changed since is sent
    back or stopped all the same, and an approval of it is kept; one of what is decided or stopped is not. StepError
    when the step has no result yet, InputError when log-in is on and the name fits nobody.
    """
    node_named(cycle.graph, step)
    if to:
        node_named(cycle.graph, to)
    who = at_terminal(cycle.services, cycle.loaded.community, name, user=user)
    named = None if who.person else name
    if unfit := tuple(unfit_words(name=named, comment=comment, is_sent_back=decision == "send_back")):
        return " ".join(said(phrase, cycle.language) for phrase in unfit)
    if not may_decide(who, step):
        return cycle.say(NOT_THEIRS, name=who.name)
    found = step_state(cycle, step)
    result = cycle.record.latest(step)
    if result is None:
        what = f"{cycle.id} {step}: is {found.state}, there is nothing to decide on yet"
        raise StepError(what).with_message(Phrase("The step is not done yet, so there is nothing to decide on."))
    if decision == "approve" and found.state in {"approved", "done"}:
        return cycle.say(NOTHING_OPEN)
    key = f"cli:{uuid4()}"
    objection = decide(
        cycle,
        result,
        decision=decision,
        name=who.name,
        key=key,
        channel="cli",
        send_back_to=to,
        comment=comment,
        count=count,
        who=who,
    )
    written = cycle.memory.decisions.under(key)
    late = decision == "approve" and written is not None and found.digest != result.digest
    return in_vain(cycle, written, cycle.language) if late and written is not None else objection


def save_papers(cycle: OpenCycle, folder: Path, *, names: Sequence[str] = ()) -> list[str]:
    """Return the names of the papers of the meeting day written into the folder, all of them when none is named.

    For those on the approved list, or on the list as it would be now when none is approved yet.
    """
    wanted = [paper_named(name) for name in names] or PAPERS
    invitees = (approved_list(cycle) or list_as_it_is(cycle)).invitees
    instead = {line.recipient: line.substitute for line in reply_lines(cycle) if line.substitute}
    made = papers(cycle, wanted, invitees=invitees, host=host_answer(cycle), substitutes=instead)
    return _save(cycle, made.values(), folder)


def save_letters(cycle: OpenCycle, folder: Path) -> list[str]:
    """Return the names of the letters and enclosures written into the folder, one subfolder per dispatch.

    Made for the rules and the register as they are now, approved or not, of what every year sends. Nothing is sent and
    no step is changed.
    """
    invitees, host = list_as_it_is(cycle).invitees, host_answer(cycle)
    nodes = [node for node in cycle.graph if node.kind == "letters" and cycle.dispatch(node).request is None]
    for node in nodes:
        require_programme(cycle, cycle.dispatch(node))
    saved: list[str] = []
    languages = [invitee.language for invitee in invitees]
    for node in nodes:
        date = cycle.letter_date(node)
        made = [
            *personal_letters(cycle, node, invitees, date=date, host=host).values(),
            *common_documents(cycle, node, readers=languages, date=date, host=host),
        ]
        saved += [f"{node.dispatch}/{name}" for name in _save(cycle, made, folder / node.dispatch)]
    return saved


def _save(cycle: OpenCycle, made: Iterable[RenderedLetter], folder: Path) -> list[str]:
    taken: set[str] = set()
    saved = []
    with given_out():
        folder.mkdir(parents=True, exist_ok=True)
    for letter in made:
        stem = _free_stem(letter.docx.name.removesuffix(".docx"), taken)
        for file in (letter.docx, letter.pdf):
            if file is not None:
                name = stem + Path(file.name).suffix
                with given_out():
                    (folder / name).write_bytes(cycle.memory.files.get(file.sha256))
                saved.append(name)
    return saved


def _free_stem(stem: str, taken: set[str]) -> str:
    """Return the name without what a file system cannot hold, numbered when another letter has it, and take it."""
    plain = "".join("_" if letter in '/\\:*?"<>|' or ord(letter) < 32 else letter for letter in stem)
    short = plain.encode()[:LONGEST_NAME].decode(errors="ignore").strip(" .")
    found, number = short, 1
    while found.casefold() in taken:
        number += 1
        found = f"{short} ({number})"
    taken.add(found.casefold())
    return found
