"""An equation of a letter is drawn, or the letter is refused where LibreOffice would leave it out."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from cycle.errors import ConversionError
from cycle.letters.pdf import find_office
from cycle.letters.pdf.conversion import convert
from cycle.model import DOCX, Document
from tests.letters.company import word
from tests.letters.conftest import paragraph

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
EQUATION = (
    f"<w:p><m:oMath {MATH}><m:r><m:t>Andel</m:t></m:r><m:r><m:t>=</m:t></m:r>"
    "<m:f><m:num><m:r><m:t>2027</m:t></m:r></m:num><m:den><m:r><m:t>18</m:t></m:r></m:den></m:f></m:oMath></w:p>"
)
ALONE = f"<w:p><m:oMathPara {MATH}><m:oMath><m:r><m:t>Andel</m:t></m:r></m:oMath></m:oMathPara></w:p>"


def letter(inside: str) -> Document:
    data = word(paragraph("Kjære mottakar") + inside, title="Brev frå sekretariatet")
    return Document(name="brev.docx", media_type=DOCX, data=data)


@pytest.mark.office
@pytest.mark.parametrize("inside", [EQUATION, ALONE], ids=["in a paragraph", "a paragraph of its own"])
def test_an_equation_is_in_the_letter(inside: str) -> None:
    (pdf,) = convert([letter(inside)], office=find_office())
    assert "Andel" in pypdfium2.PdfDocument(pdf.data)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("inside", [EQUATION, ALONE], ids=["in a paragraph", "a paragraph of its own"])
def test_a_letter_with_an_equation_is_refused_where_libreoffice_draws_none(inside: str, tmp_path: Path) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 1\n")
    office.chmod(0o755)
    (tmp_path / "libswlo.so").touch()
    with pytest.raises(ConversionError) as caught:
        convert([letter(inside)], office=office)
    assert str(caught.value).startswith("brev.docx: an equation would not be in the letter")
    assert "apt-get install libreoffice-math-nogui" in str(caught.value)
    (tmp_path / "libsmlo.so").touch()
    with pytest.raises(ConversionError, match="LibreOffice"):  # it is asked now, and makes nothing
        convert([letter(inside)], office=office, stall_seconds=0.3)


def test_a_letter_without_an_equation_needs_no_part_for_them(tmp_path: Path) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 1\n")
    office.chmod(0o755)
    (tmp_path / "libswlo.so").touch()
    with pytest.raises(ConversionError) as caught:
        convert([letter("")], office=office, stall_seconds=0.3)
    assert "equation" not in str(caught.value)
