"""How rights are told to Norwegian readers."""

from __future__ import annotations

from dataclasses import replace

from cycle.model import InvitedSeat, PartRight
from cycle.wording import right_of


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
