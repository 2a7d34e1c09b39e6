"""Proves that no value can break a letter: over every branch and loop of a template, the XML it gives is well nested.

The template is walked with the stack of open elements beside it. Every branch of an `if` must leave the stack as the
other branches do, every turn of a loop must leave it as it found it, and the part must end with nothing open. Values
are opaque: they are escaped and hold no control characters, so they stand in a text or an attribute and change neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jinja2 import nodes

from cycle.letters.environment import UNFIT, letter_environment

_ENVIRONMENT = letter_environment(autoescape=True)
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_NAME = r"[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?"
_WHOLE_TAG = re.compile(rf"</(?P<end>{_NAME})\s*>|<(?P<start>{_NAME})(?P<rest>(?:\s+{_NAME}=\"\")*)\s*(?P<empty>/?)>")
_QUOTED = re.compile(r"\"[^\"<]*\"|'[^'<]*'")
_OPEN_QUOTE = re.compile(r"=\s*([\"'])[^\"'<]*\Z")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)")
_TAG_END = re.compile(r"(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")


class NotProvenError(Exception):
    """A template that could give a broken letter. `line` is the paragraph of the patched part, from 0."""

    def __init__(self, what: str, line: int) -> None:
        """Keep what is wrong and where."""
        super().__init__(what)
        self.line = line


@dataclass(frozen=True, slots=True)
class _State:
    """What is open: the elements, outermost first, and the tag that has begun and not ended, its values left out."""

    stack: tuple[str, ...] = ()
    pending: str = ""


def prove(source: str) -> None:
    """Return when every letter made of this patched part is well-formed and well nested, whatever the values are.

    NotProvenError says where a branch, a loop or a value could break it; jinja2's TemplateSyntaxError when the tags do
    not fit.
    """
    marked = _PARAGRAPH.sub("\n<w:p", source)
    end = _walk(_ENVIRONMENT.parse(marked).body, _State())
    if end != _State():
        raise NotProvenError(_open(end), marked.count("\n"))


def text_at(source: str, line: int) -> str:
    """Return the words of the paragraph a NotProvenError points at, its tags of Word left out."""
    lines = _PARAGRAPH.sub("\n<w:p", source).split("\n")
    words = re.sub(r"<[^>]*>", "", lines[min(line, len(lines)) - 1] if line else "").strip()
    return words if len(words) <= 60 else f"{words[:59]}…"


def _walk(body: Iterable[nodes.Node], state: _State) -> _State:
    for node in body:
        state = _step(node, state)
    return state


def _step(node: nodes.Node, state: _State) -> _State:
    if isinstance(node, nodes.Output):
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                state = _feed(child.data, state, child.lineno)
            else:
                _check_value(child, state)
        return state
    if isinstance(node, nodes.If):
        return _same(_branches(node, state), node, "the branches of an 'if' do not end in the same place")
    if isinstance(node, nodes.For):
        _check_constants(node)
        what = "a turn of this 'for' does not end where it began"
        _same([state, _walk(node.body, state), _walk(node.else_, state)], node, what)
        return state
    if isinstance(node, nodes.Assign):
        _check_constants(node)
        return state
    raise NotProvenError(f"'{type(node).__name__}' is not a tag of letters", node.lineno)


def _branches(node: nodes.If, state: _State) -> Iterator[_State]:
    _check_constants(node.test)
    yield _walk(node.body, state)
    for one in node.elif_:
        _check_constants(one.test)
        yield _walk(one.body, state)
    yield _walk(node.else_, state)


def _same(states: Iterable[_State], node: nodes.Node, what: str) -> _State:
    first, *others = states
    for other in others:
        if other != first:
            raise NotProvenError(f"{what}: {_open(other)}, {_open(first)}", node.lineno)
    return first


def _check_value(node: nodes.Node, state: _State) -> None:
    _check_constants(node)
    if state.pending and not _OPEN_QUOTE.search(state.pending):
        raise NotProvenError(f"a value inside the tag {state.pending} and not inside quotes", node.lineno)
    if not state.stack and not state.pending:
        raise NotProvenError("a value outside the document", node.lineno)


def _check_constants(node: nodes.Node) -> None:
    """Refuse what a template writes itself, with an escape such as `\\x07`, that no letter can hold."""
    for one in (node, *node.find_all(nodes.Const)):
        if isinstance(one, nodes.Const) and isinstance(one.value, str) and UNFIT.search(one.value):
            raise NotProvenError("a text in a tag holds a character that cannot be printed", node.lineno)


def _feed(text: str, state: _State, line: int) -> _State:
    """Return what is open after this piece of the template's own XML."""
    if cut := _BARE_AMPERSAND.search(text):  # in words and in attributes alike
        raise NotProvenError("an '&' that is cut in two", line + text.count("\n", 0, cut.start()))
    stack, rest, start = list(state.stack), state.pending + text, line
    while rest:
        if not rest.startswith("<"):
            words, bracket, rest = rest.partition("<")
            rest = bracket + rest
            if words.strip() and not stack:
                raise NotProvenError("text outside the document", start)
            start += words.count("\n")
            continue
        whole = _TAG_END.match(rest)
        if whole is None:
            return _State(tuple(stack), _emptied(rest))
        _apply(_emptied(whole.group()), stack, start)
        rest = rest[whole.end() :]
    return _State(tuple(stack))


def _emptied(tag: str) -> str:
    """Return the tag with the values of its attributes left out, also of one that has only begun."""
    return _OPEN_QUOTE.sub(r"=\1", _QUOTED.sub('""', tag))


def _apply(tag: str, stack: list[str], line: int) -> None:
    found = _WHOLE_TAG.fullmatch(tag)
    if found is None:
        raise NotProvenError(f"the tag {tag} is not whole", line)
    if found["end"]:
        if not stack or stack[-1] != found["end"]:
            inner = f"<{stack[-1]}> is open" if stack else "nothing is open"
            raise NotProvenError(f"</{found['end']}> where {inner}", line)
        stack.pop()
        return
    names = re.findall(rf"{_NAME}(?==)", found["rest"])
    if len(names) != len(set(names)):
        raise NotProvenError(f"the same attribute twice in <{found['start']}>", line)
    if not found["empty"]:
        stack.append(found["start"])


def _open(state: _State) -> str:
    inside = "".join(f"<{one}>" for one in state.stack[-3:]) + state.pending
    return f"after one {inside} is open" if inside else "after one nothing is open"
