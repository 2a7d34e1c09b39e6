"""Our own reasons about a mail, which the ledger keeps in English, as those who read a proof or a page know them."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.catalogue import say, sentence
from cycle.model import Language, ReasonCode, reason_of, reason_text

FOUND, ABSENT = reason_text("found"), reason_text("absent")
ANSWERED, FILED = reason_text("answered"), reason_text("filed")
"""What evidence says about a doubtful mail."""

SAID: Mapping[ReasonCode, str] = {
    "found": sentence("the mail was found by its Message-ID"),
    "absent": sentence("the mail is not there"),
    "answered": sentence("an answer or a report came back that carries its token"),
    "filed": sentence("the mail lies in the Sent folder"),
    "written": sentence("written in the folder as {detail}"),
    "corrected": sentence("the address was corrected and approved"),
    "withdrawn": sentence("withdrawn before it was sent"),
    "no answer": sentence("the server did not answer after the message was handed over"),
    "unreadable": sentence("the server's answer cannot be read: {detail}"),
    "stopped": sentence("the service stopped before the answer was written down"),
    "restored": sentence("the database is a copy; the mail may have been sent after the copy was made"),
    "turned down": sentence("the server turned us down: {detail}"),
    "hung up": sentence("the server turned us down: {detail}"),
    "ended": sentence("the server ended the connection before the mail"),
    "broke": sentence("the connection broke before the mail was handed over"),
    "return path": sentence("our return path cannot be used"),
    "no server": sentence("no contact with the mail server"),
    "no folder": sentence("the mail folder cannot be written to"),
    "not allowed": sentence("not sent: the address is not opened in the settings"),
    "example": sentence("not sent: the address is an example and leads to nobody"),
    "address": sentence("the address cannot be used as it is written"),
    "name": sentence("the name of the recipient has a line break or a control character"),
}
"""How each reason is said; a test holds that none is left out."""


def as_read(text: str, language: Language = "nn") -> str:
    """Return the text of a row in the reader's language where it is our own; a server's words stay as they are."""
    reason = reason_of(text)
    return say(language, SAID[reason.code], **reason.data) if reason else text
