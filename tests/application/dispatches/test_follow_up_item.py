"""What earlier meetings asked for and nobody has settled stands in the programme of the next, until somebody does."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest

from cycle.application.actions import STEPS
from cycle.application.dispatches import open_signals, signals_in_programme
from cycle.application.documents import papers
from cycle.application.publishing import rebuild_site
from cycle.application.year import host_of, invitation_list_of, node_named, report_signal
from cycle.errors import InputError
from tests.application.closed_year import page
from tests.application.year.test_signals import BERGEN, MINUTES, plan, write
from tests.archive.inspection.test_private_numbers import PERSON
from tests.desk import YEAR, Desk, typed


def settle(desk: Desk, signal: str, status: str) -> None:
    report_signal(
        desk.community, BERGEN, signal, on=dt.date(2026, 9, 1), status=status, text="Er følgt opp.", by="Kari Sekretær"
    )


def programme(desk: Desk, language: str = "nn") -> list[str]:
    """The lines of the programme that is enclosed with the cover letters, in the order of the page."""
    files = desk.services.memory.files
    [made] = [part for part in desk.newest("letters.folgebrev").body["common"] if part["language"] == language]
    table = docx.Document(io.BytesIO(files.get(made["docx"]["sha256"]))).tables[0]
    return [typed(" | ".join(cell.text for cell in row.cells)) for row in table.rows]


def test_the_programme_of_next_year_has_an_item_with_the_open_signals_until_they_are_settled(
    desk: Desk,
) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    desk.walk(to="letters.invitasjon")
    desk.do("letters.folgebrev")
    places = [number for number, line in enumerate(programme(desk)) if line.startswith("Fast post")]
    assert [programme(desk)[number].splitlines() for number in places] == [
        [
            "Fast post | Oppfølging av styringssignal",
            "2026-1 til Strategisk samarbeidsutval: Lag utkast til felles strategi. Frist 1. mai 2024.",
            "2026-2 til Områdeutvala: Drøft utkastet.",
        ]
    ]
    assert "Oppsummering" in programme(desk)[places[0] + 1]
    settle(desk, "2026-1", "done")
    desk.edit_template("program.docx", "Det kan bli små endringar i programmet.", "Programmet kan bli endra.")
    desk.do("letters.folgebrev")
    assert [line for line in programme(desk) if line.startswith("Fast post")] == [
        "Fast post | Oppfølging av styringssignal\n2026-2 til Områdeutvala: Drøft utkastet."
    ]
    settle(desk, "2026-2", "dropped")
    desk.edit_template("program.docx", "Programmet kan bli endra.", "Programmet kan bli endra noko.")
    desk.do("letters.folgebrev")
    assert not [line for line in programme(desk) if "Fast post" in line or "Oppfølging" in line]


def test_a_report_before_the_letters_are_approved_has_their_programme_made_again(desk: Desk) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    desk.walk(to="letters.invitasjon")
    desk.compute("letters.folgebrev")
    assert [line for line in programme(desk) if "2026-1" in line]
    settle(desk, "2026-1", "done")
    assert desk.states()["letters.folgebrev"] == "due 2"
    desk.do("letters.folgebrev")
    assert not [line for line in programme(desk) if "2026-1" in line]


def test_who_answers_for_a_signal_is_for_the_committee_and_stands_in_no_programme(desk: Desk) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    desk.walk(to="letters.invitasjon")
    desk.do("letters.folgebrev")
    assert "Leiaren av SSU" not in str(programme(desk))
    assert "Leiaren av SSU" in plan(desk)


def test_minutes_that_nobody_has_written_have_the_item_for_them_among_their_matters(desk: Desk) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    desk.walk(to="letters.folgebrev")
    made = papers(
        desk.cycle(),
        ["referat"],
        invitees=invitation_list_of(desk.cycle()).invitees,
        host=host_of(desk.cycle()),
    )["referat"]
    text = docx.Document(io.BytesIO(desk.services.memory.files.get(made.docx.sha256)))
    assert any("Oppfølging av styringssignal" in paragraph.text for paragraph in text.paragraphs)


def test_the_page_of_the_year_has_the_item_for_them_and_keeps_it_whatever_is_reported_when_it_is_closed(
    desk: Desk,
) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    desk.walk()
    before = page(desk)
    assert (
        "Fast post: oppfølging av styringssignala frå tidlegare møte som står opne. Styringssignal 2026-1 til "
        "Strategisk samarbeidsutval. Frist 1. mai 2024 Styringssignal 2026-2 til Områdeutvala"
    ) in before
    assert "Leiaren av SSU" not in before
    settle(desk, "2026-1", "done")
    assert desk.states()["archive"] == "done 1"
    assert desk.cycle().closed is not None
    rebuild_site(desk.services)
    assert page(desk) == before


def test_a_side_that_a_signal_goes_to_is_written_as_within_a_sentence(desk: Desk) -> None:
    write(desk.community, YEAR - 1, MINUTES.replace("Områdeutvala", "Kommunane"))
    desk.start()
    assert [signal.to for signal in signals_in_programme(desk.cycle(), "nn")][1:] == ["kommunane"]


def test_a_year_without_open_signals_has_no_item_for_them_on_paper_or_page(desk: Desk) -> None:
    desk.walk()
    assert not [line for line in programme(desk) if "Fast post" in line]
    assert "Fast post" not in page(desk)


def at_the_gate_of_letters(desk: Desk) -> str:
    node, cycle = node_named(desk.cycle().graph, "letters.folgebrev"), desk.cycle()
    return typed(STEPS[node.kind].present(cycle, node, desk.newest("letters.folgebrev")).markdown)


def test_signals_nobody_approved_in_a_year_of_the_service_stand_in_no_programme_and_the_gates_say_so(
    desk: Desk,
) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    desk.services.memory.cycles.open(BERGEN.id, "partnarskapsmote", YEAR - 1, given={}, now=desk.services.now())
    said = "Ingen har godkjent desse styringssignala: 2026-1 og 2026-2."
    assert said in plan(desk)
    desk.walk(to="letters.invitasjon")
    desk.do("letters.folgebrev")
    assert not [line for line in programme(desk) if "Fast post" in line or "2026-1" in line]
    assert said in at_the_gate_of_letters(desk)


def test_an_open_signal_with_an_identity_number_stops_the_letters_whose_programme_has_it(desk: Desk) -> None:
    write(desk.community, YEAR - 1, MINUTES.replace("Drøft utkastet.", f"Følg opp saka til {PERSON}."))
    desk.walk(to="letters.invitasjon")
    with pytest.raises(InputError, match="referata frå tidlegare møte: 2026-2"):
        desk.compute("letters.folgebrev")


def test_a_name_taken_down_from_the_year_that_gave_a_signal_is_not_said_again_in_the_programme(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(desk.community, YEAR - 1, MINUTES.replace("Drøft utkastet.", "Drøft utkastet med Åse Vik."))
    desk.start()
    before = open_signals.digest_of_open(desk.cycle())
    monkeypatch.setattr(open_signals, "names_taken_down", lambda _services, cycle: {YEAR_GIVEN: ("Åse Vik",)}[cycle])
    [_, said] = signals_in_programme(desk.cycle(), "nn")
    assert said.text == "Drøft utkastet med [namn teke ned]."
    assert open_signals.digest_of_open(desk.cycle()) != before, "letters that wait are made again"


def test_the_gates_of_a_programme_say_what_in_it_may_be_a_name_taken_down(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name of one word stays in the genitive, where it may be another word: a person looks."""
    write(desk.community, YEAR - 1, MINUTES.replace("Drøft utkastet.", "Drøft utkastet til Åse og Åses innlegg."))
    monkeypatch.setattr(open_signals, "names_taken_down", lambda _services, cycle: {YEAR_GIVEN: ("Åse",)}[cycle])
    desk.start()
    cycle = desk.cycle()
    said = "Ord i opne styringssignal kan vere ein person som namnet er teke ned for, og står i programmet: «Åses»."
    assert said in typed(STEPS["plan"].present(cycle, node_named(cycle.graph, "plan"), desk.compute("plan")).markdown)
    desk.walk(to="letters.invitasjon")
    desk.compute("letters.folgebrev")
    assert said in at_the_gate_of_letters(desk)


YEAR_GIVEN = f"bergensomradet/partnarskapsmote/{YEAR - 1}"
