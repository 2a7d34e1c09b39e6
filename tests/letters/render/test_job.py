"""A job's letters are tried before the first is out, and held against docxtpl on the way."""

from __future__ import annotations

import copy
import io
import zipfile
from typing import Any

import pytest
from docx import Document as WordDocument
from docxtpl import InlineImage

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.fields.example import example_fields
from cycle.letters.fields.known_fields import COMMON
from cycle.letters.fields.picture import Picture
from cycle.letters.render.compiled_part import CompiledPart
from cycle.letters.render.job import LetterJob, differing_parts
from tests.letters.conftest import TEMPLATES, body, paragraph, png, with_parts, write_word

NAME = "{{ recipient.name }}"


def named(name: str) -> dict[str, Any]:
    fields = example_fields()
    fields["recipient"]["name"] = name
    return fields


def addressed(name: str) -> dict[str, Any]:
    fields = named(name)
    fields["recipient"]["address_lines"] = [name]
    return fields


def text(letter: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in WordDocument(io.BytesIO(letter)).paragraphs)


@pytest.mark.parametrize("name", ["invitasjon", "folgebrev", "program"])
def test_our_letters_are_the_ones_docxtpl_makes(name: str) -> None:
    template = compile_template(TEMPLATES / f"{name}.docx", known=COMMON if name == "program" else None)
    fields = example_fields() if name != "program" else {k: v for k, v in example_fields().items() if k != "recipient"}
    fields["letter"]["title"] = "Møte & samtale"
    assert differing_parts(template.render(fields), template.reference(fields)) == ()


def test_one_wrong_value_stops_the_job_before_the_first_letter_and_names_whose_it_is() -> None:
    wanted = {"p-01": named("Kari"), "p-02": named("Ola\x07"), "p-03": named("Per\ud800")}
    with pytest.raises(TemplateError) as caught:
        LetterJob(compile_template(write_word(NAME)), wanted)
    assert [problem.where for problem in caught.value.problems] == [
        "recipient p-02: recipient.name",
        "recipient p-03: recipient.name",
    ]


def test_a_field_that_one_recipient_lacks_stops_the_job_before_the_first_letter() -> None:
    lacking = named("Per")
    del lacking["meeting"]["theme"]
    with pytest.raises(TemplateError, match=r"recipient p-02: word/document\.xml «.*»: a field .*: 'meeting\.theme'; "):
        LetterJob(compile_template(write_word("{{ meeting.theme }}")), {"p-01": named("Kari"), "p-02": lacking})


def test_letters_that_agree_with_docxtpl_stay_compiled_and_tell_nothing() -> None:
    job = LetterJob(compile_template(TEMPLATES / "invitasjon.docx"), {f"p-{n}": addressed(f"Nr {n}") for n in range(5)})
    letters = dict(job.letters())
    assert list(letters) == ["p-0", "p-1", "p-2", "p-3", "p-4"]
    assert text(letters["p-4"]).startswith("Nr 4\n")
    assert job.problems == ()


def test_a_letter_unlike_docxtpls_is_told_and_the_job_is_left_to_docxtpl(monkeypatch: pytest.MonkeyPatch) -> None:
    template = compile_template(write_word(f"Til {NAME}"))
    whole = CompiledPart.fill
    monkeypatch.setattr(CompiledPart, "fill", lambda self, values, plain: whole(self, named("ein annan"), plain=plain))
    job = LetterJob(template, {"p-01": named("Kari"), "p-02": named("Ola")})
    assert [text(letter) for _, letter in job.letters()] == ["Til Kari", "Til Ola"]
    [problem] = job.problems
    assert (problem.where, problem.severity) == ("word/document.xml", "warning")
    assert problem.what.startswith("the letter to recipient p-01 is not the one docxtpl makes")
    assert template.mode == "compiled"


def test_the_same_file_is_compiled_once() -> None:
    data = write_word(f"Berre ein gong {NAME}")
    first, second = compile_template(data), compile_template(data)
    assert first._parts is second._parts
    assert first.fields == ("recipient.name",)
    assert compile_template(write_word(NAME))._parts is not first._parts


def test_a_file_checked_against_other_fields_is_checked_anew() -> None:
    data = write_word(f"Til alle, {NAME}")
    compile_template(data)
    with pytest.raises(TemplateError, match="no field 'recipient'"):
        compile_template(data, known=COMMON)


def test_a_part_in_another_encoding_than_words_own_is_read_as_what_it_says() -> None:
    declared = b"<?xml version='1.0' encoding='ISO-8859-1'?>"
    latin = declared + body(paragraph("Kj\u00e6re {{ v }}")).decode().encode("latin-1")
    data = with_parts(write_word("Hei"), {"word/document.xml": latin})
    assert text(compile_template(data).render({"v": "\u00c5se \u0141"})) == "Kj\u00e6re \u00c5se \u0141"


def test_the_fields_of_a_template_are_told_with_their_whole_paths() -> None:
    source = (
        "{% for s in recipient.seats if s.why %}{{ s.title }}{{ loop.index }}{% endfor %}{% set a = host %}{{ a.name }}"
    )
    assert compile_template(write_word(source, title="{{ letter.title }}")).fields == (
        "host",
        "host.name",
        "letter.title",
        "recipient.seats",
        "recipient.seats[].title",
        "recipient.seats[].why",
    )


def test_fields_behind_a_choice_are_told_too() -> None:
    source = "{{ (d or e).f }}{% for x in (a if b else c) %}{{ x.t }}{% endfor %}{{ (g|default(h)).i }}{{ k[m] }}"
    assert compile_template(write_word(source)).fields == (
        *("a", "a[].t", "b", "c", "c[].t", "d", "d.f", "e", "e.f", "g.i", "h", "h.i", "k", "m"),
    )


def test_a_template_that_is_not_there_is_a_template_error() -> None:
    with pytest.raises(TemplateError, match="the template cannot be read"):
        compile_template("finst-ikkje.docx")


def test_a_signature_is_printed_by_the_compiled_template() -> None:
    template = compile_template(write_word("Helsing {{ signature }} og {{ signature }}"))
    letter = template.render({"signature": Picture(data=png(), width=30, alt="Signatur")})
    document = WordDocument(io.BytesIO(letter))
    assert template.mode == "compiled"
    assert [round(shape.width.mm) for shape in document.inline_shapes] == [30, 30]
    images = [text for text in zipfile.ZipFile(io.BytesIO(letter)).namelist() if text.startswith("word/media/p")]
    assert len(images) == 1
    assert zipfile.ZipFile(io.BytesIO(letter)).read(images[0]) == png()
    assert letter == template.render({"signature": Picture(data=png(), width=30, alt="Signatur")})


def test_a_signature_in_every_letter_does_not_look_like_a_difference_from_docxtpl() -> None:
    fields = {"s": Picture(data=png(), height=10, alt="Signatur"), "who": "Ådne"}
    job = LetterJob(compile_template(write_word("{% if s %}{{ s }}{% endif %} {{ who }}")), {"a": fields, "b": fields})
    letters = dict(job.letters())
    assert job.problems == ()
    assert [len(WordDocument(io.BytesIO(letter)).inline_shapes) for letter in letters.values()] == [1, 1]


def test_docxtpl_shows_our_pictures_too_where_a_job_is_left_to_it() -> None:
    template = compile_template(write_word("{{ s }}"))
    template.mode = "docxtpl"
    letter = template.render({"s": Picture(data=png(), height=10, alt='Signaturen til "Ådne"')})
    [shape] = WordDocument(io.BytesIO(letter)).inline_shapes
    assert (round(shape.height.mm), shape._inline.docPr.get("descr")) == (10, 'Signaturen til "Ådne"')


def test_a_picture_that_is_none_is_refused_by_recipient() -> None:
    with pytest.raises(TemplateError, match=r"recipient p-7: .*a picture that cannot be read"):
        compile_template(write_word("{{ s }}")).render({"s": Picture(data=b"ikkje eit bilete")}, recipient="p-7")


def test_docxtpls_own_picture_leaves_the_whole_job_to_docxtpl() -> None:
    values = {"a": {"s": "ingen"}, "b": {"s": InlineImage(None, io.BytesIO(png()))}}
    template = compile_template(write_word("Helsing {{ s }}"))
    letters = dict(LetterJob(template, values).letters())
    assert len(WordDocument(io.BytesIO(letters["b"])).inline_shapes) == 1
    assert text(letters["a"]) == "Helsing ingen"
    own = copy.copy(template)
    own.render(values["b"])
    assert own.mode == "docxtpl"


def test_a_letter_that_docxtpl_makes_is_the_same_bytes_at_any_time_of_day() -> None:
    template = compile_template(write_word("Helsing {{ s }}"))
    first, second = (template.render({"s": InlineImage(None, io.BytesIO(png()))}) for _ in range(2))
    assert first == second
    assert {member.date_time for member in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
