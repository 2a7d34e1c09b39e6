"""What is wrong with a Word template, with the place and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import jinja2
from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem, TemplateError, did_you_mean
from cycle.letters.checks.foreign_marks import foreign_mark_problems
from cycle.letters.checks.live_fields import live_field_problems
from cycle.letters.checks.placeholders import placeholder_problems
from cycle.letters.checks.sight.accessibility import accessibility_problems
from cycle.letters.checks.sight.covered_words import covered_word_problems
from cycle.letters.checks.sight.faint_words import faint_word_problems
from cycle.letters.checks.sight.hidden_words import hidden_word_problems
from cycle.letters.checks.sight.template_pictures import picture_problems
from cycle.letters.checks.tags.compared import Fault
from cycle.letters.checks.tags.expression_parts import ANYTHING, asks_no_field
from cycle.letters.checks.tags.expressions import Scope
from cycle.letters.checks.tags.jinja_source import property_problems, source_problems
from cycle.letters.checks.tags.miswritten import likely, miswritten
from cycle.letters.checks.tags.whole_lists import part_list_problems
from cycle.letters.checks.tracked_changes import leftover_problems
from cycle.letters.checks.written_twice import written_twice_problems
from cycle.letters.fields import Field
from cycle.letters.language import grouped, only_template_errors
from cycle.letters.ooxml import (
    HALF,
    TAG,
    Level,
    Members,
    Paragraph,
    Tag,
    W,
    field_codes,
    inspect_package,
    paragraphs,
    printed_parts,
    read_xml,
    tagged_parts,
    tags,
)
from cycle.letters.pdf import Lists
from cycle.parser_words import plain_words
from cycle.phrases import Phrase

_BLOCKS = {"if": "endif", "for": "endfor"}
_MIDDLE = {"elif", "else"}
_COUNTING_FIELDS = {"SEQ", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"}
"""Word's own counters, which count on when somebody presses F9, and not in a letter."""

_NOTES = {
    f"{W}footnoteReference": sentence("a footnote inside a loop: its words are printed in the first turn alone"),
    f"{W}endnoteReference": sentence("an endnote inside a loop: its words are printed in the first turn alone"),
}
_NOTE_OUTSIDE = sentence("write its words in brackets in the text, or put the note outside the loop")

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

_OF_ROW = re.compile(r"\{%tr\b")
_HALF_BLOCK = re.compile(r"\{\s*%[-+]?(?:p|tr|tc|r)?\s*(?:if|for)\b")
_TAKEN_WITH = re.compile(r"\A(?:p|tr|tc|r)\s+(?=\w)")
_NEW_NAME = re.compile(r"\w+")
_UNREAD = sentence("{tag} cannot be read: {why}")
_BESIDE: dict[Level, str] = {
    "p": sentence("the text beside {tag} would disappear with its paragraph"),
    "tr": sentence("the text beside {tag} would disappear with its row"),
    "tc": sentence("the text beside {tag} would disappear with its cell"),
}
_OF_ITS_OWN: dict[Level, str] = {
    "p": sentence("give the tag a paragraph of its own"),
    "tr": sentence("give the tag a row of its own"),
    "tc": sentence("give the tag a cell of its own"),
}
"""By what a tag takes with it: what would be lost, and what would be right."""


def check_template(
    data: bytes, *, name: str, known: Field | None, fonts: frozenset[str] | None = None
) -> tuple[Problem, ...]:
    """Return every problem of the template; no `error` among them when it may be used.

    `known` is what this template may mention: `PERSONAL` or `COMMON` of `cycle.letters.fields`; None for anything.
    `fonts` are the families of the machine that makes the PDF; None does not look at fonts.
    """
    try:
        with only_template_errors(name, Phrase("this template cannot be read")):
            return grouped(_all_problems(data, name, known, fonts))
    except TemplateError as error:
        return error.problems


def _all_problems(data: bytes, name: str, known: Field | None, fonts: frozenset[str] | None) -> tuple[Problem, ...]:
    members, unsafe = inspect_package(data, name=name)
    if any(problem.severity == "error" for problem in unsafe):
        return unsafe
    shown = picture_problems(members, name)
    return (*unsafe, *_problems(members, name, known), *shown, *accessibility_problems(members, name, fonts))


def _problems(members: Members, name: str, known: Field | None) -> Iterator[Problem]:
    filled_in = tagged_parts(members)
    lists, findings = Lists(members), False
    for problem in leftover_problems(members, filled_in, name):
        findings = findings or problem.severity == "error"
        yield problem
    for part in filled_in:
        root = read_xml(members[part])
        for problem in (*live_field_problems(root, members, part, name), *_Reader(name, known, lists).read(root, part)):
            findings = findings or problem.severity == "error"
            yield problem
    yield from property_problems(members, name, known)
    for unseen in (hidden_word_problems, faint_word_problems, covered_word_problems, foreign_mark_problems):
        yield from unseen(members, name)
    printed = printed_parts(members)
    for part in printed.keys() - filled_in.keys():
        yield from live_field_problems(read_xml(members[part]), members, part, name)
    yield from placeholder_problems(members, printed, name, known)
    yield from written_twice_problems(members, name, known)
    if findings:
        return
    of_source = tuple(source_problems(members, filled_in, name, known))
    yield from of_source
    if not any(problem.severity == "error" for problem in of_source):
        yield from part_list_problems(members, filled_in, name, known)


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
            looping = any(block.word == "for" for block in self._open)
            for tag in tags(paragraph):
                yield from self._read(tag)
            yield from self._counted(paragraph)
            for note in _notes_in_a_loop(paragraph, looping=looping):
                yield Problem(file=self._file, where=paragraph.where, what=note, remedy=Phrase(_NOTE_OUTSIDE))
        for block in filter(lambda block: block.read, self._open):
            what = Phrase("'{word}' is never closed", word=block.word)
            yield self._problem(block.tag, what, Phrase("add {end}", end=_BLOCKS[block.word]))

    def _counted(self, paragraph: Paragraph) -> Iterator[Problem]:
        """Yield once for each loop that a numbered list stands in it."""
        loops = [block.tag for block in self._open if block.word == "for"]
        if not loops:
            return
        loop, innermost = loops[0], loops[-1]
        for field in field_codes(paragraph.element):
            if field.name in _COUNTING_FIELDS:
                what = Phrase("the Word field '{field}' shows the same number in each turn of a loop", field=field.name)
                remedy = Phrase("write {right}", right="{{ loop.index }}")
                yield replace(self._problem(loop, what, remedy), where=paragraph.where, severity="warning")
        if innermost.taken in self._counting or not self._lists.counts(paragraph.element):
            return
        if _is_shown(paragraph):
            self._counting.add(innermost.taken)
            what = Phrase("the numbered list inside {tag} goes on counting from turn to turn", tag=loop.text)
            remedy = Phrase("if each turn is to begin with 1, write {{ loop.index }}. in place of Word's own numbers")
            yield replace(self._problem(loop, what, remedy), where=paragraph.where, severity="warning")

    def _half_tags(self, paragraph: Paragraph) -> Iterator[Problem]:
        if HALF.search(paragraph.leftover):
            what = Phrase("a tag that does not begin and end in the same paragraph, or lacks a brace")
            remedy = Phrase("write {{ field }} or {% if … %} in one go, in one paragraph")
            yield Problem(file=self._file, where=paragraph.where, what=what, remedy=remedy)
            for half in _HALF_BLOCK.findall(paragraph.leftover):
                begun = f"{{{half[1:].strip()} x %}}"
                self._begin_unread(next(tags(replace(paragraph, text=begun))))

    def _read(self, tag: Tag) -> Iterator[Problem]:
        if tag.kind == "print" and tag.level and self._names.known is not None:
            pass  # what its value would do is told below; written right it takes nothing with it
        elif tag.beside:
            yield self._problem(tag, Phrase(_BESIDE[tag.level], tag=tag.text), Phrase(_OF_ITS_OWN[tag.level]))
        elif tag.lost:
            yield self._problem(tag, *_lost(tag))
        if tag.kind == "note":
            return
        fault = miswritten(tag)
        if fault:
            yield self._problem(tag, *fault)
            if "{% end" not in tag.text:
                self._begin_unread(tag)
            return
        try:
            yield from self._understand(tag)
        except RecursionError:
            what = Phrase("{tag}… has brackets nested too deeply", tag=tag.text[:40])
            yield self._problem(tag, what, Phrase("write it in several tags"))
        except jinja2.TemplateSyntaxError as error:
            why = plain_words(error.message)
            yield self._problem(tag, Phrase(_UNREAD, tag=tag.text, why=why), likely(tag))
            if _word(tag)[0] == "set" and (name := _NEW_NAME.match(_word(tag)[1])):
                self._names.local[-1][name.group()] = ANYTHING
                self._ends.add("endset")
        for what, remedy in self._names.findings:
            yield self._problem(tag, what, remedy)
        for what, remedy in dict.fromkeys(self._names.remarks):
            yield replace(self._problem(tag, what, remedy), severity="warning")
        self._names.findings.clear()
        self._names.remarks.clear()

    def _understand(self, tag: Tag) -> Iterator[Problem]:
        if tag.kind == "print":
            if tag.level and self._names.known is not None:
                what = Phrase("the value of {tag} would stand outside the text, where Word shows nothing", tag=tag.text)
                yield self._problem(tag, what, Phrase("write {right}", right=f"{{{{ {tag.inside} }}}}"))
            self._names.check_print(tag.inside)
            return
        word, rest = _word(tag)
        if word in _BLOCKS:
            self._begin(word, rest, tag)
            yield from self._settled(word, rest, tag)
        elif word in _MIDDLE or word in _BLOCKS.values():
            if word == "else" and rest:
                what = Phrase(_UNREAD, tag=tag.text, why=Phrase("else asks nothing"))
                right = f"{{% elif {re.sub(r'^if ', '', rest)} %}}"
                yield self._problem(tag, what, Phrase("write {right}", right=right))
            yield from self._continue(word, rest, tag)
            yield from self._settled(word, rest, tag)
        elif word == "set":
            self._names.check_set(rest)
        elif word in _CELLS:
            if rest.strip():
                self._names.check_ask(rest)
        elif word not in self._ends:
            yield from self._unknown(word, tag)

    def _settled(self, word: str, rest: str, tag: Tag) -> Iterator[Problem]:
        """Yield that a question is answered before any letter is made."""
        if asks_no_field(word, rest):
            what = Phrase(
                "{tag} asks no field: the answer is the same in every letter, and some text in none", tag=tag.text
            )
            remedy = Phrase("ask a field, or take away the tag and the text that is in no letter")
            yield replace(self._problem(tag, what, remedy), severity="warning")

    def _unknown(self, word: str, tag: Tag) -> Iterator[Problem]:
        """Yield that there is no such tag, once for its beginning and its end, and go on as with the one meant."""
        open_word = self._open[-1].word if self._open else "if"
        meant = word.lower() if word.lower() in _WORDS else _MEANT.get(word.lower(), "")
        meant = _BLOCKS[open_word] if meant == "end" else meant
        remedy = Phrase("did you mean '{near}'?", near=meant) if meant else did_you_mean(word, _WORDS)
        if self._names.is_field(word):
            remedy = Phrase("write {right}", right=f"{{{{ {tag.inside} }}}}")
        yield self._problem(tag, Phrase("no tag '{word}' in letters", word=word), remedy)
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
            what = Phrase("'{word}' where nothing is open", word=word)
            if block:
                what = Phrase("'{word}' where '{open}' is open", word=word, open=block.word)
            yield self._problem(tag, what, Phrase("begin and end each block in turn"))
            return
        elsewhere = tag.level != block.tag.level or tag.container is not block.tag.container
        if block.read and elsewhere:
            what = Phrase("{tag} does not stand like {begin}, which it belongs to", tag=tag.text, begin=block.tag.text)
            remedy = Phrase("use the same kind of tag in the same cell, row or run of text")
            yield self._problem(tag, what, remedy)
        if word == "elif":
            self._names.check_ask(rest)
        if word in _BLOCKS.values():
            self._open.pop()
            if word == "endfor":
                self._names.leave_for()

    def _problem(self, tag: Tag, what: Phrase, remedy: Phrase) -> Problem:
        return Problem(file=self._file, where=tag.where, what=what, remedy=remedy)


def _notes_in_a_loop(paragraph: Paragraph, *, looping: bool) -> Iterator[Phrase]:
    """Yield for each note whose number a loop prints again that its words are printed with the first alone."""
    before = "{% for x %}" if looping else ""
    for element in paragraph.element.iter(f"{W}t", *_NOTES):
        if element.tag == f"{W}t":
            before += element.text or ""
            continue
        words = [tag[2:].lstrip("-+").split()[:2] for tag in TAG.findall(before) if tag.startswith("{%")]
        ends = [next((word for word in said if word not in {"p", "tr", "tc", "r"}), "") for said in words]
        if ends.count("for") > ends.count("endfor"):
            yield Phrase(_NOTES[str(element.tag)])


def _is_shown(paragraph: Paragraph) -> bool:
    """Return whether a paragraph is in the letter, an empty one too; one with nothing but tags goes with them."""
    row = next(paragraph.element.iterancestors(f"{W}tr"), None)
    if row is not None and _OF_ROW.search("".join(str(text) for text in row.itertext())):
        return False
    inside = tuple(tags(paragraph))
    return bool(paragraph.leftover.strip()) or not inside or any(tag.kind == "print" for tag in inside)


def _word(tag: Tag) -> tuple[str, str]:
    """Return the first word of a tag, which says what it does, and the rest."""
    found = re.match(r"\w*", tag.inside)
    word = found.group() if found else ""
    return word, tag.inside[len(word) :].strip()


def _lost(tag: Tag) -> Fault:
    """Return what else than text a tag would take with it."""
    things, *others = tag.lost
    for other in others:
        things = Phrase("{first} and {second}", first=things, second=other)
    if tag.level in _OF_ITS_OWN:
        what = Phrase("{things} beside {tag} would disappear", things=things, tag=tag.text)
        return what, Phrase(_OF_ITS_OWN[tag.level])
    what = Phrase("{things} inside {tag} would disappear", things=things, tag=tag.text)
    return what, Phrase("move it out of the tag")
