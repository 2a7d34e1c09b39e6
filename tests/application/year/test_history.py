"""What the history of a community may say of a past year, and how it is refused what cannot be."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from cycle.application.actions import start_community
from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.errors import ConfigError
from cycle.model import Language
from cycle.settings import Settings
from tests.application.stated_history import BERGEN, HEAD, ROOT, STATED
from tests.desk import typed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real community, with no history."""
    copy = tmp_path / "bergensomradet"
    copy.mkdir()
    for path in BERGEN.iterdir():
        if path.suffix in {".toml", ".csv"} and path.name != "history.toml":
            shutil.copy(path, copy)
    return copy


def said(folder: Path, text: str) -> LoadedCommunity:
    (folder / "history.toml").write_text(text, "utf-8")
    return load_community(folder)


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        said(folder, text)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "written",
    [
        "2018-02-14",
        '"14. februar 2018"',
        '"14.2.2018"',
        '"14.02.2018"',
        '"onsdag 14. februar 2018"',
        '"Onsdag den 14. februar 2018"',
        '"2018-02-14"',
    ],
)
def test_a_day_is_read_as_norwegians_write_it(folder: Path, written: str) -> None:
    loaded = said(folder, f"{HEAD}date = {{ value = {written}, {STATED} }}")
    assert [edition.date.value for edition in loaded.history.editions if edition.date] == [dt.date(2018, 2, 14)]


AT = "history.toml: editions[0]"
ON_SUCH = "write another date; was the meeting held on such a day, write why = … beside it"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            f'date = {{ value = "torsdag 14. februar 2018", {STATED} }}',
            (
                f"{AT}.date.value: 'torsdag 14. februar 2018' was written, and the day is a onsdag; "
                "correct the weekday or the day"
            ),
        ),
        (
            f'date = {{ value = "14. februar", {STATED} }}',
            f"{AT}.date.value: '14. februar' has no year; write 12. februar 2020",
        ),
        (
            f'date = {{ value = "15. februrar 2018", {STATED} }}',
            f"{AT}.date.value: '15. februrar 2018' names no month; write 12. februar 2020",
        ),
        (
            f"date = {{ value = 2018-02-18, {STATED} }}",
            f"{AT}.date.value: 2018-02-18 is a Sunday; {ON_SUCH}",
        ),
        (
            f"date = {{ value = 2018-05-17, {STATED} }}",
            f"{AT}.date.value: 2018-05-17 is Constitution Day, 17 May; {ON_SUCH}",
        ),
        (
            f"date = {{ value = 2019-02-14, {STATED} }}",
            (
                f"{AT}.date.value: the date 2019-02-14 is not in 2018; write year = 2019 or another date; was it moved "
                "over New Year, write why = … beside it"
            ),
        ),
        (
            f'date = {{ value = "? 14. februar 2018", {STATED} }}',
            (
                f"{AT}.date.value: '? 14. februar 2018' is still a question; correct it where it is wrong, and take "
                "the question mark away"
            ),
        ),
        (
            f"registration = {{ value = 09:30:00, {STATED} }}\nstart = {{ value = 09:00:00, {STATED} }}",
            (
                f"{AT}.registration.value: the registration opens 09.30, after the meeting has begun at 09.00; correct "
                "one of them"
            ),
        ),
        (
            f'date = {{ value = 2018-02-14, printed = "14. februar 2018", why = "Feil.", {STATED} }}',
            f"{AT}.date.printed: printed says '14. februar 2018', and so does value; correct one, or take printed away",
        ),
        (
            'documents = [{ title = "Program", titel = "Program", kind = "programme", source = "toppleiarmote" }]',
            f"{AT}.documents[0].titel: unknown key 'titel'; did you mean 'title'?",
        ),
        (
            'documents = [{ title = "Program", kind = "programme", source = "toppleiarmote", file = "../a.pdf" }]',
            (
                f"{AT}.documents[0].file: '../a.pdf' is no file inside the folder historie; write it as it lies there, "
                "with its ending: 2020/program.pdf"
            ),
        ),
        (
            'pictures = [{ file = "2018/salen.jpg", source = "toppleiarmote" }]',
            f"{AT}.pictures[0].alt: missing; write alt = …",
        ),
        (
            'pictures = [{ file = "2018/salen.jpg", alt = "salen.jpg", source = "toppleiarmote" }]',
            (
                f"{AT}.pictures[0].alt: the text does not say what the picture shows; write it as to somebody on the "
                "telephone: Mange menneske sit i eit stort møterom."
            ),
        ),
        (
            'talks = [{ title = "A", files = ["2018/a.pdf"] }, { title = "B", files = ["2018/a.pdf"] }]',
            f"{AT}.talks[1].files[0]: '2018/a.pdf' stands at talks[0].files[0] too; name a file once",
        ),
        (
            'contradictions = [{ subject = "date", printed = "A", likely = "A", why = "W", source = "toppleiarmote" }]',
            f"{AT}.contradictions[0]: printed and likely say the same, so nothing is contradicted; correct one of them",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_what_would_be_right(
    folder: Path, lines: str, expected: str
) -> None:
    found = refused(folder, HEAD + lines)
    assert [typed(problem) for problem in found] == [expected]


def test_a_meeting_of_another_time_and_two_meetings_on_one_day_are_refused(folder: Path) -> None:
    late = HEAD.replace("2018", "2023") + f"date = {{ value = 2023-04-19, {STATED} }}"
    assert refused(folder, late) == [
        (
            "history.toml: editions[0].meeting: there was no 'toppleiarmote' on 2023-04-19, by its valid_from and "
            "valid_to; the meeting then was 'partnarskapsmote'"
        )
    ]
    day = f"date = {{ value = 2018-02-14, {STATED} }}\n"
    assert refused(folder, HEAD + day + HEAD + "extra = true\n" + day) == [
        "history.toml: editions[1].date.value: editions[0] was held on 2018-02-14 too; correct one of them"
    ]


def test_what_was_held_on_a_sunday_says_why_and_stands(folder: Path) -> None:
    why = f'{HEAD}date = {{ value = 2018-02-18, why = "Møtet vart halde på ein sundag.", {STATED} }}'
    assert said(folder, why).history.editions[0].date is not None


def test_the_history_may_name_sources_of_its_own_and_no_id_of_the_communitys(folder: Path) -> None:
    own = '[sources.gamal-side]\ntitle = "Den gamle sida"\n'
    edition = HEAD + 'talks_source = "gamal-side"\n'
    assert said(folder, own + edition).history.printed_source("gamal-side") == "Den gamle sida"
    assert refused(folder, own.replace("gamal-side", "ssu") + HEAD) == [
        "history.toml: sources.ssu: community.toml has a source of this id; give it another id"
    ]


def test_systems_of_one_meeting_do_not_hold_on_the_same_days(folder: Path) -> None:
    system = '[[systems]]\nmeeting = "toppleiarmote"\nsource = "toppleiarmote"\n'
    assert refused(folder, f"{system}valid_to = 2015-12-31\n{system}valid_from = 2015-06-01\n{HEAD}") == [
        (
            "history.toml: systems[1].valid_from: systems[0] of 'toppleiarmote' holds on some of the same days; let "
            "valid_to of the earlier be the day before valid_from of the later"
        )
    ]


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_the_history_that_a_new_community_begins_with_loads_without_its_comment_signs(
    tmp_path: Path, language: Language
) -> None:
    start_community(Settings(root=ROOT), str(tmp_path / "ny"), language=language)
    history = tmp_path / "ny" / "history.toml"
    lines = history.read_text("utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("# [sources"))
    history.write_text("\n".join(line.removeprefix("# ") for line in lines[begin:]), "utf-8")
    (edition,) = load_community(tmp_path / "ny").history.editions
    assert [path for _, path in edition.files()] == ["2022/program.pdf", "2022/nordmann.pdf", "2022/salen.jpg"]
