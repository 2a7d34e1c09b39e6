"""What a template says of its own accord, read without docxtpl: a second yardstick for its letters.

docxtpl's reading of the tags is what is compiled, and what letters are compared with. Where it swallows words beside a
tag (`{%- … -%}` takes all there is up to the words before) both lose the same, and comparing them shows nothing. Here
the words outside the tags are read from Word's own paragraphs, in their order, each with the way through the conditions
that leads to it. All of them must be in what is compiled, and in a letter those whose way it takes.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from cycle.letters.language.branches import Branch, conditions
from cycle.letters.language.environment import ESCAPING
from cycle.letters.language.lost_things import as_one_phrase, is_dashed, lost_beside, lost_inside, lost_things
from cycle.letters.ooxml import SMART_QUOTES, TAG, Paragraph, Tag, W, paragraphs, parse_xml, part_name, read_xml, tags
from cycle.phrases import Phrase

_Read: TypeAlias = Sequence[tuple[Paragraph, tuple[Tag, ...]]]
"""Every paragraph of a part with its tags."""

_LITERAL = re.compile(r"\{_\{|\}_\}|\{_%|%_\}")
_WRITTEN = re.compile(r"<w:t(?:\s[^>]*)?>([^<]*)")
_OPENING, _MIDDLE, _ENDING = {"if", "for"}, {"elif", "else"}, {"endif", "endfor"}
_WORD = re.compile(r"\{%[-+]?(?:tr|tc|p|r)?[-+]?\s*(\w+)\s*(.*?)\s*[-+]?%\}", re.DOTALL)
_OF_CELLS = re.compile(r"(?:colspan|cellbg|vm|hm)\b")
"""Tags of docxtpl's own, which it makes others of."""

_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """Words of a template between two tags."""

    part: str
    where: Phrase
    words: str
    within: str
    """The innermost block they stand in, `if meeting.theme`; empty outside all blocks."""
    way: tuple[int, bool] | None = None
    """Which way through which condition (`Branch.place`, `Branch.taken`) leads to them; None for every way."""


def swallowed(root: etree._Element, source: str, part: str) -> Iterator[tuple[Phrase, Phrase, Phrase]]:
    """Yield where, what and remedy of what a part has outside its tags and `source`, made of it by docxtpl, lacks.

    jinja2's TemplateSyntaxError when the source cannot be read.
    """
    left = "".join(text for _, kind, text in ESCAPING.lex(source) if kind == "data")
    every: _Read = [(paragraph, tuple(tags(paragraph))) for paragraph in paragraphs(root, part=part)]
    own = [tag for _, found in every for tag in found]
    taken = {gone for tag in own for gone in _taken(tag)}
    read = _squeezed(html.unescape("".join(_WRITTEN.findall(left))))
    pieces = [
        (paragraph.where, number, piece)
        for number, (paragraph, _) in enumerate(every)
        if paragraph.element not in taken
        for text, owner in _texts(paragraph.element)
        if owner is paragraph.element
        for piece in _pieces(text)
    ]
    if Counter("".join(_squeezed(piece) for *_, piece in pieces)) - Counter(read):
        gone = [(where, number, _cut(piece)) for where, number, piece in pieces if _squeezed(piece) not in read]
        for where, number, piece in (gone or [(part_name(part), 0, Phrase("some words"))])[:1]:
            what = Phrase("«{words}» beside {tag} would disappear", words=piece, tag=_near(every, number))
            yield where, what, _remedy(every, number)
        return
    for where, number, tag in _lost_tags(every, source)[:1]:
        what = Phrase("«{words}» beside {tag} would disappear", words=_cut(tag), tag=_near(every, number))
        yield where, what, _remedy(every, number)
        return
    yield from _things(root, every, source, taken, part)


def _things(
    root: etree._Element, every: _Read, source: str, taken: Collection[etree._Element], part: str
) -> Iterator[tuple[Phrase, Phrase, Phrase]]:
    """Yield what goes beside a tag and is no words, once for each tag."""
    dashed = [number for number, (_, found) in enumerate(every) if any(map(is_dashed, found))]
    if not lost_things(root, source, taken, torn=True):
        return
    beside = tuple(lost_beside(root, every, taken))
    for number, tag, things in beside:
        what = Phrase("{things} beside {tag} would disappear", things=as_one_phrase(things), tag=tag.text)
        yield every[number][0].where, what, _without_hyphens(tag)
    inside = () if beside else tuple(lost_inside(every))
    for paragraph, text, things in inside:
        what = Phrase("{things} inside {tag} would disappear", things=as_one_phrase(things), tag=text)
        yield paragraph.where, what, Phrase("move it out of the tag")
    if things := () if beside or inside else lost_things(root, source, taken):
        number = next(iter(dashed), 0)
        where = every[number][0].where if every else part_name(part)
        what = Phrase("{things} beside {tag} would disappear", things=as_one_phrase(things), tag=_near(every, number))
        yield where, what, _remedy(every, number)


def _lost_tags(every: _Read, source: str) -> list[tuple[Phrase, int, str]]:
    """Return place, number of the paragraph and text of each tag that is not in what docxtpl makes of the part."""
    kept = Counter(_asked(text) for text in _read_tags(source))
    lost = []
    for number, (paragraph, found) in enumerate(every):
        for tag in found:
            if tag.kind != "note" and not _OF_CELLS.match(tag.inside):
                if kept[_asked(tag.inside)] > 0:
                    kept[_asked(tag.inside)] -= 1
                else:
                    lost.append((paragraph.where, number, tag.text))
    return lost


def _read_tags(source: str) -> Iterator[str]:
    """Yield what stands between the brackets of each tag, as written."""
    said: list[str] = []
    for _, kind, text in ESCAPING.lex(source):
        if kind in {"variable_begin", "block_begin"}:
            said = []
        elif kind in {"variable_end", "block_end"}:
            yield "".join(said)
        else:
            said.append(text)


def _asked(text: str) -> str:
    return _squeezed(html.unescape(text).translate(SMART_QUOTES))


def own_words(parts: Mapping[str, bytes], sources: Iterable[str]) -> tuple[OwnWords, ...]:
    """Return the words outside the tags of each part, in order; `sources` is what docxtpl makes of the parts."""
    found: list[OwnWords] = []
    place = 0
    for (part, data), source in zip(parts.items(), sources, strict=True):
        reader = _Reader(part, place)
        own = list(reader.read(read_xml(data)))
        asked = list(conditions(source))
        if [_squeezed(question) for question in reader.asked] == [_squeezed(question) for question in asked]:
            found += own
        else:  # docxtpl has conditions of its own there (vm, hm): which way is which cannot be told
            found += [words for words in own if not words.within]
        place += len(asked)
    return tuple(found)


def unsaid(words: Iterable[OwnWords], letter: Mapping[str, bytes], ways: Collection[Branch]) -> Iterator[OwnWords]:
    """Yield the words of the template that a letter should say and does not; `ways` are those it takes."""
    taken = {(branch.place, branch.taken) for branch in ways}
    texts: dict[str, str] = {}
    for own in words:
        if own.part not in texts:
            texts[own.part] = _squeezed("".join(text for text, _ in _texts(parse_xml(letter[own.part]))))
        if (own.way is None or own.way in taken) and _squeezed(own.words) not in texts[own.part]:
            yield own


class _Reader:
    """Reads a part tag by tag, knowing which way through which conditions leads to where it is."""

    def __init__(self, part: str, place: int) -> None:
        self._part = part
        self._place = place
        self._open: list[tuple[str, tuple[int, bool]]] = []
        self.asked: list[str] = []

    def read(self, root: etree._Element) -> Iterator[OwnWords]:
        where = {paragraph.element: paragraph.where for paragraph in paragraphs(root, part=self._part)}
        for text, owner in _texts(root):
            at, place = 0, where.get(owner, part_name(self._part))
            for tag in TAG.finditer(text):
                yield from self._words(text[at : tag.start()], place)
                self._turn(tag.group())
                at = tag.end()
            yield from self._words(text[at:], place)

    def _words(self, text: str, where: Phrase) -> Iterator[OwnWords]:
        for piece in _LITERAL.split(text):
            if words := " ".join(piece.split()):
                within, way = self._open[-1] if self._open else ("", None)
                yield OwnWords(part=self._part, where=where, words=words, within=within, way=way)

    def _turn(self, tag: str) -> None:
        found = _WORD.fullmatch(tag)
        word, rest = (found[1], found[2]) if found else ("", "")
        if word in _OPENING or word == "elif":
            if word == "elif" and self._open:
                self._open.pop()
            self.asked.append(rest)
            self._open.append((f"{word} {rest}", (self._place, True)))
            self._place += 1
        elif word == "else" and self._open:
            asked, (place, _) = self._open.pop()
            self._open.append((asked, (place, False)))
        elif word in _ENDING and self._open:
            self._open.pop()


def _texts(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield the texts of a part in order, each with its paragraph; one that goes on around a text box comes in two."""
    open_ones: list[tuple[etree._Element, list[str]]] = []
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=(f"{W}p", f"{W}t")):
        if element.tag == f"{W}t":
            if event == "start" and open_ones:
                open_ones[-1][1].append(element.text or "")
        elif event == "start":
            if open_ones and open_ones[-1][1]:
                yield "".join(open_ones[-1][1]), open_ones[-1][0]
                open_ones[-1][1].clear()
            open_ones.append((element, []))
        else:
            paragraph, texts = open_ones.pop()
            if texts:
                yield "".join(texts), paragraph


def _pieces(text: str) -> Iterator[str]:
    """Yield the words between the tags of a text."""
    for between in TAG.split(text):
        yield from (piece for piece in _LITERAL.split(between) if piece.strip())


def _taken(tag: Tag) -> Iterator[etree._Element]:
    """Yield the paragraph, row or cell that a tag of that kind takes with it, and all inside."""
    if tag.level in {"p", "tr", "tc"}:
        yield from tag.taken.iter()


def _nearest(every: _Read, number: int) -> Tag | None:
    """Return the tag that takes what is beside it which stands nearest to a paragraph."""
    there = [
        (abs(at - number), tag) for at, (_, found) in enumerate(every) if (tag := next(filter(is_dashed, found), None))
    ]
    return min(there, key=lambda found: found[0])[1] if there else None


def _near(every: _Read, number: int) -> str:
    tag = _nearest(every, number)
    return tag.text if tag else Phrase("a tag")


def _remedy(every: _Read, number: int) -> Phrase:
    tag = _nearest(every, number)
    if tag is None:
        return Phrase("give the tag a paragraph, a row or a cell of its own, written in one go")
    return _without_hyphens(tag)


def _without_hyphens(tag: Tag) -> Phrase:
    right = tag.text.replace("{%-", "{%").replace("-%}", "%}")
    return Phrase("write {right} without the hyphen", right=right)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
