"""What somebody must write with a decision, by whichever way it comes: our page, Prefect's form, the command line."""

from __future__ import annotations

from collections.abc import Iterator

from cycle.application.year import IDENTITY_NUMBER
from cycle.archive.inspection import holds_identity_number
from cycle.catalogue import sentence
from cycle.phrases import Phrase
from cycle.visible import is_blank, unseen_in

LONGEST_NAME, LONGEST_COMMENT = 100, 2000

NO_NAME = sentence("Write your name: first name and last name.")
NO_REASON = sentence("Write why you send it back, so that whoever corrects it knows what to do.")
TOO_LONG = sentence("The comment is too long. Use at most {number} characters.")
UNSEEN = sentence("What is written holds characters that nobody sees ({characters}). Write it without them.")


def unfit_words(*, name: str | None, comment: str, is_sent_back: bool) -> Iterator[Phrase]:
    """Yield what is wrong with the words of a decision; `name` is what somebody typed, None where they are known."""
    if name is not None and not _is_name(" ".join(name.split())):
        yield Phrase(NO_NAME)
    if is_sent_back and is_blank(comment):
        yield Phrase(NO_REASON)
    if len(comment) > LONGEST_COMMENT:
        yield Phrase(TOO_LONG, number=LONGEST_COMMENT)
    if holds_identity_number(f"{name or ''}\n{comment}"):
        yield Phrase(IDENTITY_NUMBER)
    if unseen := unseen_in(f"{' '.join((name or '').split())}{comment}".replace("\r\n", "\n")):
        yield Phrase(UNSEEN, characters=", ".join(unseen))


def _is_name(name: str) -> bool:
    return sum(letter.isalnum() for letter in name) >= 2 and len(name) <= LONGEST_NAME
