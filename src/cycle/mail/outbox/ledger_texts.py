"""Our own sentences about a mail, which the ledger keeps in English, as those who read a proof or a page know them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cycle.catalogue import say, sentence
from cycle.model import Language

FOUND = sentence("the mail was found by its Message-ID")
ABSENT = sentence("the mail is not there")
ANSWERED = sentence("an answer or a report came back that carries its token")
FILED = sentence("the mail lies in the Sent folder")
"""What evidence says about a doubtful mail."""

_PHRASES: Sequence[tuple[str, str]] = (
    (FOUND, FOUND),
    (ABSENT, ABSENT),
    (ANSWERED, ANSWERED),
    (FILED, FILED),
    (r"written as (?P<detail>.*)", sentence("written in the folder as {detail}")),
    (r"the address was corrected and approved", sentence("the address was corrected and approved")),
    (r"withdrawn before it was sent", sentence("withdrawn before it was sent")),
    (
        r"the server did not answer after the message .*",
        sentence("the server did not answer after the message was handed over"),
    ),
    (
        r"the server's answer after the message cannot be read: (?P<detail>.*)",
        sentence("the server's answer cannot be read: {detail}"),
    ),
    (r"the sender stopped after the message .*", sentence("the service stopped before the answer was written down")),
    (
        r"the database was restored or copied; .*",
        sentence("the database is a copy; the mail may have been sent after the copy was made"),
    ),
    (
        r"the server (?:turns us down|ends the connection): (?P<detail>.*)",
        sentence("the server turned us down: {detail}"),
    ),
    (r"the server ended the connection .*", sentence("the server ended the connection before the mail")),
    (r"the connection broke before .*", sentence("the connection broke before the mail was handed over")),
    (r"our own return path .*", sentence("our return path cannot be used")),
    (r"mail server \S+: .*", sentence("no contact with the mail server")),
    (r"mail folder .*", sentence("the mail folder cannot be written to")),
    (
        r"not sent: the address is not on the allow list; .*",
        sentence("not sent: the address is not opened in the settings"),
    ),
    (r"not sent: the address is an example .*", sentence("not sent: the address is an example and leads to nobody")),
    (r"the address cannot be used: .*", sentence("the address cannot be used as it is written")),
    (r"the recipient's name holds .*", sentence("the name of the recipient has a line break or a control character")),
)
"""What the ledger keeps as a pattern, for rows of years ago too, and how it is said."""


def as_read(text: str, language: Language = "nn") -> str:
    """Return the text of a row in the reader's language where it is our own; a server's words stay as they are."""
    for pattern, words in _PHRASES:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return say(language, words, **found.groupdict())
    return text
