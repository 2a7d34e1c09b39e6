"""`cycle retention`: shown first, deleted when somebody puts their name to it."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from dataclasses import replace

from cycle.model import Reply, Substitute
from cycle.store.people.retention import FIELDS
from tests.application.stated_history import BERGEN
from tests.desk import MAYOR, PEOPLE, Desk

EXAMPLE = BERGEN / "retention.toml"
LONG_AGO = dt.datetime(2020, 3, 1, 12, tzinfo=dt.UTC)


def answered(desk: Desk) -> None:
    desk.walk(to="invitations")
    said = {"kind": "", "what": "wrote", "source": "mail", "at": LONG_AGO, "text": "Hei"}
    desk.services.memory.replies.add([Reply(key="a" * 64, recipient="p", cycle=desk.cycle().id, **said)])


def test_what_would_go_is_shown_and_goes_when_somebody_says_so(run, desk: Desk) -> None:
    answered(desk)
    shown = run("retention")
    assert (shown.code, shown.err) == (0, "")
    rule = "90 days after it was written, kept to read the answers (CYCLE_MAIL_WORDS_DAYS)"
    assert shown.out.splitlines() == [
        "would go: 1 reply_words of bergensomradet/partnarskapsmote/2027",
        f"  since 01.03.2020, due 30.05.2020: {rule}",
        "  stays: what they answered, and when",
        "nothing is deleted; say --run --name NAME to delete it",
    ]
    assert run("retention", "--json").json["lines"][0]["number"] == 1
    assert run("retention", "--run").code == 2
    done = run("retention", "--run", "--name", "Kari Sekretær")
    assert done.out.splitlines()[-1] == "1 values deleted"
    assert run("retention").out == "nothing has outlived its time\n"


def test_the_postal_addresses_that_stay_with_what_was_approved_are_counted_with_the_reason(run, desk: Desk) -> None:
    on_paper = replace(MAYOR, address="", postal="Alver kommune\nPostboks 4\n5906 Frekhaug")
    desk.register(*(on_paper if row == MAYOR else row for row in PEOPLE))
    desk.walk(to="invitations")
    line, last = run("retention").out.splitlines()
    assert line.startswith(
        "stays: 1 postal addresses of people in bergensomradet/partnarskapsmote/2027: proof of notice"
    )
    assert last == "nothing has outlived its time"
    [kept] = run("retention", "--json").json["kept"]
    assert (kept["where"], kept["number"]) == ("bergensomradet/partnarskapsmote/2027", 1)
    assert "Frekhaug" not in run("retention").out


def test_what_is_kept_without_an_end_is_named(run, desk: Desk) -> None:
    desk.walk(to="invitations")
    came = {"kind": "", "what": "accepted", "source": "mail", "at": LONG_AGO}
    instead = Substitute(name="Vara Vik", role="Kommunalsjef", address="vara@fedje.example")
    desk.services.memory.replies.add(
        [Reply(key="b" * 64, recipient="p", cycle=desk.cycle().id, substitute=instead, **came)]
    )
    file = desk.community / "retention.toml"
    file.write_text('[[rules]]\nof = "substitute_addresses"\ndays = 36500\npurpose = "x"\n', "utf-8")
    without = [line for line in run("retention").out.splitlines() if line.startswith("no rule: ")]
    assert without == [
        f"no rule: 1 {of}: kept without an end until retention.toml says how long"
        for of in ("substitute_names", "substitute_roles")
    ]
    assert run("retention", "--json").json["unruled"] == {"substitute_names": 1, "substitute_roles": 1}
    shutil.copy(EXAMPLE, file)
    assert "no rule: " not in run("retention").out


def test_the_example_has_a_rule_for_each_field(desk: Desk) -> None:
    rules = {rule["of"] for rule in tomllib.loads(EXAMPLE.read_text("utf-8"))["rules"]}
    assert rules | {"reply_words"} == FIELDS.keys()  # words of answers have the setting's days without a rule


def test_whom_to_erase_must_be_somebody_who_is_in_an_imported_register(run, desk: Desk) -> None:
    said = run("retention", "erase", "Ådne Bjørnsen Øy", "--name", "Kari", "--why", "bad om det")
    assert said.code == 1
    assert said.err.startswith("error: bergensomradet: no register was imported")
    assert run("retention", "erase", "Ådne", "--name", " ", "--why", "x").code == 2
