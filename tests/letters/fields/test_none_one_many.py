"""Papers and letters say in words what there is none of, and count one as one."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest

from cycle.letters.fields import example
from cycle.letters.fields.example import example_fields, example_paper
from cycle.letters.fields.known_fields import KIND_TEXT, PAPER, PERSONAL
from cycle.letters.fields.meeting_papers import paper_fields
from cycle.letters.fields.values import letter_fields
from cycle.letters.render.template import compile_template
from cycle.model import Language, Minutes, MinutesItem, ProgrammeItem, Speaker, SteeringSignal
from tests.desk import ROOT
from tests.dispatches import LETTERS
from tests.letters.conftest import TEMPLATES
from tests.letters.fields.test_day import fields, text_of

AFTER = dt.date(2027, 3, 1)
FORMS = ("", ".nb")
ITEM = MinutesItem(title="Felles plan", text="Planen vart lagd fram.", decision="Vedteken.")


def paper(minutes: Minutes, *, date: dt.date = AFTER, called_off: bool = False) -> dict[str, Any]:
    """Return the fields of a paper printed on a day, for two people of whom one may be noted."""
    common = {key: value for key, value in fields(date=date).items() if key not in {"recipient", "asked"}}
    other = replace(example._INVITEE, id="p-02", name="Ola Ødegård", seats=example._INVITEE.seats[:1])
    return paper_fields(common, invitees=[example._INVITEE, other], minutes=minutes, called_off=called_off)


@pytest.mark.parametrize("form", FORMS)
def test_no_page_of_the_minutes_ends_or_begins_with_one_name_of_many(form: str) -> None:
    """The heading stays with the first name; that stays with the second, and the last but one with the last."""
    values = paper(Minutes())
    [first, *_] = values["minutes"]["present"]
    template = compile_template(TEMPLATES / f"referat{form}.docx", known=PAPER)
    for number, wanted in ((1, [False]), (2, [True, False]), (5, [True, False, False, True, False])):
        values["minutes"]["present"] = [first] * number
        letter = docx.Document(io.BytesIO(template.render(values)))
        names = [paragraph for paragraph in letter.paragraphs if paragraph.text.startswith(f"{first['name']}, ")]
        assert [bool(name.paragraph_format.keep_with_next) for name in names] == wanted


@pytest.mark.parametrize("form", FORMS)
def test_minutes_are_called_a_draft_until_all_of_them_is_written(form: str) -> None:
    came = example._INVITEE.name
    noted = Minutes(chair=came, taker=came, present=(came,), absent=("Ola Ødegård",), matters=(ITEM,))
    some = {
        "": "Det er ikkje notert for alle om dei var til stades.",
        ".nb": "Det er ikke notert for alle om de var til stede.",
    }
    nobody = {"": "Det er ikkje notert kven som var til stades.", ".nb": "Det er ikke notert hvem som var til stede."}
    early = {"": "Møtet er ikkje halde enno.", ".nb": "Møtet er ikke holdt ennå."}
    hole = {"": "Det som manglar, er merkt med «…».", ".nb": "Det som mangler, er merket med «…»."}
    unwritten = {"": "Det er ikkje skrive noko om sakene.", ".nb": "Det er ikke skrevet noe om sakene."}
    drafts = [
        (early[form], paper(noted, date=dt.date(2027, 2, 17))),
        (nobody[form], paper(Minutes(matters=(ITEM,)))),
        (some[form], paper(replace(noted, absent=()))),
        (hole[form], paper(replace(noted, matters=(ITEM, MinutesItem(title="Ny sak"))))),
        (hole[form], paper(replace(noted, chair=""))),
        (hole[form], paper(replace(noted, taker=""))),
        (unwritten[form], paper(replace(noted, matters=()))),
    ]
    for why, values in drafts:
        letter_text = text_of(f"referat{form}", values)
        assert (f"Utkast. {why}" in letter_text, "merknader til" in letter_text) == (True, False)
        assert ("merk" in why) <= (letter_text.count("…") > 1), "what is marked is there"
    assert paper(Minutes())["minutes"]["draft"], "nothing is written"
    letter_text = text_of(f"referat{form}", paper(noted))
    assert ("Utkast" in letter_text, "…" in letter_text, "merknader til" in letter_text) == (False, False, True)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("date", [dt.date(2027, 2, 17), AFTER])
def test_papers_of_a_meeting_called_off_say_that_before_its_day_and_after(form: str, date: dt.date) -> None:
    values = paper(Minutes(), date=date, called_off=True)
    assert (values["meeting"]["held"], values["minutes"]["draft"]) == (False, True)
    for name, said in (("referat", "Møtet er avlyst."), ("styringssignal", "februar 2027 er avlyst.")):
        letter_text = text_of(f"{name}{form}", values)
        assert said in letter_text
        assert [word for word in ("saml", "tkast", "Møtet avgj", "ngen styringssignal") if word in letter_text] == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["", *KIND_TEXT])
def test_whoever_speaks_stands_in_the_programme_whatever_kind_of_post_it_is(form: str, kind: str) -> None:
    speakers = (Speaker(name="Ola Vik", role="seksjonsleiar"), Speaker(name="Ada Nes", organisation="KS"))
    post = ProgrammeItem(start=dt.time(12), end=dt.time(13), kind=kind, title="Innlegg til maten", speakers=speakers)
    said = text_of(f"program{form}", fields(date=AFTER, programme=(post,)))
    assert [text for text in ("Innlegg til maten", "Ola Vik, seksjonsleiar", "Ada Nes, KS") if text not in said] == []


@pytest.mark.parametrize("form", FORMS)
def test_the_minutes_lose_nothing_that_is_written_of_a_matter(form: str) -> None:
    wordings = ["text", "decision", "responsible", "due"]
    for number in range(1, 2 ** len(wordings)):
        given = {word: f"{word.capitalize()} her" for at, word in enumerate(wordings) if number >> at & 1}
        said = text_of(f"referat{form}", paper(Minutes(matters=(MinutesItem(title="Felles plan", **given),))))
        assert [word for word in given.values() if word not in said] == [], given
        assert ("Ansvar: " in said, "Frist: " in said) == ("responsible" in given, "due" in given)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["referat", "styringssignal"])
def test_the_papers_lose_nothing_that_is_written_of_a_signal(name: str, form: str) -> None:
    more = {"owner": "Kari Eksempel", "due": dt.date(2027, 5, 1), "parent": "2023-4", "plan": "Handlingsplan Sør"}
    for number in range(2 ** len(more)):
        given: dict[str, Any] = {key: more[key] for at, key in enumerate(more) if number >> at & 1}
        signal = SteeringSignal(to="Områdeutval Sør", text="Lag ein plan.", **given)
        said = text_of(f"{name}{form}", paper(Minutes(signals=(signal,))))
        printed = given | ({"due": "1. mai 2027"} if "due" in given else {})
        asked = ["2027-1", "Områdeutval Sør", "Lag ein plan.", *printed.values()]
        assert [word for word in asked if word not in said] == [], given
        labels = {"owner": "Ansvarl", "parent": "styringssignal 2023", "plan": "Skal inn i: "}
        assert {key: label in said for key, label in labels.items()} == {key: key in given for key in labels}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["styringssignal", "styringsbrev"])
def test_the_lines_under_a_signal_all_end_alike(name: str, form: str) -> None:
    with zipfile.ZipFile(ROOT / "templates" / "docx" / f"{name}{form}.docx") as package:
        written = package.read("word/document.xml").decode()
    lines = re.findall(r">([^<>]*\{\{ signal\.(?:owner|due|parent|plan) \}\}[^<]*)<", written)
    assert len(lines) >= 3
    assert [line for line in lines if line.endswith(".")] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_matter_that_was_only_heard_has_no_hole_for_a_decision(form: str) -> None:
    heard = replace(ITEM, decision="")
    came = example._INVITEE.name
    letter_text = text_of(
        f"referat{form}",
        paper(Minutes(chair=came, taker=came, present=(came,), absent=("Ola Ødegård",), matters=(heard,))),
    )
    assert ("Utkast" in letter_text, "Konklusjon" in letter_text, heard.text in letter_text) == (False, False, True)


def test_whoever_chaired_or_wrote_was_there_unless_it_is_noted_otherwise() -> None:
    came, wrote = example._INVITEE.name, "Ola Ødegård"
    noted = paper(Minutes(taker=wrote, present=(came,)))["minutes"]
    assert ([person["name"] for person in noted["present"]], noted["unnoted"]) == ([came, wrote], [])
    noted = paper(Minutes(chair=wrote, present=(came,), absent=(wrote,)))["minutes"]
    assert [person["name"] for person in noted["absent"]] == [wrote]
    assert [person["name"] for person in noted["present"]] == [came]
    noted = paper(Minutes(chair=wrote, taker=wrote))["minutes"]
    assert (noted["noted"], noted["draft"]) == (False, True), "that somebody chaired says of nobody else who came"
    assert Minutes(chair="Kommunane", present=(came,)).attended == (came, "Kommunane")


@pytest.mark.parametrize(("form", "one", "many"), [("", "signalet", "signala"), (".nb", "signalet", "signalene")])
def test_a_letter_about_one_signal_asks_for_one_to_be_taken_up(form: str, one: str, many: str) -> None:
    values = example_fields()
    [signal] = values["asked"]["signals"]
    assert f"Ta {one} opp" in text_of(f"styringsbrev{form}", values)
    values["asked"] = values["asked"] | {"signals": [signal, signal]}
    assert f"Ta {many} opp" in text_of(f"styringsbrev{form}", values)


@pytest.mark.parametrize(
    ("form", "one", "many"), [("", "Styringssignal", "Styringssignal"), (".nb", "Styringssignal", "Styringssignaler")]
)
def test_the_minutes_head_one_signal_as_one(form: str, one: str, many: str) -> None:
    values = example_paper()
    [signal] = values["minutes"]["signals"]
    for signals, heading in (([signal], one), ([signal, signal], many)):
        letter_text = text_of(f"referat{form}", values | {"minutes": values["minutes"] | {"signals": signals}})
        assert heading in letter_text.split("\n")
    letter_text = text_of(f"referat{form}", values | {"minutes": values["minutes"] | {"signals": []}})
    assert not {one, many} & set(letter_text.split("\n"))


@pytest.mark.parametrize(
    ("form", "none", "there", "later"),
    [
        ("", "Programmet er ikkje klart enno.", "ligg ved dette brevet", "Du får det seinare."),
        (".nb", "Programmet er ikke klart ennå.", "ligger ved dette brevet", "Du får det senere."),
    ],
)
def test_a_programme_with_nothing_in_it_says_so_and_no_letter_says_it_is_enclosed(
    form: str, none: str, there: str, later: str
) -> None:
    values = example_fields()
    for programme, empty in (([], True), (values["programme"], False)):
        unprepared = values["meeting"] | {"prepare": ""}
        whole = {**values, "programme": programme, "meeting": unprepared}
        sheet = text_of(f"program{form}", whole).split("\n")
        assert (none in sheet, "Program" in sheet) == (empty, not empty)
        letter = text_of(f"folgebrev{form}", whole)
        assert (there in letter, later in letter) == (not empty, empty)
        assert ("Les programmet" in letter) == (not empty)


@pytest.mark.parametrize(
    ("form", "language", "again", "stands"),
    [
        ("", "nn", "ber vi deg svare på nytt", "treng du ikkje svare på nytt"),
        (".nb", "nb", "ber vi deg svare på nytt", "trenger du ikke svare på nytt"),
    ],
)
def test_a_letter_about_a_change_says_what_became_what_and_whether_an_answer_stands(
    form: str, language: Language, again: str, stands: str
) -> None:
    facts = example.EXAMPLE_FACTS
    moved = replace(facts, date=dt.date(2027, 2, 11))
    elsewhere = replace(facts, venue="Rådhuset", place="")
    for before, is_moved, was, now in (
        (moved, True, "torsdag 11. februar 2027", "torsdag 18. februar 2027"),
        (elsewhere, False, "Rådhuset", "Kulturhuset, Storgata 1, Bergen"),
    ):
        values = letter_fields(
            example._INVITEE,
            community=example._COMMUNITY,
            meeting="partnarskapsmøtet",
            facts=facts,
            host=example._HOST,
            dispatch=example._DISPATCH,
            date=dt.date(2026, 12, 1),
            language=language,
            before=before,
        )
        letter_text = text_of(f"endring{form}", values)
        assert (again in letter_text, stands in letter_text) == (is_moved, not is_moved)
        assert f"{was}\n{now}" in letter_text, "what it was stands beside what it is"
        assert {"": "Partnarskapsmøtet 2027 er endra.", ".nb": "Partnarskapsmøtet 2027 er endret."}[form] in letter_text


@pytest.mark.parametrize(
    ("title", "organisation", "function", "place"),
    [
        ("ordførar", "Alver kommune", "ordførar", "Alver kommune"),
        ("leiar av Strategisk samarbeidsutval", "Strategisk samarbeidsutval", "leiar", "Strategisk samarbeidsutval"),
        ("nestleder i Strategisk utvalg", "Strategisk utvalg", "nestleder", "Strategisk utvalg"),
        ("representant for KS", "KS", "representant", "KS"),
        ("leiar av rådmannsutvalet i KS", "KS", "leiar av rådmannsutvalet", "KS"),
        ("brukerrepresentant fra Brukerutvalget", "Brukerutvalget", "brukerrepresentant", "Brukerutvalget"),
        ("praksiskonsulent", "KS", "praksiskonsulent", "KS"),
        ("leiar av KS i Vestland", "KS", "leiar av KS i Vestland", ""),
        ("Statsforvaltaren", "Statsforvaltaren", "Statsforvaltaren", ""),
        ("fastlege", "", "fastlege", ""),
    ],
)
def test_a_badge_has_function_and_organisation_on_a_line_each(
    title: str, organisation: str, function: str, place: str
) -> None:
    seat = replace(example._INVITEE.seats[0], title=title, organisation=organisation)
    other = replace(seat, title="rektor", organisation="Høgskulen")
    common = {key: value for key, value in fields(date=AFTER).items() if key not in {"recipient", "asked"}}
    namesakes = [replace(example._INVITEE, id="a", seats=(seat,)), replace(example._INVITEE, id="b", seats=(other,))]
    first, second = paper_fields(common, invitees=namesakes, minutes=Minutes())["people"]
    assert first["name"] == second["name"]
    assert (first["title"], first["organisation"]) == (function, place)
    assert (second["title"], second["organisation"]) == ("rektor", "Høgskulen")


@pytest.mark.parametrize("form", FORMS)
def test_an_envelope_says_where_to_return_it_only_when_there_is_an_address(form: str) -> None:
    values = example_fields()
    for postal, letter_text in (
        ("Postboks 1, 5000 Bergen", ["Retur: Samarbeidssekretariatet, Postboks 1, 5000 Bergen"]),
        ("", []),
    ):
        values["sender"] = values["sender"] | {"postal": postal}
        sheet = docx.Document(
            io.BytesIO(compile_template(TEMPLATES / f"adresseark{form}.docx", known=PERSONAL).render(values))
        )
        [section] = sheet.sections
        heads = (*section.first_page_header.paragraphs, *section.header.paragraphs)
        assert [head.text for head in heads if "Retur" in head.text] == letter_text


@pytest.mark.parametrize("name", [f"{letter}{form}" for letter in LETTERS for form in FORMS])
def test_no_heading_stands_over_nothing(name: str) -> None:
    for number in range(8):
        given = [bool(number >> at & 1) for at in range(3)]
        values = example_fields()
        about = dict(zip(("audience", "aim", "about"), ("For leiarane.", "Avklare mål.", "Eit møte."), strict=True))
        texts = {key: text if there else "" for (key, text), there in zip(about.items(), given, strict=True)}
        for purposes in ([], ["drøfte mål"], ["drøfte mål", "gje råd"]):
            meeting = values["meeting"] | texts | {"purposes": purposes, "prepare": "", "practical": ""}
            made = compile_template(TEMPLATES / f"{name}.docx", known=PERSONAL).render({**values, "meeting": meeting})
            parts = [part for part in docx.Document(io.BytesIO(made)).iter_inner_content() if _says(part)]
            headings = [at for at, part in enumerate(parts) if _is_heading(part)]
            assert not [parts[at].text for at in headings if at + 1 == len(parts) or _is_heading(parts[at + 1])]
            titles = [part.text for part in parts if _is_heading(part)]
            if name in {"invitasjon", "folgebrev"}:
                about_meeting = [title for title in titles if title.startswith(("Føremål", "Målgruppe", "Kva møtet"))]
                said = {"invitasjon": "audience", "folgebrev": "about"}[name]
                assert bool(about_meeting) == bool(texts[said] or texts["aim"] or purposes)
                assert ("Målgruppe" in titles) == (
                    name == "invitasjon" and bool(texts["audience"]) and not (texts["aim"] or purposes)
                )


def _is_heading(part: Any) -> bool:
    return getattr(part, "style", None) is not None and str(part.style.name).lower().startswith("heading 2")


def _says(part: Any) -> bool:
    return hasattr(part, "rows") or bool(part.text.strip())
