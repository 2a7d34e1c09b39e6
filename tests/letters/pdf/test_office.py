"""Word files become archive PDFs through the real LibreOffice; a letter that cannot, stops no other."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pikepdf
import psutil
import pytest

from cycle.errors import ConversionError, MissingToolError
from cycle.letters.fields.example import example_fields, example_paper
from cycle.letters.fields.known_fields import COMMON, PAPER
from cycle.letters.pdf.conversion import convert, find_office
from cycle.letters.pdf.page_pictures import pages
from cycle.letters.pdf.pdfa import check_pdf, normalise, read_pdf
from cycle.letters.pdf.sandbox import confined
from cycle.letters.render.template import Template, compile_template
from cycle.model import DOCX, Document
from tests.letters.conftest import TEMPLATES, body, paragraph, with_parts, write_word

INVITATION = Template((TEMPLATES / "invitasjon.docx").read_bytes(), name="invitasjon.docx")


def letter(name: str, number: int = 0) -> Document:
    fields = example_fields()
    fields["recipient"] |= {"name": name, "address_lines": [name, "ordførar", "Fjord kommune"]}
    return Document(name=f"brev-{number}.docx", media_type=DOCX, data=INVITATION.render(fields))


def poison(number: int) -> Document:
    """Return a Word file that LibreOffice cannot load."""
    broken = with_parts(write_word("Hei"), {"word/document.xml": body(paragraph("Hei"))[:-12]})
    return Document(name=f"brev-{number}.docx", media_type=DOCX, data=broken)


@pytest.mark.office
def test_a_letter_becomes_a_tagged_archive_pdf_in_nynorsk() -> None:
    (pdf,) = convert([letter("Åse Bjørg Ærø & søner")], office=find_office())
    facts = read_pdf(pdf.data)
    assert (pdf.name, facts.tagged, facts.language, facts.conformance) == ("brev-0.pdf", True, "nn-NO", "2B")
    assert (facts.universal, facts.against_universal) == (True, ())
    assert facts.title == "Invitasjon til partnarskapsmøtet 2027"
    assert facts.pages <= 2
    for words in ("Åse Bjørg Ærø & søner", "Kjære", "Med venleg helsing", "måndag 18. januar 2027"):
        assert words in facts.text


@pytest.mark.office
def test_the_same_letters_are_the_same_pdfs_and_one_alone_looks_the_same() -> None:
    office = find_office()
    letters = [letter(f"Kari Nr {number}", number) for number in range(5)]
    together = convert(letters, office=office)
    assert [document.name for document in together] == [f"brev-{number}.pdf" for number in range(5)]
    assert [f"Kari Nr {n}" in read_pdf(document.data).text for n, document in enumerate(together)] == [True] * 5
    assert [document.data for document in convert(letters, office=office)] == [document.data for document in together]
    (alone,) = convert([letters[3]], office=office)
    assert pages(alone.data) == pages(together[3].data)


@pytest.mark.office
def test_a_poison_letter_is_named_and_every_other_letter_comes_out() -> None:
    letters = [letter("A", 0), poison(1), letter("C", 2), letter("D", 3), poison(4)]
    kept: list[tuple[str, str]] = []
    with pytest.raises(ConversionError, match="3 other letters are done") as caught:
        convert(letters, office=find_office(), keep=lambda source, pdf: kept.append((source.name, pdf.name)))
    assert sorted(kept) == [(f"brev-{n}.docx", f"brev-{n}.pdf") for n in (0, 2, 3)]
    assert [line.split(":")[0] for line in str(caught.value).splitlines()[:2]] == ["brev-1.docx", "brev-4.docx"]


@pytest.mark.office
def test_long_names_and_three_seats_stay_on_one_page() -> None:
    fields = example_fields()
    recipient = fields["recipient"]
    name = "Anne-Margrethe Wollert-Johannessen Kvernøysund d'Arcy & Søner"
    recipient |= {"name": name, "greeting": f"Kjære {name}"}
    place = "NKS Olaviken alderspsykiatriske sykehus AS og Voss Distriktspsykiatriske Senter NKS Bjørkeli"
    recipient["address_lines"] = [name, "konserndirektør for utvikling og samhandling", place]
    recipient["seats"].append(recipient["seats"][0] | {"label": f"representant, {place}"})
    document = Document(name="lang.docx", media_type=DOCX, data=INVITATION.render(fields))
    (pdf,) = convert([document], office=find_office())
    assert check_pdf(pdf.data, must_contain=[name, place, f"representant, {place}"]).pages == 1


@pytest.mark.office
@pytest.mark.parametrize("name", ["namneskilt", "bordskilt"])
def test_a_double_name_broken_at_its_hyphen_is_still_the_name(name: str) -> None:
    """PDFium reads a hyphen at the end of a line as a sign of its own."""
    fields = example_paper()
    long = "Anne-Margrethe Wollert-Johannessen Kvernøysund d'Arcy"
    fields["people"][0]["name"] = fields["pairs"][0]["left"]["name"] = long
    template = compile_template(TEMPLATES / f"{name}.docx", known=PAPER)
    (pdf,) = convert([Document(name="s.docx", media_type=DOCX, data=template.render(fields))], office=find_office())
    assert check_pdf(pdf.data, must_contain=[long]).pages >= 1


@pytest.mark.office
def test_a_long_programme_repeats_its_heading_on_each_page() -> None:
    template = Template((TEMPLATES / "program.docx").read_bytes(), name="program.docx", known=COMMON)
    fields = example_fields()
    fields["programme"] *= 8
    (pdf,) = convert([Document(name="p.docx", media_type=DOCX, data=template.render(fields))], office=find_office())
    facts = read_pdf(pdf.data)
    assert facts.pages > 1
    assert sum(line.split() == ["Tid", "Program"] for line in facts.text.replace("\r", "").split("\n")) >= facts.pages


@pytest.mark.office
def test_the_gate_refuses_a_pdf_that_is_not_the_letter_it_should_be() -> None:
    (pdf,) = convert([letter("Kari")], office=find_office())
    assert check_pdf(pdf.data, must_contain=["Kari", "ordførar"]).pages >= 1
    with pytest.raises(ConversionError, match="the words the letter begins with"):
        check_pdf(pdf.data, must_contain=["Ola"])
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        del opened.Root["/StructTreeRoot"]
        del opened.Root["/Lang"]
        buffer = io.BytesIO()
        opened.save(buffer)
    with pytest.raises(ConversionError, match="the PDF lacks tags, a language"):
        check_pdf(buffer.getvalue())


SPOILT: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "the claim to be PDF/A-2": lambda pdf: _unclaimed(pdf, "pdfaid:part"),
    "tags": lambda pdf: pdf.Root.MarkInfo.__setitem__("/Marked", False),
    "a language": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "a title": lambda pdf: _unclaimed(pdf, "dc:title"),
    "what its claim to be PDF/UA asks: the title in the window": lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"),
    "what its claim to be PDF/UA asks: tags on every page": lambda pdf: pdf.pages[0].obj.__delitem__("/StructParents"),
    "what its claim to be PDF/UA asks: links in the order of reading": lambda pdf: pdf.pages[0].obj.__setitem__(
        "/Annots", pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link)])
    ),
}
"""What the gate says is missing → how to take it away from a good letter."""


@pytest.mark.office
def test_the_gate_names_whatever_an_archive_pdf_lacks() -> None:
    (good,) = convert([letter("Kari")], office=find_office())
    for lacks, spoil in SPOILT.items():
        with pikepdf.open(io.BytesIO(good.data)) as pdf:
            spoil(pdf)
            buffer = io.BytesIO()
            pdf.save(buffer)
        with pytest.raises(ConversionError) as caught:
            check_pdf(buffer.getvalue())
        assert str(caught.value) == f"the PDF lacks {lacks}"
    empty = io.BytesIO()
    pikepdf.new().save(empty)
    with pytest.raises(ConversionError, match="not a whole PDF"):
        check_pdf(empty.getvalue())


@pytest.mark.office
def test_a_pdf_that_borrows_a_font_from_the_machine_is_refused_by_the_fonts_name() -> None:
    (pdf,) = convert([letter("Kari")], office=find_office())
    assert read_pdf(pdf.data).borrowed_fonts == ()
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        fonts = opened.pages[0].obj.Resources.Font
        helvetica = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        fonts["/F99"] = opened.make_indirect(helvetica)
        buffer = io.BytesIO()
        opened.save(buffer)
    with pytest.raises(ConversionError, match="the PDF lacks the fonts Helvetica"):
        check_pdf(buffer.getvalue())


def test_what_is_no_pdf_is_told() -> None:
    for data in (b"", b"%PDF-1.7 cut short"):
        with pytest.raises(ConversionError, match="not a whole PDF"):
            normalise(data)


def test_a_missing_office_says_how_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match="apt-get install libreoffice-writer-nogui"):
        find_office(str(tmp_path / "soffice"))


def test_no_letters_need_no_office(tmp_path: Path) -> None:
    assert convert([], office=tmp_path / "none") == ()


def test_a_hung_office_is_killed_with_all_its_children(tmp_path: Path) -> None:
    office, nap = tmp_path / "soffice", "271.828"
    office.write_text(f"#!/bin/sh\n(exec sleep {nap}) &\nsleep {nap}\n")
    office.chmod(0o755)
    with pytest.raises(ConversionError, match=r"brev-0\.docx: LibreOffice made no PDF \(no letter finished in 0\.3"):
        convert([letter("A")], office=office, stall_seconds=0.3)
    _wait_until(lambda: not _running(nap))


@pytest.mark.skipif("--kill-child" not in confined(), reason="this machine does not allow process namespaces")
def test_killing_our_own_process_leaves_no_office_behind(tmp_path: Path) -> None:
    office, word, nap = tmp_path / "soffice", tmp_path / "brev.docx", "314.159"
    office.write_text(f"#!/bin/sh\n(exec sleep {nap}) &\nsleep {nap}\n")
    office.chmod(0o755)
    word.write_bytes(letter("A").data)
    code = (
        "import sys, pathlib; from cycle.letters.pdf.conversion import convert; "
        "from cycle.model import DOCX, Document; "
        "data = pathlib.Path(sys.argv[2]).read_bytes(); "
        "convert([Document(name='a.docx', media_type=DOCX, data=data)], office=pathlib.Path(sys.argv[1]))"
    )
    ours = subprocess.Popen([sys.executable, "-c", code, office, word], env=os.environ | {"TMPDIR": str(tmp_path)})
    _wait_until(lambda: len(_running(nap)) == 2)
    ours.kill()
    ours.wait()
    _wait_until(lambda: not _running(nap))


def test_an_office_that_makes_nothing_of_anything_is_given_up_on(tmp_path: Path) -> None:
    office, runs = tmp_path / "soffice", tmp_path / "runs"
    office.write_text(f"#!/bin/sh\necho run >> {runs}\necho 'no space left on device' >&2\n")
    office.chmod(0o755)
    with pytest.raises(ConversionError, match="no space left on device"):
        convert([letter("A", number) for number in range(30)], office=office)
    assert len(runs.read_text().split()) <= 12  # each share is tried as one document first


def test_the_office_gets_no_secrets_from_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CYCLE_SMTP_PASSWORD", "hemmeleg")
    office, seen = tmp_path / "soffice", tmp_path / "seen"
    office.write_text(f"#!/bin/sh\nenv > {seen}\n")
    office.chmod(0o755)
    with pytest.raises(ConversionError):
        convert([letter("A")], office=office)
    assert "hemmeleg" not in seen.read_text()
    assert str(os.environ["HOME"]) not in seen.read_text().split("HOME=")[1].splitlines()[0]


def _unclaimed(pdf: pikepdf.Pdf, key: str) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as found:
        del found[key]


def _running(argument: str) -> list[int]:
    """Return the processes that were started with this argument and still run."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess):
            if argument in process.cmdline()[1:2] and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def _wait_until(true: Callable[[], bool]) -> None:
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("waited for nothing")
