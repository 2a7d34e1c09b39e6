"""A document is opened once, however often a gate asks what hides in it; its name and kind are asked of each time."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest

from cycle.archive.inspection import inspect
from tests.archive.hiding import pdf


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was opened as a PDF, one entry each time."""
    found: list[Any] = []
    real = pikepdf.open

    def noting(source: Any, *more: Any, **options: Any) -> Any:
        found.append(source)
        return real(source, *more, **options)

    monkeypatch.setattr(pikepdf, "open", noting)
    return found


def test_the_same_bytes_are_opened_once_and_other_bytes_anew(opened: list[Any]) -> None:
    first, other = pdf(text="Ei utgåve som ingen har sett"), pdf(text="Ei anna utgåve som ingen har sett")
    assert inspect(first, name="tale.pdf") == inspect(first, name="kopi.pdf") == ()
    assert len(opened) == 1
    assert inspect(other, name="tale.pdf") == ()
    assert len(opened) == 2


def test_known_bytes_under_another_name_or_of_another_kind_are_told_as_what_they_are_there(opened: list[Any]) -> None:
    document = pdf(text="Den same fila under tre namn")
    assert inspect(document, name="tale.pdf") == ()
    assert [finding.kind for finding in inspect(document, name="Kari 55 55 55 55.pdf")] == ["telephone"]
    assert [finding.kind for finding in inspect(document, name="tale.docx")] == ["unreadable"]
    assert len(opened) == 1
