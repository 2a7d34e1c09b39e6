"""What the law wants gone is gone from everywhere under the home folder: database, snapshot, packages, site."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image

from cycle.application.publishing import verify_archive
from cycle.application.retention import carry_out, retention_plan
from cycle.application.year import check_file, import_register, kept_files, lines_since_closed, load_named_community
from cycle.model import Reply, Substitute
from cycle.register.workbooks.workbook import RegisterRow, write_register
from cycle.store.people.retention import FIELDS
from tests.application.publishing.pages.test_past_year_pages import whole
from tests.desk import NOON, PEOPLE, Desk

SECRET = "xloynd"
RULES = "".join(f'\n[[rules]]\nof = "{field}"\ndays = 1\npurpose = "to try"\n' for field in FIELDS)
PROOF = {"cycle.sqlite", "invitations-r1.json", "invitasjonsliste.json", "mailing.invitasjon-r1.json"}
"""Where the addresses of those who are invited stand for ever: the list that was approved, for it is the proof."""
PLACES = ("phone", "postal", "note")


def imported(desk: Desk, rows: tuple[RegisterRow, ...]) -> None:
    file = desk.root / "ny.xlsx"
    file.write_bytes(write_register(rows, invented=True))
    loaded = load_named_community(desk.services.settings)
    import_register(desk.services, loaded, check_file(desk.services, loaded, file).id)
    file.unlink()


def answered(desk: Desk) -> None:
    """Add an answer of each kind, with a secret in each field that holds private words or addresses."""
    cycle = desk.cycle()
    given = {"kind": "invitasjon@folder", "at": NOON, "cycle": cycle.id}
    rows = desk.services.memory.outbox.rows(cycle=cycle.id)
    vara = Substitute(name="Vara Vik", address=f"{SECRET}varaZ@x.example")
    made = [
        Reply(key="a" * 64, recipient=rows[0].recipient, source="mail", what="accepted", by=f"{SECRET}byZ@x.example",
              text=f"Eg et ikkje {SECRET}fiskZ", substitute=vara, **given),
        Reply(key="b" * 64, recipient=rows[1].recipient, source="typed", what="accepted", who="Kari",
              text=f"Treng {SECRET}rampeZ", **given),
        Reply(key="c" * 64, recipient=rows[2].recipient, source="mail", what="returned", code="5.1.1",
              text=f"550 <{SECRET}returZ@x.example> unknown", **given),
    ]  # fmt: skip
    assert desk.services.memory.replies.add(made)


def everything(top: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, with what is in those that are zip files."""
    for path in sorted(top.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield str(path.relative_to(top)), data
            if data[:2] == b"PK":
                with zipfile.ZipFile(io.BytesIO(data)) as packed:
                    yield from ((f"{path.relative_to(top)}/{name}", packed.read(name)) for name in packed.namelist())


def found(home: Path) -> dict[str, set[str]]:
    """Secret → the files it stands in; of a copy, for the database is open."""
    there: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["cp", "-r", home, folder], check=True)
        listed = list(everything(Path(folder)))
    for name, data in listed:
        for secret in re.findall(rf"{SECRET}([a-z]+)Z".encode(), data):
            there.setdefault(secret.decode(), set()).add(name)
    return there


def test_after_retention_nothing_of_what_it_deletes_lies_anywhere_under_the_home(desk: Desk) -> None:
    with_secrets = tuple(replace(row, **{place: f"{SECRET}{place}Z" for place in PLACES}) for row in PEOPLE)
    imported(desk, with_secrets)
    (desk.year_folder / "pamelding.csv").write_text(f"namn;mat\nKari;{SECRET}matZ\n", "utf-8")
    (desk.community / "retention.toml").write_text(RULES, "utf-8")
    desk.walk(to="mailing.invitasjon")
    answered(desk)
    desk.walk()
    assert desk.cycle().closed is not None
    imported(desk, tuple(PEOPLE))
    desk.moment = NOON + dt.timedelta(days=400)
    plan = retention_plan(desk.services)
    assert {line.of for line in plan.lines} >= {"reply_words", "typed_words", "returned_mail", "register_contacts"}
    before = found(desk.home)
    assert before.keys() >= {"fisk", "rampe", "retur", "by", "vara", *PLACES}
    carry_out(desk.services, plan, name="Kari")
    there = found(desk.home)
    proof = there.pop("postal")
    assert there == {}
    inside = [name for name in proof if not re.search(r"/closed/|/files/|\.zip$", name)]
    assert {name.rpartition("/")[2] for name in inside} <= PROOF
    assert [finding for finding in verify_archive(desk.services) if finding.is_error] == []


BESIDE = (
    "gamle/register-2025.xlsx",
    "partnarskapsmote-2028/allergiar.xlsx",
    "partnarskapsmote-2025/referat.toml",
    "kontaktar.docx",
    "adresser.txt",
    "personar.csv",
    "notat.toml",
    "telefon.json",
    "historie/2019/deltakarar.xlsx",
    "bilete/kari.txt",
    "partnarskapsmote-2027/mat/allergiar.csv",
    "partnarskapsmote-2027/presentasjonar/notat.txt",
)
"""What people keep beside the rules, in folders too."""
BESIDE_TEMPLATES = ("adresser.txt", "docx/liste.csv", "mail/kontaktar.xlsx", "site/deltakarar.json", "anna/brev.docx")


def test_what_lies_beside_the_rules_and_is_not_read_is_kept_in_no_snapshot_and_no_package(desk: Desk) -> None:
    templates = desk.root / "templates"
    for path in [*(desk.community / name for name in BESIDE), *(templates / name for name in BESIDE_TEMPLATES)]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{SECRET}besideZ", "utf-8")
    (desk.community / "historie" / "2019" / "lenkje.pdf").symlink_to(desk.community / "kontaktar.docx")
    desk.walk()
    cycle = desk.cycle()
    assert cycle.closed is not None
    assert found(desk.home) == {}
    kept = {file.path for file in kept_files(desk.services.memory.files, cycle.closed.snapshot)}
    own = f"config/bergensomradet/{desk.year_folder.name}"
    assert kept >= {f"config/bergensomradet/{name}" for name in ("community.toml", "organisations.csv", "noark.toml")}
    assert kept >= {f"{own}/meeting.toml", f"{own}/program.xlsx", "templates/mail/invitasjon.txt"}
    assert lines_since_closed(cycle) == ()
    packaged = {path.name for path in (desk.home / "packages").rglob("data/reglar/*.*")}
    assert packaged == {path.name for path in desk.community.iterdir() if path.suffix in {".toml", ".csv"}} - {
        "personar.csv",
        "notat.toml",
    }


def test_what_the_history_names_and_the_pictures_of_letters_are_kept_with_the_year(desk: Desk) -> None:
    whole(desk)
    logo = desk.community / "bilete" / "logo.png"
    logo.parent.mkdir()
    Image.new("RGB", (30, 9)).save(logo)
    desk.walk()
    cycle = desk.cycle()
    assert cycle.closed is not None
    kept = {file.path for file in kept_files(desk.services.memory.files, cycle.closed.snapshot)}
    past = {f"historie/2018/{name}" for name in ("program.pdf", "vik.pdf", "notat.pptx", "salen.jpg")}
    assert kept >= {f"config/bergensomradet/{path}" for path in {"bilete/logo.png", *past}}
    assert lines_since_closed(cycle) == ()
    Image.new("RGB", (31, 9)).save(logo)
    assert "logo.png" in lines_since_closed(desk.cycle())[0]
