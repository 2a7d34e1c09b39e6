"""What is told in a mail with a letter and in one about a gate."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cycle.mail.message.body_fields import LetterMail
from cycle.model import Contact, InvitedSeat, MeetingFacts

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"


def seat(title: str, organisation: str) -> InvitedSeat:
    return InvitedSeat(seat="x", title=title, organisation=organisation, clause="5.2", why="", right="")


CONTACT = Contact(
    name="Samarbeidssekretariatet",
    organisation="Helse Bergen HF",
    address="post@helsefellesskapet.example",
    phone="55 00 00 00",
    web="www.saman.example",
)
LETTER = LetterMail(
    name="Kari Ås",
    seats=(seat("ordførar", "Alver kommune"),),
    meeting="Partnarskapsmøte 2027",
    community="Helsefellesskapet i Bergensområdet",
    facts=MeetingFacts(
        year=2027,
        date=dt.date(2027, 2, 18),
        start=dt.time(9),
        end=dt.time(15),
        registration=dt.time(8, 30),
        venue="Kulturhuset i Bergen",
        place="Vaskerelven 8, Bergen",
        reply_by=dt.date(2027, 2, 4),
        record_date=dt.date(2026, 11, 1),
    ),
    contact=CONTACT,
    letter="Invitasjon til partnarskapsmøte 2027.pdf",
    calendar="Partnarskapsmøte 2027.ics",
)
