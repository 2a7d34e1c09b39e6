"""What was sent is what is kept: the archive rests on what left the house, whatever was made since."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.actions import ask_for_act
from cycle.application.actions.running.run_step import decide
from cycle.application.delivery import sent_letters
from cycle.application.publishing import verify_archive
from cycle.application.publishing.packages import evidence_files
from cycle.application.publishing.packages.minutes_paper import kept_minutes
from cycle.application.replies import type_in
from cycle.application.results import ArchiveResult, LettersResult, read
from cycle.application.steps.archive import remarks_of
from cycle.application.year import OpenCycle, mode_suffix
from cycle.model import DOCX, Document, Identified, StoredFile, Substitute
from cycle.store.mails.printed_letters import PrintedLetter
from tests.desk import INVITED, MEMBER, Desk, letter_of, sha256, words

MINUTES = """
chair = "Ådne Bjørnsen Øy"
present = ["Ådne Bjørnsen Øy"]
[[matters]]
title = "Felles strategi"
decision = "Møtet slutta seg til strategien."
"""
ADDED = "<w:p><w:r><w:t>Eit avsnitt som kom til etterpå.</w:t></w:r></w:p>"


def package(desk: Desk) -> Path:
    [folder] = [path for path in (desk.home / "packages").iterdir() if path.is_dir()]
    return folder / "data"


def letters_kept(desk: Desk) -> set[str]:
    """The sha256 of every letter in the package."""
    return {sha256(path.read_bytes()) for path in (package(desk) / "brev").rglob("*") if path.is_file()}


def letters_sent(desk: Desk) -> set[str]:
    """The sha256 of the letter in every mail that left."""
    return {sha256(letter_of(mail).data) for mail in desk.mails() if mail.attachments}


def change_a_template_and_go_on(desk: Desk) -> None:
    """Add a paragraph when all is sent, approve what became due (0 to send), and the archive."""
    desk.edit_template("folgebrev.docx", "</w:body>", f"{ADDED}</w:body>")
    for step in ("letters.folgebrev", "mailing.folgebrev"):
        assert desk.do(step).revision == 2
    desk.do("archive")


def test_a_letter_that_is_made_anew_and_sent_to_nobody_is_not_in_the_package(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    before = letters_sent(desk)
    change_a_template_and_go_on(desk)
    assert letters_sent(desk) == before, "nobody got a letter twice"
    assert letters_kept(desk) == before


def test_every_mail_in_the_package_names_the_letter_it_brought(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    change_a_template_and_go_on(desk)
    rows = json.loads((package(desk) / "utsendingar.json").read_text("utf-8"))
    named = {letter["file"]: letter["sha256"] for row in rows for letter in row["letters"] if row["state"] == "sent"}
    kept = {
        path.relative_to(package(desk)).as_posix(): sha256(path.read_bytes())
        for path in (package(desk) / "brev").rglob("*")
        if path.is_file()
    }
    assert named == kept
    documents = {sha256(path.read_bytes()) for path in (package(desk) / "dokument").iterdir()}
    assert {sha for row in rows for letter in row["letters"] for sha in letter["enclosures"]} == documents


def public_invitation(desk: Desk) -> bytes:
    """The invitation on the public page."""
    [edition] = [
        document
        for document in read(ArchiveResult, desk.newest("archive")).edition.documents
        if document.kind == "invitation"
    ]
    assert isinstance(edition.file, StoredFile)
    return desk.services.memory.files.document(edition.file).data


def test_the_public_invitation_is_the_one_that_was_sent_though_the_meeting_was_moved_since(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    before = public_invitation(desk)
    move(desk)
    for step in ("letters.folgebrev", "mailing.folgebrev", "archive"):
        desk.do(step)
    assert read(LettersResult, desk.newest("letters.invitasjon")).public is not None
    assert public_invitation(desk) == before
    assert "18. februar" in words([Document(name="i.docx", media_type=DOCX, data=before)])


def remarks(desk: Desk) -> str:
    """What the gate of the archive says there is to look at."""
    return "\n".join(remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive"))))


def move(desk: Desk) -> None:
    """Move the meeting after the invitation went, and approve all that follows, with no word of it to anybody."""
    desk.moment += dt.timedelta(hours=1)
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-25")
    for step in ("plan", "committee", "host", "invitations", "letters.invitasjon", "mailing.invitasjon"):
        desk.do(step)


HEARD = {
    "Dato": ("torsdag 18. februar 2027", "torsdag 25. februar 2027"),
    "Start": ("09.00", "10.00"),
    "Slutt": ("15.00", "14.30"),
    "Møtelokale": ("Region Nordhordland Helsehus", "Kulturhuset"),
    "Adresse eller stad": ("Knarvik", "Fedje"),
}


def test_the_gate_of_the_archive_says_where_the_page_differs_from_what_was_told(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    assert "fekk sist høyre" not in remarks(desk)
    for heard, shown in [*HEARD.values()][1:]:
        desk.replace("partnarskapsmote-2027/meeting.toml", heard.replace(".", ":"), shown.replace(".", ":"))
    move(desk)
    for step in ("letters.folgebrev", "mailing.folgebrev", "archive"):
        desk.do(step)
    readers = len({letter.recipient for letter in sent_letters(desk.cycle())})
    for fact, (heard, shown) in HEARD.items():
        assert f"{fact}: sida seier «{shown}», og {readers} lesarar fekk sist høyre «{heard}»" in remarks(desk)


def test_the_gate_of_the_archive_says_how_many_got_another_letter_or_programme_than_is_shown(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.do("letters.folgebrev")
    print_first(desk, "folgebrev")
    desk.edit_template("folgebrev.docx", "</w:body>", f"{ADDED}</w:body>")
    for step in ("letters.folgebrev", "mailing.folgebrev", "archive"):
        desk.do(step)
    sent = [letter for letter in sent_letters(desk.cycle()) if letter.dispatch == "folgebrev"]
    said = f"1 lesar av {len(sent)} fekk ein annan versjon enn den som er vist"
    assert [line for line in remarks(desk).splitlines() if "Følgjebrev" in line and said in line] != []
    assert [line for line in remarks(desk).splitlines() if "Invitasjon" in line and "annan versjon" in line] == []


def test_a_letter_on_paper_has_the_enclosures_that_were_printed_with_it(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.do("letters.folgebrev")
    made = read(LettersResult, desk.newest("letters.folgebrev"))
    print_first(desk, "folgebrev")
    desk.moment += dt.timedelta(hours=1)
    desk.edit_template("program.docx", "</w:body>", f"{ADDED}</w:body>")
    for step in ("letters.folgebrev", "mailing.folgebrev", "archive"):
        desk.do(step)
    later = read(LettersResult, desk.newest("letters.folgebrev"))
    [printed] = [common.file.sha256 for common in made.common if common.language == made.letters[0].language]
    assert printed not in {common.file.sha256 for common in later.common}
    [paper] = json.loads((package(desk) / "papir.json").read_text("utf-8"))
    assert paper["enclosures"] == [printed]
    enclosures = [path for path in (package(desk) / "dokument").rglob("*") if sha256(path.read_bytes()) == printed]
    assert len(enclosures) == 1
    [line] = [line for line in remarks(desk).splitlines() if "Program" in line and "annan versjon" in line]
    assert "1 lesar av" in line


def print_first(desk: Desk, dispatch: str) -> None:
    """Print the first letter of a dispatch that was made and is not sent."""
    letter = read(LettersResult, desk.newest(f"letters.{dispatch}")).letters[0]
    printed = PrintedLetter(
        cycle=desk.cycle().id,
        kind=f"{dispatch}{mode_suffix(desk.services.settings)}",
        recipient=letter.recipient,
        content=letter.file.sha256,
        postal="Veg 1",
        who="Kari",
        at=desk.moment,
    )
    desk.services.memory.printed.add([printed])


def test_a_dispatch_that_reached_nobody_is_on_no_page(desk: Desk) -> None:
    desk.register(MEMBER)
    desk.walk()
    assert [document.kind for document in read(ArchiveResult, desk.newest("archive")).edition.documents] == []


def test_a_letter_is_kept_though_its_dispatch_left_the_rules(desk: Desk) -> None:
    desk.walk()
    before = letters_kept(desk)
    desk.replace("partnarskapsmote.toml", 'id = "folgebrev"', 'id = "folgjebrev"')
    desk.replace("partnarskapsmote.toml", 'milestone = "folgebrev"', 'milestone = "folgjebrev"')
    assert {sha256(desk.services.memory.files.read(sent.letter)) for sent in sent_letters(desk.cycle())} == before


def test_a_letter_that_is_printed_while_the_archive_waits_asks_again(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    desk.approve("archive")
    print_one(desk)
    assert desk.states()["archive"] != "approved 1"
    desk.do("archive")
    [paper] = json.loads((package(desk) / "papir.json").read_text("utf-8"))
    assert sha256((package(desk) / paper["file"]).read_bytes()) == paper["sha256"]


def test_that_nobody_has_written_the_minutes_or_who_was_there_stands_at_the_gate_of_the_archive(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    for written, place in (
        ("", "referat.toml: det finst ikkje"),
        ('taker = "Kari"', "present: ingen har"),
    ):
        (desk.year_folder / "referat.toml").write_text(written, "utf-8")
        desk.compute("archive")
        said = remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive")))
        assert [line for line in said if place in line] != []
    everyone = json.dumps(INVITED, ensure_ascii=False)
    whole = f'chair = "Tone Kvåle"\ntaker = "Kari Nes"\npresent = {everyone}\n'
    whole += '[[matters]]\ntitle = "Plan"\ntext = "Vart lagd fram."'
    (desk.year_folder / "referat.toml").write_text(whole, "utf-8")
    desk.compute("archive")
    remarks = remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive")))
    assert not [line for line in remarks if "referat.toml:" in line]


def test_minutes_that_change_while_the_archive_waits_ask_again_and_what_is_approved_is_packaged(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    written = desk.year_folder / "referat.toml"
    desk.compute("archive")
    desk.approve("archive")
    written.write_text('present = ["Tone Kvåle"]', "utf-8")
    assert desk.states()["archive"] == "due 2"
    written.write_text('present = ["Tone Kvåle", "Ein Gjest"]', "utf-8")
    desk.compute("archive")
    said = remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive")))
    assert [line for line in said if "Ein Gjest" in line] != []
    written.write_text('present = ["Tone Kvåle"]', "utf-8")
    desk.do("archive")
    approved = read(ArchiveResult, desk.newest("archive")).filed
    assert {file.path: file.file.sha256 for file in approved} == {
        path.relative_to(package(desk)).as_posix(): sha256(path.read_bytes())
        for path in (package(desk) / "noark").rglob("*")
        if path.is_file()
    }
    assert json.loads((package(desk) / "referat.json").read_text("utf-8"))["present"] == ["Tone Kvåle"]
    assert len(approved) > 1


@pytest.mark.parametrize("what", ["template", "substitute"])
def test_what_the_minutes_are_made_of_beside_their_words_asks_again_while_the_archive_waits(
    desk: Desk, what: str
) -> None:
    desk.walk(to="mailing.folgebrev")
    (desk.year_folder / "referat.toml").write_text('present = ["Eli O\'Brien & Søn"]', "utf-8")
    desk.compute("archive")
    desk.approve("archive")
    before = desk.states()["archive"]
    assert not before.startswith("due")
    if what == "template":
        desk.edit_template("referat.docx", "<w:body>", "<w:body><w:p><w:r><w:t>Ny mal</w:t></w:r></w:p>")
    else:
        type_in(desk.cycle(), "Tone Kvåle", as_="declined", name="Kari", substitute=Substitute(name="Per Vara"))
    assert desk.states()["archive"] == "due 2"
    first = read(ArchiveResult, desk.newest("archive")).minutes
    desk.do("archive")
    again = read(ArchiveResult, desk.newest("archive")).minutes
    assert first != again
    assert desk.states()["archive"].startswith("done")


def test_a_letter_that_is_printed_after_the_year_was_published_opens_nothing(desk: Desk) -> None:
    desk.walk()
    print_one(desk)
    assert desk.states()["archive"] == "done 1"


def print_one(desk: Desk) -> None:
    letter = next(sent for sent in sent_letters(desk.cycle()) if sent.dispatch == "invitasjon")
    printed = PrintedLetter(
        cycle=desk.cycle().id,
        kind=f"invitasjon{mode_suffix(desk.services.settings)}",
        recipient=letter.recipient,
        content=letter.letter.sha256,
        postal="Veg 1",
        who="Kari",
        at=desk.moment,
    )
    desk.services.memory.printed.add([printed])


def test_a_rehearsal_is_in_no_package_of_a_year_that_was_sent(posted: Desk) -> None:
    posted.settle(mail_mode="folder")
    posted.walk(to="mailing.folgebrev")
    posted.settle(mail_mode="allowlist")
    for step in ("mailing.invitasjon", "mailing.folgebrev", "archive"):
        posted.do(step)
    kinds = {row.kind for row in posted.cycle().record.mails}
    assert {"invitasjon@folder", "invitasjon"} <= kinds
    rows = json.loads((package(posted) / "utsendingar.json").read_text("utf-8"))
    assert {row["kind"] for row in rows} & {kind for kind in kinds if "@" in kind} == set()
    assert all(row["letters"] for row in rows if row["state"] == "sent" and "kalender" not in row["kind"])
    assert not [path.name for path in (package(posted) / "e-post").iterdir() if "folder" in path.name]
    assert "prøve" not in (package(posted) / "les-meg.txt").read_text("utf-8")


def test_a_result_that_is_left_out_of_the_package_is_named_with_its_digest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_files, "quotes_private_matter", lambda result: result.step == "plan")
    desk.walk()
    kept = package(desk)
    [left] = json.loads((kept / "utelatne.json").read_text("utf-8"))
    decided = {row["digest"]: row["step"] for row in json.loads((kept / "avgjerder.json").read_text("utf-8"))}
    there = {sha256(path.read_bytes()) for path in (kept / "resultat").iterdir()}
    assert (left["step"], left["digest"] in there, decided[left["digest"]]) == ("plan", False, "plan")
    assert {*there, left["digest"]} >= decided.keys() - {desk.newest("archive").digest}
    assert "utelatne.json" in (kept / "les-meg.txt").read_text("utf-8")


def test_a_package_of_a_rehearsal_says_that_it_is_one(desk: Desk) -> None:
    desk.walk()
    assert "på prøve" in (package(desk) / "les-meg.txt").read_text("utf-8")


def test_a_rehearsal_that_was_closed_keeps_its_mails_and_answers_though_mail_is_real_when_it_is_corrected(
    posted: Desk,
) -> None:
    posted.settle(mail_mode="folder")
    posted.walk(to="mailing.folgebrev")
    type_in(posted.cycle(), "Tone Kvåle", as_="declined", name="Kari")
    posted.walk()
    data = package(posted)
    posted.settle(mail_mode="allowlist")
    act = ask_for_act(posted.cycle(), "correct", who="Kari", why="Feil", what="venue", new="Fedje kulturhus")
    posted.do(f"act.{act.number}")
    again = data.parent.with_name(f"{data.parent.name}-v2") / "data"
    for name in ("utsendingar.json", "e-post", "svar.json", "brev"):
        before = {
            path.relative_to(data): path.read_bytes()
            for path in data.rglob("*")
            if name in path.parts and path.is_file()
        }
        after = {
            path.relative_to(again): path.read_bytes()
            for path in again.rglob("*")
            if name in path.parts and path.is_file()
        }
        assert before
        assert after == before, name
    assert "på prøve" in (again / "les-meg.txt").read_text("utf-8")


def test_minutes_that_an_earlier_version_kept_in_packages_alone_are_those_of_when_the_year_was_closed_last(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.year_folder / "referat.toml").write_text(MINUTES, "utf-8")
    desk.walk()
    desk.do(f"act.{ask_for_act(desk.cycle(), 'reopen', who='Kari Vik', why='Feil').number}")
    (desk.year_folder / "referat.toml").write_text(MINUTES.replace("slutta seg til", "avviste"), "utf-8")
    desk.walk()
    closed = desk.cycle().closed
    assert closed is not None
    assert closed.minutes is not None
    monkeypatch.setattr(OpenCycle, "closed", replace(closed, minutes=None))
    assert kept_minutes(desk.cycle()) == closed.minutes


def test_the_minutes_of_a_community_that_files_nothing_are_in_every_package_all_the_same(desk: Desk) -> None:
    (desk.community / "noark.toml").unlink()
    (desk.year_folder / "referat.toml").write_text(MINUTES, "utf-8")
    desk.walk()
    kept = desk.cycle().closed
    assert kept is not None
    assert kept.minutes is not None
    desk.edit_template("referat.docx", "<w:body>", "<w:body><w:p><w:r><w:t>Ny mal</w:t></w:r></w:p>")
    ask_for_act(desk.cycle(), "correct", who="Kari Vik", why="Feil", what="venue", new="Rådhuset")
    desk.do("act.1")
    for version in ("", "-v2"):
        data = desk.home / "packages" / f"bergensomradet-partnarskapsmote-2027{version}" / "data"
        [found] = (data / "referat").iterdir()
        assert (found.name, sha256(found.read_bytes())) == (kept.minutes.name, kept.minutes.sha256)
        assert "referatet som dokument" in (data / "les-meg.txt").read_text("utf-8")
    assert verify_archive(desk.services) == ()


def test_the_package_says_who_decided_how_that_is_known_and_no_more_of_them(desk: Desk) -> None:
    desk.walk(to="host")
    result = desk.compute("invitations")
    cycle, at = desk.cycle(), {"community": "bergensomradet", "language": "nn", "roles": ("coordinator",)}
    kari = Identified(**at, person="kari", name="Kari Sekretær", address="kari@kommune.example", known_by="oidc")
    kari = replace(kari, sides=("kommunane",), proof="https://login.example 0a1b-subject", session="hemmeleg")
    ola = Identified(**at, person="ola", name="Ola Koordinator", address="ola@helse.example", known_by="link")
    for who in (kari, ola):
        row = {"decision": "approve", "name": who.name, "key": who.person, "channel": "page", "shown": "e" * 64}
        assert decide(cycle, result, who=who, **row) == ""
    desk.walk()
    text = (package(desk) / "avgjerder.json").read_text("utf-8")
    rows = {row["person"]: row for row in json.loads(text) if row["step"] == "invitations"}
    said = ("known_by", "issuer", "sides", "shown")
    assert [rows["kari"][key] for key in said] == ["oidc", "https://login.example", ["kommunane"], "e" * 64]
    assert [rows["ola"][key] for key in said] == ["link", "", [], "e" * 64]
    assert [private for private in ("0a1b", "hemmeleg", "@") if private in text] == []
