"""A signal counts as approved, and keeps its number for good, exactly when its gate says so."""

from __future__ import annotations

import pytest

from cycle.application.actions.deciding.form_answers import Asked, record_answer
from cycle.application.actions.running.registry import STEPS
from cycle.application.actions.running.states import is_approved
from cycle.application.dispatches.signal_letters import day_of_approval, every_signal, signals_in_store
from cycle.application.publishing import edition_signals, rebuild_site
from cycle.application.year.step_graph import node_named
from cycle.errors import ConfigError
from tests.application.meeting_signals import MINUTES, asked, minutes
from tests.desk import NOON, Desk


def test_a_number_that_was_approved_with_other_words_says_so_at_the_gate(held: Desk) -> None:
    step = f"signals.{asked(held)}"
    held.do(step)
    minutes(held, MINUTES.replace("felles strategi", "felles plan"))
    result, cycle = held.compute(step), held.cycle()
    shown = STEPS["signals"].present(cycle, node_named(cycle.graph, step), result)
    assert "2027-1: SSU: Lag utkast til felles strategi." in shown.markdown


FIRST, SECOND = (f"[[signals]]{part}" for part in MINUTES.split("[[signals]]")[1:])
NEW = '[[signals]]\nto = "SSU"\ntext = "Noko nytt."\n'


@pytest.mark.parametrize(
    ("signals", "said"),
    [
        (
            NEW + FIRST + SECOND,
            ["2027-1 was approved, and has number 2027-2", "2027-2 was approved, and has number 2027-3"],
        ),
        (SECOND + FIRST, ["2027-1 was approved, and has number 2027-2", "2027-2 was approved, and has number 2027-1"]),
        (FIRST + NEW + SECOND, ["2027-2 was approved, and has number 2027-3"]),
        (SECOND, ["2027-2 was approved, and has number 2027-1"]),
        (FIRST, ["2027-2 was approved, and is gone"]),
        (FIRST + SECOND + NEW, []),
        (FIRST.replace("strategi", "plan") + SECOND, []),
    ],
)
def test_a_number_is_one_signals_for_good_once_it_is_approved(held: Desk, signals: str, said: list[str]) -> None:
    step = f"signals.{asked(held)}"
    held.do(step)
    minutes(held, f'present = ["Tone Kvåle"]\n\n{signals}')
    if not said:
        held.compute(step)
        return
    with pytest.raises(ConfigError) as caught:
        held.compute(step)
    presented = [str(problem.what).removeprefix("signal ") for problem in caught.value.problems]
    assert [line.removesuffix(" now") for line in presented] == said


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_signal_counts_as_approved_exactly_when_its_gate_says_so(desk: Desk, is_closed: bool) -> None:
    """One of each side must approve: two of one side are enough in number, and are not enough."""
    path = desk.community / "community.toml"
    side = 'side = "{}"\naddress = '
    text = path.read_text("utf-8").replace('language = "nn"\n', 'language = "nn"\nboth_sides = ["signals"]\n', 1)
    text = text.replace('address = "kari.koordinator@', side.format("kommunane") + '"kari.koordinator@', 1)
    path.write_text(text.replace('address = "ola.', side.format("spesialisthelsetenesta") + '"ola.', 1), "utf-8")
    desk.walk(to="archive" if is_closed else "mailing.folgebrev")
    minutes(desk)
    step = f"signals.{asked(desk)}"
    result = desk.compute(step)
    for name in ("Kari Koordinator", "Nokon Annan"):
        desk.decide(step, name=name)
    for is_enough in (False, True):
        if is_enough:
            desk.decide(step, name="Ola Andrehand")
        cycle = desk.cycle()
        assert is_approved(cycle, result) is is_enough
        assert bool(day_of_approval(cycle, result)) is is_enough
        assert bool(edition_signals(cycle)) is is_enough
        rebuild_site(desk.services)
        assert (desk.home / "site/bergensomradet/styringssignal/2027-2").exists() is (is_enough and is_closed)


def test_a_signal_that_was_approved_keeps_its_number_though_it_was_sent_back_since(held: Desk) -> None:
    step = f"signals.{asked(held)}"
    held.do(step)
    held.decide(step, "send_back", send_back_to=step, comment="Feil frist.")
    assert edition_signals(held.cycle()) == ()
    minutes(held, MINUTES[MINUTES.index("[[signals]]", MINUTES.index("[[signals]]") + 1) :])
    with pytest.raises(ConfigError, match="2027-1"):
        held.compute(step)


def test_an_approval_from_a_form_after_a_stop_is_none_in_the_letter_either(held: Desk) -> None:
    step = f"signals.{asked(held)}"
    result = held.compute(step)
    held.decide(step, "stop", name="Kari Koordinator")
    asked_of = Asked(cycle=result.cycle, step=step, revision=result.revision, digest=result.digest)
    record_answer(held.services.memory, asked_of, decision="approve", name="Ola", key="late", now=NOON)
    assert not is_approved(held.cycle(), result)
    assert day_of_approval(held.cycle(), result) is None
    assert edition_signals(held.cycle()) == ()


@pytest.mark.parametrize("stopped", [False, True])
def test_an_approved_signal_stands_while_an_edited_one_waits_or_was_stopped(held: Desk, stopped: bool) -> None:
    step = f"signals.{asked(held)}"
    held.do(step)
    before = {signal.number: signal.text for signal in edition_signals(held.cycle())}
    assert before
    minutes(held, MINUTES.replace("felles strategi", "felles plan"))
    held.compute(step)
    if stopped:
        held.decide(step, "stop")
    assert {signal.number: signal.text for signal in edition_signals(held.cycle())} == before
    loaded = held.cycle().loaded
    assert signals_in_store(held.services, loaded).keys() == before.keys()
    assert "felles strategi" in str(every_signal(held.services, loaded))
