"""What people made or changed by hand of what a step decides on (fire auge): somebody else approves that.

Only what says whose hand it was: the year's file and the rules (`edited_by`), who is added or taken off (`decided_by`),
requests, answers that were typed in since a mailing was approved last, letters that Word says who saved, and the
files of the year that name whoever made them (`hands_in_files.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from cycle.application.actions.deciding.hands_in_files import hands_in_files
from cycle.application.documents import last_approved, template_digests
from cycle.application.persons import active, identity_of, people_now, who_may_decide
from cycle.application.year import (
    CHANNEL,
    HandEdit,
    OpenCycle,
    StepNode,
    approvals,
    approved_at,
    mode_suffix,
    names_person,
    node_named,
    register_of,
)
from cycle.catalogue import sentence
from cycle.errors import CycleError, TemplateError
from cycle.letters.ooxml import saved_last_by
from cycle.model import KnownPerson, Reply
from cycle.store.years.decisions import Decision
from cycle.store.years.opened import cycle_id

EDIT_WORDS: Mapping[str, str] = {
    "facts": sentence("written the facts of the meeting"),
    "host": sentence("decided the host by hand"),
    "list": sentence("added or taken off people by hand"),
    "register": sentence("imported the register"),
    "request": sentence("asked for this dispatch"),
    "replies": sentence("typed in answers"),
    "letter": sentence("written the letter"),
    "programme": sentence("written the programme"),
    "presentation": sentence("saved a presentation last"),
    "minutes": sentence("written the minutes"),
    "report": sentence("reported on steering signals"),
    "act": sentence("asked for this"),
}
"""What somebody has done, by the code it is kept under with an approval."""


def known_now(cycle: OpenCycle) -> tuple[KnownPerson, ...]:
    """Return who may log in and decide, read once for a year as it was opened."""
    community = cycle.loaded.community.id
    return cycle.record.once_for_all(("persons", community), lambda: active(people_now(cycle.services, community)))


def needs_other_eyes(cycle: OpenCycle, step: str) -> bool:
    """Return whether another must approve what somebody made by hand: as the community says.

    Where it does not say, wherever two or more mailboxes are known of those who may decide. A name that is typed in
    proves nothing, so where log-in is off it is so only where the community says it.
    """
    said = cycle.loaded.community.four_eyes
    if said is not None:
        return said
    if identity_of(cycle.services) == "name":
        return False
    persons = known_now(cycle)
    may = who_may_decide(persons, step, on=cycle.services.today)
    return len({person.address.casefold() for person in may}) > 1


def edits_on(cycle: OpenCycle, step: str) -> tuple[HandEdit, ...]:
    """Return what was made by hand of what a step decides on, where another must approve it; else nothing.

    Where log-in is on, only what has the name of a person: that a committee decided something is nobody's hand.
    """
    if not needs_other_eyes(cycle, step):
        return ()
    node = node_named(cycle.graph, step)
    made = (HandEdit(kind=kind, name=" ".join(name.split())) for kind, name in _edits(cycle, node) if name.strip())
    found = tuple(dict.fromkeys(made))
    if not found or identity_of(cycle.services) == "name":
        return found
    return tuple(edit for edit in found if _whose(cycle, edit))


def unknown_hands(cycle: OpenCycle, step: str) -> tuple[str, ...]:
    """Return in sentences whose hand is written where a person's name should be, and is nobody's on the list of people.

    Where log-in is on: whoever it is could otherwise approve alone what they made, and nobody would know.
    """
    if identity_of(cycle.services) == "name" or not needs_other_eyes(cycle, step):
        return ()
    # Who was taken off the list is known all the same.
    everybody = [row.person for row in people_now(cycle.services, cycle.loaded.community.id)]
    said = sentence("«{name}» has {deeds}, and nobody on the list of people is called that. Whose hand was it?")
    edits = (
        HandEdit(kind=kind, name=" ".join(name.split()))
        for kind, name in _edits(cycle, node_named(cycle.graph, step))
        if name.strip() and (kind in _PERSONAL or name == cycle.year_inputs.edited_by)
    )
    return tuple(
        cycle.say(said, name=edit.name, deeds=cycle.say(EDIT_WORDS[edit.kind]))
        for edit in dict.fromkeys(edits)
        if not _named_among(everybody, edit)
    )


_PERSONAL = frozenset({"facts", "host", "request", "replies", "programme", "minutes", "act"})
"""What a person does, and no body or program of a machine: there a name is a person's."""


def _whose(cycle: OpenCycle, edit: HandEdit) -> tuple[KnownPerson, ...]:
    """Return who on the list of people is named as having made something by hand, under any name they have had."""
    return _named_among(known_now(cycle), edit)


def _named_among(people: Iterable[KnownPerson], edit: HandEdit) -> tuple[KnownPerson, ...]:
    return tuple(
        person
        for person in people
        if names_person(edit.name, key=person.key, names=(person.name, *person.earlier_names), address=person.address)
    )


def others_than(cycle: OpenCycle, step: str) -> tuple[str, ...]:
    """Return who had a hand in what a step decides on, so that another must approve it, in whole sentences."""
    said = sentence("{name} has {deeds}, so another must approve.")
    return tuple(
        cycle.say(said, name=edit.name, deeds=cycle.say(EDIT_WORDS[edit.kind])) for edit in edits_on(cycle, step)
    )


def edits_in_mailboxes(cycle: OpenCycle, step: str) -> tuple[HandEdit, ...]:
    """Return what was made by hand, also by key and address of whoever did: who read one mailbox can be each other."""
    found = edits_on(cycle, step)
    if not found or identity_of(cycle.services) == "name":
        return found
    read = (
        HandEdit(kind=edit.kind, name=name)
        for edit in found
        for person in _whose(cycle, edit)
        for name in (person.key, person.address)
    )
    return tuple(dict.fromkeys((*found, *read)))


def _edits(cycle: OpenCycle, node: StepNode) -> Iterator[tuple[str, str]]:
    year = cycle.year_inputs
    match node.kind:
        case "plan":
            yield "facts", year.edited_by
        case "host":
            if year.host is not None:
                yield "host", year.edited_by
            for override in cycle.rules.overrides:
                if override.year == cycle.year:
                    yield "host", override.edited_by
        case "committee":
            yield "register", _imported_by(cycle)
        case "invitations":
            yield "register", _imported_by(cycle)
            yield from (("list", addition.decided_by) for addition in year.additions)
            yield from (("list", removal.decided_by) for removal in year.removals)
            if year.additions or year.removals:
                yield "list", year.edited_by
        case "letters" | "mailing":
            yield from _dispatch_edits(cycle, node)
        case "signals":
            yield from _asked(cycle, node)
        case "act":
            yield "act", cycle.act(node).asked_by
    yield from hands_in_files(cycle, node)


def _imported_by(cycle: OpenCycle) -> str:
    """Return who imported the register that counts; empty where it is the community's own file."""
    with suppress(CycleError):
        return cycle.memory.registers.imported_by(cycle.row.community, register_of(cycle).digest)
    return ""


def _asked(cycle: OpenCycle, node: StepNode) -> Iterator[tuple[str, str]]:
    request = cycle.dispatch(node).request
    if request is not None:
        yield "request", request.asked_by


def _dispatch_edits(cycle: OpenCycle, node: StepNode) -> Iterator[tuple[str, str]]:
    yield from _asked(cycle, node)
    dispatch = cycle.dispatch(node)
    if dispatch.audience != "everyone":
        mine = {"", mode_suffix(cycle.services.settings)}
        typed = [reply for reply in cycle.record.replies if reply.source == "typed" and reply.kind in mine]
        seen = _seen_by(cycle, but=node) if typed else ()
        yield from (("replies", reply.who) for reply in typed if not _is_seen(cycle, reply, seen))
    if node.kind == "letters":
        for name in _new_templates(cycle, node):
            with suppress(TemplateError, OSError):
                data = (cycle.services.settings.templates / "docx" / name).read_bytes()
                yield "letter", saved_last_by(data)


def _seen_by(cycle: OpenCycle, *, but: StepNode) -> tuple[Decision, ...]:
    """Return the approvals of other mailings that went by the answers: whoever gave one has seen those until then.

    What goes to everyone goes by no answer, and where the service put on record that nobody had to decide, nobody saw.
    """
    mailings = [
        node
        for node in cycle.graph
        if node.kind == "mailing" and node.dispatch != but.dispatch and cycle.dispatch(node).audience != "everyone"
    ]
    newest = [result for node in mailings if (result := cycle.record.latest(node.name)) is not None]
    return tuple(
        row
        for result in newest
        if approved_at(cycle, result) is not None
        for row in approvals(cycle.record.decisions_on(result.step, result.digest))
        if row.channel != CHANNEL
    )


def _is_seen(cycle: OpenCycle, reply: Reply, seen: Sequence[Decision]) -> bool:
    """Return whether somebody else than who typed in an answer has approved a mailing that went by it."""
    later = [row for row in seen if row.at >= reply.at]
    if not later:
        return False
    typed = HandEdit(kind="replies", name=reply.who)
    rows = cycle.record.once("rows of persons", lambda: people_now(cycle.services, cycle.row.community))
    people = {row.person.key: row.person for row in rows}
    return any(not _is_hand_of(typed, row, people.get(row.person)) for row in later)


def _is_hand_of(edit: HandEdit, row: Decision, person: KnownPerson | None) -> bool:
    """Return whether who approved is named as having made something by hand."""
    names = (row.name, person.name, *person.earlier_names) if person else (row.name,)
    return names_person(edit.name, key=row.person, names=names, address=person.address if person else "")


def _new_templates(cycle: OpenCycle, node: StepNode) -> list[str]:
    """Return the Word templates of a dispatch that are others than those of the letters approved, or made, last."""
    last_year = cycle_id(cycle.row.community, cycle.row.meeting, cycle.year - 1)
    newest = cycle.record.latest(node.name)
    before = last_approved(cycle, node, but=newest.digest if newest else "") or cycle.memory.results.latest(
        last_year, node.name
    )
    known = before.inputs.get("templates", {}) if before is not None else {}
    return [name for name, sha256 in template_digests(cycle, cycle.dispatch(node)).items() if known.get(name) != sha256]
