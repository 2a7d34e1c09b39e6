"""What Word shows otherwise than it is written is told before a letter is made."""

from __future__ import annotations

import pytest

from cycle.errors import ConversionError
from cycle.letters.checks.lint import check_template
from cycle.letters.pdf import pdfa, remedy_of
from cycle.phrases import Phrase
from tests.letters.company import GREETING, LAST, asked, control, run, word
from tests.letters.conftest import with_parts

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


HERE = '<w:bookmarkStart w:id="1" w:name="here"/><w:r><w:t>Punkt</w:t></w:r><w:bookmarkEnd w:id="1"/>'


def with_field(code: str, shown: str = "1", place: str = HERE) -> str:
    return f"<w:p>{place}{run('Side ')}{asked(code.replace(chr(34), '&quot;'), shown=shown)}</w:p>"


@pytest.mark.parametrize(
    "code",
    [
        *("PAGE", "NUMPAGES", r"page \* ROMAN", r"PAGE \* Arabic \* MERGEFORMAT", r"NUMPAGES  \* alphabetic"),
        *("PAGEREF here", r"PAGEREF here \h", "REF here", r"ref here \h", r'REF "here" \* CHARFORMAT', "SUBJECT"),
        *('HYPERLINK "https://fjord.example"', r'HYPERLINK \l "here"', "TITLE", r"TITLE \* MERGEFORMAT"),
        *(r"SEQ Tabell \* ARABIC", r"SEQ Tabell \n", r"SEQ Tabell \r 5", r"SEQ Tabell \c \* roman"),
        *("DOCPROPERTY Title", r"docproperty title \* MERGEFORMAT", 'DOCPROPERTY "Title"'),
    ],
)
def test_a_word_field_that_the_pdf_answers_as_word_does_is_let_be(code: str) -> None:
    """Each was tried in LibreOffice 7.4.7 with an old answer kept in the file."""
    found = found_in(with_field(code), title="Brev")
    assert [(severity, what) for _, severity, what in found if PROPERTY not in what] == []


@pytest.mark.parametrize(
    "code",
    [
        *("SECTIONPAGES", "SECTION", "NOTEREF here", "FTNREF here", r"TOC \o", r'TOC \h \c "Figur"', "TOA", "INDEX"),
        *("BIBLIOGRAPHY", "CITATION Ola12", "STYLEREF Tittel", 'STYLEREF "heading 1"', "HERE", "here", "INFO Title"),
        *("SEQ Tabell", r"SEQ Tabell \h \* ARABIC", r"SEQ Tabell \* ARABIC \s 1", r"SEQ Tabell \* CardText"),
        *(r"PAGE \* CardText", r"PAGE \* Ordinal", r"PAGE \* ArabicDash", r'NUMPAGES \# "00"', 'TITLE "Ny"'),
        *(r"REF here \p", r"REF here \r", r"REF here \* Upper", r"PAGEREF here \p", r"PAGEREF here \* ROMAN"),
        *("XE Alver", "AUTONUM", r"TITLE \* Upper", "LISTNUM", r"EQ \f(1;2)", "ADDIN ZOTERO_ITEM", "SOMETHINGNEW"),
    ],
)
def test_a_word_field_that_the_pdf_answers_otherwise_or_with_an_old_answer_is_warned_of(code: str) -> None:
    [(_, severity, what)] = found_in(with_field(code))
    assert (severity, what) == ("warning", f"the Word field '{code}' {WORKED_OUT}")


@pytest.mark.parametrize("code", [r"EQ \x(innan fristen)", "LISTNUM", "DISPLAYBARCODE 1 QR", "BARCODE 5003"])
def test_a_word_field_that_is_left_out_of_the_pdf_is_warned_of(code: str) -> None:
    [(_, severity, what)] = found_in(with_field(code, shown=""))
    assert (severity, what) == (
        "warning",
        f"the Word field '{code}' is left out of the PDF, with what it shows in Word",
    )


@pytest.mark.parametrize("code", ["XE Alver", "TC Alver", "AUTONUM", r"ADVANCE \u 6", r'SYMBOL 169 \f "Arial"'])
def test_a_word_field_that_shows_nothing_of_its_own_is_let_be(code: str) -> None:
    assert found_in(with_field(code, shown="")) == []


def test_a_sign_that_is_kept_and_made_again_is_warned_of() -> None:
    [(_, severity, what)] = found_in(with_field("SYMBOL 169", shown="©"))
    assert (severity, what) == ("warning", "the Word field 'SYMBOL 169' prints its sign twice in the PDF")


@pytest.mark.parametrize("code", ["REF borte", r"REF _Ref77 \r \h", "PAGEREF borte", r"pageref Here \h", "REF"])
def test_a_reference_to_a_place_that_is_not_there_is_refused(code: str) -> None:
    """LibreOffice prints «Error: Reference source not found», also where a letter is a capital."""
    [(_, severity, what)] = found_in(with_field(code))
    assert severity == "error"
    assert what == f"the Word field '{code}' refers to a place that is not in the file"


CELL = f"<w:tbl><w:tr><w:tc><w:p>{HERE}</w:p></w:tc></w:tr></w:tbl>"


@pytest.mark.parametrize(
    "place",
    [
        HERE.replace("<w:r><w:t>Punkt</w:t></w:r>", ""),
        HERE.replace("</w:r><w:bookmarkEnd", f"</w:r></w:p><w:p>{run('to')}<w:bookmarkEnd"),
        f"{run('A')}</w:p>{control(f'<w:p>{HERE}</w:p>')}<w:p>",
    ],
)
def test_a_reference_to_no_words_to_more_than_a_paragraph_or_into_a_control_is_warned_of(place: str) -> None:
    """LibreOffice prints nothing, or the first paragraph only."""
    [(_, severity, what)] = found_in(with_field(r"REF here \h", place=place))
    assert (severity, what) == ("warning", rf"the Word field 'REF here \h' {WORKED_OUT}")
    assert found_in(with_field(r"PAGEREF here \h", place=place)) == []


@pytest.mark.parametrize(
    "place",
    [
        f"{run('A')}</w:p>{CELL}<w:p>",
        HERE.replace("</w:r><w:bookmarkEnd", "</w:r></w:p><w:p><w:bookmarkEnd"),
        f"</w:p><w:p>{control(HERE)}</w:p><w:p>",
    ],
)
def test_a_reference_to_the_words_of_a_cell_a_whole_paragraph_or_a_control_within_one_is_let_be(place: str) -> None:
    assert found_in(with_field(r"REF here \h", place=place)) == []


def test_a_reference_into_a_table_that_a_letter_begins_with_is_warned_of() -> None:
    """LibreOffice leaves out the first letter of the cell: «elle»."""
    data = word(CELL + with_field(r"REF here \h", place="") + LAST)
    [problem] = check_template(data, name="brev.docx", known=None)
    assert WORKED_OUT in problem.what


def test_a_reference_to_a_place_that_only_some_letters_have_is_warned_of() -> None:
    asks, ends = f"<w:p>{run('{%p if x %}')}</w:p>", f"<w:p>{run('{%p endif %}')}</w:p>"
    other = f"<w:p>{run('{%p else %}')}</w:p>"
    place, field = f"<w:p>{HERE}</w:p>", with_field("REF here", place="")
    some = "the Word field 'REF here' refers to a place that only some letters have"
    assert [what for _, _, what in found_in(asks + place + ends + field)] == [some]
    assert [what for _, _, what in found_in(asks + place + other + field + ends)] == [some]
    assert found_in(asks + place + field + ends) == []
    assert found_in(place + asks + field + ends) == []


def test_the_lines_of_a_table_of_contents_are_told_with_it_and_not_each() -> None:
    lines = run("Punkt") + asked(r"PAGEREF _Toc1 \h", shown="7")
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    code = '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" </w:instrText></w:r>'
    [(_, severity, what)] = found_in(f"<w:p>{begin}{code}{separate}{lines}{end}</w:p>")
    assert (severity, what) == ("warning", f"""the Word field 'TOC \\o "1-3"' {WORKED_OUT}""")


@pytest.mark.parametrize(
    "sentence",
    [
        *(
            "Feil! Finner ikke referansekilden.",
            "Feil! Fant ikke referansekilden.",
            "Feil! Fann ikkje referansekjelda.",
        ),
        *("Error! Reference source not found.", "Error! Bookmark not defined.", "Feil! Bokmerke er ikke definert."),
        *("Feil! Det er ingen tekst med den angitte stilen i dokumentet.", "Feil! Koblingen er ugyldig."),
        *("Finner ingen oppføringer for innholdsfortegnelse.", "Finner ingen figurlisteoppføringer."),
        *("Finner ingen stikkordoppføringer.", "Det er ingen kilder i gjeldende dokument.", "!Syntax Error, 1"),
        *("No table of contents entries found.", "There are no sources in the current document."),
        *("Error: Reference source not found", "** Expression is faulty **"),
    ],
)
def test_what_word_says_of_a_field_that_finds_nothing_is_refused(sentence: str) -> None:
    assert [severity for _, severity, _ in found_in(f"<w:p>{run(f'Sjå punkt {sentence} ')}</w:p>")] == ["error"]
    held = [severity for _, severity, _ in found_in(with_field(r"TOC \o", shown=sentence))]
    assert held == ["warning", "error"]
    assert found_in(with_field(r"REF here \h", shown=sentence)) == [], "it is worked out, and the place is there"


@pytest.mark.parametrize("text", ["Error: Reference source\r\nnot found", "Feil! Fant ikke referanse\x02\r\nkilden."])
def test_a_pdf_that_prints_that_a_field_finds_nothing_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that stands in a condition is gone in some letters, and no words of the letter are missing then."""
    facts = {"pages": 1, "title": "Brev", "language": "nn", "tagged": True, "conformance": "2B"}
    for said, refused in ((f"Kjære Kari\r\nSjå punkt {text}", True), ("Kjære Kari\r\nSjå punkt 2", False)):
        monkeypatch.setattr(pdfa, "read_pdf", lambda _, said=said: pdfa.PdfFacts(**facts, text=said))
        if not refused:
            assert pdfa.check_pdf(b"").text == said
            continue
        with pytest.raises(ConversionError) as error:
            pdfa.check_pdf(b"")
        why = error.value.message
        assert isinstance(why, Phrase)
        assert "referanse" in str(why).lower() or "Reference source not found" in str(why)
        assert "delete the field in Word" in str(remedy_of(why))


@pytest.mark.parametrize(
    "text",
    [
        *("Det er ingen saker i programmet.", "Finner ingen betre dag.", "Vi fann ikkje møterommet.", "Error: 404"),
        *("Feil: Referatet var ikkje vedlagt.", "Det er ingen kilder til støy.", "Det er ingen feil i referansane."),
    ],
)
def test_ordinary_sentences_about_what_is_not_there_are_let_be(text: str) -> None:
    assert found_in(f"<w:p>{run(text)}</w:p>") == []


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


def part_of(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


@pytest.mark.parametrize("called", ["TOC \\o", "INDEX \\c 2", "TOA \\h"])
def test_a_list_that_word_made_of_headings_with_tags_is_told_once_with_how_to_take_it_away(called: str) -> None:
    def begun(instruction: str) -> str:
        return f"{part_of('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{part_of('separate')}"

    line = begun('HYPERLINK \\l "_Toc1"') + run("{{ title }} ") + begun("PAGEREF _Toc1") + run("2") + part_of("end") * 2
    found = check_template(
        word(f"{GREETING}<w:p>{begun(called)}{line * 3}{part_of('end')}</w:p>{LAST}"), name="b", known=None
    )
    [problem] = [problem for problem in found if "a tag inside the Word field" in problem.what]
    assert problem.what.startswith(f"a tag inside the Word field '{called}")
    assert problem.remedy != "move it out"
    assert ("References, Table of Contents" in problem.remedy) is called.startswith("TOC")
