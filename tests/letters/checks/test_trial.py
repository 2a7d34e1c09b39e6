"""Whatever the gate demands of a PDF, the check of the template asks, with one example."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.doctor.template_checks import known_to
from cycle.errors import ConversionError
from cycle.letters.checks.document_titles import title_problems
from cycle.letters.fields import PAPER, PERSONAL, PROOF, example_fields, example_paper, example_proof
from cycle.letters.pdf import pdfa
from cycle.letters.pdf.conversion import convert, find_office
from cycle.letters.render.template import compile_template
from cycle.letters.trial import Trial, letter_problems, stated_problems, trial_problems
from cycle.model import DOCX, Document
from cycle.phrases import Phrase
from tests.letters.company import member, nynorsk
from tests.letters.conftest import TEMPLATES, paragraph, with_parts, write_word


def trial(name: str, data: bytes) -> Trial:
    return Trial(name=name, data=data, known=PERSONAL, fields=example_fields())


@pytest.mark.parametrize("title", ["", " ", "\u00a0", "\u200b", "\u00ad\u2060", "–", " . "])
def test_a_template_without_a_title_is_told_with_where_to_write_one(title: str) -> None:
    found = list(stated_problems(write_word("Kjære {{ recipient.name }}", title=title), name="brev.docx"))
    assert [(problem.where, problem.what) for problem in found] == [
        ("document property title", "the document has no title, and every PDF for the archive must have one")
    ]
    assert found[0].remedy.startswith("give the template a title in Word (File, Info, Properties, Title)")
    assert list(stated_problems(write_word("Hei", title="{{ letter.title }}"), name="brev.docx")) == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("{{ letter.title }}", []),
        ("{{ meeting.theme or letter.title }}", []),
        ("Brev {{ meeting.theme }}", []),
        ("{{ meeting.theme }}", ["warning"]),
        (" {{ host.organisation }}\u200b{{ sender.title }} ", ["warning"]),
        ("{% if meeting.theme %}Møtet{% endif %}", ["warning"]),
        ("{# skriv ein tittel #}", ["error"]),
        ("{{ letter.title if meeting.held and not meeting.held }}", ["error"]),
        ("{{ meeting.theme", []),
    ],
)
def test_a_title_that_is_empty_in_some_years_is_told_before_that_year(title: str, expected: list[str]) -> None:
    """The example has a theme and all else, so that its PDF has a title where those of a bare year have none."""
    found = list(
        title_problems(write_word("Hei", title=title), name="brev.docx", known=PERSONAL, fields=example_fields())
    )
    assert [problem.severity for problem in found] == expected
    for problem in found:
        assert problem.what == "the title of the letters is empty where nobody has filled in the fields in it"
        assert problem.written_in("nn").what == "tittelen er tom når ingen har fylt ut felta i han"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        *((title, True) for title in ("Dokument1", "Document 2", "dokument", "Mal.docx", "Uten tittel", "2027")),
        *((title, True) for title in ("Microsoft Word - brev.doc", "Normal.dotm", "Tittel", "Untitled")),
        *((title, False) for title in ("Invitasjon til partnarskapsmøtet", "Dokument frå møtet", "{{ letter.title }}")),
    ],
)
def test_a_title_that_word_gave_a_new_document_is_warned_of(title: str, said: bool) -> None:
    found = [
        (problem.severity, problem.what)
        for problem in title_problems(
            write_word("Hei", title=title), name="brev.docx", known=PERSONAL, fields=example_fields()
        )
    ]
    what = f"the title of the letters is «{title}», as Word calls a new document"
    assert found == ([("warning", what)] if said else [])


@pytest.mark.parametrize(
    "tag",
    ["{{ -recipient.name }}", "{{ recipient.name|replace('a') }}", "{{ 5 / 0 }}", "{{ recipient.name|upper('a') }}",
     "{% for a, b in recipient.seats %}{{ a.b.c }}{% endfor %}", "{% set ns.x = 1 %}", "{{ 'a' * 100000000 }}"],
)  # fmt: skip
def test_a_tag_that_can_be_read_and_never_filled_in_is_told_without_libreoffice(tag: str) -> None:
    [problem] = letter_problems(trial("brev.docx", write_word(f"Hei {tag}", title="T")))
    assert problem.severity == "error"
    for language in ("nn", "nb"):
        assert "Error" not in problem.written_in(language).what  # type: ignore[arg-type]
    assert letter_problems(trial("brev.docx", write_word("Hei {{ recipient.name }}", title="T"))) == ()


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.docx")), ids=lambda file: file.name)
def test_the_templates_we_ship_have_a_title_in_every_year(file: Path) -> None:
    known = known_to(file.name, frozenset({"program.docx"}))
    fields = {PROOF: example_proof, PAPER: example_paper}.get(known, example_fields)()
    assert list(title_problems(file.read_bytes(), name=file.name, known=known, fields=fields)) == []


@pytest.mark.office
def test_an_example_of_each_template_is_judged_as_its_letters_will_be() -> None:
    good = nynorsk(write_word("Kjære {{ recipient.name }}", title="{{ letter.title }}"))
    mute = with_parts(good, {"word/styles.xml": member(good, "word/styles.xml").replace(b'w:val="nn-NO"', b'w:val=""')})
    bare = nynorsk(write_word("Kjære {{ recipient.name }}", title="{{ change.reason if letter.our_reference == '' }}"))
    trials = [trial("god.docx", good), trial("utan-tittel.docx", bare), trial("utan-sprak.docx", mute)]
    found = trial_problems(trials, office=find_office())
    assert [(problem.file, problem.what) for problem in found] == [("utan-tittel.docx", "the PDF lacks a title")]
    assert trial_problems(trials, office=find_office()) == found


@pytest.mark.office
@pytest.mark.parametrize(
    ("lacking", "what", "remedy"),
    [
        ({"language": ""}, "the PDF lacks a language", "set the proofing language of the whole template to Norwegian"),
        ({"borrowed_fonts": ("Ukjend",)}, "the PDF lacks the fonts Ukjend", "use a font in the template"),
        ({"tagged": False}, "the PDF lacks tags", ""),
        ({"conformance": ""}, "the PDF lacks the claim to be PDF/A-2", ""),
        (
            {"universal": True, "against_universal": (Phrase("alternative text of every picture"),)},
            "the PDF lacks what its claim to be PDF/UA asks: alternative text of every picture",
            "",
        ),
    ],
)
def test_whatever_a_pdf_lacks_is_told_of_the_template_with_what_helps(
    lacking: dict[str, Any], what: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pdfa.read_pdf
    monkeypatch.setattr(pdfa, "read_pdf", lambda data: replace(real(data), **lacking))
    letter = nynorsk(write_word(f"Kjære {{{{ recipient.name }}}}, {what}", title="{{ letter.title }}"))
    [problem] = trial_problems([trial("brev.docx", letter)], office=find_office())
    assert (problem.file, problem.where, problem.what) == ("brev.docx", "an example as PDF", what)
    assert problem.severity == "error"
    assert problem.remedy.startswith(remedy)
    assert problem.remedy


@pytest.mark.office
def test_one_fault_of_fifty_letters_is_one_line_and_not_libreoffices() -> None:
    template = compile_template(nynorsk(write_word(xml=paragraph("Kjære {{ name }}"))))
    names = [f"Nr {number}" for number in range(20)]
    letters = [Document(name=f"{name}.docx", media_type=DOCX, data=template.render({"name": name})) for name in names]
    with pytest.raises(ConversionError) as caught:
        convert(letters, office=find_office())
    expected, rest = str(caught.value).splitlines()
    assert expected == "20 letters (Nr 0.docx, Nr 1.docx, Nr 2.docx …): the PDF lacks a title"
    assert rest.startswith(
        "0 other letters are done; give the template a title in Word (File, Info, Properties, Title)"
    )
    assert set(caught.value.failures) == {document.name for document in letters}
