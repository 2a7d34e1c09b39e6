"""Step 5, letters: a Word file and a PDF for each addressee, the common enclosures, and pictures to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from cycle import wording
from cycle.application.dispatches import ITEM, audience_of, gist, in_own_form, without_item
from cycle.application.documents import (
    as_written,
    changed_since,
    check_letters,
    common_documents,
    last_approved,
    letter_language,
    personal_letters,
    programme_for,
    sheet_of,
    template_digests,
)
from cycle.application.publishing import public_letter, public_reader
from cycle.application.results import LettersResult, LookAt, ReadersLetter, read
from cycle.application.year import (
    OpenCycle,
    Pictures,
    ReviewTable,
    Step,
    StepNode,
    StepSummary,
    bullets,
    file_link,
    letters_link,
    paragraphs,
    plain,
    section,
    table,
)
from cycle.catalogue import sentence
from cycle.model import Invitee, digest, to_plain
from cycle.store.results import Result

BATCH = 80
FEW = 3
"""Readers who are named; more are counted."""


def inputs(cycle: OpenCycle, link: StepNode) -> Mapping[str, object]:
    """Return what the letters depend on: their templates, the dispatch, the facts and the programme."""
    dispatch = cycle.dispatch(link)
    programmes = cycle.year_inputs.programmes if dispatch.common else {}
    return {
        "templates": template_digests(cycle, dispatch),
        "pictures": Pictures(cycle.loaded).digests(),
        "dispatch": to_plain(asdict(dispatch)),
        "community": cycle.loaded.digest,
        "facts": digest([cycle.year_inputs.facts, cycle.year_inputs.words]),
        "programme": digest(programme_for(cycle, dispatch)),
        "pdf": cycle.services.settings.pdf,
        **({"programmes": digest(programmes)} if programmes else {}),
    }


def batches(cycle: OpenCycle, link: StepNode) -> list[list[str]]:
    """Return the readers' ids, some at a time: a process that is killed loses one batch at most."""
    ids = [invitee.id for invitee in audience_of(cycle, cycle.dispatch(link)).invitees]
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def work(cycle: OpenCycle, link: StepNode, batch: Sequence[str]) -> int:
    """Make the letters of one batch; those in the store are not made again. Return how many letters there are."""
    wanted = set(batch)
    invitees = [invitee for invitee in audience_of(cycle, cycle.dispatch(link)).invitees if invitee.id in wanted]
    personal_letters(cycle, link, [*invitees, *_public(cycle, link)], date=cycle.letter_date(link))
    return len(invitees)


def prepare(cycle: OpenCycle, link: StepNode) -> LettersResult:
    """Return every letter and enclosure as stored files, and the contact sheet for the approver."""
    audience = audience_of(cycle, cycle.dispatch(link))
    invitees = audience.invitees
    date = cycle.letter_date(link)
    public = _public(cycle, link)
    letters = personal_letters(cycle, link, [*invitees, *public], date=date)
    published = [public_letter(cycle, link, letters.pop(reader.id)) for reader in public]
    common = common_documents(cycle, link, readers=[invitee.language for invitee in invitees], date=date)
    check, before = check_letters(cycle, link, invitees, date=date), last_approved(cycle, link)
    sheet = sheet_of(cycle, check.choices, letters, common, before=before)
    return LettersResult(
        date=date,
        letters=tuple(
            ReadersLetter(
                recipient=reader.id,
                name=reader.name,
                language=letter_language(cycle, cycle.dispatch(link).template, reader.language),
                asked=reader.language,
                docx=letters[reader.id].docx,
                pdf=letters[reader.id].pdf,
            )
            for reader in invitees
        ),
        common=common,
        contact_sheet=sheet,
        look_at=tuple(LookAt(recipient=choice.recipient, reasons=choice.reasons) for choice in check.choices),
        untaken=check.untaken,
        remarks=check.remarks,
        approved_before=before.revision if before else None,
        changed=changed_since(before, letters),
        left_out=audience.left_out,
        unsure=audience.unsure,
        as_written=as_written(cycle, link, invitees),
        public=published[0] if published else None,
    )


def _public(cycle: OpenCycle, link: StepNode) -> list[Invitee]:
    """Return the reader of the letter that is published, for whom it is made with the others."""
    reader = public_reader(cycle, link)
    return [reader] if reader else []


def present(cycle: OpenCycle, link: StepNode, result: Result) -> StepSummary:
    """Return what the approver looks at: a picture of chosen pages, and a link to every letter."""
    made = read(LettersResult, result)
    letters, sheet = made.letters, made.contact_sheet
    enclosures = [
        f"[{plain(document.pdf.name)}]({file_link(cycle, document.pdf)})" for document in made.common if document.pdf
    ]
    say, without = cycle.say, any(letter.pdf is None for letter in letters)
    number = cycle.count(len(letters), "{number} letter is made", "{number} letters are made")
    number = number if letters else say("No letters are made")
    others = changed(cycle, made)
    count_line = f"**{number}**{f'; {others}' if others else ''}"
    enclosed = say(", with common enclosures: {files}.", files=", ".join(enclosures)) if enclosures else "."
    missing = (
        say("**The PDF is missing: LibreOffice is not installed. The letters go as Word files.**") if without else ""
    )
    look = f"[{say('See all letters')}]({letters_link(cycle, link)})"
    markdown = paragraphs(
        count_line + enclosed,
        missing,
        _own_form(cycle, result),
        _unplaced(cycle, link),
        _as_written(cycle, made),
        look,
        f"![{say('A selection of the letters')}]({file_link(cycle, sheet)})" if sheet else "",
        section(say("### Look closely at these"), table((say("The letter to"), say("Why")), chosen(cycle, made))),
        say("Red frames show what has changed since the letters were last approved.") if made.changed and sheet else "",
        section(say("The template also has text that nobody gets this time, for when:"), bullets(made.untaken)),
        section(say("### Remarks on the template"), bullets(made.remarks)),
        section(say("### Do not get this dispatch"), table((say("Who"), say("Why")), left_out(cycle, made))),
        _unsure(cycle, made),
        say("Approve when the letters are right. What you see is what is sent, character for character.")
        if letters
        else say("Approve to go on; nobody gets a letter."),
    )
    rows = [
        {say("Recipient"): letter.name, say("File"): letter.file.name, say("Size"): _size(letter)} for letter in letters
    ]
    return StepSummary(
        title=cycle.title_of(link),
        summary=f"{gist(cycle, link, result, cycle.language)} {look}.",
        markdown=markdown,
        tables=(ReviewTable(id="liste", title=say("The letters"), rows=rows),),
    )


def chosen(cycle: OpenCycle, made: LettersResult) -> list[tuple[str, str]]:
    """Return name and reasons of each letter to look at; none for letters made before there was such a choice."""
    return [(made.of(letter.recipient).name, ", ".join(map(cycle.say, letter.reasons))) for letter in made.look_at]


def left_out(cycle: OpenCycle, made: LettersResult) -> list[tuple[str, str]]:
    """Return name and reason of each who does not get the dispatch."""
    return [(person.who, cycle.say(person.why)) for person in made.left_out]


def _unsure(cycle: OpenCycle, made: LettersResult) -> str:
    """Return who gets thanks for coming though nobody knows whether they came, and what is known."""
    if not made.unsure:
        return ""
    remedy = sentence(
        "They get the letter too. If some of them are not to have it, do not approve here: ask for the dispatch anew, "
        "only to those who are to have it."
    )
    heading = cycle.say(sentence("Nobody knows whether these were there"))
    rows = [(person.who, cycle.say(person.why)) for person in made.unsure]
    return f"### {heading}\n\n{table((cycle.say('Who'), cycle.say('Why')), rows)}\n\n{cycle.say(remedy)}"


def changed(cycle: OpenCycle, made: LettersResult) -> str:
    """Return `3 av 57 er endra sidan breva vart godkjende sist`, or nothing for the first letters."""
    if made.approved_before is None:
        return ""
    number, whole = len(made.changed), len(made.letters)
    if not number:
        return cycle.say("all are as last time")
    return cycle.say(
        "{number} of {whole} have changed since the letters were last approved", number=number, whole=whole
    )


def _own_form(cycle: OpenCycle, result: Result) -> str:
    """Return who does not get the written language they asked for, and what gives it to them."""
    advice = in_own_form(result, cycle.language)
    remedy = sentence(
        "Write what is missing in the file of words for the other written form and in the year folder; see the guide."
    )
    return f"{advice} {cycle.say(remedy)}" if advice else ""


def _unplaced(cycle: OpenCycle, link: StepNode) -> str:
    """Return that the programme has no item for the steering signals that are open now, and which those are."""
    numbers = without_item(cycle, cycle.dispatch(link))
    if not numbers:
        return ""
    words = sentence(
        "**The programme has no item for the steering signals that are open ({numbers}).** "
        "Give it one called “{title}”; it stands there each year until they are settled."
    )
    return cycle.say(words, numbers=wording.listed(list(numbers)), title=cycle.say(ITEM))


def _as_written(cycle: OpenCycle, made: LettersResult) -> str:
    """Return which words stand as somebody wrote them in letters of the other form, and who reads them so."""
    rows = []
    for text in made.as_written:
        form, who = wording.LANGUAGE_NAMES[text.language], _names(cycle, made, text.readers)
        line = sentence("{what} is not written in {form}, and stands as it is with {who}: «{said}»")
        if not text.said:
            line = sentence("{what} is not written in {form}, and is enclosed as it is with {who}")
        rows.append(cycle.say(line, what=cycle.say(text.what), form=form, who=who, said=plain(text.said)))
    if not rows:
        return ""
    remedy = sentence(
        "Where there is a place for it, write the other form too: in the table of the language in the file of the "
        "year, as a programme of its own, or in the file of words of the community."
    )
    return f"### {cycle.say(sentence('Words in one written form only'))}\n\n{bullets(rows)}\n\n{cycle.say(remedy)}"


def _names(cycle: OpenCycle, made: LettersResult, readers: Sequence[str]) -> str:
    """Return a few readers by name, more by their number."""
    if len(readers) > FEW:
        return cycle.count(len(readers), "{number} recipient", "{number} recipients")
    return wording.listed([plain(made.of(reader).name) for reader in readers])


def _size(letter: ReadersLetter) -> str:
    return wording.file_size(letter.file.size)


def settled(cycle: OpenCycle, link: StepNode, result: Result) -> str:
    """Return why nobody need decide on letters that were asked for and are for nobody by now."""
    asked = cycle.dispatch(link).request is not None
    none = asked and not read(LettersResult, result).letters
    return cycle.say("Nobody is to have the letter any more.") if none else ""


STEP = Step(
    title=sentence("Letters"),
    inputs=inputs,
    prepare=prepare,
    present=present,
    batches=batches,
    work=work,
    settled=settled,
)
