"""A Word file from anywhere is opened with suspicion."""

from __future__ import annotations

import io
import zipfile

import pytest

from cycle.errors import TemplateError
from cycle.letters.package import inspect_package, read_package, write_package

from .conftest import with_parts, write_word

RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def whats(data: bytes) -> list[str]:
    return [problem.what for problem in inspect_package(data, name="t.docx")[1]]


def relationship(kind: str, target: str, mode: str = "External") -> bytes:
    return RELS.format(f'<Relationship Id="r" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>').encode()


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def test_a_plain_word_file_is_fine() -> None:
    assert whats(write_word("Hei")) == []


@pytest.mark.parametrize("data", [b"", b"PK", b"just text", write_word("Hei")[:2000]])
def test_a_file_that_is_no_whole_word_file_says_so(data: bytes) -> None:
    with pytest.raises(TemplateError, match=r"t\.docx: this is not a whole Word file .* save it again from Word"):
        read_package(data, name="t.docx")


@pytest.mark.parametrize(
    ("part", "content", "what"),
    [
        ("word/vbaProject.bin", b"x", "a macro, control or embedded object"),
        ("word/vbaData.xml", b"<x/>", "a macro, control or embedded object"),
        ("word/embeddings/ark.xlsx", b"x", "a macro, control or embedded object"),
        ("word/embeddings/oleObject1.bin", b"x", "a macro, control or embedded object"),
        ("word/activeX/activeX1.xml", b"<x/>", "a macro, control or embedded object"),
        ("word/_rels/document.xml.rels", relationship("image", "http://x.example/i.png"), "a image that is fetched"),
        ("word/_rels/settings.xml.rels", relationship("attachedTemplate", "a.dotm"), "a link of kind attachedTemplate"),
        ("word/_rels/document.xml.rels", relationship("aFChunk", "c.html", "Internal"), "a link of kind aFChunk"),
        ("word/document.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "a DOCTYPE"),
        ("word/document.xml", b"<!DOCTYPE x><x/>", "a DOCTYPE"),
        ("word/document.xml", b'<x><!ENTITY a "b"></x>', "a DOCTYPE"),
        ("word/document.xml", "<x/>".encode("utf-16"), "a DOCTYPE or an encoding"),
        ("word/document.xml", b"<x>", "damaged:"),
        ("[Content_Types].xml", b"<Types/>", "this is not a Word document"),
        ("../evil.xml", b"<x/>", "a path that leads out of the file"),
        ("/abs.xml", b"<x/>", "a path that leads out of the file"),
        ("C:evil.xml", b"<x/>", "a path that leads out of the file"),
        ("..\\evil.xml", b"<x/>", "a path that leads out of the file"),
        ("word/big.bin", bytes(30_000_000), "packed so tightly"),
    ],
)
def test_what_a_letter_may_not_carry_is_refused(part: str, content: bytes, what: str) -> None:
    found = whats(with_parts(write_word("Hei"), {part: content}))
    assert len(found) == 1
    assert found[0].startswith(what)


@pytest.mark.parametrize(
    "kind", ["oleObject", "package", "control", "subDocument", "frame", "attachedTemplate", "aFChunk"]
)
def test_what_is_linked_to_inside_the_file_is_refused_by_its_kind(kind: str) -> None:
    data = with_parts(write_word("Hei"), {"word/_rels/x.xml.rels": relationship(kind, "thing.bin", "Internal")})
    assert whats(data) == [f"a link of kind {kind}"]


@pytest.mark.parametrize("kind", ["image", "styles", "header", "video", "customXml"])
def test_nothing_but_a_link_to_press_leads_out(kind: str) -> None:
    """LibreOffice fetches such a picture with three requests, whoever owns the address."""
    data = with_parts(write_word("Hei"), {"word/_rels/x.xml.rels": relationship(kind, "http://x.example/thing")})
    assert whats(data) == [f"a {kind} that is fetched from outside the file"]


def test_what_calls_itself_a_macro_or_a_control_by_its_content_type_is_refused() -> None:
    types = zipfile.ZipFile(io.BytesIO(write_word("Hei"))).read("[Content_Types].xml")
    for kind in ("vnd.ms-word.document.macroEnabled.main+xml", "vnd.ms-office.activeX+xml", "vnd.ms-office.vbaProject"):
        override = f'<Override PartName="/word/thing.xml" ContentType="application/{kind}"/></Types>'.encode()
        parts = {"word/thing.xml": b"<x/>", "[Content_Types].xml": types.replace(b"</Types>", override)}
        assert whats(with_parts(write_word("Hei"), parts)) == ["a macro, control or embedded object"]


def test_a_file_with_a_password_is_refused() -> None:
    data = bytearray(zipped(("word/document.xml", b"<x/>")))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    assert whats(bytes(data)) == ["encrypted"]


def test_a_link_to_a_page_is_allowed() -> None:
    data = with_parts(write_word("Hei"), {"word/_rels/x.xml.rels": relationship("hyperlink", "https://x.example")})
    assert whats(data) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused() -> None:
    assert whats(zipped(("a.xml", b"<a/>"), ("A.xml", b"<b/>"))) == ["the same name twice inside the file"]


def test_too_many_members_are_refused() -> None:
    assert "201 files inside" in whats(zipped(*((f"{n}.xml", b"<a/>") for n in range(201))))


def test_too_large_a_file_is_refused_before_it_is_unpacked() -> None:
    huge = zipped(*((f"{n}.bin", bytes(11_000_000)) for n in range(5)))
    assert whats(huge)[0] == "too large when unpacked"


def test_the_same_members_give_the_same_bytes() -> None:
    members = read_package(write_word("Hei"), name="t")
    assert write_package(members) == write_package(dict(members))
    assert read_package(write_package(members), name="t") == members
