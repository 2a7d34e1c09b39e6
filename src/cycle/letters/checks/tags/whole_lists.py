"""Lists of which a template prints a part: what nobody prints is in no paper, though somebody wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from cycle.errors import Problem
from cycle.letters.fields import Field
from cycle.letters.language import patched, printed_fields
from cycle.letters.ooxml import Members, paragraphs, part_name, read_xml
from cycle.phrases import Phrase

_SIGNAL = ("to", "text", "owner", "due", "parent", "plan")
_OF_ENTRY: Mapping[str, Sequence[str]] = {
    "minutes.matters": ("title", "text", "decision", "responsible", "due"),
    "minutes.signals": _SIGNAL,
    "asked.signals": _SIGNAL,
    "programme": ("title", "speakers", "signals"),
    "change.rows": ("label", "after"),
}
"""What belongs together in each entry of a list."""

_TOGETHER: Sequence[Sequence[str]] = (
    ("minutes.present", "minutes.absent", "minutes.unnoted"),
    ("pairs[].left", "pairs[].right"),
    ("proof.reached", "proof.paper", "proof.missing"),
)
"""Lists that hold everybody between them."""

_NEEDS: Mapping[str, Sequence[str]] = {"right_in_list": ("right_notes", "right_of_all")}
"""What a field of the list of people says by number, and where the numbers are told."""


def part_list_problems(members: Members, parts: Iterable[str], name: str, known: Field | None) -> Iterator[Problem]:
    """Yield a warning for each list whose other half, or some field of whose entries, the template never prints.

    jinja2's TemplateSyntaxError when a part cannot be read.
    """
    if known is None:
        return
    named = tuple(parts)
    there = frozenset(chain.from_iterable(printed_fields(patched(members[part])) for part in named))
    for walked, absent in _absent(there, personal=known.child("recipient") is not None):
        what = Phrase(
            "the template prints a part of '{field}' and never {fields}; what is written there is printed nowhere",
            field=walked,
            fields=", ".join(absent),
        )
        where = _place(members, named, walked)
        remedy = Phrase("print this as well: {fields}", fields=", ".join(absent))
        yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")


def _absent(there: frozenset[str], *, personal: bool) -> Iterator[tuple[str, list[str]]]:
    """Yield each list that is printed in part with the paths that are never printed."""

    def any_of(path: str) -> bool:
        return any(found == path or found.startswith((f"{path}.", f"{path}[")) for found in there)

    for walked, fields in _OF_ENTRY.items():
        enclosed = personal and walked == "programme"  # a letter may tell of it; the programme itself is enclosed
        if any_of(f"{walked}[]") and not enclosed:
            paths = [f"{walked}[].{field}" for field in fields]
            if absent := [path for path in paths if not any_of(path)]:
                yield walked, absent
    for lists in _TOGETHER:
        gone = [path for path in lists if not any_of(path)]
        if gone and len(gone) < len(lists):
            yield next(path for path in lists if path not in gone), gone
    for field, needed in _NEEDS.items():
        gone = [path for path in needed if not any_of(path)]
        if gone and (asked := sorted(path for path in there if path.endswith(f".{field}"))):
            yield asked[0], gone


def _place(members: Members, parts: Sequence[str], walked: str) -> Phrase:
    """Return the paragraph that names the list, or the first part where a name of its own stands for it."""
    named = walked.partition("[]")[0]
    for part in parts:
        for paragraph in paragraphs(read_xml(members[part]), part=part):
            if named in paragraph.text:
                return paragraph.where
    return part_name(parts[0])
