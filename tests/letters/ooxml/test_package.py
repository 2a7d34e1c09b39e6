"""A Word file from anywhere is opened with suspicion."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import PurePosixPath

import pytest

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.ooxml.word_package import inspect_package, read_package, write_docx
from cycle.letters.ooxml.xml_tags import part_name
from tests.letters.conftest import with_parts, write_word

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


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (b"PK", "the file stops in the middle"),
        (b"just text", "this is plain text"),
        (write_word("Hei")[:2000], "the file stops in the middle"),
    ],
)
def test_a_file_that_is_no_whole_word_file_says_so(data: bytes, what: str) -> None:
    with pytest.raises(TemplateError, match=rf"t\.docx: {what}; "):
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


@pytest.mark.parametrize("kind", ["oleObject", "package", "control", "subDocument", "frame", "aFChunk"])
def test_what_is_linked_to_inside_the_file_is_refused_by_its_kind(kind: str) -> None:
    data = with_parts(write_word("Hei"), {"word/_rels/x.xml.rels": relationship(kind, "thing.bin", "Internal")})
    assert whats(data) == [f"a link of kind {kind}"]


@pytest.mark.parametrize("kind", ["image", "styles", "header", "video", "customXml"])
def test_nothing_but_a_link_to_press_leads_out(kind: str) -> None:
    """LibreOffice fetches such a picture with three requests, whoever owns the address."""
    data = with_parts(write_word("Hei"), {"word/_rels/x.xml.rels": relationship(kind, "http://x.example/thing")})
    assert whats(data) == [f"a {kind} that is fetched from outside the file"]


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("_rels/.rels", "sjølve fila"),
        ("word/_rels/document.xml.rels", "brødteksten"),
        ("word/_rels/header1.xml.rels", "toppteksten"),
        ("word/_rels/settings.xml.rels", "sjølve fila"),
        ("word/settings.xml", "sjølve fila"),
        ("word/vbaProject.bin", "sjølve fila"),
        ("word/media/bilete1.emf", "eit bilete i fila"),
        ("word/header2.xml", "toppteksten"),
    ],
)
def test_a_place_is_told_by_what_people_see_in_word_and_to_programs_by_its_name(part: str, place: str) -> None:
    assert part_name(part) == part
    assert part_name(part).said("nn") == place


def test_a_macro_and_the_link_to_it_are_one_mistake() -> None:
    link = relationship("vbaProject", "vbaProject.bin", "Internal")
    data = with_parts(write_word("Hei"), {"word/vbaProject.bin": b"x", "word/_rels/x.xml.rels": link})
    assert whats(data) == ["a macro, control or embedded object"]


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


def test_a_file_that_says_it_is_small_is_not_unpacked_further_than_it_says() -> None:
    """400 million zeros that call themselves 50,000 took eight hundred megabytes before the checksum was looked at."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()
    data = stored_as(packed, size=50_000, crc=1)
    tracemalloc.start()
    try:
        [what] = whats(data)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert what == "this is not a whole Word file ('word/document.xml' is of another size than it says)"


def stored_as(packed: bytes, *, size: int, crc: int, method: int = 8) -> bytes:
    """Return a zip file of one member whose directory says what the test wants it to."""
    name = b"word/document.xml"
    about = struct.pack("<5H3I2H", 20, 0, method, 0, 33, crc, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + about + name + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + about + struct.pack("<3H2I", 0, 0, 0, 0, 0) + name
    return local + entry + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 1, 1, len(entry), len(local), 0)


def test_a_member_with_another_checksum_than_it_says_is_damaged() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"<x/>") + packer.flush()
    assert whats(stored_as(packed, size=4, crc=1)) == ["this is not a whole Word file ('word/document.xml' is damaged)"]


def test_a_file_packed_in_a_way_word_never_uses_is_refused() -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 99):
        assert whats(stored_as(b"x", size=1, crc=1, method=method)) == ["packed in a way Word never uses"]


@pytest.mark.parametrize("name", ["word//document.xml", "word%2Fdocument.xml", "word\\document.xml"])
def test_one_name_spelled_in_two_ways_is_refused(name: str) -> None:
    assert whats(zipped(("word/document.xml", b"<a/>"), (name, b"<b/>"))) == ["the same name twice inside the file"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-7", "cp037"])
def test_a_doctype_is_not_hidden_by_an_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x><x/>'
    found = whats(with_parts(write_word("Hei"), {"word/styles.xml": text.encode(encoding)}))
    assert len(found) == 1
    assert found[0].startswith(("a DOCTYPE or an encoding", "damaged: "))


@pytest.mark.parametrize("name", ["word/header9.XML", "word/header9.bin", "customXml/ark"])
def test_a_doctype_is_not_hidden_by_a_name(name: str) -> None:
    found = whats(with_parts(write_word("Hei"), {name: b"<!DOCTYPE x><x/>"}))
    assert found == ["a DOCTYPE or an encoding Word never writes"]


def test_a_file_saved_as_strict_open_xml_is_named_as_that() -> None:
    strict = b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body/></w:document>'
    [problem] = inspect_package(with_parts(write_word("Hei"), {"word/document.xml": strict}), name="t.docx")[1]
    assert problem.what == "saved as Strict Open XML, which is another format under the same name"
    assert problem.remedy == "save it in Word as «Word-dokument (.docx)»"


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
    assert write_docx(members) == write_docx(dict(members))
    assert read_package(write_docx(members), name="t") == members


SETTINGS = (
    '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}"><w:attachedTemplate r:id="r"/><w:zoom w:percent="100"/></w:settings>'
).encode()


def test_the_offices_own_template_is_left_out_of_the_letters_and_told() -> None:
    """A file made from an office's own template names it, on a disk nobody else has."""
    rels = relationship("attachedTemplate", "file:///H:/malar/Brevmal.dotm")
    data = with_parts(write_word("Hei"), {"word/settings.xml": SETTINGS, "word/_rels/settings.xml.rels": rels})
    members, problems = inspect_package(data, name="t.docx")
    [(severity, what)] = [(problem.severity, problem.what) for problem in problems]
    assert (severity, what) == (
        "warning",
        "the office's own Word template goes with this file; it is left out of the letters",
    )
    assert b"attachedTemplate" not in members["word/settings.xml"] + members["word/_rels/settings.xml.rels"]
    assert b"zoom" in members["word/settings.xml"]
    letter = compile_template(data).render({})
    assert b"Brevmal" not in b"".join(zipfile.ZipFile(io.BytesIO(letter)).read(member) for member in members)


@pytest.mark.parametrize(
    ("kind", "target", "called"),
    [
        ("http://schemas.microsoft.com/office/2006/relationships/attachedToolbars", "attachedToolbars.bin", "buttons"),
        ("http://schemas.microsoft.com/office/2006/relationships/keyMapCustomizations", "customizations.xml", "keys"),
        (
            "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
            "../_xmlsignatures/origin.sigs",
            "a signature of the template",
        ),
    ],
)
def test_an_offices_own_keys_and_a_signature_that_no_letter_could_keep_are_left_out_and_told(
    kind: str, target: str, called: str
) -> None:
    plain = write_word("Hei")
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        rels = archive.read("word/_rels/document.xml.rels").decode()
    relation = f'<Relationship Id="own" Type="{kind}" Target="{target}"/></Relationships>'
    name = str(PurePosixPath("word", target)).replace("word/../", "")
    changed = {"word/_rels/document.xml.rels": rels.replace("</Relationships>", relation).encode(), name: b"<x/>"}
    members, problems = inspect_package(with_parts(plain, changed), name="t.docx")
    assert [problem.severity for problem in problems] == ["warning"]
    assert called in problems[0].what
    assert name not in members
    assert b'"own"' not in members["word/_rels/document.xml.rels"]


def test_the_pane_of_an_add_in_is_left_out_of_the_letters_and_told() -> None:
    kind = "http://schemas.microsoft.com/office/2011/relationships/webextension"
    plain = write_word("Hei")
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        root, types = archive.read("_rels/.rels").decode(), archive.read("[Content_Types].xml").decode()
    pane = f'<Relationship Id="w" Type="{kind}taskpanes" Target="word/webextensions/taskpanes.xml"/></Relationships>'
    override = (
        '<Override PartName="/word/webextensions/taskpanes.xml" '
        'ContentType="application/vnd.ms-office.webextensiontaskpanes+xml"/></Types>'
    )
    inner = RELS.format(f'<Relationship Id="a" Type="{kind}" Target="webextension1.xml"/>').encode()
    parts = {
        "_rels/.rels": root.replace("</Relationships>", pane).encode(),
        "[Content_Types].xml": types.replace("</Types>", override).encode(),
        "word/webextensions/taskpanes.xml": b"<x/>",
        "word/webextensions/_rels/taskpanes.xml.rels": inner,
        "word/webextensions/webextension1.xml": b"<x/>",
        "customUI/customUI14.xml": b"<x/>",
    }
    data = with_parts(plain, parts)
    members, problems = inspect_package(data, name="t.docx")
    assert [(problem.severity, problem.what) for problem in problems] == [
        ("warning", "the pane of an add-in goes with this file; it is left out of the letters")
    ]
    letter = zipfile.ZipFile(io.BytesIO(compile_template(data).render({})))
    assert [text for text in letter.namelist() if "webext" in text.lower() or "customui" in text.lower()] == []
    assert b"webextension" not in letter.read("_rels/.rels") + letter.read("[Content_Types].xml")
    assert set(members) == set(letter.namelist())


def test_a_picture_that_packs_well_is_no_bomb_and_one_that_is_too_large_is_refused() -> None:
    drawing = b"\x01\x00\x00\x00" + bytes(3_000_000)
    assert whats(with_parts(write_word("Hei"), {"word/media/image1.emf": drawing})) == []
    assert whats(with_parts(write_word("Hei"), {"word/media/image1.emf": bytes(21_000_000)})) == [
        "a picture too large when unpacked"
    ]
    assert whats(with_parts(write_word("Hei"), {"word/media/image1.bin": bytes(3_000_000)})) == [
        "packed so tightly that it looks like a zip bomb"
    ]
