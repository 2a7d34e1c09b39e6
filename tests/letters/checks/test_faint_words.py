"""What is printed and nobody can read is told: white and tiny words, lines and rows that cut, what lies on top."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image

from cycle.letters.checks import check_template
from cycle.letters.fields.known_fields import PERSONAL
from tests.letters.conftest import TEMPLATES, speaks

PICTURED, BOX = "in a font of pictures", "the text box has a fixed height"
FAINT, TINY, LINE = "in nearly the colour", "too small for anybody", "the line has an exact height"
ROW, COVERED = "the row has an exact height", "in front of the text"
STRUCK = "struck through by hand"
EVERY = (STRUCK, FAINT, TINY, LINE, ROW, COVERED, PICTURED, BOX)
LONG = "Møtet er avlyst på grunn av uvêr, og vi kjem attende med ein ny dag så snart vi har funne ein som alle kan. "


def warned(make: Callable[[Document], None]) -> list[str]:
    """Return which of the warnings a template gets; whatever is told is told to people in their language."""
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph("Hei.")
    make(document)
    document.save(buffer)
    found = check_template(buffer.getvalue(), name="b.docx", known=PERSONAL)
    reported = [(problem, about) for problem in found for about in EVERY if about in problem.what]
    assert all(speaks(problem) and problem.severity == "warning" for problem, _ in reported)
    return [about for _, about in reported]


def coloured(colour: str, *, ground: str = "", of: str = "run", kind: str = "clear") -> Callable[[Document], None]:
    """Text of a colour, on a ground of its run, paragraph, cell or table."""

    def make(document: Document) -> None:
        table = document.add_table(1, 1)
        paragraph = table.cell(0, 0).paragraphs[0]
        run = paragraph.add_run("Møtet er avlyst {{ recipient.name }}")
        run.font.color.rgb = RGBColor.from_string(colour)
        holder = {
            "run": run._element.get_or_add_rPr(),
            "paragraph": paragraph._element.get_or_add_pPr(),
            "cell": table.cell(0, 0)._element.get_or_add_tcPr(),
            "table": table._element.tblPr,
        }[of]
        if ground:
            holder.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="{kind}" w:color="auto" w:fill="{ground}"/>'))

    return make


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (coloured("FFFFFF"), [FAINT]),
        (coloured("F2F2F2"), [FAINT]),
        (coloured("595959"), []),
        (coloured("FFFFFF", ground="0B3C5D"), []),
        (coloured("FFFFFF", ground="0B3C5D", of="paragraph"), []),
        (coloured("FFFFFF", ground="0B3C5D", of="cell"), []),
        (coloured("FFFFFF", ground="0B3C5D", of="table"), []),
        (coloured("FFFFFF", ground="auto", of="cell"), [FAINT]),
        (coloured("0B3C5D", ground="0B3C5D", of="cell"), [FAINT]),
        (coloured("FFFFFF", ground="000000", of="cell", kind="pct50"), []),
    ],
)
def test_text_in_the_colour_of_its_ground_is_warned_of(make: Callable[[Document], None], found: list[str]) -> None:
    assert warned(make) == found


def white_by_a_style_of_a_style(document: Document) -> None:
    for name, ground in (("Kvit", "Normal"), ("Kvit to", "Kvit")):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles[ground]
    document.styles["Kvit"].font.color.rgb = RGBColor(255, 255, 255)
    document.add_paragraph("Møtet er avlyst.", style="Kvit to")


def white_in_a_footer(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].add_run("Notat").font.color.rgb = RGBColor(255, 255, 255)


def white_in_a_style_of_tables_that_colours(document: Document) -> None:
    table = document.add_table(1, 1, style="Medium Shading 1 Accent 1")
    table.cell(0, 0).paragraphs[0].add_run("Tid").font.color.rgb = RGBColor(255, 255, 255)


def tiny(document: Document) -> None:
    document.add_paragraph("").add_run("Møtet er avlyst.").font.size = Pt(1)


def tiny_by_the_style_of_all_text(document: Document) -> None:
    document.styles["Normal"].font.size = Pt(2)


def small_print(document: Document) -> None:
    document.add_paragraph("").add_run("Sjå vilkåra.").font.size = Pt(6)


def letters_of_no_width(document: Document) -> None:
    run = document.add_paragraph("").add_run("Møtet er avlyst.")
    narrow = OxmlElement("w:w")
    narrow.set(qn("w:val"), "1")
    run._element.get_or_add_rPr().append(narrow)


def letters_on_top_of_each_other(document: Document) -> None:
    run = document.add_paragraph("").add_run("Møtet er avlyst.")
    run._element.get_or_add_rPr().append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="-200"/>'))


def letters_a_little_closer(document: Document) -> None:
    run = document.add_paragraph("").add_run("Møtet er avlyst.")
    run._element.get_or_add_rPr().append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="-10"/>'))


def words_in_wingdings(document: Document) -> None:
    document.add_paragraph("").add_run("Møtet er avlyst.").font.name = "Wingdings"


def a_value_in_symbol(document: Document) -> None:
    document.add_paragraph("").add_run("{{ recipient.name }}").font.name = "Symbol"


def a_tick_of_wingdings(document: Document) -> None:
    document.add_paragraph("").add_run("ü").font.name = "Wingdings"


def empty_and_tiny(document: Document) -> None:
    document.add_paragraph("").add_run(" ").font.size = Pt(1)


def a_line_of_two_points(document: Document) -> None:
    document.add_paragraph("Møtet er avlyst.").paragraph_format.line_spacing = Pt(2)


def a_line_that_fits(document: Document) -> None:
    document.add_paragraph("Møtet er avlyst.").paragraph_format.line_spacing = Pt(11)


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (white_by_a_style_of_a_style, [FAINT]),
        (white_in_a_footer, [FAINT]),
        (white_in_a_style_of_tables_that_colours, []),
        (tiny, [TINY]),
        (tiny_by_the_style_of_all_text, [TINY]),
        (small_print, []),
        (letters_of_no_width, [TINY]),
        (letters_on_top_of_each_other, [TINY]),
        (letters_a_little_closer, []),
        (words_in_wingdings, [PICTURED]),
        (a_value_in_symbol, [PICTURED]),
        (a_tick_of_wingdings, []),
        (empty_and_tiny, []),
        (a_line_of_two_points, [LINE]),
        (a_line_that_fits, []),
    ],
)
def test_words_nobody_can_read_are_warned_of(make: Callable[[Document], None], found: list[str]) -> None:
    assert warned(make) == found


def row(*paragraphs: str, points: float = 16, exact: bool = True, turned: bool = False) -> Callable[[Document], None]:
    """A row of a table with these paragraphs in its first cell."""

    def make(document: Document) -> None:
        table = document.add_table(1, 2)
        made = table.rows[0]
        made.height = Pt(points)
        made.height_rule = WD_ROW_HEIGHT_RULE.EXACTLY if exact else WD_ROW_HEIGHT_RULE.AT_LEAST
        cell = made.cells[0]
        cell.text = paragraphs[0]
        for text in paragraphs[1:]:
            cell.add_paragraph(text)
        if turned:
            direction = OxmlElement("w:textDirection")
            direction.set(qn("w:val"), "btLr")
            cell._element.get_or_add_tcPr().append(direction)

    return make


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (row("Stad", "Kulturhuset"), [ROW]),
        (row("Kulturhuset", points=8), [ROW]),
        (row(LONG * 3), [ROW]),
        (row("Stad\nKulturhuset"), [ROW]),
        (row("{{ recipient.name }}", "{{ meeting.venue }}"), [ROW]),
        (row("Stad"), []),
        (row("Stad", "Kulturhuset", exact=False), []),
        (row("Stad", "Kulturhuset", points=40), []),
        (row(LONG * 3, turned=True), []),
        (row("{%p if meeting.venue %}", "Stad", "{%p else %}", "Utan stad", "{%p endif %}"), []),
        (row("{% if meeting.venue %}Stad", "Kulturhuset", "Knarvik{% endif %}"), []),
        (row("{% if meeting.venue %}Stad{% endif %}", "Kulturhuset"), [ROW]),
        (row("{% if meeting.venue %}" + LONG + "{% else %}" + LONG + "{% endif %}"), []),
    ],
)
def test_a_row_of_exact_height_that_cuts_its_text_is_warned_of(
    make: Callable[[Document], None], found: list[str]
) -> None:
    assert warned(make) == found


def box(
    *paragraphs: str, points: int = 40, grows: bool = False, upright: bool = False, filling: str = ""
) -> Callable[[Document], None]:
    """A text box of so many points, which grows with its text or not."""

    def make(document: Document) -> None:
        inside = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
        turned = ' vert="vert270"' if upright else ""
        document.element.body.insert(
            1,
            parse_xml(
                f'<w:p {nsdecls("w", "wp", "a")} xmlns:wps="http://schemas.microsoft.com/office/word/2010/'
                'wordprocessingShape"><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
                f'<wp:extent cx="2540000" cy="{points * 12700}"/><wp:docPr id="7" name="Boks" descr="Adresse"/>'
                '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
                '<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
                f'<a:ext cx="2540000" cy="{points * 12700}"/></a:xfrm><a:prstGeom prst="rect"/>{filling}</wps:spPr>'
                "<wps:txbx>"
                f"<w:txbxContent>{inside}</w:txbxContent></wps:txbx>"
                f"<wps:bodyPr{turned}>{'<a:spAutoFit/>' if grows else ''}</wps:bodyPr></wps:wsp></a:graphicData>"
                "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
            ),
        )

    return make


@pytest.mark.parametrize(
    ("filling", "found"),
    [
        ("<a:noFill/>", [FAINT]),
        ('<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>', [FAINT]),
        ('<a:solidFill><a:srgbClr val="0B3C5D"/></a:solidFill>', []),
        ('<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>', []),
    ],
)
def test_white_text_in_a_text_box_is_held_against_the_colour_of_the_box(filling: str, found: list[str]) -> None:
    def make(document: Document) -> None:
        box("Møtet er avlyst.", filling=filling)(document)
        run = next(document.element.body.iter(qn("w:txbxContent"))).find(f"{qn('w:p')}/{qn('w:r')}")
        run.insert(0, parse_xml(f'<w:rPr {nsdecls("w")}><w:color w:val="FFFFFF"/></w:rPr>'))

    assert warned(make) == found


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (box("Ein", "To", "Tre", "Fire", "Fem"), [BOX]),
        (box(LONG * 2), [BOX]),
        (box("Ein", "To"), []),
        (box("Ein", "To", "Tre", "Fire", "Fem", grows=True), []),
        (box("Ein", "To", "Tre", "Fire", "Fem", upright=True), []),
        (box("Ein", "To", "Tre", "Fire", "Fem", points=90), []),
    ],
)
def test_a_text_box_that_cuts_its_text_is_warned_of(make: Callable[[Document], None], found: list[str]) -> None:
    assert warned(make) == found


def picture(
    *, kind: str = "wrapNone", behind: bool = False, header: bool = False, down: int = 0
) -> Callable[..., None]:
    """A picture that floats: in front of the text or otherwise, some millimetres below what holds it."""

    def make(document: Document) -> None:
        buffer = io.BytesIO()
        Image.new("RGB", (40, 40), "white").save(buffer, "PNG")
        buffer.seek(0)
        holder = document.sections[0].header.paragraphs[0] if header else document.add_paragraph("Møtet er avlyst.")
        inline = holder.add_run().add_picture(buffer, width=Mm(40))._inline
        inline.docPr.set("descr", "Ei kvit flate")
        anchor = parse_xml(
            f'<wp:anchor {nsdecls("wp", "a", "pic", "r")} behindDoc="{int(behind)}" relativeHeight="1" locked="0" '
            'layoutInCell="1" allowOverlap="1" simplePos="0" distT="0" distB="0" distL="0" distR="0">'
            '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset>'
            '</wp:positionH><wp:positionV relativeFrom="'
            f'{"page" if header else "paragraph"}"><wp:posOffset>{down * 36000}</wp:posOffset></wp:positionV>'
            f"<wp:{kind}{' wrapText=' + chr(34) + 'bothSides' + chr(34) if kind == 'wrapSquare' else ''}/></wp:anchor>"
        )
        for at, child in enumerate(list(inline)):
            anchor.insert(3 if at == 0 else len(anchor), child)
        inline.getparent().replace(inline, anchor)

    return make


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (picture(), [COVERED]),
        (picture(behind=True), []),
        (picture(kind="wrapSquare"), []),
        (picture(down=-60), []),
        (picture(header=True, down=5), []),
        (picture(header=True, down=60), [COVERED]),
    ],
)
def test_what_lies_in_front_of_the_text_is_warned_of(make: Callable[[Document], None], found: list[str]) -> None:
    assert warned(make) == found


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.stem)
def test_our_own_templates_are_read_by_everybody(path) -> None:
    found = check_template(path.read_bytes(), name=path.name, known=None)
    assert [problem for problem in found for about in EVERY if about in problem.what] == []


def on_highlight(marker: str, colour: str) -> Callable[[Document], None]:
    def make(document: Document) -> None:
        run = document.add_paragraph().add_run("Møtet er avlyst")
        run.font.color.rgb = RGBColor.from_string(colour)
        run._element.get_or_add_rPr().append(parse_xml(f'<w:highlight {nsdecls("w")} w:val="{marker}"/>'))

    return make


def on_solid(pattern: str, colour: str) -> Callable[[Document], None]:
    def make(document: Document) -> None:
        run = document.add_paragraph().add_run("Møtet er avlyst")
        run.font.color.rgb = RGBColor.from_string(colour)
        shade = f'<w:shd {nsdecls("w")} w:val="solid" w:color="{pattern}" w:fill="FFFFFF"/>'
        run._element.get_or_add_rPr().append(parse_xml(shade))

    return make


def on_page(page: str, colour: str, *, shown: bool = True) -> Callable[[Document], None]:
    def make(document: Document) -> None:
        run = document.add_paragraph().add_run("Møtet er avlyst")
        run.font.color.rgb = RGBColor.from_string(colour)
        document.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string("808080")
        document.element.insert(0, parse_xml(f'<w:background {nsdecls("w")} w:color="{page}"/>'))
        if shown:
            document.settings.element.insert(0, OxmlElement("w:displayBackgroundShape"))

    return make


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (on_highlight("black", "000000"), [FAINT]),
        (on_highlight("black", "FFFFFF"), []),
        (on_highlight("darkBlue", "000000"), [FAINT]),
        (on_highlight("none", "FFFFFF"), [FAINT]),
        (on_highlight("white", "FEFEFE"), [FAINT]),
        (on_solid("000000", "000000"), [FAINT]),
        (on_solid("auto", "111111"), [FAINT]),
        (on_solid("000000", "FFFFFF"), []),
        (on_page("101010", "000000"), [FAINT]),
        (on_page("101010", "FFFFFF"), []),
        (on_page("101010", "000000", shown=False), []),
        (on_page("101010", "FFFFFF", shown=False), [FAINT]),
    ],
)
def test_dark_text_on_a_dark_pen_pattern_or_page_is_warned_of(
    make: Callable[[Document], None], found: list[str]
) -> None:
    assert warned(make) == found


@pytest.mark.parametrize("line", ["strike", "double_strike"])
def test_text_that_is_struck_through_by_hand_is_warned_of(line: str) -> None:
    def struck(*, on: bool) -> Callable[[Document], None]:
        return lambda document: setattr(document.add_paragraph().add_run("Møtet i fjor").font, line, on)

    assert [warned(struck(on=on)) for on in (True, False)] == [[STRUCK], []]
