"""What an approver is shown of the letters: which to look at and why, what is changed, and what the check found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cycle.application.documents.letters import template_of, values_of
from cycle.application.results import CommonEnclosure, LettersResult, RenderedLetter, read
from cycle.application.year import OpenCycle, StepNode, was_approved
from cycle.catalogue import sentence
from cycle.letters.fields import Fields
from cycle.letters.pdf import Shown, contact_sheet
from cycle.letters.render import Choice, LetterJob, Template, coverage, distinguish, untaken_texts
from cycle.model import PNG, Document, Invitee, StoredFile
from cycle.store.years.results import Result

LANGUAGE = {"nn": sentence("nynorsk"), "nb": sentence("bokmål")}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCheck:
    """What stands beside the letters when somebody approves them."""

    choices: tuple[Choice, ...]
    untaken: tuple[str, ...]
    """What would have to be so for words of the template that stand in no letter."""
    remarks: tuple[str, ...]
    """Templates with warnings, with more to see than the letters shown, or left to docxtpl."""


def check_letters(cycle: OpenCycle, node: StepNode, invitees: Sequence[Invitee], *, date: dt.date) -> LetterCheck:
    """Return which letters to look at, of every language, held once more against docxtpl's own."""
    choices: list[Choice] = []
    untaken: list[str] = []
    remarks: list[str] = []
    by_language = values_of(cycle, node, invitees, date=date)
    for language, (file, wanted) in by_language.items():
        template = template_of(cycle, file)
        found = coverage(template, wanted, cycle.language)
        own = (LANGUAGE[language],) if len(by_language) > 1 else ()
        choices += [Choice(recipient=choice.recipient, reasons=(*own, *choice.reasons)) for choice in found.choices]
        untaken += [distinguish(branch, template.branches, cycle.language) for branch in untaken_texts(found.untaken)]
        if found.unseen:
            remarks.append(_unseen(cycle, template, found.unseen))
        remarks += _remarks(cycle, template, {choice.recipient: wanted[choice.recipient] for choice in found.choices})
    order = {invitee.id: number for number, invitee in enumerate(invitees)}
    return LetterCheck(
        choices=tuple(sorted(choices, key=lambda choice: order[choice.recipient])),
        untaken=tuple(dict.fromkeys(untaken)),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _unseen(cycle: OpenCycle, template: Template, number: int) -> str:
    """Return that the letters shown do not show everything there is to see."""
    cases = cycle.count(number, "{number} case", "{number} cases")
    return cycle.say(
        (
            "The selected letters do not show everything: {cases} in the template {template} (a "
            "condition, or a field that is empty) are only in other letters. Look through more of "
            "them."
        ),
        cases=cases,
        template=template.name,
    )


def _remarks(cycle: OpenCycle, template: Template, wanted: Mapping[str, Fields]) -> Iterator[str]:
    job = LetterJob(template, wanted, every=1)
    number = len(template.problems)
    if number:
        remarks = cycle.count(number, "{number} remark", "{number} remarks")
        yield cycle.say(
            (
                "The template {template} has {remarks}. Ask IT to run “cycle templates check”; the "
                "letters can be sent all the same."
            ),
            template=template.name,
            remarks=remarks,
        )
    if job.problems:
        yield cycle.say(
            (
                "docxtpl makes the letters from the template {template} itself, since they were not "
                "quite alike otherwise. Read them extra carefully, and send the template to those who "
                "develop the service."
            ),
            template=template.name,
        )


def last_approved(cycle: OpenCycle, node: StepNode, *, but: str = "") -> Result | None:
    """Return the letters of this dispatch as enough people approved them last, but for one digest, or None."""
    revisions = reversed(cycle.record.revisions(node.name))
    return next((result for result in revisions if result.digest != but and was_approved(cycle, result)), None)


def changed_since(before: Result | None, letters: Mapping[str, RenderedLetter]) -> tuple[str, ...]:
    """Return who gets another letter than the one approved before, and who had none."""
    if before is None:
        return ()
    then = _files_of(before)
    return tuple(key for key, made in letters.items() if key not in then or then[key].sha256 != made.file.sha256)


def sheet_of(
    cycle: OpenCycle,
    choices: Sequence[Choice],
    letters: Mapping[str, RenderedLetter],
    common: Sequence[CommonEnclosure],
    *,
    before: Result | None,
) -> StoredFile | None:
    """Return one picture of the chosen letters and the enclosures, or None where there is no PDF."""
    files = cycle.memory.files
    then = _files_of(before) if before else {}

    def shown(key: str, made: RenderedLetter, caption: str) -> Iterator[Shown]:
        if made.pdf is None:
            return
        old = then.get(key)
        earlier = files.get(old.sha256) if old and old.name.endswith(".pdf") and old.sha256 != made.pdf.sha256 else None
        yield Shown(pdf=files.get(made.pdf.sha256), caption=caption, before=earlier)

    found = [
        *(page for choice in choices for page in shown(choice.recipient, letters[choice.recipient], _caption(choice))),
        *(page for document in common for page in shown("", document, cycle.say("Common enclosures"))),
    ]
    return files.put(Document(name="utval.png", media_type=PNG, data=contact_sheet(found))) if found else None


def _caption(choice: Choice) -> str:
    text = ", ".join(choice.reasons)
    return text[:1].upper() + text[1:]


def _files_of(letters: Result) -> dict[str, StoredFile]:
    """Return recipient → the file that went to the reader."""
    return {letter.recipient: letter.file for letter in read(LettersResult, letters).letters}
