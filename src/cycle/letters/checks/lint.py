"""What is wrong with a Word template, with the place and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import jinja2
from lxml import etree

from cycle.errors import Problem, TemplateError, did_you_mean
from cycle.letters.checks.accessibility import accessibility_problems
from cycle.letters.checks.expressions import ANYTHING, Scope
from cycle.letters.checks.jinja_source import property_problems, source_problems
from cycle.letters.checks.live_fields import live_field_problems
from cycle.letters.checks.placeholders import placeholder_problems
from cycle.letters.checks.tracked_changes import leftover_problems
from cycle.letters.fields import Field
from cycle.letters.language import NO_AMPERSAND, grouped, only_template_errors, plain_words
from cycle.letters.ooxml import (
    HALF,
    Level,
    Members,
    Paragraph,
    Tag,
    inspect_package,
    paragraphs,
    parse_xml,
    tagged_parts,
    tags,
)
from cycle.letters.pdf import Lists

_BLOCKS = {"if": "endif", "for": "endfor"}
_MIDDLE = {"elif", "else"}
_CELLS = {"colspan", "cellbg", "vm", "hm"}
"""docxtpl's own words for table cells."""

_WORDS = {*_BLOCKS, *_BLOCKS.values(), *_MIDDLE, *_CELLS, "set"}
_MEANT = {
    **dict.fromkeys(("elseif", "elsif", "ellers_hvis", "elles_viss"), "elif"),
    **dict.fromkeys(("viss", "hvis", "dersom", "når"), "if"),
    **dict.fromkeys(("elles", "ellers"), "else"),
    **dict.fromkeys(("foreach", "kvar", "hver"), "for"),
    **dict.fromkeys(("end", "slutt", "fi", "done"), "end"),
}
"""What people write who know another language, and what it is here."""

_WRONG_SIGNS = re.compile("[„‚«»–—…´′″−]")
_SPACED = re.compile(r"\{%\s+(p|tr|tc|r)\s")
_DASHED = re.compile(r"(\{[{%#])([-+])\s*(p|tr|tc|r)\s+(?=\w)")
"""A sign of Jinja's before the letter that says what a tag takes with it."""

_HALF_BLOCK = re.compile(r"\{%[-+]?(?:p|tr|tc|r)?\s*(?:if|for)\b")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Signs that take no room: soft hyphens, joiners, marks of direction. Copying from a page brings them."""

_TAKEN_WITH = re.compile(r"\A(?:p|tr|tc|r)\s+(?=\w)")
_NEW_NAME = re.compile(r"\w+")
_TEXTS = re.compile(r"\"[^\"]*\"|'[^']*'")
_NOT_SEEN = "the value of {} would stand outside the text, where Word shows nothing"
_TAKES: dict[Level, str] = {"p": "paragraph", "tr": "row", "tc": "cell"}


def check_template(
    data: bytes, *, name: str, known: Field | None, fonts: frozenset[str] | None = None
) -> tuple[Problem, ...]:
    """Return every problem of the template; no `error` among them when it may be used.

    `known` is what this template may mention: `PERSONAL` or `COMMON` of `cycle.letters.fields`; None for anything.
    `fonts` are the families of the machine that makes the PDF; None does not look at fonts.
    """
    try:
        with only_template_errors(name, "this template cannot be read"):
            return grouped(_all_problems(data, name, known, fonts))
    except TemplateError as error:
        return error.problems


def _all_problems(data: bytes, name: str, known: Field | None, fonts: frozenset[str] | None) -> tuple[Problem, ...]:
    members, unsafe = inspect_package(data, name=name)
    if any(problem.severity == "error" for problem in unsafe):
        return unsafe
    return (*unsafe, *_problems(members, name, known), *accessibility_problems(members, name, fonts))


def _problems(members: Members, name: str, known: Field | None) -> Iterator[Problem]:
    filled_in = tagged_parts(members)
    lists, findings = Lists(members), False
    for problem in leftover_problems(members, filled_in, name):
        findings = findings or problem.severity == "error"
        yield problem
    for part in filled_in:
        root = parse_xml(members[part])
        for problem in (*live_field_problems(root, members, part, name), *_Reader(name, known, lists).read(root, part)):
            findings = findings or problem.severity == "error"
            yield problem
    yield from property_problems(members, name, known)
    yield from placeholder_problems(members, filled_in, name, known)
    if not findings:
        yield from source_problems(members, filled_in, name, known)


@dataclass(frozen=True, slots=True)
class _Open:
    """A block that has begun and not yet ended."""

    word: str
    tag: Tag
    read: bool = True
    """Whether the tag is written as it should be; its end is compared with no other."""


class _Reader:
    """Reads the tags of one part in order, keeping the open blocks and the names they bring."""

    def __init__(self, file: str, known: Field | None, lists: Lists) -> None:
        self._file = file
        self._lists = lists
        self._counting: set[etree._Element] = set()
        """The tags of the loops that are told to have a numbered list."""
        self._names = Scope(known=known)
        self._open: list[_Open] = []
        self._ends: set[str] = set()
        """The ends of tags there are none of, which have been told with their beginnings."""

    def read(self, root: etree._Element, part: str) -> Iterator[Problem]:
        """Yield the problems of every tag, then of every block left open."""
        for paragraph in paragraphs(root, part=part):
            yield from self._half_tags(paragraph)
            for tag in tags(paragraph):
                yield from self._read(tag)
            yield from self._counted(paragraph)
        for block in filter(lambda block: block.read, self._open):
            yield self._problem(block.tag, f"'{block.word}' is never closed", f"add {_BLOCKS[block.word]}")

    def _counted(self, paragraph: Paragraph) -> Iterator[Problem]:
        """Yield once for each loop that a numbered list stands in it."""
        loop = next((block.tag for block in self._open if block.word == "for"), None)
        if loop is None or loop.taken in self._counting or not self._lists.counts(paragraph.element):
            return
        if paragraph.leftover.strip() or any(tag.kind == "print" for tag in tags(paragraph)):
            self._counting.add(loop.taken)
            what = f"the numbered list inside {loop.text} goes on counting from turn to turn"
            remedy = "if each turn is to begin with 1, write {{ loop.index }}. in place of Word's own numbers"
            yield replace(self._problem(loop, what, remedy), where=paragraph.where, severity="warning")

    def _half_tags(self, paragraph: Paragraph) -> Iterator[Problem]:
        if HALF.search(paragraph.leftover):
            what = "a tag that does not begin and end in the same paragraph, or lacks a brace"
            remedy = "write {{ field }} or {% if … %} in one go, in one paragraph"
            yield Problem(file=self._file, where=paragraph.where, what=what, remedy=remedy)
            for half in _HALF_BLOCK.findall(paragraph.leftover):
                self._begin_unread(next(tags(replace(paragraph, text=f"{half} x %}}"))))

    def _read(self, tag: Tag) -> Iterator[Problem]:
        if tag.beside:
            what = f"the text beside {tag.text} would disappear with its {_TAKES[tag.level]}"
            yield self._problem(tag, what, f"give the tag a {_TAKES[tag.level]} of its own")
        elif tag.lost:
            near = "beside" if tag.level in _TAKES else "inside"
            remedy = f"give the tag a {_TAKES[tag.level]} of its own" if near == "beside" else "move it out of the tag"
            yield self._problem(tag, f"{' and '.join(tag.lost)} {near} {tag.text} would disappear", remedy)
        if tag.kind == "note":
            return
        fault = _miswritten(tag)
        if fault:
            yield self._problem(tag, *fault)
            self._begin_unread(tag)
            return
        try:
            yield from self._understand(tag)
        except RecursionError:
            yield self._problem(tag, f"{tag.text[:40]}… has brackets nested too deeply", "write it in several tags")
        except jinja2.TemplateSyntaxError as error:
            yield self._problem(tag, f"{tag.text} cannot be read: {plain_words(error.message)}", _likely(tag))
            if _word(tag)[0] == "set" and (name := _NEW_NAME.match(_word(tag)[1])):
                self._names.local[-1][name.group()] = ANYTHING
                self._ends.add("endset")
        for what, remedy in self._names.findings:
            yield self._problem(tag, what, remedy)
        self._names.findings.clear()

    def _understand(self, tag: Tag) -> Iterator[Problem]:
        if tag.kind == "print":
            if tag.level and self._names.known is not None:
                yield self._problem(tag, _NOT_SEEN.format(tag.text), f"write {{{{ {tag.inside} }}}}")
            self._names.check_print(tag.inside)
            return
        word, rest = _word(tag)
        if word in _BLOCKS:
            self._begin(word, rest, tag)
        elif word in _MIDDLE or word in _BLOCKS.values():
            if word == "else" and rest:
                right = f"write {{% elif {re.sub(r'^if ', '', rest)} %}}"
                yield self._problem(tag, f"{tag.text} cannot be read: else asks nothing", right)
            yield from self._continue(word, rest, tag)
        elif word == "set":
            self._names.check_set(rest)
        elif word in _CELLS:
            if rest.strip():
                self._names.check_ask(rest)
        elif word not in self._ends:
            yield from self._unknown(word, tag)

    def _unknown(self, word: str, tag: Tag) -> Iterator[Problem]:
        """Yield that there is no such tag, once for its beginning and its end, and go on as with the one meant."""
        open_word = self._open[-1].word if self._open else "if"
        meant = word.lower() if word.lower() in _WORDS else _MEANT.get(word.lower(), "")
        meant = _BLOCKS[open_word] if meant == "end" else meant
        remedy = f"did you mean '{meant}'?" if meant else did_you_mean(word, _WORDS)
        yield self._problem(tag, f"no tag '{word}' in letters", remedy)
        if meant:
            self._begin_unread(replace(tag, inside=f"{meant} {_word(tag)[1]}"))
        else:
            self._ends.add(f"end{word}")

    def _begin(self, word: str, rest: str, tag: Tag) -> None:
        self._open.append(_Open(word, tag))
        if word == "for":
            try:
                self._names.enter_for(rest)
            except jinja2.TemplateSyntaxError:
                self._names.local.append({})
                raise
        else:
            self._names.check_ask(rest)

    def _begin_unread(self, tag: Tag) -> None:
        """Open the block of a tag that cannot be read, so that its end is no mistake as well."""
        if tag.kind != "do":
            return
        word, rest = _word(replace(tag, inside=_TAKEN_WITH.sub("", tag.inside, count=1)))
        if word in _BLOCKS:
            self._open.append(_Open(word, tag, read=False))
            if word == "for":
                names = rest.partition(" in ")[0]
                self._names.local.append(dict.fromkeys(("loop", *_NEW_NAME.findall(names)), ANYTHING))
        elif word in _BLOCKS.values() and self._open and _BLOCKS[self._open[-1].word] == word:
            self._open.pop()
            if word == "endfor":
                self._names.leave_for()

    def _continue(self, word: str, rest: str, tag: Tag) -> Iterator[Problem]:
        block = self._open[-1] if self._open else None
        if block is None or (word in _BLOCKS.values() and _BLOCKS[block.word] != word):
            inner = f"'{block.word}' is open" if block else "nothing is open"
            yield self._problem(tag, f"'{word}' where {inner}", "begin and end each block in turn")
            return
        elsewhere = tag.level != block.tag.level or tag.container is not block.tag.container
        if block.read and elsewhere:
            what = f"{tag.text} does not stand like {block.tag.text}, which it belongs to"
            yield self._problem(tag, what, "use the same kind of tag in the same cell, row or run of text")
        if word == "elif":
            self._names.check_ask(rest)
        if word in _BLOCKS.values():
            self._open.pop()
            if word == "endfor":
                self._names.leave_for()

    def _problem(self, tag: Tag, what: str, remedy: str) -> Problem:
        return Problem(file=self._file, where=tag.where, what=what, remedy=remedy)


def _word(tag: Tag) -> tuple[str, str]:
    """Return the first word of a tag, which says what it does, and the rest."""
    found = re.match(r"\w*", tag.inside)
    word = found.group() if found else ""
    return word, tag.inside[len(word) :].strip()


def _likely(tag: Tag) -> str:
    """Return what was probably meant by a tag that cannot be read."""
    plain = _TEXTS.sub("", tag.inside)
    if tag.kind == "do" and _word(tag)[0] == "set" and "=" not in plain:
        return "write {% set name = … %}"
    if re.search(r"(?<![=!<>])=(?!=)", plain):
        return "write == for ="
    found = next((word for word in _LOGIC if re.search(rf"\b{word}\b", plain)), "")
    return f"write {_LOGIC[found]} for {found}" if found else "compare with the guide's examples"


_LOGIC = {"og": "and", "eller": "or", "ikkje": "not", "ikke": "not", "er": "==", "lik": "=="}
"""Words of ours for those of the tags."""


def _miswritten(tag: Tag) -> tuple[str, str] | None:
    """Return what is wrong with the signs of a tag, and what would be right."""
    signs = _WRONG_SIGNS.search(_TEXTS.sub("", tag.inside))
    if signs:
        return f"the sign {signs.group()} inside {tag.text}", "use straight quotes and hyphens"
    unseen = _UNSEEN.search(tag.text)
    if unseen:
        return f"a sign that nobody sees (U+{ord(unseen.group()):04X}) inside {tag.text}", "write the tag anew by hand"
    if "&" in tag.inside:
        return f"an '&' inside {tag.text}, which docxtpl reads as '&amp;'", NO_AMPERSAND
    dashed = _DASHED.match(tag.text)
    if dashed:
        braces, sign, level = dashed.groups()
        inside = tag.inside.partition(" ")[2].strip()
        right = f"{{{{ {inside} }}}}" if braces == "{{" else f"{braces}{level} {inside} {tag.text[-2:]}"
        return f"the sign {sign} before '{level}' in {tag.text}", f"write {right}"
    spaced = _SPACED.match(tag.text)
    if spaced:
        return f"a space before '{spaced.group(1)}' in {tag.text}", f"write {{%{spaced.group(1)} with no space between"
    if "\t" in tag.text or "\n" in tag.text:
        return (
            f"a tab or a line break inside {' '.join(tag.text.split())}",
            "write it on one line, with ordinary spaces",
        )
    if not tag.is_read:
        remedy = f"write {tag.text[:2]}{tag.level} with one ordinary space after it, and no % or }} inside the tag"
        return f"{tag.text} is not read as it stands", remedy
    return None
