"""Nobody is asked to approve a mail that the setting, the provider or the mail server would turn away for its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from cycle import wording
from cycle.application.delivery.mail_size import limit_of
from cycle.application.steps.mailing import STEP
from cycle.errors import InputError
from cycle.settings import Settings
from tests.desk import INVITED, Desk, free_port
from tests.mail.conftest import FaultServer

LETTERS, MAILING = "letters.invitasjon", "mailing.invitasjon"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    server = FaultServer({}, offers=("SIZE 5000",))
    yield server
    server.stop()


@pytest.fixture
def settings(tmp_path) -> Callable[..., Settings]:
    return lambda **given: Settings(_env_file=None, home=tmp_path, **given)


def test_the_size_at_the_gate_is_the_one_on_the_wire(desk: Desk) -> None:
    desk.walk(to=MAILING)
    planned = [mail["bytes"] for mail in desk.newest(MAILING).body["mails"]]
    written = [path.stat().st_size for path in (desk.home / "mail" / "new").iterdir()]
    assert sorted(planned) == sorted(written)
    cycle = desk.cycle()
    [node] = [node for node in cycle.graph if node.name == "mailing.folgebrev"]
    desk.do("letters.folgebrev")
    presented = STEP.present(cycle, node, desk.compute("mailing.folgebrev")).markdown
    largest = max(mail["bytes"] for mail in desk.newest("mailing.folgebrev").body["mails"])
    assert f", {wording.file_size(largest)} den største e-posten; grensa er 10,0 MB." in presented


def test_every_mail_that_is_too_large_is_named_before_anyone_is_asked(desk: Desk) -> None:
    desk.walk(to=LETTERS)
    sizes = {mail["recipient"]: mail["bytes"] for mail in desk.compute(MAILING).body["mails"]}
    desk.settle(mail_max_mb=(max(sizes.values()) - 1) / 1_000_000)
    with pytest.raises(InputError) as caught:
        desk.compute(MAILING)
    assert {problem.where for problem in caught.value.problems} == {
        key for key, size in sizes.items() if size == max(sizes.values())
    }
    desk.settle(mail_max_mb=0.001)
    with pytest.raises(InputError) as caught:
        desk.compute(MAILING)
    assert [problem.where for problem in caught.value.problems] == list(sizes)
    for name in INVITED:
        assert name not in str(caught.value)
    first = str(caught.value.problems[0])
    assert first.startswith(f"Utsending: invitasjon: {next(iter(sizes))}: e-posten blir ")
    assert (
        "innstillinga CYCLE_MAIL_MAX_MB tek imot høgst 1 kB; gjer vedlegga mindre, eller legg dei ut og send" in first
    )
    assert desk.states()[MAILING] == "due 2"
    assert desk.services.memory.outbox.rows() == ()


def test_the_mail_servers_own_limit_counts_and_it_is_asked_before_the_gate(posted: Desk, server: FaultServer) -> None:
    posted.walk(to=LETTERS)
    posted.settle(mail_port=server.port)
    with pytest.raises(InputError, match=r"e-posttenaren 127\.0\.0\.1 tek imot høgst 5 kB"):
        posted.compute(MAILING)
    assert {command.split()[0] for command in server.commands} == {"EHLO", "QUIT"}
    posted.settle(mail_port=free_port())
    assert len(posted.compute(MAILING).body["mails"]) == len(INVITED)


def test_the_lowest_limit_holds_and_says_whose_it_is(settings, server: FaultServer) -> None:
    assert (limit_of(settings()).size, limit_of(settings(mail_max_mb=2)).size) == (10_000_000, 2_000_000)
    wide = settings(mail_max_mb=150, mail_provider="google")
    assert (limit_of(wide).size, limit_of(wide).source) == (25_000_000, "Google Workspace")
    reach = {"mail_mode": "live", "mail_host": "127.0.0.1", "mail_tls": "none", "mail_port": server.port}
    assert limit_of(settings(**reach)).size == 5000


@pytest.mark.parametrize("offer", ["SIZE", "SIZE 0", "SIZE ²", "8BITMIME"])
def test_a_server_that_names_no_limit_sets_none(settings, server: FaultServer, offer: str) -> None:
    server.offers = (offer,)
    reach = {"mail_mode": "live", "mail_host": "127.0.0.1", "mail_tls": "none", "mail_port": server.port}
    assert limit_of(settings(**reach)).size == 10_000_000


def test_the_limit_is_told_in_the_form_of_those_who_run_the_year(settings: Callable[..., Settings]) -> None:
    presented = limit_of(settings(), "nb")
    assert (presented.source, presented.remedy) == (
        "innstillingen CYCLE_MAIL_MAX_MB",
        (
            "gjør vedleggene mindre, eller legg dem ut og send lenken; vet dere at mottakerne tar imot mer, "
            "så sett CYCLE_MAIL_MAX_MB høyere"
        ),
    )
