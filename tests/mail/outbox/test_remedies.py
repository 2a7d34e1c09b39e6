"""What the secretary is told to do about a mail that did not arrive."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from cycle.errors import Refused
from cycle.mail.inbox.reports.bounce_causes import Cause, cause_of
from cycle.mail.message.mail import Mail
from cycle.mail.outbox.remedies import BY_CAUSE, near_address, remedy
from cycle.mail.transport.guard import Guard, admit
from cycle.mail.transport.smtp import MailServer
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


@pytest.mark.parametrize(
    ("code", "text", "cause"),
    [
        # As Exchange Online, Google, Postfix, Exim and others word it.
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "unknown"),
        (550, "5.4.1 Recipient address rejected: Access denied. [AM1EUR03FT015.eop]", "unknown"),
        (550, "5.1.1 The email account that you tried to reach does not exist. Please try double-checking", "unknown"),
        (550, "5.1.1 <a@x.example>: Recipient address rejected: User unknown in local recipient table", "unknown"),
        (550, "No such user here", "unknown"),
        (550, "Unknown recipient", "unknown"),
        (550, "Requested action not taken: mailbox unavailable", "rejected"),
        (554, "delivery error: dd This user doesn’t have a yahoo.com account; account does not exist", "unknown"),
        (552, "5.2.2 The email account that you tried to reach is over quota", "full"),
        (552, "Mailbox full", "full"),
        (452, "insufficient system storage", "full"),
        (552, "5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", "large"),
        (552, "5.3.4 Message size exceeds fixed limit", "large"),
        (552, "message exceeds fixed maximum message size", "large"),
        (550, "5.7.1 RESOLVER.RST.AuthRequired; authentication required", "insiders"),
        (550, "5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup", "insiders"),
        (550, "5.7.26 This mail is unauthenticated, which poses a security risk", "distrust"),
        (550, "5.7.515 Access denied, sending domain does not meet the required authentication level", "distrust"),
        (550, "5.7.1 Our system has detected that this message is likely unsolicited mail", "content"),
        (552, "5.7.0 This message was blocked because its content presents a potential security issue", "content"),
        (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "listed"),
        (550, "5.7.606 Access denied, banned sending IP [192.0.2.1]", "listed"),
        (554, "5.7.1 <a@x.example>: Relay access denied", "relay"),
        (450, "4.2.0 <a@x.example>: Recipient address rejected: Greylisted, see http://x.example", "later"),
        (451, "4.7.500 Server busy. Please try again later", "later"),
        (432, "4.3.2 Concurrent connections limit exceeded", "later"),
        (450, "4.1.1 <a@x.example>: unverified address", "later"),
        (550, "5.1.2 Host unknown (Name server: x.example: host not found)", "domain"),
        (550, "5.4.310 DNS domain does not exist", "domain"),
        (550, "This account has been disabled or discontinued", "closed"),
        (551, "User not local; please try <b@y.example>", "moved"),
        (501, "5.1.3 Bad recipient address syntax", "syntax"),
        (599, "no", ""),
        (None, "templates/mail/x.txt: message too large", ""),
    ],
)
def test_why_a_server_says_no_is_read_from_its_code_and_its_words(code, text, cause):
    assert cause_of(code, text) == cause


def test_a_misspelt_domain_is_told_with_the_nearest_one_that_took_mail(rows):
    row = replace(rows(1)[0], state="refused", code=550, text="5.1.2 host not found", address="kari@alvre.kommune.no")
    advice = remedy(row, domains={"alver.kommune.no", "voss.kommune.no"})
    assert advice.endswith("send på nytt. Meinte du kari@alver.kommune.no?")
    assert "Meinte du" not in remedy(replace(row, address="kari@voss.kommune.no"), domains={"voss.kommune.no"})
    assert near_address("ola@gmial.com", ()) == "ola@gmail.com"
    assert near_address("ola@gmail.com", ("gmial.com",)) == ""


def test_what_was_given_up_is_not_said_to_be_tried_again(rows):
    row = replace(rows(1)[0], state="failed", code=451, text="4.7.1 greylisted")
    assert remedy(row).startswith("Mottakaren tok ikkje imot på fleire forsøk.")


def test_a_community_that_writes_bokmal_is_told_in_bokmal(rows):
    full = replace(rows(1)[0], state="refused", code=552, text="5.2.2 over quota")
    assert remedy(full, "nb") == "Postkassen er full. Prøv igjen om to dager, eller ring."
    assert set(BY_CAUSE) == set(get_args(Cause)) - {""}


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
