"""What Word shows otherwise than it is written is told before a letter is made."""

from __future__ import annotations

import pytest

from cycle.letters.checks.lint import check_template

from .company import GREETING, LAST, asked, control, run, word

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


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (
            r' date \@ "d. MMMM yyyy" ',
            "the Word field 'DATE' shows the day the letter is opened, not the day it is dated",
        ),
        ("TIME", "the Word field 'TIME' shows the day the letter is opened, not the day it is dated"),
        (
            r"FILENAME \p",
            "the Word field 'FILENAME' shows a file the letter has while it is made, not the one people get",
        ),
    ],
)
def test_a_date_or_file_name_that_word_writes_anew_is_warned_of(code: str, what: str) -> None:
    code = code.replace('"', "&quot;")
    assert found_in(f"<w:p>{run('Bergen, ')}{asked(code)}</w:p>") == [
        ("body, paragraph 6 «Bergen, 1»", "warning", what)
    ]
