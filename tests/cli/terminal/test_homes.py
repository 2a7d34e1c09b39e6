"""A folder that is no home is left as it is, whichever command names it; a home whose database is gone is not begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.errors import StoreError
from cycle.homes import what_lies_in
from cycle.services import open_services
from cycle.settings import Settings
from tests.cli.conftest import Run
from tests.desk import Desk

NEED_A_HOME = [
    ("status", 2027),
    ("start", 2027),
    ("approve", 2027, "plan", "--name", "Kari"),
    ("people",),
    ("outbox", 2027),
    ("replies", 2027),
    ("dispatch", 2027, "paminning", "--name", "Kari", "--why", "x"),
    ("remind", 2027),
    ("retention",),
    ("archive", "verify"),
    ("milestones", 2027, "--move", "2027-03-01"),
]
BEGIN_ONE = [
    ("people", "add", "Kari Vik", "--address", "kari@alver.example"),
    ("login", "--as", "samarbeidssekretariatet"),
]
DO_WITHOUT = [("committee", 2027), ("rules",), ("milestones", 2027, "--date", "2027-02-18"), ("signals", "list")]


def lies_in(folder: Path) -> list[tuple[str, int]]:
    return sorted((path.name, path.stat().st_mode) for path in (folder, *folder.rglob("*")))


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "felles"
    folder.mkdir(mode=0o755)
    (folder / "brev.docx").write_text("x")
    return folder


@pytest.mark.parametrize("command", [*NEED_A_HOME, *BEGIN_ONE], ids=lambda command: "-".join(map(str, command[:2])))
def test_a_folder_with_other_files_is_left_as_it_is(run: Run, shared: Path, command: tuple[object, ...]) -> None:
    before = lies_in(shared)
    said = run(*command, CYCLE_HOME=str(shared), CYCLE_IDENTITY="link")
    assert said.code == 1
    assert str(shared) in said.err
    assert "CYCLE_HOME" in said.err
    assert lies_in(shared) == before


@pytest.mark.parametrize("command", NEED_A_HOME, ids=lambda command: "-".join(map(str, command[:2])))
@pytest.mark.parametrize("folder", ["finst-ikkje/djupt", "tom"])
def test_a_command_makes_no_home_of_a_folder_that_is_missing_or_empty(
    run: Run, tmp_path: Path, command: tuple[object, ...], folder: str
) -> None:
    (tmp_path / "tom").mkdir(mode=0o755)
    before = lies_in(tmp_path / "tom")
    said = run(*command, CYCLE_HOME=folder)
    assert said.code == 1
    assert f"{tmp_path / folder}: there is no home of the service there" in said.err
    assert lies_in(tmp_path / "tom") == before
    assert not (tmp_path / "finst-ikkje").exists()


@pytest.mark.parametrize("command", BEGIN_ONE, ids=lambda command: command[0])
def test_what_is_done_before_the_first_start_begins_a_home_and_names_it(
    run: Run, tmp_path: Path, command: tuple[object, ...]
) -> None:
    said = run(*command, CYCLE_HOME=str(tmp_path / "ny"), CYCLE_IDENTITY="link")
    assert (said.code, f"{tmp_path / 'ny'}: a new home of the service begins here" in said.err) == (0, True)
    assert "begins here" not in run("people", CYCLE_HOME=str(tmp_path / "ny")).err


@pytest.mark.parametrize("command", DO_WITHOUT, ids=lambda command: command[0])
def test_what_the_files_answer_is_answered_without_a_home_and_says_so(
    run: Run, shared: Path, command: tuple[object, ...]
) -> None:
    before = lies_in(shared)
    said = run(*command, CYCLE_HOME=str(shared))
    assert said.out == run(*command).out
    assert "answered from the community's files alone" in said.err
    assert lies_in(shared) == before


def test_a_home_whose_database_is_gone_is_not_begun_again(run: Run, desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.close()
    for file in desk.home.glob("cycle.sqlite*"):
        if file.is_file():
            file.unlink()
    for command in (("people",), ("people", "add", "Kari Vik", "--address", "kari@alver.example"), ("status", 2027)):
        said = run(*command)
        assert (said.code, "its database is gone" in said.err) == (1, True)
    with pytest.raises(StoreError, match="restore it from the backup"), open_services(settings_of(desk.home)):
        pass
    assert not (desk.home / "cycle.sqlite").exists()


def test_a_service_is_not_started_in_a_folder_of_others(shared: Path) -> None:
    from flows.running.up import keep_up

    before = lies_in(shared)
    with pytest.raises(StoreError, match="left alone"):
        keep_up(settings_of(shared), report=print)
    assert lies_in(shared) == before


def settings_of(home: Path, **more: object) -> Settings:
    return Settings(_env_file=None, home=home, **more)  # type: ignore[call-arg, arg-type]


def test_a_home_that_is_being_begun_is_one_to_go_on_with(tmp_path: Path) -> None:
    def holds(*names: str, url: str = "") -> str:
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        for name in names:
            (folder / name).mkdir(parents=True)
        return what_lies_in(folder, url or f"sqlite:///{folder / 'cycle.sqlite'}")

    postgres = "postgresql+psycopg://x@y/z"
    assert [holds(), holds("demo"), holds(".cache"), holds("prefect", "up.log"), holds("Brev")] == [
        *["empty"] * 4,
        "strange",
    ]
    assert [holds("secret", url=postgres), holds(url=postgres), holds("Brev", url=postgres)] == [
        "kept",
        "empty",
        "strange",
    ]
    assert holds("files/ab", "secret") == "lost"


@pytest.mark.parametrize("folder", ["tom", "felles"])
def test_the_doctor_makes_no_home_of_a_folder(run: Run, tmp_path: Path, folder: str) -> None:
    home = tmp_path / folder
    home.mkdir(mode=0o755)
    if folder == "felles":
        (home / "brev.docx").write_text("x")
    before = lies_in(home)
    said = run("doctor", CYCLE_HOME=str(home))
    assert lies_in(home) == before
    assert ("holds other files and no home" in said.out + said.err) is (folder == "felles")


@pytest.mark.parametrize("command", [("invitations", 2027), ("committee", 2027), ("signals", "list"), ("doctor",)])
def test_what_the_files_could_answer_is_refused_where_a_database_is_gone(
    run: Run, tmp_path: Path, command: tuple[object, ...]
) -> None:
    home = tmp_path / "heim"
    (home / "files" / "aa").mkdir(parents=True)
    (home / "secret").write_text("x")
    said = run(*command, CYCLE_HOME=str(home))
    assert said.code == 1
    assert "its database is gone" in said.out + said.err
