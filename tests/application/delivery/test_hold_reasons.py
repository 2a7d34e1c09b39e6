"""Why a mailing waits, and why somebody gets no mail, are kept as codes and said in the reader's language."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from cycle.application.delivery import hold_reason, said_reason
from cycle.application.dispatches import why_not
from cycle.application.dispatches.audience import ANSWERED
from cycle.application.year import OpenCycle
from cycle.catalogue import counted, say
from cycle.model import Language


def year(language: Language) -> OpenCycle:
    """Return what says sentences in a language, as a year does."""
    return cast(
        OpenCycle,
        SimpleNamespace(
            say=lambda text, **values: say(language, text, **values),
            count=lambda number, one, many, **values: counted(language, number, one, many, **values),
        ),
    )


@pytest.mark.parametrize(
    ("code", "data", "nn", "nb"),
    [
        (
            "first few partly sent",
            {"number": 5, "sent": 3},
            "Av dei første 5 e-postane er 3 sende. Sjå kva som skjedde med dei andre før resten går.",
            "Av de første 5 e-postene er 3 sendt. Se hva som skjedde med de andre før resten går.",
        ),
        (
            "many refused",
            {},
            "Mange av dei siste e-postane vart avviste. Sjå kvifor før resten går.",
            "Mange av de siste e-postene ble avvist. Se hvorfor før resten går.",
        ),
        (
            "clock",
            {"doubts": "{here} er feil."},
            "{here} er feil. E-postane ville få feil dato. Sjå på klokka før dei går.",
            "{here} er feil. E-postene ville få feil dato. Se på klokken før de går.",
        ),
    ],
)
def test_why_a_mailing_waits_is_said_in_the_form_of_its_reader(
    code: str, data: dict[str, Any], nn: str, nb: str
) -> None:
    kept = hold_reason(code, **data)
    assert [said_reason(year("nn"), kept), said_reason(year("nb"), kept)] == [nn, nb]


def test_a_mailing_that_waits_since_an_earlier_version_tells_why_in_the_words_that_were_kept() -> None:
    for kept in ("Den første e-posten er send. Sjå at han er rett før resten går.", '{"odd": 1}', "[1]", "12", ""):
        assert said_reason(year("nn"), kept) == kept


def test_a_reason_that_has_no_sentence_cannot_be_kept() -> None:
    with pytest.raises(KeyError):
        hold_reason("tired")


def test_who_has_answered_is_known_by_a_code_and_by_the_words_of_an_earlier_version() -> None:
    for kept in (ANSWERED, "Har svart sidan breva vart laga."):
        assert why_not("nn", kept) == "Har svart sidan breva vart laga."
        assert why_not("nb", kept) == "Har svart siden brevene ble laget."
    assert why_not("nb", "Flyttet til Voss") == "Flyttet til Voss"
