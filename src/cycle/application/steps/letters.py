"""Step 5, letters: a Word file and a PDF for each addressee, the common enclosures, and pictures to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cycle import wording
from cycle.application.dispatches import audience_of, gist, in_own_form
from cycle.application.documents import (
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
from cycle.application.year import (
    Body,
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
    table,
)
from cycle.catalogue import sentence
from cycle.model import StoredFile, digest, from_plain, to_plain
from cycle.store.results import Result

BATCH = 80


def inputs(cycle: OpenCycle, link: StepNode) -> Mapping[str, Any]:
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
    return len(personal_letters(cycle, link, invitees, date=cycle.letter_date(link)))


def prepare(cycle: OpenCycle, link: StepNode) -> Body:
    """Return every letter and enclosure as stored files, and the contact sheet for the approver."""
    audience = audience_of(cycle, cycle.dispatch(link))
    invitees = audience.invitees
    date = cycle.letter_date(link)
    letters = personal_letters(cycle, link, invitees, date=date)
    common = common_documents(cycle, link, readers=[invitee.language for invitee in invitees], date=date)
    check, before = check_letters(cycle, link, invitees, date=date), last_approved(cycle, link)
    sheet = sheet_of(cycle, check.choices, letters, common, before=before)
    return {
        "date": date.isoformat(),
        "letters": [
            {
                "recipient": invitee.id,
                "name": invitee.name,
                "language": letter_language(cycle, cycle.dispatch(link).template, invitee.language),
                "asked": invitee.language,
                **to_plain(asdict(letters[invitee.id])),
            }
            for invitee in invitees
        ],
        "common": [
            {"template": document.template, "language": document.language, **to_plain(asdict(document.made))}
            for document in common
        ],
        "contact_sheet": to_plain(sheet) if sheet else None,
        "look_at": [{"recipient": choice.recipient, "reasons": list(choice.reasons)} for choice in check.choices],
        "untaken": list(check.untaken),
        "remarks": list(check.remarks),
        "approved_before": before.revision if before else None,
        "changed": changed_since(before, letters),
        "left_out": to_plain(audience.left_out),
    }


def present(cycle: OpenCycle, link: StepNode, result: Result) -> StepSummary:
    """Return what the approver looks at: a picture of chosen pages, and a link to every letter."""
    letters, common = result.body["letters"], result.body["common"]
    sheet = result.body["contact_sheet"]
    without = [letter["name"] for letter in letters if letter["pdf"] is None]
    enclosures = [
        f"[{plain(document['pdf']['name'])}]({file_link(cycle, from_plain(StoredFile, document['pdf']))})"
        for document in common
        if document["pdf"]
    ]
    body = result.body
    say = cycle.say
    number = cycle.count(len(letters), "{number} letter is made", "{number} letters are made")
    made = f"**{number}**{changed(cycle, body)}"
    enclosed = say(", with common enclosures: {files}.", files=", ".join(enclosures)) if enclosures else "."
    missing = (
        say("**The PDF is missing: LibreOffice is not installed. The letters go as Word files.**") if without else ""
    )
    look = f"[{say('See all letters')}]({letters_link(cycle, link)})"
    markdown = paragraphs(
        made + enclosed,
        missing,
        _own_form(cycle, result),
        look,
        f"![{say('A selection of the letters')}]({file_link(cycle, from_plain(StoredFile, sheet))})" if sheet else "",
        say("### Look closely at these") + "\n\n" + table((say("The letter to"), say("Why")), chosen(cycle, body)),
        say("Red frames show what has changed since the letters were last approved.")
        if body["changed"] and sheet
        else "",
        say(
            "The template also has text that nobody gets this time, for when {cases}.",
            cases=wording.listed(body["untaken"]),
        )
        if body["untaken"]
        else "",
        say("### Remarks on the template") + "\n\n" + bullets(body["remarks"]) if body["remarks"] else "",
        say("### Do not get this dispatch") + "\n\n" + table((say("Who"), say("Why")), left_out(cycle, body))
        if left_out(cycle, body)
        else "",
        say("Approve when the letters are right. What you see is what is sent, character for character."),
    )
    rows = [
        {
            say("Recipient"): letter["name"],
            say("File"): (letter["pdf"] or letter["docx"])["name"],
            say("Size"): _size(letter),
        }
        for letter in letters
    ]
    return StepSummary(
        title=cycle.title_of(link),
        summary=f"{gist(cycle, link, result, cycle.language)} {look}.",
        markdown=markdown,
        tables=(ReviewTable(id="liste", title=say("The letters"), rows=rows),),
    )


def chosen(cycle: OpenCycle, body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and reasons of each letter to look at; none for letters made before there was such a choice."""
    names = {letter["recipient"]: letter["name"] for letter in body["letters"]}
    return [
        (names[letter["recipient"]], ", ".join(map(cycle.say, letter["reasons"]))) for letter in body.get("look_at", ())
    ]


def left_out(cycle: OpenCycle, body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and reason of each who does not get the dispatch."""
    return [(person["who"], cycle.say(person["why"])) for person in body.get("left_out", ())]


def changed(cycle: OpenCycle, body: Mapping[str, Any]) -> str:
    """Return `; 3 av 57 er endra sidan breva vart godkjende sist`, or nothing for the first letters."""
    if body.get("approved_before") is None:
        return ""
    number, whole = len(body["changed"]), len(body["letters"])
    if not number:
        return cycle.say("; all are as last time")
    return cycle.say(
        "; {number} of {whole} have changed since the letters were last approved", number=number, whole=whole
    )


def _own_form(cycle: OpenCycle, result: Result) -> str:
    """Return who does not get the written language they asked for, and what gives it to them."""
    advice = in_own_form(result, cycle.language)
    remedy = sentence(
        "Write what is missing in the file of words for the other written form and in the year folder; see the guide."
    )
    return f"{advice} {cycle.say(remedy)}" if advice else ""


def _size(letter: Mapping[str, Any]) -> str:
    return wording.file_size((letter["pdf"] or letter["docx"])["size"])


def settled(cycle: OpenCycle, link: StepNode, result: Result) -> str:
    """Return why nobody need decide on letters that were asked for and are for nobody by now."""
    asked = cycle.dispatch(link).request is not None
    return cycle.say("Nobody is to have the letter any more.") if asked and not result.body["letters"] else ""


STEP = Step(
    title=sentence("Letters"),
    inputs=inputs,
    prepare=prepare,
    present=present,
    batches=batches,
    work=work,
    settled=settled,
)
