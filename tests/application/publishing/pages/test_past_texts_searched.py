"""Every text of the history is searched for what is private, whatever its field is called and wherever it is shown."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from cycle.application.publishing import rebuild_site
from cycle.application.publishing.not_for_all.past_remarks import asked_in_history, past_remarks
from cycle.application.year.community_rules.community import load_community
from cycle.errors import InputError
from cycle.governance.community_data.history import History
from tests.application.stated_history import HEAD, STATED
from tests.desk import Desk

PHONE, STREET, PERSON = "Ring 55 12 34 56.", "Han bur i Solbakken 12, 5003 Bergen.", "Fødselsnummer 010190 10046."
Step = tuple[type[BaseModel], str]


def texts_of(model: type[BaseModel], path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Yield the way to each field of a model, and of the models in it, that holds text."""
    for name, field in model.model_fields.items():
        here = (*path, (model, name))
        kinds = list(kinds_in(field.annotation))
        if str in kinds:
            yield here
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from texts_of(kind, here)


def kinds_in(annotation: Any) -> Iterator[Any]:
    """Yield the plain types of an annotation: of tuples, dicts and unions what is in them; the words of a list none."""
    if typing.get_origin(annotation) is typing.Literal:
        return
    inside = typing.get_args(annotation)
    if not inside:
        yield annotation
    for part in inside:
        yield from kinds_in(part)


def holding(path: Sequence[Step], said: str) -> BaseModel:
    """Return the model with a text in the field that the path leads to, and nothing else that has to be there."""
    (model, name), rest = path[0], path[1:]
    value: Any = holding(rest, said) if rest else said
    shape = str(model.model_fields[name].annotation)
    if "tuple[" in shape:
        value = (value,)
    elif "dict[" in shape:
        value = {"first": value}
    known = {"year": 2018, "meeting": "toppleiarmote", "title": "Toppleiarmøtet 2018", "value": ""}
    given = {key: held for key, held in known.items() if key in model.model_fields and key != name}
    return model.model_construct(None, **given, **{name: value})


PATHS = {".".join(name for _, name in path): path for path in texts_of(History)}


@pytest.mark.parametrize("name", PATHS)
def test_each_text_of_the_history_is_searched(name: str) -> None:
    history = holding(PATHS[name], f"{PHONE} {STREET}")
    assert isinstance(history, History)
    found = "\n".join(problem.what for problem in asked_in_history(history, known=(), language="nn"))
    assert "55 12 34 56" in found
    is_where_it_is = name in {"editions.venue.value", "editions.place.value"}
    assert ("Solbakken 12" in found) is not is_where_it_is


def test_the_walk_finds_the_texts_it_is_about() -> None:
    known = {"editions.documents.title", "editions.documents.note", "editions.notes", "editions.talks.speakers.role"}
    known |= {"editions.offices.why", "systems.purpose", "sources.title", "editions.pictures.alt"}
    assert known <= PATHS.keys()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "desk")
    yield made
    made.close()


def written(desk: Desk, title: str, note: str = "") -> None:
    """One past year with one document, and a system of which no page tells."""
    (desk.community / "history.toml").write_text(
        f"""
[[systems]]
meeting = "toppleiarmote"
valid_from = 1990-01-01
valid_to = 1991-01-01
purpose = ["Å møtast. {note}"]
source = "toppleiarmote"
{HEAD}
venue = {{ value = "Huset, Solbakken 12, 5003 Bergen", {STATED} }}
notes = ["Møtet var i Solbakken 12, 5003 Bergen."]

[[editions.documents]]
title = "Program. {title}"
kind = "programme"
source = "toppleiarmote"
note = "{note}"
""",
        "utf-8",
    )


def test_a_title_and_a_note_of_a_past_document_are_asked_about_once_with_their_place(desk: Desk) -> None:
    written(desk, "Spør på 912 34 567.", PHONE)
    found = [
        problem for problem in past_remarks(desk.services, load_community(desk.community)) if "telefon" in problem.what
    ]
    assert [problem.where for problem in found] == [
        "toppleiarmote 2018, documents[1].title",
        "toppleiarmote 2018, documents[1].note",
    ]
    assert not [problem for problem in found if "Solbakken" in problem.what]


def test_what_no_page_shows_is_asked_about_too(desk: Desk) -> None:
    written(desk, "", "")
    desk.replace("history.toml", "Å møtast. ", f"Å møtast. {PHONE}")
    found = past_remarks(desk.services, load_community(desk.community))
    assert [(problem.file, problem.where) for problem in found] == [("history.toml", "systems[1].purpose[1]")]


@pytest.mark.parametrize("place", ["Program. ", "Å møtast. ", 'note = "'])
def test_an_identity_number_anywhere_in_the_history_is_published_nowhere(desk: Desk, place: str) -> None:
    written(desk, "", "")
    desk.replace("history.toml", place, f"{place}{PERSON}")
    with pytest.raises(InputError, match="010190 \\*"):
        rebuild_site(desk.services, community=str(desk.community))
