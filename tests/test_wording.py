"""How rights are told to Norwegian readers."""

from __future__ import annotations

from dataclasses import replace

from cycle.model import InvitedSeat, PartRight
from cycle.wording import in_a_sentence, right_of, with_capital


def test_a_right_is_told_in_words_and_for_each_part_of_a_meeting_that_has_several() -> None:
    seat = InvitedSeat(
        seat="bodo.kommunedirektor", title="kommunedirektør", organisation="Bodø", clause="c", why="w", right="attend"
    )
    parts = (
        PartRight(part="dialog", title="dialogmøtet", right="attend"),
        PartRight(part="partnerskap", title="partnerskapsmøtet", right="vote"),
    )
    assert right_of(seat) == "møterett utan tale- og framleggsrett"
    assert right_of(replace(seat, rights=parts), "nb") == (
        "dialogmøtet: møterett uten tale- og forslagsrett; partnerskapsmøtet: stemmerett"
    )


def test_a_title_within_a_sentence_keeps_the_names_in_it() -> None:
    titles = ("Partnarskapsmøte", "Fagdag i Bergen", "NAV-møte", "")
    assert [in_a_sentence(one) for one in titles] == ["partnarskapsmøte", "fagdag i Bergen", "NAV-møte", ""]
    assert [with_capital(one) for one in ("fagdag i Bergen", "Åpent møte", "")] == ["Fagdag i Bergen", "Åpent møte", ""]
