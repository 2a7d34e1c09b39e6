"""Clear words are understood in nynorsk, bokmål and English; a question, a condition or a contradiction is not."""

from __future__ import annotations

import pytest

from cycle.mail.meaning import names_substitute, suggested

YES = [
    "Eg kjem",
    "Hei! Eg kjem.",
    "Takk, eg kjem.",
    "Takk for innkallinga, eg kjem gjerne!",
    "Jeg deltar gjerne.",
    "Takk for invitasjonen. Jeg deltar gjerne.",
    "Ja takk, jeg kommer",
    "Kjem!",
    "Vi kommer begge to",
    "Vi stiller med to",
    "Jeg takker ja til invitasjonen",
    "Gler meg til møtet",
    "I will attend",
    "Eg kjem litt seint",
]
NO = [
    "Jeg kommer dessverre ikke",
    "Eg kjem ikkje",
    "Eg kan diverre ikkje kome",
    "Dessverre kan jeg ikke delta.",
    "Må melde avbod",
    "Jeg må dessverre melde forfall.",
    "Eg er bortreist den dagen.",
    "Eg har ikkje høve.",
    "Jeg har ikke anledning",
    "Nei, eg kan ikkje",
    "I can't attend",
    "Kommer ikke",
    "Eg takkar nei",
    "Vi deltar ikke i år",
    "Eg kjem ikkje sjølv, men Kari møter for meg",
    "Jeg er forhindret fra å møte",
    "Det passer dessverre ikke for meg",
]
UNCLEAR = [
    "", "Eg kjem tilbake til dette", "Jeg kommer tilbake med svar.", "Kjem det parkering?",
    "Kan eg ta med meg ein til?",
    "Eg kjem om eg får fri", "Jeg kan ikke komme tidligere enn 10", "Når kjem programmet?", "Det kjem fleire frå oss",
    "Eg kjem ikkje til å gløyme dette", "Eg kjem! Men eg kjem ikkje til lunsj.", "Har de fått svaret mitt?",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meaning"),
    [*((one, "accepted") for one in YES), *((one, "declined") for one in NO), *((one, "") for one in UNCLEAR),
     ("Eg kjem kanskje", "tentative")],
)  # fmt: skip
def test_words_mean_what_a_reader_would_say(text, meaning):
    assert suggested(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "Kari møter for meg",
        "Eg kjem ikkje sjølv, men Kari møter for meg",
        "Varaordføraren stiller i staden",
        "Per Hansen kommer i mitt sted",
        "Eg sender Kari i staden",
    ],
)
def test_that_somebody_comes_instead_is_seen(text):
    assert names_substitute(text)


@pytest.mark.parametrize("text", ["Eg kjem", "Eg sender inn svaret i morgon", "Kan eg kome seint?"])
def test_other_words_name_no_substitute(text):
    assert not names_substitute(text)
