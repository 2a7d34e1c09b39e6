"""A records system takes what it is told of a year: both formats are as their schemas say, whatever names are."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cycle.archive.noark.case import (
    MeetingCase,
    Participant,
    Party,
    RecordDocument,
    Registration,
    RegistrationKind,
    screened_until,
)
from cycle.archive.noark.fiks import FUNCTIONS, MEETING_PAPERS
from cycle.archive.noark.file_formats import FileFormat, format_of
from cycle.archive.noark.messages import XML, case_messages
from cycle.archive.noark.validation import MessageFormat
from cycle.errors import ConfigError, InputError
from cycle.model import DOCX, PDF, CodedName, FilingClass, FilingRule, ScreeningRule, StoredFile
from tests.official import SCHEMAS, needs_schemas

BOTH: tuple[MessageFormat, ...] = ("fiks", "arkivmelding")
WHEN = dt.datetime(2027, 1, 11, 23, 30, tzinfo=dt.UTC)
FILING = FilingRule(
    creator=CodedName(code="920290922", name="Alver kommune"),
    series=CodedName(code="SAK", name="Sakarkiv"),
    classification=FilingClass(system="KK", code="033", title="Interkommunalt samarbeid"),
    unit=CodedName(code="SSE", name="Samarbeidssekretariatet"),
    responsible=CodedName(code="KKO", name="Kari Koordinator"),
    committee=CodedName(code="PM", name="Partnarskapsmøtet"),
)
PDF_A = FileFormat(puid="fmt/477", name="PDF/A-2b", media_type=PDF, archival=True)


def document(title: str, *, kind: FileFormat = PDF_A) -> RecordDocument:
    data = title.encode("utf-8", "replace")
    stored = StoredFile(
        sha256=hashlib.sha256(data).hexdigest(), name=f"{title}.pdf", media_type=kind.media_type, size=len(data)
    )
    return RecordDocument(title=title, file=stored, format=kind)


def registration(kind: RegistrationKind = "letter", name: str = "Invitasjon", **more: object) -> Registration:
    given = {
        "key": f"{kind}/{name}",
        "kind": kind,
        "title": name,
        "date": dt.date(2027, 1, 8),
        "at": WHEN,
        "documents": (document(name), document("Program")),
        "parties": (
            Party(name="Voss herad", number="960510542", contact="Åse O'Brien & Søn"),
            Party(name="Rut Li", origin="register: rut"),
        )
        if kind == "letter"
        else (),
        **more,
    }
    return Registration(**given)  # type: ignore[arg-type]


def a_case(**more: object) -> MeetingCase:
    given = {
        "id": "bergensomradet/partnarskapsmote/2027",
        "title": "Partnarskapsmøte 2027",
        "year": 2027,
        "number": "1/2027",
        "committee": "Partnarskapsmøte",
        "date": dt.date(2027, 2, 18),
        "place": "Kulturhuset i Bergen",
        "opened": WHEN,
        "at": WHEN,
        "filing": FILING,
        "filing_at": "noark.toml: filing[0]",
        "registrations": (
            registration("notice", "Møteinnkalling"),
            registration("agenda", "Program for møtet"),
            registration(),
            registration("minutes", "Referat"),
            registration("attachment", "Éin pasient, éi teneste"),
        ),
        "participants": (
            Participant(name="Ådne Øy", function="LEDER", represents="Alver kommune"),
            Participant(name="Jon Myr", function="VARA"),
        ),
        **more,
    }
    return MeetingCase(**given)  # type: ignore[arg-type]


def words(data: bytes, name: str) -> list[str]:
    """The text of every element of this name, whatever its namespace."""
    return [element.text or "" for element in etree.fromstring(data).iter("{*}" + name)]


@needs_schemas
@pytest.mark.parametrize("kind", BOTH)
def test_a_whole_year_is_as_the_official_schema_says(kind: MessageFormat) -> None:
    assert case_messages(a_case(), kind, schemas=SCHEMAS)


@needs_schemas
@pytest.mark.parametrize("kind", BOTH)
def test_a_year_where_nothing_was_sent_is_a_folder_alone(kind: MessageFormat) -> None:
    [message] = case_messages(a_case(registrations=(), participants=()), kind, schemas=SCHEMAS)
    assert isinstance(message.content, bytes)
    assert words(message.content, "antallFiler") == ["0"]


@needs_schemas
@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1, max_size=60), other=st.text(min_size=1, max_size=60))
def test_no_name_breaks_a_message(text: str, other: str) -> None:
    """Names come from spreadsheets: control characters, half characters and marks of XML among them."""
    name, second = f"Å{text}", f"Ø{other}"
    whole = a_case(
        title=name,
        place=second,
        registrations=(
            registration(
                name=name,
                title=second,
                documents=(document(name), document(second)) if name != second else (document(name),),
                parties=(Party(name=name, number="960510542", contact=second), Party(name=second)),
            ),
        ),
        participants=(Participant(name=name, function="MEDL", represents=second),),
    )
    for kind in BOTH:
        for file in case_messages(whole, kind, schemas=SCHEMAS):
            assert not file.path.endswith(XML) or etree.fromstring(file.content) is not None


@needs_schemas
def test_every_code_is_one_of_the_official_code_lists() -> None:
    def listed(name: str) -> dict[str, str]:
        file = SCHEMAS / "fiks-arkiv-v1" / "kodelister" / f"no.ks.fiks.arkiv.v1.kodelister.{name}.json"
        entries = json.loads(file.read_text("utf-8-sig"))["kodeliste"]
        return {entry["kodeverdi"]: entry["kodebeskrivelse"] for entry in entries}

    used = {
        "korrespondanseparttype": "korrespondanseparttype",
        "journalposttype": "journalposttype",
        "journalstatus": "journalstatus",
        "dokumentmedium": "dokumentmedium",
        "dokumentstatus": "dokumentstatus",
        "dokumenttype": "dokumenttype",
        "variantformat": "variantformat",
        "tilknyttetRegistreringSom": "tilknyttetregistreringsom",
        "moetedokumenttype": "moeteregistreringstype",
        "funksjon": "moetedeltakerfunksjon",
    }
    seen = set()
    for file in case_messages(a_case(), "fiks", documents=False):
        for element in etree.fromstring(file.content).iter("{*}*"):
            name = etree.QName(element).localname
            if name in used:
                code, text = element.find("{*}kode"), element.find("{*}beskrivelse")
                seen.add(name)
                assert listed(used[name])[code.text] == text.text
    assert seen == set(used)
    assert {code for code, _ in MEETING_PAPERS.values()} <= set(listed("moeteregistreringstype"))
    assert set(FUNCTIONS) == set(listed("moetedeltakerfunksjon"))


def test_the_folder_comes_with_the_first_message_and_every_registration_names_it_by_our_key() -> None:
    messages = [file.content for file in case_messages(a_case(), "fiks", documents=False)]
    assert [words(message, "moetenummer") for message in messages] == [["1/2027"], [], [], [], []]
    kinds = [etree.fromstring(message).find("{*}registrering").values()[0] for message in messages]
    assert kinds == ["moetedokument", "moetedokument", "journalpost", "moetedokument", "moetedokument"]
    for message in messages:
        folder = etree.fromstring(message).find("{*}registrering/{*}referanseForelderMappe")
        assert words(etree.tostring(folder), "noekkel") == ["bergensomradet/partnarskapsmote/2027"]


@pytest.mark.parametrize("kind", BOTH)
def test_no_two_parts_of_a_year_have_one_identity(kind: MessageFormat) -> None:
    found: list[str] = []
    for file in case_messages(a_case(), kind, documents=False):
        found += words(file.content, "systemID")
    assert len(found) == len(set(found)) > 10


@pytest.mark.parametrize("kind", BOTH)
def test_the_same_year_gives_the_same_bytes_and_another_year_another_identity(kind: MessageFormat) -> None:
    assert case_messages(a_case(), kind) == case_messages(a_case(), kind)
    assert a_case().system_id() == "6d32ea9b-8248-591e-aa85-515551c35b37"
    assert a_case().system_id() != a_case(id="bergensomradet/partnarskapsmote/2028").system_id()


def test_a_letter_sent_late_in_the_evening_is_journalled_on_the_norwegian_day() -> None:
    for kind in BOTH:
        days = {
            day for file in case_messages(a_case(), kind, documents=False) for day in words(file.content, "journaldato")
        }
        assert days == {"2027-01-12"}


@pytest.mark.parametrize("kind", BOTH)
def test_each_file_lies_beside_its_message_once_and_is_counted(kind: MessageFormat) -> None:
    files = case_messages(a_case(), kind)
    for message in (file for file in files if file.path.endswith(XML)):
        folder = message.path.removesuffix(XML)
        beside = [file for file in files if file.path.startswith(folder) and file is not message]
        named = set(words(message.content, "referanseDokumentfil"))
        assert {f"{folder}{name}" for name in named} == {file.path for file in beside}
        assert words(message.content, "antallFiler") == [str(len(beside))]
        sums = set(words(message.content, "sjekksum")) or {
            element.get("sjekksum") for element in etree.fromstring(message.content).iter("{*}fil")
        }
        assert sums == {file.sha256 for file in beside}


def test_a_letter_is_to_organisations_by_number_and_to_people_by_name() -> None:
    message = case_messages(a_case(registrations=(registration(),)), "fiks", documents=False)[0].content
    assert words(message, "organisasjonid") == ["960510542"]
    assert words(message, "korrespondansepartNavn") == ["Samarbeidssekretariatet", "Voss herad", "Rut Li"]
    assert words(message, "kontaktperson") == ["Åse O'Brien & Søn"]
    assert words(message, "erPersonnavn") == ["false", "true"]


@needs_schemas
@pytest.mark.parametrize("kind", BOTH)
def test_what_is_screened_says_by_which_legal_basis_and_until_when(kind: MessageFormat) -> None:
    rule = ScreeningRule(of="letters", restriction="UO", basis="offentleglova § 26", years=60)
    leap = registration(date=dt.date(2028, 2, 29), screening=replace(rule, years=1))
    assert screened_until(leap) == dt.date(2029, 2, 28)
    assert screened_until(registration(screening=replace(rule, years=None))) is None
    files = case_messages(a_case(registrations=(registration(screening=rule),)), kind, schemas=SCHEMAS)
    message = next(file.content for file in files if file.path.endswith(XML))
    assert words(message, "skjermingshjemmel") == ["offentleglova § 26"]
    assert words(message, "skjermingOpphoererDato") == ["2087-01-08"]


@needs_schemas
def test_what_the_schema_refuses_is_told_with_the_setting_it_is_of_all_at_once() -> None:
    wrong = replace(
        FILING,
        unit=CodedName(code="SSE", name="\x07"),
        classification=replace(FILING.classification, code="\x00"),
    )
    odd = registration(parties=(Party(name="\x1f", origin="register: p-17"),))
    with pytest.raises(InputError) as caught:
        case_messages(a_case(filing=wrong, registrations=(odd,)), "fiks", schemas=SCHEMAS)
    assert sorted({(problem.file, problem.where) for problem in caught.value.problems}) == [
        ("noark.toml", "filing[0].classification.code"),
        ("noark.toml", "filing[0].unit.name"),
        ("register", "p-17"),
    ]
    assert all("refuse 001/arkivmelding.xml" in problem.what for problem in caught.value.problems)


def test_a_folder_without_the_schemas_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"CYCLE_ARCHIVE_SCHEMAS: .* does not hold fiks-arkiv-v1/"):
        case_messages(a_case(), "fiks", schemas=tmp_path)
    broken = tmp_path / "arkivmelding-eformidling" / "arkivmelding.xsd"
    broken.parent.mkdir()
    broken.write_text("<not a schema")
    with pytest.raises(ConfigError, match="is no schema that can be read"):
        case_messages(a_case(), "arkivmelding", schemas=tmp_path)


def test_a_file_is_known_by_its_bytes_and_never_guessed() -> None:
    office = io.BytesIO()
    with zipfile.ZipFile(office, "w") as made:
        made.writestr("word/document.xml", "<x/>")
    plain = io.BytesIO()
    with pikepdf.new() as made_pdf:
        made_pdf.add_blank_page()
        made_pdf.save(plain, deterministic_id=True, force_version="1.7")
    claim = b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
    by_attribute = b"<rdf:Description pdfaid:part='1' pdfaid:conformance='A'/>"
    known = {
        "brev.pdf": (b"%PDF-1.7\n" + claim, "fmt/477"),
        "gammal.pdf": (b"%PDF-1.4\n" + by_attribute, "fmt/95"),
        "vanleg.pdf": (plain.getvalue(), "fmt/276"),
        "brev.docx": (office.getvalue(), "fmt/412"),
        "eigentleg-word.pdf": (office.getvalue(), "fmt/412"),
        "liste.csv": ("namn;år\n".encode(), "x-fmt/18"),
        "les-meg.txt": (b"hei", "x-fmt/111"),
        "tal.json": (b"{}", "fmt/817"),
        "latin.csv": ("år".encode("latin-1"), ""),
        "halv.docx": (b"PK\x03\x04 broken", ""),
        "ukjend.xyz": (b"\x00\x01", ""),
        "tom.pdf": (b"", ""),
    }
    found = {name: format_of(data, name=name, media_type="x/y").puid for name, (data, _) in known.items()}
    assert found == {name: puid for name, (_, puid) in known.items()}
    assert format_of(b"%PDF-1.7\n" + claim, name="a", media_type="").archival
    assert not format_of(office.getvalue(), name="a.docx", media_type=DOCX).archival
