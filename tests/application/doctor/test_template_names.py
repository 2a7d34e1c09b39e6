"""A template is known by its name, also when it is a copy that Windows has named."""

from __future__ import annotations

import pytest

from cycle.application.doctor.template_checks import known_to
from cycle.letters.fields.known_fields import COMMON, PAPER, PERSONAL

COPIES = (
    *("program.docx", "Program.docx", "program (kopi).docx", "program - kopi.docx", "program (1).docx"),
    *("program (2).nb.docx", "Kopi av program.docx", "Copy of program.docx", "program - Copy (2).docx"),
)


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_of_the_programme_may_not_name_a_recipient_either(name: str) -> None:
    assert known_to(name, {"program.docx"}) is COMMON


def test_a_copy_of_a_paper_or_a_letter_is_checked_as_that() -> None:
    assert known_to("referat (kopi).docx", ()) is PAPER
    assert known_to("invitasjon - kopi (3).docx", {"program.docx"}) is PERSONAL
