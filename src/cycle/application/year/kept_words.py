"""What people write to be kept with a year for ever, reasons and names: no national identity number may stand in it."""

from __future__ import annotations

from cycle.archive.inspection import holds_identity_number
from cycle.catalogue import sentence
from cycle.errors import StepError
from cycle.phrases import Phrase

IDENTITY_NUMBER = sentence(
    "There is a national identity number in what is written, and it stays on record. Leave it out."
)


def refuse_identity_number(*texts: str) -> None:
    """Let no national identity number stand in what is kept; StepError with what to do."""
    if any(map(holds_identity_number, texts)):
        raise StepError("there is a national identity number in what is written; leave it out").with_message(
            Phrase(IDENTITY_NUMBER)
        )
