"""Publishing that is killed with -9, or meets a disk that really is full, leaves the old site and loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cycle.application.publishing import clear_half_written, rebuild_site, verify_archive
from tests.depth import some
from tests.desk import ROOT, Desk

SITE = "site/bergensomradet"
CHILD = """
import os, signal, sys
from cycle.archive import tree
from cycle.services import open_services
from cycle.settings import Settings

written, last, write = 0, int(sys.argv[1]), tree.write_in_tree

def until_killed(path, data):
    global written
    written += 1
    if written == last:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, data)

tree.write_in_tree = until_killed
with open_services(Settings(_env_file=None)) as services:
"""
BUILD = "    from cycle.application.publishing import rebuild_site; rebuild_site(services)\n"
ARCHIVE = (
    "    from cycle.application.actions.running.run_step import perform\n"
    "    from cycle.application.year import find_cycle\n"
    "    perform(find_cycle(services, year=2027), 'archive')\n"
)
SMALL = 'mkdir -p "$1" && mount -t tmpfs -o size="$2" small "$1" && cp -a "$3/." "$1" && exec "$4" -c "$5"'


def site(desk: Desk) -> dict[str, bytes]:
    folder = desk.home / SITE
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def killed_at(desk: Desk, number: int, work: str) -> bool:
    """Let another process do the work and be killed at its so manieth file; return whether it came that far."""
    command = [sys.executable, "-c", CHILD + work, str(number)]
    environment = {**os.environ, **desk.environment, "CYCLE_ROOT": str(desk.root)}
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr
    return ended.returncode != 0


@pytest.mark.campaign
@pytest.mark.parametrize("number", some([1, 2, 3, 5, 8, 13]))
def test_a_rebuild_that_is_killed_leaves_the_old_site_and_the_next_one_is_whole(desk: Desk, number: int) -> None:
    rebuild_site(desk.services)
    before = site(desk)
    (desk.community / "history.toml").write_text(
        (desk.community / "history.toml").read_text("utf-8").replace("Toppleiarmøtet 2019", "Toppleiarmøtet anno 2019"),
        "utf-8",
    )
    assert killed_at(desk, number, BUILD)
    assert site(desk) == before
    assert {finding.kind for finding in verify_archive(desk.services)} == {"interrupted", "left"}
    assert clear_half_written(desk.services) == (SITE,)
    assert site(desk) == before
    assert {finding.kind for finding in verify_archive(desk.services)} == {"interrupted"}
    rebuild_site(desk.services)
    after = site(desk)
    assert after.keys() == before.keys()
    assert after != before
    assert verify_archive(desk.services) == ()


@pytest.mark.campaign
@pytest.mark.parametrize("number", some([1, 20, 40, 60, 100, 150]))
def test_an_archive_that_is_killed_while_it_is_written_is_done_again_whole(desk: Desk, number: int) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    desk.approve("archive")
    was_killed = killed_at(desk, number, ARCHIVE)
    assert (desk.cycle().closed is None) is was_killed
    desk.perform("archive")
    assert desk.cycle().closed is not None
    assert [finding for finding in verify_archive(desk.services) if finding.is_error] == []
    assert len(list((desk.home / "packages").glob("*.zip"))) == 1


@pytest.mark.campaign
@pytest.mark.skipif(
    subprocess.run(["unshare", "--map-root-user", "--mount", "true"], capture_output=True, check=False).returncode != 0,
    reason="this machine does not allow mounting a small disk",
)
def test_a_disk_that_is_full_in_the_middle_leaves_the_old_site_and_says_so(desk: Desk, tmp_path: Path) -> None:
    rebuild_site(desk.services)
    old = desk.home / "site"
    size = sum(path.stat().st_blocks * 512 for path in old.rglob("*")) + 60_000
    code = (
        "import hashlib, pathlib\n"
        "from cycle.application.publishing import rebuild_site\n"
        "from cycle.application.year import words_of\n"
        "from cycle.services import open_services\n"
        "from cycle.settings import Settings\n"
        f"site = pathlib.Path({str(desk.home / SITE)!r})\n"
        "def whole():\n"
        "    files = [path for path in site.rglob('*') if path.is_file()]\n"
        "    return sorted((str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)\n"
        "before = whole()\n"
        "with open_services(Settings(_env_file=None)) as services:\n"
        "    try: rebuild_site(services)\n"
        "    except OSError as error: print(words_of(error, 'nn'))\n"
        "print(len(before) > 10 and whole() == before)\n"
        "print([path.name for path in site.parent.iterdir()])\n"
    )
    kept = tmp_path / "kept"
    subprocess.run(["cp", "-a", old, kept], check=True)
    shell = ["unshare", "--map-root-user", "--mount", "sh", "-c", SMALL, "sh", old, str(size), kept]
    environment = {**os.environ, **desk.environment, "CYCLE_ROOT": str(desk.root)}
    done = subprocess.run(
        [*shell, sys.executable, code], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    message, stands, beside = done.stdout.splitlines()
    assert beside == "['bergensomradet']"
    assert message.startswith("Disken er full.")
    assert stands == "True"
