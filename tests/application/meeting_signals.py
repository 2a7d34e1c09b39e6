"""Minutes with steering signals, as the tests of signals note, ask for and send them."""

from __future__ import annotations

from collections.abc import Sequence

from cycle.application.dispatches import ask
from cycle.mail.transport.maildir import ReceivedMail
from tests.desk import Desk

MINUTES = """
present = ["Tone Kvåle"]

[[signals]]
to = "SSU"
text = "Lag utkast til felles strategi."
owner = "Leiaren av SSU"
due = "1. mai 2027"
plan = "Handlingsplan 2027–2028"

[[signals]]
to = "Alver kommune"
text = "Prøv ut avstandsoppfølging."
"""
KIND = "styringsbrev"


def minutes(desk: Desk, text: str = MINUTES) -> None:
    (desk.year_folder / "referat.toml").write_text(text, "utf-8")


def asked(desk: Desk, to: Sequence[str] = ()) -> str:
    return ask(desk.cycle(), KIND, who="Kari Sekretær", why="Møtet er halde.", to=to).id


def sent(desk: Desk, dispatch: str = KIND) -> dict[str, ReceivedMail]:
    before = set(desk.mails())
    desk.do(f"letters.{dispatch}")
    desk.do(f"mailing.{dispatch}")
    return {mail.to: mail for mail in desk.mails() if mail not in before}
