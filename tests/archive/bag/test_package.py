"""The package of a year can be checked by anyone, now and in fifty years: nothing missing, changed or slipped in."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.archive.bag.fixity import verify_package
from cycle.archive.bag.package import (
    ArchivedLetter,
    DecisionRecord,
    YearRecords,
    build_package,
    package_name,
    write_package,
    write_package_zip,
)
from cycle.archive.public_site.pages import SitePages
from cycle.archive.public_site.site import year_site
from cycle.archive.tree import TreeFile
from cycle.errors import InputError, StoreError
from cycle.model import (
    DOCX,
    PDF,
    Document,
    HostAnswer,
    InvitationList,
    InvitedSeat,
    Invitee,
    Milestone,
    OutboxRow,
    StoredFile,
)
from tests.nynorsk import bokmål_in, nynorsk_in

LETTER = b"%PDF-1.7 a letter to one person"
STORED = StoredFile(sha256=hashlib.sha256(LETTER).hexdigest(), name="Brev.PDF", media_type=PDF, size=len(LETTER))
NAME = "bergensomradet-partnarskapsmote-2027"


def read(stored: StoredFile) -> bytes:
    return {STORED.sha256: LETTER}[stored.sha256]


def records(pages: SitePages, templates: Path) -> YearRecords:
    when = dt.datetime(2027, 1, 11, 12, 30, tzinfo=dt.UTC)
    seat = InvitedSeat(
        seat="alver.ordforar", title="ordførar", organisation="Alver", clause="5.1", why="Fordi.", right="møte"
    )
    person = Invitee(id="p-17", name="Åse O'Brien", address="ase@alver.example", language="nn", seats=(seat,))
    row = OutboxRow(
        id=1,
        cycle="bergensomradet/partnarskapsmote/2027",
        kind="invitasjon",
        recipient="p-17",
        address="ase@alver.example",
        message_id="<secret-token@example>",
        token="secret-token-of-reply",
        date=when,
        content="c" * 64,
        state="sent",
        attempt=1,
        code=250,
        text="ok",
        sha256="d" * 64,
        updated_at=when,
    )
    return YearRecords(
        cycle="bergensomradet/partnarskapsmote/2027",
        title="Partnarskapsmøte 2027",
        organisation="Samarbeidssekretariatet,\nHelsefellesskapet i Bergensområdet",
        made=dt.date(2027, 6, 18),
        letters=(
            ArchivedLetter(
                dispatch="invitasjon",
                recipient="p-17",
                file=STORED,
                at=when,
                mail=1,
            ),
            ArchivedLetter(
                dispatch="invitasjon",
                recipient="p-18",
                file=Document(name="Brev.docx", media_type=DOCX, data=b"PK docx"),
                at=when,
            ),
        ),
        documents=(Document(name="Program 2027.pdf", media_type=PDF, data=b"%PDF programme"),),
        presentations=(Document(name="Møgster.pdf", media_type=PDF, data=b"%PDF talk"),),
        invitations=InvitationList(
            year=2027,
            meeting="partnarskapsmote",
            record_date=dt.date(2026, 11, 1),
            invitees=(person,),
            vacancies=(),
            left_out=(),
        ),
        host=HostAnswer(
            year=2027,
            side="kommunane",
            organisation="Alver",
            chair="",
            status="ruled",
            why="",
            clause="5.1",
            source="s",
        ),
        milestones=(Milestone(id="invitasjon", title="Invitasjon ut", date=dt.date(2027, 1, 11)),),
        decisions=(
            DecisionRecord(step="letters", revision=1, digest="e" * 64, decision="approve", name="Kari", at=when),
        ),
        ledger=(row,),
        site=year_site(pages, pages.editions[0], templates=templates),
    )


@pytest.fixture(scope="module")
def year(pages: SitePages, templates: Path) -> YearRecords:
    return records(pages, templates)


@pytest.fixture(scope="module")
def made(year: YearRecords, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_package(year, tmp_path_factory.mktemp("packages"), read=read)


@pytest.fixture
def bag(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / made.name)


@pytest.fixture(autouse=True)
def _quiet_library(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="bagit")


def test_the_package_holds_the_whole_year(made: Path) -> None:
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert made.name == NAME
    assert {path for path in files if not path.startswith("data/nettside/")} == {
        "bag-info.txt",
        "bagit.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "data/les-meg.txt",
        "data/brev/invitasjon/p-18-papir.docx",
        "data/brev/invitasjon/p-17.pdf",
        "data/dokument/program-2027.pdf",
        "data/presentasjonar/mogster.pdf",
        "data/invitasjonsliste.json",
        "data/vertskap.json",
        "data/milepaelar.json",
        "data/avgjerder.json",
        "data/utsendingar.json",
        "data/papir.json",
    }
    assert "data/nettside/partnarskapsmote/2027/index.html" in files


def test_the_reference_implementation_accepts_the_package(made: Path) -> None:
    package = bagit.Bag(str(made))
    package.validate()
    assert package.info["Bagging-Date"] == "2027-06-18"
    assert package.info["Source-Organization"] == "Samarbeidssekretariatet, Helsefellesskapet i Bergensområdet"
    payload = [path for path in (made / "data").rglob("*") if path.is_file()]
    assert package.info["Payload-Oxum"] == f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"


def test_decisions_say_who_approved_which_digest(made: Path) -> None:
    (row,) = json.loads((made / "data" / "avgjerder.json").read_text())
    assert (row["step"], row["decision"], row["name"], row["digest"]) == ("letters", "approve", "Kari", "e" * 64)


def test_the_package_explains_itself_in_the_written_form_of_its_community(year: YearRecords) -> None:
    def explained(records: YearRecords) -> str:
        [found] = [file.content for file in build_package(records) if file.path == "data/les-meg.txt"]
        assert isinstance(found, bytes)
        return found.decode()

    nn, nb = explained(year), explained(replace(year, language="nb"))
    assert (bokmål_in(nn), nynorsk_in(nb)) == ([], [])
    assert [line.split()[:1] for line in nn.splitlines()[4:15]] == [line.split()[:1] for line in nb.splitlines()[4:15]]


def test_the_ledger_keeps_states_and_no_secrets(made: Path) -> None:
    text = (made / "data" / "utsendingar.json").read_text()
    (row,) = json.loads(text)
    assert (row["recipient"], row["state"], row["code"]) == ("p-17", "sent", 250)
    assert "secret-token-of-reply" not in text


def test_a_whole_package_has_no_problem(made: Path, year: YearRecords, tmp_path: Path) -> None:
    assert verify_package(made) == ()
    assert verify_package(write_package_zip(year, tmp_path, read=read)) == ()


def test_the_same_year_gives_the_same_bytes(year: YearRecords, tmp_path: Path) -> None:
    one, two = (write_package_zip(year, tmp_path / name, read=read).read_bytes() for name in ("a", "b"))
    assert one == two
    assert build_package(year) == build_package(replace(year))


def test_stored_files_are_read_only_when_written_and_must_be_what_they_say(year: YearRecords, tmp_path: Path) -> None:
    (letter,) = (file for file in build_package(year) if file.path.endswith("p-17.pdf"))
    assert letter.content == STORED
    for write in (write_package, write_package_zip):
        with pytest.raises(StoreError, match=r"p-17\.pdf"):
            write(year, tmp_path, read=lambda _: b"other bytes")
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == []


def test_two_letters_with_one_path_are_told_before_anything_is_written(year: YearRecords) -> None:
    twin = replace(year.letters[0], recipient="P 17")
    with pytest.raises(InputError) as caught:
        build_package(replace(year, letters=(*year.letters, twin)))
    assert [problem.file for problem in caught.value.problems] == ["data/brev/invitasjon/p-17.pdf"]


def test_the_package_explains_what_it_holds_and_nothing_else(year: YearRecords) -> None:
    mailed = replace(year, letters=tuple(letter for letter in year.letters if letter.mail is not None))
    read_me = {records: read_me_of(records) for records in (year, mailed)}
    assert "papir.json" in read_me[year]
    assert "papir.json" not in read_me[mailed]
    assert "utsendingar.json" in read_me[mailed]


def read_me_of(records: YearRecords) -> str:
    [about] = [file.content for file in build_package(records) if file.path == "data/les-meg.txt"]
    assert isinstance(about, bytes)
    return about.decode()


def test_who_gets_a_changed_letter_on_paper_again_has_both(year: YearRecords) -> None:
    again = replace(year.letters[1], file=Document(name="Brev.docx", media_type=DOCX, data=b"PK changed"))
    paths = {file.path for file in build_package(replace(year, letters=(*year.letters, again)))}
    assert {"data/brev/invitasjon/p-18-papir.docx", "data/brev/invitasjon/p-18-papir-2.docx"} <= paths


def test_each_mail_and_each_letter_on_paper_says_which_file_it_was(made: Path) -> None:
    [mail] = json.loads((made / "data/utsendingar.json").read_text("utf-8"))
    [paper] = json.loads((made / "data/papir.json").read_text("utf-8"))
    for kept in (*mail["letters"], paper):
        data = (made / "data" / kept["file"]).read_bytes()
        assert kept["sha256"] == hashlib.sha256(data).hexdigest()
    assert [paper["recipient"], mail["letters"][0]["file"]] == ["p-18", "brev/invitasjon/p-17.pdf"]


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a//b", "a\\b", "a\nb", "100%.txt", "nul.txt", "a.", ""])
def test_a_path_that_leaves_the_package_is_refused(year: YearRecords, path: str) -> None:
    with pytest.raises(InputError):
        build_package(replace(year, others=(TreeFile(path=path, content=b"x"),)))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def all_files(bag: Path) -> list[str]:
    return sorted(path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file())


def named(bag: Path) -> list[tuple[str, str]]:
    return [(problem.file, problem.what) for problem in verify_package(bag)]


def test_a_flipped_byte_in_any_payload_file_names_that_file(bag: Path) -> None:
    for path in [file for file in all_files(bag) if file.startswith("data/") or file == "bag-info.txt"]:
        before = (bag / path).read_bytes()
        flip(bag / path)
        assert named(bag) == [(path, "has changed since the package was made")]
        (bag / path).write_bytes(before)


def test_a_flipped_byte_in_a_manifest_is_found(bag: Path) -> None:
    for path in ("manifest-sha256.txt", "tagmanifest-sha256.txt", "bagit.txt"):
        before = (bag / path).read_bytes()
        flip(bag / path)
        assert named(bag)
        (bag / path).write_bytes(before)


def test_any_missing_file_is_named(bag: Path) -> None:
    for path in [file for file in all_files(bag) if file not in {"bagit.txt", "manifest-sha256.txt"}]:
        before = (bag / path).read_bytes()
        (bag / path).unlink()
        assert path in [file for file, _ in named(bag)]
        (bag / path).write_bytes(before)


@pytest.mark.parametrize("path", ["data/brev/invitasjon/p-99.pdf", "data/x.exe", "notat.txt"])
def test_an_extra_file_is_named(bag: Path, path: str) -> None:
    (bag / path).write_text("slipped in")
    assert named(bag) == [(path, "was not in the package when it was made")]


def test_every_difference_is_told_at_once(bag: Path) -> None:
    (bag / "data/vertskap.json").unlink()
    flip(bag / "data/brev/invitasjon/p-17.pdf")
    (bag / "data/nytt.txt").write_text("x")
    assert named(bag) == [
        ("data/vertskap.json", "is missing"),
        ("data/nytt.txt", "was not in the package when it was made"),
        ("data/brev/invitasjon/p-17.pdf", "has changed since the package was made"),
    ]


def test_a_manifest_that_points_outside_is_refused_and_nothing_outside_is_read(bag: Path) -> None:
    outside = bag.parent / "secret.txt"
    outside.write_text("secret")
    with (bag / "manifest-sha256.txt").open("a") as file:
        file.write(f"{hashlib.sha256(b'secret').hexdigest()}  data/../../secret.txt\n")
    lines = (bag / "manifest-sha256.txt").read_text().count("\n")
    assert ("manifest-sha256.txt", f"line {lines}") in [
        (problem.file, problem.where) for problem in verify_package(bag)
    ]


def test_a_link_in_place_of_a_file_is_no_file(bag: Path) -> None:
    target = bag / "data/vertskap.json"
    shutil.move(target, bag.parent / "moved.json")
    target.symlink_to(bag.parent / "moved.json")
    assert named(bag) == [
        ("data/vertskap.json", "is a link, which no package holds"),
        ("data/vertskap.json", "is missing"),
    ]


def test_something_that_is_no_package_says_so(tmp_path: Path) -> None:
    empty, broken = tmp_path / "empty", tmp_path / "broken.zip"
    empty.mkdir()
    broken.write_bytes(b"PK not a zip")
    assert [len(verify_package(path)) for path in (empty, broken, tmp_path / "gone")] == [1, 1, 1]


def rezip(package: Path, change: Callable[[zipfile.ZipFile, zipfile.ZipInfo], bytes | None]) -> None:
    """Write the zip again, each file as `change` returns it, or not at all."""
    new = package.with_suffix(".new")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(new, "w") as made:
        for entry in old.infolist():
            if (data := change(old, entry)) is not None:
                made.writestr(entry, data)
    new.replace(package)


def test_a_flipped_byte_in_a_zipped_file_names_that_file(year: YearRecords, tmp_path: Path) -> None:
    package = write_package_zip(year, tmp_path, read=read)
    whole = package.read_bytes()
    with zipfile.ZipFile(package) as archive:
        entries = [member for member in archive.infolist() if "/data/" in member.filename]
    for entry in entries:
        data = bytearray(whole)
        data[entry.header_offset + 30 + len(entry.filename.encode()) + entry.file_size // 2] ^= 1
        package.write_bytes(bytes(data))
        assert [problem.file for problem in verify_package(package)] == [entry.filename.removeprefix(f"{NAME}/")]


def test_a_zip_packed_again_with_other_content_is_found(year: YearRecords, tmp_path: Path) -> None:
    package = write_package_zip(year, tmp_path, read=read)
    rezip(package, lambda old, entry: None if entry.filename.endswith("vertskap.json") else old.read(entry))
    rezip(package, lambda old, entry: b"%PDF forged" if entry.filename.endswith("17.pdf") else old.read(entry))
    assert [(problem.file, problem.what) for problem in verify_package(package)] == [
        ("data/vertskap.json", "is missing"),
        ("data/brev/invitasjon/p-17.pdf", "has changed since the package was made"),
    ]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_we_and_the_reference_implementation_agree_on_every_payload(
    data: st.DataObject, made: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bag = shutil.copytree(made, tmp_path_factory.mktemp("mutated") / made.name)
    payload = [file for file in all_files(bag) if file.startswith("data/")]
    for kind, path in data.draw(st.lists(st.tuples(st.sampled_from("fdan"), st.sampled_from(payload)), max_size=3)):
        if kind == "f" and (bag / path).exists():
            flip(bag / path)
        elif kind == "d":
            (bag / path).unlink(missing_ok=True)
        elif kind == "a":
            (bag / f"{path}.extra").write_text("x")
    assert (verify_package(bag) == ()) == bagit.Bag(str(bag)).is_valid()


def test_the_package_is_named_after_its_year(year: YearRecords) -> None:
    assert package_name(year) == NAME
