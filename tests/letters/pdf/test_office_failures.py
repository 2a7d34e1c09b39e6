"""LibreOffice hangs, dies, is taken away, or the disk is full: it is told plainly, and what is done is kept."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cycle.errors import ConversionError
from cycle.letters.pdf import libreoffice_process as libreoffice
from cycle.letters.pdf.conversion import convert, find_office
from cycle.letters.pdf.pdfa import read_pdf
from cycle.letters.pdf.scratch_folder import PREFIX, scratch_folder
from cycle.letters.pdf.split import split
from cycle.model import DOCX, Document
from tests.letters.conftest import TEMPLATES, fragile_office, write_word
from tests.letters.pdf.test_office import letter


@pytest.mark.office
def test_a_letter_that_kills_libreoffice_stops_no_other(tmp_path: Path) -> None:
    letters = [letter("A", 0), letter("POISON", 1), letter("C", 2), letter("D", 3)]
    kept: dict[str, str] = {}
    with pytest.raises(ConversionError) as caught:
        convert(
            letters,
            office=fragile_office(tmp_path),
            keep=lambda word, pdf: kept.update({word.name: read_pdf(pdf.data).text}),
            scratch=tmp_path,
        )
    assert sorted(kept) == ["brev-0.docx", "brev-2.docx", "brev-3.docx"]
    assert "C" in kept["brev-2.docx"]
    [line, rest] = str(caught.value).splitlines()
    assert line.startswith("brev-1.docx: LibreOffice made no PDF")
    assert rest.startswith("3 other letters are done; open the file in Word or LibreOffice")


@pytest.mark.office
def test_only_the_letters_beside_a_poisoned_one_lose_their_company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine letters as three documents: the middle one kills LibreOffice, and the third is still made as one."""
    taken_apart: list[list[str]] = []
    monkeypatch.setattr(libreoffice, "JOINED", 3)
    monkeypatch.setattr(libreoffice, "split", lambda data, titles: taken_apart.append(titles) or split(data, titles))
    letters = [letter("POISON" if number == 4 else f"Nr {number}", number) for number in range(9)]
    kept: list[str] = []
    with pytest.raises(ConversionError, match="8 other letters are done") as caught:
        convert(
            letters,
            office=fragile_office(tmp_path),
            keep=lambda word, pdf: kept.append(word.name),
            workers=1,
            scratch=tmp_path,
        )
    assert sorted(kept) == [document.name for number, document in enumerate(letters) if number != 4]
    assert kept[:6] == [f"brev-{number}.docx" for number in (0, 1, 2, 6, 7, 8)]
    assert [len(titles) for titles in taken_apart] == [3, 3]
    assert str(caught.value).startswith("brev-4.docx: LibreOffice made no PDF")


@pytest.mark.office
def test_a_libreoffice_that_hangs_once_is_started_anew_and_every_letter_comes_out(tmp_path: Path) -> None:
    made = convert([letter("A")], office=fragile_office(tmp_path, hangs=True), stall_seconds=15.0, scratch=tmp_path)
    assert "Kjære" in read_pdf(made[0].data).text


@pytest.mark.office
def test_a_file_that_is_no_letter_is_named_and_never_typeset_as_text(tmp_path: Path) -> None:
    """LibreOffice makes an empty page of an empty file, and prints the bytes of any other."""
    garbage = {"tom.docx": b"", "tekst.docx": b"berre tekst", "kutta.docx": write_word("Hei")[:2000]}
    letters = [Document(name=name, media_type=DOCX, data=data) for name, data in garbage.items()]
    kept: list[str] = []
    with pytest.raises(ConversionError, match="1 other letters are done") as caught:
        convert(
            [letters[0], letter("A"), *letters[1:]],
            office=find_office(),
            keep=lambda word, _pdf: kept.append(word.name),
            scratch=tmp_path,
        )
    assert kept == ["brev-0.docx"]
    reported = [line.partition("; ")[0].partition(" (")[0] for line in str(caught.value).splitlines()[:-1]]
    assert reported == [
        "tom.docx: the file is empty",
        "tekst.docx: this is plain text",
        "kutta.docx: the file stops in the middle",
    ]


def test_a_libreoffice_that_is_taken_away_is_told_with_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(ConversionError, match="run `cycle doctor`"):
        convert([letter(name, number) for number, name in enumerate("ABCDEFGH")], office=tmp_path / "gone")


@pytest.mark.skipif(
    subprocess.run(["unshare", "--map-root-user", "--mount", "true"], capture_output=True, check=False).returncode != 0,
    reason="this machine does not allow mounting a small disk",
)
def test_a_disk_that_is_full_is_told_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    """On a disk of 8 kB no letter has room, whoever else has just made some."""
    disk, word = tmp_path / "disk", tmp_path / "brev.docx"
    disk.mkdir()
    word.write_bytes((TEMPLATES / "invitasjon.docx").read_bytes())
    code = (
        "import pathlib, sys; from cycle.errors import ConversionError; "
        "from cycle.letters.pdf.conversion import convert; "
        "from cycle.model import DOCX, Document; disk = pathlib.Path(sys.argv[1])\n"
        "letters = [Document(name=f'{n}.docx', media_type=DOCX, data=pathlib.Path(sys.argv[2]).read_bytes()) "
        "for n in range(4)]\n"
        "try: convert(letters, office=pathlib.Path('/bin/false'), scratch=disk)\n"
        "except ConversionError as error: print(error)\n"
        "print([one.name for one in disk.iterdir()])"
    )
    mount = 'mount -t tmpfs -o size=8k,mode=1777 full "$1" && exec "$2" -c "$3" "$1" "$4"'
    shell = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh", disk, sys.executable, code, word]
    said = subprocess.run(shell, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0] == "4 letters (0.docx, 1.docx, 2.docx …): LibreOffice made no PDF (No space left on device)"
    assert "look at the room on the disk, then run the step again" in said[-2]
    assert said[-1] == "[]"


def test_what_a_killed_run_left_is_taken_away_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as ours:
        (ours / "profile").mkdir()
        dead = subprocess.Popen(
            [sys.executable, "-c", _HOLD, tmp_path], stdout=subprocess.PIPE, text=True, env={**os.environ}
        )
        assert dead.stdout is not None
        left = Path(dead.stdout.readline().strip())
        with scratch_folder(tmp_path):
            assert left.is_dir()  # its process lives
        dead.kill()
        dead.wait()
        dead.stdout.close()
        assert left.is_dir()
        with scratch_folder(tmp_path) as new:
            assert sorted(tmp_path.iterdir()) == sorted([ours, new])
        assert (ours / "profile").is_dir()
    assert list(tmp_path.iterdir()) == []


_HOLD = (
    "import pathlib, sys, time; from cycle.letters.pdf.scratch_folder import scratch_folder\n"
    "with scratch_folder(pathlib.Path(sys.argv[1])) as folder:\n"
    "    (folder / 'profile').mkdir(); print(folder, flush=True); time.sleep(600)"
)


def test_a_link_with_our_name_is_never_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "papers").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
    with scratch_folder(tmp_path):
        assert (elsewhere / "papers").is_file()


def test_a_folder_held_by_another_is_left_alone(tmp_path: Path) -> None:
    held = tmp_path / f"{PREFIX}held"
    held.mkdir()
    descriptor = os.open(held, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with scratch_folder(tmp_path):
            assert held.is_dir()
    finally:
        os.close(descriptor)
    with scratch_folder(tmp_path):
        assert not held.exists()
