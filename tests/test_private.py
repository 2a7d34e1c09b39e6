"""What the service keeps is its user's alone, whatever the machine's umask is; what somebody asked for is theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle import private
from cycle.application.doctor.checks import home_problems
from cycle.private import given_out, keep_private, mend
from cycle.services import open_services
from cycle.settings import Settings
from tests.desk import Desk


@pytest.fixture(autouse=True)
def everybody_may_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's habit is that everybody may do everything."""
    before = os.umask(0)
    monkeypatch.setattr(private, "users_mask", None)
    yield
    os.umask(before)


def open_to_others(home: Path) -> list[str]:
    found = [home, *home.rglob("*")]
    return [str(path.relative_to(home)) for path in found if path.lstat().st_mode & 0o077 and not path.is_symlink()]


def test_nothing_in_a_home_folder_is_open_to_others_after_a_mailing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.walk(to="mailing.invitasjon")
    desk.close()
    home = desk.home
    kinds = {path.relative_to(home).parts[0] for path in home.rglob("*")}
    assert {"cycle.sqlite", "files", "secret", "mail"} <= kinds
    assert open_to_others(home) == []


def test_a_home_folder_of_an_earlier_version_is_shut(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "prefect" / "storage").mkdir(parents=True)
    (home / "prefect" / "prefect.db").write_text("x")
    (home / "prefect" / "prefect.db").chmod(0o666)
    (home / "link").symlink_to(tmp_path)
    before = tmp_path.stat().st_mode
    keep_private(home)
    assert mend(home) == 3
    assert open_to_others(home) == []
    assert mend(home) == 0
    assert tmp_path.stat().st_mode == before


def test_a_file_somebody_asked_for_has_the_modes_of_their_own_files(tmp_path: Path) -> None:
    keep_private(tmp_path / "home")
    with given_out():
        (tmp_path / "letter.docx").write_text("x")
    (tmp_path / "home" / "kept").write_text("x")
    assert (tmp_path / "letter.docx").stat().st_mode & 0o777 == 0o666
    assert (tmp_path / "home" / "kept").stat().st_mode & 0o777 == 0o600


def settings_of(home: Path, **more: object) -> Settings:
    return Settings(_env_file=None, home=home, **more)  # type: ignore[call-arg, arg-type]


def test_doctor_says_when_others_may_look_into_the_home_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    [problem] = home_problems(settings_of(home))
    assert (problem.severity, problem.where) == ("error", str(home))
    assert problem.remedy == f"chmod go-rwx {home}"
    with open_services(settings_of(home)):
        pass
    assert list(home_problems(settings_of(home))) == []


def test_doctor_says_when_others_may_read_the_secrets_that_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home, key = tmp_path / "home", tmp_path / "dkim.pem"
    keep_private(home)
    os.umask(0)
    key.write_text("x")
    (tmp_path / ".env").write_text("CYCLE_MAIL_HOST=x\n")
    assert [problem.where for problem in home_problems(settings_of(home, mail_dkim_key=key))] == [str(key)]
    (tmp_path / ".env").write_text("CYCLE_MAIL_PASSWORD=x\n")
    assert [problem.where for problem in home_problems(settings_of(home))] == [".env"]
    (tmp_path / ".env").chmod(0o600)
    assert list(home_problems(settings_of(home))) == []


def test_a_database_that_lies_elsewhere_is_looked_at_too(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other.sqlite"
    keep_private(home)
    os.umask(0)
    other.write_text("")
    beside = settings_of(home, database_url=f"sqlite:///{other}")
    assert [problem.where for problem in home_problems(beside)] == [str(other)]
    assert list(home_problems(settings_of(home, database_url="postgresql+psycopg://x@y/z"))) == []
