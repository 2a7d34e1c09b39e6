"""What somebody who looked at every sheet found: each page says once what it is, and fits what it is printed on."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from cycle.letters.fields import example
from cycle.letters.fields.meeting_papers import paper_fields, unbroken
from cycle.letters.fields.postal_lines import fits_window, postal_lines
from cycle.letters.fields.values import held, letter_fields
from cycle.model import InvitedSeat, Invitee, MeetingFacts, Minutes, PartRight
from cycle.wording import alphabetical, function_and_place, seat_label
from tests.letters.fields.test_day import fields, text_of
from tests.letters.fields.test_receipts import ROW, receipt

from .conftest import TEMPLATES

BEFORE, AFTER = dt.date(2026, 12, 1), dt.date(2027, 3, 1)
FORMS = ("", ".nb")
SEAT = example._INVITEE.seats[0]


def paper(*invitees: Invitee, minutes: Minutes | None = None, on_signs: bool = False) -> dict[str, Any]:
    common = {key: value for key, value in fields(date=AFTER).items() if key not in {"recipient", "asked"}}
    return paper_fields(common, invitees=invitees, minutes=minutes or Minutes(), on_signs=on_signs)


def test_a_bracket_that_is_longer_than_a_line_of_a_badge_is_parted_once() -> None:
    held = unbroken("Brukarrådet (Kreftforeininga og Landsforeininga for hjarte- og lungesjuke)").split(" ")
    assert [part.replace("\u00a0", " ").replace("\u2011", "-") for part in held] == [
        "Brukarrådet",
        "(Kreftforeininga og Landsforeininga",
        "for hjarte- og lungesjuke)",
    ]
    assert unbroken("(kort merknad)") == "(kort\u00a0merknad)"
    assert unbroken(f"({'x' * 50} a)").split(" ") == [f"({'x' * 50}", "a)"]


def test_only_what_is_worn_or_stands_on_a_table_keeps_a_bracket_on_one_line() -> None:
    """The column of a list is not half as wide: a bracket held together there was broken inside a word."""
    seat = replace(SEAT, title="brukarrepresentant", organisation="Brukarrådet (Hand & Hjarte Vestland)")
    reader = replace(example._INVITEE, name="Oddvør Nøttveit-Lia (for Ola)", seats=(seat,))
    for on_signs in (True, False):
        [person] = paper(reader, on_signs=on_signs)["people"]
        assert ("\u00a0" in person["name"] + person["organisation"]) == on_signs
    assert "\u00a0" in paper(reader)["pairs"][0]["left"]["name"], "badges go two by two"


@pytest.mark.parametrize(
    ("title", "organisation", "label", "shown"),
    [
        (
            "leiar av det lokale utvalet",
            "Lokalt utval Molde",
            "leiar av Lokalt utval Molde",
            ("leiar", "Lokalt utval Molde"),
        ),
        ("nestleiar i det lokale utvalet", "Lokalt utval Molde", "", ("nestleiar", "Lokalt utval Molde")),
        (
            "leder av det regionale utvalget",
            "Utvalg 4",
            "leder av et av de fire utvalgene",
            ("leder av et av de fire utvalgene", ""),
        ),
        ("leder av det faglige rådet", "Utvalg 4", "", ("leder av det faglige rådet", "Utvalg 4")),
        ("kommuneoverlege", "Fagutval", "representant for legane i Fagutval", ("representant for legane", "Fagutval")),
        ("representant for legane", "Legeforeiningane", "representant for legane", ("representant for legane", "")),
        ("representant", "Vik kommune", "representant for Vik kommune", ("representant", "Vik kommune")),
    ],
)
def test_a_badge_and_an_address_name_a_body_once(
    title: str, organisation: str, label: str, shown: tuple[str, str]
) -> None:
    seat = replace(SEAT, title=title, organisation=organisation, label=label)
    assert function_and_place(seat) == shown
    [person] = paper(replace(example._INVITEE, seats=(seat,)))["people"]
    assert (person["title"], person["organisation"]) == shown
    lines = fields(date=BEFORE, invitee=replace(example._INVITEE, seats=(seat,)))["recipient"]["address_lines"]
    assert lines[1:] == [line for line in shown if line]


@pytest.mark.parametrize(
    ("postal", "lines"),
    [
        ("Postboks 12\n5000 Bergen", ["Fjord kommune", "Postboks 12", "5000 Bergen"]),
        ("Fjord kommune\nPostboks 12\n5000 Bergen", ["Fjord kommune", "Postboks 12", "5000 Bergen"]),
        ("Avdeling\nBygg\nStorgata 1\n5000 Bergen", ["Avdeling", "Bygg", "Storgata 1", "5000 Bergen"]),
        ("5000 Bergen", ["Fjord kommune", "5000 Bergen"]),
        (f"{'x' * 41}\nPostboks 1\n5000 Bergen", ["x" * 41, "Postboks 1", "5000 Bergen"]),
        (
            f"{'x' * 30}\n{'y' * 11}\nBygg\nPostboks 1\n5000 Bergen",
            ["x" * 30, "y" * 11, "Bygg, Postboks 1", "5000 Bergen"],
        ),
        (
            f"{'x' * 30}\n{'y' * 20}\n{'z' * 25}\n{'w' * 12}\n5000 Bergen",
            ["x" * 30, "y" * 20, f"{'z' * 25}, {'w' * 12}", "5000 Bergen"],
        ),
        ("", []),
    ],
)
def test_an_envelope_names_the_organisation_where_its_window_has_room(postal: str, lines: list[str]) -> None:
    values = fields(date=BEFORE, invitee=replace(example._INVITEE, address="", postal=postal))
    assert values["recipient"]["postal_lines"][1:] == lines


def test_an_address_that_no_window_shows_whole_is_known_and_keeps_its_lines() -> None:
    lines = ["Kari Vik", *(f"{number} {'x' * 30}" for number in range(6)), "5000 Bergen"]
    [name, *postal] = lines
    invitee = replace(example._INVITEE, name=name, address="", postal="\n".join(postal))
    assert postal_lines(invitee) == lines
    assert not fits_window(lines)
    assert fits_window(["Kari Vik", "x" * 80, "5000 Bergen"])
    assert not fits_window(["Kari Vik", "x" * 81, "y", "5000 Bergen"])
    assert len(postal_lines(replace(invitee, postal="\n".join(map(str, range(30)))))) == 31


def test_a_year_and_a_telephone_number_do_not_stand_alone_on_a_line() -> None:
    texts = {
        "Styringssignal frå partnarskapsmøtet 2027": "møtet\u00a02027",
        "Program for dialog- og partnerskapsmøte 2027": "møte\u00a02027",
        "Ring oss på 55 00 00 00, eller skriv.": "på\u00a055\u00a000\u00a000\u00a000",
    }
    for text, whole in texts.items():
        assert whole in held({"text": text})["text"]


@pytest.mark.parametrize("form", FORMS)
def test_a_letter_that_has_no_programme_neither_promises_nor_encloses_one(form: str) -> None:
    values = fields(date=BEFORE)
    for programme in ([], example.example_fields()["programme"]):
        letter = text_of(f"folgebrev{form}", values | {"programme": programme})
        assert (values["letter"]["title"] in letter, "Vedlegg:" in letter) == (bool(programme), bool(programme))


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_by_telephone_is_offered_where_one_is_asked_for_and_there_is_a_telephone(form: str) -> None:
    asking = example._DISPATCH
    unasked = replace(asking, by="request")
    for dispatch, phone, offered in (
        (asking, "55 00 00 00", True),
        (asking, "", False),
        (unasked, "55 00 00 00", False),
    ):
        values = letter_fields(
            replace(example._INVITEE, address=""),
            community=replace(example._COMMUNITY, contact=replace(example._COMMUNITY.contact, phone=phone)),
            meeting="partnarskapsmøtet",
            facts=example.EXAMPLE_FACTS,
            host=example._HOST,
            dispatch=dispatch,
            date=BEFORE,
        )
        assert ("på telefon" in text_of(f"adresseark{form}", values)) == offered


def test_a_sheet_with_an_address_says_which_secretariat() -> None:
    contact = replace(example._COMMUNITY.contact, name="Sekretariatet", organisation=example._COMMUNITY.name)
    facts: MeetingFacts = replace(example.EXAMPLE_FACTS, contact=contact)
    values = letter_fields(
        example._INVITEE,
        community=example._COMMUNITY,
        meeting="partnarskapsmøtet",
        facts=facts,
        host=example._HOST,
        dispatch=example._DISPATCH,
        date=BEFORE,
    )
    assert values["sender"]["office"] == "Sekretariatet"
    assert values["sender"]["office_in_full"] == f"Sekretariatet, {example._COMMUNITY.name}"


def _with_right(number: int, *rights: str) -> Invitee:
    given = tuple(PartRight(part=part, title=part, right=right) for part, right in zip("ab", rights, strict=False))
    seat: InvitedSeat = replace(SEAT, right=rights[0], rights=given if len(rights) > 1 else ())
    return replace(example._INVITEE, id=f"p-{number}", seats=(seat,))


@pytest.mark.parametrize(("form", "right"), [("", "Rett"), (".nb", "Rettighet")])
def test_a_right_all_have_is_said_once_and_long_ones_are_notes_over_the_list(form: str, right: str) -> None:
    same = paper(_with_right(1, "propose"), _with_right(2, "propose"))
    assert (same["right_of_all"], same["right_notes"]) == ("tale- og framleggsrett", [])
    assert "for alle: tale- og framleggsrett." in text_of(f"deltakarliste{form}", same)
    alone = text_of(f"deltakarliste{form}", paper(_with_right(1, "propose")))
    assert ": tale- og framleggsrett." in alone
    assert "for alle" not in alone
    short = paper(_with_right(1, "propose"), _with_right(2, "speak"))
    assert [person["right_in_list"] for person in short["people"]] == ["tale- og framleggsrett", "talerett"]
    long = paper(_with_right(1, "attend", "propose"), _with_right(2, "propose", "propose"))
    assert [person["right_in_list"] for person in long["people"]] == ["1", "2"]
    listed = text_of(f"deltakarliste{form}", long)
    assert all(f"{right} {note}" in listed for note in long["right_notes"])
    assert long["right_notes"][1] == "2: tale- og framleggsrett i a og b", "a right of two parts is said once"


def test_what_numbers_in_a_list_mean_stands_over_it() -> None:
    for form in FORMS:
        with zipfile.ZipFile(TEMPLATES / f"deltakarliste{form}.docx") as archive:
            body = archive.read("word/document.xml").decode()
        before, _, after = body.partition("{{ note }}")
        assert before.count("<w:tbl>") == 1, "the table for a right that all have"
        assert after.count("<w:tbl>") == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_paper_has_no_line_of_nothing_and_names_the_office_once(form: str) -> None:
    office = fields(date=AFTER)["sender"]["office_in_full"]
    for taker, rows in (("", 1), ("Kari Vik", 1), (office, 0)):
        minutes = text_of(f"referat{form}", paper(example._INVITEE, minutes=Minutes(taker=taker)))
        assert minutes.split("\n").count("Sekretariat") == rows
    values = paper(example._INVITEE)
    values["host"] = values["host"] | {"name": "", "name_in_text": "", "chair": "", "chair_in_text": ""}
    head, _, _ = text_of(f"deltakarliste{form}", values).partition("1 invitert")
    assert [line for line in head.split("\n")[:-2] if not line] == []


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        ([], False),
        (["Opning", "Om året"], False),
        (["Dialogmøte", "Om året"], False),
        (["Dialogmøte om samhandling", "Pause", "Partnerskapsmøtet opnar"], True),
    ],
)
@pytest.mark.parametrize(("form", "sentence"), [("", "Programmet seier når"), (".nb", "Programmet sier når")])
def test_the_programme_says_when_a_part_is_only_where_it_does(
    form: str, sentence: str, titles: list[str], *, said: bool
) -> None:
    kind = replace(example._KIND, parts=("dialogmøtet", "partnerskapsmøtet"))
    values = letter_fields(
        example._INVITEE,
        community=example._COMMUNITY,
        meeting="møtet",
        kind=kind,
        facts=example.EXAMPLE_FACTS,
        host=example._HOST,
        dispatch=example._DISPATCH,
        date=BEFORE,
        programme=[replace(example._PROGRAMME[0], title=title) for title in titles],
    )
    assert (sentence in text_of(f"folgebrev{form}", values)) == said
    assert sentence not in text_of(f"invitasjon{form}", values), "it has no programme with it"


@pytest.mark.parametrize(("form", "label"), [("", "Delar"), (".nb", "Deler")])
@pytest.mark.parametrize("name", ["invitasjon", "folgebrev", "hald-av-datoen", "paminning", "endring"])
def test_a_letter_says_which_part_of_the_meeting_the_reader_is_invited_to(name: str, form: str, label: str) -> None:
    kind = replace(example._KIND, parts=("dialogmøtet", "partnerskapsmøtet"))
    seat = replace(SEAT, rights=(PartRight(part="d", title="dialogmøtet", right="propose"),))
    values = letter_fields(
        replace(example._INVITEE, seats=(seat,)),
        community=example._COMMUNITY,
        meeting="møtet",
        kind=kind,
        facts=example.EXAMPLE_FACTS,
        host=example._HOST,
        dispatch=example._DISPATCH,
        date=BEFORE,
    )
    letter = text_of(f"{name}{form}", values)
    invited = "får invitasjon" if name == "hald-av-datoen" else "er invitert"
    assert f"Dialogmøtet og partnerskapsmøtet. Du {invited} til dialogmøtet." in letter
    assert label in letter.split("\n")
    assert label not in text_of(f"{name}{form}", fields(date=BEFORE)).split("\n"), "a meeting of one part has none"


@pytest.mark.parametrize(
    ("form", "parts", "own", "said"),
    [
        ("", ("dialogmøtet", "partnarskapsmøtet"), ("partnarskapsmøtet", "dialogmøtet"), "begge delane"),
        (".nb", ("dialogmøtet", "partnerskapsmøtet"), ("dialogmøtet", "partnerskapsmøtet"), "begge delene"),
        ("", ("a", "b", "c"), ("a", "b", "c"), "alle delane"),
        (".nb", ("a", "b", "c"), ("c", "b", "a"), "alle delene"),
        ("", ("a", "b", "c"), ("a", "c"), "a og c"),
        (".nb", ("a", "b", "c"), ("b",), "b"),
    ],
)
def test_who_is_invited_to_every_part_is_not_told_their_names_twice(
    form: str, parts: tuple[str, ...], own: tuple[str, ...], said: str
) -> None:
    """The chief executives of Nordland were told: «Dialogmøtet og partnerskapsmøtet. Du er invitert til dialog…»."""
    seat = replace(SEAT, rights=tuple(PartRight(part=title, title=title, right="propose") for title in own))
    values = letter_fields(
        replace(example._INVITEE, seats=(seat,)),
        community=example._COMMUNITY,
        meeting="møtet",
        kind=replace(example._KIND, parts=parts),
        facts=example.EXAMPLE_FACTS,
        host=example._HOST,
        dispatch=example._DISPATCH,
        date=BEFORE,
        language="nb" if form else "nn",
    )
    assert f"Du er invitert til {said}." in text_of(f"invitasjon{form}", values)


def test_a_cancellation_asks_to_ring_soon_not_who_was_booked_with_soon() -> None:
    for form, soon in (("", "så snart som råd"), (".nb", "så snart som mulig")):
        assert f"den du har bestilt hos, {soon}." in text_of(f"avlysing{form}", fields(date=BEFORE))


@pytest.mark.parametrize(("form", "several"), [("", "Du har fleire roller"), (".nb", "Du har flere roller")])
@pytest.mark.parametrize(
    ("name", "invited"),
    [
        ("hald-av-datoen", "Du får invitasjon som"),
        ("invitasjon", "Du er invitert som"),
        ("folgebrev", "Du er invitert som"),
        ("paminning", "Du er invitert som"),
    ],
)
def test_several_roles_are_a_list_in_every_letter_that_says_why(
    name: str, invited: str, form: str, several: str
) -> None:
    two = text_of(f"{name}{form}", fields(date=BEFORE))
    one = text_of(f"{name}{form}", fields(date=BEFORE, invitee=replace(example._INVITEE, seats=(SEAT,))))
    for letter, many in ((two, True), (one, False)):
        assert (several in letter, f"{invited} {seat_label(SEAT)}." in letter) == (many, not many)


@pytest.mark.parametrize("form", FORMS)
def test_an_invitation_that_comes_later_is_not_spoken_of_as_given(form: str) -> None:
    letter = text_of(f"hald-av-datoen{form}", fields(date=BEFORE))
    assert re.search(r"Invitasjonen (?:kjem|kommer) til å (?:gjelde) for alle:", letter)


@pytest.mark.parametrize("form", FORMS)
def test_a_steering_signal_has_one_number_in_paper_and_letter(form: str) -> None:
    minutes = Minutes(signals=example._MINUTES.signals)
    assert [signal["number"] for signal in paper(example._INVITEE, minutes=minutes)["minutes"]["signals"]] == ["2027-1"]
    values = paper(example._INVITEE, minutes=minutes)
    assert "2027-1" in text_of(f"styringssignal{form}", values)
    assert example.example_fields()["asked"]["signals"][0]["number"] == "2027-1"


@pytest.mark.parametrize(
    ("form", "closing", "issued"), [("", "Med venleg helsing", "Utferda"), (".nb", "Med vennlig hilsen", "Utstedt")]
)
def test_a_draft_of_signals_is_dated_as_one_and_has_no_closing(form: str, closing: str, issued: str) -> None:
    for date, sent in ((dt.date(2027, 2, 17), False), (AFTER, True)):
        values = paper(example._INVITEE) | {key: fields(date=date)[key] for key in ("meeting", "letter")}
        letter = text_of(f"styringssignal{form}", values)
        assert (closing in letter, issued in letter) == (sent, sent)
        assert values["letter"]["date"] in letter


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Kari Dal", "Dal"),
        ("Kari Dal (Hand & Hjarte Vestland)", "Dal"),
        ("Kari Dal (vara for Ola (Per) Vik)", "Dal"),
        ("Kari Dal jr.", "Dal"),
        ("Kari Dal, d.y.", "Dal"),
        ("Kari Dal II", "Dal"),
        ("Kari Åsen-Dal", "Åsen-Dal"),
        ("Kari Sri", "Sri"),
        ("Jr", "Jr"),
        ("(ukjend)", "(ukjend)"),
    ],
)
def test_a_list_is_sorted_by_surname_whatever_stands_after_it(name: str, surname: str) -> None:
    people = [replace(example._INVITEE, id=f"p-{text}", name=text) for text in (name, "Ola Berg", "Ola Vang")]
    listed = [person["name"].replace("\u2011", "-") for person in paper(*people)["people"]]
    wanted = sorted(["Berg", "Vang", surname], key=alphabetical)
    assert listed.index(name) == wanted.index(surname)


def test_a_double_name_stands_on_one_line_of_a_list_and_its_bracket_may_be_parted() -> None:
    person = replace(example._INVITEE, name="Oddvør Nøttveit-Lia (for Ola Vik-Dal)")
    whole = "Oddvør Nøttveit\u2011Lia (for Ola Vik-Dal)"
    values = paper(person, minutes=Minutes(present=(person.name,)))
    assert values["people"][0]["name"] == values["minutes"]["present"][0]["name"] == whole
    assert receipt("", reached=[replace(ROW, name=person.name)])[1]["reached"][0]["name"] == whole
    assert paper(replace(person, name="Ola Langelandsvik-Ødegård"))["people"][0]["name"] == "Ola Langelandsvik-Ødegård"


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_side_by_side_in_a_change_has_one_spacing(form: str) -> None:
    with zipfile.ZipFile(TEMPLATES / f"endring{form}.docx") as archive:
        body = archive.read("word/document.xml").decode()
    spacings = {
        re.findall(r"<w:spacing [^>]*>", body[body.rindex("<w:p>", 0, body.index(text)) : body.index(text)])[0]
        for text in ("{{ row.label }}", "{{ row.before }}", "{{ row.after }}")
    }
    assert len(spacings) == 1
