"""Nothing but a link to press leads out of a Word file; what leads nowhere stops no letter that is right without it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document as WordDocument
from docxtpl import DocxTemplate, RichText

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.checks.lint import check_template
from cycle.letters.fields.picture import Picture
from cycle.letters.ooxml.word_package import inspect_package
from cycle.letters.render.job import LetterJob
from tests.letters.conftest import png, with_parts, write_word

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
VML = "urn:schemas-microsoft-com:vml"
RELATIONS = "word/_rels/document.xml.rels"


def linked(kind: str, target: str, *, mode: str = "", xml: str = "", part: str = RELATIONS) -> bytes:
    """Return a Word file with the relation `rId77`, used by `xml` or by nothing."""
    data = write_word("Hei {{ x }}", xml=xml)
    whole = zipfile.ZipFile(io.BytesIO(data)).read(part)
    outside = f' TargetMode="{mode}"' if mode else ""
    one = f'<Relationship Id="rId77" Type="{OFFICE}/{kind}" Target="{target}"{outside}/></Relationships>'
    return with_parts(data, {part: whole.replace(b"</Relationships>", one.encode())})


def found_in(data: bytes) -> list[tuple[str, str, str]]:
    found = check_template(data, name="brev.docx", known=None)
    return [(problem.severity, problem.where, problem.what) for problem in found if problem.where != "word/styles.xml"]


def blip(attributes: str, words: str = "Sjå") -> str:
    return (
        f'<w:p><w:r><w:t>{words} {{{{ x }}}}</w:t></w:r><w:r><w:drawing><a:blip xmlns:a="{DRAWING}" xmlns:r="{OFFICE}" '
        f"{attributes}/></w:drawing></w:r></w:p>"
    )


def test_a_picture_is_not_fetched_through_what_calls_itself_a_link_to_press() -> None:
    """LibreOffice asked the address twice."""
    data = linked("hyperlink", "http://x.example/i.png", mode="External", xml=blip('r:link="rId77"'))
    what = "a blip that is fetched from outside the file (http://x.example/i.png)"
    assert found_in(data) == [("error", "body, paragraph 1 «Sjå {{ x }}»", what)]


@pytest.mark.parametrize("element", ["w:hyperlink", "a:hlinkClick", "a:hlinkHover"])
def test_what_the_reader_presses_may_lead_out(element: str) -> None:
    link = f'<w:p><{element} xmlns:a="{DRAWING}" xmlns:r="{OFFICE}" r:id="rId77"/></w:p>'
    assert found_in(linked("hyperlink", "http://x.example", mode="External", xml=link)) == []


@pytest.mark.parametrize("attribute", ["src", "o:href"])
def test_an_old_picture_with_an_address_of_its_own_is_refused(attribute: str) -> None:
    picture = (
        f'<v:imagedata xmlns:v="{VML}" xmlns:o="urn:schemas-microsoft-com:office:office" {attribute}="http://x/i"/>'
    )
    data = write_word(xml=f"<w:p><w:r><w:t>Her</w:t></w:r><w:r><w:pict>{picture}</w:pict></w:r></w:p>")
    what = "a picture that is fetched from outside the file (http://x/i)"
    assert found_in(data) == [("error", "body, paragraph 1 «Her»", what)]
    link = f'<w:p><w:r><w:pict><v:shape xmlns:v="{VML}" href="http://x.example"/></w:pict></w:r></w:p>'
    assert found_in(write_word(xml=link)) == []


def test_a_vector_picture_that_fetches_another_is_refused() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}"/></svg>'
    data = with_parts(write_word("Hei"), {"word/media/image1.svg": svg.format("http://x/i").encode()})
    what = "a picture that is fetched from outside the file (http://x/i)"
    assert found_in(data) == [("error", "word/media/image1.svg", what)]
    assert found_in(with_parts(write_word("Hei"), {"word/media/image1.svg": svg.format("#a").encode()})) == []


@pytest.mark.parametrize(
    ("inside", "fetched"),
    [
        ("<style>@import 'http://x/y.css';</style>", "@import 'http://x/y.css'"),
        ("<style>rect { fill: url(http://x/z) }</style>", "url(http://x/z)"),
        ("<rect style=\"fill:URL( 'file:///c:/z' )\"/>", "URL( 'file:///c:/z' )"),
        ('<rect mask="url(//x/m.svg#a)"/>', "url(//x/m.svg#a)"),
        ('<rect fill="url(#a)" style="filter:url(\'#b\')"/><style>g{fill:url(data:image/png;base64,AA)}</style>', ""),
    ],
)
def test_what_the_style_of_a_vector_picture_fetches_is_refused(inside: str, fetched: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    found = found_in(with_parts(write_word("Hei"), {"word/media/image1.svg": svg.encode()}))
    what = f"a picture that is fetched from outside the file ({fetched})"
    assert found == ([("error", "word/media/image1.svg", what)] if fetched else [])


def test_a_file_that_word_would_merge_with_a_list_of_addresses_is_refused() -> None:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    settings = f'<w:settings xmlns:w="{namespace}"><w:mailMerge><w:query w:val="SELECT"/></w:mailMerge></w:settings>'
    [(severity, where, what)] = found_in(with_parts(write_word("Hei"), {"word/settings.xml": settings.encode()}))
    assert (severity, where) == ("error", "word/settings.xml")
    assert what.startswith("set up for Word's own mail merge")


def test_a_link_to_a_picture_that_is_not_there_and_that_nothing_shows_stops_no_letter() -> None:
    data = linked("image", "NULL")
    what = "a link of kind image to 'NULL', which is not in the file; it is left out of the letters"
    assert found_in(data) == [("warning", RELATIONS, what)]
    template = compile_template(data)
    assert [name for name, _ in LetterJob(template, {"p-1": {"x": "ein"}, "p-2": {"x": "to"}}).letters()] == [
        "p-1",
        "p-2",
    ]
    template.mode = "docxtpl"
    for letter in (template.render({"x": "ein"}), compile_template(data).render({"x": "ein"})):
        assert b"NULL" not in zipfile.ZipFile(io.BytesIO(letter)).read(RELATIONS)


def test_a_picture_in_the_file_whose_origin_is_lost_is_shown_as_word_shows_it() -> None:
    xml = blip('r:embed="rId3" r:link="rId77"')
    letter = compile_template(linked("image", "NULL", xml=xml)).render({"x": "her"})
    assert b'r:embed="rId3"/>' in zipfile.ZipFile(io.BytesIO(letter)).read("word/document.xml")


def test_a_picture_that_is_shown_and_not_there_is_refused_with_its_place() -> None:
    found = found_in(linked("image", "NULL", xml=blip('r:embed="rId77"')))
    assert found == [("error", "body, paragraph 1 «Sjå {{ x }}»", "the image shown here is not in the file")]


@pytest.mark.parametrize(
    ("xml", "refused"),
    [
        (f'<w:p><w:hyperlink xmlns:r="{OFFICE}" r:id="rIdNo"><w:r><w:t>Lenkje</w:t></w:r></w:hyperlink></w:p>', 1),
        (blip('r:embed="rIdNo"'), 1),
        (blip('r:embed="rId3" r:link="rIdNo"'), 0),
        (
            f'<w:p><w:hyperlink xmlns:r="{OFFICE}" r:id="" w:anchor="a"><w:r><w:t>Sjå</w:t></w:r></w:hyperlink></w:p>',
            0,
        ),
        (f'<w:sectPr><w:headerReference xmlns:r="{OFFICE}" w:type="default" r:id="rIdNo"/></w:sectPr>', 1),
    ],
)
def test_what_names_a_relation_there_is_none_of_is_refused_for_word_calls_it_damaged(xml: str, refused: int) -> None:
    found = found_in(linked("image", "media/x.png", xml=xml))
    lost = [
        what for severity, _, what in found if severity == "error" and what == "what is shown here is not in the file"
    ]
    assert len(lost) == refused


def test_an_offices_template_without_its_relation_is_left_out_of_the_letters_and_told() -> None:
    settings = (
        '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<w:attachedTemplate r:id="rIdNo"/><w:zoom w:percent="100"/></w:settings>'
    )
    data = with_parts(write_word("Hei {{ x }}"), {"word/settings.xml": settings.encode()})
    assert [(severity, what.partition(" goes ")[0]) for severity, _, what in found_in(data)] == [
        ("warning", "the office's own Word template")
    ]
    letter = zipfile.ZipFile(io.BytesIO(compile_template(data).render({"x": "der"}))).read("word/settings.xml")
    assert b"attachedTemplate" not in letter
    assert b"zoom" in letter


@pytest.mark.parametrize("kind", ["styles", "numbering", "footnotes"])
def test_a_part_that_decides_how_the_letter_looks_must_be_there(kind: str) -> None:
    assert found_in(linked(kind, "lost.xml")) == [("error", RELATIONS, f"the file lacks its {kind} ('lost.xml')")]


@pytest.mark.parametrize("lost", [("_rels/.rels",), ("docProps/core.xml",), ("word/styles.xml",)])
def test_a_file_without_a_part_gives_letters_or_says_so_before_the_first(lost: tuple[str, ...]) -> None:
    source, out = zipfile.ZipFile(io.BytesIO(write_word("Hei {{ x }}"))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if name not in lost:
                target.writestr(name, source.read(name))
    try:
        template = compile_template(out.getvalue())
    except TemplateError:
        return
    assert len(list(LetterJob(template, {"p-1": {"x": "ein"}}).letters())) == 1


def test_two_relations_of_one_name_are_refused() -> None:
    data = linked("image", "media/a.png")
    whole = zipfile.ZipFile(io.BytesIO(data)).read(RELATIONS)
    twice = whole.replace(b'Id="rId77"', b'Id="rId1"')
    assert ("error", RELATIONS, "two relations called 'rId1'") in found_in(with_parts(data, {RELATIONS: twice}))


def test_last_years_letter_makes_a_good_template_with_a_picture_of_its_own() -> None:
    """Both pictures were called rIdPicture1, and Word opens no file with two relations of one name."""
    last = compile_template(write_word("{{ s }} {_{ x }_}")).render({"s": Picture(data=png("blue"), width=30)})
    letter = compile_template(last).render({"x": Picture(data=png("red"), width=30)})
    with zipfile.ZipFile(io.BytesIO(letter)) as archive:
        names = re.findall(rb'Id="(rIdPicture\d)"', archive.read(RELATIONS))
        numbers = re.findall(rb'<wp:docPr[^>]* id="(\d+)"', archive.read("word/document.xml"))
    assert sorted(names) == [b"rIdPicture1", b"rIdPicture2"]
    assert len(set(numbers)) == 2
    assert {problem.severity for problem in check_template(letter, name="brev.docx", known=None)} <= {"warning"}


def test_a_picture_is_linked_from_wherever_the_text_lies() -> None:
    """Office on the web keeps the text elsewhere; the picture was then looked for beside it."""
    source, out = zipfile.ZipFile(io.BytesIO(write_word("{{ s }}"))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name).replace(b"word/document.xml", b"dok/document2.xml")
            moved = name.replace("word/document.xml", "dok/document2.xml")
            moved = moved.replace(RELATIONS, "dok/_rels/document2.xml.rels")
            target.writestr(moved, data.replace(b'Target="', b'Target="../word/') if moved[:3] == "dok" else data)
    letter = compile_template(out.getvalue()).render({"s": Picture(data=png(), width=30)})
    [shape] = WordDocument(io.BytesIO(letter)).inline_shapes
    assert round(shape.width.mm) == 30
    assert inspect_package(letter, name="brev.docx")[1] == ()


@pytest.mark.parametrize("width", [0, -4, 5_000])
def test_a_picture_of_no_width_or_wider_than_any_paper_is_refused_by_field(width: int) -> None:
    with pytest.raises(TemplateError, match=r"recipient p-7: host\.logo: a picture -?\d+ mm wide or high"):
        compile_template(write_word("{{ host.logo }}")).render(
            {"host": {"logo": Picture(data=png(), width=width)}}, recipient="p-7"
        )


def test_a_template_may_be_bytes_of_any_kind_or_an_open_file() -> None:
    data = write_word("Hei {{ x }}")
    kinds = (data, bytearray(data), memoryview(data), io.BytesIO(data))
    letters = {compile_template(kind).render({"x": "du"}) for kind in kinds}
    assert len(letters) == 1


def test_a_link_in_rich_text_is_refused_by_field() -> None:
    """Its address is in the relations of a file that docxtpl opened for it, and in no letter."""
    document = DocxTemplate(io.BytesIO(write_word("{{r v }}")))
    document.init_docx()
    text = RichText("Svar her", url_id=document.build_url_id("https://x.example"))
    with pytest.raises(TemplateError, match=r"recipient p-7: v: rich text with a link, .*; give the address as text"):
        compile_template(write_word("{{r v }}")).render({"v": text}, recipient="p-7")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        *(
            (address, True)
            for address in ("file:///C:/Users/kari/plan.docx", "C:\\plan.docx", r"\\server\felles\plan.pdf")
        ),
        *((address, True) for address in ("plan.docx", "../vedlegg/program.pdf", "file:plan.pdf", "P:/felles")),
        *(
            (address, False)
            for address in ("https://fjord.example/plan", "mailto:post@fjord.example", "tel:+4755000000")
        ),
    ],
)
def test_a_link_to_a_file_on_a_machine_is_warned_of(address: str, said: bool) -> None:
    link = f'<w:p><w:hyperlink xmlns:r="{OFFICE}" r:id="rId77"><w:r><w:t>Planen</w:t></w:r></w:hyperlink></w:p>'
    data = linked("hyperlink", address, mode="External", xml=link)
    found = [
        (problem.severity, problem.what)
        for problem in check_template(data, name="brev.docx", known=None)
        if "link to a file" in problem.what
    ]
    what = f"a link to a file on somebody's own machine ({address}), which no reader has"
    assert found == ([("warning", what)] if said else [])
