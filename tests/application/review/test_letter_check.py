"""The approver is shown the letters that matter, why each, what is changed, and what a check found."""

from __future__ import annotations

from cycle.application.review.views import letters_view
from cycle.application.steps.letters import STEP
from tests.desk import CEO, CHIEF, INVITED, MAYOR, Desk

LETTERS = "letters.invitasjon"


def gate_text(desk: Desk) -> str:
    cycle = desk.cycle()
    node = next(node for node in cycle.graph if node.name == LETTERS)
    return STEP.present(cycle, node, desk.newest(LETTERS)).markdown


def looked_at(desk: Desk) -> dict[str, list[str]]:
    body = desk.newest(LETTERS).body
    names = {letter["recipient"]: letter["name"] for letter in body["letters"]}
    return {names[entry["recipient"]]: entry["reasons"] for entry in body["look_at"]}


def test_the_letters_to_look_at_are_chosen_for_what_they_show(desk: Desk) -> None:
    desk.walk(to=LETTERS)
    assert looked_at(desk) == {
        CHIEF.name: ["det første brevet", "flest roller"],
        CEO.name: ["det lengste namnet", "den lengste adressa"],
    }
    assert f"| {CHIEF.name} | det første brevet" in gate_text(desk)


def test_the_first_letters_are_held_against_nothing(desk: Desk) -> None:
    desk.walk(to=LETTERS)
    body = desk.newest(LETTERS).body
    assert (body["approved_before"], body["changed"]) == (None, [])
    assert "endra sidan" not in gate_text(desk)


def test_a_changed_template_tells_how_many_letters_are_others_than_those_approved(desk: Desk) -> None:
    desk.walk(to=LETTERS)
    desk.edit_template("invitasjon.docx", "Kvifor du er invitert", "Grunnen til at du er invitert")
    desk.compute(LETTERS)
    body = desk.newest(LETTERS).body
    assert (body["approved_before"], len(body["changed"])) == (1, len(INVITED))
    assert f"; {len(INVITED)} av {len(INVITED)} er endra sidan breva vart godkjende sist" in gate_text(desk)
    node = next(node for node in desk.cycle().graph if node.name == LETTERS)
    view = letters_view(desk.cycle(), node)
    assert view is not None
    assert view.changed == f"{len(INVITED)} av {len(INVITED)} er endra sidan breva vart godkjende sist"
    assert [name for _, name, _ in view.look_at] == list(looked_at(desk))


def test_only_the_one_whose_letter_says_something_else_is_counted_as_changed(desk: Desk) -> None:
    desk.walk(to=LETTERS)
    desk.replace("partnarskapsmote.toml", "Ordføraren møter som politisk leiar i", "Ordføraren leier det politiske i")
    for step in ("plan", "committee", "host", "invitations"):
        desk.do(step)
    desk.compute(LETTERS)
    body = desk.newest(LETTERS).body
    names = {letter["recipient"]: letter["name"] for letter in body["letters"]}
    assert sorted(names[entry] for entry in body["changed"]) == ["Målfrid Vik", MAYOR.name]


def test_words_that_nobody_gets_are_told(desk: Desk) -> None:
    desk.edit_template(
        "invitasjon.docx",
        "{{ recipient.greeting }}",
        "{{ recipient.greeting }}{% if meeting.page %} {{ meeting.page }}{% endif %}",
    )
    desk.walk(to=LETTERS)
    assert "«nettsida til møtet» er sett" in gate_text(desk)


def test_a_warning_about_the_template_stands_beside_the_letters(desk: Desk) -> None:
    for heading in ("Heading1", "Heading2"):
        desk.edit_template("invitasjon.docx", f'w:val="{heading}"', 'w:val="Normal"')
    desk.walk(to=LETTERS)
    assert desk.newest(LETTERS).body["remarks"] == [
        (
            "Malen invitasjon.docx har 1 merknad. Be den som driftar tenesta, køyre «cycle templates check»; "
            "breva kan sendast likevel."
        )
    ]
    assert "### Merknader til malen" in gate_text(desk)
