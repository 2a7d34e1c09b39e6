"""Clear words are understood in nynorsk, bokmål and English; a question, a condition or a contradiction is not."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from cycle.mail.inbox.answers.meaning import names_substitute, suggested
from cycle.mail.inbox.answers.own_words import own_text, plain_text
from cycle.mail.inbox.incoming import open_mail

WRITTEN = Path(__file__).parents[1] / "answers_data" / "written.tsv"

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
    "I'll be there",
    "Yes, I'm coming",
    "Det passar bra, eg kjem",
    "Me har ikkje fått programmet, men eg kjem",
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
    "Eg kan ikkje koma",
    "Eg kan diverre ikkje møta",
    "Eg kan ikkje vera med",
    "Eg klarar ikkje å koma",
    "Eg kjem ikkje til å delta",
    "Jeg kommer ikke til å kunne delta",
    "Vi kan dessverre ikke stille med noen",
    "Kommunen kan ikkje delta",
    "Må melda forfall, men Per kan møta",
    "Forfall.",
    "Eg ville gjerne kome, men kan ikkje",
    "Skulle gjerne ha vore med, men det let seg ikkje gjere",
    "Hadde tenkt å kome, men må stå over",
    "Dessverre, då er eg på ferie",
    "Eg er avgått og kjem ikkje",
    "Eg kjem ikkje, men eg kjem gjerne neste år",
]
MAYBE = [
    "Eg kjem kanskje", "Eg er usikker på om eg kan kome", "Jeg vet ikke ennå om jeg kan komme", "Håpar å kunne kome",
    "Reknar med å kome", "I might come",
]  # fmt: skip
UNCLEAR = [
    "", "Eg kjem tilbake til dette", "Jeg kommer tilbake med svar.", "Kjem det parkering?",
    "Kan eg ta med meg ein til?",
    "Eg kjem om eg får fri", "Jeg kan ikke komme tidligere enn 10", "Når kjem programmet?", "Det kjem fleire frå oss",
    "Eg kjem ikkje til å gløyme dette", "Eg kjem! Men eg kjem ikkje til lunsj.", "Har de fått svaret mitt?",
    "Eg kjem om ferja går", "Eg melder ikkje forfall", "Takker nei til lunsj men kommer på møtet",
    "Kan eg delta digitalt? Eg kan ikkje kome fysisk.", "Kan ikkje møte fysisk", "Eg kan ikkje møta før klokka ti",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meaning"),
    [*((text, "accepted") for text in YES), *((text, "declined") for text in NO), *((text, "") for text in UNCLEAR),
     *((text, "tentative") for text in MAYBE)],
)  # fmt: skip
def test_words_mean_what_a_reader_would_say(text, meaning):
    assert suggested(text) == meaning


def written() -> list[tuple[str, str]]:
    """Return what is right to propose, and what somebody wrote."""
    rows = [line.split("\t") for line in WRITTEN.read_text("utf-8").splitlines() if line[:1] != "#"]
    return [(proposed, text.replace("\\n", "\n")) for proposed, text in rows]


@pytest.mark.parametrize(("proposed", "text"), written())
def test_an_answer_as_people_write_it_is_proposed_as_a_reader_would_or_asked_about(proposed, text):
    mail = open_mail(f"From: kari@kommune.example\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode())
    words = own_text(mail)
    assert ("substitute" if names_substitute(words) else suggested(words)) == proposed


WROTE = "Den mån. 30. nov. 2026 kl. 10:00 skreiv Sekretariatet <post@felles.example>:\n"
QUOTED = "> Velkommen til møtet.\n> Svar om du kjem.\n>\n> Sekretariatet\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{WROTE}{QUOTED}\nKjem ikkje.\nTone", "Kjem ikkje.\nTone"),
        (f"Hei,\n\n{WROTE}{QUOTED}\nKjem ikkje. Tone", "Hei,\n\n\nKjem ikkje. Tone"),
        (f"{QUOTED}Eg kjem.", "Eg kjem."),
        (f"On Mon, 30 Nov 2026 at 10:00, Sek\n<post@felles.example> wrote:\n\n{QUOTED}\nJa takk", "Ja takk"),
        (f"{WROTE}> Kjem du?\nNei.\n> Treng du noko?\nGlutenfri mat.", "Nei.\nGlutenfri mat."),
        (f"{WROTE}> {'ord ' * 20}\nkjem ikkje\n> til\n\nJa, eg kjem\n--\nTone", "Ja, eg kjem"),
        (f"{WROTE}{QUOTED}\nJa\n\nFrå: x@y.example\nSendt: i dag\nEmne: nei\nkjem ikkje", "Ja"),
        (f"Eg kjem.\n\n{WROTE}{QUOTED}Kjem ikkje", "Eg kjem."),
        (f"{WROTE}Kjem ikkje?\n", ""),
        ("-----Opphavleg melding-----\nFrå: A\nTil: b\nEmne: c\n\nKjem ikkje", ""),
    ],
)
def test_who_writes_below_what_is_quoted_is_heard_and_what_is_quoted_never_is(text: str, words: str) -> None:
    mail = open_mail(f"From: kari@kommune.example\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode())
    assert own_text(mail) == words


@pytest.mark.parametrize("above", ["", "<p>Hei</p>"])
def test_who_writes_below_a_quotation_of_a_page_is_heard(above: str) -> None:
    attribution = html.escape(WROTE)
    page = f"{above}<div>{attribution}</div><blockquote>Kjem ikkje</blockquote><p>Ja, eg kjem.</p>"
    mail = open_mail(f"From: kari@kommune.example\nContent-Type: text/html; charset=utf-8\n\n{page}".encode())
    assert own_text(mail).split() == [*(["Hei"] if above else []), "Ja,", "eg", "kjem."]
    assert "\ufffc" not in plain_text(page)


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


@pytest.mark.parametrize(
    "text",
    [
        "Eg har ikkje høve til å delta heile dagen.",
        "Gler meg til møtet med statsråden i neste veke.",
        "Eg takkar nei til å halde innlegg, men kjem på møtet.",
        "Meld meg av denne lista.",
        "Eg melder meg på når programmet kjem.",
        "Jeg deltar på vegne av Kari Vik.",
        "Jeg møter for ordføreren.",
        "Eg kan ikkje vere med på siste del.",
        "Eg kan ikkje delta i programkomiteen, men kjem på møtet.",
        "Jeg takker nei til å være møteleder.",
        "Melder forfall til komitémøtet.",
        "Jeg må melde forfall for Per.",
        "Eg er på ferie, men kjem på møtet.",
        "I cannot attend on Thursday, only Friday.",
        "I will attend another meeting that day.",
        "Lokalet passar ikkje for rullestol.",
    ],
)
def test_words_that_only_resemble_an_answer_are_asked_about(text):
    assert suggested(text) == ""
