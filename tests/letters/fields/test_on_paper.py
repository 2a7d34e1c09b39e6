"""A letter on paper asks for an answer in a way that takes no screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cycle.letters.fields import example
from cycle.model import Language
from tests.letters.fields.test_day import fields, text_of


def test_a_letter_on_paper_does_not_ask_for_an_answer_to_the_mail() -> None:
    on_paper = replace(example._INVITEE, address="")
    assert on_paper.on_paper
    values = fields(date=dt.date(2026, 12, 1), invitee=on_paper)
    assert values["meeting"]["signup"] == "Ring oss på 55 00 00 00, eller skriv til Postboks 1, 5000 Bergen."
    assert "Svar på" not in text_of("invitasjon", values)
    assert fields(date=dt.date(2026, 12, 1))["meeting"]["signup"].startswith("Svar på e-posten")


CALL = "Ring oss på 55 00 00 00, eller skriv til Postboks 1, 5000 Bergen."


@pytest.mark.parametrize(
    "signup",
    [
        "Svar på mailen du fekk.",
        "Godta eller avslå innkallinga i kalenderen.",
        "Klikk her for å melde deg på.",
        "Klikk på lenkja og fyll ut skjemaet.",
        "Bruk linken under.",
        "Svar i Outlook.",
        "Trykk ja eller nei.",
        "Bruk svarknappen nedst.",
        "Aksepter møteførespurnaden.",
        "Svar på denne meldinga.",
        "Meld deg på her: ",
        "Svar på e-posten, eller ring Ola.",
        "Godkjenn møteførespurnaden.",
        "Svar på innkallinga i kalenderen.",
        "Godkjenn møteforespørselen.",
        "Svar i Forms-skjemaet.",
        "Bruk påmeldingslenka.",
        "Bruk påmeldingslenken.",
        "Bruk svarlenka.",
        "Bruk møtelenka i innkallinga.",
        "Svarlenke ligg ved.",
        "Logg inn på Altinn og svar.",
        "Logg deg på portalen, og svar der.",
        "Svar via appen.",
        "Svar med SMS.",
        "Svar digitalt innan fristen.",
        "Meld deg på elektronisk.",
        "Skriv til oss på Teams.",
        "Påmelding skjer elektronisk.",
        "Påmelding via nettskjema.",
        "Svar via skjema på nett.",
        "Bruk påmeldingsskjemaet på nett.",
        "Registrer deg på nettsida vår.",
        "Registrer deg på nettsiden vår.",
        "Fyll ut det elektroniske skjemaet.",
        "Last opp svaret i portalen.",
        "Svar på Doodle-en.",
        "Svar i Spond.",
        "",
    ],
)
def test_a_letter_on_paper_asks_for_nothing_that_takes_a_screen(signup: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example, "EXAMPLE_FACTS", replace(example.EXAMPLE_FACTS, signup=signup))
    on_paper = replace(example._INVITEE, address="")
    assert fields(date=dt.date(2026, 12, 1), invitee=on_paper)["meeting"]["signup"] == CALL


@pytest.mark.parametrize(
    ("signup", "said"),
    [
        ("Ring Ola Vik på 91 23 45 67.", "Ring Ola Vik på 91 23 45 67."),
        ("Meld deg på hos kommunen din.", f"Meld deg på hos kommunen din. {CALL}"),
        ("Meld deg på innan 4. februar 2027 hos Ola Vik", f"Meld deg på innan 4. februar 2027 hos Ola Vik. {CALL}"),
        ("Fyll ut skjemaet på www.fjord.example/svar.", "Fyll ut skjemaet på www.fjord.example/svar."),
        ("Send svarslippen til oss.", "Send svarslippen til oss."),
        *(
            (whole, f"{whole} {CALL}")
            for whole in (
                "Meld frå om du deltek digitalt eller møter opp, innan 4. februar 2027.",
                "Møtet blir òg sendt på Teams.",
                "Skriv om du deltek på Teams, innan fristen.",
                "Send beskjed til kommunen din om du deltek digitalt.",
                "Meld deg på hos Anne Klink i kommunen din innan 4. februar.",
                "Er du ikkje flink med data, så sei frå.",
            )
        ),
        ("Gi svar til blinkande Ola.", f"Gi svar til blinkande Ola. {CALL}"),
        ("Svar i Forms-skjemaet, eller ring 91 23 45 67.", "Svar i Forms-skjemaet, eller ring 91 23 45 67."),
        ("Skriv til Fjord kommune, Rådhusgata 1, 5000 Bergen.", "Skriv til Fjord kommune, Rådhusgata 1, 5000 Bergen."),
        *(
            (whole, whole)
            for whole in (
                "Svar på innkallinga ved å ringe Ola Vik på 91 23 45 67.",
                "Ring Ola Vik på 91 23 45 67 om du vil vere med på Teams.",
                "Ring Ola Vik på 912 34 567, for det er knapp plass.",
                "Ring Anne Mailand på +47 91 23 45 67.",
                "Svar på e-posten, eller ring Ola Vik på 91234567.",
                "Svar på e-posten eller ring 05300.",
                "Godkjenn innkallinga ved å skrive til Postboks 7, 5001 Bergen.",
                "Klikk på lenkja, eller send svarslippen til oss.",
            )
        ),
        ("Klikk på lenkja. Eller ring Ola Vik på 91 23 45 67!", "Eller ring Ola Vik på 91 23 45 67!"),
        ("Ring avd. Samhandling på 91 23 45 67. Trykk så på lenkja.", "Ring avd. Samhandling på 91 23 45 67."),
        ("Svar før 4. februar. Klikk her.", f"Svar før 4. februar. {CALL}"),
        ("Klikk her. Les meir på www.fjord.example.", f"Les meir på www.fjord.example. {CALL}"),
        ("Klikk her. Les meir på https://fjord.example/x", f"{CALL} Les meir på https://fjord.example/x"),
        ("Svar til kari@fjord.example", f"Svar til kari@fjord.example. {CALL}"),
        ("Svar på det elektroniske skjemaet på www.fjord.no.", "Svar på det elektroniske skjemaet på www.fjord.no."),
        ("Meld deg på i nettverket ditt.", f"Meld deg på i nettverket ditt. {CALL}"),
        ("Svar kommunen. Program ligg på nettsida.", f"Svar kommunen. Program ligg på nettsida. {CALL}"),
        ("Trykk på https://skjema.example/91234567.", CALL),
        ("Bruk møte-id 123 456 789 i Teams.", CALL),
        (
            "Meld deg på hos Anne Mailand, for det er knapp plass.",
            f"Meld deg på hos Anne Mailand, for det er knapp plass. {CALL}",
        ),
    ],
)
def test_what_paper_can_do_is_printed_as_it_is_written_with_a_way_where_it_has_none(
    signup: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "EXAMPLE_FACTS", replace(example.EXAMPLE_FACTS, signup=signup))
    on_paper = replace(example._INVITEE, address="")
    assert fields(date=dt.date(2026, 12, 1), invitee=on_paper)["meeting"]["signup"] == said


@pytest.mark.parametrize(
    ("language", "said"), [("nn", "Send ein e-post til post@x.example."), ("nb", "Send en e-post til post@x.example.")]
)
def test_a_letter_on_paper_says_a_way_also_where_we_have_no_telephone_and_no_postal_address(
    language: Language, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = replace(example._COMMUNITY.contact, phone="", postal="", address="post@x.example")
    monkeypatch.setattr(example, "EXAMPLE_FACTS", replace(example.EXAMPLE_FACTS, contact=contact))
    on_paper = replace(example._INVITEE, address="")
    values = fields(date=dt.date(2026, 12, 1), invitee=on_paper, language=language)
    assert values["meeting"]["signup"] == said
