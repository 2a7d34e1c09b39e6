"""Microsoft's own validator (Open XML SDK) finds no fault in a letter that its template does not have."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from docxtpl import RichText

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.fields.example import example_fields, example_paper, example_proof
from cycle.letters.fields.meeting_papers import PAPERS
from cycle.letters.fields.picture import Picture
from cycle.letters.pdf.merge import merged
from tests.depth import some
from tests.letters.conftest import ROOT, TEMPLATES, paragraph, png, write_word
from tests.letters.render.test_docxtpl import CASES, CORPUS

VALIDATOR = Path(os.environ.get("CYCLE_VALIDATOR", ROOT / ".venv/npm/node_modules/.bin/ooxml-validator"))
HOSTILE = 'Ola & <Kari>\nliner\tog "teikn"'

pytestmark = [
    pytest.mark.validator,
    pytest.mark.skipif(
        not VALIDATOR.exists(),
        reason="Microsoft's validator is not here: `make validator` installs it where there is npm",
    ),
]


def failures(data: bytes, folder: Path) -> set[tuple[str, str]]:
    """Return what the validator says, without where: a letter has other paragraphs than its template."""
    file = folder / "file.docx"
    file.write_bytes(data)
    said = subprocess.run([VALIDATOR, file], capture_output=True, text=True, check=False)
    assert said.returncode in {0, 1}, said.stderr
    return {(str(error.get("id")), str(error.get("description"))) for error in json.loads(said.stdout)["errors"]}


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.docx")), ids=lambda file: str(file.stem))
def test_a_letter_of_ours_is_without_fault(file: Path, tmp_path: Path) -> None:
    kind = file.name.split(".")[0]
    paper = kind in PAPERS
    fields = example_paper() if paper else example_proof() if kind == "kvittering" else example_fields()
    if "recipient" in fields:
        fields["recipient"] |= {"name": HOSTILE, "greeting": "Kjære 😀"}
    assert failures(compile_template(file).render(fields), tmp_path) == set()


def test_letters_joined_to_one_document_are_without_fault(tmp_path: Path) -> None:
    letter = compile_template(TEMPLATES / "invitasjon.docx").render(example_fields())
    assert failures(merged([letter, letter, letter]), tmp_path) == set()


def test_pictures_rich_text_and_shaded_cells_bring_no_new_fault(tmp_path: Path) -> None:
    """docxtpl's own order of properties is what the validator refuses most."""
    cell = '<w:tc><w:tcPr><w:tcW w:w="99" w:type="dxa"/><w:vAlign w:val="top"/></w:tcPr>{}</w:tc>'
    shaded = f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="99"/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>'
    text = "<w:p><w:r><w:t>{{r text }}</w:t></w:r></w:p>"
    xml = shaded.format(paragraph("{% cellbg colour %}x")) + text + paragraph("{{ picture }}")
    letter = compile_template(write_word(xml=xml)).render(
        {
            "colour": "00FF00",
            "text": RichText("feit", bold=True, color="FF0000", highlight="FFFF00", font="Arial", size=20),
            "picture": Picture(data=png(), width=30, alt="Signatur"),
        }
    )
    assert failures(letter, tmp_path) == set()


@pytest.mark.campaign
@pytest.mark.skipif(not CASES, reason=f"docxtpl's test templates are not at {CORPUS}; set CYCLE_CORPUS")
def test_docxtpls_own_test_templates_make_letters_without_a_new_fault(tmp_path: Path) -> None:
    """docxtpl itself brings new ones in six of them."""
    found = {}
    for case in some(CASES):
        data = (CORPUS / case["template"]).read_bytes()
        try:
            letter = compile_template(data, name=case["template"]).render(case["context"])
        except TemplateError:
            continue
        if new := (here := failures(letter, tmp_path)) and here - failures(data, tmp_path):
            found[case["template"]] = new
    assert found == {}


def test_the_validator_does_find_faults(tmp_path: Path) -> None:
    wrong = "<w:p><w:r><w:rPr><w:color/><w:b/></w:rPr></w:r></w:p>"
    assert len(failures(write_word(xml=wrong), tmp_path)) == 2
