"""The fields Word itself fills in (PAGE, TITLE, DATE, IF …), as they are nested, split into runs and spread out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from cycle.letters.ooxml.opc import W

_NAME = re.compile(r'[^\s"\\]*')
_CODE = {f"{W}instrText", f"{W}delInstrText"}
_TEXT = {f"{W}t", f"{W}delText"}
_SPACE = {f"{W}tab", f"{W}br", f"{W}cr"}
_STORIES = {f"{W}{name}" for name in ("txbxContent", "footnote", "endnote", "comment")}
"""Texts of their own, which a field can neither begin before nor end behind."""

_READ = (*_CODE, *_TEXT, *_SPACE, *_STORIES, f"{W}fldChar", f"{W}fldSimple", f"{W}p")
"""All that is looked at; lxml leaves out the rest faster than Python does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCode:
    """One field of Word, of whatever depth; what a field inside it shows is part of its own text."""

    instruction: str
    """What Word is told to do, every run of white space as one space: `DOCPROPERTY Title \\* MERGEFORMAT`."""
    shown: str
    """What it showed when the file was saved."""
    element: etree._Element
    """Where it begins: a `w:fldChar`, a `w:fldSimple`, or a `w:instrText` outside all fields."""
    instruction_elements: tuple[etree._Element, ...] = ()
    """The elements its instruction is written in: its `w:instrText`, or the `w:fldSimple`."""
    texts: tuple[etree._Element, ...] = ()
    """Every `w:t` in it, which Word may write again."""
    ended: bool = True
    """Whether it ends where its text does."""

    @property
    def name(self) -> str:
        """Return the kind of field in capitals: `DOCPROPERTY`; Word does not care how it is written."""
        found = _NAME.match(self.instruction)
        return found.group().upper() if found else ""

    @property
    def paragraph(self) -> etree._Element | None:
        """Return the paragraph the field begins in."""
        return next(self.element.iterancestors(f"{W}p"), None)


def field_codes(root: etree._Element) -> tuple[FieldCode, ...]:
    """Return every field of a part or of an element in it, in the order they begin; the unfinished ones too."""
    reader = _Reader()
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=_READ):
        reader.begin(element) if event == "start" else reader.end(element)
    return tuple(
        FieldCode(
            instruction=" ".join("".join(level.code).split()),
            shown="".join(level.shown),
            element=level.element,
            instruction_elements=tuple(level.instruction_elements),
            texts=tuple(level.texts),
            ended=level.ended,
        )
        for level in reader.found
    )


@dataclass(slots=True)
class _Level:
    """A field that is being read: first what Word is told, then what it shows."""

    element: etree._Element
    code: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    instruction_elements: list[etree._Element] = field(default_factory=list)
    texts: list[etree._Element] = field(default_factory=list)
    separated: bool = False
    ended: bool = False


class _Reader:
    """Walks through a part with the fields that are open, a stack of them for each text within a text."""

    def __init__(self) -> None:
        self.found: list[_Level] = []
        self._stories: list[list[_Level]] = [[]]
        self._loose: _Level | None = None

    def begin(self, element: etree._Element) -> None:
        if element.tag in _STORIES:
            self._stories.append([])
        elif element.tag == f"{W}fldSimple":
            self._open(element)
            self._write(str(element.get(f"{W}instr", "")), code=True)
            level = self._stories[-1][-1]
            level.separated, level.instruction_elements = True, [element]
        elif element.tag == f"{W}fldChar":
            self._turn(element, str(element.get(f"{W}fldCharType")))
        elif element.tag in _CODE:
            if not self._stories[-1]:
                self._write_loose(element)
            elif not self._stories[-1][-1].separated:
                self._stories[-1][-1].instruction_elements.append(element)
            self._write(element.text or "", code=True)
        elif element.tag in _TEXT:
            self._write(element.text or "", code=False)
            for level in self._stories[-1]:
                level.texts.append(element)
        elif element.tag in _SPACE:
            self._write(" ", code=False)

    def end(self, element: etree._Element) -> None:
        if element.tag in _STORIES:
            self._stories.pop()
        elif element.tag == f"{W}fldSimple":
            self._close(element)
        elif element.tag == f"{W}p":
            self._loose = None
            for level in self._stories[-1]:
                (level.shown if level.separated else level.code).append(" ")

    def _turn(self, element: etree._Element, kind: str) -> None:
        stack = self._stories[-1]
        if kind == "begin":
            self._open(element)
        elif kind == "separate" and stack:
            stack[-1].separated = True
        elif kind == "end" and stack and stack[-1].element.tag == f"{W}fldChar":
            stack.pop().ended = True

    def _open(self, element: etree._Element) -> None:
        self._loose = None
        level = _Level(element)
        self.found.append(level)
        self._stories[-1].append(level)

    def _close(self, simple: etree._Element) -> None:
        """End a simple field with all that was left open in it."""
        stack = self._stories[-1]
        if any(level.element is simple for level in stack):
            while stack[-1].element is not simple:
                stack.pop()
            stack.pop().ended = True

    def _write(self, text: str, *, code: bool) -> None:
        """Add the text to the innermost field, and to those further out as far as it is shown there."""
        stack = self._stories[-1]
        for level in reversed(stack):
            if not level.separated:
                level.code.append(text)
                return
            level.shown.append(text)
        if code and stack:  # where no instruction belongs: let nobody hide one there
            stack[-1].code.append(f" {text}")

    def _write_loose(self, element: etree._Element) -> None:
        """Keep an instruction outside all fields: Word shows nothing of it, but it is one."""
        if self._loose is None:
            self._loose = _Level(element)
            self.found.append(self._loose)
        self._loose.code.append(element.text or "")
