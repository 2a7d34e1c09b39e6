"""Text that another program meant otherwise, and Word prints as it stands: garbled letters, marks of web pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.letters.ooxml import TAG, Members, paragraphs, printed_parts, read_xml
from cycle.phrases import Phrase

_GARBLED = re.compile(
    r"\w*(?:Ã(?!»)[\x80-\xbf\u02dc\u2026\u2020\u2030\u2013\u201c\u201d\u0152\u0153\u0160\u0161\u017d\u017e\u0178]|"
    r"â€[\x80-\xff\u2018-\u203a\u0153\u0161\u2122\u02dc]?|Â[\xa0-\xba\xbc-\xbf]|Â(?= )|ï»¿)\w*"
)
_MARKS = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|apos|hellip|middot|bull|euro|copy|shy|"
    r"[A-Za-z]{1,5}(?:grave|acute|circ|tilde|uml|ring|slash|cedil|lig|dash|quo)|#\d{2,5}|#x[0-9A-Fa-f]{2,5});|"
    r"</?(?:b|i|u|em|strong|p|br|div|span|a|ul|ol|li|h[1-6])(?: [^<>]*)? ?/?>|"
    r"\*\*(?=\S)[^*\n]{1,80}(?<=\S)\*\*|(?<!\w)__(?=\w)[^_\n]{1,80}(?<=\w)__(?!\w)|\[[^\[\]]+\]\(https?://[^()\s]+\)|"
    r"\A#{1,4} (?=\w)"
)
_KINDS = (
    (
        _GARBLED,
        sentence("«{words}» has letters that another program has garbled, and would be printed so"),
        sentence("write the word again"),
    ),
    (
        _MARKS,
        sentence("«{words}» is a mark that only web pages and other programs understand, and would be printed so"),
        sentence("write the letter itself, or choose how the words look in Word (Home, Font)"),
    ),
)


_IN_A_MAIL = sentence("write the letter itself, without marks")


def foreign_mark_problems(members: Members, name: str) -> Iterator[Problem]:
    """Yield a warning for each text that Word prints otherwise than it was meant."""
    for part in printed_parts(members):
        for paragraph in paragraphs(read_xml(members[part]), part=part):
            for _, what, remedy in foreign_marks(paragraph.text):
                yield Problem(file=name, where=paragraph.where, what=what, remedy=remedy, severity="warning")


def foreign_marks(text: str, *, mail: bool = False) -> Iterator[tuple[str, Phrase, Phrase]]:
    """Yield each such text in a paragraph, or in a line that a mail shows, with what and remedy."""
    plain = TAG.sub(" ", text)
    for form, what, remedy in _KINDS:
        for words in dict.fromkeys(found.group().strip() for found in form.finditer(plain)):
            right = _IN_A_MAIL if mail and form is _MARKS else remedy
            yield words, Phrase(what, words=words[:60]), Phrase(right)
