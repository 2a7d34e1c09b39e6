"""What Word shows otherwise than it is written is told before a letter is made."""

from __future__ import annotations

import pytest

from cycle.letters.checks.lint import check_template

from .company import GREETING, LAST, asked, control, run, word
from .conftest import with_parts

BOUND = '<w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:title[1]" w:storeItemID="{6C3C8BC8}"/><w:text/>'


def found_in(xml: str, *, title: str = "Brev") -> list[tuple[str, str, str]]:
    found = check_template(word(GREETING + xml + LAST, title=title), name="brev.docx", known=None)
    return [(problem.where, problem.severity, problem.what.partition(":")[0]) for problem in found]


@pytest.mark.parametrize("whole", [f"<w:p>{control(run('Til {{ name }}'), BOUND)}</w:p>", ""])
def test_a_tag_in_a_control_that_shows_a_property_instead_is_refused(whole: str) -> None:
    xml = whole or control(f"<w:p>{run('Til {{ name }}')}</w:p>", BOUND)
    what = "a tag in a content control that is bound to a document property"
    assert found_in(xml) == [("body, paragraph 6 «Til {{ name }}»", "error", what)]
    assert found_in(xml, title="Personleg til {{ name }}") == found_in(xml)
    assert found_in(xml.replace("ns0:title", "ns0:company"), title="Til {{ name }}") == found_in(xml)
    assert found_in(xml, title="Til {{ name }}") == [], "the property is filled in with the same"
    assert found_in(xml.replace(BOUND, "<w:text/>")) == []
    assert found_in(xml.replace("Til {{ name }}", "Vår ref.")) == []


TODAY = "shows the day the letter is opened, not the day it is dated"
DAY_OF_FILE = "shows a day of the file, not the day the letter is dated"
OF_FILE = "shows a file the letter has while it is made, not the one people get"
WRITER = "shows who has worked in Word, not who sends the letter"
PROPERTY = "shows a property of the template, the same in all letters"
WORKED_OUT = "is worked out by Word, and says something else in the PDF, or an old answer"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (r' date \@ "d. MMMM yyyy" ', f"'DATE' {TODAY}"),
        ("TIME", f"'TIME' {TODAY}"),
        *((code, f"'{code}' {DAY_OF_FILE}") for code in ("SAVEDATE", "CREATEDATE", "PRINTDATE")),
        (r'savedate \@ "d. MMMM yyyy"', f"'SAVEDATE' {DAY_OF_FILE}"),
        (r"FILENAME \p", f"'FILENAME' {OF_FILE}"),
        ("FILESIZE", f"'FILESIZE' {OF_FILE}"),
        (r"TEMPLATE \p", f"'TEMPLATE' {OF_FILE}"),
        *(
            (code, f"'{code}' {WRITER}")
            for code in ("USERNAME", "USERINITIALS", "USERADDRESS", "LASTSAVEDBY", "AUTHOR")
        ),
        *((code, f"'{code}' {PROPERTY}") for code in ("COMMENTS", "SUBJECT", "KEYWORDS", "DOCPROPERTY Company")),
        ('DOCPROPERTY "Our reference"', f"""'DOCPROPERTY "Our reference"' {PROPERTY}"""),
        ("DOCVARIABLE unit", f"'DOCVARIABLE unit' {PROPERTY}"),
        ("INFO Comments", f"'INFO Comments' {PROPERTY}"),
        *(
            (code, f"'{code}' {WORKED_OUT}")
            for code in (
                "= 1+1",
                "=SUM(ABOVE)",
                'QUOTE "Hei"',
                'IF 1 = 1 "a" "b"',
                "COMPARE 1 = 1",
                "EMBED Excel.Sheet",
            )
        ),
        *(
            (code, f"'{code}' {WORKED_OUT}")
            for code in ("EDITTIME", "REVNUM", "NUMWORDS", "NUMCHARS", "SET x 1", "Stad")
        ),
    ],
)
def test_what_a_word_field_shows_otherwise_than_it_was_written_is_warned_of(code: str, what: str) -> None:
    code = code.replace('"', "&quot;")
    expected = [("body, paragraph 6 «Bergen, 1»", "warning", f"the Word field {what}")]
    assert found_in(f"<w:p>{run('Bergen, ')}{asked(code)}</w:p>") == expected


@pytest.mark.parametrize(
    "code",
    [
        *("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "PAGEREF here", "REF here", "HERE", "here", "NOTEREF here"),
        *('HYPERLINK "https://fjord.example"', r"TOC \o", "STYLEREF Tittel", "SEQ Tabell", "SYMBOL 40", "TITLE"),
        *("INFO Title", "DOCPROPERTY Title", r"docproperty title \* MERGEFORMAT", "DOCPROPERTY &quot;Title&quot;"),
    ],
)
def test_a_word_field_that_says_where_something_stands_or_shows_the_title_is_let_be(code: str) -> None:
    place = '<w:bookmarkStart w:id="1" w:name="here"/><w:bookmarkEnd w:id="1"/>'
    assert found_in(f"<w:p>{place}{run('Side ')}{asked(code.replace(chr(34), '&quot;'))}</w:p>") == []


def test_a_word_field_that_shows_a_property_with_a_tag_in_it_is_let_be() -> None:
    namespaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    core = f"<cp:coreProperties {namespaces}><dc:title>Brev</dc:title><dc:subject>{{}}</dc:subject></cp:coreProperties>"
    plain = word(GREETING + f"<w:p>{asked('SUBJECT')}</w:p>" + LAST)
    reported = []
    for subject in ("Til {{ name }}", "Til alle"):
        data = with_parts(plain, {"docProps/core.xml": core.format(subject).encode()})
        reported.append([problem.what for problem in check_template(data, name="brev.docx", known=None)])
    assert reported == [[], [f"the Word field 'SUBJECT' {PROPERTY}"]]
