"""What Jinja's parser says of a tag, as somebody would say it who has written the tag in a letter or a mail."""

from __future__ import annotations

import re

from cycle.catalogue import sentence
from cycle.phrases import Phrase


def plain_words(message: str | None) -> Phrase:
    """Return what Jinja's parser says as somebody would say it who has written the tag."""
    for pattern, words in _PARSER.items():
        if found := re.match(pattern, message or "", re.IGNORECASE | re.DOTALL):
            return Phrase(words, **found.groupdict())
    return Phrase("it is not written as tags are")


_PARSER = {
    r"unexpected char '(?P<character>.+?)' at": sentence("the character {character} does not belong there"),
    r"expected token '.*?', got 'end of|unexpected '?end of|expected an expression, got 'end of": sentence(
        "it stops too early"
    ),
    r"expected token '.*?', got '(?P<word>.*?)'": sentence("something is missing before '{word}'"),
    r"no filter named '(?P<name>\w+)'": sentence("no filter '{name}'"),
    r"no test named '(?P<name>\w+)'": sentence("no test '{name}'"),
    r"encountered unknown tag '(?P<word>\w*)'": sentence("'{word}' does not belong there"),
    r"(?:tag name expected|expected an expression)": sentence("a word is missing"),
    r"unexpected '(?P<word>.*?)'": sentence("'{word}' does not belong there"),
}
"""How the parser's words begin, and ours; they are another program's, and it has nothing else to tell by."""
