"""What a template writes twice: a full stop behind a field that has one, a word behind itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cycle.errors import Problem
from cycle.letters.checks.tags.compared import Fault
from cycle.letters.fields import Field
from cycle.letters.ooxml import TAG, Members, paragraphs, printed_parts, read_xml
from cycle.phrases import Phrase
from cycle.wording import TEXTS_IN_SENTENCES

_IN_SENTENCES = "|".join((*TEXTS_IN_SENTENCES, "why"))
_STOPPED = re.compile(
    rf"(?P<tag>\{{\{{-?\s*\w+\.(?:{_IN_SENTENCES}|(?<=change\.)reason)(?:\s*\|\s*\w+)*\s*-?\}}\}})"
    r"(?P<end>(?:\{%-?\s*end(?:if|for)\s*-?%\})?\s?\.)(?!\.)"
)
_MAY_STAND_TWICE = re.compile(
    "at|av|bla|blei?|dei?|de[nrt]|er|for|har|hei|ho|hun|inn|ja|kan|langt|lenger|med|meir|mer|nei|om|opp|på|skal|som|"
    "svært|så|til|ut|vart?|ved|veldig|vil"
)
"""Words that stand twice in right sentences: «det det gjeld», «det vi bur på på dagen»."""

_TWICE = re.compile(r"(?<![\w-])([A-Za-zÆØÅæøå]{2,}) +([a-zæøå]{2,})(?![\w-])")


def written_twice_problems(members: Members, name: str, known: Field | None) -> Iterator[Problem]:
    """Yield a warning for each full stop and each word that a letter would have twice."""
    for part in printed_parts(members):
        for paragraph in paragraphs(read_xml(members[part]), part=part):
            found = stopped_twice(paragraph.text) if known is not None else ()
            for what, remedy in dict.fromkeys((*found, *_doubled(paragraph.text))):
                yield Problem(file=name, where=paragraph.where, what=what, remedy=remedy, severity="warning")


def stopped_twice(text: str) -> Iterator[Fault]:
    """Yield each field written in sentences that has a full stop behind it."""
    for found in _STOPPED.finditer(text):
        what = Phrase("{tag} ends in a full stop of its own: with the one behind it there are two", tag=found["tag"])
        yield what, Phrase("take away the full stop behind the tag")


def _doubled(text: str) -> Iterator[Fault]:
    for found in _TWICE.finditer(TAG.sub("\ufffc", text)):
        word = found[2]
        if found[1].lower() == word and not _MAY_STAND_TWICE.fullmatch(word):
            yield Phrase("«{words}» is the same word twice", words=found.group()), Phrase("take one of them away")
