"""Where the turns of a loop, or a condition that does not hold, leave no space between two words of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import jinja2
from jinja2 import meta

from cycle.letters.checks.tags.compared import Fault
from cycle.letters.language import ESCAPING
from cycle.letters.ooxml import TAG, Paragraph
from cycle.phrases import Phrase

_DO = re.compile(r"\{%[-+]?\s*(\w+)\s*(.*?)\s*[-+]?%\}", re.DOTALL)
_OF_PARAGRAPH = re.compile(r"\{[{%#](?:p|tr|tc|r)\s")
_OWN_SPACE = re.compile(r"['\"]|\bloop\.(?:cycle|changed)\b|\b(?:logo|signature)\b")
"""In a tag that prints: what may bring a space or a comma of its own, or a picture."""

_PATH = re.compile(r"[A-Za-z_][\w.]*")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_ENDS = re.compile(r"[\w.,;:!?)\]»”’…}]\Z")
_BEGINS = re.compile(r"[\w(\[«“‘{]")
_TURNS: Sequence[Mapping[str, object]] = (
    {"first": True, "last": False, "index": 1, "index0": 0, "revindex": 2, "revindex0": 1, "length": 2},
    {"first": False, "last": True, "index": 2, "index0": 1, "revindex": 1, "revindex0": 0, "length": 2},
)
_ONLY_TURN: Mapping[str, object] = {**_TURNS[0], "last": True, "revindex": 1, "revindex0": 0, "length": 1}
"""Of a loop inside another: each turn of all of them would double the work with each."""

_DEEPEST = 20
"""Blocks in each other; what is nested deeper is refused elsewhere."""

_UNKNOWN = "\x00"
"""What is printed and may begin or end as it likes."""


@dataclass(slots=True)
class _Block:
    """A loop or a condition with what stands in each of its branches, or the line itself."""

    tag: str = ""
    end: str = ""
    where: Phrase | None = None
    asked: list[str] = field(default_factory=list)
    """What each branch asks; an else asks nothing."""
    branches: list[list[_Block | str]] = field(default_factory=lambda: [[]])

    @property
    def loops(self) -> bool:
        found = _DO.match(self.tag)
        return found is not None and found[1] == "for"


def glued_words(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Phrase, Fault]]:
    """Yield place, what and remedy for each loop whose turns, or condition whose absence, makes one word of two."""
    every = [paragraph for paragraph in paragraphs if not _OF_PARAGRAPH.match(paragraph.text.lstrip())]
    own = {found[2].partition("=")[0].strip() for text in every for found in _sets(text.text)}
    for line in _lines(every, own):
        blocks = tuple(_all_blocks(line))
        for block in (block for block in blocks if block.loops):
            if any(_runs_on(block, holds) for holds in (True, False)):
                yield _of_loop(block)
        for block in _gaps(line.branches[0]):
            yield _of_condition(block)


def _sets(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _DO.finditer(text) if found[1] == "set")


def _of_loop(block: _Block) -> tuple[Phrase, Fault]:
    what = Phrase("the turns of {tag} are printed without a space between them: two words would be one", tag=block.tag)
    right = "{% if not loop.last %}, {% endif %}"
    return block.where or Phrase("a tag"), (what, Phrase("write {right} before {end}", right=right, end=block.end))


def _of_condition(block: _Block) -> tuple[Phrase, Fault]:
    what = Phrase(
        "where {tag} does not hold, the words before it and after {end} are one", tag=block.tag, end=block.end
    )
    return block.where or Phrase("a tag"), (what, Phrase("let a space stand outside the condition"))


def _lines(paragraphs: Sequence[Paragraph], own: Iterable[str]) -> Iterator[_Block]:
    """Yield each paragraph as blocks; those that a block makes one, together. One whose tags do not fit is left out."""
    names = tuple(re.compile(rf"\b{re.escape(name)}\b") for name in own if name.isidentifier())
    line, open_ones, sound = _Block(), list[_Block](), True
    for paragraph in paragraphs:
        if open_ones:
            open_ones[-1].branches[-1].append("\n")
        at = 0
        for found in TAG.finditer(paragraph.text):
            (open_ones or [line])[-1].branches[-1] += _words(paragraph.text[at : found.start()])
            sound &= _turn(found.group(), line, open_ones, paragraph.where, names)
            at = found.end()
        (open_ones or [line])[-1].branches[-1] += _words(paragraph.text[at:])
        sound &= len(open_ones) <= _DEEPEST
        if not open_ones or not sound:
            if sound:
                yield line
            line, open_ones, sound = _Block(), [], True


def _turn(tag: str, line: _Block, open_ones: list[_Block], where: Phrase, names: Sequence[re.Pattern[str]]) -> bool:
    """Put a tag where it belongs; return whether it fits."""
    block = (open_ones or [line])[-1]
    if not tag.startswith("{%"):
        if tag.startswith("{{"):
            silent = _OWN_SPACE.search(_IN_BRACKETS.sub("", tag))
            known = not silent and not any(name.search(tag) for name in names)
            block.branches[-1].append(tag if known else _UNKNOWN)
        return True
    found = _DO.match(tag)
    word, rest = (found[1], found[2]) if found else ("", "")
    if word in {"for", "if"}:
        inner = _Block(tag=tag, where=where, asked=[rest])
        block.branches[-1].append(inner)
        open_ones.append(inner)
    elif word in {"elif", "else"}:
        if not open_ones:
            return False
        block.asked.append(rest)
        block.branches.append([])
    elif word in {"endfor", "endif"}:
        if not open_ones or block.loops is (word == "endif"):
            return False
        open_ones.pop().end = tag
    return True


def _words(text: str) -> list[_Block | str]:
    return [piece for piece in re.split(r"(\s+)", text) if piece]


def _all_blocks(block: _Block) -> Iterator[_Block]:
    for branch in block.branches:
        for piece in branch:
            if isinstance(piece, _Block):
                yield piece
                yield from _all_blocks(piece)


def _said(branch: Sequence[_Block | str], turn: Mapping[str, object], *, holds: bool = True) -> Iterator[str]:
    """Yield what a branch prints, where every condition on a field holds, or none does."""
    for piece in branch:
        if isinstance(piece, str):
            yield piece
        elif piece.loops:
            yield from _said(piece.branches[0], _ONLY_TURN, holds=holds)
        else:
            answers = (_answer(asked, turn, holds=holds) for asked in piece.asked)
            number = next((number for number, answer in enumerate(answers) if answer), None)
            if number is not None:
                yield from _said(piece.branches[number], turn, holds=holds)


def _answer(asked: str, turn: Mapping[str, object], *, holds: bool) -> bool:
    """Return whether a branch is taken: an else is, a question of the loop alone is answered as in that turn."""
    if not asked:
        return True
    try:
        of_loop = meta.find_undeclared_variables(ESCAPING.parse(f"{{{{ {asked} }}}}")) == {"loop"}
        return bool(ESCAPING.compile_expression(asked)(loop=turn)) if of_loop and turn else holds
    except (jinja2.TemplateError, TypeError, ZeroDivisionError):
        return holds


def _runs_on(block: _Block, holds: bool) -> bool:
    """Return whether a turn of a loop ends in a word and the next begins with one."""
    before, after = (list(_said(block.branches[0], turn, holds=holds)) for turn in _TURNS)
    marks = len(before) == 1 and not before[0].startswith("{")  # as for a row of crosses
    return bool(before and after) and not marks and _is_one_word(before[-1], after[0])


def _is_gap(block: _Block | str) -> bool:
    """Return whether a condition without else begins and ends with white space."""
    if isinstance(block, str) or block.loops:
        return False
    said = list(_said(block.branches[0], {})) if len(block.branches) == 1 else []
    return bool(said) and not said[0].strip() and not said[-1].strip()


def _gaps(branch: Sequence[_Block | str]) -> Iterator[_Block]:
    """Yield each condition of a branch and those in it without which the words on both sides of it would be one."""
    for number, block in enumerate(branch):
        if isinstance(block, str):
            continue
        for inner in block.branches:
            yield from _gaps(inner)
        before = next((piece for piece in reversed(branch[:number]) if not _is_gap(piece)), None)
        after = next((piece for piece in branch[number + 1 :] if not _is_gap(piece)), None)
        if not _is_gap(block) or not isinstance(before, str) or not isinstance(after, str):
            continue
        if _is_one_word(before, after) and not _goes_too(block, before, after):
            yield block


def _goes_too(gap: _Block, before: str, after: str) -> bool:
    """Return whether what stands beside a condition is empty where it does not hold, as beside a lone space."""
    beside = [piece for piece in (before, after) if piece.startswith("{")]
    asked = set(_PATH.findall(gap.asked[0]))
    lone = not any(piece.strip() for piece in _said(gap.branches[0], {}))
    return bool(beside) and (lone or any(asked & set(_PATH.findall(piece)) for piece in beside))


def _is_one_word(before: str, after: str) -> bool:
    return bool(_ENDS.search(before) and _BEGINS.match(after))
