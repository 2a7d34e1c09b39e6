"""What the secretary is told to do about a mail that did not arrive."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from cycle.errors import Refused
from cycle.mail.guard import Guard, admit
from cycle.mail.remedies import remedy
from cycle.mail.transport import Mail, MailServer
from cycle.model import OutboxState


@pytest.mark.parametrize(
    ("state", "code", "text", "said"),
    [
        ("refused", 550, "5.1.1 <x>: user unknown", "Adressa finst ikkje. Sjekk skrivemåten"),
        ("refused", 550, "5.1.10 recipient not found", "Adressa finst ikkje."),
        ("refused", 550, "5.1.2 bad host", "Domenet etter @ svarar ikkje."),
        ("refused", 552, "5.2.2 over quota", "Postkassa er full. Prøv igjen om to dagar, eller ring."),
        ("queued", 452, "4.2.2 over quota", "Postkassa er full."),
        ("refused", 550, "5.7.515 access denied", "Det er ikkje mottakaren sin feil: kontakt IT"),
        ("refused", 552, "5.3.4 too big", "E-posten er for stor"),
        ("queued", 451, "4.7.1 greylisted", "Tenesta prøver igjen av seg sjølv."),
        ("queued", 451, "try later", "Tenesta prøver igjen av seg sjølv."),
        ("refused", 550, "no", "Adressa blir avvist."),
        ("refused", 599, "no", "Vart ikkje teken imot."),
        ("failed", None, "templates/mail/x.txt: …", "Vart ikkje send."),
        ("uncertain", None, "5.1.1 whatever", "Vi veit ikkje om e-posten kom fram."),
        ("queued", None, "", "Ventar på å bli sendt."),
    ],
)
def test_each_answer_has_its_remedy(state, code, text, said, rows):
    assert said in remedy(replace(rows(1)[0], state=state, code=code, text=text))


def test_a_mail_that_arrived_needs_nothing(rows):
    assert remedy(replace(rows(1)[0], state="sent", code=250, text="2.0.0 kept")) == ""


def test_no_state_is_without_words(rows):
    silent = [state for state in get_args(OutboxState) if not remedy(replace(rows(1)[0], state=state))]
    assert silent == ["sent"]


@pytest.mark.parametrize(
    ("mode", "said"), [("allowlist", "godkjende testmottakarar"), ("live", "Rett adressa i registeret.")]
)
def test_what_the_guard_stopped_is_explained(mode, said, rows):
    row = rows(1)[0]
    guard = Guard(mode=mode, server=MailServer(host="127.0.0.1", port=1, security="none"), allow=("@alver.no",))
    with pytest.raises(Refused) as no:
        admit(Mail(recipient=row.address, return_path="x@y.example", message_id="<x>", data=b""), guard)
    assert said in remedy(replace(row, state="refused", text=no.value.text))
