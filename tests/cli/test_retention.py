"""`cycle retention`: shown first, deleted when somebody puts their name to it."""

from __future__ import annotations

import datetime as dt

from cycle.model import Reply
from tests.desk import Desk

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


def test_whom_to_erase_must_be_somebody_who_is_in_an_imported_register(run, desk: Desk) -> None:
    said = run("retention", "erase", "Ådne Bjørnsen Øy", "--name", "Kari", "--why", "bad om det")
    assert said.code == 1
    assert said.err.startswith("error: bergensomradet: no register was imported")
    assert run("retention", "erase", "Ådne", "--name", " ", "--why", "x").code == 2
