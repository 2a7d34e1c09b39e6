"""Step 5, letters: a Word file and a PDF for each addressee, the common enclosures, and pictures to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from cycle import wording
from cycle.application.dispatches import (
    WITHOUT_PDF,
    audience_of,
    changes_told,
    digest_of_open,
    gist,
    in_own_form,
    like_taken_down_in_words,
    unapproved_in_words,
    unclear_namesakes,
    without_item,
)
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
    unexplained,
)
from cycle.application.publishing import public_letter, public_reader, refuse_in_letters, remarks_on_published
from cycle.application.results import LettersResult, LookAt, ReadersLetter, read
from cycle.application.year import (
    OpenCycle,
    Pictures,
    ReviewTable,
    Step,
    StepNode,
    StepSummary,
    TranslatedYear,
    approved_at,
    as_paragraphs,
    bullets,
    by_reason,
    file_link,
    letters_link,
    plain,
    section,
    table,
)
from cycle.catalogue import counted, plural, sentence
from cycle.letters.fields import ITEM, fits_window, postal_lines
from cycle.model import Invitee, digest, to_plain
from cycle.store.years.results import Result

BATCH = 80
FEW = 3
"""Readers who are named; more are counted."""


def inputs(cycle: OpenCycle, node: StepNode) -> Mapping[str, object]:
    """Return what the letters depend on: their templates, the dispatch, the facts and the programme."""
    dispatch = cycle.dispatch(node)
    programmes = cycle.year_inputs.programmes if dispatch.common else {}
    unclear = unclear_namesakes(cycle, dispatch)
    own = {
        "templates": template_digests(cycle, dispatch),
        "pictures": Pictures(cycle.loaded).digests(),
        "dispatch": to_plain(asdict(dispatch)),
        "community": cycle.loaded.digest,
        "facts": digest([cycle.year_inputs.stated_facts, cycle.year_inputs.words]),
        "programme": digest(programme_for(cycle, dispatch)),
        "pdf": cycle.services.settings.pdf,
        **({"programmes": digest(programmes)} if programmes else {}),
        **({"unclear": unclear} if unclear else {}),  # whoever writes which it is has the letters made again
    }
    unsettled = _unsettled(cycle, node, own) if dispatch.common else ""
    return {**own, **({"open signals": unsettled} if unsettled else {})}


def _unsettled(cycle: OpenCycle, node: StepNode, own: Mapping[str, object]) -> str:
    """Return what names the open signals that the programme lists, empty without any.

    A report opens no gate again: of letters that are approved, and made of the same as now, it is as it was then.
    """
    newest = cycle.record.newest.get(node.name)
    if newest is not None and approved_at(cycle, newest) is not None:
        before = {key: newest.inputs.get(key) for key in own}
        if digest(before) == digest(own):
            return str(newest.inputs.get("open signals", ""))
    return digest_of_open(cycle)


def batches(cycle: OpenCycle, node: StepNode) -> list[list[str]]:
    """Return the readers' ids, some at a time: a process that is killed loses one batch at most."""
    ids = [invitee.id for invitee in audience_of(cycle, cycle.dispatch(node)).invitees]
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def work(cycle: OpenCycle, node: StepNode, batch: Sequence[str]) -> int:
    """Make the letters of one batch; those in the store are not made again. Return how many letters there are."""
    wanted = set(batch)
    invitees = [invitee for invitee in audience_of(cycle, cycle.dispatch(node)).invitees if invitee.id in wanted]
    personal_letters(cycle, node, [*invitees, *_public(cycle, node)], date=cycle.letter_date(node))
    return len(invitees)


def prepare(cycle: OpenCycle, node: StepNode) -> LettersResult:
    """Return every letter and enclosure as stored files, and the contact sheet for the approver."""
    refuse_in_letters(cycle, cycle.dispatch(node))
    audience = audience_of(cycle, cycle.dispatch(node))
    invitees = audience.invitees
    date = cycle.letter_date(node)
    public = _public(cycle, node)
    letters = personal_letters(cycle, node, [*invitees, *public], date=date)
    published = [public_letter(cycle, node, letters.pop(reader.id)) for reader in public]
    common = common_documents(cycle, node, readers=[invitee.language for invitee in invitees], date=date)
    check, before = check_letters(cycle, node, invitees, date=date), last_approved(cycle, node)
    sheet = sheet_of(cycle, check.choices, letters, common, before=before)
    return LettersResult(
        date=date,
        letters=tuple(
            ReadersLetter(
                recipient=reader.id,
                name=reader.name,
                language=letter_language(cycle, cycle.dispatch(node).template, reader.language),
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
        remarks=(*check.remarks, *remarks_on_published(cycle, published, common)),
        approved_before=before.revision if before else None,
        changed=changed_since(before, letters),
        left_out=audience.left_out,
        unsure=audience.unsure,
        by_deputy=audience.by_deputy,
        as_written=as_written(cycle, node, invitees),
        unexplained=unexplained(cycle, node, invitees),
        public=published[0] if published else None,
    )


def _public(cycle: OpenCycle, node: StepNode) -> list[Invitee]:
    """Return the reader of the letter that is published, for whom it is made with the others."""
    reader = public_reader(cycle, node)
    return [reader] if reader else []


def present(cycle: OpenCycle, node: StepNode, result: Result) -> StepSummary:
    """Return what the approver looks at: a picture of chosen pages, and a link to every letter."""
    made = read(LettersResult, result)
    letters, sheet = made.letters, made.contact_sheet
    enclosures = [
        f"[{plain(file.name)}]({file_link(cycle, file)})"
        for file in (document.pdf or document.docx for document in made.common)
    ]
    say, without = cycle.say, any(letter.pdf is None for letter in letters)
    number = cycle.count(len(letters), "{number} letter is made", "{number} letters are made")
    number = number if letters else say("No letters are made")
    others = changed(cycle, made)
    count_line = f"**{number}**{f'; {others}' if others else ''}"
    enclosed = say(", with common enclosures: {files}.", files=", ".join(enclosures)) if enclosures else "."
    look = f"[{cycle.count(len(letters), 'Open the letter', 'See all letters')}]({letters_link(cycle, node)})"
    look = look if letters else ""
    how = _how_to_approve(cycle, len(letters))
    untaken = section(say("The template also has text that nobody gets this time, for when:"), bullets(made.untaken))
    markdown = as_paragraphs(
        count_line + enclosed,
        cycle.count(len(letters), *WITHOUT_PDF) if without else "",
        _own_form(cycle, result),
        _unplaced(cycle, node),
        _as_written(cycle, made),
        look,
        f"![{say('A selection of the letters')}]({file_link(cycle, sheet)})" if sheet else "",
        _changes(cycle, node, made),
        section(say("### Look closely at these"), table((say("The letter to"), say("Why")), chosen(cycle, made)))
        if len(letters) > 1
        else "",
        say("Red frames show what has changed since the last approval.") if made.changed and sheet else "",
        untaken,
        section(say("### Remarks on the template"), bullets(made.remarks)),
        _unexplained(cycle, made),
        _cut_addresses(cycle, node, made),
        section(say("### Do not get this dispatch"), table((say("Who"), say("Why")), readers_left_out(cycle, made))),
        as_paragraphs(_unsure(cycle, made), _by_deputy(cycle, made)),
        how,
    )
    rows = [
        {say("Recipient"): letter.name, say("File"): letter.file.name, say("Size"): _size(letter)} for letter in letters
    ]
    return StepSummary(
        title=cycle.title_of(node),
        summary=" ".join([gist(cycle, node, result, cycle.language), *([f"{look}."] if look else [])]),
        markdown=markdown,
        how=how,
        aside=untaken,
        tables=(ReviewTable(id="liste", title=cycle.count(len(rows), "The letter", "The letters"), rows=rows),),
    )


def chosen(cycle: OpenCycle, made: LettersResult) -> list[tuple[str, str]]:
    """Return name and reasons of each letter to look at; none for letters made before there was such a choice."""
    return [(made.of(letter.recipient).name, ", ".join(map(cycle.say, letter.reasons))) for letter in made.look_at]


def readers_left_out(cycle: OpenCycle, made: LettersResult) -> list[tuple[str, str]]:
    """Return name and reason of each who does not get the dispatch."""
    return by_reason((person.who, cycle.say(person.why)) for person in made.left_out)


def _unexplained(cycle: OpenCycle, made: LettersResult) -> str:
    """Return who is invited by a rule that has no words for the letter: it says nothing of why."""
    rows = [(made.of(found.recipient).name, found.seat) for found in made.unexplained]
    heading = cycle.count(
        len(rows),
        "### A letter that does not say why its reader is invited",
        "### Letters that do not say why their readers are invited",
    )
    remedy = cycle.say(
        "Write `reason` for the rule in the rules of the meeting: the list of those invited is then made once more. "
        "`cycle doctor` names the rules that have none."
    )
    return f"{heading}\n\n{table((cycle.say('Who'), cycle.say('Seat')), rows)}\n\n{remedy}" if rows else ""


def _cut_addresses(cycle: OpenCycle, node: StepNode, made: LettersResult) -> str:
    """Return whose postal address no window of an envelope shows whole, of those who get the letter on paper."""
    readers = {letter.recipient for letter in made.letters}
    rows = [
        (invitee.name, ", ".join(lines[1:]))
        for invitee in audience_of(cycle, cycle.dispatch(node)).invitees
        if invitee.on_paper and invitee.id in readers and not fits_window(lines := postal_lines(invitee))
    ]
    heading = cycle.count(
        len(rows),
        "### An address that the window of an envelope does not show whole",
        "### Addresses that the window of an envelope does not show whole",
    )
    remedy = cycle.say(
        "Write the address shorter in the register, on at most four lines, or write the envelope by hand."
    )
    addresses = table((cycle.say("Who"), cycle.say("Address")), rows)
    return f"{heading}\n\n{addresses}\n\n{remedy}" if rows else ""


def _unsure(cycle: OpenCycle, made: LettersResult) -> str:
    """Return who gets thanks for coming though nobody knows whether they came, and what is known."""
    if not made.unsure:
        return ""
    remedy = plural(
        "This person gets the letter too. If they are not to have it, do not approve here: ask for the dispatch again, "
        "only to those who are to have it.",
        "They get the letter too. If some of them are not to have it, do not approve here: ask for the dispatch again, "
        "only to those who are to have it.",
    )
    number = len(made.unsure)
    heading = cycle.count(number, "Nobody knows whether this person was there", "Nobody knows whether these were there")
    rows = by_reason((person.who, cycle.say(person.why)) for person in made.unsure)
    return f"### {heading}\n\n{table((cycle.say('Who'), cycle.say('Why')), rows)}\n\n{cycle.count(number, *remedy)}"


def _by_deputy(cycle: OpenCycle, made: LettersResult) -> str:
    """Return who gets thanks and was there by a deputy, who gets none."""
    rows = by_reason((person.who, cycle.say(person.why)) for person in made.by_deputy)
    return section(cycle.say("### Were there by a deputy"), table((cycle.say("Who"), cycle.say("Why")), rows))


def changed(cycle: OpenCycle, made: LettersResult) -> str:
    """Return `3 av 57 er endra sidan breva vart godkjende sist`, or nothing for the first letters."""
    if made.approved_before is None:
        return ""
    number, whole = len(made.changed), len(made.letters)
    if not number:
        return cycle.count(whole, "it is as last time", "all are as last time")
    if whole == 1:
        return cycle.say("it has changed since it was last approved")
    return counted(
        cycle.language,
        number,
        "{number} of {whole} has changed since the letters were last approved",
        "{number} of {whole} have changed since the letters were last approved",
        whole=whole,
    )


def _changes(cycle: OpenCycle, node: StepNode, made: LettersResult) -> str:
    """Return what letters about a change say is another than before; nothing for any other letter."""
    year, readers = TranslatedYear(cycle=cycle, language=cycle.language), [letter.recipient for letter in made.letters]
    head = (cycle.say("What"), cycle.say("Before"), cycle.say("Now"))
    return section(cycle.say("### What is changed"), table(head, changes_told(year, node, readers)))


def _how_to_approve(cycle: OpenCycle, letters: int) -> str:
    if not letters:
        return cycle.say("Approve to go on; nobody gets a letter.")
    return cycle.count(
        letters,
        "Approve when the letter is right. What you see is what is sent, character for character.",
        "Approve when the letters are right. What you see is what is sent, character for character.",
    )


def _own_form(cycle: OpenCycle, result: Result) -> str:
    """Return who does not get the written language they asked for, and what gives it to them."""
    advice = in_own_form(result, cycle.language)
    remedy = sentence(
        "Write what is missing in the file of words for the other written form and in the year folder; see the guide."
    )
    return f"{advice} {cycle.say(remedy)}" if advice else ""


def _unplaced(cycle: OpenCycle, node: StepNode) -> str:
    """Return that the programme has no time for the steering signals that are open now, and which those are."""
    unplaced, unapproved = without_item(cycle, cycle.dispatch(node)), ""
    if cycle.dispatch(node).common:
        unapproved = as_paragraphs(unapproved_in_words(cycle), like_taken_down_in_words(cycle))
    if not unplaced:
        return unapproved
    words = plural(
        "**The programme has no time for the steering signal that is open ({numbers}).** It stands in it as a "
        "standing item until it is settled. To set a time, give it an item called “{title}”.",
        "**The programme has no time for the steering signals that are open ({numbers}).** They stand in it as a "
        "standing item until they are settled. To set a time, give it an item called “{title}”.",
    )
    numbers, title = wording.listed(list(unplaced)), cycle.say(ITEM)
    return as_paragraphs(counted(cycle.language, len(unplaced), *words, numbers=numbers, title=title), unapproved)


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


def settled(cycle: OpenCycle, node: StepNode, result: Result) -> str:
    """Return why nobody need decide on letters that were asked for and are for nobody by now."""
    asked = cycle.dispatch(node).request is not None
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
