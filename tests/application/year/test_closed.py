"""A closed year rests on its own snapshot: whatever is edited afterwards, it stands as it stood."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycle.application.actions import is_ours, step_states
from cycle.application.notifications.morning_sweep import sweep
from cycle.application.year import find_cycle, kept_files, lines_since_closed
from cycle.archive.inspection import MAX_BYTES
from cycle.cli import main
from cycle.errors import StepError
from cycle.model import Reply
from tests.desk import APPROVERS, MEMBER, ROOT, YEAR, Desk

PACKAGE = "bergensomradet-partnarskapsmote-2027"
COMMUNITY = ROOT / "config" / "communities" / "bergensomradet"
EDITED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT / "config", ROOT / "templates")
    for path in folder.rglob("*")
    if path.is_file()
)
"""Every file of every community, presentations and all, `example.env`, the schemas, and every template."""


MINUTES = 'present = ["Tone Kvåle"]\n[[matters]]\ntitle = "Strategi"\ndecision = "Møtet slutta seg til han."\n'


@pytest.fixture
def closed(tmp_path: Path) -> Desk:
    """A year that was walked to its end."""
    desk = Desk(tmp_path)
    desk.walk()
    return desk


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def published(desk: Desk) -> dict[str, bytes]:
    """The public page of the year with its documents, and all packages."""
    page = desk.home / "site" / "bergensomradet" / "partnarskapsmote" / "2027"
    return {**files(page), **files(desk.home / "packages")}


def status(desk: Desk) -> dict[str, object]:
    said = CliRunner().invoke(main, ["status", str(YEAR), "--json"], env=desk.environment)
    assert said.exit_code == 0, said.output
    found: dict[str, object] = json.loads(said.stdout)
    return found


def test_approving_the_archive_closes_the_year(closed: Desk) -> None:
    cycle = closed.cycle()
    assert cycle.closing is not None
    assert (cycle.closing.kind, cycle.closing.version, cycle.closing.name) == ("close", 1, APPROVERS[0])
    assert {state.split()[0] for state in closed.states().values()} == {"done"}


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n# edited\n")


def broken(path: Path) -> None:
    path.write_bytes(b"\x00\xff{{ not at all [ what it was")


EDITS: dict[str, Callable[[Path], None]] = {"changed": changed, "removed": Path.unlink, "broken": broken}


def test_a_closed_year_stays_closed_through_edits_of_every_file(closed: Desk) -> None:
    before, states = published(closed), closed.states()
    decisions = len(closed.services.memory.decisions.of(closed.cycle().id))
    wrong = []
    for name in EDITED:
        path = closed.root / name
        whole = path.read_bytes()
        for how, edit in EDITS.items():
            edit(path)
            cycle = closed.cycle()
            asked = [step.step for step in step_states(cycle) if is_ours(cycle, step)]
            if cycle.closing is None or closed.states() != states or asked or published(closed) != before:
                wrong.append(f"{name} {how}: {asked}")
            path.write_bytes(whole)
    assert (wrong, len(closed.services.memory.decisions.of(closed.cycle().id))) == ([], decisions)
    assert len(EDITED) > 150
    assert {"config/example.env", "config/communities/agder/community.toml"} < {*EDITED}


@pytest.mark.parametrize("how", EDITS)
def test_minutes_and_a_register_that_change_after_closing_move_nothing(tmp_path: Path, how: str) -> None:
    desk = Desk(tmp_path)
    (desk.year_folder / "referat.toml").write_text(MINUTES, "utf-8")
    desk.walk()
    before, states = published(desk), desk.states()
    EDITS[how](desk.year_folder / "referat.toml")
    desk.register(MEMBER)
    said = CliRunner().invoke(main, ["register", "import", str(desk.community / "register.xlsx")], env=desk.environment)
    assert said.exit_code == 0, said.output
    assert (desk.states(), published(desk)) == (states, before)
    assert desk.cycle().closing is not None
    answer = status(desk)["closed"]
    assert f"config/bergensomradet/{desk.year_folder.name}/referat.toml" in answer["changed"]  # type: ignore[index]
    assert "registeret" in " ".join(answer["since"])  # type: ignore[index]


def test_the_status_of_a_closed_year_says_so_and_names_what_was_changed_since(closed: Desk) -> None:
    found = status(closed)
    assert found["closed"]["package"] == PACKAGE  # type: ignore[index]
    assert found["closed"]["changed"] == []  # type: ignore[index]
    closed.edit_template("folgebrev.docx", "<w:body>", "<w:body><w:p/>")
    with (closed.community / "history.toml").open("a", encoding="utf-8") as file:
        file.write("# a note about 2019\n")
    assert status(closed)["closed"]["changed"] == [  # type: ignore[index]
        "config/bergensomradet/history.toml",
        "templates/docx/folgebrev.docx",
    ]
    said = CliRunner().invoke(main, ["status", str(YEAR)], env=closed.environment).output
    assert "closed (avslutta)" in said
    assert "Endra etter avslutting: config/bergensomradet/history.toml, folgebrev.docx. Året står som det var." in said


def test_a_presentation_that_is_another_new_or_gone_after_closing_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    folder = desk.year_folder / "presentasjonar"
    folder.mkdir(exist_ok=True)
    for name in ("Ein.pdf", "To.pdf"):
        (folder / name).write_bytes(b"%PDF-1.7 " + name.encode())
    with (folder / "Film.pdf").open("wb") as file:  # too large to be read, then as now
        os.truncate(file.fileno(), MAX_BYTES + 1)
    desk.walk()
    there = f"config/bergensomradet/{desk.year_folder.name}/presentasjonar"
    assert status(desk)["closed"]["changed"] == []  # type: ignore[index]
    (folder / "Ein.pdf").write_bytes(b"%PDF-1.7 another")
    (folder / "To.pdf").unlink()
    (folder / "Ny.pdf").write_bytes(b"%PDF-1.7 new")
    (folder / "~$Ein.pdf").write_bytes(b"a program's own")
    reported = [f"{there}/{name}" for name in ("Ein.pdf", "Ny.pdf", "To.pdf")]
    assert status(desk)["closed"]["changed"] == reported  # type: ignore[index]
    shutil.rmtree(folder)
    gone = status(desk)["closed"]["changed"]  # type: ignore[index]
    assert {f"{there}/Ein.pdf", f"{there}/To.pdf"} <= set(gone)


@pytest.mark.parametrize("how", ["rules", "folder"])
def test_a_closed_year_is_told_though_its_community_is_broken_or_gone(closed: Desk, how: str) -> None:
    states = closed.states()
    if how == "rules":
        (closed.community / "community.toml").write_text("not [ at all")
    else:
        shutil.rmtree(closed.community)
    assert closed.states() == states
    assert status(closed)["closed"]["package"] == PACKAGE  # type: ignore[index]


def test_a_rebuilt_site_leaves_the_page_of_a_closed_year_byte_for_byte(closed: Desk) -> None:
    before = published(closed)
    closed.replace("organisations.csv", "Alver kommune", "Nye Alver kommune")
    closed.replace("templates/site/year.html", "<h1>", "<h1>Endra: ")
    closed.replace("templates/site/style.css", "body {", "body { color: red;")
    assert CliRunner().invoke(main, ["archive", "build"], env=closed.environment).exit_code == 0
    assert published(closed) == before


def test_a_year_after_it_changes_nothing_on_a_closed_page_but_the_way_to_it(closed: Desk) -> None:
    before = published(closed)["index.html"].decode()
    with (closed.community / "history.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[editions]]\nmeeting = "partnarskapsmote"\nyear = 2028\ntitle = "Partnarskapsmøte 2028"\n')
    done = CliRunner().invoke(main, ["archive", "build"], env=closed.environment)
    assert done.exit_code == 0, done.output
    after = published(closed)["index.html"].decode()
    assert '<a class="forward" rel="next" href="../../partnarskapsmote/2028/index.html">' in after
    between = re.compile("<!-- years -->.*<!-- /years -->", re.DOTALL)
    assert between.sub("", after) == between.sub("", before)


def test_answers_and_returned_mail_that_come_late_open_nothing_and_no_round_asks_anybody(closed: Desk) -> None:
    cycle, states, before = closed.cycle(), closed.states(), published(closed)
    rows = closed.services.memory.outbox.rows(cycle=cycle.id)
    late = [("a", "accepted", "mail"), ("b", "declined", "typed"), ("c", "returned", "mail"), ("d", "wrote", "mail")]
    closed.moment += dt.timedelta(days=1)
    replies = [
        Reply(
            key=letter * 64,
            recipient=row.recipient,
            cycle=cycle.id,
            kind=row.kind,
            what=what,
            source=source,
            at=cycle.now,
            text="Eg høyrde det først no.",
        )
        for (letter, what, source), row in zip(late, rows, strict=False)
    ]
    assert closed.services.memory.replies.add(replies)
    for day in ("2026-11-25", "2027-01-04", "2027-01-07", "2027-02-19", "2027-06-01"):
        closed.moment = dt.datetime.fromisoformat(f"{day}T08:00:00+01:00")
        swept = sweep(closed.cycle(), link=lambda step: step)
        assert (swept.reminded, swept.summary, swept.sent) == ({}, False, 0)
        assert [state.step for state in step_states(closed.cycle()) if is_ours(closed.cycle(), state)] == []
    assert closed.states() == states
    assert published(closed) == before
    assert [line for line in lines_since_closed(closed.cycle()) if line.startswith("4 svar kom etter")] != []


def test_a_closed_year_takes_no_facts_and_no_decisions(closed: Desk) -> None:
    with pytest.raises(StepError, match="is closed"):
        closed.start(venue="Fedje")
    assert "avslutta" in closed.decide("plan", "send_back", send_back_to="plan")
    said = CliRunner().invoke(main, ["milestones", str(YEAR), "--move", "2027-03-04", "--yes"], env=closed.environment)
    assert said.exit_code != 0
    assert "is closed" in said.output
    assert closed.start().closing is not None


def names_of(desk: Desk, folder: Path) -> dict[str, str]:
    """Each way to name the community of a desk: links that are called otherwise, whole paths, the folder one is in."""
    for link in (folder / "bergen", desk.community.parent / "bergen"):
        if not link.is_symlink():
            link.symlink_to(desk.community)
    return {
        "whole path": str(desk.community),
        "path with an end": f"{desk.community}/",
        "link elsewhere": str(folder / "bergen"),
        "link beside": "bergen",
        "link by its path": str(desk.community.parent / "bergen"),
        "here": ".",
        "by the folder above": f"{desk.community}/../bergensomradet",
    }


NAMED = (
    "whole path",
    "path with an end",
    "link elsewhere",
    "link beside",
    "link by its path",
    "here",
    "by the folder above",
)


@pytest.mark.parametrize("way", NAMED)
def test_a_closed_year_is_closed_by_whatever_name_its_community_is_reached(
    closed: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.chdir(closed.community)
    closed.settle(community=names_of(closed, tmp_path)[way])
    cycle = closed.cycle()
    assert cycle.closing is not None
    assert cycle.loaded.community.id == "bergensomradet"
    assert lines_since_closed(cycle) == ()
    with pytest.raises(StepError, match="is closed"):
        closed.start(place="Voss")
    by_id = find_cycle(closed.services, community="bergensomradet", year=YEAR)
    assert by_id.closing == cycle.closing


@pytest.mark.parametrize("way", ["link elsewhere", "link beside", "here"])
def test_a_year_that_is_closed_by_another_name_of_its_community_is_kept_under_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    desk = Desk(tmp_path)
    monkeypatch.chdir(desk.community)
    desk.walk(to="mailing.folgebrev")
    desk.settle(community=names_of(desk, tmp_path)[way])
    desk.do("archive")
    desk.settle(community="bergensomradet")
    cycle = desk.cycle()
    assert cycle.closed is not None
    kept = [file.path for file in kept_files(desk.services.memory.files, cycle.closed.snapshot)]
    assert {path.split("/")[1] for path in kept if path.startswith("config/")} == {"bergensomradet"}
    assert lines_since_closed(cycle) == ()


def shorter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def another_of_that_size_and_time(path: Path) -> None:
    stat = path.stat()
    path.write_bytes(path.read_bytes().replace(b"2027", b"2028"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def link(path: Path) -> None:
    path.rename(path.with_suffix(".kept"))
    path.symlink_to(path.with_suffix(".kept").name)


def folder_in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


LAID: dict[str, Callable[[Path], None]] = {
    **EDITS,
    "shorter": shorter,
    "as long and as old": another_of_that_size_and_time,
    "a link": link,
    "a folder": folder_in_its_place,
}


@pytest.mark.parametrize("deed", LAID)
def test_what_a_closed_year_rests_on_is_laid_out_again_whatever_is_done_to_it_while_the_service_runs(
    closed: Desk, deed: str
) -> None:
    before = closed.cycle()
    facts, lies = before.year_inputs.facts, files(before.loaded.folder.parents[1])
    LAID[deed](before.year_folder / "meeting.toml")
    assert closed.cycle().year_inputs.facts == facts
    assert files(before.loaded.folder.parents[1]) == lies


def test_it_is_laid_out_again_when_it_is_gone_or_has_a_file_too_many(closed: Desk) -> None:
    folder = closed.cycle().loaded.folder
    lies = files(folder.parents[1])
    shutil.rmtree(closed.home / "closed")
    assert closed.cycle().loaded.folder == folder
    assert files(folder.parents[1]) == lies
    (folder / "meir.toml").write_text("x = 1\n", "utf-8")
    (folder / "historie").mkdir(exist_ok=True)
    assert closed.cycle().loaded.folder == folder
    assert files(folder.parents[1]) == lies
