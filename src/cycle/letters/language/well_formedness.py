"""Proves that no value can break a letter: over every branch and loop of a template, the XML it gives is well nested.

The template is walked with the stack of open elements beside it. Every branch of an `if` must leave the stack as the
other branches do, every turn of a loop must leave it as it found it, and the part must end with nothing open. Values
are opaque: they are escaped and hold no control characters, so they stand in a text or an attribute and change neither.
Whichever way is taken, a table cell, header, footer or note ends with a paragraph of its own: Word opens no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from jinja2 import nodes

from cycle.catalogue import sentence
from cycle.letters.language.environment import ESCAPING, UNFIT
from cycle.letters.ooxml import TAG
from cycle.phrases import Phrase

_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_NAME = r"[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?"
_WHOLE_TAG = re.compile(rf"</(?P<end>{_NAME})\s*>|<(?P<start>{_NAME})(?P<rest>(?:\s+{_NAME}=\"\")*)\s*(?P<empty>/?)>")
_QUOTED = re.compile(r"\"[^\"<]*\"|'[^'<]*'")
_OPEN_QUOTE = re.compile(r"=\s*([\"'])[^\"'<]*\Z")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)")
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);")
_TAG_END = re.compile(r"(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_SHOWN = re.compile(rf"(?P<tag>{TAG.pattern})|<(?:{TAG.pattern}|[^>])*>", re.DOTALL)
_STATEMENTS = (nodes.Output, nodes.If, nodes.For, nodes.Assign)
_OF_LOOP = {"cycle", "changed"}

_HOLDS = {
    **dict.fromkeys(("w:tc", "w:hdr", "w:ftr", "w:footnote", "w:endnote", "w:comment", "w:txbxContent"), "w:p"),
    "w:tbl": "w:tr",
}
"""What an element must hold at least one of, whichever way is taken; Word calls the file damaged otherwise."""

_HOLD_TEXT = {f"w:{name}" for name in ("t", "delText", "instrText", "delInstrText", "fldData", "binData")}
_PLACES = {
    "w:tc": sentence("a table cell that does not always end with a paragraph"),
    "w:hdr": sentence("a header that does not always end with a paragraph"),
    "w:ftr": sentence("a footer that does not always end with a paragraph"),
    "w:txbxContent": sentence("a text box that does not always end with a paragraph"),
}
_NOTE = sentence("a note that does not always end with a paragraph")
_THROUGH = {"w:sdt", "w:sdtContent", "w:customXml", "mc:AlternateContent", "mc:Choice", "mc:Fallback"}
"""Elements that stand for what is inside them."""

NO_AMPERSAND = Phrase("leave the & out: ask for another word, or write it as \\x26")
_OUT = Phrase("write the tag before them again, in one go, and with no hyphen at its ends")
_NEST = Phrase("let each block begin and end in the same paragraph, cell or row")
_CROOKED = Phrase("a block begins in one kind of place and ends in another")
"""What all faults of nesting are to those who write in Word; programs are told of the XML."""


class NotProvenError(Exception):
    """A template that could give a broken letter. `line` is the paragraph of the patched part, from 0."""

    def __init__(self, what: Phrase, line: int, remedy: Phrase = _NEST) -> None:
        """Keep what is wrong, where, and what would be right."""
        super().__init__(what)
        self.what, self.line, self.remedy = what, line, remedy


def _crooked(seen: str, line: int) -> NotProvenError:
    """Return that the XML would not be well nested, with what was seen of it for programs."""
    return NotProvenError(_CROOKED.written_as(seen), line)


@dataclass(frozen=True, slots=True)
class _State:
    """What is open: the elements, outermost first, and the tag that has begun and not ended, its values left out."""

    stack: tuple[str, ...] = ()
    pending: str = ""
    filled: tuple[bool, ...] = field(default=(), compare=False)
    """Of each open element: whether it holds what it must, whichever way was taken so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What is left to look at when a letter is filled in, by line of the patched part."""

    bare_tables: tuple[int, ...]
    """Tables that have no row for some values."""
    loose_values: tuple[int, ...]
    """Values printed where no text can stand: rich text may, and plain text would be seen by nobody."""


def prove(source: str) -> Proven:
    """Return when every letter made of this patched part is well-formed and well nested, whatever the values are.

    NotProvenError says where a branch, a loop or a value could break the part; jinja2's TemplateSyntaxError when the
    tags do not fit.
    """
    marked = marked_lines(source)
    walk = _Walk()
    end = walk.body(ESCAPING.parse(marked).body, _State())
    if end != _State():
        raise _crooked(_open(end), marked.count("\n"))
    return Proven(bare_tables=tuple(sorted(walk.bare_tables)), loose_values=tuple(sorted(walk.loose_values)))


def prove_text(source: str) -> None:
    """Return when a text with tags, such as a document property, asks for nothing but fields; errors as `prove`."""
    tree = ESCAPING.parse(source)
    for node in tree.find_all(nodes.Stmt):
        if not isinstance(node, _STATEMENTS):
            raise NotProvenError(*_no_tag(node))
    _check_asked(tree)


def marked_lines(source: str) -> str:
    """Return the patched part with a new line before each paragraph, so that Jinja's line numbers say which."""
    return _PARAGRAPH.sub("\n<w:p", source)


def text_at(source: str, line: int) -> str:
    """Return the words of the paragraph a NotProvenError points at, its tags of Word left out."""
    lines = marked_lines(source).split("\n")
    shown = lines[min(line, len(lines)) - 1] if line else ""
    words = _SHOWN.sub(
        lambda found: found["tag"] or "".join(f" {piece} " for piece in TAG.findall(found.group())), shown
    )
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def holds_text(name: str) -> bool:
    """Return whether Word shows, or reads, text that stands right in an element of this name."""
    return not name.startswith("w:") or name in _HOLD_TEXT


def is_of_loop(node: nodes.Call) -> bool:
    """Return whether this is `loop.cycle(…)` or `loop.changed(…)`, the only calls there are in letters."""
    called = node.node
    return (
        isinstance(called, nodes.Getattr)
        and isinstance(called.node, nodes.Name)
        and called.node.name == "loop"
        and called.attr in _OF_LOOP
    )


class _Walk:
    """A walk over all branches of one part."""

    def __init__(self) -> None:
        self.bare_tables: set[int] = set()
        self.loose_values: set[int] = set()

    def body(self, body: Iterable[nodes.Node], state: _State) -> _State:
        """Return what is open after these nodes."""
        for node in body:
            state = self._step(node, state)
        return state

    def _step(self, node: nodes.Node, state: _State) -> _State:
        if isinstance(node, nodes.Output):
            for child in node.nodes:
                if isinstance(child, nodes.TemplateData):
                    state = self._feed(child.data, state, child.lineno)
                else:
                    _check_value(child, state)
                    if not state.pending and not holds_text(state.stack[-1]):
                        self.loose_values.add(child.lineno)
            return state
        if isinstance(node, nodes.If):
            return _same(self._branches(node, state), node, "the branches of an 'if' do not end in the same place")
        if isinstance(node, nodes.For):
            return self._turns(node, state)
        if isinstance(node, nodes.Assign):
            _check_asked(node)
            return state
        raise NotProvenError(*_no_tag(node))

    def _branches(self, node: nodes.If, state: _State) -> Iterator[_State]:
        _check_asked(node.test)
        yield self.body(node.body, state)
        for branch in node.elif_:
            _check_asked(branch.test)
            yield self.body(branch.body, state)
        yield self.body(node.else_, state)

    def _turns(self, node: nodes.For, state: _State) -> _State:
        """Return what is open after no turn, one or many; a turn may begin with less filled than the first did."""
        for expression in (node.iter, node.target, node.test):
            if expression is not None:
                _check_asked(expression)
        what, start = "a turn of this 'for' does not end where it began", state
        while True:
            end = self.body(node.body, start)
            none = self.body(node.else_, state)
            lowest = _same([start, end, none], node, what)
            if lowest.filled == start.filled:
                return _same([none, end], node, what)
            start = lowest

    def _feed(self, text: str, state: _State, line: int) -> _State:
        """Return what is open after this piece of the template's own XML."""
        if cut := _BARE_AMPERSAND.search(text):  # in words and in attributes alike
            what = Phrase("an '&' that is cut in two")
            raise NotProvenError(what, line + text.count("\n", 0, cut.start()), NO_AMPERSAND)
        stack, filled, rest, place = list(state.stack), list(state.filled), state.pending + text, 0
        while place < len(rest):
            if rest[place] != "<":
                end = rest.find("<", place)
                words = rest[place : end if end >= 0 else len(rest)]
                if words.strip() and not stack:
                    raise _crooked("text outside the document", line)
                if words.strip() and not holds_text(stack[-1]):
                    what = Phrase("the words «{words}» outside the text", words=words.strip()[:40])
                    raise NotProvenError(what, line, _OUT)
                line, place = line + words.count("\n"), place + len(words)
                continue
            whole = _TAG_END.match(rest, place)
            if whole is None:
                return _State(tuple(stack), _emptied(rest[place:]), tuple(filled))
            self._apply(_emptied(whole.group()), stack, filled, line)
            place = whole.end()
        return _State(tuple(stack), "", tuple(filled))

    def _apply(self, tag: str, stack: list[str], filled: list[bool], line: int) -> None:
        found = _WHOLE_TAG.fullmatch(tag)
        if found is None:
            if tag.startswith(("<!", "<?")):
                what = Phrase("a comment or an instruction of XML, which Word never writes")
                raise NotProvenError(what, line, Phrase("open the template in Word and save it again"))
            raise _crooked(f"the tag {tag} is not whole", line)
        name = found["end"] or found["start"]
        if found["end"]:
            if not stack or stack[-1] != name:
                inner = f"<{stack[-1]}> is open" if stack else "nothing is open"
                raise _crooked(f"</{name}> where {inner}", line)
            stack.pop()
            self._close(name, filled.pop(), line)
            return
        names = re.findall(rf"{_NAME}(?==)", found["rest"])
        if len(names) != len(set(names)):
            raise _crooked(f"the same attribute twice in <{name}>", line)
        _fill(name, stack, filled)
        if found["empty"]:
            self._close(name, False, line)
        else:
            stack.append(name)
            filled.append(False)

    def _close(self, name: str, filled: bool, line: int) -> None:
        if filled or name not in _HOLDS:
            return
        if name == "w:tbl":
            self.bare_tables.add(line)
            return
        remedy = Phrase("put an empty paragraph last in it, outside the tags")
        raise NotProvenError(Phrase(_PLACES.get(name, _NOTE)), line, remedy)


def _fill(name: str, stack: list[str], filled: list[bool]) -> None:
    """Note in the open element that an element of this name begins in it."""
    for place in range(len(stack) - 1, -1, -1):
        if stack[place] in _THROUGH:
            continue
        if _HOLDS.get(stack[place]) == name:
            filled[place] = True
        elif name == "w:tbl" and stack[place] in _HOLDS:
            filled[place] = False
        return


def _same(states: Iterable[_State], node: nodes.Node, seen: str) -> _State:
    """Return the state all of these are, with nothing filled that is not filled in all."""
    first, *others = states
    for other in others:
        if other != first:
            raise _crooked(f"{seen}: {_open(other)}, {_open(first)}", node.lineno)
    return replace(first, filled=tuple(map(all, zip(first.filled, *(state.filled for state in others), strict=True))))


def _check_value(node: nodes.Node, state: _State) -> None:
    _check_asked(node)
    if state.pending and not _OPEN_QUOTE.search(state.pending):
        raise _crooked(f"a value inside the tag {state.pending} and not inside quotes", node.lineno)
    if not state.stack and not state.pending:
        raise _crooked("a value outside the document", node.lineno)


def _check_asked(node: nodes.Node) -> None:
    """Refuse calls, and what a template writes itself that no letter can hold or that is not what it looks like."""
    for found in (node, *node.find_all((nodes.Const, nodes.Call))):
        if isinstance(found, nodes.Call) and not is_of_loop(found):
            raise NotProvenError(Phrase("a function call"), found.lineno, Phrase("use a filter"))
        if not isinstance(found, nodes.Const) or not isinstance(found.value, str):
            continue
        if UNFIT.search(found.value):
            what = Phrase("a text in a tag holds a character that cannot be printed")
            raise NotProvenError(what, found.lineno, Phrase("write the tag again by hand"))
        if _ESCAPED.search(found.value):
            what = Phrase("an '&' inside a tag, which docxtpl reads as '&amp;'")
            raise NotProvenError(what, found.lineno, NO_AMPERSAND)


def _no_tag(node: nodes.Node) -> tuple[Phrase, int, Phrase]:
    what = Phrase("'{word}' is not a tag of letters", word=type(node).__name__)
    return what, node.lineno, Phrase("use if, for and set")


def _emptied(tag: str) -> str:
    """Return the tag with the values of its attributes left out, also of one that has only begun."""
    return _OPEN_QUOTE.sub(r"=\1", _QUOTED.sub('""', tag))


def _open(state: _State) -> str:
    inside = "".join(f"<{tag}>" for tag in state.stack[-3:]) + state.pending
    return f"after one {inside} is open" if inside else "after one nothing is open"
