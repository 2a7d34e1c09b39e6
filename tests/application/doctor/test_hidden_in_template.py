"""What the gate of the letters tells of a template's own, `cycle templates check` tells before."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from cycle.application.doctor.template_checks import check_foreign, check_templates, spoken_in
from tests.desk import Desk

HIDDEN = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r></w:p></w:body>"
PUT: Sequence[tuple[str, tuple[str, str, str]]] = (
    ("namnet på ei verksemd", ("docProps/app.xml", "</Properties>", "<Company>Konsulent AS</Company></Properties>")),
    ("kven som laga fila", ("docProps/app.xml", "</Properties>", "<Manager>Ola Sjef</Manager></Properties>")),
    ("skjult tekst", ("word/document.xml", "</w:body>", HIDDEN.format("Berre for oss"))),
    ("kven som laga fila", ("docProps/core.xml", "{{ sender.office }}, {{ community.name }}", "Per Privat")),
    ("912 34 567", ("word/document.xml", "</w:body>", "<w:p><w:r><w:t>Ring 912 34 567</w:t></w:r></w:p></w:body>")),
)


def with_put(path: Path, part: str, old: str, new: str) -> None:
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == part:
                assert old in data.decode()
                data = data.decode().replace(old, new, 1).encode()
            target.writestr(info.filename, data)


def lines_of(desk: Desk, path: Path) -> list[str]:
    return [f"{problem}" for problem in spoken_in(check_templates(desk.services.settings, [path]), "nn")]


@pytest.mark.parametrize(("said", "put"), PUT)
def test_what_goes_along_with_every_letter_is_told_of_the_template(
    desk: Desk, said: str, put: tuple[str, str, str]
) -> None:
    path = desk.root / "templates" / "docx" / "invitasjon.docx"
    before = lines_of(desk, path)
    assert not [line for line in before if said in line]
    with_put(path, *put)
    new = [line for line in lines_of(desk, path) if line not in before][-1]  # hidden text is told for the letters too
    assert said in new
    assert [line for line in check_foreign([path]) if "goes along" in line.what or "see it?" in line.what]


def test_what_a_letter_fills_in_itself_and_what_all_may_know_is_not_told(desk: Desk) -> None:
    path = desk.root / "templates" / "docx" / "invitasjon.docx"
    with_put(path, "word/document.xml", "</w:body>", HIDDEN.format("{# til oss #}"))
    phone = desk.start().loaded.community.contact.phone
    number = f"<w:p><w:r><w:t>Ring {phone}</w:t></w:r></w:p></w:body>"
    with_put(path, "word/document.xml", "</w:body>", number)
    assert not [line for line in lines_of(desk, path) if "følgjer med" in line or "?" in line]
