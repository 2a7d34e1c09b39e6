"""What cannot be read or filled in is a TemplateError with its place, whatever library stumbles over it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document as WordDocument
from docxtpl import InlineImage

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.checks.lint import check_template
from cycle.letters.fields.known_fields import PERSONAL
from cycle.letters.fields.picture import Picture
from cycle.letters.render.compiled_part import CompiledPart
from cycle.letters.render.job import LetterJob
from tests.letters.conftest import paragraph, png, table, write_word

GRID = "<w:tbl><w:tblGrid>{}</w:tblGrid>{}</w:tbl><w:p/>"
SPAN = paragraph("{% colspan v %}x")
CELL = f"<w:tc>{paragraph('x')}</w:tc>"


def _nested(opening: str, closing: str, depth: int) -> str:
    return opening * depth + "a" + closing * depth


@pytest.mark.parametrize(
    "data",
    [
        write_word("{{ " + _nested("(", ")", 190) + " }}"),
        write_word(_nested("{% for a in [a] %}", "{% endfor %}", 25)),
        write_word(_nested("{% if a %}", "{% endif %}", 120)),
        write_word(xml=CELL.replace("x", "{{ a")),
        write_word(xml=f"<w:tr>{CELL.replace('x', '{{ a')}</w:tr>"),
        write_word("{{ a", title="{{ a"),
    ],
)
def test_a_template_that_cannot_be_read_is_refused_by_the_check_and_by_the_compiler_alike(data: bytes) -> None:
    with pytest.raises(TemplateError) as caught:
        compile_template(data, name="brev.docx")
    assert all(problem.file == "brev.docx" and problem.what for problem in caught.value.problems)
    assert [problem for problem in check_template(data, name="brev.docx", known=None) if problem.severity == "error"]


def test_a_path_that_is_none_is_a_template_error() -> None:
    with pytest.raises(TemplateError, match="the template cannot be read"):
        compile_template("a\0b")


def _inside_itself() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


def _deep() -> list[Any]:
    found: list[Any] = []
    for _ in range(5_000):
        found = [found]
    return found


@pytest.mark.parametrize("value", [_inside_itself(), _deep()])
def test_values_nested_without_end_are_refused_for_their_recipient(value: object) -> None:
    with pytest.raises(TemplateError, match=r"brev\.docx: recipient p-1: .*nested too deeply"):
        compile_template(write_word("{{ v|length }}"), name="brev.docx").render({"v": value}, recipient="p-1")


@pytest.mark.parametrize(
    ("xml", "values"),
    [
        (GRID.format('<w:gridCol w:w="auto"/>' * 2, f"<w:tr>{CELL}</w:tr>"), {}),
        (
            GRID.format("<w:gridCol/>", f"<w:tr><w:tc><w:tcPr><w:tcW/></w:tcPr>{SPAN}</w:tc></w:tr>"),
            {"v": "to"},
        ),
        (f"<w:tbl><w:tr>{CELL}</w:tr></w:tbl><w:p/>", {}),
    ],
)
def test_columns_that_cannot_be_fitted_are_told(xml: str, values: dict[str, Any]) -> None:
    with pytest.raises(
        TemplateError, match=r"recipient p-1: word/document\.xml: a table whose columns cannot be fitted"
    ):
        compile_template(write_word(xml=xml)).render(values, recipient="p-1")


@pytest.mark.parametrize("value", [InlineImage(None, io.BytesIO(b"x")), Picture(data=b"x")])
def test_a_picture_that_is_none_is_a_template_error_with_the_recipient(value: object) -> None:
    with pytest.raises(TemplateError, match="recipient p-1: "):
        compile_template(write_word("{{ v }}")).render({"v": value}, recipient="p-1")


def test_a_picture_that_is_none_is_told_with_its_field() -> None:
    with pytest.raises(TemplateError) as caught:
        compile_template(write_word("{{ host.logo }}")).render({"host": {"logo": Picture(data=b"x")}}, recipient="p-1")
    assert [problem.where for problem in caught.value.problems] == ["recipient p-1: host.logo"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{{ meeting.venue }}", "meeting.venue"),
        ("{{ venue }}", "venue"),
        ("{% for s in recipient.seats %}{{ s.why }}{% endfor %}", r"recipient\.seats\[1\]\.why"),
        ("{{ recipient.seats[7] }}", r"recipient\.seats\[7\]"),
        ("{{ recipient.seats|join(', ', attribute='why') }}", r"recipient\.seats\[1\]\.why"),
        ("{{ recipient['seats'][0]['title'] }}", r"recipient\.seats\[0\]\.title"),
    ],
)
def test_a_missing_value_is_told_with_its_whole_path_its_place_and_its_recipient(text: str, path: str) -> None:
    values = {"meeting": {}, "recipient": {"seats": [{"why": "a"}, {}]}}
    message = rf"recipient p-7: word/document\.xml «Til .*»: a field without a value: '{path}'; give it a value, or ask"
    with pytest.raises(TemplateError, match=message):
        compile_template(write_word("Hei", f"Til {text}")).render(values, recipient="p-7")


def test_what_cannot_be_filled_in_is_told_with_the_words_around_it() -> None:
    with pytest.raises(TemplateError, match=r"word/document\.xml «Del {{ 1 / n }} ut»: a tag that cannot be filled in"):
        compile_template(write_word("Hei", "Del {{ 1 / n }} ut", "Helsing")).render({"n": 0})


def test_a_table_without_a_row_is_refused_for_the_recipient_who_would_get_it() -> None:
    rows = table(("{%tr for x in l %}",), ("{{ x }}",), ("{%tr endfor %}",)).replace(
        "<w:gridCol/>", '<w:gridCol w:w="9"/>'
    )
    template = compile_template(write_word(xml=paragraph("Lista") + rows + paragraph("slutt")))
    with pytest.raises(TemplateError, match=r"recipient b: word/document\.xml «{{ x }}.*»: a table without a row"):
        LetterJob(template, {"a": {"l": ["x"]}, "b": {"l": []}})
    template.mode = "docxtpl"
    with pytest.raises(TemplateError, match=r"recipient b: .*: a table without a row"):
        LetterJob(template, {"a": {"l": ["x"]}, "b": {"l": []}})


def test_branches_of_values_that_lack_a_field_or_hold_our_marks_are_told() -> None:
    template = compile_template(write_word("{%+ if x %}{{ y }}{% endif %}"))
    assert len(template.branches) == 2
    with pytest.raises(TemplateError, match="a field without a value: 'y'"):
        template.taken({"x": 1})
    assert {branch.taken for branch in template.taken({"x": "1", "y": "\ue000999\ue001"})} == {True}


def test_columns_follow_the_rows_that_come_and_go_in_every_letter() -> None:
    """docxtpl takes a column out of a grid that is wider than its rows, and only then."""
    grid = '<w:tblGrid><w:gridCol w:w="10"/><w:gridCol w:w="10"/></w:tblGrid>'
    tag = "<w:tr><w:tc>{}</w:tc></w:tr>"
    rows = f"<w:tr>{CELL}</w:tr>{tag.format(paragraph('{%tr if z %}'))}<w:tr>{CELL * 2}</w:tr>"
    data = write_word(xml=f"<w:tbl>{grid}{rows}{tag.format(paragraph('{%tr endif %}'))}</w:tbl><w:p/>")
    job = LetterJob(compile_template(data), {"a": {"z": True}, "b": {"z": False}}, every=1)
    columns = [len(WordDocument(io.BytesIO(letter)).tables[0].columns) for _, letter in job.letters()]
    assert (job.problems, columns) == ((), [2, 1])


def test_a_difference_from_docxtpl_in_a_later_letter_is_known_before_the_first_is_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = CompiledPart.fill
    wrong = {"v": "ein annan"}
    monkeypatch.setattr(
        CompiledPart,
        "fill",
        lambda self, values, plain: whole(self, wrong if values["v"] == "b" else values, plain=plain),
    )
    job = LetterJob(compile_template(write_word("Til {{ v }}")), {"a": {"v": "a"}, "b": {"v": "b"}}, every=1)
    assert [problem.what for problem in job.problems] == [
        "the letter to recipient b is not the one docxtpl makes; docxtpl makes all of them"
    ]
    texts = [WordDocument(io.BytesIO(letter)).paragraphs[0].text for _, letter in job.letters()]
    assert texts == ["Til a", "Til b"]


def test_what_docxtpl_cannot_make_is_told_before_the_first_letter_is_out() -> None:
    """The first letter was tried before the picture of the second left them all to docxtpl."""
    values = {"a": {"s": "x"}, "b": {"s": InlineImage(None, io.BytesIO(png()))}, "c": {"s": InlineImage(None, "")}}
    with pytest.raises(TemplateError, match="recipient c: "):
        LetterJob(compile_template(write_word("{{ s }}")), values)


def test_a_strange_template_of_ours_is_checked_with_its_fields_too() -> None:
    found = check_template(write_word("{{ " + _nested("(", ")", 190) + " }}"), name="b.docx", known=PERSONAL)
    assert [problem.what[:20] for problem in found if problem.severity == "error"]
