"""Of one it is said what is said of one, and of none that there is none: at gates, in mails and about letters."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from cycle.application.dispatches import gists, open_signals
from cycle.application.notifications import unmade
from cycle.application.steps import plan, signals
from cycle.catalogue import counted
from cycle.model import Language, SteeringSignal, TrackedSignal
from tests.desk import Desk

SEVERAL: dict[Language, str] = {
    "nn": r"\b(?:dei|desse|signala|styringssignala|alle|e-postane)\b",
    "nb": r"\b(?:de|dem|disse|signalene|styringssignalene|alle|e-postene)\b",
}


@pytest.mark.parametrize("language", SEVERAL)
def test_one_signal_or_person_is_never_spoken_of_as_several(language: Language) -> None:
    said_of_some = (
        *(signals.HOW, signals.UNHEARD, signals.NO_LETTER, signals.APPROVED, signals.IN_PACKAGE, signals.TOO_LATE),
        *(signals.REASON, signals.PAST_YEARS),
        *(plan.OPEN_SIGNALS, unmade.MADE_THEN, unmade.NOT_TOLD, open_signals.UNAPPROVED, gists.UNDER_ANOTHER_NAME),
    )
    for words in said_of_some:
        one, many = (
            counted(language, number, *words, names="X", numbers="X", name="X", title="X") for number in (1, 2)
        )
        assert re.findall(SEVERAL[language], one.casefold()) == [], one
        assert one != many


@pytest.mark.parametrize(
    ("language", "seats", "free", "said"),
    [
        ("nn", 0, 0, ""),
        ("nn", 1, 0, "Den eine plassen er ikkje ledig."),
        ("nn", 1, 1, "Den eine plassen er ledig."),
        ("nn", 2, 0, "Ingen av 2 plassar er ledige."),
        ("nn", 2, 1, "1 av 2 plassar er ledig."),
        ("nb", 1, 0, "Den ene plassen er ikke ledig."),
        ("nb", 1, 1, "Den ene plassen er ledig."),
    ],
)
def test_how_many_seats_are_vacant_is_said_of_one_and_of_none_too(
    language: Language, seats: int, free: int, said: str
) -> None:
    assert gists._free(language, free, seats) == said


@pytest.mark.parametrize("language", SEVERAL)
def test_the_one_signal_that_nobody_answers_for_is_not_one_of_several(language: Language) -> None:
    assert re.findall(SEVERAL[language], gists._unheard(language, 1, 1)) == []
    assert gists._unheard(language, 1, 1) != gists._unheard(language, 1, 2) != gists._unheard(language, 2, 2)
    assert gists._unheard(language, 0, 1) == ""


def test_the_gate_of_the_plan_speaks_of_the_one_signal_that_is_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.start()
    asked = TrackedSignal(
        id="2026-1", meeting="partnarskapsmote", signal=SteeringSignal(to="SSU", text="Lag ein plan."), reports=()
    )
    for number, said in ((1, "### Styringssignal som står ope\n"), (2, "### Styringssignal som står opne\n")):
        monkeypatch.setattr(plan, "every_signal", lambda *_, number=number: _Signals((asked,) * number))
        assert said in plan._open_signals(desk.cycle())


class _Signals:
    """Stands for the signals of earlier years."""

    problems = ()

    def __init__(self, signals: tuple[TrackedSignal, ...]) -> None:
        self.open = signals

    def before(self, meeting: dt.date, *, year: int) -> _Signals:
        assert meeting.year == year
        return self
