"""Small Word files written for one test each."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from docx import Document as WordDocument
from PIL import Image

from cycle.errors import Problem
from cycle.letters.pdf.conversion import find_office
from cycle.phrases import Phrase

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates" / "docx"

Word = Callable[..., bytes]


@pytest.fixture(scope="session")
def word() -> Word:
    """Return a writer: paragraphs in, the bytes of a Word file out; `xml` replaces the whole body."""
    return write_word


def speaks(problem: Problem) -> bool:
    """Return whether a problem is told in every reader's language: what is wrong, and what would be right."""
    return isinstance(problem.what, Phrase) and isinstance(problem.remedy, Phrase)


def write_word(*paragraphs: str, xml: str = "", parts: Mapping[str, bytes] | None = None, title: str = "") -> bytes:
    if xml or all(text.isprintable() for text in paragraphs):
        members = dict(_nothing_written(title))
        written = "".join(_written(text) if text else "<w:p/>" for text in paragraphs)
        before, end, after = members["word/document.xml"].partition(b"<w:sectPr")
        assert end
        members["word/document.xml"] = body(xml) if xml else before + written.encode() + end + after
        return _packed(members | dict(parts or {}))
    document = WordDocument()  # it knows how tabs and breaks are written
    document.core_properties.title = title
    for text in paragraphs:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return with_parts(buffer.getvalue(), parts or {})


def _written(text: str) -> str:
    """Return a paragraph as python-docx writes it."""
    return paragraph(text) if text != text.strip() else paragraph(text).replace(' xml:space="preserve"', "", 1)


@cache
def _nothing_written(title: str) -> Mapping[str, bytes]:
    """Return the members of an empty document as python-docx writes it: to make one takes ten times as long."""
    document, buffer = WordDocument(), io.BytesIO()
    document.core_properties.title = title
    document.save(buffer)
    return _members(buffer.getvalue())


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return the package with these members put in or replaced."""
    return _packed(_members(data) | dict(parts))


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {info.filename: source.read(info) for info in source.infolist()}


def _packed(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return buffer.getvalue()


def png(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 20), colour).save(out, "PNG")
    return out.getvalue()


def body(xml: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{namespace}"><w:body>{xml}</w:body></w:document>'.encode()


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in row) for row in rows]
    columns = "<w:gridCol/>" * len(rows[0])
    return f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


FRAGILE = """#!{python}
import os, pathlib, subprocess, sys, zipfile
here = pathlib.Path(__file__).parent
first = not (here / "ran").exists()
(here / "ran").touch()
if first and {hangs!r}:
    os.execv("/bin/sleep", ["sleep", "600"])
files = [one for one in sys.argv if one.endswith(".docx")]
words = [zipfile.ZipFile(one).read("word/document.xml") for one in files]
bad = next((number for number, one in enumerate(words) if {word!r} in one), None)
if bad is None:
    os.execv({office!r}, [{office!r}, *sys.argv[1:]])
if bad:
    subprocess.run([{office!r}, *sys.argv[1:-len(files)], *files[:bad]])
os.kill(os.getpid(), 11)
"""
"""A LibreOffice that may hang when it is started the first time, and dies of a letter that has a certain word."""


def fragile_office(folder: Path, *, dies_of: str = "POISON", hangs: bool = False) -> Path:
    office = folder / "soffice"
    office.write_text(
        FRAGILE.format(python=sys.executable, office=str(find_office()), hangs=hangs, word=dies_of.encode())
    )
    office.chmod(0o755)
    return office
