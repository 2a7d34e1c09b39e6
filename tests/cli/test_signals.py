"""`cycle signals`: what the meetings asked for is listed, and what was reported is typed in."""

from __future__ import annotations

from tests.application.meeting_signals import minutes
from tests.desk import Desk


def test_the_signals_of_all_years_are_listed_and_a_report_is_written_once(run, desk: Desk) -> None:
    desk.start()
    minutes(desk)
    assert [line.split()[0] for line in run("signals").out.splitlines()[1:] if line[:4] == "2027"] == [
        "2027-1",
        "2027-2",
    ]
    words = ("--status", "done", "--text", "Er sendt.", "--by", "Kari Nes")
    for _ in range(2):
        done = run("signals", "report", "2027-2", *words)
        assert (done.code, done.err) == (0, "")
        assert done.out.splitlines()[0] == "2027-2 (Alver kommune): done, 1 reports"
    assert "archive build" in done.out, "what is reported stands on no page before the site is built"
    listed = run("signals", "--json").json["signals"]
    assert [(signal["id"], signal["status"], signal["open"]) for signal in listed] == [
        ("2027-1", "open", True),
        ("2027-2", "done", False),
    ]
    assert [report["text"] for report in listed[1]["reports"]] == ["Er sendt."]
    for words in (("list", "--open"), ("--open",)):
        assert [signal["id"] for signal in run("signals", *words, "--json").json["signals"]] == ["2027-1"]
    assert "report" in run("signals", "--help").out


def test_a_report_of_no_signal_or_with_an_identity_number_is_refused_and_a_telephone_number_told(
    run, desk: Desk
) -> None:
    desk.start()
    minutes(desk)
    by = ("--status", "answered", "--by", "Kari Nes")
    strange = run("signals", "report", "2027-9", "--text", "x", *by)
    assert (strange.code, "2027-9" in strange.err) == (1, True)
    private = run("signals", "report", "2027-1", "--text", "Gjeld 130972 - 48022", *by)
    assert private.code == 1
    assert "130972 *****" in private.err
    assert "48022" not in private.err
    assert not (desk.community / "oppfolging.toml").exists()
    asked = run("signals", "report", "2027-1", "--text", "Ring 912 34 567", *by)
    assert asked.code == 0
    assert "912 34 567" in asked.err
