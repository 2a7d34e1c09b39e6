"""A spreadsheet that would harm is refused with the reason, and nothing in it is ever run."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from cycle.errors import RegisterError
from cycle.register.words import Say
from cycle.register.workbooks.columns import COLUMNS
from cycle.register.workbooks.file_kinds import read_sheets
from cycle.register.workbooks.sheet_tables import read_tables
from cycle.register.workbooks.sheets import MAX_ROWS
from cycle.register.workbooks.xlsx import EXCEL_LAST_ROW


def changed(data: bytes, **parts: bytes) -> bytes:
    """Return the workbook with parts replaced or added; `xl__x` stands for `xl/x`."""
    target = io.BytesIO()
    names = {key.replace("__", "/") + ".xml": value for key, value in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, names.pop(part, None) or old.read(part))
        for name, content in names.items():
            new.writestr(name, content)
    return target.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(RegisterError) as caught:
        read_sheets(data, name="f.xlsx")
    (problem,) = caught.value.problems
    assert problem.remedy
    return problem.what


def sheet_xml(rows: str, dimension: str = "A1") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<worksheet xmlns="{space}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'.encode()
    )


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.fixture
def plain(workbook) -> bytes:
    return workbook({"Ark": [("Namn", "E-post")]})


def test_a_zip_bomb_is_refused_before_it_is_unpacked(plain: bytes) -> None:
    assert refusal(changed(plain, xl__bomb=b"0" * 30_000_000)) == "arbeidsboka er mykje større inni enn eit register er"


def test_entities_are_refused_in_any_part(plain: bytes) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert (
        refusal(changed(plain, xl__sharedStrings=bomb)) == "arbeidsboka har innhald som ikkje høyrer til i eit rekneark"
    )
    assert refusal(changed(plain, docProps__core=bomb)) == "arbeidsboka har innhald som ikkje høyrer til i eit rekneark"


def test_a_row_number_without_end_and_a_lying_size_are_read_safely(plain: bytes) -> None:
    rows = f'<row r="1">{text_cell("A1", "ein")}</row><row r="{EXCEL_LAST_ROW}">{text_cell("B1048576", "to")}</row>'
    beyond = '<row r="99999999999"><c r="A99999999999"><v>3</v></c></row>'
    (sheet,) = read_sheets(changed(plain, xl__worksheets__sheet1=sheet_xml(rows + beyond)), name="f.xlsx")
    assert [(cell.row, cell.column, cell.text) for row in sheet.rows for cell in row] == [
        (1, 1, "ein"),
        (EXCEL_LAST_ROW, 2, "to"),
    ]


def test_more_rows_than_any_register_has_are_refused(plain: bytes) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, MAX_ROWS + 2))
    what = refusal(changed(plain, xl__worksheets__sheet1=sheet_xml(rows)))
    assert what == "arket «Ark» har meir enn 20 000 rader"


def test_a_locked_or_old_workbook_and_a_picture_say_what_to_save_instead() -> None:
    locked = b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert refusal(locked) == "arbeidsboka er låst med passord"
    assert refusal(b"\xd0\xcf\x11\xe0" + bytes(600)) == "arbeidsboka er øydelagd og kan ikkje opnast"
    assert refusal(b"\x89PNG\r\n\x1a\n" + bytes(range(256))) == "fila er eit bilete og kan ikkje lesast som ein tabell"
    assert refusal(bytes(range(256))) == "fila er verken eit rekneark eller tekst"
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        assert refusal(target.getvalue()) == "fila er ikkje ei Excel-arbeidsbok"


def test_a_damaged_workbook_is_refused_without_a_traceback(plain: bytes) -> None:
    for cut in range(50, len(plain), len(plain) // 25):
        assert refusal(plain[:cut]) == "arbeidsboka er øydelagd og kan ikkje opnast"
    assert refusal(changed(plain, xl__workbook=b"<x")) == "arbeidsboka er øydelagd og kan ikkje opnast"


def test_a_formula_is_marked_and_its_text_never_read() -> None:
    book = Workbook()
    book.active.append(['=HYPERLINK("http://x.example")', "=1+1", "'=1+1"])
    target = io.BytesIO()
    book.save(target)
    (sheet,) = read_sheets(target.getvalue(), name="f.xlsx")
    assert [(cell.formula, cell.text) for cell in sheet.rows[0]] == [(True, ""), (True, ""), (False, "'=1+1")]


@pytest.mark.parametrize("hidden", ["\u202e", "\x07", "\x7f"])
def test_a_character_no_one_can_see_makes_the_cell_unusable(hidden: str) -> None:
    (sheet,) = read_sheets(f"Namn;E-post\nÅse{hidden}Øye;a@x.example\n".encode(), name="f.csv")
    cell = sheet.rows[1][0]
    assert (cell.broken, cell.detail) == ("unseen", f"U+{ord(hidden):04X}")


def test_excels_own_separator_line_is_obeyed_and_counted() -> None:
    (sheet,) = read_sheets(b"sep=|\nNamn|E-post\nA;B|c@x.example\n", name="folk.csv")
    assert [(cell.row, cell.column, cell.text) for cell in sheet.rows[1]] == [(3, 1, "A;B"), (3, 2, "c@x.example")]


def zipped(*parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for part in parts:
            archive.writestr(part, "application/vnd.oasis.opendocument.text")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "ein PDF"),
        (b"{\\rtf1 hei}", "eit tekstdokument (Word)"),
        (zipped("word/document.xml"), "eit tekstdokument (Word)"),
        (zipped("mimetype", "content.xml"), "eit tekstdokument (Word)"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "WordDocument".encode("utf-16-le"), "eit tekstdokument (Word)"),
        (zipped("ppt/presentation.xml"), "ein presentasjon"),
        (zipped("Index/Document.iwa"), "eit dokument frå Numbers"),
        (b"\xff\xd8\xff\xe0", "eit bilete"),
        (b"\x1f\x8b\x08", "ei pakka fil"),
        (
            b"<html><table><tr><td>Namn</td></tr></table>",
            "ei nettside (HTML), sjølv om ho kan ha namn som eit rekneark",
        ),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "eit rekneark lagra som XML",
        ),
    ],
)
def test_a_file_that_is_no_table_is_told_by_what_it_is_whatever_its_name_says(data: bytes, kind: str) -> None:
    assert refusal(data) == f"fila er {kind} og kan ikkje lesast som ein tabell"


@pytest.mark.parametrize("data", [b"", b"  \r\n\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    assert refusal(data) == "fila er tom"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8", "cp1252"])
def test_a_text_is_read_in_its_encoding_with_or_without_a_mark(encoding: str) -> None:
    (sheet,) = read_sheets("Namn;E-post\r\nÅse Øye;a@x.example\r\n".encode(encoding), name="f.csv")
    assert [cell.text for cell in sheet.rows[1]] == ["Åse Øye", "a@x.example"]


def test_headings_of_an_old_mac_are_known() -> None:
    data = "Plass-id,Namn,E-post,Målform,Frå\ralver.ordforar,Åse Ødegård,a@x.example,nynorsk,\r".encode("mac_roman")
    (table,) = read_tables(data, name="f.csv", columns=COLUMNS, say=Say())
    assert set(table.columns) == {"seat", "name", "address", "language", "valid_from"}
    assert [row.text("name") for row in table.rows] == ["Åse Ødegård"]


def test_a_sheet_says_that_it_is_wider_than_what_is_read(plain: bytes) -> None:
    wide = ";".join(f"K{number}" for number in range(101)).encode()
    (sheet,) = read_sheets(wide, name="f.csv")
    assert (len(sheet.rows[0]), sheet.cut) == (100, True)
    row = f'<row r="1">{text_cell("A1", "ein")}{text_cell("CW1", "hundre og ein")}</row>'
    (sheet,) = read_sheets(changed(plain, xl__worksheets__sheet1=sheet_xml(row)), name="f.xlsx")
    assert (len(sheet.rows[0]), sheet.cut) == (1, True)
