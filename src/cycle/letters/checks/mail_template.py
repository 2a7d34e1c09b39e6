"""The template of a mail, read as a letter's is: what nobody filled in, and what can never hold."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import jinja2

from cycle.errors import Problem
from cycle.letters.checks.foreign_marks import foreign_marks
from cycle.letters.checks.placeholders import left_overs_of, paths_of
from cycle.letters.checks.tags.expressions import LineFault, Scope
from cycle.letters.checks.tags.picked_entries import entries_that_may_lack
from cycle.letters.checks.unfilled import FILL_IN
from cycle.letters.checks.written_twice import stopped_twice
from cycle.letters.fields import Field
from cycle.letters.language import ESCAPING
from cycle.letters.ooxml import TAG
from cycle.phrases import Phrase

_FILL_IN = Phrase("write a field, {{ name }}, or the words that should stand there")
_ELEMENTS = (
    "a|abbr|address|article|aside|b|base|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|details|"
    "div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|head|header|hr|html|i|img|ins|kbd|li|link|main|mark|meta|nav|"
    "ol|p|pre|q|s|samp|section|small|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|title|tr|"
    "tt|u|ul|var|wbr"
)
_UNSEEN = re.compile(rf"<(style|script)\b.*?</\1\s*>|<!.*?>|</?(?:{_ELEMENTS})\b[^>]*>", re.DOTALL | re.IGNORECASE)
"""What a mail program does not show as text; an element that HTML does not have is somebody's `<namn>`."""

_MARK = re.compile("\ufff9(\\d+)\ufffa")
"""Stands for a tag of ours while those of HTML are taken out."""


def mail_template_problems(source: str, *, file: str, known: Field) -> Iterator[Problem]:
    """Yield what nobody filled in, and what can never hold, in a file of a mail that can be read.

    `known` is what the mail may mention. Names, filters and calls beside it are judged where mails are made.
    """
    shown = shown_of_page(source) if file.endswith(".html") else source
    paths = paths_of(known)
    of_lines = [
        (number, what, remedy, severity)
        for number, line in enumerate(shown.splitlines(), start=1)
        for what, remedy, severity in _in_line(line, paths)
    ]
    is_part = PurePosixPath(file).name.startswith("_")  # mails include it that have not all the fields of this one
    of_tags = [fault for fault in _in_tags(source, known) if fault[-1] == "error" or not is_part]
    for number, what, remedy, severity in (*of_lines, *of_tags):
        where = Phrase("line {line}", line=number)
        yield Problem(file=file, where=where, what=what, remedy=remedy, severity=severity)


def _in_line(line: str, paths: frozenset[str]) -> Iterator[tuple[Phrase, Phrase, str]]:
    """Yield what, remedy and severity of all that is printed of a line otherwise than it was meant."""
    left_over = tuple(left_overs_of(line, paths, set(), in_table=False))
    for what, remedy, severity in left_over:
        yield what, _FILL_IN if remedy == FILL_IN else remedy, severity
    for words, what, remedy in foreign_marks(line, mail=True):
        if not any(words in str(said) for said, _, _ in left_over):
            yield what, remedy, "warning"
    yield from ((what, remedy, "warning") for what, remedy in stopped_twice(line))


def _in_tags(source: str, known: Field) -> Iterator[LineFault]:
    """Yield what is wrong with the tags, or may be; nothing of a file that cannot be read, which is told elsewhere."""
    try:
        yield from Scope(known=known, mail=True).check_source(source)
        for line, (what, remedy) in entries_that_may_lack(ESCAPING.parse(source), known):
            yield line, what, remedy, "warning"
    except jinja2.TemplateSyntaxError:
        return


def shown_of_page(page: str) -> str:
    """Return what is read of a page, line by line, with its tags of ours."""
    ours: list[str] = []

    def kept(found: re.Match[str]) -> str:
        ours.append(found.group())
        return f"\ufff9{len(ours) - 1}\ufffa" + "\n" * found.group().count("\n")

    marked = TAG.sub(kept, page)
    seen = _UNSEEN.sub(lambda found: "\n" * found.group().count("\n"), marked)
    return _MARK.sub(lambda found: ours[int(found[1])].replace("\n", " "), html.unescape(seen))
