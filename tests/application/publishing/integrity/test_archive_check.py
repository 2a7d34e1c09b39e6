"""Every byte of what was published is watched: in packages, on the site, in the store and in the second copy."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from cycle.application.actions import ask_for_act, resolve
from cycle.application.publishing import copy_published, publish_site, repair_archive, site_pages, verify_archive
from cycle.application.publishing.integrity.archive_findings import ArchiveFindingKind
from cycle.archive import tree
from cycle.archive.public_site import site as archive_site
from cycle.archive.public_site.addresses import allotted
from cycle.archive.tree import TreeFile
from cycle.errors import InputError, StoreError
from cycle.mail.message import packed
from cycle.model import OutboxState
from cycle.store.mails.handed_mails import Message
from cycle.store.tables import outbox, outbox_events, published_files, results
from tests.desk import Desk

NAME = "bergensomradet-partnarskapsmote-2027"
PACKAGE, ZIP, SITE = f"packages/{NAME}", f"packages/{NAME}.zip", "site/bergensomradet"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A published year, with a second copy."""
    (tmp_path / "copy").mkdir()
    desk = Desk(tmp_path)
    desk.walk()
    desk.settle(archive_copy=tmp_path / "copy")
    copy_published(desk.services)
    yield desk
    desk.close()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy"


def errors(desk: Desk, *, year: int | None = None) -> list[tuple[str, ArchiveFindingKind]]:
    found = verify_archive(desk.services, year=year)
    return sorted((finding.problem().file, finding.kind) for finding in found if finding.is_error)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def flip(path: Path, *, at: float = 0.5) -> None:
    data = bytearray(path.read_bytes())
    data[int((len(data) - 1) * at)] ^= 1
    path.write_bytes(bytes(data))


def place_of(desk: Desk, path: Path) -> str:
    """How a file is named by a finding."""
    name = path.relative_to(desk.home).as_posix()
    return f"files/{path.name}" if name.startswith("files/") else name


def test_a_published_year_is_as_it_was_published(desk: Desk) -> None:
    assert (errors(desk), errors(desk, year=2027)) == ([], [])


@pytest.mark.parametrize("folder", [PACKAGE, SITE, "files"])
@pytest.mark.parametrize("at", [0.0, 0.5, 1.0])
def test_a_flipped_byte_in_each_file_names_that_file(desk: Desk, folder: str, at: float) -> None:
    flipped = files(desk.home / folder)
    for path in flipped:
        flip(path, at=at)
    found = {(file, kind) for file, kind in errors(desk) if kind == "changed"}
    assert found == {(place_of(desk, path), "changed") for path in flipped}
    assert len(flipped) > 10


def test_a_flipped_byte_in_the_zip_or_the_copy_is_named(desk: Desk, copy: Path) -> None:
    flip(desk.home / ZIP)
    for path in files(copy / "packages") + files(copy / "files"):
        flip(path)
    found = errors(desk)
    assert (ZIP, "changed") in found
    copied = {f"copy/{path.relative_to(copy).as_posix()}" for path in files(copy / "packages")}
    assert copied <= {file for file, kind in found if kind == "changed"}
    assert {path.name for path in files(copy / "files")} <= {file.rpartition("/")[2] for file, _ in found}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_done_to_a_file_it_is_named_and_put_back_it_is_well(desk: Desk, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([*files(desk.home / PACKAGE), *files(desk.home / SITE)]))
    deed = data.draw(st.sampled_from(["flip", "remove", "rename", "add", "empty", "link"]))
    before, beside = path.read_bytes(), path.with_name(f"x-{path.name}")
    expected: list[tuple[str, ArchiveFindingKind]] = [(place_of(desk, path), "changed")]
    match deed:
        case "flip":
            flip(path, at=data.draw(st.floats(0, 1)))
        case "remove":
            path.unlink()
            expected = [(place_of(desk, path), "missing")]
        case "rename":
            path.rename(beside)
            expected = [(place_of(desk, path), "missing"), (place_of(desk, beside), "extra")]
        case "add":
            beside.write_bytes(before)
            expected = [(place_of(desk, beside), "extra")]
        case "empty":
            path.write_bytes(b"")
        case "link":
            path.rename(desk.home / "elsewhere")
            path.symlink_to(desk.home / "elsewhere")
            expected = [(place_of(desk, path), "link")]
    found = [entry for entry in errors(desk) if entry[1] != "result lost" and entry[1] != "mail lost"]
    assert found == sorted(expected)
    path.unlink(missing_ok=True)
    beside.unlink(missing_ok=True)
    path.write_bytes(before)
    assert errors(desk) == []


def test_a_manifest_that_was_made_anew_hides_nothing(desk: Desk) -> None:
    folder = desk.home / PACKAGE
    victim = folder / "data" / "invitasjonsliste.json"
    victim.write_bytes(victim.read_bytes().replace(b"Alver", b"Elver"))
    manifest, tags = folder / "manifest-sha256.txt", folder / "tagmanifest-sha256.txt"
    for list_of, file in ((manifest, victim), (tags, manifest)):
        name = file.relative_to(folder).as_posix()
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        pattern = rf"(?m)^[0-9a-f]{{64}}  {re.escape(name)}$"
        list_of.write_text(re.sub(pattern, f"{sha256}  {name}", list_of.read_text()))
    assert errors(desk) == sorted(
        [
            (f"{PACKAGE}/data/invitasjonsliste.json", "forged"),
            (f"{PACKAGE}/manifest-sha256.txt", "forged"),
            (f"{PACKAGE}/tagmanifest-sha256.txt", "changed"),
        ]
    )


def test_a_package_that_is_gone_is_named_file_by_file_and_a_strange_one_too(desk: Desk) -> None:
    gone = [place_of(desk, path) for path in files(desk.home / PACKAGE)]
    (desk.home / PACKAGE).rename(desk.home / "packages" / "another")
    (desk.home / ZIP).unlink()
    found = errors(desk)
    assert {(name, "missing") for name in [*gone, ZIP]} <= set(found)
    assert ("packages/another", "unknown") in found


def test_a_row_taken_out_of_the_store_is_found_through_the_package(desk: Desk) -> None:
    path = "data/vertskap.json"
    with desk.services.memory.engine.begin() as connection:
        connection.execute(delete(published_files).where(published_files.c.path == path))
    assert {(PACKAGE, "list changed"), (f"{PACKAGE}/{path}", "list lost")} <= {*errors(desk)}


def test_a_result_and_a_mail_that_the_store_has_lost_or_changed_are_found_through_the_package(desk: Desk) -> None:
    engine, cycle = desk.services.memory.engine, desk.cycle().id
    with engine.begin() as connection:
        connection.execute(delete(results).where(results.c.step == "committee"))
        connection.execute(update(results).where(results.c.step == "host").values(body={"host": "another"}))
    kinds = dict.fromkeys(kind for _, kind in errors(desk))
    assert {"result lost", "result changed"} <= kinds.keys()
    with engine.begin() as connection:
        connection.execute(delete(outbox).where(outbox.c.cycle == cycle))
    assert "mail lost" in {kind for _, kind in errors(desk)}


def hand_over(desk: Desk, number: int, data: bytes) -> None:
    """Mark that the mail is on its way, and keep it, as whoever sends does."""
    sha256 = hashlib.sha256(data).hexdigest()
    message = Message(sha256=sha256, size=len(data), pieces=packed(data, is_kept=lambda _: False))
    ledger = replace(desk.services.memory.outbox, message_of=lambda _: message)
    ledger.mark_sending(number, sha256=sha256, now=desk.moment)


@pytest.mark.parametrize(("was", "answer"), [("refused", "resend"), ("uncertain", "sent")])
def test_a_mail_that_is_decided_on_after_the_year_is_closed_is_not_lost(
    tmp_path: Path, was: OutboxState, answer: Literal["resend", "sent"]
) -> None:
    desk = Desk(tmp_path)
    desk.walk(to="mailing.folgebrev")
    ledger, cycle = desk.services.memory.outbox, desk.cycle().id
    another = replace(ledger.rows(cycle=cycle)[0], recipient="another", message_id="<another@x>", token="another")
    ledger.enqueue([replace(another, state="queued", sha256="")], now=desk.moment)
    number = next(row.id for row in ledger.rows(cycle=cycle) if row.recipient == "another")
    hand_over(desk, number, b"first")
    ledger.settle(number, was, now=desk.moment)
    desk.do("archive")
    assert errors(desk) == []
    desk.moment += dt.timedelta(days=1)
    resolve(desk.services, [number], as_=answer, who="Kari Vik", why="Ho ringde")
    if answer == "resend":
        hand_over(desk, number, b"again")
        ledger.settle(number, "sent", now=desk.moment)
    assert (ledger.row(number).state, errors(desk)) == ("sent", [])
    with desk.services.memory.engine.begin() as connection:
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'outbox_events'"
        for guard in connection.exec_driver_sql(guards).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {guard}")
        connection.execute(delete(outbox_events).where(outbox_events.c.row == number))
    assert [kind for _, kind in errors(desk)] == ["mail times", "mail lost"]
    desk.close()


def test_after_an_act_the_second_copy_holds_all_that_the_year_rests_on(desk: Desk) -> None:
    act = ask_for_act(desk.cycle(), "correct", what="venue", new="Fedje kulturhus", who="Kari Vik", why="Det stod feil")
    desk.do(f"act.{act.number}")
    assert verify_archive(desk.services) == ()


def test_a_publishing_that_stopped_half_way_is_told_and_the_next_one_mends_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = desk.services.memory.publications.files(SITE)
    new = [TreeFile(path="index.html", content=b"<p>ny</p>")]

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(archive_site, "write_tree", killed)
    with pytest.raises(KeyboardInterrupt):
        publish_site(desk.services, "bergensomradet", new)
    monkeypatch.undo()
    found = verify_archive(desk.services)
    assert [(finding.kind, finding.place) for finding in found] == [("interrupted", SITE)]
    publish_site(desk.services, "bergensomradet", new)
    assert verify_archive(desk.services) == ()
    assert set(desk.services.memory.publications.files(SITE)) == {"index.html"} != set(pages)


def test_a_publishing_that_stopped_half_way_and_is_done_again_takes_over_no_old_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calendar file of another day is exactly as long."""
    path, old, new = "mote.ics", b"DTSTART:20270218", b"DTSTART:20270219"
    publish_site(desk.services, "bergensomradet", [TreeFile(path=path, content=old)])

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(archive_site, "write_tree", killed)
    with pytest.raises(KeyboardInterrupt):
        publish_site(desk.services, "bergensomradet", [TreeFile(path=path, content=new)])
    monkeypatch.undo()
    publish_site(desk.services, "bergensomradet", [TreeFile(path=path, content=new)])
    assert (desk.home / SITE / path).read_bytes() == new
    assert verify_archive(desk.services) == ()


def test_a_full_disk_in_the_middle_leaves_the_old_site(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for path in files(desk.home / SITE)}
    written: list[Path] = []

    def full(path: Path, data: bytes) -> None:
        written.append(path)
        if len(written) > 3:
            raise OSError(28, "No space left on device", str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    monkeypatch.setattr(tree, "write_in_tree", full)
    new = [tree.TreeFile(path=f"{number}.html", content=b"<p>ny</p>") for number in range(9)]
    with pytest.raises(OSError, match="No space"):
        publish_site(desk.services, "bergensomradet", new)
    assert {path: path.read_bytes() for path in files(desk.home / SITE)} == before
    assert {finding.kind for finding in verify_archive(desk.services)} == {"interrupted"}, (
        "nothing half written is left"
    )


def test_a_copy_whose_disk_is_not_mounted_is_told_and_nothing_is_written_there(desk: Desk, copy: Path) -> None:
    away = copy.with_name("away")
    copy.rename(away)
    copy.mkdir()
    assert errors(desk) == [(str(copy), "copy absent")]
    assert copy_published(desk.services) == ()
    assert [*copy.iterdir()] == []
    copy.rmdir()
    assert errors(desk) == [(str(copy), "copy absent")]
    away.rename(copy)
    assert errors(desk) == []


def test_a_repair_takes_each_file_from_where_it_is_whole(desk: Desk, copy: Path) -> None:
    hurt = [desk.home / PACKAGE / "data/vertskap.json", copy / PACKAGE / "data/milepaelar.json", desk.home / ZIP]
    page = desk.home / SITE / "partnarskapsmote/2027/index.html"
    stored = files(desk.home / "files")[0]
    before = {path: path.read_bytes() for path in [*hurt, stored]}
    for path in [*hurt, stored]:
        flip(path)
    shutil.rmtree(desk.home / PACKAGE / "data" / "brev")
    flip(page)
    done = repair_archive(desk.services, name="Kari Nordmann", why="disken svikta")
    assert {path: path.read_bytes() for path in before} == before
    left = [(finding.place, finding.path) for finding in done.left]
    assert left == [(SITE, "partnarskapsmote/2027/index.html")]
    assert [name for name in done.mended if name.startswith(f"{PACKAGE}/data/brev")]
    assert (desk.home / "set-aside").is_dir()
    with pytest.raises(InputError, match="a reason"):
        repair_archive(desk.services, name="Kari Nordmann", why=" ")


def test_where_no_side_is_whole_nothing_is_overwritten(desk: Desk, copy: Path) -> None:
    path = "data/vertskap.json"
    for side in (desk.home, copy):
        flip(side / PACKAGE / path)
        (side / ZIP).write_bytes(b"no zip any more")
    hurt = {side: (side / PACKAGE / path).read_bytes() for side in (desk.home, copy)}
    done = repair_archive(desk.services, name="Kari Nordmann", why="disken svikta")
    assert {side: (side / PACKAGE / path).read_bytes() for side in hurt} == hurt
    assert {(finding.path, finding.in_copy) for finding in done.left} >= {(path, False), (path, True)}


def test_a_document_that_changed_after_it_was_approved_is_not_published(desk: Desk) -> None:
    stored = desk.services.memory.files
    sha256 = next(iter(desk.services.memory.publications.files(f"files/{desk.cycle().id}")))
    flip(stored.path(sha256))
    with pytest.raises(StoreError, match="was changed on disk"):
        stored.get(sha256)


def test_an_address_on_the_site_is_never_another_documents(desk: Desk) -> None:
    pages = site_pages(desk.services, desk.cycle().loaded)
    folder = "partnarskapsmote/2027/presentasjonar"
    there = [address for address in pages.addresses if address.address.startswith(folder)]
    assert len(there) > 1
    new = allotted(pages.addresses, folder, [(address.name.upper(), "0" * 64) for address in there])
    assert {address.address for address in new} & {address.address for address in pages.addresses} == set()


def test_les_meg_says_how_each_number_is_checked_with_a_shell_alone(desk: Desk, tmp_path: Path) -> None:
    with zipfile.ZipFile(desk.home / ZIP) as archive:
        archive.extractall(tmp_path / "unpacked")
    package = tmp_path / "unpacked" / NAME
    about = (package / "data" / "les-meg.txt").read_text("utf-8")
    commands = [line.strip() for line in about.splitlines() if line.startswith("    ")]
    said = {line: ran(line, package) for line in commands}
    assert said.pop("sha256sum --check --quiet tagmanifest-sha256.txt manifest-sha256.txt") == ""
    sums = {line[66:]: line[:64] for printed in said.values() for line in printed.splitlines()}
    decisions = json.loads((package / "data/avgjerder.json").read_text("utf-8"))
    mails = json.loads((package / "data/utsendingar.json").read_text("utf-8"))
    results = {path: sha256 for path, sha256 in sums.items() if path.startswith("data/resultat/")}
    assert {decision["digest"] for decision in decisions} == {*results.values()}
    assert "archive" in {decision["step"] for decision in decisions}
    assert {f"data/{mail['message']}": mail["sha256"] for mail in mails} == {
        path: sha256 for path, sha256 in sums.items() if path.startswith("data/e-post/")
    }
    letters = [letter for mail in mails for letter in mail["letters"]]
    assert letters
    assert all(sums[f"data/{letter['file']}"] == letter["sha256"] for letter in letters)
    assert {sha256 for letter in letters for sha256 in letter["enclosures"]} <= {*sums.values()}
    flip(package / "data" / "vertskap.json")
    assert "data/vertskap.json" in ran(next(line for line in commands if "--check" in line), package)


def test_each_mail_in_the_package_is_the_one_that_was_received(desk: Desk) -> None:
    kept = {path.read_bytes() for path in (desk.home / PACKAGE / "data" / "e-post").rglob("*.eml")}
    received = {mail.path.read_bytes() for mail in desk.mails()}
    assert kept
    assert kept <= received


def ran(command: str, folder: Path) -> str:
    """What a command of les-meg.txt prints in the folder of a package."""
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout
